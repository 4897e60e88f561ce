//! Gradients of every kind of number without a guard: each processor's loops take them where the others do.

use crate::lines::Line;
use thalweg::{
    group::{Group, Groups},
    optimizer::{
        self, Micromath, Optimizer, Rule,
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision, blocks},
    },
};
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, hash};

/// Groups shorter than a turn of a loop, of one and of several, with a rest and without.
const LENGTHS: [usize; 5] = [1, 7, 8, 9, 36];
const N: usize = 61;
/// Blocks of 8-bit states, as each group has its own.
const BLOCKS: usize = 5;

/// Zeros, subnormal and usual numbers, those whose squares overflow, and what is no number.
const KINDS: [f32; 13] = [
    0.0,
    -0.0,
    1e-45,
    -1e-40,
    1e-20,
    -0.1,
    0.25,
    3e18,
    -1e25,
    f32::MAX,
    f32::NEG_INFINITY,
    f32::NAN,
    -f32::NAN,
];

/// Every rule that some processor has a loop for, and every precision.
pub(crate) fn all(line: &mut dyn FnMut(Line)) {
    let adam = <optimizer::Adam>::DEFAULT;
    let rms_prop = <optimizer::RmsProp>::DEFAULT;
    let adagrad = <optimizer::AdaGrad>::DEFAULT;
    line(Line("sgd", "special", parameters_after(optimizer::Sgd)));
    line(Line("momentum", "special", parameters_after(optimizer::Momentum::DEFAULT)));
    line(Line("nesterov", "special", parameters_after(optimizer::Nesterov::DEFAULT)));
    line(Line("adadelta", "special", parameters_after(optimizer::rules::AdaDelta::DEFAULT)));
    line(Line("adam", "special", parameters_after(adam)));
    line(Line("rms_prop", "special", parameters_after(rms_prop)));
    line(Line("adagrad", "special", parameters_after(adagrad)));
    line(Line("micromath_adam", "special", parameters_after(Micromath { rule: adam })));
    line(Line("micromath_rms_prop", "special", parameters_after(Micromath { rule: rms_prop })));
    line(Line("micromath_adagrad", "special", parameters_after(Micromath { rule: adagrad })));
    // An infinite average becomes NaN, whose sign no rule may look at.
    let rule = optimizer::Adam { beta2: 0.0, ..adam };
    line(Line("micromath_adam", "special, β₂ = 0", parameters_after(Micromath { rule })));
    let rule = optimizer::RmsProp { decay: 0.0, ..rms_prop };
    line(Line("micromath_rms_prop", "special, γ = 0", parameters_after(Micromath { rule })));
    precisions("momentum", optimizer::Momentum::DEFAULT, line);
    precisions("adam", adam, line);
}

/// The parameters after each of some steps, NaN as one number.
fn parameters_after<R: Rule>(rule: R) -> u32 {
    parameters_in::<R, f32>(rule)
}

#[inline(never)]
fn parameters_in<R: Rule, P: Precision>(rule: R) -> u32 {
    let groups = Groups(LENGTHS.map(Group::vector));
    let Ok(mut optimizer) = Optimizer::<R, [P; N], (), _>::grouped(rule, (), groups) else {
        return 0;
    };
    let (mut w, mut g, mut all) = ([0.0; N], [0.0; N], 0_u32);
    for step in 0..3 {
        let kinds = KINDS.iter().cycle().skip(step);
        g.iter_mut().zip(kinds).for_each(|(g, kind)| *g = *kind);
        let _ = optimizer.step(&mut w, &g, LEARNING_RATE);
        all = all.rotate_left(5) ^ hash(&w.map(|w| if w.is_nan() { f32::NAN } else { w }));
    }
    all
}

/// The same in each shorter precision, and what becomes of a step in 8 bits whose gradient is not finite in one place.
fn precisions<R: Rule>(name: &'static str, rule: R, line: &mut dyn FnMut(Line)) {
    line(Line(name, "bf16 special", parameters_in::<R, Bf16>(rule)));
    line(Line(name, "f16 special", parameters_in::<R, F16>(rule)));
    line(Line(
        name,
        "8-bit-dynamic special",
        parameters_in::<R, Blockwise8<BLOCKS, DynamicMap>>(rule),
    ));
    line(Line(
        name,
        "8-bit-linear special",
        parameters_in::<R, Blockwise8<BLOCKS, LinearMap>>(rule),
    ));
    let bits = outcomes_in::<R, Blockwise8<{ blocks(N) }, DynamicMap>>(rule);
    line(Line(name, "8-bit-dynamic outcomes", bits));
    let bits = outcomes_in::<R, Blockwise8<{ blocks(N) }, LinearMap>>(rule);
    line(Line(name, "8-bit-linear outcomes", bits));
}

/// Of the second step, as the first looks at its parameters anyway.
#[inline(never)]
fn outcomes_in<R: Rule, P: Precision>(rule: R) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for x in [0.5, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -f32::NAN] {
        for at in [0, 7, N - 1] {
            let Ok(mut optimizer) = Optimizer::<R, [P; N], ()>::with_transform(rule, ()) else {
                return 0;
            };
            let (mut w, mut g) = ([0.0; N], [0.0; N]);
            gradient(&mut g);
            for _ in 0..2 {
                let outcome = optimizer.step(&mut w, &g, LEARNING_RATE);
                let said = outcome.map_or(9, |outcome| outcome as u32);
                hash = (hash ^ said).wrapping_mul(0x0100_0193);
                g[at] = x;
            }
        }
    }
    hash
}
