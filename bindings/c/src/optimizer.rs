//! An optimizer whose rule was chosen by the function that made it.

use crate::{
    boundary::{self, Lent, Marked, Of, Seat},
    error::{Error, Refused, Status, done, told},
};
use core::{any::Any, ffi::c_void, mem::size_of};
use thalweg::{
    checkpoint,
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    group::{Hyperparams, Whole},
    optimizer::{Counters, Memory, Optimizer as Typed, Outcome, Rule},
    recipe::NamedRule,
};

/// An optimizer in memory that was lent to it. Made by `thalweg_adam_init` and its like; there is nothing to free.
pub struct Optimizer {
    mark: u32,
    seat: &'static mut dyn Trains,
}

impl Marked for Optimizer {
    const MARK: u32 = u32::from_le_bytes(*b"THWO");
    const WHAT: &'static str = "optimizer";

    fn mark(&self) -> u32 {
        self.mark
    }
}

/// What happens to a gradient before the rule sees it. Always first: a gradient that is not finite skips the step.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Options {
    /// A gradient whose Euclidean norm is larger is scaled to this one, above 0; 0 for no clipping.
    pub max_norm: f32,
}

/// What is asked of an optimizer, whatever its rule.
trait Trains {
    fn begin(
        &mut self,
        w: &'static mut [f32],
        g: &'static [f32],
        hyperparams: Hyperparams,
    ) -> Result<(), Refused>;
    fn advance(&mut self, n: usize) -> Result<Option<Outcome>, Refused>;
    fn reset(&mut self) -> Result<(), Refused>;
    fn counters(&mut self) -> Result<Counters, Refused>;
    /// For functions that are of one rule.
    fn seat(&mut self) -> &mut dyn Any;
}

impl<R: Linked> Trains for Seat<R> {
    fn begin(
        &mut self,
        w: &'static mut [f32],
        g: &'static [f32],
        hyperparams: Hyperparams,
    ) -> Result<(), Refused> {
        Seat::begin(self, w, g, hyperparams)
    }

    fn advance(&mut self, n: usize) -> Result<Option<Outcome>, Refused> {
        Seat::advance(self, n)
    }

    fn reset(&mut self) -> Result<(), Refused> {
        self.optimizer()?.reset();
        Ok(())
    }

    fn counters(&mut self) -> Result<Counters, Refused> {
        Ok(self.optimizer()?.counters())
    }

    fn seat(&mut self) -> &mut dyn Any {
        self
    }
}

/// A rule for C: without state of a whole tensor, and with a number in bytes.
pub(crate) trait Linked: Rule<Tensor = ()> + NamedRule {}

impl<R: Rule<Tensor = ()> + NamedRule> Linked for R {}

type Cells = &'static mut [f32];

/// How many bytes an optimizer of `n` parameters takes.
pub(crate) fn bytes<R: Linked>(n: usize) -> usize {
    Lent::bytes(&[
        size_of::<Optimizer>(),
        size_of::<Seat<R>>(),
        size_of::<Of<R>>(),
        size_of::<Memory<R, Cells>>(),
        size_of::<R::State>().saturating_mul(n),
    ])
}

/// Makes an optimizer of `n` parameters in what is left of the memory.
pub(crate) fn make<R: Linked>(
    rule: R,
    clip: Option<ClipByGlobalNorm>,
    lent: &mut Lent,
    n: usize,
) -> Result<&'static mut Optimizer, Refused> {
    let cells = lent.zeros::<R::State>(n)?;
    let memory = lent.put(Memory::<R, Cells>::over(cells))?;
    let way = (SkipNonFinite::DEFAULT, clip);
    let optimizer = lent.put(Typed::lend_grouped(rule, way, Whole, memory)?)?;
    let seat: &'static mut dyn Trains = lent.put(Seat::new(optimizer))?;
    lent.put(Optimizer { mark: Optimizer::MARK, seat })
}

/// The same in memory of its own.
pub(crate) fn init<R: Linked>(
    optimizer: *mut *mut Optimizer,
    rule: R,
    options: *const Options,
    (memory, bytes): (*mut c_void, usize),
    n: usize,
    error: *mut Error,
) -> Status {
    let made = || {
        let clip = match boundary::optional(options, "options")? {
            Some(Options { max_norm }) if *max_norm != 0.0 => {
                Some(ClipByGlobalNorm::new(*max_norm))
            }
            _ => None,
        };
        let made = make(rule, clip, &mut Lent::new(memory, bytes)?, n)?;
        boundary::set(optimizer, core::ptr::from_mut(made), "optimizer")
    };
    done(made(), error)
}

impl Optimizer {
    pub(crate) fn begin(
        &mut self,
        (parameters, gradient): (*mut f32, *const f32),
        n: usize,
        learning_rate: f32,
    ) -> Result<(), Refused> {
        let w = boundary::write(parameters, n, "parameters")?;
        let g = boundary::read(gradient, n, "gradient")?;
        self.seat.begin(w, g, learning_rate.into())
    }

    pub(crate) fn advance(&mut self, n: usize) -> Result<Status, Refused> {
        Ok(self.seat.advance(n)?.map_or(Status::Unfinished, Status::from))
    }

    /// The optimizer as one of that rule, if it is of it and no step in parts has it.
    pub(crate) fn typed<R: Linked>(&mut self) -> Result<Option<&mut Of<R>>, Refused> {
        match self.seat.seat().downcast_mut::<Seat<R>>() {
            Some(seat) => seat.optimizer().map(Some),
            None => Ok(None),
        }
    }

    pub(crate) fn steps(&mut self) -> Result<u32, Refused> {
        Ok(self.seat.counters()?.steps)
    }
}

/// One step: moves `n` parameters against their gradient.
///
/// `n` is that of the `_init`; `learning_rate` at least 0.
///
/// Returns `OK`, `WAITING`, `SKIPPED` or `DIVERGED`; below 0 nothing has changed. `error` may be null.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // the name
pub extern "C" fn thalweg_step(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    gradient: *const f32,
    n: usize,
    learning_rate: f32,
    error: *mut Error,
) -> Status {
    let step = || {
        let optimizer = boundary::made(optimizer)?;
        optimizer.begin((parameters, gradient), n, learning_rate)?;
        optimizer.advance(usize::MAX)
    };
    told(step(), error, |status| status)
}

/// Begins a step in parts, between which other tasks may run: call `thalweg_advance` until it is done.
///
/// Its bits are those of one whole step. Parameters and gradient are kept until its end: neither may change, move or
/// vanish. Returns `OK`, or below 0 and nothing has begun.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // the name
pub extern "C" fn thalweg_begin(
    optimizer: *mut Optimizer,
    parameters: *mut f32,
    gradient: *const f32,
    n: usize,
    learning_rate: f32,
    error: *mut Error,
) -> Status {
    let begin = || boundary::made(optimizer)?.begin((parameters, gradient), n, learning_rate);
    done(begin(), error)
}

/// Moves about `n` parameters (up to seven more): `UNFINISHED`, or what became of the step.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // the name
pub extern "C" fn thalweg_advance(
    optimizer: *mut Optimizer,
    n: usize,
    error: *mut Error,
) -> Status {
    let advance = || boundary::made(optimizer)?.advance(n);
    told(advance(), error, |status| status)
}

/// Back to before the first step; the rule stays.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // the name
pub extern "C" fn thalweg_reset(optimizer: *mut Optimizer, error: *mut Error) -> Status {
    let reset = || boundary::made(optimizer)?.seat.reset();
    done(reset(), error)
}

/// How many steps were applied and how many skipped; either pointer may be null.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // the name
pub extern "C" fn thalweg_counters(
    optimizer: *mut Optimizer,
    steps: *mut u32,
    skipped: *mut u32,
    error: *mut Error,
) -> Status {
    let counters = || {
        let counters = boundary::made(optimizer)?.seat.counters()?;
        for (pointer, count) in [(steps, counters.steps), (skipped, counters.skipped)] {
            if !pointer.is_null() {
                boundary::set(pointer, count, "counter")?;
            }
        }
        Ok(())
    };
    done(counters(), error)
}

/// What tells start weights from others: of `n` parameters; 0 where they are null.
#[unsafe(no_mangle)]
#[allow(unsafe_code)] // the name
pub extern "C" fn thalweg_fingerprint(parameters: *const f32, n: usize) -> u32 {
    boundary::read(parameters, n, "parameters").map_or(0, checkpoint::fingerprint)
}
