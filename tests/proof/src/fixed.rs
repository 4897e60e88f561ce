//! Optimizers in fixed point, and their numbers.

use crate::{
    kept,
    opaque::{Buffer, any, keep},
};
use thalweg::Zero;
use thalweg::fixed::{
    Adam, AdamInverseRoot, Counters, Decay, Gradient, Lion, Memory, Moments, Momentum, Nearest,
    Nesterov, Optimizer, Q, Rate, Rounding, Rule, Signum, Stochastic, Weight, quantize,
};
use thalweg::group::{Group, Groups};
use thalweg_catalogue::fixed_rules;

#[inline(never)]
pub(crate) fn call() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            rule::<$rule, Nearest>($value, Nearest);
            rule::<$rule, Stochastic>($value, Stochastic::new(any(1)));
        )*};
    }
    fixed_rules!(each);
    keep((Momentum::new(any(0.9)), Nesterov::new(any(0.9)), Signum::new(any(0.9))));
    keep((Lion::new(any(0.9), any(0.99)), Adam::new(any(0.9), any(0.99), any(1e-8))));
    keep(AdamInverseRoot::new(any(0.9), any(0.99), any(1e-8)));
    keep(any(Decay::from_bits(7)).to_f32());
    keep((Moments::from_bits(any([1, 2])).to_bits(), Stochastic::new(any(1)).state()));
    formats();
}

#[inline(never)]
fn rule<R: Rule, D: Rounding>(rule: R, rounding: D) {
    keep(Optimizer::<R, [Weight; 4]>::new(any(rule)));
    let optimizer = Optimizer::<R, [Weight; 4], D>::with_rounding(any(rule), rounding);
    let Ok(mut optimizer) = optimizer else { return };
    let (mut w, g) = (any([Weight::from_bits(0); 8]), any([Gradient::from_bits(0); 8]));
    let (w, g) = (w.get_mut(..any(4)).unwrap_or_default(), g.get(..any(4)).unwrap_or_default());
    keep(optimizer.step(w, g, any(Rate::from_bits(1))));
    if let Ok(mut step) = optimizer.begin(w, g, any(Rate::from_bits(1))) {
        keep((step.advance(any(3)), step.is_done(), step.parameters().len()));
        step.finish();
    }
    let (states, counters) = (any([<R::State as Zero>::ZERO; 4]), any(Counters::default()));
    let states = states.get(..any(4)).unwrap_or_default();
    keep(optimizer.restore(counters, states, any(*optimizer.rounding())));
    keep(optimizer.step(w, g, any(Rate::from_bits(1))));
    keep(optimizer.restore_from(counters, states.iter().copied(), any(*optimizer.rounding())));
    keep((optimizer.steps(), optimizer.saturated(), optimizer.counters()));
    keep((optimizer.state().len(), *optimizer.rule(), optimizer.len(), optimizer.is_empty()));
    kept::parts(&mut optimizer);
    optimizer.reset();
    keep(optimizer.clone());
    lent(rule, rounding, (w, g));
    groups(optimizer, (w, g));
}

#[inline(never)]
fn groups<R: Rule, D: Rounding>(
    optimizer: Optimizer<R, [Weight; 4], D>,
    (w, g): (&mut [Weight], &[Gradient]),
) {
    let Ok(mut grouped) = optimizer.grouped(Groups(any([Group::vector(2); 2]))) else { return };
    keep(grouped.step(w, g, any(Rate::from_bits(1))));
    if let Ok(mut step) = grouped.begin(w, g, any(Rate::from_bits(1))) {
        keep((step.advance(any(3)), step.is_done(), step.parameters().len()));
        step.finish();
    }
    keep(grouped.set_group(any(1), any(Group::vector(2))));
    keep((grouped.groups().count(), *grouped.group_steps(), grouped.optimizer().len()));
    let states = any([<R::State as Zero>::ZERO; 4]);
    let (states, rounding) =
        (states.get(..any(4)).unwrap_or_default(), *grouped.optimizer().rounding());
    keep(grouped.restore(any(Counters::default()), any([1; 2]), states, any(rounding)));
    kept::parts(&mut grouped);
    keep(grouped.clone());
    grouped.reset();
}

/// Memory that is lent, in every shape.
#[inline(never)]
fn lent<R: Rule, D: Rounding>(rule: R, rounding: D, (w, g): (&mut [Weight], &[Gradient])) {
    let mut memory = Memory::<R, [Weight; 4]>::ZERO;
    keep(Optimizer::lend(any(rule), &mut memory).is_ok());
    let mut states = any([<R::State as Zero>::ZERO; 4]);
    let states = states.get_mut(..any(3)).unwrap_or_default();
    keep(Optimizer::over(any(rule), states).is_ok());
    let mut memory = Memory::<R, &mut [Weight]>::over(states);
    let optimizer = Optimizer::<_, _, _, 12>::lend_with_rounding(any(rule), rounding, &mut memory);
    let Ok(mut optimizer) = optimizer else { return };
    keep(optimizer.step(w, g, any(Rate::from_bits(1))));
}

#[inline(never)]
fn formats() {
    let mut floats = Buffer::<8>::new();
    let mut into = [Gradient::<12>::from_bits(any(0)); 8];
    keep(quantize(floats.slice(), into.get_mut(..any(8)).unwrap_or_default()));
    keep(into.map(|q| (q.to_bits(), q.to_f32())));
    let x = any(1.5);
    keep((Weight::<22>::from_f32(x), Weight::<22>::saturating_from_f32(x)));
    keep((Q::<u16, 16>::from_f32(x), Q::<u32, 31>::saturating_from_f32(x)));
    arithmetic();
}

#[inline(never)]
fn arithmetic() {
    let mut saturated = any(1);
    macro_rules! numbers {
        ($($number:expr),*) => {$(
            let (a, b) = (any($number), any($number));
            keep((a.saturating_add(b, &mut saturated), a.saturating_sub(b, &mut saturated)));
            keep(a.saturating_mul(b, &mut saturated));
            keep(a.saturating_mul(any(Weight::<22>::from_bits(1)), &mut saturated));
            let (narrow, rate): (Gradient<12>, Rate) =
                (a.saturating_into(&mut saturated), a.saturating_into(&mut saturated));
            keep((narrow, rate));
        )*};
    }
    numbers!(Gradient::<12>::from_bits(1), Weight::<22>::from_bits(1));
    numbers!(Decay::from_bits(1), Rate::from_bits(1));
    let (g, w) = (any(Gradient::<12>::from_bits(1)), any(Weight::<22>::from_bits(1)));
    keep((g.saturating_neg(&mut saturated), w.saturating_neg(&mut saturated)));
    keep((g.saturating_abs(&mut saturated), w.saturating_abs(&mut saturated)));
    keep(saturated);
}
