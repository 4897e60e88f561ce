//! Every floating-point function the crate calls; nothing else calls a math library.
//!
//! The transcendental ones are those of `libm` on every target (0.2.1 to 0.2.16 give the same bits), the
//! root is ours; `+ - * /` stay plain operators: Rust never contracts them, so they are the same bits
//! everywhere. What approximates says so in its type, and is no cargo switch: cargo unifies features over the
//! whole dependency graph, so a switch would let a stranger change your bits.

mod along;
mod arch;
mod divisor;
mod dynamic_code;
mod exponent;
mod functions;
mod half_cosine;
mod mix;
mod norm;
mod normal;
mod order;
mod places;
mod polynomial;
mod power;
mod root;
mod samples;
mod sign;
mod sum;
mod tiled;
mod wide;

pub(crate) use along::{Along, Taps};
pub(crate) use arch::{
    BLOCK, Begin, CONVERSIONS_TELL, Correlation, EXCEPTIONS_ARE_TOLD, Kernels, LANES, RUNS, Rows,
    TILE, TILES, Walk, Written, adadelta, affine, all_convert, combine, correlate, descent,
    exceptions, forget_exceptions, momentum, nesterov, outer, quotient, root_codes, saturated,
    signed_codes, to_u32, total, upper_halves,
};
#[cfg(feature = "micromath")]
pub use divisor::InverseRoot;
pub use divisor::{ExactRoot, Root};
pub(crate) use dynamic_code::{TOP_OF_ROOTS, TOP_OF_SIGNED, dynamic_code, uniform};
pub(crate) use exponent::{Exponent, TWO_LOG2_E, power_of_integer};
pub use functions::{cos, erfc, exp, ln, powf, sqrt, tanh};
pub(crate) use half_cosine::sine_squared;
pub(crate) use mix::mix;
pub(crate) use norm::{AnyNormWalk, Norm, NormWalk, unscale};
pub use norm::{ClipFactor, NormType};
pub(crate) use normal::normal;
pub(crate) use order::{LARGEST_ROOT, all_finite, larger, smaller};
pub(crate) use places::Places;
pub use power::{one_minus_powi, powi};
pub(crate) use root::{inverse_root, isqrt};
pub(crate) use samples::{affine_samples, outer_samples, sample_of, sample_of_mut};
pub use sign::sign;
pub(crate) use sum::Sum;
pub(crate) use tiled::{Sums, add_tiles};
pub(crate) use wide::Wide;
