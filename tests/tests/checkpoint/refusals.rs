//! A checkpoint that belongs elsewhere is refused, says why, and changes nothing.

use crate::training::{IDENTITY, gradient, load, saved};
use thalweg::{
    Error,
    checkpoint::{self, Buffer, Bytes, Checkpoint, CheckpointError, Identity, Sink, Source},
    fixed,
    gradient::{Accumulate, SkipNonFinite},
    group::{Group, Groups},
    optimizer::{
        Adam, AdamW, Momentum, Optimizer, Rule, Sgd,
        epsilon::Uncorrected,
        rules::{AdaBelief, Yogi},
        state::{Bf16, F16, Precision},
    },
};

const N: usize = 4;

type Fixed<const W: u32, const G: u32, D> =
    fixed::Optimizer<fixed::Adam, [fixed::Weight<W>; N], D, G>;
type Training<R, P = f32> = ([f32; N], Optimizer<R, [P; N]>);

fn training<R: Rule, P: Precision>(rule: R) -> Training<R, P> {
    let mut training: Training<R, P> = ([0.5; N], Optimizer::new(rule).unwrap());
    for k in 0..5 {
        let g = gradient(&training.0, k);
        training.1.step(&mut training.0, &g, 0.1).unwrap();
    }
    training
}

/// Why `bytes` are refused; whoever refuses them keeps what it had.
pub(crate) fn refused(mut by: impl Checkpoint, bytes: &[u8]) -> String {
    let before = saved(&by).unwrap();
    let error = load(&mut by, bytes).unwrap_err();
    assert!(saved(&by).unwrap() == before, "{error}: it was changed");
    error.to_string()
}

/// `bytes` with some of them replaced from `at` on, and a checksum that holds.
fn patched(bytes: &[u8], at: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + with.len()].copy_from_slice(with);
    sealed(bytes)
}

/// With the checksum that belongs to it.
pub(crate) fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI);
    let checked = bytes.len() - 4;
    let checksum = CRC.checksum(&bytes[..checked]);
    bytes[checked..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

#[test]
fn another_model_recipe_or_version_is_named() {
    let bytes = saved(&training::<_, f32>(Adam::DEFAULT)).unwrap();
    let by = || training::<_, f32>(Adam::DEFAULT);
    let of = |identity| checkpoint::load(&mut by(), identity, &mut Bytes::new(&bytes)).unwrap_err();
    assert_eq!(
        of(Identity { model: 1, ..IDENTITY }).to_string(),
        "the checkpoint is of another model, fingerprint 12345678; allowed: 00000001"
    );
    assert_eq!(
        of(Identity { recipe: 2, ..IDENTITY }).to_string(),
        "the checkpoint is of another recipe, fingerprint 9abcdef0; allowed: 00000002"
    );
    let later = patched(&bytes, 4, &2_u32.to_le_bytes());
    assert_eq!(refused(by(), &later), "the checkpoint's version is 2; allowed: 1");
    let other = patched(&bytes, 0, b"TWCK");
    assert_eq!(
        refused(by(), &other),
        "the bytes are no checkpoint; allowed: those that begin with THCP"
    );
    let mut changed = bytes.clone();
    changed[40] ^= 1;
    let error = refused(by(), &changed);
    assert!(error.starts_with("the checkpoint's CRC-32C is "), "{error}");
    for end in 0..bytes.len() {
        refused(by(), &bytes[..end]);
    }
}

#[test]
fn what_is_in_a_checkpoint_is_told_without_loading_it() {
    let bytes = saved(&training::<_, f32>(Adam::DEFAULT)).unwrap();
    let summary = checkpoint::inspect(&mut Bytes::new(&bytes)).unwrap();
    assert_eq!((summary.identity, summary.length as usize), (IDENTITY, bytes.len()));
    let mut changed = bytes;
    changed[30] ^= 4;
    let error = checkpoint::inspect(&mut Bytes::new(&changed)).unwrap_err();
    assert!(matches!(error, CheckpointError::Checksum { .. }), "{error}");
}

/// A firmware with a new factory model finds the checkpoint of the one before it.
#[test]
fn a_new_factory_model_is_recognised_by_its_start_weights() {
    let (old, new) = ([0.5, -1.0, 0.25, 2.0], [0.5, -1.0, 0.25, 2.000_000_2]);
    let identity = |start: &[f32]| Identity { model: checkpoint::fingerprint(start), recipe: 7 };
    let mut by = training::<_, f32>(Adam::DEFAULT);
    let mut bytes = vec![0; checkpoint::length(&by) as usize];
    checkpoint::save(&by, identity(&old), &mut Buffer::new(&mut bytes)).unwrap();
    let error = checkpoint::load(&mut by, identity(&new), &mut Bytes::new(&bytes)).unwrap_err();
    let (found, allowed) = (checkpoint::fingerprint(&old), checkpoint::fingerprint(&new));
    assert_eq!(error, CheckpointError::Model { found, allowed });
    // The user decides: the adapted parameters of the old model, or the new one.
    let kept = checkpoint::inspect(&mut Bytes::new(&bytes)).unwrap().identity;
    checkpoint::load(&mut by, kept, &mut Bytes::new(&bytes)).unwrap();
}

#[test]
fn another_rule_is_named() {
    let bytes = saved(&training::<_, f32>(Adam::DEFAULT)).unwrap();
    for error in [
        refused(training::<_, f32>(Yogi::DEFAULT), &bytes),
        refused(training::<_, f32>(AdaBelief::DEFAULT), &bytes),
        refused(training::<_, f32>(AdamW::DEFAULT), &bytes),
        refused(training::<_, f32>(Momentum::DEFAULT), &bytes),
        refused(training::<_, f32>(Sgd), &bytes),
        refused(
            training::<_, f32>(Adam { beta1: 0.9, beta2: 0.999, epsilon: Uncorrected(1e-8) }),
            &bytes,
        ),
    ] {
        assert!(error.starts_with("the checkpoint is of another rule, fingerprint "), "{error}");
    }
    let error = refused(training::<_, f32>(Yogi::DEFAULT), &bytes);
    assert!(error.ends_with("; allowed: that of Yogi"), "{error}");
}

#[test]
fn another_precision_is_named() {
    let bytes = saved(&training::<_, f32>(Adam::DEFAULT)).unwrap();
    assert_eq!(
        refused(training::<_, Bf16>(Adam::DEFAULT), &bytes),
        "the checkpoint is in another precision, number 0; allowed: Bf16"
    );
    let bytes = saved(&training::<_, F16>(Adam::DEFAULT)).unwrap();
    assert_eq!(
        refused(training::<_, Bf16>(Adam::DEFAULT), &bytes),
        "the checkpoint is in another precision, number 2; allowed: Bf16"
    );
    assert_eq!(
        refused(training::<_, F16<9>>(Adam::DEFAULT), &bytes),
        "the checkpoint is in another precision, number 0; allowed: the same seed of the rounding"
    );
    let weights = [fixed::Weight::<22>::from_bits(1); N];
    let error = refused([fixed::Weight::<21>::from_bits(1); N], &saved(&weights).unwrap());
    assert!(error.starts_with("the checkpoint is in another precision"), "{error}");
    let make = || Fixed::<22, 12, fixed::Nearest>::new(fixed::Adam::DEFAULT).unwrap();
    let bytes = saved(&make()).unwrap();
    let other = Fixed::<21, 12, _>::new(fixed::Adam::DEFAULT).unwrap();
    assert_eq!(
        refused(other, &bytes),
        "the checkpoint is in another precision, number 22; allowed: the fraction bits W"
    );
    let other = Fixed::<22, 11, _>::new(fixed::Adam::DEFAULT).unwrap();
    assert_eq!(
        refused(other, &bytes),
        "the checkpoint is in another precision, number 12; allowed: the fraction bits G"
    );
    let rounding = fixed::Stochastic::new(1);
    let other = Fixed::<22, 12, _>::with_rounding(fixed::Adam::DEFAULT, rounding).unwrap();
    assert_eq!(
        refused(other, &bytes),
        "the checkpoint is in another precision, number 0; allowed: the same rounding"
    );
    let other =
        fixed::Optimizer::<_, [fixed::Weight; N]>::new(fixed::AdamInverseRoot::DEFAULT).unwrap();
    let error = refused(other, &bytes);
    assert!(error.ends_with("allowed: that of AdamInverseRoot"), "{error}");
}

#[test]
fn other_parts_are_named() {
    let full = training::<_, f32>(Adam::DEFAULT);
    let bytes = saved(&full).unwrap();
    let optimizer = || training::<_, f32>(Adam::DEFAULT).1;
    assert_eq!(
        refused(optimizer(), &bytes),
        "the checkpoint's next section has tag 1; allowed: optimizer"
    );
    assert_eq!(refused([0.0; N], &bytes), "the checkpoint's next section has tag 2; allowed: none");
    assert_eq!(
        refused(([0.0; N], optimizer(), 1_u32), &bytes),
        "the checkpoint ends; allowed: section values"
    );
    assert_eq!(
        refused(([0.0; 3], optimizer()), &bytes),
        "section values has 16 bytes; allowed: 12"
    );
    let five = Optimizer::<Adam, [f32; 5]>::new(Adam::DEFAULT).unwrap();
    assert_eq!(
        refused(([0.0; N], five), &bytes),
        "section optimizer: parameters has 4 elements; allowed: exactly 5"
    );
    let words = saved(&[1_u32, 2, 3, 4]).unwrap();
    let error = refused([0.0_f32; 4], &words);
    assert!(error.starts_with("the checkpoint is in another precision, number 3"), "{error}");
}

#[test]
fn other_groups_are_named() {
    let grouped = |groups: [Group; 2]| {
        Optimizer::<Adam, [f32; 8], SkipNonFinite, _>::grouped(
            Adam::DEFAULT,
            SkipNonFinite::DEFAULT,
            Groups(groups),
        )
        .unwrap()
    };
    let bytes = saved(&grouped([Group::matrix(2, 3), Group::vector(2)])).unwrap();
    assert_eq!(
        refused(grouped([Group::matrix(3, 2), Group::vector(2)]), &bytes),
        "section optimizer: row of the group has 3 elements; allowed: exactly 2"
    );
    assert_eq!(
        refused(grouped([Group::vector(5), Group::vector(3)]), &bytes),
        "section optimizer: group has 6 elements; allowed: exactly 5"
    );
    let one = Optimizer::<Adam, [f32; 8]>::new(Adam::DEFAULT).unwrap();
    assert_eq!(
        refused(one, &bytes),
        "section optimizer: groups has 2 elements; allowed: exactly 1"
    );
}

#[test]
fn what_no_rule_has_left_behind_is_refused_in_every_place() {
    let by = || training::<_, f32>(Adam::DEFAULT);
    let bytes = saved(&by()).unwrap();
    let body = 20 + 8 + 8;
    // Of four parameters, the second.
    let nan = f32::NAN.to_le_bytes();
    assert_eq!(
        refused(by(), &patched(&bytes, body + 4, &nan)),
        "section values: values[1] is NaN or infinite; allowed: finite"
    );
    // The last state's v.
    let at = bytes.len() - 8;
    assert_eq!(
        refused(by(), &patched(&bytes, at, &(-1_f32).to_le_bytes())),
        "section optimizer: state is -1; allowed: finite and at least 0"
    );
    // A section that goes on, or ends early.
    let head = 20 + 4;
    for length in [0_u32, 15, 25, 1000, u32::MAX] {
        let error = refused(by(), &patched(&bytes, head, &length.to_le_bytes()));
        assert!(error.starts_with("section "), "{error}");
    }
}

#[test]
fn a_section_that_may_be_skipped_is() {
    let by = training::<_, f32>(Adam::DEFAULT);
    let bytes = saved(&by).unwrap();
    let extra = [&0x8000_0063_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"new"].concat();
    for at in [20, 20 + 8 + 8 + 4 * N, bytes.len() - 4] {
        let mut longer = [&bytes[..at], &extra, &bytes[at..]].concat();
        let length = longer.len() as u32;
        longer[8..12].copy_from_slice(&length.to_le_bytes());
        let longer = sealed(longer);
        let mut other = training::<_, f32>(Adam::DEFAULT);
        other.0 = [9.0; N];
        load(&mut other, &longer).unwrap();
        assert!(saved(&other).unwrap() == bytes, "at {at}");
        let mut needed = longer.clone();
        needed[at + 3] = 0; // the same section, which may not be skipped
        let error = refused(training::<_, f32>(Adam::DEFAULT), &sealed(needed));
        assert!(
            error.starts_with("the checkpoint's next section has tag 99; allowed: "),
            "{error}"
        );
    }
}

#[test]
fn in_the_middle_of_a_step_none_is_saved() {
    let (mut w, mut optimizer) = training::<_, f32>(Adam::DEFAULT);
    let bytes = saved(&optimizer).unwrap();
    std::mem::forget(optimizer.begin(&mut w, &[0.1; N], 0.1).unwrap());
    let error = saved(&optimizer).unwrap_err();
    assert_eq!(error, CheckpointError::Unfinished);
    assert_eq!(
        error.to_string(),
        "a step in parts is not at its end; allowed: a checkpoint between two steps"
    );
    load(&mut optimizer, &bytes).unwrap();
    assert!(saved(&optimizer).unwrap() == bytes);
    let mut fixed = fixed::Optimizer::<_, [fixed::Weight; N]>::new(fixed::Adam::DEFAULT).unwrap();
    let (mut w, g) = ([fixed::Weight::from_bits(9); N], [fixed::Gradient::from_bits(9); N]);
    std::mem::forget(fixed.begin(&mut w, &g, fixed::Rate::from_f32(0.1).unwrap()).unwrap());
    assert_eq!(saved(&fixed).unwrap_err(), CheckpointError::Unfinished);
}

#[test]
fn what_could_not_be_loaded_again_is_not_saved() {
    let error = saved(&[0.0, f32::INFINITY]).unwrap_err().to_string();
    assert_eq!(error, "section values: values[1] is NaN or infinite; allowed: finite");
    let mut optimizer = Optimizer::<Momentum, [f32; 1], ()>::new(Momentum::DEFAULT).unwrap();
    optimizer.step(&mut [1.0], &[f32::INFINITY], 0.1).unwrap();
    let error = saved(&optimizer).unwrap_err().to_string();
    assert_eq!(error, "section optimizer: state is inf; allowed: finite");
}

#[test]
fn as_many_gradients_as_a_step_takes_do_not_wait() {
    let chain = |every| Accumulate::<[f32; N]>::new(every);
    let make = |every| {
        Optimizer::<Adam, [f32; N], _>::with_transform(Adam::DEFAULT, chain(every)).unwrap()
    };
    let mut four = make(4);
    for _ in 0..3 {
        four.step(&mut [1.0; N], &[1.0; N], 0.1).unwrap();
    }
    assert_eq!(
        refused(make(2), &saved(&four).unwrap()),
        "section accumulate: accumulated is 3; allowed: below the number of micro-batches of a step"
    );
}

/// A medium that fails at the k-th access.
struct Failing<'b> {
    bytes: Bytes<'b>,
    left: u32,
}

impl Failing<'_> {
    fn access(&mut self) -> Result<(), Error> {
        let error = Error::Flash { operation: "read", offset: 0, reason: "the wire is cut" };
        self.left = self.left.checked_sub(1).ok_or(error)?;
        Ok(())
    }
}

impl Source for Failing<'_> {
    fn rewind(&mut self) -> Result<(), Error> {
        self.access()?;
        self.bytes.rewind()
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.access()?;
        self.bytes.read(bytes)
    }
}

struct Full(u32);

impl Sink for Full {
    fn write(&mut self, _: &[u8]) -> Result<(), Error> {
        let error = Error::Flash { operation: "write", offset: 0, reason: "the wire is cut" };
        self.0 = self.0.checked_sub(1).ok_or(error)?;
        Ok(())
    }
}

/// Wherever a medium fails it is said, and a load changes nothing before its third reading.
#[test]
fn a_medium_that_fails_is_reported() {
    let mut by = training::<_, f32>(Adam::DEFAULT);
    let bytes = saved(&by).unwrap();
    by.0 = [7.0; N];
    let before = saved(&by).unwrap();
    let mut accesses = 0;
    loop {
        let mut from = Failing { bytes: Bytes::new(&bytes), left: accesses };
        match checkpoint::load(&mut by, IDENTITY, &mut from) {
            Ok(()) => break,
            Err(error) => assert!(error.to_string().contains("the wire is cut"), "{error}"),
        }
        let all = from.bytes;
        // Two of three readings, the last of which reads as often as the one before it.
        if accesses < 40 {
            assert!(saved(&by).unwrap() == before, "access {accesses} of {all:?}");
        }
        accesses += 1;
    }
    assert!(accesses > 70, "{accesses}");
    let mut writes = 0;
    while let Err(error) = checkpoint::save(&by, IDENTITY, &mut Full(writes)) {
        assert!(error.to_string().contains("the wire is cut"), "{error}");
        writes += 1;
    }
    assert!(writes > 30, "{writes}");
}

/// Of a thing that has seen one sample, one word after the other made 0: wherever that is its count, what it holds is
/// refused, as the next sample would be added to it.
fn holds_nothing_of_nothing<C: Checkpoint>(
    name: &str,
    mut seen: C,
    push: impl Fn(&mut C),
    new: &C,
) {
    push(&mut seen);
    let (bytes, empty) = (saved(&seen).unwrap(), saved(new).unwrap());
    let mut refused = 0;
    let words =
        (0..bytes.len() - 4).step_by(4).filter(|&at| bytes[at..at + 4] != empty[at..at + 4]);
    for at in words {
        let patched = patched(&bytes, at, &empty[at..at + 4]);
        let Err(error) = load(&mut seen, &patched) else { continue };
        assert!(
            error.to_string().ends_with("allowed: 0, as nothing was counted"),
            "{name}: {error}"
        );
        refused += 1;
    }
    assert_eq!(refused, 1, "{name}");
    load(&mut seen, &empty).unwrap();
}

#[test]
fn what_has_seen_nothing_holds_nothing() {
    use thalweg::{
        average::{Swa, VectorEma},
        data::RunningStatistics,
        nn::{Prototypes, SnapshotEnsemble},
    };
    const X: [f32; 2] = [3.0, -1e30];
    let swa = Swa::<[f32; 2]>::new();
    holds_nothing_of_nothing("Swa", swa, |it| it.push(&X).unwrap(), &swa);
    let ema = VectorEma::<[f32; 2]>::new(0.5).unwrap();
    holds_nothing_of_nothing("VectorEma", ema, |it| it.push(&X).unwrap(), &ema);
    let statistics = RunningStatistics::<[f32; 2]>::new();
    holds_nothing_of_nothing(
        "RunningStatistics",
        statistics,
        |it| it.push(&X).unwrap(),
        &statistics,
    );
    let prototypes = Prototypes::<3, 2>::new();
    holds_nothing_of_nothing("Prototypes", prototypes, |it| it.push(1, &X).unwrap(), &prototypes);
    let ensemble = SnapshotEnsemble::<3, 2>::new();
    holds_nothing_of_nothing("SnapshotEnsemble", ensemble, |it| it.push(&X).unwrap(), &ensemble);
}
