//! What the loops of `cortex_m_fpu_runs.rs` compute, on every other processor, where the compiler does as well by
//! itself: nothing calls them there but the tests.

use super::BLOCK;

/// There are no better loops here.
pub(crate) const RUNS: bool = false;

/// w ← w − η g, of as many blocks as both have.
pub(crate) fn descent(w: &mut [[f32; BLOCK]], g: &[[f32; BLOCK]], rate: f32) {
    for (w, g) in w.as_flattened_mut().iter_mut().zip(g.as_flattened()) {
        *w -= rate * g;
    }
}

/// m ← α m + g; w ← w − η m, of as many blocks as all three have.
pub(crate) fn momentum(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    m: &mut [[[f32; 1]; BLOCK]],
    (rate, alpha): (f32, f32),
) {
    let each = w.as_flattened_mut().iter_mut().zip(g.as_flattened()).zip(m.as_flattened_mut());
    for ((w, g), [m]) in each {
        *m = alpha * *m + g;
        *w -= rate * *m;
    }
}

/// m ← α m + g; w ← w − η (g + α m), of as many blocks as all three have.
pub(crate) fn nesterov(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    m: &mut [[[f32; 1]; BLOCK]],
    (rate, alpha): (f32, f32),
) {
    let each = w.as_flattened_mut().iter_mut().zip(g.as_flattened()).zip(m.as_flattened_mut());
    for ((w, g), [m]) in each {
        *m = alpha * *m + g;
        *w -= rate * (g + alpha * *m);
    }
}

/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − step size · m / (√v + ε), of as many blocks as all
/// three have.
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
        *w -= step_size * (*m / (super::sqrt(*v) + epsilon));
    }
}

/// s ← s + g², no more than the largest number; w ← w − η g / (√s + ε), of as many blocks as all three have.
pub(crate) fn adagrad(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    sums: &mut [[[f32; 1]; BLOCK]],
    (rate, epsilon): (f32, f32),
) {
    let each = w.as_flattened_mut().iter_mut().zip(g.as_flattened()).zip(sums.as_flattened_mut());
    for ((w, g), [sum]) in each {
        *sum = super::saturated(*sum + g * g);
        *w -= rate * (g / (super::sqrt(*sum) + epsilon));
    }
}

/// v ← γ v + (1 − γ) g²; w ← w − η g / (√v + ε), of as many blocks as all three have.
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
        *w -= rate * (g / (super::sqrt(*v) + epsilon));
    }
}

/// s ← ρ s + (1 − ρ) g²; Δ ← √((u + ε) / (s + ε)) g; u ← ρ u + (1 − ρ) Δ²; w ← w − η Δ, of as many blocks as all
/// three have.
pub(crate) fn adadelta(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    states: &mut [[[f32; 2]; BLOCK]],
    (rate, epsilon, rho): (f32, f32, f32),
) {
    let each = w.as_flattened_mut().iter_mut().zip(g.as_flattened()).zip(states.as_flattened_mut());
    for ((w, g), [square, update]) in each {
        *square = rho * *square + (1.0 - rho) * (g * g);
        let delta = super::sqrt((*update + epsilon) / (*square + epsilon)) * g;
        *update = rho * *update + (1.0 - rho) * (delta * delta);
        *w -= rate * delta;
    }
}
