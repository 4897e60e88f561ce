//! The arguments that a schedule was made from, found again in what it keeps.
//!
//! Each is a guess that is believed only if the constructor makes the very same schedule of it.

use crate::schedule::{MultiStep, OneCycle, OneCycleOptions, OneCyclePhases, OneCycleSteps};
use heapless::Vec;

/// Numbers near `value`, those of few digits first.
fn near(value: f32) -> impl Iterator<Item = f32> {
    let round = move |digits: f32| (value * digits + 0.5) as u32 as f32 / digits;
    let round = [1.0, 10.0, 100.0, 1e3, 1e4].into_iter().map(round);
    let next = [value, value.next_up(), value.next_down()];
    round.chain(next).chain([value.next_up().next_up(), value.next_down().next_down()])
}

/// The factor whose powers the rates are.
pub(super) fn factor_of<const K: usize>(it: &MultiStep<K>) -> Option<f32> {
    let milestones: Vec<u32, K> =
        it.rates.as_slice().iter().map(|(milestone, _)| *milestone).collect();
    let first = it.rates.as_slice().first().map_or(it.base_lr, |(_, rate)| *rate);
    near(first / it.base_lr).find(|factor| {
        MultiStep::from_slice(it.base_lr, *factor, &milestones)
            .is_ok_and(|made| made.boundary(it.boundary) == *it)
    })
}

/// How many steps, and with which options.
pub(super) fn options_of(it: &OneCycle) -> Option<(u32, OneCycleOptions)> {
    [OneCycleSteps::LastIsFinal, OneCycleSteps::AfterLast]
        .into_iter()
        .find_map(|steps| options_with(it, steps))
}

fn options_with(it: &OneCycle, steps: OneCycleSteps) -> Option<(u32, OneCycleOptions)> {
    let after_last = u64::from(steps == OneCycleSteps::LastIsFinal);
    let total = u32::try_from((it.end_at >> 32).checked_add(after_last)?).ok()?;
    let share = |position: u64| {
        let steps = position as f64 / f64::from(1_u32 << 31) / 2.0;
        ((steps + after_last as f64) / f64::from(total)) as f32
    };
    let phases = if it.back_at == it.peak_at {
        OneCyclePhases::Two
    } else if Some(it.back_at) == it.peak_at.checked_mul(2) {
        OneCyclePhases::Three
    } else {
        OneCyclePhases::ThreeUntil(share(it.back_at))
    };
    let made = |options: &OneCycleOptions| OneCycle::new(it.max, total, options).ok();
    let mut options =
        OneCycleOptions { phases, curve: it.curve, steps, ..OneCycleOptions::DEFAULT };
    options.pct_start = near(share(it.peak_at)).find(|&pct_start| {
        // With a way back whose share is still a guess, of the peak alone.
        let phases = OneCyclePhases::Two;
        made(&OneCycleOptions { pct_start, phases, ..options })
            .is_some_and(|made| made.peak_at == it.peak_at)
    })?;
    options.phases = match phases {
        OneCyclePhases::ThreeUntil(guess) => {
            OneCyclePhases::ThreeUntil(near(guess).find(|&share| {
                let phases = OneCyclePhases::ThreeUntil(share);
                made(&OneCycleOptions { phases, ..options })
                    .is_some_and(|made| made.back_at == it.back_at)
            })?)
        }
        other => other,
    };
    options.div_factor = near(it.max / it.initial).find(|&div_factor| {
        made(&OneCycleOptions { div_factor, ..options })
            .is_some_and(|made| made.initial == it.initial)
    })?;
    options.final_div_factor = near(it.initial / it.last).find(|&final_div_factor| {
        made(&OneCycleOptions { final_div_factor, ..options }).is_some_and(|made| made == *it)
    })?;
    Some((total, options))
}
