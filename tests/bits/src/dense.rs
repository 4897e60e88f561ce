//! Dense layers of every rest that loops by four rows, and by four or eight columns, leave.

use thalweg::nn::Dense;
use thalweg_catalogue::numbers::{gradient, hash, parameters};

const INPUTS: usize = 18;
const OUTPUTS: usize = 9;

/// The bits of forward and of both gradients, of every shape up to those.
#[inline(never)]
pub(crate) fn bits() -> u32 {
    let mut w = [0.0; Dense::new(INPUTS, OUTPUTS).parameters()];
    let (mut x, mut y) = ([0.0; INPUTS], [0.0; OUTPUTS]);
    let mut all = 0_u32;
    for (inputs, outputs) in (0..=INPUTS).flat_map(|i| (0..=OUTPUTS).map(move |o| (i, o))) {
        let layer = Dense::new(inputs, outputs);
        let w = w.get_mut(..layer.parameters()).unwrap_or_default();
        let x = x.get_mut(..inputs).unwrap_or_default();
        let y = y.get_mut(..outputs).unwrap_or_default();
        parameters(w);
        gradient(x);
        let mut done = layer.forward(w, x, y).is_ok();
        let of_outputs = hash(y);
        done &= layer.accumulate(x, y, w).is_ok() && layer.backward(w, y, x).is_ok();
        all = all.rotate_left(5) ^ of_outputs ^ hash(w).rotate_left(1) ^ hash(x).rotate_left(2);
        all = all.wrapping_add(u32::from(done));
    }
    all
}
