//! Every schedule under one rule: it is a function of the step, which is all that is kept of it.

use crate::training::{STEPS, gradient, resumes};
use thalweg::{
    fixed,
    optimizer::{Adam, Optimizer},
    schedule::Schedule,
};
use thalweg_catalogue::{fixed_schedules, schedules};

const N: usize = 5;

type Training = ([f32; N], Optimizer<Adam, [f32; N]>, u32);
type FixedTraining = ([fixed::Weight; N], fixed::Optimizer<fixed::Adam, [fixed::Weight; N]>, u32);

/// The step counts on from what was loaded, whatever `_k` is.
fn floats(name: &str, schedule: &impl Schedule) -> u32 {
    let make = || -> Training { ([0.5; N], Optimizer::new(Adam::DEFAULT).unwrap(), 0) };
    let step = |(w, optimizer, steps): &mut Training, k: u32| {
        let g = gradient(w, k);
        optimizer.step(w, &g, 0.1 * schedule.at(*steps)).unwrap();
        *steps += 1;
    };
    resumes(name, make, step, STEPS)
}

#[test]
fn under_every_schedule_a_rule_goes_on() {
    let (mut count, mut stops) = (0, 0);
    macro_rules! each {
        ($($name:ident, $budget:literal: $schedule:expr;)*) => {$(
            count += 1;
            stops += floats(stringify!($name), &$schedule.unwrap());
        )*};
    }
    schedules!(each);
    println!("{count} schedules stopped and resumed {stops} times");
    assert_eq!(stops, count * STEPS);
}

fn integers(name: &str, schedule: &impl fixed::schedule::Schedule) -> u32 {
    let make = || -> FixedTraining {
        let w = [fixed::Weight::from_f32(0.5).unwrap(); N];
        (w, fixed::Optimizer::new(fixed::Adam::DEFAULT).unwrap(), 0)
    };
    let step = |(w, optimizer, steps): &mut FixedTraining, k: u32| {
        let mut g = [fixed::Gradient::default(); N];
        fixed::quantize(&gradient(&w.map(fixed::Weight::to_f32), k), &mut g).unwrap();
        optimizer.step(w, &g, schedule.at(*steps)).unwrap();
        *steps += 1;
    };
    resumes(name, make, step, STEPS)
}

#[test]
fn under_every_schedule_in_fixed_point_a_rule_goes_on() {
    let (mut count, mut stops) = (0, 0);
    macro_rules! each {
        ($($name:ident: $schedule:expr;)*) => {$(
            count += 1;
            stops += integers(stringify!($name), &$schedule.unwrap());
        )*};
    }
    fixed_schedules!(each);
    println!("{count} schedules in fixed point stopped and resumed {stops} times");
    assert_eq!(stops, count * STEPS);
}
