//! What a step divides by: the root of an average of squares, exact or approximated.

#[cfg(feature = "micromath")]
use super::arch::inverse_runs;
use super::{BLOCK, arch, sqrt};

mod sealed {
    use crate::math::BLOCK;

    /// The loops that a processor has for rules which divide by such a root, of as many blocks as all slices have.
    pub trait Sealed {
        /// Adam: β₁, β₂, ε and the step size.
        fn adam(
            w: &mut [[f32; BLOCK]],
            g: &[[f32; BLOCK]],
            states: &mut [[[f32; 2]; BLOCK]],
            scalars: (f32, f32, f32, f32),
        );

        /// AdaGrad: η and ε.
        fn adagrad(
            w: &mut [[f32; BLOCK]],
            g: &[[f32; BLOCK]],
            sums: &mut [[[f32; 1]; BLOCK]],
            scalars: (f32, f32),
        );

        /// RMSProp: η, ε and γ.
        fn rms_prop(
            w: &mut [[f32; BLOCK]],
            g: &[[f32; BLOCK]],
            averages: &mut [[[f32; 1]; BLOCK]],
            scalars: (f32, f32, f32),
        );
    }

    /// All three, of a module that has them.
    macro_rules! loops {
        ($module:ident) => {
            #[inline]
            fn adam(
                w: &mut [[f32; BLOCK]],
                g: &[[f32; BLOCK]],
                states: &mut [[[f32; 2]; BLOCK]],
                scalars: (f32, f32, f32, f32),
            ) {
                $module::adam(w, g, states, scalars);
            }

            #[inline]
            fn adagrad(
                w: &mut [[f32; BLOCK]],
                g: &[[f32; BLOCK]],
                sums: &mut [[[f32; 1]; BLOCK]],
                scalars: (f32, f32),
            ) {
                $module::adagrad(w, g, sums, scalars);
            }

            #[inline]
            fn rms_prop(
                w: &mut [[f32; BLOCK]],
                g: &[[f32; BLOCK]],
                averages: &mut [[[f32; 1]; BLOCK]],
                scalars: (f32, f32, f32),
            ) {
                $module::rms_prop(w, g, averages, scalars);
            }
        };
    }
    pub(super) use loops;
}

/// How a rule takes the root that it divides by; [`ExactRoot`], or with the feature `micromath`
/// `InverseRoot`.
///
/// What stands for a root is made of several radicands in one go, and then divided by.
pub trait Root: Copy + core::fmt::Debug + sealed::Sealed + 'static {
    /// Whether a root is √v itself; otherwise it is about 1/√v.
    const EXACT: bool;

    /// The root of one radicand, at least 0.
    fn of(v: f32) -> f32;

    /// The root of each, in place: what one after another would give.
    #[inline]
    fn of_each(vs: &mut [f32]) {
        vs.iter_mut().for_each(|v| *v = Self::of(*v));
    }

    /// x / (√v + ε), by the `root` of v.
    fn divide(x: f32, root: f32, epsilon: f32) -> f32;
}

/// √v exactly rounded, and a division: the same bits everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ExactRoot;

impl sealed::Sealed for ExactRoot {
    sealed::loops!(arch);
}

impl Root for ExactRoot {
    const EXACT: bool = true;

    #[inline]
    fn of(v: f32) -> f32 {
        sqrt(v)
    }

    #[inline]
    fn of_each(vs: &mut [f32]) {
        arch::sqrt_each(vs);
    }

    #[inline]
    fn divide(x: f32, root: f32, epsilon: f32) -> f32 {
        x / (root + epsilon)
    }
}

/// About 1/√v in two instructions, by `micromath`, and a product: no root and no division.
///
/// 1/√v is off by −3.44 % to +3.40 %, and in place of 1/(√v + ε) stands the smaller of 1/√v and 1/ε, which is
/// up to twice as much where √v is near ε. The same bits on every target, as it is made of integers and
/// products. A NaN in v is swallowed.
#[cfg(feature = "micromath")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InverseRoot;

#[cfg(feature = "micromath")]
impl sealed::Sealed for InverseRoot {
    sealed::loops!(inverse_runs);
}

#[cfg(feature = "micromath")]
impl Root for InverseRoot {
    const EXACT: bool = false;

    #[inline]
    fn of(v: f32) -> f32 {
        use micromath::F32Ext;
        // Of a negative number it would overflow.
        v.abs().invsqrt()
    }

    #[inline]
    fn divide(x: f32, root: f32, epsilon: f32) -> f32 {
        // Both are at least 0, so their bits compare as the numbers do.
        x * f32::from_bits(root.to_bits().min((1.0 / epsilon).to_bits()))
    }
}

#[cfg(all(test, feature = "micromath"))]
mod tests {
    use super::{InverseRoot, Root};
    extern crate std;

    /// The bounds of the docs: no more than they say, and not half of it, or they say too much.
    #[test]
    fn the_inverse_root_is_off_by_what_its_doc_says() {
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        for bits in (1.0_f32.to_bits()..4.0_f32.to_bits()).step_by(7) {
            let v = f32::from_bits(bits);
            let off = f64::from(InverseRoot::of(v)) * f64::from(v).sqrt() - 1.0;
            (least, most) = (least.min(off), most.max(off));
        }
        assert!(least >= -0.0344 && least < -0.034, "{least}");
        assert!(most <= 0.0340 && most > 0.033, "{most}");
    }

    #[test]
    fn near_epsilon_a_step_is_at_most_twice_as_long() {
        for root in [0.0, 1e-12, 1e-9, 1e-8, 3e-8, 1e-3, 1e19_f32] {
            let exact = 1.0 / (root + 1e-8);
            let found = InverseRoot::divide(1.0, InverseRoot::of(root * root), 1e-8);
            let ratio = found / exact;
            assert!((0.96..2.08).contains(&ratio), "√v = {root}: {ratio}");
        }
    }

    #[test]
    fn no_radicand_panics_or_gives_what_is_not_finite() {
        for v in [0.0, -0.0, 1e-45, 1e-40, f32::MAX, f32::INFINITY, -1.0, f32::NAN, -f32::NAN] {
            assert!(InverseRoot::of(v).is_finite(), "{v}");
        }
    }
}
