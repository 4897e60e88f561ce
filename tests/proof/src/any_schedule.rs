//! The schedule that is chosen at run time: built, asked, written and read.
//!
//! It is written at optimisation level 3 only. At `s` no loop is unrolled, and so the compiler keeps
//! a bounds check in `postcard`'s variable-length integers, which always have room.

use crate::{
    opaque::{Buffer, any, keep},
    schedule::at,
};
use thalweg::{
    Error,
    schedule::{
        Amplitude, AnySchedule, Constant, Cosine, Cyclic, Epochs, Exponential, Horizon, Node,
        Operand, Scale, Schedule, Shift, Then, TreeError, Warmup,
    },
};

/// Small enough that every list can be full. Every `Subtree` of one is asked through it.
type Any = AnySchedule<6>;

#[inline(never)]
pub(crate) fn call() {
    let _refused = build();
    keep(from_nodes().is_ok());
    let mut bytes = Buffer::<16>::new();
    let bytes = bytes.slice().iter_mut().map(|x| x.to_bits().to_le_bytes()[0]);
    let mut buffer = [0; 16];
    buffer.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    if let Some(bytes) = buffer.get(..any(16))
        && let Ok(schedule) = Any::decode(bytes)
    {
        ask(&schedule);
    }
}

#[inline(never)]
fn build() -> Result<(), Error> {
    let (x, steps) = (|| any(0.1), || any(100));
    let leaf = || Ok::<_, Error>(Any::from(Cosine::new(x(), x(), steps())?));
    let other = Constant::new(x())?;
    let warmup = Warmup::linear(steps(), x(), Operand)?.horizon(any(Horizon::Inside));
    ask(&leaf()?.warmup(steps(), x())?.warmed(warmup)?);
    ask(&leaf()?.then(steps(), other)?.max_of(other)?);
    ask(&leaf()?.min_of(other)?.product(leaf()?)?);
    ask(&leaf()?.sum(other)?);
    ask(&leaf()?.repeat(steps(), any(3))?.repeat_forever(steps())?);
    ask(&leaf()?.scale(x())?.clamp(x(), x())?.offset(any(Shift::Later(3)))?);
    ask(&leaf()?.hold_after(steps())?.per_epoch(Epochs::new(steps())?)?);
    let amplitude = Amplitude::ByCycle(Exponential::new(x(), x(), steps())?);
    ask(&Any::cyclic(Cyclic::new(x(), x(), steps(), steps())?.amplitude(amplitude))?);
    Ok(())
}

#[inline(never)]
fn from_nodes() -> Result<(), TreeError> {
    let (Ok(leaf), Ok(scale)) = (Constant::new(any(0.1)), Scale::new(any(0.5), Operand)) else {
        return Ok(());
    };
    let then = Node::Then(Then::new(Operand, any(10), Operand));
    let nodes = any([leaf.into(), leaf.into(), then, Node::Scale(scale)]);
    ask(&Any::from_nodes(nodes)?);
    Ok(())
}

#[inline(never)]
fn ask(schedule: &Any) {
    keep(schedule.at(any(7)));
    keep(schedule.nodes().len());
    #[cfg(unrolled)]
    encode(schedule);
    for node in schedule.nodes() {
        if let Node::Family(family) = node {
            at(Ok(*family));
        }
    }
}

#[cfg(unrolled)]
#[inline(never)]
fn encode(schedule: &Any) {
    keep(schedule.encoded_len());
    let mut buffer = [0; 64];
    if let Some(buffer) = buffer.get_mut(..any(64)) {
        keep(schedule.encode(buffer).map(|bytes| bytes.len()));
    }
}
