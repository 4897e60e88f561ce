//! The schedule that is chosen at run time: built and asked; its bytes are those of a recipe.

use crate::{
    opaque::{any, keep},
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
    for node in schedule.nodes() {
        if let Node::Family(family) = node {
            at(Ok(*family));
        }
    }
}
