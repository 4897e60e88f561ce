//! Where pointers of C become references of Rust: all that is unsafe.
//!
//! What C promises is in the header, at each function: a pointer that is not null leads to as many elements as are
//! said beside it; memory that was lent stays where it is and is left alone for as long as what was made in it is in
//! use; nothing is used in two threads at once. What can be looked at is: null, alignment, length, and the mark with
//! which an optimizer begins. So these functions are safe to call from this crate, whose every caller is C.
#![allow(unsafe_code)]

use crate::error::{Refused, Status};
use core::{
    ffi::c_void,
    mem::{align_of, size_of},
    ptr::NonNull,
    slice,
};
use thalweg::{
    Error, Zero,
    group::{Hyperparams, Whole},
    optimizer::{Optimizer, Outcome, PartialStep, Rule},
};

/// What memory that is lent has to be aligned to, in bytes.
#[allow(unreachable_pub)] // for the header
pub const ALIGNMENT: usize = 16;

fn checked<T>(pointer: *const T, what: &'static str) -> Result<(), Refused> {
    if pointer.is_null() {
        return Err(Refused::about(Status::Null, what, "a pointer that is not null"));
    }
    if !pointer.is_aligned() {
        return Err(Refused::about(Status::Alignment, what, "a pointer aligned for its type"));
    }
    Ok(())
}

/// `n` elements that C lends to be read; none may be null.
pub(crate) fn read<T>(
    pointer: *const T,
    n: usize,
    what: &'static str,
) -> Result<&'static [T], Refused> {
    if n == 0 {
        return Ok(&[]);
    }
    checked(pointer, what)?;
    fits::<T>(n, what)?;
    // SAFETY: not null, aligned, no longer than an object can be; C promises that `n` elements are there.
    Ok(unsafe { slice::from_raw_parts(pointer, n) })
}

/// `n` elements that C lends to be written; none may be null.
#[allow(clippy::mut_from_ref)] // it comes of the pointer, not of the name
pub(crate) fn write<T>(
    pointer: *mut T,
    n: usize,
    what: &'static str,
) -> Result<&'static mut [T], Refused> {
    if n == 0 {
        return Ok(&mut []);
    }
    checked(pointer, what)?;
    fits::<T>(n, what)?;
    // SAFETY: as of `read`, and C promises that nobody else uses them meanwhile.
    Ok(unsafe { slice::from_raw_parts_mut(pointer, n) })
}

fn fits<T>(n: usize, what: &'static str) -> Result<(), Refused> {
    match n.checked_mul(size_of::<T>()) {
        Some(bytes) if isize::try_from(bytes).is_ok() => Ok(()),
        _ => Err(Refused::about(Status::Length, what, "no more than memory can hold")),
    }
}

/// One value to read, or none where C gave null.
pub(crate) fn optional<T>(
    pointer: *const T,
    what: &'static str,
) -> Result<Option<&'static T>, Refused> {
    if pointer.is_null() {
        return Ok(None);
    }
    Ok(read(pointer, 1, what)?.first())
}

/// Writes one value.
pub(crate) fn set<T>(pointer: *mut T, value: T, what: &'static str) -> Result<(), Refused> {
    checked(pointer, what)?;
    // SAFETY: not null, aligned; C promises room for one. What was there is C's, and not dropped.
    unsafe { pointer.write(value) };
    Ok(())
}

/// What begins with a mark that says what it is.
pub(crate) trait Marked: 'static {
    const MARK: u32;
    const WHAT: &'static str;
    fn mark(&self) -> u32;
}

/// What was made in memory that C lent.
pub(crate) fn made<T: Marked>(pointer: *mut T) -> Result<&'static mut T, Refused> {
    checked(pointer, T::WHAT)?;
    // SAFETY: not null, aligned; C promises that an `_init` has made it there, and nobody else uses it meanwhile.
    let it = unsafe { &mut *pointer };
    if it.mark() != T::MARK {
        return Err(Refused::about(Status::Null, T::WHAT, "what an _init has made"));
    }
    Ok(it)
}

/// Memory that C lends, from which pieces are taken one behind the other.
pub(crate) struct Lent {
    next: NonNull<u8>,
    left: usize,
}

impl Lent {
    pub(crate) fn new(memory: *mut c_void, bytes: usize) -> Result<Self, Refused> {
        let Some(next) = NonNull::new(memory.cast::<u8>()) else {
            return Err(Refused::about(Status::Null, "memory", "a pointer that is not null"));
        };
        if !memory.addr().is_multiple_of(ALIGNMENT) {
            return Err(Refused::about(Status::Alignment, "memory", "aligned to 16 bytes"));
        }
        Ok(Self { next, left: bytes })
    }

    /// How many bytes pieces of these sizes take; `usize::MAX` where there cannot be so many.
    pub(crate) fn bytes(pieces: &[usize]) -> usize {
        pieces.iter().fold(0, |sum, &size| sum.saturating_add(padded(size)))
    }

    fn take<T>(&mut self, n: usize) -> Result<NonNull<T>, Refused> {
        const { assert!(align_of::<T>() <= ALIGNMENT) };
        let size = padded(size_of::<T>().saturating_mul(n));
        let Some(left) = self.left.checked_sub(size).filter(|_| isize::try_from(size).is_ok())
        else {
            return Err(Refused::about(
                Status::Memory,
                "memory",
                "at least what _state_bytes says",
            ));
        };
        let piece = self.next.cast();
        // SAFETY: within, or one behind, the bytes that C promises to be there.
        self.next = unsafe { self.next.add(size) };
        self.left = left;
        Ok(piece)
    }

    /// A value, put there.
    pub(crate) fn put<T>(&mut self, value: T) -> Result<&'static mut T, Refused> {
        let piece = self.take::<T>(1)?;
        // SAFETY: aligned, as every piece begins at a multiple of ALIGNMENT; of that size; handed out once.
        unsafe {
            piece.write(value);
            Ok(&mut *piece.as_ptr())
        }
    }

    /// `n` zeros.
    pub(crate) fn zeros<T: Zero>(&mut self, n: usize) -> Result<&'static mut [T], Refused> {
        let piece = self.take::<T>(n)?;
        // SAFETY: as of `put`; `Zero` promises that all bytes 0 are a value.
        unsafe {
            piece.write_bytes(0, n);
            Ok(slice::from_raw_parts_mut(piece.as_ptr(), n))
        }
    }
}

/// The size of a piece, so that the next one is aligned.
const fn padded(size: usize) -> usize {
    match size.checked_next_multiple_of(ALIGNMENT) {
        Some(size) => size,
        None => usize::MAX,
    }
}

/// What happens to a gradient: a guard, then clipping, if asked for.
pub(crate) type Way =
    (thalweg::gradient::SkipNonFinite, Option<thalweg::gradient::ClipByGlobalNorm>);

/// Over memory that lies in what was lent.
#[allow(clippy::mut_mut)] // the optimizer borrows its memory, and that the slice
pub(crate) type States = &'static mut &'static mut [f32];

/// An optimizer of one rule over states in memory that was lent.
pub(crate) type Of<R> = Optimizer<R, States, Way, Whole>;

type Parts<R> = PartialStep<'static, R, States, Way, Whole>;

/// An optimizer, and the step in parts that borrows it from one call of C to a later one.
pub(crate) struct Seat<R: Rule> {
    optimizer: NonNull<Of<R>>,
    /// While there is one, nothing else reaches the optimizer.
    step: Option<Parts<R>>,
}

impl<R: Rule> Seat<R> {
    pub(crate) fn new(optimizer: &'static mut Of<R>) -> Self {
        Self { optimizer: NonNull::from(optimizer), step: None }
    }

    /// The optimizer, unless a step in parts has it.
    pub(crate) fn optimizer(&mut self) -> Result<&mut Of<R>, Refused> {
        if self.step.is_some() {
            let allowed = "after thalweg_advance has said that the step in parts is done";
            return Err(Refused::about(Status::Conflict, "optimizer", allowed));
        }
        // SAFETY: made from a reference that was given away for good; the only other that is ever made of it is
        // in `step`, where none is.
        Ok(unsafe { self.optimizer.as_mut() })
    }

    /// Begins a step in parts, which keeps what it is given until its end.
    pub(crate) fn begin(
        &mut self,
        w: &'static mut [f32],
        g: &'static [f32],
        hyperparams: Hyperparams,
    ) -> Result<(), Refused> {
        let optimizer: *mut Of<R> = self.optimizer()?;
        // SAFETY: the optimizer lies outside of `self`, and is not reached while `step` has it.
        let step = unsafe { &mut *optimizer }.begin(w, g, hyperparams);
        self.step = Some(step.map_err(|error: Error| Refused::from(error))?);
        Ok(())
    }

    /// Goes on by about `n` parameters; what became of the step, once it is done.
    pub(crate) fn advance(&mut self, n: usize) -> Result<Option<Outcome>, Refused> {
        let Some(step) = &mut self.step else {
            let allowed = "after thalweg_begin";
            return Err(Refused::about(Status::Conflict, "step in parts", allowed));
        };
        if !step.advance(n) {
            return Ok(None);
        }
        Ok(self.step.take().map(PartialStep::finish))
    }
}
