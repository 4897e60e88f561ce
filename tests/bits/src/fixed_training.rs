//! Optimizers and averages in fixed point.

use crate::lines::{Line, N, STEPS, turn};
use thalweg::{
    Error,
    fixed::{Gradient, Optimizer, Rate, Rule, Stochastic, Weight, quantize},
    group::{Group, Groups},
};
use thalweg_catalogue::{
    fixed_averages,
    numbers::{LEARNING_RATE, gradient, hash, parameters},
};

/// Parameters of the first group, no whole number of turns of the loop.
const FIRST: usize = 27;

/// Some steps of one optimizer, to nearest.
#[inline(never)]
pub(crate) fn whole<R: Rule>(rule: R) -> u32 {
    let run = || -> Result<u32, Error> {
        let mut optimizer = Optimizer::<R, [Weight; N]>::new(rule)?;
        trained(|w, g, rate, _| optimizer.step(w, g, rate))
    };
    run().unwrap_or_default()
}

/// Some steps of groups, by dither and in parts: one is slow, the other thaws.
#[inline(never)]
pub(crate) fn groups<R: Rule>(rule: R) -> u32 {
    let run = || -> Result<u32, Error> {
        let slow = Group { learning_rate: 0.25, ..Group::vector(FIRST) };
        let late = Group { frozen: true, ..Group::vector(N - FIRST) };
        let optimizer = Optimizer::<R, [Weight; N], _>::with_rounding(rule, Stochastic::new(7))?;
        let mut optimizer = optimizer.grouped(Groups([slow, late]))?;
        trained(|w, g, rate, t| {
            if t == 3 {
                optimizer.set_group(1, Group { frozen: false, ..late })?;
            }
            let mut step = optimizer.begin(w, g, rate)?;
            while !step.advance(16) {}
            Ok(())
        })
    };
    run().unwrap_or_default()
}

/// The parameters after some steps.
fn trained(
    mut step: impl FnMut(&mut [Weight], &[Gradient], Rate, u32) -> Result<(), Error>,
) -> Result<u32, Error> {
    let mut floats = [0.0; N];
    parameters(&mut floats);
    let mut w = floats.map(Weight::saturating_from_f32);
    gradient(&mut floats);
    for t in 1..=STEPS {
        let mut g = [Gradient::default(); N];
        quantize(&floats, &mut g)?;
        step(&mut w, &g, Rate::from_f32(LEARNING_RATE)?, t)?;
        turn(&mut floats, t);
    }
    Ok(hash(&w.map(Weight::to_f32)))
}

/// Every average of parameters that move.
pub(crate) fn averages(line: &mut dyn FnMut(Line)) {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$({
            let average: Result<$type, Error> = $value;
            let bits = average.map_or(0, |mut average| {
                let mut floats = [0.0; 4];
                parameters(&mut floats);
                for _ in 0..STEPS {
                    if average.push(&floats.map(Weight::saturating_from_f32)).is_err() {
                        return 0;
                    }
                    floats.iter_mut().for_each(|x| *x *= -0.875);
                }
                let value = <[Weight; 4]>::try_from(average.value());
                value.map_or(0, |value| hash(&value.map(Weight::to_f32)))
            });
            line(Line(stringify!($name), "fixed average", bits));
        })*};
    }
    fixed_averages!(each);
}
