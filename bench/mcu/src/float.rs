//! The rules in floats: every rule, length and backend, and the C of the same update.

use crate::{baseline, baseline::Baseline, counter::Counter, stack};
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::{
    math::{Libm, Math, Micromath},
    optimizer::{Optimizer, Rule},
};
use thalweg_bench::{LEARNING_RATE, gradient, hash, parameters, rules};

/// The step that is measured: the second, as the first may be special.
pub(crate) const MEASURED: u32 = 2;
/// The steps after which results are compared.
pub(crate) const STEPS: u32 = 5;

pub(crate) fn measure(counter: &mut Counter) {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            rule::<$rule>(counter, stringify!($name), $value);
        )*};
    }
    rules!(each);
}

fn rule<R: Rule>(counter: &mut Counter, name: &str, rule: R) {
    ours::<R, 64, Libm>(counter, name, "libm", rule);
    ours::<R, 1024, Libm>(counter, name, "libm", rule);
    ours::<R, 64, Micromath>(counter, name, "micromath", rule);
    ours::<R, 1024, Micromath>(counter, name, "micromath", rule);
    if let Some(baseline) = baseline::find(name) {
        in_c::<64>(counter, name, &baseline);
        in_c::<1024>(counter, name, &baseline);
    }
}

/// One step of ours; a call of its own, as it is in a user's program.
#[inline(never)]
fn step<R: Rule, const N: usize, M: Math>(
    optimizer: &mut Optimizer<R, N, M>,
    w: &mut [f32; N],
    g: &[f32; N],
) -> bool {
    optimizer.step(w, g, LEARNING_RATE).is_ok()
}

#[inline(never)]
fn ours<R: Rule, const N: usize, M: Math>(
    counter: &mut Counter,
    name: &str,
    backend: &str,
    rule: R,
) {
    let Ok(mut optimizer) = Optimizer::<R, N, M>::new(rule) else { return };
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    let (mut instructions, mut deepest) = (0, 0);
    for t in 1..=STEPS {
        let g = black_box(&g);
        let mut run = || {
            black_box(step(&mut optimizer, &mut w, g));
        };
        if t == MEASURED {
            instructions = counter.count(run);
        } else {
            deepest = stack::deepest(&mut run);
        }
    }
    hprintln!(
        "rule={} by=thalweg state=f32 backend={} n={} instructions={} stack={} state_bytes={} bits={:08x}",
        name,
        backend,
        N,
        instructions,
        deepest,
        size_of::<R::State>(),
        hash(&w)
    );
}

#[inline(never)]
fn in_c<const N: usize>(counter: &mut Counter, name: &str, baseline: &Baseline) {
    for (by, step) in [
        ("fused", baseline.fused),
        ("contracted", baseline.contracted),
        ("multipass", baseline.multipass),
    ] {
        let (mut w, mut g, mut state) = ([0.0; N], [0.0; N], [[0.0; N]; 2]);
        parameters(&mut w);
        gradient(&mut g);
        let mut instructions = 0;
        for t in 1..=STEPS {
            let scalars = (baseline.scalars)(t);
            let mut run = || Baseline::step(step, &mut w, &g, &mut state, &scalars);
            if t == MEASURED {
                instructions = counter.count(run);
            } else {
                run();
            }
        }
        hprintln!(
            "rule={} by={} n={} instructions={} bits={:08x}",
            name,
            by,
            N,
            instructions,
            hash(&w)
        );
    }
}
