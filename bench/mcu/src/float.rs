//! The rules in floats: every rule, length, precision and backend, and the C of the same update.

use crate::{baseline, baseline::Baseline, counter::Counter, stack};
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::{
    gradient::{Guard, Transform},
    math::{Libm, Math, Micromath},
    optimizer::{F32, Optimizer, Precision, Rule, Whole},
};
use thalweg_bench::{LEARNING_RATE, gradient, hash, parameters, rules};

/// The step that is measured: the second, as the first may be special.
pub(crate) const MEASURED: u32 = 2;
/// The steps after which results are compared.
pub(crate) const STEPS: u32 = 5;

pub(crate) fn measure(counter: &mut Counter) -> Result<(), &'static str> {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            at::<$rule, 64>(counter, stringify!($name), $value)?;
            at::<$rule, 1024>(counter, stringify!($name), $value)?;
        )*};
    }
    rules!(each);
    Ok(())
}

/// Everything that is measured of one rule at one length.
fn at<R: Rule, const N: usize>(
    counter: &mut Counter,
    name: &str,
    rule: R,
) -> Result<(), &'static str> {
    let mut case = Case { counter, name, state: "f32", backend: "libm", guard: true };
    case.ours::<R, N, Guard, F32, Libm>(rule)?;
    case.guard = false;
    case.ours::<R, N, (), F32, Libm>(rule)?;
    case.guard = true;
    case.backend = "micromath";
    case.ours::<R, N, Guard, F32, Micromath>(rule)?;
    if let Some(baseline) = baseline::find(name) {
        case.in_c::<N>(&baseline);
    }
    Ok(())
}

/// What a line of the output is about.
struct Case<'a> {
    counter: &'a mut Counter,
    name: &'a str,
    state: &'a str,
    backend: &'a str,
    guard: bool,
}

/// One step of ours; a call of its own, as it is in a user's program.
#[inline(never)]
fn step<R: Rule, const N: usize, T: Transform, P: Precision, M: Math>(
    optimizer: &mut Optimizer<R, N, T, P, Whole, M>,
    w: &mut [f32; N],
    g: &[f32; N],
) -> bool {
    optimizer.step(w, g, LEARNING_RATE).is_ok()
}

impl Case<'_> {
    #[inline(never)]
    fn ours<R, const N: usize, T, P, M>(&mut self, rule: R) -> Result<(), &'static str>
    where
        R: Rule,
        T: Transform + Default,
        P: Precision,
        M: Math,
    {
        let optimizer = Optimizer::<R, N, T, P, Whole, M>::new(rule);
        let mut optimizer = optimizer.map_err(|_| "a rule is refused")?;
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
                instructions = self.counter.count(run);
            } else {
                deepest = stack::deepest(&mut run);
            }
        }
        hprintln!(
            "rule={} by=thalweg state={} backend={} guard={} n={} instructions={} stack={} \
             state_bytes={} bits={:08x}",
            self.name,
            self.state,
            self.backend,
            self.guard,
            N,
            instructions,
            deepest,
            size_of::<P::Buffer<R, N>>() as f32 / N as f32,
            hash(&w)
        );
        Ok(())
    }

    #[inline(never)]
    fn in_c<const N: usize>(&mut self, baseline: &Baseline) {
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
                    instructions = self.counter.count(run);
                } else {
                    run();
                }
            }
            hprintln!(
                "rule={} by={} n={} instructions={} bits={:08x}",
                self.name,
                by,
                N,
                instructions,
                hash(&w)
            );
        }
    }
}
