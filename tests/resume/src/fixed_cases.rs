//! The trainings in fixed point: every rule, alone and by groups, and every average of its parameters.

use crate::{
    Lines,
    cases::{Case, N, gradient, parameters},
};
use thalweg::{
    checkpoint::Checkpoint,
    fixed::{Gradient, GroupedOptimizer, Optimizer, Rate, Rule, Stochastic, Weight, quantize},
    group::{Group, Groups},
};
use thalweg_catalogue::fixed_averages;

/// The same parameters in fixed point.
fn weights<const N: usize>() -> [Weight; N] {
    parameters().map(Weight::saturating_from_f32)
}

/// The same gradient in fixed point.
fn quantized(k: u32) -> [Gradient; N] {
    let mut g = [Gradient::default(); N];
    let _ = quantize(&gradient(&[0.0; N], k), &mut g);
    g
}

fn rate() -> Rate {
    Rate::saturating_from_f32(0.01)
}

#[inline(never)]
pub(crate) fn whole<R: Rule>(name: &'static str, rule: R, lines: &mut Lines<'_>) {
    type Training<R> = ([Weight; N], Optimizer<R, [Weight; N], Stochastic>);
    Case { name, what: "fixed", lines }.run::<Training<R>>(
        &|| Ok((weights(), Optimizer::with_rounding(rule, Stochastic::new(5))?)),
        &|(w, optimizer), k| {
            let _ = optimizer.step(w, &quantized(k), rate());
        },
    );
}

/// A slow group, and one that thaws on the way.
#[inline(never)]
pub(crate) fn groups<R: Rule>(name: &'static str, rule: R, lines: &mut Lines<'_>) {
    type Training<R> = ([Weight; N], GroupedOptimizer<R, [Weight; N], 2, Stochastic>);
    const FIRST: usize = 27;
    let slow = Group { learning_rate: 0.25, ..Group::vector(FIRST) };
    let late = Group { frozen: true, ..Group::vector(N - FIRST) };
    Case { name, what: "fixed groups", lines }.run::<Training<R>>(
        &|| {
            let optimizer = Optimizer::with_rounding(rule, Stochastic::new(5))?;
            Ok((weights(), optimizer.grouped(Groups([slow, late]))?))
        },
        &|(w, optimizer), k| {
            if k == 3 {
                let _ = optimizer.set_group(1, Group { frozen: false, ..late });
            }
            let _ = optimizer.step(w, &quantized(k), rate());
        },
    );
}

pub(crate) fn averages(lines: &mut Lines<'_>) {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            average::<$type>(stringify!($name), lines, &|| $value, &|average, w| {
                let _ = average.push(w);
            });
        )*};
    }
    fixed_averages!(each);
}

/// An average of parameters that move.
#[inline(never)]
fn average<A: Checkpoint>(
    name: &'static str,
    lines: &mut Lines<'_>,
    make: &dyn Fn() -> Result<A, thalweg::Error>,
    push: &dyn Fn(&mut A, &[Weight; 4]),
) {
    Case { name, what: "fixed average", lines }.run::<([Weight; 4], A)>(
        &|| Ok((weights(), make()?)),
        &|(w, average), k| {
            for (w, g) in w.iter_mut().zip(quantized(k)) {
                *w = w.saturating_sub(g.saturating_into(&mut 0), &mut 0);
            }
            push(average, w);
        },
    );
}
