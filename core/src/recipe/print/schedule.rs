//! A schedule as the static composition of Rust that has its bits.

use super::rebuilt::{factor_of, options_of};
use crate::{
    literal::{Literal, Shown},
    schedule::{
        Amplitude, Boundary, Curve, Cyclic, Family, Horizon, MultiStep, Node, OneCycle, PastEnd,
        PeakDecay, Plateau, Ramp, Subtree, WarmRestarts, Warmup, WarmupStableDecay,
    },
};
use core::fmt::{self, Display, Formatter};

/// The Rust of a schedule: an expression, with a `?` behind each constructor that checks.
pub(super) struct ScheduleSource<'a>(pub(super) Subtree<'a, Node>);

impl Display for ScheduleSource<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.root() {
            Some((node, before)) => write_node(f, node, before),
            None => Ok(()),
        }
    }
}

fn lit(value: &dyn Literal) -> Shown<'_> {
    Shown(value)
}

/// A node around what stands before it. The operands of what a decoder or a verb has made are there.
fn write_node(f: &mut Formatter<'_>, node: &Node, before: Subtree<'_, Node>) -> fmt::Result {
    let one = || ScheduleSource(before.one().unwrap_or(before));
    let two = || {
        let (first, second) = before.two().unwrap_or((before, before));
        (ScheduleSource(first), ScheduleSource(second))
    };
    match node {
        Node::Family(family) => write_family(f, family),
        Node::Warmup(warmup) => write_warmup(f, warmup, &one()),
        Node::Repeat(it) => match it.last.checked_add(1) {
            Some(times) => write!(f, "{}.repeat({}, {times})?", one(), it.period),
            None => write!(f, "Repeat::forever({}, {})?", it.period, one()),
        },
        Node::Scale(it) => write!(f, "{}.scale({})?", one(), lit(&it.factor)),
        Node::Clamp(it) => write!(f, "{}.clamp({}, {})?", one(), lit(&it.low), lit(&it.high)),
        Node::Offset(it) => write!(f, "{}.offset({})", one(), lit(&it.shift)),
        Node::Hold(it) => write!(f, "{}.hold_after({})", one(), it.last),
        Node::PerEpoch(it) => {
            write!(f, "{}.per_epoch(Epochs::new({})?)", one(), it.steps_per_epoch)
        }
        Node::Cyclic(cyclic) => write_cyclic(f, cyclic, before),
        Node::Then(it) => {
            let (first, next) = two();
            write!(f, "{first}.then({}, {next})", it.boundary)
        }
        Node::Max(_) => write_verb(f, "max_of", &two()),
        Node::Min(_) => write_verb(f, "min_of", &two()),
        Node::Product(_) => write_verb(f, "product", &two()),
        Node::Sum(_) => write_verb(f, "sum", &two()),
    }
}

fn write_verb(
    f: &mut Formatter<'_>,
    verb: &str,
    (first, second): &(ScheduleSource<'_>, ScheduleSource<'_>),
) -> fmt::Result {
    write!(f, "{first}.{verb}({second})")
}

fn write_warmup<S>(
    f: &mut Formatter<'_>,
    it: &Warmup<S>,
    inner: &ScheduleSource<'_>,
) -> fmt::Result {
    write!(f, "{inner}.warmup({}, {})?", it.steps, lit(&it.begin))?;
    if it.ramp != Ramp::Linear {
        write!(f, ".ramp({})?", lit(&it.ramp))?;
    }
    if it.horizon != Horizon::InFront {
        write!(f, ".horizon({})", lit(&it.horizon))?;
    }
    Ok(())
}

fn write_cyclic<S>(
    f: &mut Formatter<'_>,
    it: &Cyclic<S>,
    amplitude: Subtree<'_, Node>,
) -> fmt::Result {
    let (base, peak) = (lit(&it.base), lit(&it.peak));
    let (up, down) = (it.up as u32, it.down as u32);
    match Cyclic::new(it.base, it.peak, up, down) {
        Ok(whole)
            if (whole.cycle_length, whole.up, whole.down) == (it.cycle_length, it.up, it.down) =>
        {
            write!(f, "Cyclic::new({base}, {peak}, {up}, {down})?")?;
        }
        _ => {
            let (up, down) = (lit(&it.up), lit(&it.down));
            write!(f, "Cyclic::slopes({base}, {peak}, {}, {up}, {down})?", it.cycle_length)?;
        }
    }
    let by = ScheduleSource(amplitude.one().unwrap_or(amplitude));
    match it.amplitude {
        Amplitude::Full => Ok(()),
        Amplitude::Halving => write!(f, ".amplitude(Amplitude::<Constant>::Halving)"),
        Amplitude::ByCycle(_) => write!(f, ".amplitude(Amplitude::ByCycle({by}))"),
        Amplitude::ByStep(_) => write!(f, ".amplitude(Amplitude::ByStep({by}))"),
    }?;
    write_cycles(f, it.cycles)
}

fn write_cycles(f: &mut Formatter<'_>, cycles: Option<u32>) -> fmt::Result {
    cycles.map_or(Ok(()), |cycles| write!(f, ".cycles({cycles})"))
}

fn write_boundary(f: &mut Formatter<'_>, boundary: Boundary) -> fmt::Result {
    match boundary {
        Boundary::At => Ok(()),
        other => write!(f, ".boundary({})", lit(&other)),
    }
}

fn write_family(f: &mut Formatter<'_>, family: &Family) -> fmt::Result {
    match family {
        Family::Constant(it) => write!(f, "Constant::new({})?", lit(&it.value)),
        Family::ConstantFactor(it) => {
            let (base, factor) = (lit(&it.base_lr), lit(&it.factor));
            write!(f, "ConstantFactor::new({base}, {factor}, {})?", it.steps)
        }
        Family::StepDecay(it) => {
            let (base, factor, floor) = (lit(&it.base_lr), lit(&it.factor), lit(&it.floor));
            write!(f, "StepDecay::new({base}, {factor}, {}, {floor})?", it.period)?;
            write_boundary(f, it.boundary)
        }
        Family::MultiStep(it) => write_multi_step(f, it),
        Family::Exponential(it) => {
            write!(f, "Exponential::new({}, {}, {})?", lit(&it.base_lr), lit(&it.rate), it.steps)?;
            if it.staircase {
                f.write_str(".staircase()")?;
            }
            it.limit.map_or(Ok(()), |limit| write!(f, ".limit({})?", lit(&limit)))
        }
        Family::Linear(it) => {
            write!(f, "Linear::new({}, {}, {})?", lit(&it.start_lr), lit(&it.end_lr), it.steps)
        }
        Family::Polynomial(it) => {
            let (base, last, power) = (lit(&it.base_lr), lit(&it.final_lr), lit(&it.power));
            write!(f, "Polynomial::new({base}, {last}, {power}, {})?", it.steps)?;
            f.write_str(if it.cycle { ".cycle()" } else { "" })
        }
        Family::InverseTime(it) => {
            write!(f, "InverseTime::new({}, {}, {})?", lit(&it.base_lr), lit(&it.rate), it.steps)?;
            f.write_str(if it.staircase { ".staircase()" } else { "" })
        }
        Family::InverseSqrt(it) => {
            write!(f, "InverseSqrt::new({}, {})?", lit(&it.peak_lr), it.warmup_steps)
        }
        Family::Noam(it) => {
            write!(f, "Noam::new({}, {}, {})?", lit(&it.scale), it.model_dim, it.warmup_steps)
        }
        Family::Cosine(it) => {
            write!(f, "Cosine::new({}, {}, {})?", lit(&it.base_lr), lit(&it.final_lr), it.steps)?;
            if it.exponent != 1.0 {
                write!(f, ".exponent({})?", lit(&it.exponent))?;
            }
            match it.past_end {
                PastEnd::Hold => Ok(()),
                PastEnd::RiseAgain => write!(f, ".past_end({})", lit(&it.past_end)),
            }
        }
        Family::WarmupStableDecay(it) => write_warmup_stable_decay(f, it),
        Family::CyclicalDecay(it) => {
            let (min, max, shape) = (lit(&it.min_lr), lit(&it.max_lr), lit(&it.shape));
            write!(f, "CyclicalDecay::new({min}, {max}, {shape}, {})?", it.cycle_length)?;
            if it.length_decay != 1.0 {
                write!(f, ".length_decay({})?", lit(&it.length_decay))?;
            }
            if it.magnitude_decay != 1.0 {
                write!(f, ".magnitude_decay({})?", lit(&it.magnitude_decay))?;
            }
            Ok(())
        }
        Family::WarmRestarts(it) => write_warm_restarts(f, it),
        Family::OneCycle(it) => write_one_cycle(f, it),
        Family::PiecewiseConstant(it) => {
            write_changes(f, it.first, it.changes.len(), &it.changes)?;
            write_boundary(f, it.boundary)
        }
        Family::PiecewiseCurve(it) => {
            let room = it.points.len();
            write!(f, "PiecewiseCurve::<{room}>::new({}, {})?", lit(&it.curve), lit(&it.points))
        }
        Family::RangeTest(it) => {
            let form = if it.exponential { "exponential" } else { "linear" };
            let (min, max) = (lit(&it.min_lr), lit(&it.max_lr));
            write!(f, "RangeTest::{form}({min}, {max}, {})?", it.steps)
        }
        Family::CosineWithHardRestarts(it) => {
            let (base, last) = (lit(&it.base_lr), lit(&it.final_lr));
            let (steps, cycles) = (it.steps, it.cycles);
            write!(f, "CosineWithHardRestarts::new({base}, {last}, {steps}, {cycles})?")
        }
    }
}

/// A rate, and others from their steps on.
fn write_changes(
    f: &mut Formatter<'_>,
    first: f32,
    count: usize,
    changes: &dyn Literal,
) -> fmt::Result {
    write!(f, "PiecewiseConstant::<{count}>::new({}, {})?", lit(&first), lit(changes))
}

/// With its factor, where the rates are powers of one; else the rates themselves, which are all that it keeps.
fn write_multi_step<const K: usize>(f: &mut Formatter<'_>, it: &MultiStep<K>) -> fmt::Result {
    match factor_of(it) {
        Some(factor) => {
            let room = it.rates.len();
            write!(f, "MultiStep::<{room}>::new({}, {}, [", lit(&it.base_lr), lit(&factor))?;
            for (place, (milestone, _)) in it.rates.as_slice().iter().enumerate() {
                write!(f, "{}{milestone}", if place == 0 { "" } else { ", " })?;
            }
            f.write_str("])?")
        }
        None => write_changes(f, it.base_lr, it.rates.len(), &it.rates),
    }?;
    write_boundary(f, it.boundary)
}

fn write_warmup_stable_decay(f: &mut Formatter<'_>, it: &WarmupStableDecay) -> fmt::Result {
    let (peak, min) = (lit(&it.peak_lr), lit(&it.min_lr));
    let (warmup, stable, decay) = (it.warmup_steps, it.stable_steps, it.decay_steps);
    write!(f, "WarmupStableDecay::new({peak}, {min}, {warmup}, {stable}, {decay})?")?;
    if it.start_lr != 0.0 {
        write!(f, ".start({})?", lit(&it.start_lr))?;
    }
    if it.plateau != Plateau::Constant {
        write!(f, ".plateau({})?", lit(&it.plateau))?;
    }
    if it.decay != Curve::Linear {
        write!(f, ".decay({})?", lit(&it.decay))?;
    }
    Ok(())
}

fn write_warm_restarts(f: &mut Formatter<'_>, it: &WarmRestarts) -> fmt::Result {
    let (base, min) = (lit(&it.base_lr), lit(&it.min_lr));
    write!(f, "WarmRestarts::new({base}, {min}, {})?", it.first_cycle)?;
    if it.t_mult != 1.0 {
        write!(f, ".t_mult({})?", lit(&it.t_mult))?;
    }
    if it.peak_decay != PeakDecay::None {
        write!(f, ".peak_decay({})?", lit(&it.peak_decay))?;
    }
    if it.curve != Curve::Cosine {
        write!(f, ".curve({})?", lit(&it.curve))?;
    }
    if it.k_decay != 1.0 {
        write!(f, ".k_decay({})?", lit(&it.k_decay))?;
    }
    write_cycles(f, it.cycles)?;
    if it.warmup_steps != 0 || it.warmup_start != 0.0 {
        write!(f, ".cycle_warmup({}, {})?", it.warmup_steps, lit(&it.warmup_start))?;
    }
    Ok(())
}

fn write_one_cycle(f: &mut Formatter<'_>, it: &OneCycle) -> fmt::Result {
    if let Some((steps, options)) = options_of(it) {
        return write!(f, "OneCycle::new({}, {steps}, &{})?", lit(&it.max), lit(&options));
    }
    let rates = [it.initial, it.max, it.back, it.last];
    let ends = [it.peak_at, it.back_at, it.end_at];
    write!(f, "OneCycle::through({}, {}, {})?", lit(&rates), lit(&ends), lit(&it.curve))
}
