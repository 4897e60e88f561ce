//! Every rule over many steps: its bits after each power of ten of them.

use crate::lines::Line;
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Groups},
    optimizer::{Optimizer, Outcome, Rule, state},
};
use thalweg_catalogue::{
    numbers::{LEARNING_RATE, hash, parameters},
    rules, tensor_rules,
};

/// A turn of the loop, and a rest.
const SHAPE: (usize, usize) = (3, 4);
const N: usize = SHAPE.0 * SHAPE.1;

const AFTER: [&str; 6] =
    ["after 10", "after 100", "after 1000", "after 10000", "after 100000", "after 1000000"];

/// A line for each rule and each power of ten of steps, up to so many.
pub(crate) fn all(steps: u32, mut line: impl FnMut(Line)) {
    let line: &mut dyn FnMut(Line) = &mut line;
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(run::<$rule>(stringify!($name), $value, steps, line);)*
        };
    }
    rules!(each);
    tensor_rules!(each);
}

/// 0 stands for a rule that is refused, or has numbers no longer.
#[inline(never)]
fn run<R: Rule>(name: &'static str, rule: R, steps: u32, line: &mut dyn FnMut(Line)) {
    let groups = Groups([Group::matrix(SHAPE.0, SHAPE.1)]);
    let made = Optimizer::<R, [f32; N], _, _>::grouped(rule, SkipNonFinite::DEFAULT, groups);
    let (mut w, mut bits, mut t) = ([0.0; N], 1_u32, 0);
    parameters(&mut w);
    let Ok(mut optimizer) = made else { return line(Line(name, "refused", 0)) };
    for (after, power) in AFTER.into_iter().zip(1..) {
        let end = 10_u32.pow(power);
        if end > steps {
            break;
        }
        let mut good = true;
        while t < end {
            let g = gradient(&w, &mut bits);
            good &= optimizer.step(&mut w, &g, LEARNING_RATE) == Ok(Outcome::Applied);
            t += 1;
        }
        let good = good && is_finite(optimizer.state(), &w);
        line(Line(name, after, if good { hash(&w) } else { 0 }));
    }
}

/// Parameters and state, all of them.
fn is_finite<S: state::Slots>(states: impl Iterator<Item = S>, w: &[f32]) -> bool {
    let mut finite = w.iter().all(|w| w.is_finite());
    for slots in states {
        // Not as a method: an array has a `map` of its own.
        let _ = state::Slots::map(&slots, |_, slot| {
            finite &= slot.is_finite();
            0_u8
        });
    }
    finite
}

/// A valley with its bottom off 0, and noise.
fn gradient(w: &[f32; N], bits: &mut u32) -> [f32; N] {
    let mut curvature = 0.5;
    w.map(|w| {
        *bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        curvature += 0.125;
        let noise = (*bits >> 8) as f32 * (1.0 / 8_388_608.0) - 1.0;
        curvature * (w - 0.25) + 0.5 * noise
    })
}
