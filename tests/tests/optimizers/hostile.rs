//! Numbers at the ends of their ranges: what is finite stays finite, or the step says that it diverged.

use oorandom::Rand32;
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Groups},
    optimizer::{Optimizer, Outcome, Rule, rule::Tensor, state::Slots},
};
use thalweg_catalogue::{rules, tensor_rules};

const SHAPE: Group = Group::matrix(3, 4);
const N: usize = 12;
const STEPS: usize = 40;
/// √`f32::MAX`, which the guard lets through.
const LARGE: f32 = 1.844_674_3e19;

const RATES: [f32; 9] = [0.0, f32::from_bits(1), 2.93e-39, 1e-36, 1e-30, 0.1, 1.0, 1e3, 1e20];
const STARTS: [f32; 3] = [0.0, -1.5, 1e30];
const KINDS: usize = 9;

/// The gradient of a step.
fn gradient(kind: usize, step: usize, random: &mut Rand32) -> [f32; N] {
    let sign = if step.is_multiple_of(2) { 1.0 } else { -1.0 };
    let mixed = [LARGE, -LARGE, 0.0, 1e-45, -1e-38, 1e-19, -1.0, 1e9];
    match kind {
        0 => [sign * LARGE; N],
        1 => [LARGE; N],
        2 => [1e-45; N],
        3 => [sign * 1e-38; N],
        4 => [0.0; N],
        5 => std::array::from_fn(|i| mixed[(i + step) % mixed.len()]),
        6 => std::array::from_fn(|_| mixed[random.rand_range(0..mixed.len() as u32) as usize]),
        // All or nothing: a state that has grown meets a gradient that is hardly there.
        7 => [if step < STEPS / 2 { LARGE } else { 1e-45 }; N],
        _ => std::array::from_fn(|_| 2.0 * random.rand_float() - 1.0),
    }
}

/// Every number that the optimizer keeps.
fn state_is_finite<R: Rule>(optimizer: &Optimizer<R, [f32; N], SkipNonFinite, Groups<1>>) -> bool {
    let mut finite = true;
    for state in optimizer.state() {
        state.map(|_, slot| {
            finite &= slot.is_finite();
            0_u8
        });
    }
    // What is kept once a tensor has no common type, but says what it holds.
    let of_tensor = || {
        let text = format!("{:?}", optimizer.group_states());
        !text.contains("NaN") && !text.contains("inf")
    };
    finite && (size_of::<<R::Tensor as Tensor>::State>() == 0 || of_tensor())
}

/// The first case in which the rule does not keep the promise.
fn broken<R: Rule>(name: &str, rule: R, multiplier: f32) -> Option<String> {
    for (kind, rate, start) in
        (0..KINDS).flat_map(|k| RATES.iter().flat_map(move |&r| STARTS.map(|s| (k, r, s))))
    {
        if !(rate * multiplier).is_finite() || multiplier > 1.0 && start != -1.5 {
            continue; // refused: see below
        }
        let mut random = Rand32::new(7);
        let group = Group { learning_rate: multiplier, ..SHAPE };
        let chain = SkipNonFinite::DEFAULT;
        let mut optimizer =
            Optimizer::<R, [f32; N], _, _>::grouped(rule, chain, Groups([group])).unwrap();
        let mut w = [start; N];
        for step in 0..STEPS {
            let g = gradient(kind, step, &mut random);
            let outcome = optimizer.step(&mut w, &g, rate).unwrap();
            let what =
                format!("{name}: gradients {kind}, rate {rate:e}, from {start:e}, step {step}");
            let finite = w.iter().all(|w| w.is_finite());
            let expected = if finite { Outcome::Applied } else { Outcome::Diverged };
            // Nothing moves far at so small a rate: there is no reason to diverge.
            let must_hold = multiplier == 1.0 && rate <= 1e-30 && start.abs() < 2.0;
            if outcome != expected || must_hold && !finite {
                return Some(format!("{what}: {outcome:?}, {w:?}"));
            }
            if !finite {
                break;
            }
            if !state_is_finite(&optimizer) {
                let states: Vec<_> = optimizer.state().take(3).collect();
                return Some(format!("{what}: {w:?}, {states:?} {:?}", optimizer.group_states()));
            }
        }
    }
    None
}

#[test]
fn what_is_finite_stays_finite_or_the_same_step_says_that_it_diverged() {
    let mut all = Vec::new();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            all.extend(broken::<$rule>(stringify!($name), $value, 1.0));
            all.extend(broken::<$rule>(stringify!($name), $value, f32::MAX));
        )*};
    }
    rules!(each);
    tensor_rules!(each);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// A parameter that is not finite from the start, which no arithmetic need object to, is said at the first step
/// and at the first after a restore.
fn says_what_it_was_given<R: Rule>(name: &str, rule: R) {
    let layout = Groups([SHAPE]);
    let new = || Optimizer::<R, [f32; N], _, _>::grouped(rule, (), layout).unwrap();
    for bad in [f32::INFINITY, f32::NEG_INFINITY, f32::NAN] {
        let mut w = [0.5; N];
        let mut restored = new();
        assert_eq!(restored.step(&mut w, &[0.0; N], 0.1), Ok(Outcome::Applied), "{name}");
        let (states, groups) = (restored.state().collect::<Vec<_>>(), restored.group_states());
        let (counters, groups) = (restored.counters(), groups.to_vec());
        restored.restore(counters, &states, &groups).unwrap();
        for mut optimizer in [new(), restored] {
            let mut w = [0.5; N];
            w[7] = bad;
            let outcome = optimizer.step(&mut w, &[0.0; N], 0.0);
            let finite = w.iter().all(|w| w.is_finite()); // as what clamps makes them again
            let expected = if finite { Outcome::Applied } else { Outcome::Diverged };
            assert_eq!(outcome, Ok(expected), "{name} from {bad}: {w:?}");
        }
    }
}

#[test]
fn what_was_not_finite_from_the_start_is_said_at_once() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(says_what_it_was_given::<$rule>(stringify!($name), $value);)*
        };
    }
    rules!(each);
    tensor_rules!(each);
}

#[test]
fn a_product_of_rates_that_is_not_finite_is_refused_and_changes_nothing() {
    use thalweg::optimizer::Adam;
    let group = Group { learning_rate: f32::MAX, ..Group::vector(1) };
    let mut optimizer =
        Optimizer::<Adam, [f32; 1], _, _>::grouped(Adam::DEFAULT, (), Groups([group])).unwrap();
    let mut w = [1.0];
    let error = optimizer.step(&mut w, &[1.0], 10.0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "learning_rate times that of a group is inf; allowed: finite and at least 0"
    );
    assert_eq!((w, optimizer.steps()), ([1.0], 0));
}
