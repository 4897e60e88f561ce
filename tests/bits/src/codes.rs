//! States of 8 bits in a block whose numbers lie many decades apart, with zeros, infinity and what is no number among them.

use thalweg::optimizer::{
    Optimizer, Rule,
    state::{Blockwise8, Slots, blocks},
};
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, hash, parameters};

/// A block, and the beginning of another.
const N: usize = 71;
const STEPS: usize = 24;
/// More than the codes reach over.
const DECADES: usize = 11;

/// A hash of all states after each of some steps, without a guard; 0 of a rule that is refused.
#[inline(never)]
pub(crate) fn states<R: Rule>(rule: R) -> u32 {
    let made = Optimizer::<R, [Blockwise8<{ blocks(N) }>; N], ()>::with_transform(rule, ());
    let Ok(mut optimizer) = made else { return 0 };
    let (mut w, mut all) = ([0.0; N], 0_u32);
    parameters(&mut w);
    for t in 0..STEPS {
        let _ = optimizer.step(&mut w, &gradients(t), LEARNING_RATE);
        for state in optimizer.state() {
            // Not as a method: an array has a `map` of its own.
            let slots = Slots::map(&state, |_, slot| slot);
            all = all.rotate_left(5) ^ hash(slots.as_ref());
        }
    }
    all
}

/// Each number in a decade of its own, which changes from step to step.
fn gradients(t: usize) -> [f32; N] {
    let mut g = [0.0; N];
    gradient(&mut g);
    for (i, g) in g.iter_mut().enumerate() {
        *g *= (0..(i + t) % DECADES).fold(1.0, |scale, _| scale * 0.1);
        match (t, i) {
            (8, 3) => *g = f32::INFINITY,
            (11, 7) => *g = f32::NAN,
            (_, 40..50) if t < 4 => *g = 0.0,
            (14, 64..) => *g = -0.0,
            _ => {}
        }
    }
    g
}
