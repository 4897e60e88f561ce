//! A family of schedules as a formula in Python, at the step `t`.

use super::{
    python::Number,
    steps::{Steps, n},
};
use crate::schedule::{
    Boundary, Curve, CycleShape, CyclicalDecay, Family, OneCycle, PastEnd, PeakDecay, Plateau,
    Polynomial, WarmRestarts, WarmupStableDecay,
};
use core::fmt::{self, Display, Formatter};

/// From one value to another, `u` of the way.
fn write_blend(
    f: &mut Formatter<'_>,
    curve: Curve,
    [from, to]: [&dyn Display; 2],
    u: fmt::Arguments<'_>,
) -> fmt::Result {
    match curve {
        Curve::Linear => write!(f, "({from} + ({to} - {from}) * ({u}))"),
        Curve::Cosine => {
            write!(f, "({to} + ({from} - {to}) * (1 + np.cos(np.pi * ({u}))) / 2)")
        }
        Curve::Polynomial(power) => {
            write!(f, "({to} + ({from} - {to}) * (1 - ({u})) ** {})", n(power))
        }
        Curve::OneMinusPower(power) => {
            write!(f, "({from} + ({to} - {from}) * ({u}) ** {})", n(power))
        }
        Curve::Exponential(ratio) => {
            let r = n(ratio);
            write!(f, "({to} + ({from} - {to}) * ({r} ** ({u}) - {r}) / (1 - {r}))")
        }
        Curve::Tanh { lower, upper } => {
            let (lower, upper) = (n(lower), n(upper));
            let way = format_args!("{lower} + ({upper} - {lower}) * ({u})");
            write!(f, "({to} + ({from} - {to}) * (1 - np.tanh({way})) / 2)")
        }
    }
}

/// Values from steps on.
fn write_changes(
    f: &mut Formatter<'_>,
    first: f32,
    changes: &[(u32, f32)],
    boundary: Boundary,
) -> fmt::Result {
    if changes.is_empty() {
        return n(first).fmt(f);
    }
    write!(f, "np.array([{}", n(first))?;
    changes.iter().try_for_each(|(_, value)| write!(f, ", {}", n(*value)))?;
    f.write_str("])[np.searchsorted(np.array([")?;
    for (place, (step, _)) in changes.iter().enumerate() {
        write!(f, "{}{}", if place == 0 { "" } else { ", " }, Steps(*step))?;
    }
    f.write_str(match boundary {
        Boundary::At => "]), t, side=\"right\")]",
        Boundary::After => "]), t, side=\"left\")]",
        Boundary::Before => "]), t + 1, side=\"right\")]",
    })
}

#[allow(clippy::too_many_lines)] // a line or two for each family
pub(super) fn write_family(f: &mut Formatter<'_>, family: &Family) -> fmt::Result {
    match family {
        Family::Constant(it) => n(it.value).fmt(f),
        Family::ConstantFactor(it) => {
            let (steps, base) = (Steps(it.steps), n(it.base_lr));
            write!(f, "np.where(t < {steps}, {base} * {}, {base})", n(it.factor))
        }
        Family::StepDecay(it) => {
            let passed = match it.boundary {
                Boundary::At => "t",
                Boundary::After => "np.maximum(t - 1, 0)",
                Boundary::Before => "(t + 1)",
            };
            let (base, factor, period) = (n(it.base_lr), n(it.factor), Steps(it.period));
            if it.floor == 0.0 {
                return write!(f, "{base} * {factor} ** ({passed} // {period})");
            }
            write!(
                f,
                "np.where({passed} < {period}, {base}, np.maximum({base} * {factor} ** ({passed} // {period}), {}))",
                n(it.floor)
            )
        }
        Family::MultiStep(it) => write_changes(f, it.base_lr, it.rates.as_slice(), it.boundary),
        Family::Exponential(it) => {
            let slash = if it.staircase { "//" } else { "/" };
            if it.limit.is_some() {
                f.write_str(if it.rate < 1.0 { "np.maximum(" } else { "np.minimum(" })?;
            }
            write!(f, "{} * {} ** (t {slash} {})", n(it.base_lr), n(it.rate), Steps(it.steps))?;
            it.limit.map_or(Ok(()), |limit| write!(f, ", {})", n(limit)))
        }
        Family::Linear(it) => {
            let ends: [&dyn Display; 2] = [&n(it.start_lr), &n(it.end_lr)];
            write_blend(f, Curve::Linear, ends, format_args!("np.minimum(t / {}, 1)", it.steps))
        }
        Family::Polynomial(it) => write_polynomial(f, it),
        Family::InverseTime(it) => {
            let slash = if it.staircase { "//" } else { "/" };
            write!(f, "{} / (1 + {} * (t {slash} {}))", n(it.base_lr), n(it.rate), Steps(it.steps))
        }
        Family::InverseSqrt(it) => {
            let (peak, warmup) = (n(it.peak_lr), it.warmup_steps);
            match warmup {
                0 => write!(f, "{peak} / np.sqrt(np.maximum(t, 1))"),
                _ => write!(
                    f,
                    "{peak} * np.where(t < {warmup}, t / {warmup}, np.sqrt({warmup} / np.maximum(t, 1)))"
                ),
            }
        }
        Family::Noam(it) => write!(
            f,
            "{} * {} ** -0.5 * np.minimum((t + 1.0) ** -0.5, (t + 1.0) * {}.0 ** -1.5)",
            n(it.scale),
            f64::from(it.model_dim),
            it.warmup_steps
        ),
        Family::Cosine(it) => {
            let (base, last, steps) = (n(it.base_lr), n(it.final_lr), it.steps);
            write!(f, "{last} + ({base} - {last}) * ((1 + np.cos(np.pi * ")?;
            match it.past_end {
                PastEnd::Hold => write!(f, "np.minimum(t / {steps}, 1)"),
                PastEnd::RiseAgain => write!(f, "(t / {steps})"),
            }?;
            match it.exponent {
                1.0 => f.write_str(")) / 2)"),
                exponent => write!(f, ")) / 2) ** {}", n(exponent)),
            }
        }
        Family::WarmupStableDecay(it) => write_warmup_stable_decay(f, it),
        Family::CyclicalDecay(it) => write_cyclical_decay(f, it),
        Family::WarmRestarts(it) => write_warm_restarts(f, it),
        Family::OneCycle(it) => write_one_cycle(f, it),
        Family::PiecewiseConstant(it) => {
            write_changes(f, it.first, it.changes.as_slice(), it.boundary)
        }
        Family::PiecewiseCurve(it) => write_points(f, it.curve, it.points.as_slice()),
        Family::RangeTest(it) => {
            let (min, max, steps) = (n(it.min_lr), n(it.max_lr), it.steps);
            if it.exponential {
                write!(f, "{min} * ({max} / {min}) ** np.minimum(t / {steps}, 1)")
            } else {
                write!(f, "{min} + ({max} - {min}) * np.minimum(t / {steps}, 1)")
            }
        }
        Family::CosineWithHardRestarts(it) => {
            let (base, last) = (n(it.base_lr), n(it.final_lr));
            let (steps, cycles) = (it.steps, it.cycles);
            write!(
                f,
                "np.where(t < {steps}, {last} + ({base} - {last}) \
                 * (1 + np.cos(np.pi * ((t * {cycles} % {steps}) / {steps}))) / 2, {last})"
            )
        }
    }
}

fn write_polynomial(f: &mut Formatter<'_>, it: &Polynomial) -> fmt::Result {
    let (base, last, steps) = (n(it.base_lr), n(it.final_lr), it.steps);
    write!(f, "{last} + ({base} - {last}) * (1 - ")?;
    if it.cycle {
        write!(f, "t / ({steps} * np.maximum(np.ceil(t / {steps}), 1))")
    } else {
        write!(f, "np.minimum(t / {steps}, 1)")
    }?;
    write!(f, ") ** {}", n(it.power))
}

/// What a function writes.
struct Written<F>(F);

impl<F: Fn(&mut Formatter<'_>) -> fmt::Result> Display for Written<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

fn write_warmup_stable_decay(f: &mut Formatter<'_>, it: &WarmupStableDecay) -> fmt::Result {
    let (start, peak, min) = (n(it.start_lr), n(it.peak_lr), n(it.min_lr));
    let (warmup, stable, decay) = (it.warmup_steps, it.stable_steps, it.decay_steps);
    let stable_end = Steps(warmup.saturating_add(stable));
    if warmup > 0 {
        let line = format_args!("{start} + ({peak} - {start}) * (t / {warmup})");
        write!(f, "np.where(t < {warmup}, {line}, ")?;
    }
    let plateau = |f: &mut Formatter<'_>, since: fmt::Arguments<'_>| match it.plateau {
        Plateau::Constant => peak.fmt(f),
        Plateau::Power { timescale, power } => {
            let (scale, power) = (n(timescale), n(power));
            write!(f, "np.maximum({peak} * ({scale} / ({scale} + {since})) ** {power}, {min})")
        }
    };
    if stable > 0 {
        write!(f, "np.where(t < {stable_end}, ")?;
        plateau(f, format_args!("np.maximum(t - {warmup}, 0)"))?;
        f.write_str(", ")?;
    }
    if decay > 0 {
        let top = Written(|f: &mut Formatter<'_>| plateau(f, format_args!("{stable}")));
        let u = format_args!("np.clip((t - {stable_end}) / {decay}, 0, 1)");
        write_blend(f, it.decay, [&top, &min], u)?;
    } else {
        min.fmt(f)?;
    }
    f.write_str(if stable > 0 { ")" } else { "" })?;
    f.write_str(if warmup > 0 { ")" } else { "" })
}

/// Cycles of one length.
fn write_cyclical_decay(f: &mut Formatter<'_>, it: &CyclicalDecay) -> fmt::Result {
    let (min, max, length) = (n(it.min_lr), n(it.max_lr), Steps(it.cycle_length));
    let u = format_args!("(t % {length}) / {length}");
    match it.shape {
        CycleShape::Cosine => write_blend(f, Curve::Cosine, [&max, &min], u),
        CycleShape::Triangular { inc_fraction: 0.0 } => {
            write_blend(f, Curve::Linear, [&max, &min], u)
        }
        CycleShape::Triangular { inc_fraction: 1.0 } => {
            write_blend(f, Curve::Linear, [&min, &max], u)
        }
        CycleShape::Triangular { inc_fraction } => {
            let part = n(inc_fraction);
            let height = format_args!("np.minimum({u} / {part}, (1 - {u}) / (1 - {part}))");
            write!(f, "({min} + ({max} - {min}) * {height})")
        }
    }?;
    write!(f, " * {} ** (t // {length})", n(it.magnitude_decay))
}

fn write_warm_restarts(f: &mut Formatter<'_>, it: &WarmRestarts) -> fmt::Result {
    let (first, min) = (Steps(it.first_cycle), n(it.min_lr));
    if it.t_mult == 1.0 {
        let place = format_args!("t // {first}, t % {first}, {first}");
        return write_cycle(f, it, &min, place);
    }
    // Half a step beyond, so that no rounding of the logarithm moves the end of a cycle.
    let m = n(it.t_mult);
    write!(f, "(lambda t, i: (lambda i, t, length: ")?;
    write_decay(f, it, &min)?;
    write!(f, ")(i, t - {first} * ({m} ** i - 1) / ({m} - 1), {first} * {m} ** i))")?;
    write!(f, "(t, np.floor(np.log((t + 0.5) * ({m} - 1) / {first} + 1) / np.log({m})))")
}

fn write_cycle(
    f: &mut Formatter<'_>,
    it: &WarmRestarts,
    min: &Number,
    place: fmt::Arguments<'_>,
) -> fmt::Result {
    f.write_str("(lambda i, t, length: ")?;
    write_decay(f, it, min)?;
    write!(f, ")({place})")
}

/// Where cycle `i` begins.
struct Peak<'a>(&'a WarmRestarts);

impl Display for Peak<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (base, min) = (n(self.0.base_lr), n(self.0.min_lr));
        match self.0.peak_decay {
            PeakDecay::None => base.fmt(f),
            PeakDecay::Span(by) => write!(f, "({min} + ({base} - {min}) * {} ** i)", n(by)),
            PeakDecay::Peak(by) => write!(f, "({base} * {} ** i)", n(by)),
        }
    }
}

/// At `t` of the `length` steps of cycle `i`.
fn write_decay(f: &mut Formatter<'_>, it: &WarmRestarts, min: &Number) -> fmt::Result {
    if let Some(cycles) = it.cycles {
        write!(f, "np.where(i >= {}, {min}, ", Steps(cycles))?;
    }
    let (peak, warmup) = (Peak(it), it.warmup_steps);
    if warmup > 0 {
        let start = n(it.warmup_start);
        write!(f, "np.where(t < {warmup}, {start} + ({peak} - {start}) * (t / {warmup}), ")?;
    }
    let u = format_args!("np.maximum((t - {warmup}) / (length - {warmup}), 0)");
    match it.k_decay {
        1.0 => write_blend(f, it.curve, [&peak, min], u),
        k => write_blend(f, it.curve, [&peak, min], format_args!("({u}) ** {}", n(k))),
    }?;
    f.write_str(if warmup > 0 { ")" } else { "" })?;
    f.write_str(if it.cycles.is_some() { ")" } else { "" })
}

fn write_one_cycle(f: &mut Formatter<'_>, it: &OneCycle) -> fmt::Result {
    let steps = |position: u64| position as f64 / f64::from(1_u32 << 31) / 2.0;
    let rates = [it.initial, it.max, it.back, it.last];
    let ends = [0.0, steps(it.peak_at), steps(it.back_at), steps(it.end_at)];
    let ways = || rates.iter().zip(rates.iter().skip(1)).zip(ends.iter().zip(ends.iter().skip(1)));
    let real = || ways().filter(|(_, (start, stop))| start < stop);
    for ((from, to), (start, stop)) in real() {
        write!(f, "np.where(t < {stop:?}, ")?;
        let u = format_args!("np.maximum((t - {start:?}) / ({stop:?} - {start:?}), 0)");
        write_blend(f, it.curve, [&n(*from), &n(*to)], u)?;
        f.write_str(", ")?;
    }
    n(it.last).fmt(f)?;
    real().try_for_each(|_| f.write_str(")"))
}

fn write_points(f: &mut Formatter<'_>, curve: Curve, points: &[(u32, f32)]) -> fmt::Result {
    let ways = || points.iter().zip(points.iter().skip(1));
    if let Some((start, value)) = points.first().filter(|(start, _)| *start > 0) {
        write!(f, "np.where(t < {}, {}, ", Steps(*start), n(*value))?;
    }
    for ((start, from), (stop, to)) in ways() {
        write!(f, "np.where(t < {}, ", Steps(*stop))?;
        let u = format_args!("np.maximum((t - {start}) / {}, 0)", stop.wrapping_sub(*start));
        write_blend(f, curve, [&n(*from), &n(*to)], u)?;
        f.write_str(", ")?;
    }
    n(points.last().map_or(0.0, |(_, value)| *value)).fmt(f)?;
    ways().try_for_each(|_| f.write_str(")"))?;
    f.write_str(if points.first().is_some_and(|(start, _)| *start > 0) { ")" } else { "" })
}
