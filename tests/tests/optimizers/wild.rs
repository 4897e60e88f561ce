//! Gradients of wild magnitude: what is not finite or too large to be squared is skipped and leaves
//! no trace; all else, down to the smallest subnormal, keeps parameters and state finite.

use crate::{N, bits, gradient};
use oorandom::Rand32;
use thalweg::{
    gradient::SkipNonFinite,
    optimizer::{Optimizer, Outcome, Rule},
};
use thalweg_catalogue::rules;

const STEPS: u32 = 10_000;
/// A gradient with one of these is no gradient.
const BAD: [f32; 5] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 3e38, -3e38];

/// Two optimizers: one sees every gradient, one only the good ones.
fn survives<R: Rule>(name: &str, rule: R, bad_in_1000: u32) {
    let mut random = Rand32::new(u64::from(bad_in_1000));
    let mut seeing = Optimizer::<R, [f32; N]>::new(rule).unwrap();
    let mut spared = Optimizer::<R, [f32; N]>::new(rule).unwrap();
    let (mut w, mut v) = ([1.0, -1.0, 0.01, 0.0], [1.0, -1.0, 0.01, 0.0]);
    let mut skipped = 0;
    for step in 0..STEPS {
        let mut g = gradient(&mut random, -149, 63);
        let position = random.rand_range(0..N as u32) as usize;
        let bad = random.rand_range(0..1000) < bad_in_1000;
        if bad {
            g[position] = BAD[random.rand_range(0..BAD.len() as u32) as usize];
        }
        let outcome = seeing.step(&mut w, &g, 1e-3).unwrap();
        if bad {
            skipped += 1;
            assert_eq!(outcome, Outcome::Skipped, "{name}, step {step}: {g:?}");
        } else {
            assert_eq!(outcome, Outcome::Applied, "{name}, step {step}: {g:?}");
            spared.step(&mut v, &g, 1e-3).unwrap();
        }
        let bits = bits(&w, &seeing);
        let finite = bits.iter().all(|&bits| f32::from_bits(bits).is_finite());
        assert!(finite, "{name}, step {step}: {w:?}, {:?}", seeing.state().collect::<Vec<_>>());
    }
    assert_eq!(bits(&w, &seeing), bits(&v, &spared), "{name}");
    assert_eq!((seeing.steps(), seeing.skipped()), (STEPS - skipped, skipped), "{name}");
    assert_eq!(
        format!("{:?}", seeing.group_states()),
        format!("{:?}", spared.group_states()),
        "{name}"
    );
}

#[test]
fn one_bad_gradient_in_a_hundred_leaves_no_trace() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            survives::<$rule>(stringify!($name), $value, 10);
        )*};
    }
    rules!(each);
}

#[test]
fn every_other_gradient_may_be_bad() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            survives::<$rule>(stringify!($name), $value, 500);
        )*};
    }
    rules!(each);
}

#[test]
fn the_limit_is_where_a_square_is_not_finite() {
    let limit = SkipNonFinite::DEFAULT.limit();
    assert!((limit * limit).is_finite() && !(limit.next_up() * limit.next_up()).is_finite());
}

/// No gradient at all and no ε: 0 / 0 moves nothing.
#[test]
fn without_epsilon_zero_gradients_leave_parameters_still() {
    use thalweg::optimizer::{
        AdaGrad, Adam, AmsGrad, NAdam, RAdam, RmsProp,
        rules::{AdaBelief, Adan, CenteredRmsProp, Ftml},
    };
    fn still<R: Rule>(rule: R) {
        let mut optimizer = Optimizer::<R, [f32; N]>::new(rule).unwrap();
        let before = [1.0, -2.5e-7, 3e20, -0.0];
        let mut w = before;
        for _ in 0..50 {
            optimizer.step(&mut w, &[0.0, -0.0, 0.0, 0.0], 0.5).unwrap();
        }
        assert_eq!(w, before, "{rule:?}");
    }
    still(Adam { epsilon: 0.0, ..Adam::DEFAULT });
    still(AmsGrad { epsilon: 0.0, ..AmsGrad::DEFAULT });
    still(NAdam { epsilon: 0.0, ..NAdam::DEFAULT });
    still(RAdam { epsilon: 0.0, ..RAdam::DEFAULT });
    still(AdaBelief { epsilon: 0.0, epsilon_root: 0.0, ..AdaBelief::DEFAULT });
    still(Adan { epsilon: 0.0, ..Adan::DEFAULT });
    still(Ftml { epsilon: 0.0, ..Ftml::DEFAULT });
    still(AdaGrad { epsilon: 0.0, ..AdaGrad::DEFAULT });
    still(RmsProp { epsilon: 0.0, ..RmsProp::DEFAULT });
    still(CenteredRmsProp { epsilon: 0.0, ..CenteredRmsProp::DEFAULT });
}
