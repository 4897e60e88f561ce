//! Checkpoints of everything, on media that may give, take and refuse anything.

use crate::opaque::{any, keep};
use thalweg::{
    Error,
    average::EmaState,
    checkpoint::{
        self, Buffer, Bytes, Checkpoint, CheckpointError, Identity, Loader, Plain, Saver, Sink,
        Source, Tag,
        print::{CHeader, RustConst},
    },
    data::{Normalizer, Reservoir, RunningStatistics},
    feedback::{Best, EarlyStoppingState, Judged, PlateauState, RangeState},
    fixed,
    gradient::{
        Accumulate, AdaptiveClip, AddDecayedWeights, Centralise, ClipByBlockRms, ClipByGlobalNorm,
        ClipByNorm, ClipByValue, GradientNoise, NormType, Proximal, SkipNonFinite, Unit,
    },
    metric::{ConfusionMatrix, Forgetting, ForgettingState},
    nn::{Prototypes, SnapshotEnsemble},
    optimizer::{Rule, rule::Tensor},
};
use thalweg_catalogue::{averages, feedbacks};

/// A medium of which nothing is known.
struct Anything;

fn outcome() -> Result<(), Error> {
    any(Ok(()))
}

impl Sink for Anything {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        keep(bytes.len());
        outcome()
    }
}

impl Source for Anything {
    fn rewind(&mut self) -> Result<(), Error> {
        outcome()
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        for byte in bytes {
            *byte = any(0);
        }
        outcome()
    }
}

/// Saves and loads it.
#[inline(never)]
pub(crate) fn parts<C: Checkpoint>(parts: &mut C) {
    let identity = any(Identity::default());
    keep(checkpoint::length(parts));
    keep(checkpoint::save(parts, identity, &mut Anything).is_ok());
    keep(checkpoint::load(parts, identity, &mut Anything).is_ok());
}

/// Saves and loads a list of them.
#[inline(never)]
fn values<T: Plain>() {
    parts(&mut any([T::BLANK; 2]));
}

/// What a rule keeps of a whole tensor.
pub(crate) fn of_a_tensor<R: Rule>() {
    values::<<R::Tensor as Tensor>::State>();
}

/// A section of a program's own.
struct Own(u16);

const OWN: Tag = Tag::own(7, "own");

impl Checkpoint for Own {
    fn length(&self) -> u32 {
        any(10)
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(any(OWN), u16::BYTES)?;
        to.write(&any([0; 3]))?;
        self.0.put(to)?;
        Err(to.refuse(any(Error::NotFinite { what: "", index: 0 })))
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        keep(from.section_of_any_length(any(OWN))?);
        from.section(any(OWN), any(2))?;
        from.read(&mut any([0; 3]))?;
        from.take(&mut self.0)?;
        keep(from.commits());
        Err(from.refuse(any(Error::NotFinite { what: "", index: 0 })))
    }
}

#[inline(never)]
pub(crate) fn call() {
    parts(&mut any(0_u8));
    parts(&mut any((0_u16, 0_u32, 0_u64, 0_i16, 0_i32, 0.0_f32)));
    let mut flag = false;
    parts(&mut flag);
    parts(&mut any([0.0_f32; 9]));
    parts(&mut any([(0_u32, Some([0.0_f32; 2])); 3]));
    parts(&mut any([fixed::Weight::<22>::from_bits(0); 3]));
    parts(&mut &mut any([0_u8; 3]));
    parts(&mut Some(any([0_u8; 3])));
    parts(&mut Own(any(1)));
    parts(&mut heapless::Vec::<f32, 4>::new());
    tuples();
    followers();
    parts(&mut any(Normalizer { mean: [0.0; 3], scale: [1.0; 3] }));
    parts(&mut RunningStatistics::<[f32; 3]>::new());
    parts(&mut any(Reservoir::<4, 2, 3>::new(1)));
    parts(&mut Prototypes::<2, 3>::new());
    parts(&mut SnapshotEnsemble::<2, 3>::new());
    parts(&mut (Forgetting::<3>::new(), ConfusionMatrix::<3>::new()));
    let clips = (ClipByGlobalNorm::new(any(1.0)), ClipByNorm::new(NormType::L1, any(1.0)));
    parts(&mut (any(Accumulate::<[f32; 4]>::new(any(2))), clips));
    without_memory();
    states();
    media();
}

fn tuples() {
    parts(&mut any(()));
    parts(&mut any((0_u8,)));
    parts(&mut any((0_u8, 0_u8, 0_u8)));
    parts(&mut any((0_u8, 0_u8, 0_u8, 0_u8)));
    parts(&mut any((0_u8, 0_u8, 0_u8, 0_u8, 0_u8)));
    parts(&mut any((0_u8, 0_u8, 0_u8, 0_u8, 0_u8, 0_u8, 0_u8)));
    parts(&mut any((0_u8, 0_u8, 0_u8, 0_u8, 0_u8, 0_u8, 0_u8, 0_u8)));
}

/// Transformations that keep nothing between steps.
fn without_memory() {
    parts(&mut any(AdaptiveClip::<2, 2>::new(0.1, Unit::Row)));
    parts(&mut any(AddDecayedWeights { weight_decay: 0.1 }));
    parts(&mut any(Centralise::<2, 2>::dense()));
    parts(&mut any(ClipByBlockRms::<2>::new(1.0)));
    parts(&mut any(ClipByValue::new(1.0)));
    parts(&mut any(GradientNoise::DEFAULT));
    parts(&mut any(Proximal::new(0.1, [0.0; 4])));
    parts(&mut any(SkipNonFinite::DEFAULT));
}

fn states() {
    values::<EmaState>();
    values::<Best>();
    values::<EarlyStoppingState>();
    values::<Judged>();
    values::<RangeState>();
    values::<PlateauState>();
    values::<ForgettingState>();
}

fn followers() {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            let follower: Result<$type, Error> = $value;
            if let Ok(mut follower) = follower {
                parts(&mut follower);
            }
        )*};
    }
    averages!(each);
    feedbacks!(each);
}

/// Memory of any length.
fn media() {
    let mut bytes = any([0; 64]);
    let mut buffer = Buffer::new(bytes.get_mut(..any(40)).unwrap_or_default());
    keep(checkpoint::save(&any([0.0_f32; 3]), any(Identity::default()), &mut buffer).is_ok());
    keep(buffer.written().len());
    let mut source = Bytes::new(bytes.get(..any(40)).unwrap_or_default());
    keep(checkpoint::inspect(&mut source).is_ok());
    keep(checkpoint::max_length::<ClipByNorm>());
    keep(Tag::own(any(7), any("own")));
    keep(checkpoint::load(&mut any([0.0_f32; 3]), any(Identity::default()), &mut source).is_ok());
    let parameters = any([0.0; 4]);
    let parameters = parameters.get(..any(3)).unwrap_or_default();
    // What they are displayed as is for a host.
    keep(CHeader::new(any("name"), parameters).is_ok());
    keep(RustConst::new(any("name"), parameters).is_ok());
    keep(checkpoint::fingerprint(any([0.0; 4]).get(..any(3)).unwrap_or_default()));
}
