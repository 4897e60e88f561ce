//! What the loops of `cortex_m_fpu_inverse_runs.rs` compute, on every other processor, where the compiler does as well by
//! itself: nothing calls them there but the tests.

use super::BLOCK;
use crate::math::{InverseRoot, Root};

/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − step size · m · min(about 1/√v, 1/ε), of as many blocks as
/// all three have.
pub(crate) fn adam(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    states: &mut [[[f32; 2]; BLOCK]],
    (beta1, beta2, epsilon, step_size): (f32, f32, f32, f32),
) {
    let each = w.as_flattened_mut().iter_mut().zip(g.as_flattened()).zip(states.as_flattened_mut());
    for ((w, g), [m, v]) in each {
        *m = beta1 * *m + (1.0 - beta1) * g;
        *v = beta2 * *v + (1.0 - beta2) * (g * g);
        *w -= step_size * InverseRoot::divide(*m, InverseRoot::of(*v), epsilon);
    }
}

/// s ← s + g², no more than the largest number; w ← w − η g · min(about 1/√s, 1/ε), of as many blocks as all three have.
pub(crate) fn adagrad(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    sums: &mut [[[f32; 1]; BLOCK]],
    (rate, epsilon): (f32, f32),
) {
    let each = w.as_flattened_mut().iter_mut().zip(g.as_flattened()).zip(sums.as_flattened_mut());
    for ((w, g), [sum]) in each {
        *sum = super::saturated(*sum + g * g);
        *w -= rate * InverseRoot::divide(*g, InverseRoot::of(*sum), epsilon);
    }
}

/// v ← γ v + (1 − γ) g²; w ← w − η g · min(about 1/√v, 1/ε), of as many blocks as all three have.
pub(crate) fn rms_prop(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    averages: &mut [[[f32; 1]; BLOCK]],
    (rate, epsilon, decay): (f32, f32, f32),
) {
    let w = w.as_flattened_mut().iter_mut();
    let each = w.zip(g.as_flattened()).zip(averages.as_flattened_mut());
    for ((w, g), [v]) in each {
        *v = decay * *v + (1.0 - decay) * (g * g);
        *w -= rate * InverseRoot::divide(*g, InverseRoot::of(*v), epsilon);
    }
}
