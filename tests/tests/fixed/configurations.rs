//! Every configuration comes back as it was written, and what its constructor refuses is refused when read.

use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use std::fmt::Debug;
use thalweg::{
    Error,
    fixed::{
        Adam, AdamInverseRoot, Counters, Gradient, Lion, Momentum, Nearest, Nesterov, Optimizer,
        Rate, Rule, Signum, Stochastic, Weight,
    },
};
use thalweg_catalogue::fixed_rules;

#[allow(clippy::needless_pass_by_value)] // a value made where it is passed
fn comes_back<T: PartialEq + Debug + Serialize + DeserializeOwned>(value: T) {
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).expect(&text), value);
    let bytes = postcard::to_allocvec(&value).unwrap();
    assert_eq!(postcard::from_bytes::<T>(&bytes).expect(&text), value);
}

#[test]
fn every_rule_comes_back() {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => { $(comes_back::<$type>($value);)* };
    }
    fixed_rules!(each);
    comes_back(Nearest);
    comes_back(Stochastic::new(u32::MAX));
    comes_back(Counters { steps: 3, saturated: u32::MAX });
}

/// What is written of `good`, with another number in this place, is refused with this error.
#[allow(clippy::needless_pass_by_value)] // a value made where it is passed
fn refuses<T: Debug + Serialize + DeserializeOwned>(
    good: T,
    place: &str,
    number: f64,
    error: &str,
) {
    let mut value = serde_json::to_value(&good).unwrap();
    let integer = number.fract() == 0.0;
    *value.pointer_mut(place).unwrap() = if integer { json!(number as u32) } else { json!(number) };
    assert_eq!(serde_json::from_value::<T>(value).unwrap_err().to_string(), error);
}

#[test]
fn every_rule_is_checked_when_it_is_read() {
    let most = "allowed: at least 0 and at most 0.996";
    let above = format!("is 0.99609375; {most}"); // 65280/65536
    refuses(Momentum::DEFAULT, "/momentum", 65_280.0, &format!("momentum {above}"));
    refuses(Nesterov::DEFAULT, "/momentum", 65_280.0, &format!("momentum {above}"));
    refuses(Signum::DEFAULT, "/momentum", 65_280.0, &format!("momentum {above}"));
    refuses(Lion::DEFAULT, "/beta2", 65_280.0, &format!("beta2 {above}"));
    refuses(Lion::DEFAULT, "/rho", 65_280.0, &format!("rho {above}"));
    refuses(Adam::DEFAULT, "/beta1", 65_280.0, &format!("beta1 {above}"));
    let slow = "beta1 is 0.8999939; allowed: such that beta1 squared is at most 0.98 beta2";
    refuses(Adam::DEFAULT, "/beta2", 32_768.0, slow);
    refuses(Adam::DEFAULT, "/epsilon", -0.5, "epsilon is -0.5; allowed: finite and at least 0");
    let share = "epsilon is 1.5; allowed: from 0 to 1";
    refuses(AdamInverseRoot::DEFAULT, "/adam/epsilon", 1.5, share);
}

proptest! {
    #[test]
    fn whatever_can_be_made_comes_back(a in 0.0..1.0_f32, b in 0.0..1.0_f32, epsilon in 0.0..2.0_f32) {
        Momentum::new(a).into_iter().for_each(comes_back);
        Lion::new(a, b).into_iter().for_each(comes_back);
        Adam::new(a, b, epsilon).into_iter().for_each(comes_back);
        // As near to the bound as there are numbers.
        Adam::new((0.98 * b).sqrt(), b, epsilon).into_iter().for_each(comes_back);
        AdamInverseRoot::new(a, b, epsilon).into_iter().for_each(comes_back);
    }
}

/// A rate that is too large is named, with the bound: below it all is well, and from it on it is refused.
fn bounded<R: Rule, const W: u32, const G: u32>(rule: R, steps: u32) -> Option<f32> {
    let mut optimizer = Optimizer::<R, [Weight<W>; 1], Nearest, G>::new(rule).unwrap();
    let states = optimizer.state().to_vec();
    let counters = Counters { steps, saturated: 0 };
    optimizer.restore(counters, &states, Nearest).unwrap();
    let mut w = [Weight::from_bits(7)];
    let g = [Gradient::from_bits(0)];
    let largest = Rate::from_bits(u32::MAX);
    let Err(error) = optimizer.step(&mut w, &g, largest) else { return None };
    let Error::TooLarge { field: "rate", value: 2.0, below } = error else { panic!("{error}") };
    assert_eq!(error.to_string(), format!("rate is 2; allowed: at least 0 and below {below}"));
    let mut refused = |bits| optimizer.step(&mut w, &g, Rate::from_bits(bits)).is_err();
    // As near as a rate of 16 significant bits tells.
    let bits = Rate::from_f32(below).unwrap().to_bits();
    let near = 1 + (bits >> 14);
    assert!(refused(bits + near) && !refused(bits - near), "{below}");
    Some(below)
}

#[test]
fn a_rate_too_large_is_told_the_number() {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            for steps in [0, 9, 10_000] {
                let narrow = bounded::<$type, 30, 0>($value, steps);
                assert!(narrow.is_some_and(|below| below <= 1.0), "{}", stringify!($name));
                bounded::<$type, 22, 12>($value, steps);
                bounded::<$type, 10, 15>($value, steps);
            }
        )*};
    }
    fixed_rules!(each);
    assert_eq!(bounded::<_, 22, 12>(Momentum::DEFAULT, 0), Some(0.125));
    assert_eq!(bounded::<_, 22, 12>(Adam::DEFAULT, 0), None);
}
