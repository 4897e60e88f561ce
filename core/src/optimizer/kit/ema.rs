//! Exponential moving averages in a state, and what makes up for their start at 0.

use crate::math::{one_minus_powi, quotient};

/// γ e + (1 − γ) x: no call at "z".
#[allow(clippy::inline_always)]
#[inline(always)]
pub(in crate::optimizer) fn pushed(e: f32, decay: f32, x: f32) -> f32 {
    decay * e + (1.0 - decay) * x
}

/// e ← γ e + (1 − γ) x.
#[inline]
pub(in crate::optimizer) fn push(e: &mut f32, decay: f32, x: f32) {
    *e = pushed(*e, decay, x);
}

/// What m and g are multiplied by to make the corrected mean m̂ = m / (1 − βᵗ), or with `nesterov`
/// that of the next step, β m / (1 − βᵗ⁺¹) + (1 − β) g / (1 − βᵗ).
pub(in crate::optimizer) fn mean(beta: f32, t: u32, nesterov: bool) -> (f32, f32) {
    if nesterov {
        let next = one_minus_powi(beta, t.saturating_add(1));
        (quotient(beta, next), quotient(1.0 - beta, one_minus_powi(beta, t)))
    } else {
        (1.0 / one_minus_powi(beta, t), 0.0)
    }
}
