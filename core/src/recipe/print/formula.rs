//! A schedule as a formula in Python: an expression of the step `t`, by functions that numpy and `jax.numpy` share.

use super::{
    family_formula::write_family,
    python::Gaps,
    steps::{Steps, n},
};
use crate::schedule::{
    Amplitude, Cyclic, Family, Horizon, Node, Ramp, ScheduleSet, Shift, Subtree, Warmup,
};
use core::fmt::{self, Display, Formatter};

/// The expression of a schedule, at the step `t`.
pub(super) struct Formula<'a>(pub(super) Subtree<'a, Node>);

impl Display for Formula<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.root() {
            Some((node, before)) => write_node(f, node, before),
            None => Ok(()),
        }
    }
}

/// A schedule at another step than `t`.
fn write_at(
    f: &mut Formatter<'_>,
    schedule: &Formula<'_>,
    step: fmt::Arguments<'_>,
) -> fmt::Result {
    write!(f, "(lambda t: {schedule})({step})")
}

/// What the formula says otherwise.
pub(super) fn note_gaps(schedule: Subtree<'_, Node>, gaps: &mut Gaps) {
    let Some((node, before)) = schedule.root() else { return };
    match node {
        Node::Family(Family::WarmRestarts(it)) => {
            let whole = it.t_mult == it.t_mult as u32 as f32;
            gaps.note(!whole, "schedule.t_mult", "its cycles here end at the nearest steps");
        }
        Node::Family(Family::CyclicalDecay(it)) => {
            let equal = it.length_decay == 1.0;
            gaps.note(!equal, "schedule.length_decay", "all cycles here are as long as the first");
        }
        _ => {}
    }
    match node.operands() {
        0 => {}
        1 => before.one().into_iter().for_each(|operand| note_gaps(operand, gaps)),
        _ => {
            if let Some((first, second)) = before.two() {
                note_gaps(first, gaps);
                note_gaps(second, gaps);
            }
        }
    }
}

fn write_node(f: &mut Formatter<'_>, node: &Node, before: Subtree<'_, Node>) -> fmt::Result {
    let one = || Formula(before.one().unwrap_or(before));
    let two = || {
        let (first, second) = before.two().unwrap_or((before, before));
        (Formula(first), Formula(second))
    };
    match node {
        Node::Family(family) => write_family(f, family),
        Node::Warmup(it) => write_warmup(f, it, &one()),
        Node::Repeat(it) => {
            let (period, last) = (Steps(it.period), Steps(it.last));
            write_at(f, &one(), format_args!("t - {period} * np.minimum(t // {period}, {last})"))
        }
        Node::Scale(it) => write!(f, "{} * ({})", n(it.factor), one()),
        Node::Clamp(it) => {
            write!(f, "np.minimum(np.maximum({}, {}), {})", one(), n(it.low), n(it.high))
        }
        Node::Offset(it) => match it.shift {
            Shift::Later(by) => {
                write_at(f, &one(), format_args!("np.maximum(t - {}, 0)", Steps(by)))
            }
            Shift::Earlier(by) => write_at(f, &one(), format_args!("t + {}", Steps(by))),
        },
        Node::Hold(it) => write_at(f, &one(), format_args!("np.minimum(t, {})", Steps(it.last))),
        Node::PerEpoch(it) => {
            write_at(f, &one(), format_args!("t // {}", Steps(it.steps_per_epoch)))
        }
        Node::Cyclic(it) => write_cyclic(f, it, before),
        Node::Then(it) => {
            let ((first, next), boundary) = (two(), Steps(it.boundary));
            write!(f, "np.where(t < {boundary}, {first}, ")?;
            write_at(f, &next, format_args!("np.maximum(t - {boundary}, 0)"))?;
            f.write_str(")")
        }
        Node::Max(_) => write!(f, "np.maximum({}, {})", two().0, two().1),
        Node::Min(_) => write!(f, "np.minimum({}, {})", two().0, two().1),
        Node::Product(_) => write!(f, "({}) * ({})", two().0, two().1),
        Node::Sum(_) => write!(f, "({}) + ({})", two().0, two().1),
    }
}

fn write_warmup<S>(f: &mut Formatter<'_>, it: &Warmup<S>, inner: &Formula<'_>) -> fmt::Result {
    let (steps, begin) = (it.steps, n(it.begin));
    if steps == 0 {
        return inner.fmt(f);
    }
    write!(f, "np.where(t < {}, ", Steps(steps))?;
    match it.ramp {
        Ramp::Constant => write!(f, "{begin}, "),
        Ramp::Linear => write!(f, "{begin} + ((lambda t: {inner})(0) - {begin}) * (t / {steps}), "),
        Ramp::Exponential => {
            write!(f, "{begin} * ((lambda t: {inner})(0) / {begin}) ** (t / {steps}), ")
        }
    }?;
    match it.horizon {
        Horizon::InFront => {
            write_at(f, inner, format_args!("np.maximum(t - {}, 0)", Steps(steps)))?;
        }
        Horizon::Inside => inner.fmt(f)?,
    }
    f.write_str(")")
}

fn write_cyclic<S>(
    f: &mut Formatter<'_>,
    it: &Cyclic<S>,
    amplitude: Subtree<'_, Node>,
) -> fmt::Result {
    let (length, base) = (Steps(it.cycle_length), n(it.base));
    if let Some(cycles) = it.cycles {
        write!(f, "np.where(t // {length} >= {}, {base}, ", Steps(cycles))?;
    }
    write!(f, "{base} + ({} - {base}) * ", n(it.peak))?;
    match (it.up > 0.0, it.down > 0.0) {
        (true, true) => write!(
            f,
            "np.minimum((t % {length}) / {up}, ({length} - t % {length}) / {down})",
            up = n(it.up),
            down = n(it.down)
        ),
        (true, false) => write!(f, "((t % {length}) / {})", n(it.up)),
        _ => write!(f, "(({length} - t % {length}) / {})", n(it.down)),
    }?;
    let by = Formula(amplitude.one().unwrap_or(amplitude));
    match it.amplitude {
        Amplitude::Full => {}
        Amplitude::Halving => write!(f, " * 0.5 ** (t // {length})")?,
        Amplitude::ByCycle(_) => {
            f.write_str(" * ")?;
            write_at(f, &by, format_args!("t // {length}"))?;
        }
        Amplitude::ByStep(_) => write!(f, " * ({by})")?,
    }
    f.write_str(if it.cycles.is_some() { ")" } else { "" })
}
