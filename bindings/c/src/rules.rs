//! The rules for C: for each its settings, their defaults, the bytes that it takes, and what makes an optimizer of it.
//!
//! Written out rule by rule: `cbindgen`, which makes the header of these lines, does not expand macros with a stable compiler.
#![allow(unsafe_code)] // the names

use crate::{
    error::{Error, Status},
    optimizer::{Optimizer, Options, bytes, init},
};
use core::ffi::c_void;
use thalweg::optimizer as rule;

/// How many bytes of memory SGD for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_sgd_state_bytes(n: usize) -> usize {
    bytes::<rule::Sgd>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_sgd_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// SGD: w ← w − η g. No settings, no state.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_sgd_init(
    optimizer: *mut *mut Optimizer,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule::Sgd, options, (memory, bytes), n, error)
}

/// Momentum, as PyTorch has it: m ← α m + g; w ← w − η m. 4 bytes of state a parameter.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Momentum {
    /// α in [0, 1).
    pub momentum: f32,
}

impl Momentum {
    const fn rule(self) -> rule::Momentum {
        let Self { momentum } = self;
        rule::Momentum { momentum }
    }
}

/// The defaults of `thalweg_momentum`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_momentum_default() -> Momentum {
    let rule::Momentum { momentum } = rule::Momentum::DEFAULT;
    Momentum { momentum }
}

/// How many bytes of memory Momentum for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_momentum_state_bytes(n: usize) -> usize {
    bytes::<rule::Momentum>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_momentum_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_momentum_init(
    optimizer: *mut *mut Optimizer,
    rule: Momentum,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule.rule(), options, (memory, bytes), n, error)
}

/// Nesterov's momentum: m ← α m + g; w ← w − η (g + α m). 4 bytes of state a parameter.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Nesterov {
    /// α in [0, 1).
    pub momentum: f32,
}

impl Nesterov {
    const fn rule(self) -> rule::Nesterov {
        let Self { momentum } = self;
        rule::Nesterov { momentum }
    }
}

/// The defaults of `thalweg_nesterov`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_nesterov_default() -> Nesterov {
    let rule::Nesterov { momentum } = rule::Nesterov::DEFAULT;
    Nesterov { momentum }
}

/// How many bytes of memory Nesterov's momentum for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_nesterov_state_bytes(n: usize) -> usize {
    bytes::<rule::Nesterov>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_nesterov_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_nesterov_init(
    optimizer: *mut *mut Optimizer,
    rule: Nesterov,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule.rule(), options, (memory, bytes), n, error)
}

/// AdaGrad (Duchi, Hazan and Singer 2011). 4 bytes of state a parameter.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct AdaGrad {
    /// Added to the root of the sum, above 0.
    pub epsilon: f32,
    /// What the sum of squares begins with, at least 0.
    pub initial: f32,
    /// The rate is divided by 1 + this · (t − 1), at least 0.
    pub learning_rate_decay: f32,
}

impl AdaGrad {
    const fn rule(self) -> rule::AdaGrad {
        let Self { epsilon, initial, learning_rate_decay } = self;
        rule::AdaGrad { epsilon, initial, learning_rate_decay }
    }
}

/// The defaults of `thalweg_adagrad`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adagrad_default() -> AdaGrad {
    let rule::AdaGrad { epsilon, initial, learning_rate_decay } = rule::AdaGrad::DEFAULT;
    AdaGrad { epsilon, initial, learning_rate_decay }
}

/// How many bytes of memory AdaGrad for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adagrad_state_bytes(n: usize) -> usize {
    bytes::<rule::AdaGrad>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_adagrad_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adagrad_init(
    optimizer: *mut *mut Optimizer,
    rule: AdaGrad,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule.rule(), options, (memory, bytes), n, error)
}

/// RMSProp (Tieleman and Hinton 2012). 4 bytes of state a parameter.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct RmsProp {
    /// α in [0, 1): decay of the average of squares.
    pub decay: f32,
    /// Added to the root, above 0.
    pub epsilon: f32,
    /// What the average begins with, at least 0.
    pub initial: f32,
    /// Whether the average is corrected for its beginning.
    pub bias_correction: bool,
}

impl RmsProp {
    const fn rule(self) -> rule::RmsProp {
        let Self { decay, epsilon, initial, bias_correction } = self;
        rule::RmsProp { decay, epsilon, initial, bias_correction }
    }
}

/// The defaults of `thalweg_rmsprop`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_rmsprop_default() -> RmsProp {
    let rule::RmsProp { decay, epsilon, initial, bias_correction } = rule::RmsProp::DEFAULT;
    RmsProp { decay, epsilon, initial, bias_correction }
}

/// How many bytes of memory RMSProp for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_rmsprop_state_bytes(n: usize) -> usize {
    bytes::<rule::RmsProp>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_rmsprop_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_rmsprop_init(
    optimizer: *mut *mut Optimizer,
    rule: RmsProp,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule.rule(), options, (memory, bytes), n, error)
}

/// Adam (Kingma and Ba 2015, algorithm 1). 8 bytes of state a parameter.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Adam {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squares.
    pub beta2: f32,
    /// ε, added to the root, above 0.
    pub epsilon: f32,
}

impl Adam {
    const fn rule(self) -> rule::Adam {
        let Self { beta1, beta2, epsilon } = self;
        rule::Adam { beta1, beta2, epsilon }
    }
}

/// The defaults of `thalweg_adam`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adam_default() -> Adam {
    let rule::Adam { beta1, beta2, epsilon } = rule::Adam::DEFAULT;
    Adam { beta1, beta2, epsilon }
}

/// How many bytes of memory Adam for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adam_state_bytes(n: usize) -> usize {
    bytes::<rule::Adam>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_adam_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adam_init(
    optimizer: *mut *mut Optimizer,
    rule: Adam,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule.rule(), options, (memory, bytes), n, error)
}

/// AdamW (Loshchilov and Hutter 2019): Adam with decoupled weight decay. 8 bytes of state a parameter.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct AdamW {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squares.
    pub beta2: f32,
    /// ε, added to the root, above 0.
    pub epsilon: f32,
    /// λ, at least 0; a step multiplies parameters by 1 − η λ.
    pub weight_decay: f32,
}

impl AdamW {
    const fn rule(self) -> rule::AdamW {
        let Self { beta1, beta2, epsilon, weight_decay } = self;
        rule::AdamW { rule: rule::Adam { beta1, beta2, epsilon }, weight_decay }
    }
}

/// The defaults of `thalweg_adamw`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adamw_default() -> AdamW {
    let rule::Adam { beta1, beta2, epsilon } = rule::AdamW::DEFAULT.rule;
    AdamW { beta1, beta2, epsilon, weight_decay: rule::AdamW::DEFAULT.weight_decay }
}

/// How many bytes of memory AdamW for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adamw_state_bytes(n: usize) -> usize {
    bytes::<rule::AdamW>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_adamw_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adamw_init(
    optimizer: *mut *mut Optimizer,
    rule: AdamW,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule.rule(), options, (memory, bytes), n, error)
}

/// Lion (Chen et al. 2023). 4 bytes of state a parameter.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Lion {
    /// β₁ in [0, 1): how much of the direction is memory.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the memory.
    pub beta2: f32,
}

impl Lion {
    const fn rule(self) -> rule::Lion {
        let Self { beta1, beta2 } = self;
        rule::Lion { beta1, beta2 }
    }
}

/// The defaults of `thalweg_lion`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_lion_default() -> Lion {
    let rule::Lion { beta1, beta2 } = rule::Lion::DEFAULT;
    Lion { beta1, beta2 }
}

/// How many bytes of memory Lion for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_lion_state_bytes(n: usize) -> usize {
    bytes::<rule::Lion>(n)
}

/// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
/// `thalweg_lion_state_bytes(n)`. The memory is cleared, and has to stay where it is.
///
/// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_lion_init(
    optimizer: *mut *mut Optimizer,
    rule: Lion,
    options: *const Options,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    init(optimizer, rule.rule(), options, (memory, bytes), n, error)
}
