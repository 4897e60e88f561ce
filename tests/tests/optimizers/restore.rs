//! What is restored is checked first: numbers that no rule has left behind are refused, and nothing is changed
//! then; what is taken goes on with equal bits, each group with its own.

use oorandom::Rand32;
use thalweg::{
    Error,
    gradient::{Accumulate, Chain, SkipNonFinite},
    group::{Group, Groups, Layers},
    optimizer::{
        Adam, AdamW, Counters, Optimizer, Outcome, Rule,
        rule::{GroupState, Tensor},
        rules::{Distance, RowsAndColumns, Weights},
        state::{MomentKind, Slots},
    },
};
use thalweg_catalogue::{rules, tensor_rules};
use thalweg_tests::training::{Cut, N, Trace, kept, layers, made, numbers, step, trained};

type TensorState<R> = <<R as Rule>::Tensor as Tensor>::State;

const NO_NUMBERS: [f32; 3] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY];

/// What is kept once a tensor, with one number spoilt.
trait Damaged: Sized {
    fn damaged(&self) -> Vec<Self>;
}

impl Damaged for () {
    fn damaged(&self) -> Vec<()> {
        Vec::new()
    }
}

impl Damaged for f32 {
    fn damaged(&self) -> Vec<f32> {
        [NO_NUMBERS.as_slice(), &[-1e-3]].concat()
    }
}

impl Damaged for Weights {
    fn damaged(&self) -> Vec<Self> {
        let spoilt = |x| [Self { sum: x, ..*self }, Self { largest: x, ..*self }];
        let rest = NO_NUMBERS.map(|rest| Self { rest, ..*self });
        0.0_f32.damaged().into_iter().flat_map(spoilt).chain(rest).collect()
    }
}

impl Damaged for Distance {
    fn damaged(&self) -> Vec<Self> {
        let spoilt = |x| [Self { d: x, ..*self }, Self { largest: x, ..*self }];
        let numerator = NO_NUMBERS.map(|numerator| Self { numerator, ..*self });
        0.0_f32.damaged().into_iter().flat_map(spoilt).chain(numerator).collect()
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Damaged for RowsAndColumns<ROWS, COLUMNS> {
    fn damaged(&self) -> Vec<Self> {
        let spoilt = |x| {
            let (mut row, mut column) = (*self, *self);
            (row.rows[ROWS / 2], column.columns[COLUMNS - 1]) = (x, x);
            [row, column]
        };
        0.0_f32.damaged().into_iter().flat_map(spoilt).collect()
    }
}

/// Slots of a rule that are below 0 in no training, though they are no second moments.
fn never_negative<R: Rule>(states: &[R::State], slot: usize) -> bool {
    states.iter().all(|state| {
        let mut found = 0.0;
        state.map(|number, x| {
            if number == slot {
                found = x;
            }
            0_u8
        });
        found >= 0.0
    })
}

/// What was read of an optimizer.
type Parts<R> = (Counters, Vec<<R as Rule>::State>, Vec<GroupState<TensorState<R>>>);

fn parts<R: Rule>(optimizer: &Optimizer<R, [f32; N], SkipNonFinite, Layers<3>>) -> Parts<R> {
    let groups = optimizer.group_states().to_vec();
    (optimizer.counters(), optimizer.state().collect(), groups)
}

fn refuses<R: Rule>(name: &str, rule: R, bias: Option<f32>)
where
    TensorState<R>: Damaged,
{
    let mut optimizer = made::<R, f32, N>(rule, bias);
    trained(&mut optimizer, Cut::Whole);
    let (counters, states, groups) = parts(&optimizer);
    let before = kept(&optimizer, &[]);
    // Other counts than it has, so that a half restored optimizer shows.
    let other = Counters { steps: counters.steps + 1, skipped: counters.skipped + 1 };
    let mut refused = |states: &[R::State], groups: &[GroupState<TensorState<R>>], what: &str| {
        let result = optimizer.restore(other, states, groups);
        assert!(result.is_err(), "{name}: {what} is taken");
        assert_eq!(kept(&optimizer, &[]), before, "{name}: {what}");
        result.unwrap_err()
    };
    for slot in 0..R::State::LEN {
        let never_negative =
            R::moment(slot) == MomentKind::Second || never_negative::<R>(&states, slot);
        let negative = never_negative.then_some(-1e-3);
        for bad in NO_NUMBERS.into_iter().chain(negative) {
            for at in [0, N - 1] {
                let mut numbers = Vec::new();
                states[at].map(|number, x| {
                    numbers.push(if number == slot { bad } else { x });
                    0_u8
                });
                let mut states = states.clone();
                states[at] = R::State::from_fn(|slot| numbers[slot]);
                refused(&states, &groups, &format!("{bad} in slot {slot} of state {at}"));
            }
        }
    }
    for (number, group) in groups.iter().enumerate() {
        for tensor in group.tensor.damaged() {
            let what = format!("{tensor:?} in group {number}");
            let mut groups = groups.clone();
            groups[number].tensor = tensor;
            refused(&states, &groups, &what);
        }
    }
    let length = |what, expected, found| Error::Length { what, expected, found };
    let more = [groups.as_slice(), &groups[..1]].concat();
    assert_eq!(refused(&states, &groups[..2], "a group less"), length("group states", 3, 2));
    assert_eq!(refused(&states, &more, "a group more"), length("group states", 3, 4));
    let more = [states.as_slice(), &states[..1]].concat();
    assert_eq!(refused(&states[1..], &groups, "a state less"), length("state", N, N - 1));
    assert_eq!(refused(&more, &groups, "a state more"), length("state", N, N + 1));
}

fn goes_on<R: Rule>(name: &str, rule: R, bias: Option<f32>) {
    let new = || made::<R, f32, N>(rule, bias);
    let (mut whole, mut first) = (new(), new());
    trained(&mut whole, Cut::Whole);
    trained(&mut first, Cut::Whole);
    let (counters, states, groups) = parts(&first);
    assert_ne!(groups[0].steps, groups[1].steps, "{name}: the groups differ");
    let mut second = new();
    second.restore_from(counters, states.iter().copied(), &groups).unwrap();
    assert_eq!(kept(&second, &[]), kept(&first, &[]), "{name}");
    let expected: Trace = trained(&mut whole, Cut::Whole);
    trained(&mut second, Cut::Random).is(&expected, name);
    // At the end of all counts they stand still.
    let last = Counters { steps: u32::MAX, skipped: u32::MAX };
    let groups: Vec<_> =
        groups.into_iter().map(|group| GroupState { steps: u32::MAX, ..group }).collect();
    second.restore(last, &states, &groups).unwrap();
    let (mut w, g) = ([0.5; N], [0.25; N]);
    for cut in [Cut::Whole, Cut::Every(7)] {
        step(&mut second, &mut w, &g, cut, &mut Rand32::new(0));
    }
    assert_eq!(second.step(&mut w, &[f32::NAN; N], 0.01), Ok(Outcome::Skipped), "{name}");
    assert_eq!(second.counters(), last, "{name}");
    assert!(second.group_states().iter().all(|group| group.steps == u32::MAX), "{name}");
    assert!(w.iter().all(|w| w.is_finite()), "{name}: {w:?}");
}

macro_rules! each {
    ([$check:ident $bias:expr] $($name:ident: $rule:ty = $value:expr;)*) => {
        $($check::<$rule>(stringify!($name), $value, $bias);)*
    };
}

#[test]
fn a_state_that_no_rule_can_have_left_is_refused_and_nothing_changed() {
    rules!(each [refuses Some(0.0)]);
    tensor_rules!(each [refuses None]);
}

#[test]
fn every_rule_goes_on_with_equal_bits_group_by_group_and_counts_to_the_end() {
    rules!(each [goes_on Some(0.0)]);
    tensor_rules!(each [goes_on None]);
}

/// Ten micro-batches, moved to a new optimizer in front of number `stop`.
fn accumulated(stop: usize) -> String {
    let new = || {
        let chain = (SkipNonFinite::DEFAULT, Accumulate::<[f32; N]>::new(4));
        Optimizer::<AdamW, [f32; N], _, _>::grouped(AdamW::DEFAULT, chain, layers(Some(0.0)))
            .unwrap()
    };
    let mut random = Rand32::new(1);
    let (mut optimizer, mut w) = (new(), numbers(&mut random, N));
    for batch in 0..10 {
        if batch == stop {
            let mut other = new();
            // What waits in the other is forgotten.
            other.step(&mut w.clone(), &[7.0; N], 0.01).unwrap();
            let states: Vec<_> = optimizer.state().collect();
            other.restore(optimizer.counters(), &states, optimizer.group_states()).unwrap();
            assert_eq!(other.accumulated().unwrap().count, 0);
            let waiting = optimizer.accumulated().unwrap();
            other.restore_accumulated(waiting.count, waiting.sum).unwrap();
            optimizer = other;
        }
        optimizer.step(&mut w, &numbers(&mut random, N), 0.01).unwrap();
    }
    assert_eq!(optimizer.flush(&mut w, &[0.0; N], 0.01), Ok(Outcome::Applied));
    assert_eq!(optimizer.steps(), 3);
    kept(&optimizer, &w)
}

#[test]
fn an_accumulation_goes_on_in_its_middle_with_equal_bits() {
    let whole = accumulated(10);
    for stop in 0..10 {
        assert_eq!(accumulated(stop), whole, "moved in front of {stop}");
    }
}

#[test]
fn an_accumulation_that_cannot_be_is_refused_and_nothing_changed() {
    fn refused<T: Chain>(
        optimizer: &mut Optimizer<Adam, [f32; 2], T, Groups<1>>,
        count: u32,
        sum: &[f32],
    ) -> String {
        let before = kept(optimizer, &[]);
        let error = optimizer.restore_accumulated(count, sum).unwrap_err();
        assert_eq!(kept(optimizer, &[]), before);
        error.to_string()
    }
    let groups = Groups([Group::vector(2)]);
    let mut optimizer = Optimizer::<Adam, [f32; 2], _, _>::grouped(
        Adam::DEFAULT,
        Accumulate::<[f32; 3]>::new(3),
        groups,
    )
    .unwrap();
    optimizer.step(&mut [0.0; 2], &[1.0, 2.0], 0.1).unwrap();
    assert_eq!(
        refused(&mut optimizer, 3, &[1.0; 2]),
        "accumulated is 3; allowed: below the number of micro-batches of a step"
    );
    assert_eq!(
        refused(&mut optimizer, 1, &[1.0]),
        "accumulated has 1 elements; allowed: exactly 2"
    );
    assert_eq!(
        refused(&mut optimizer, 1, &[1.0, f32::NAN]),
        "accumulated[1] is NaN or infinite; allowed: finite"
    );
    let mut without =
        Optimizer::<Adam, [f32; 2], _, _>::grouped(Adam::DEFAULT, (), groups).unwrap();
    assert_eq!(
        refused(&mut without, 1, &[1.0; 2]),
        "accumulated cannot be set: the chain adds up no gradients; allowed: with an Accumulate in it"
    );
}
