//! The rules in fixed point.

use crate::{
    counter::Counter,
    float::{MEASURED, STEPS},
    stack,
};
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::fixed::{Gradient, Optimizer, Rate, Rule, Weight, quantize};
use thalweg_catalogue::{
    fixed_rules,
    numbers::{LEARNING_RATE, gradient, parameters},
};

pub(crate) fn measure(counter: &mut Counter) -> Result<(), &'static str> {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            #[cfg(any(every_rule, $name))]
            {
                ours::<$rule, 64>(counter, stringify!($name), $value)?;
                ours::<$rule, 1024>(counter, stringify!($name), $value)?;
            }
        )*};
    }
    fixed_rules!(each);
    Ok(())
}

#[inline(never)]
fn step<R: Rule, const N: usize>(
    optimizer: &mut Optimizer<R, [Weight; N]>,
    w: &mut [Weight; N],
    g: &[Gradient; N],
    rate: Rate,
) -> bool {
    optimizer.step(w, g, rate).is_ok()
}

#[inline(never)]
fn ours<R: Rule + Copy, const N: usize>(
    counter: &mut Counter,
    name: &str,
    rule: R,
) -> Result<(), &'static str> {
    let mut optimizer = Optimizer::<R, [Weight; N]>::new(rule).map_err(|_| "a rule is refused")?;
    let rate = Rate::from_f32(LEARNING_RATE).map_err(|_| "the rate is refused")?;
    let mut floats = [0.0; N];
    parameters(&mut floats);
    let mut w = floats.map(Weight::saturating_from_f32);
    gradient(&mut floats);
    let mut g = [Gradient::default(); N];
    quantize(&floats, &mut g).map_err(|_| "the gradient is refused")?;
    let (mut instructions, mut deepest) = (0, 0);
    for t in 1..=STEPS {
        let g = black_box(&g);
        let mut run = || {
            black_box(step(&mut optimizer, &mut w, g, rate));
        };
        if t == MEASURED {
            instructions = counter.count(run);
        } else {
            deepest = stack::deepest(&mut run);
        }
    }
    hprintln!(
        "rule={} by=thalweg state=fixed backend=integer guard=false n={} instructions={} stack={} state_bytes={}",
        name,
        N,
        instructions,
        deepest,
        size_of::<R::State>()
    );
    Ok(())
}
