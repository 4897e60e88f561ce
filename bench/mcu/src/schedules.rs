//! One value of every schedule, at steps within the training and far past it.

use crate::{counter::Counter, stack};
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::schedule::Schedule;
use thalweg_catalogue::{HORIZON, SCHEDULE_STEPS, schedules};

pub(crate) fn measure(counter: &mut Counter) -> Result<(), &'static str> {
    macro_rules! each {
        ($($name:ident, $budget:literal: $schedule:expr;)*) => {$(
            at(counter, stringify!($name), $budget, &$schedule.map_err(|_| "a schedule is refused")?);
        )*};
    }
    schedules!(each);
    Ok(())
}

/// One value; a call of its own, as it is in a user's program.
#[inline(never)]
fn value<S: Schedule>(schedule: &S, step: u32) -> f32 {
    schedule.at(step)
}

/// What a call alone costs: nothing is asked.
#[inline(never)]
fn nothing<S: Schedule>(_: &S, _: u32) -> f32 {
    0.0
}

/// Everything that is measured of one schedule.
#[inline(never)]
fn at<S: Schedule>(counter: &mut Counter, name: &str, budget: u32, schedule: &S) {
    let (mut sum, mut steps, mut worst, mut worst_step, mut past) = (0, 0, 0, 0, 0);
    let mut deepest = 0;
    for step in SCHEDULE_STEPS {
        let run = || {
            black_box(value(black_box(schedule), black_box(step)));
        };
        let call = counter.count(|| {
            black_box(nothing(black_box(schedule), black_box(step)));
        });
        let instructions = counter.count(run).saturating_sub(call);
        deepest = deepest.max(stack::deepest(run));
        if step > HORIZON {
            past = past.max(instructions);
            continue;
        }
        (sum, steps) = (sum + instructions, steps + 1);
        if instructions > worst {
            (worst, worst_step) = (instructions, step);
        }
    }
    hprintln!(
        "schedule={} budget={} mean={} worst={} worst_step={} past={} stack={} bytes={}",
        name,
        budget,
        sum as f32 / steps as f32,
        worst,
        worst_step,
        past,
        deepest,
        size_of::<S>()
    );
}
