//! What outlives a power cut: parameters and optimizer as a checkpoint, and back. For each rule functions of its own, so that a
//! program that does not save has no byte of it, and one that does has that of its rules alone.
//!
//! Written out rule by rule, as in `rules.rs`.
#![allow(unsafe_code)] // the names

use crate::{
    boundary::{self, Of},
    error::{Error, Refused, Status, done},
    optimizer::{Linked, Optimizer},
};
use thalweg::{
    checkpoint::{self, Buffer, Bytes, Identity},
    optimizer as rule,
};

/// Parameters, as C lends them.
pub(crate) type Parameters = (*mut f32, usize);

/// Parameters and optimizer of what was trained from start weights with this fingerprint.
const fn identity(model: u32) -> Identity {
    Identity { model, recipe: 0 }
}

/// Parameters, and the optimizer of that many.
type Trained<R> = (&'static mut [f32], &'static mut Of<R>);

/// What a checkpoint is of; `None` of an optimizer of another rule.
fn both<R: Linked>(
    optimizer: *mut Optimizer,
    (parameters, n): Parameters,
) -> Result<Option<Trained<R>>, Refused> {
    let w = boundary::write(parameters, n, "parameters")?;
    let Some(optimizer) = boundary::made(optimizer)?.typed::<R>()? else { return Ok(None) };
    if n != optimizer.len() {
        return Err(Refused::length("parameters", n));
    }
    Ok(Some((w, optimizer)))
}

/// How many bytes are saved; `None` of an optimizer of another rule.
pub(crate) fn bytes_of<R: Linked>(
    optimizer: *mut Optimizer,
    parameters: Parameters,
) -> Result<Option<usize>, Refused> {
    let saved = both::<R>(optimizer, parameters)?;
    Ok(saved.map(|saved| checkpoint::length(&saved) as usize))
}

/// Saves; `None` of an optimizer of another rule.
pub(crate) fn save_of<R: Linked>(
    optimizer: *mut Optimizer,
    parameters: Parameters,
    model: u32,
    (bytes, length): (*mut u8, usize),
) -> Result<Option<()>, Refused> {
    let bytes = boundary::write(bytes, length, "bytes")?;
    let Some(saved) = both::<R>(optimizer, parameters)? else { return Ok(None) };
    checkpoint::save(&saved, identity(model), &mut Buffer::new(bytes))?;
    Ok(Some(()))
}

/// Loads; `None` of an optimizer of another rule.
pub(crate) fn load_of<R: Linked>(
    optimizer: *mut Optimizer,
    parameters: Parameters,
    model: u32,
    (bytes, length): (*const u8, usize),
) -> Result<Option<()>, Refused> {
    let bytes = boundary::read(bytes, length, "bytes")?;
    let Some(mut saved) = both::<R>(optimizer, parameters)? else { return Ok(None) };
    checkpoint::load(&mut saved, identity(model), &mut Bytes::new(bytes))?;
    Ok(Some(()))
}

/// What is of no rule that was looked for is refused.
pub(crate) fn of_that_rule<T>(found: Result<Option<T>, Refused>) -> Result<T, Refused> {
    let allowed = "one of this function's rule";
    found?.ok_or(Refused::about(Status::Conflict, "optimizer", allowed))
}

/// How many bytes `thalweg_sgd_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_sgd_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::Sgd>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of SGD to `length` bytes, at least
/// `thalweg_sgd_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_sgd_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::Sgd>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of SGD that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_sgd_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::Sgd>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}

/// How many bytes `thalweg_momentum_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_momentum_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::Momentum>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of Momentum to `length` bytes, at least
/// `thalweg_momentum_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_momentum_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::Momentum>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of Momentum that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_momentum_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::Momentum>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}

/// How many bytes `thalweg_nesterov_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_nesterov_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::Nesterov>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of Nesterov's momentum to `length` bytes, at least
/// `thalweg_nesterov_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_nesterov_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::Nesterov>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of Nesterov's momentum that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_nesterov_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::Nesterov>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}

/// How many bytes `thalweg_adagrad_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adagrad_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::AdaGrad>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of AdaGrad to `length` bytes, at least
/// `thalweg_adagrad_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adagrad_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::AdaGrad>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of AdaGrad that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adagrad_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::AdaGrad>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}

/// How many bytes `thalweg_rmsprop_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_rmsprop_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::RmsProp>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of RMSProp to `length` bytes, at least
/// `thalweg_rmsprop_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_rmsprop_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::RmsProp>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of RMSProp that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_rmsprop_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::RmsProp>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}

/// How many bytes `thalweg_adam_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adam_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::Adam>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of Adam to `length` bytes, at least
/// `thalweg_adam_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adam_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::Adam>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of Adam that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adam_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::Adam>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}

/// How many bytes `thalweg_adamw_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adamw_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::AdamW>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of AdamW to `length` bytes, at least
/// `thalweg_adamw_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adamw_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::AdamW>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of AdamW that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_adamw_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::AdamW>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}

/// How many bytes `thalweg_lion_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
/// rule or length, or a step in parts has it.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_lion_saved_bytes(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
) -> usize {
    bytes_of::<rule::Lion>(optimizer, (parameters, n)).ok().flatten().unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of an optimizer of Lion to `length` bytes, at least
/// `thalweg_lion_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
/// changed. `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_lion_save(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let saved = save_of::<rule::Lion>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(saved), error)
}

/// Goes on where the optimizer of Lion that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
/// rates are not in it. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_lion_load(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    let loaded = load_of::<rule::Lion>(optimizer, (parameters, n), model, (bytes, length));
    done(of_that_rule(loaded), error)
}
