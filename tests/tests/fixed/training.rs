//! A training that every test of the loop runs: gradients of all sizes, parameters that meet their ends.

use oorandom::Rand32;
use thalweg::fixed::{Gradient, Optimizer, Rate, Rounding, Rule, Storage, Weight};

/// Two turns of the loops, and a rest.
pub(crate) const N: usize = 37;

pub(crate) type Weights = [Weight; N];

/// Every third one where a step leaves the range.
pub(crate) fn start() -> Weights {
    let mut random = Rand32::new(3);
    core::array::from_fn(|i| match i % 3 {
        0 => Weight::from_bits(i32::MAX),
        1 => Weight::from_bits(-i32::MAX),
        _ => Weight::from_bits(random.rand_i32()),
    })
}

/// The gradient of step `t`.
pub(crate) fn gradient(t: u32) -> [Gradient; N] {
    let mut random = Rand32::new(u64::from(t));
    core::array::from_fn(|_| {
        let g = random.rand_i32() >> (16 + random.rand_range(0..14));
        Gradient::from_bits(g as i16)
    })
}

/// A rate that every rule takes.
pub(crate) const RATE: Rate = Rate::from_bits(1 << 27);

/// Step `t` as a whole.
pub(crate) fn step<R: Rule, S: Storage<Parameter = Weight>, D: Rounding>(
    optimizer: &mut Optimizer<R, S, D>,
    w: &mut Weights,
    t: u32,
) {
    optimizer.step(w, &gradient(t), RATE).unwrap();
}

/// All that an optimizer keeps, to compare.
pub(crate) fn kept<R: Rule, S: Storage, D: Rounding>(
    optimizer: &Optimizer<R, S, D>,
) -> (Vec<R::State>, String) {
    let rest = format!("{:?} {:?}", optimizer.counters(), optimizer.rounding());
    (optimizer.state().to_vec(), rest)
}

/// Calls a generic function with every rule of the catalogue and both ways to round.
macro_rules! every_rule_and_rounding {
    ($check:ident) => {
        thalweg_catalogue::fixed_rules!(every_rule_and_rounding [$check])
    };
    ([$check:ident] $($name:ident: $type:ty = $value:expr;)*) => {$(
        println!("{}", stringify!($name));
        $check::<$type, _>($value, thalweg::fixed::Nearest);
        $check::<$type, _>($value, thalweg::fixed::Stochastic::new(7));
    )*};
}
pub(crate) use every_rule_and_rounding;
