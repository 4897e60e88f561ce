//! The rules in floats: every rule, length, precision and backend, and the C of the same update.

use crate::{baseline, baseline::Baseline, counter::Counter, stack};
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
#[cfg(thorough)]
use thalweg::optimizer::state::{Bf16, Blockwise8, F16, blocks};
use thalweg::{
    gradient::{Chain, SkipNonFinite},
    group::{Group, Groups, Layout, Whole},
    optimizer::{Memory, Optimizer, Rule, state::Precision},
};
use thalweg_catalogue::{
    numbers::{LEARNING_RATE, gradient, hash, parameters},
    rules, tensor_rules,
};

/// The step that is measured: the second, as the first may be special.
pub(crate) const MEASURED: u32 = 2;
/// The steps after which results are compared.
pub(crate) const STEPS: u32 = 5;

/// Everything that is measured of one rule at one length.
macro_rules! at {
    ($n:literal, $rule:ty, $layout:expr, $case:expr, $value:expr) => {{
        let (mut case, layout) = ($case, $layout);
        case.ours::<$rule, $n, SkipNonFinite, f32, _>($value, layout)?;
        case.ours::<$rule, $n, (), f32, _>($value, layout)?;
        #[cfg(thorough)]
        {
            case.ours::<$rule, $n, (), Bf16, _>($value, layout)?;
            case.ours::<$rule, $n, (), F16, _>($value, layout)?;
            case.ours::<$rule, $n, (), Blockwise8<{ blocks($n) }>, _>($value, layout)?;
        }
        if let Some(baseline) = baseline::find(case.name) {
            case.in_c::<$n>(&baseline);
        }
    }};
}

pub(crate) fn measure(counter: &mut Counter) -> Result<(), &'static str> {
    macro_rules! vectors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            #[cfg(any(every_rule, $name))]
            {
                at!(64, $rule, Whole, Case { counter, name: stringify!($name) }, $value);
                at!(1024, $rule, Whole, Case { counter, name: stringify!($name) }, $value);
            }
        )*};
    }
    macro_rules! tensors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            #[cfg(any(every_rule, $name))]
            {
                let matrix = |rows, columns| Groups([Group::matrix(rows, columns)]);
                at!(64, $rule, matrix(8, 8), Case { counter, name: stringify!($name) }, $value);
                at!(1024, $rule, matrix(16, 64), Case { counter, name: stringify!($name) }, $value);
            }
        )*};
    }
    rules!(vectors);
    tensor_rules!(tensors);
    Ok(())
}

/// The rules that were written in C as well, and those by approximate inverse roots, without a guard and with one: what the
/// estimate of cycles is about.
pub(crate) fn trace(counter: &mut Counter) -> Result<(), &'static str> {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            #[cfg(any(every_rule, $name))]
            {
                let mut case = Case { counter, name: stringify!($name) };
                let baseline = baseline::find(case.name);
                if baseline.is_some() || case.name.starts_with("micromath_") {
                    case.ours::<$rule, 1024, (), f32, _>($value, Whole)?;
                    case.ours::<$rule, 1024, SkipNonFinite, f32, _>($value, Whole)?;
                }
                if let Some(baseline) = baseline {
                    case.in_c::<1024>(&baseline);
                }
            }
        )*};
    }
    rules!(each);
    Ok(())
}

/// How the output names a type.
trait Named {
    const NAME: &str;
}

macro_rules! names {
    ($($type:ty = $name:literal;)*) => {$(
        impl Named for $type {
            const NAME: &str = $name;
        }
    )*};
}
names! {
    SkipNonFinite = "true";
    () = "false";
    f32 = "f32";
}
#[cfg(thorough)]
names! {
    Bf16 = "bf16";
    F16 = "f16";
}
#[cfg(thorough)]
impl<const BLOCKS: usize> Named for Blockwise8<BLOCKS> {
    const NAME: &str = "8-bit-dynamic";
}

/// What a line of the output is about.
struct Case<'a> {
    counter: &'a mut Counter,
    name: &'a str,
}

/// One step of ours; a call of its own, as it is in a user's program.
#[inline(never)]
fn step<R: Rule, const N: usize, T: Chain, P: Precision, L: Layout>(
    optimizer: &mut Optimizer<R, [P; N], T, L>,
    w: &mut [f32; N],
    g: &[f32; N],
) -> bool {
    optimizer.step(w, g, LEARNING_RATE).is_ok()
}

impl Case<'_> {
    #[inline(never)]
    fn ours<R, const N: usize, T, P, L>(&mut self, rule: R, layout: L) -> Result<(), &'static str>
    where
        R: Rule,
        T: Chain + Default + Named,
        P: Precision + Named,
        L: Layout,
    {
        let optimizer = Optimizer::<R, [P; N], T, L>::grouped(rule, T::default(), layout);
        let mut optimizer = optimizer.map_err(|_| "a rule is refused")?;
        let (mut w, mut g) = ([0.0; N], [0.0; N]);
        parameters(&mut w);
        gradient(&mut g);
        let (mut instructions, mut counting, mut deepest) = (0, 0, 0);
        for t in 1..=STEPS {
            let g = black_box(&g);
            let mut run = || {
                black_box(step(&mut optimizer, &mut w, g));
            };
            if t == MEASURED {
                counting = self.counter.countings;
                instructions = self.counter.count(run);
            } else {
                deepest = stack::deepest(&mut run);
            }
        }
        hprintln!(
            "rule={} by=thalweg state={} backend=libm guard={} n={} instructions={} counting={} stack={} \
             state_bytes={} bits={:08x}",
            self.name,
            P::NAME,
            T::NAME,
            N,
            instructions,
            counting,
            deepest,
            size_of::<Memory<R, [P; N]>>() as f32 / N as f32,
            hash(&w)
        );
        Ok(())
    }

    #[inline(never)]
    fn in_c<const N: usize>(&mut self, baseline: &Baseline) {
        for (by, step) in [
            ("fused", baseline.fused),
            ("unrolled", baseline.unrolled),
            ("contracted", baseline.contracted),
            ("multipass", baseline.multipass),
        ] {
            let (mut w, mut g, mut state) = ([0.0; N], [0.0; N], [[0.0; N]; 2]);
            parameters(&mut w);
            gradient(&mut g);
            let (mut instructions, mut counting, mut guard) = (0, 0, 0);
            for t in 1..=STEPS {
                guard = self.counter.count(|| {
                    black_box(baseline::guard(black_box(&g)));
                });
                let scalars = (baseline.scalars)(t);
                let mut run = || Baseline::step(step, &mut w, &g, &mut state, &scalars);
                if t == MEASURED {
                    counting = self.counter.countings;
                    instructions = self.counter.count(run);
                } else {
                    run();
                }
            }
            hprintln!(
                "rule={} by={} n={} instructions={} counting={} guard_instructions={} bits={:08x}",
                self.name,
                by,
                N,
                instructions,
                counting,
                guard,
                hash(&w)
            );
        }
    }
}
