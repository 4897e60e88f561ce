//! What every optimizer promises, beside its formula: on bad gradients, at other scales, after a
//! restart, and for settings that make no sense.

mod configurations;
mod formulas;
mod hostile;
mod listed;
mod moved;
mod parts;
mod precisions;
mod refusals;
mod restart;
mod restore;
mod scale;
mod settings;
mod storage;
mod unguarded;
mod wild;

use oorandom::Rand32;
use thalweg::optimizer::{Optimizer, Rule, state::Slots};

/// Parameters of every test.
const N: usize = 4;

/// The bits of all that an optimizer changes: parameters and state.
fn bits<R: Rule>(w: &[f32], optimizer: &Optimizer<R, [f32; N]>) -> Vec<u32> {
    let state = optimizer.state().flat_map(|slots| {
        let bits = slots.map(|_, slot| slot.to_bits());
        bits.as_ref().to_vec()
    });
    w.iter().map(|w| w.to_bits()).chain(state).collect()
}

/// A gradient whose elements have sizes from 2^`low` to 2^`high`, each exponent as likely.
fn gradient(random: &mut Rand32, low: i32, high: i32) -> [f32; N] {
    std::array::from_fn(|_| {
        let exponent = low as f32 + (high - low) as f32 * random.rand_float();
        let sign = if random.rand_u32() & 1 == 0 { 1.0 } else { -1.0 };
        sign * exponent.exp2()
    })
}
