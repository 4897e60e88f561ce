//! Without a guard, at the ends of every range: what a step leaves is finite, state and all, or the step says that it
//! diverged; whole and in parts.

use oorandom::Rand32;
use thalweg::{
    Error,
    group::{Group, Groups},
    optimizer::state::{Bf16, Blockwise8, F16},
    optimizer::{Adam, AdamW, L2, Momentum},
    optimizer::{
        Optimizer, Outcome, Rule,
        rule::Tensor,
        state::{Precision, Slots},
    },
};
use thalweg_catalogue::{rules, tensor_rules};

const SHAPE: Group = Group::matrix(3, 4);
const N: usize = 12;
const STEPS: usize = 12;
const ENDS: [f32; 10] = [0.0, 1e-45, -1.0, 1e10, -1.8e19, 1e20, 3e38, -3e38, f32::MAX, f32::MIN];
const DECAYS: [f32; 3] = [1.0, 1e30, f32::MAX];

type Unguarded<R, P> = Optimizer<R, [P; N], (), Groups<1>>;

/// Whether everything that the optimizer keeps is finite.
fn keeps_finite<R: Rule, P: Precision>(optimizer: &Unguarded<R, P>) -> bool {
    let mut finite = true;
    for state in optimizer.state() {
        state.map(|_, slot| finite &= slot.is_finite());
    }
    // What is kept once a tensor has no common type, but says what it holds.
    let of_tensor = || {
        let text = format!("{:?}", optimizer.group_states());
        !text.contains("NaN") && !text.contains("inf")
    };
    finite && (size_of::<<R::Tensor as Tensor>::State>() == 0 || of_tensor())
}

/// What is kept as large as it can be.
fn restored<R: Rule, P: Precision>(
    optimizer: &mut Unguarded<R, P>,
    value: f32,
) -> Result<(), Error> {
    let states = [R::State::from_fn(|_| value); N];
    let groups = optimizer.group_states().to_vec();
    optimizer.restore(optimizer.counters(), &states, &groups)
}

/// Steps from everywhere, on everything.
fn says_what_it_leaves<R: Rule, P: Precision>(name: &str, rule: R) {
    let mut random = Rand32::new(3);
    let decays = if R::WEIGHT_DECAY { &DECAYS[..] } else { &DECAYS[..1] };
    for (kept, decay) in
        [0.0, 1e19, f32::MAX].iter().flat_map(|k| decays.iter().map(move |d| (k, d)))
    {
        for round in 0..40 {
            let group = Group { weight_decay: *decay, ..SHAPE };
            let mut optimizer = Unguarded::<R, P>::grouped(rule, (), Groups([group])).unwrap();
            if *kept > 0.0 && restored(&mut optimizer, *kept).is_err() {
                continue; // the rule cannot have left it behind
            }
            let mut w = [[0.5, -1e20, 1e30][round % 3]; N];
            for step in 0..STEPS {
                let mut number = || ENDS[random.rand_range(0..ENDS.len() as u32) as usize];
                let (first, second) = (number(), number());
                let g: [f32; N] = std::array::from_fn(|i| if i < step { first } else { second });
                let outcome = if round % 2 == 0 {
                    optimizer.step(&mut w, &g, 0.01)
                } else {
                    optimizer.begin(&mut w, &g, 0.01).map(|mut parts| {
                        while !parts.advance(5) {}
                        parts.finish()
                    })
                };
                let finite = w.iter().all(|w| w.is_finite()) && keeps_finite(&optimizer);
                let expected = if finite { Outcome::Applied } else { Outcome::Diverged };
                assert_eq!(
                    outcome,
                    Ok(expected),
                    "{name}, decay {decay:e}, from {kept:e}, round {round}, step {step}: {g:?} {w:?} {:?} {:?}",
                    optimizer.state().collect::<Vec<_>>(),
                    optimizer.group_states()
                );
                if !finite {
                    break;
                }
            }
        }
    }
}

#[test]
fn every_rule_says_what_it_leaves() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(says_what_it_leaves::<$rule, f32>(stringify!($name), $value);)*
        };
    }
    rules!(each);
    tensor_rules!(each);
}

#[test]
fn so_does_every_precision() {
    fn each<P: Precision>(precision: &str) {
        says_what_it_leaves::<_, P>(&format!("momentum, {precision}"), Momentum::DEFAULT);
        says_what_it_leaves::<_, P>(&format!("AdamW, {precision}"), AdamW::DEFAULT);
        let rule = L2 { rule: Adam::DEFAULT, weight_decay: 0.1 };
        says_what_it_leaves::<_, P>(&format!("L2 of Adam, {precision}"), rule);
    }
    each::<f32>("f32");
    each::<Bf16>("bf16");
    each::<F16>("f16");
    each::<Blockwise8<1>>("8 bits");
}
