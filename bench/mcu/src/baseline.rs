//! The updates in C, and the scalars that they are called with.

use thalweg::math::{one_minus_powi, sqrt};
use thalweg_catalogue::numbers::LEARNING_RATE;

/// Parameters, gradient, two arrays of state, length, scalars.
type Step = unsafe extern "C" fn(*mut f32, *const f32, *mut f32, *mut f32, usize, *const f32);

/// One update, three ways to write or compile it.
pub(crate) struct Baseline {
    /// One pass, the arithmetic of the crate.
    pub(crate) fused: Step,
    /// One pass, four parameters a turn.
    pub(crate) unrolled: Step,
    /// One pass, multiplications and additions contracted: other bits.
    pub(crate) contracted: Step,
    /// A pass for every primitive.
    pub(crate) multipass: Step,
    /// The scalars of step t.
    pub(crate) scalars: fn(u32) -> [f32; 4],
}

macro_rules! baselines {
    ($($name:ident($fused:ident, $unrolled:ident, $contracted:ident, $multipass:ident): $scalars:expr;)*) => {
        #[allow(unsafe_code)]
        unsafe extern "C" {
            $(
                fn $fused(w: *mut f32, g: *const f32, a: *mut f32, b: *mut f32, n: usize, k: *const f32);
                fn $unrolled(w: *mut f32, g: *const f32, a: *mut f32, b: *mut f32, n: usize, k: *const f32);
                fn $contracted(w: *mut f32, g: *const f32, a: *mut f32, b: *mut f32, n: usize, k: *const f32);
                fn $multipass(w: *mut f32, g: *const f32, a: *mut f32, b: *mut f32, n: usize, k: *const f32);
            )*
        }

        /// The update of that name, if it was written in C.
        pub(crate) fn find(rule: &str) -> Option<Baseline> {
            match rule {
                $(stringify!($name) => Some(Baseline {
                    fused: $fused,
                    unrolled: $unrolled,
                    contracted: $contracted,
                    multipass: $multipass,
                    scalars: $scalars,
                }),)*
                _ => None,
            }
        }
    };
}

baselines! {
    sgd(sgd_fused, sgd_unrolled, sgd_contracted, sgd_multipass): |_| [LEARNING_RATE, 0.0, 0.0, 0.0];
    momentum(momentum_fused, momentum_unrolled, momentum_contracted, momentum_multipass):
        |_| [LEARNING_RATE, 0.9, 0.0, 0.0];
    nesterov(nesterov_fused, nesterov_unrolled, nesterov_contracted, nesterov_multipass):
        |_| [LEARNING_RATE, 0.9, 0.0, 0.0];
    adagrad(adagrad_fused, adagrad_unrolled, adagrad_contracted, adagrad_multipass):
        |_| [LEARNING_RATE, 1e-10, 0.0, 0.0];
    rms_prop(rms_prop_fused, rms_prop_unrolled, rms_prop_contracted, rms_prop_multipass):
        |_| [LEARNING_RATE, 0.9, 1e-8, 0.0];
    adadelta(adadelta_fused, adadelta_unrolled, adadelta_contracted, adadelta_multipass):
        |_| [LEARNING_RATE, 0.95, 1e-6, 0.0];
    adam(adam_fused, adam_unrolled, adam_contracted, adam_multipass): |t| {
        let (beta1, beta2) = (0.9, 0.999);
        let root = sqrt(one_minus_powi(beta2, t));
        [LEARNING_RATE * root / one_minus_powi(beta1, t), beta1, beta2, 1e-8 * root]
    };
}

impl Baseline {
    /// One step of one of them.
    #[allow(unsafe_code)]
    pub(crate) fn step<const N: usize>(
        step: Step,
        w: &mut [f32; N],
        g: &[f32; N],
        [a, b]: &mut [[f32; N]; 2],
        k: &[f32; 4],
    ) {
        // SAFETY: every array has the length that is passed; C keeps no pointer.
        unsafe {
            step(w.as_mut_ptr(), g.as_ptr(), a.as_mut_ptr(), b.as_mut_ptr(), N, k.as_ptr());
        }
    }
}

#[allow(unsafe_code)]
unsafe extern "C" {
    fn guard_c(g: *const f32, n: usize, room: u32) -> u32;
}

/// The guard of the crate in C: whether every element is at most √`f32::MAX`.
#[allow(unsafe_code)]
pub(crate) fn guard(g: &[f32]) -> bool {
    let room = 0x7fff_ffff - thalweg::gradient::SkipNonFinite::DEFAULT.limit().to_bits();
    // SAFETY: reads as many floats as there are; C keeps no pointer.
    unsafe { guard_c(g.as_ptr(), g.len(), room) == 0 }
}
