//! Codes, and what they are about.

use crate::boundary;
use core::ffi::c_char;
use thalweg::{
    checkpoint::CheckpointError, optimizer::Outcome, recipe::RecipeError, words::Malformed,
};

/// What became of a call. Below 0: nothing was changed, and a `thalweg_error` says what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    /// Done; of a step: every parameter was updated.
    Ok = 0,
    /// A transformation waits for more gradients; nothing has moved.
    Waiting = 1,
    /// The gradient has a number that is not finite: nothing has moved, and the skipped step is counted.
    Skipped = 2,
    /// The step was taken, and a parameter or the state is not finite any more: go back to what was saved.
    Diverged = 3,
    /// A step in parts that is not done yet.
    Unfinished = 4,
    /// A pointer is null, or leads to something else.
    Null = -1,
    /// A pointer is not aligned.
    Alignment = -2,
    /// The memory is too small.
    Memory = -3,
    /// A buffer has another length than it must have.
    Length = -4,
    /// A number lies outside of what its field allows.
    Range = -5,
    /// Two settings, or calls, exclude each other.
    Conflict = -6,
    /// Bytes that are no recipe, or ask for what is not linked.
    Recipe = -7,
    /// Bytes that are no checkpoint of this training, or are damaged.
    Saved = -8,
}

/// Text that lasts for ever; it does not end in 0.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Text {
    /// Where it begins.
    pub start: *const c_char,
    /// How many bytes it has.
    pub length: usize,
}

impl Text {
    const fn new(text: &'static str) -> Self {
        Self { start: text.as_ptr().cast(), length: text.len() }
    }
}

/// What is wrong, where, and what is allowed; `thalweg_message` puts it in words.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Error {
    /// The code that was returned.
    pub status: Status,
    /// The field or buffer.
    pub field: Text,
    /// What may be given.
    pub allowed: Text,
    /// What was given, where that is a number with a fraction; else 0.
    pub value: f32,
    /// What was given, where that is a count; else 0.
    pub count: usize,
}

/// The same on our side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    status: Status,
    field: &'static str,
    allowed: &'static str,
    value: f32,
    count: usize,
}

impl Refused {
    pub(crate) const fn about(status: Status, field: &'static str, allowed: &'static str) -> Self {
        Self { status, field, allowed, value: 0.0, count: 0 }
    }

    /// A buffer that does not belong to the optimizer.
    pub(crate) const fn length(what: &'static str, found: usize) -> Self {
        Self::about(Status::Length, what, "exactly as many as the optimizer has").found(found)
    }

    const fn found(self, count: usize) -> Self {
        Self { count, ..self }
    }
}

impl From<thalweg::Error> for Refused {
    fn from(error: thalweg::Error) -> Self {
        use thalweg::Error as E;
        let allowed = error.reason();
        match error {
            E::OutOfRange { field, value, .. } => {
                Self { value, ..Self::about(Status::Range, field, allowed) }
            }
            E::TooLarge { field, value, .. } => {
                Self { value, ..Self::about(Status::Range, field, "a smaller one") }
            }
            E::Count { field, value, .. } => {
                Self::about(Status::Range, field, allowed).found(value as usize)
            }
            E::Length { what, found, .. } => Self::length(what, found),
            E::NotFinite { what, index } => Self::about(Status::Range, what, "finite").found(index),
            E::NotIncreasing { field, index } => {
                Self::about(Status::Range, field, "increasing").found(index)
            }
            E::Capacity { what, needed, .. } => {
                Self::about(Status::Memory, what, "at least that many bytes").found(needed)
            }
            E::Conflict { field, .. } => Self::about(Status::Conflict, field, allowed),
            _ => Self::about(Status::Conflict, "call", allowed),
        }
    }
}

impl From<RecipeError> for Refused {
    fn from(error: RecipeError) -> Self {
        use RecipeError as E;
        let recipe = |field, allowed| Self::about(Status::Recipe, field, allowed);
        match error {
            E::NotARecipe => recipe("recipe", "bytes that begin with THWR"),
            E::Version { found } => recipe("version", "1").found(found as usize),
            E::Length { found, .. } => recipe("length", "as many bytes as it states").found(found),
            E::Checksum { .. } => recipe("checksum", "the CRC-32C that it states"),
            E::UnknownSection { tag } => {
                recipe("section", "one that is known, or may be skipped").found(usize::from(tag))
            }
            E::Order { tag } => recipe("section", "ascending tags").found(usize::from(tag)),
            E::Section { section, reason } => match reason {
                Malformed::NotLinked { found, .. } => {
                    recipe(section, "one that this library links").found(found as usize)
                }
                Malformed::Node { error, .. } => {
                    Self { status: Status::Recipe, ..Self::from(error) }
                }
                _ => recipe(section, "a value of its format"),
            },
            E::TooLong { section, left } => recipe(section, "no more bytes").found(left),
            E::Missing { section } => recipe(section, "to be there"),
            _ => recipe("recipe", "one of a version that this library reads"),
        }
    }
}

impl From<CheckpointError> for Refused {
    fn from(error: CheckpointError) -> Self {
        use CheckpointError as E;
        let saved = |field, allowed| Self::about(Status::Saved, field, allowed);
        match error {
            E::NotACheckpoint => saved("beginning", "THCP"),
            E::Version { found } => saved("version", "that of this library").found(found as usize),
            E::Length { found, .. } => {
                saved("length", "that of this training").found(found as usize)
            }
            E::Checksum { .. } => saved("checksum", "the CRC-32C that it states"),
            E::Model { .. } => saved("model", "the fingerprint that is given"),
            E::Recipe { .. } => saved("recipe", "none"),
            E::Rule { allowed, .. } => saved("rule", allowed),
            E::Precision { allowed, .. } => saved("precision", allowed),
            E::Section { allowed, .. } => saved("section", allowed),
            E::SectionLength { section, .. } => saved(section, "as many values as are loaded"),
            E::Value { error, .. } => Self { status: Status::Saved, ..Self::from(error) },
            E::Unfinished => Self::about(Status::Conflict, "step in parts", "none"),
            E::Medium(error) => Self::from(error),
            _ => saved("checkpoint", "one of this library"),
        }
    }
}

/// A code, and its reason where C asked for one.
pub(crate) fn told<T>(
    result: Result<T, Refused>,
    error: *mut Error,
    status: impl FnOnce(T) -> Status,
) -> Status {
    match result {
        Ok(value) => status(value),
        Err(Refused { status, field, allowed, value, count }) => {
            let (field, allowed) = (Text::new(field), Text::new(allowed));
            // Null where nobody wants to know.
            let _asked =
                boundary::set(error, Error { status, field, allowed, value, count }, "error");
            status
        }
    }
}

/// The same of what has no result.
pub(crate) fn done(result: Result<(), Refused>, error: *mut Error) -> Status {
    told(result, error, |()| Status::Ok)
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Applied => Self::Ok,
            Outcome::Waiting => Self::Waiting,
            Outcome::Skipped => Self::Skipped,
            Outcome::Diverged => Self::Diverged,
        }
    }
}

/// Puts an error in words, `beta1 is out of range; allowed: at least 0 and below 1`, in `text`, of which
/// `capacity` bytes may be written; the last one written is 0.
///
/// Returns how many bytes the whole message has without that 0, as `snprintf` does.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // the name
pub extern "C" fn thalweg_message(
    error: *const Error,
    text: *mut c_char,
    capacity: usize,
) -> usize {
    let Ok(Some(error)) = boundary::optional(error, "error") else { return 0 };
    let room = boundary::write(text.cast::<u8>(), capacity, "text").unwrap_or_default();
    let mut line = Line { room, length: 0 };
    line.put(boundary::read(error.field.start.cast(), error.field.length, "field").unwrap_or(&[]));
    line.put(what_is_wrong(error.status).as_bytes());
    if error.count != 0 {
        line.put(b" (");
        line.number(error.count);
        line.put(b")");
    }
    line.put(b"; allowed: ");
    line.put(
        boundary::read(error.allowed.start.cast(), error.allowed.length, "allowed").unwrap_or(&[]),
    );
    line.end()
}

const fn what_is_wrong(status: Status) -> &'static str {
    match status {
        Status::Null => " is null or something else",
        Status::Alignment => " is not aligned",
        Status::Memory => " is too small",
        Status::Length => " has another length",
        Status::Range => " is out of range",
        Status::Conflict => " cannot be set or used",
        Status::Recipe => " of the recipe is refused",
        Status::Saved => " of what was saved is refused",
        Status::Ok | Status::Waiting | Status::Skipped | Status::Diverged | Status::Unfinished => {
            ""
        }
    }
}

/// A line that ends where the room does.
struct Line<'a> {
    room: &'a mut [u8],
    length: usize,
}

impl Line<'_> {
    fn put(&mut self, text: &[u8]) {
        for &byte in text {
            // The last byte is for the 0.
            if self.length.saturating_add(1) < self.room.len()
                && let Some(to) = self.room.get_mut(self.length)
            {
                *to = byte;
            }
            self.length = self.length.saturating_add(1);
        }
    }

    fn number(&mut self, number: usize) {
        let mut unit = 1_usize;
        while let Some(next) = unit.checked_mul(10).filter(|next| *next <= number) {
            unit = next;
        }
        while unit > 0 {
            self.put(&[b'0'.wrapping_add((number / unit % 10) as u8)]);
            unit /= 10;
        }
    }

    fn end(self) -> usize {
        let last = self.length.min(self.room.len().saturating_sub(1));
        if let Some(to) = self.room.get_mut(last) {
            *to = 0;
        }
        self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(refused: Refused, capacity: usize) -> (String, usize) {
        let mut error = core::mem::MaybeUninit::<Error>::uninit();
        assert_eq!(done(Err(refused), error.as_mut_ptr()), refused.status);
        let mut text = vec![b'x'; capacity.max(1)];
        let length = thalweg_message(error.as_ptr(), text.as_mut_ptr().cast(), capacity);
        let text = text.split(|&byte| byte == 0).next().unwrap_or_default().to_vec();
        (String::from_utf8(text).unwrap(), length)
    }

    #[test]
    fn an_error_is_one_line() {
        let refused = Refused::about(Status::Range, "epochs", "at least 1").found(1_203);
        let whole = "epochs is out of range (1203); allowed: at least 1";
        assert_eq!(message(refused, 100), (whole.to_owned(), whole.len()));
        assert_eq!(message(refused, 10), ("epochs is".to_owned(), whole.len()));
        let exact = whole.len() + 1;
        assert_eq!(message(refused, exact).0, whole);
        assert_eq!(message(refused, 0), ("x".to_owned(), whole.len()));
    }
}
