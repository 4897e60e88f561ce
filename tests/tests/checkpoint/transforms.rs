//! Every transformation, in the middle of an accumulation too.

use crate::training::{STEPS, gradient, resumes};
use thalweg::{
    checkpoint::Checkpoint,
    gradient::{Accumulate, Chain, ClipByGlobalNorm, SkipNonFinite},
    group::Groups,
    optimizer::{Adam, Optimizer, Outcome},
};
use thalweg_catalogue::{GROUPED, GROUPS, transforms};

type Training<T> = ([f32; GROUPED], Optimizer<Adam, [f32; GROUPED], T, Groups<2>>);

/// The stops, and how many of them had gradients that wait.
fn transformed<T: Chain + Checkpoint + Clone>(name: &str, transform: &T) -> (u32, u32) {
    let make = || -> Training<T> {
        let optimizer = Optimizer::grouped(Adam::DEFAULT, transform.clone(), Groups(GROUPS));
        ([0.5; GROUPED], optimizer.unwrap())
    };
    let mut waiting = 0;
    let step = |(w, optimizer): &mut Training<T>, k: u32| {
        let mut g = gradient(w, k);
        if k % 50 == 49 && name.contains("skip") {
            g[1] = f32::NAN;
        }
        let outcome = optimizer.step(w, &g, 0.01).unwrap();
        waiting += u32::from(outcome == Outcome::Waiting && k < STEPS);
    };
    (resumes(name, make, step, STEPS), waiting)
}

#[test]
fn what_transformations_keep_goes_on() {
    let (mut count, mut stops) = (0, 0);
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            let transform: $type = $value;
            count += 1;
            stops += transformed(stringify!($name), &transform).0;
        )*};
    }
    transforms!(each);
    println!("{count} transformations stopped and resumed {stops} times");
    assert_eq!(stops, count * STEPS);
}

#[test]
fn in_the_middle_of_an_accumulation_it_goes_on() {
    let clip = ClipByGlobalNorm::new(0.1);
    let chain = (SkipNonFinite::DEFAULT, Accumulate::<[f32; GROUPED]>::new(4), clip);
    let (stops, waiting) = transformed("accumulation with a skipped batch", &chain);
    println!("{stops} stops, {} of them with gradients that wait", waiting / 2);
    // Three of four micro-batches wait, but for those that are skipped; each is seen by both trainings.
    assert!(stops == STEPS && waiting > 2 * 360, "{waiting}");
}
