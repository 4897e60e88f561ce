//! All gradients times a power of two: a rule that looks at signs or at ratios must not notice, to the
//! bit, as such a product is exact.

use crate::{N, bits};
use proptest::prelude::*;
use thalweg::optimizer::{
    AdaGrad, Adam, AmsGrad, Lion, NAdam, Optimizer, RmsProp, Rule,
    epsilon::{Both, Inside, Uncorrected},
    rules::{
        AdaBelief, Adamax, Adan, CenteredRmsProp, Ftml, RmsPropMomentum, Rprop, SignSgd, Signum,
    },
};

fn path<R: Rule>(rule: R, gradients: &[[f32; N]], scale: f32) -> Vec<u32> {
    let mut optimizer = Optimizer::<R, [f32; N]>::new(rule).unwrap();
    let mut w = [1.0, -0.5, 2e-3, 0.0];
    let mut all = Vec::new();
    for g in gradients {
        optimizer.step(&mut w, &g.map(|g| g * scale), 0.01).unwrap();
        all.extend(bits(&w, &optimizer)[..N].to_vec());
    }
    all
}

/// The same path at both scales.
fn same<R: Rule>(rule: R, gradients: &[[f32; N]], scale: f32) {
    assert_eq!(path(rule, gradients, 1.0), path(rule, gradients, scale), "{rule:?} times {scale}");
}

/// Elements of ordinary size or exactly 0.
fn gradients() -> impl Strategy<Value = Vec<[f32; N]>> {
    let element = prop_oneof![
        8 => (-8.0_f32..8.0, -6..6).prop_map(|(g, e)| g * 2.0_f32.powi(e)),
        1 => Just(0.0),
    ];
    // What is smaller would come near the floor that replaces an ε of 0.
    let element = element.prop_map(|g: f32| if g.abs() < 1e-4 { 0.0 } else { g });
    prop::collection::vec(prop::array::uniform4(element), 1..40)
}

proptest! {
    #[test]
    fn a_power_of_two_is_not_noticed(gradients in gradients(), exponent in -20..20) {
        let scale = 2.0_f32.powi(exponent);
        let none = Both { inside: 0.0, outside: 0.0 };
        same(Adam { epsilon: 0.0, ..Adam::DEFAULT }, &gradients, scale);
        let (beta1, beta2) = (0.9, 0.999);
        same(Adam { beta1, beta2, epsilon: Uncorrected(0.0) }, &gradients, scale);
        same(Adam { beta1, beta2, epsilon: Inside(0.0) }, &gradients, scale);
        same(Adam { beta1, beta2, epsilon: none }, &gradients, scale);
        same(AmsGrad { epsilon: 0.0, ..AmsGrad::DEFAULT }, &gradients, scale);
        same(NAdam { epsilon: 0.0, ..NAdam::DEFAULT }, &gradients, scale);
        same(Adamax::DEFAULT, &gradients, scale);
        same(Adan { epsilon: 0.0, ..Adan::DEFAULT }, &gradients, scale);
        let belief = AdaBelief { epsilon: 0.0, epsilon_root: 0.0, ..AdaBelief::DEFAULT };
        same(belief, &gradients, scale);
        same(Ftml { epsilon: 0.0, ..Ftml::DEFAULT }, &gradients, scale);
        same(AdaGrad { epsilon: 0.0, ..AdaGrad::DEFAULT }, &gradients, scale);
        let plain = RmsProp { epsilon: 0.0, ..RmsProp::DEFAULT };
        same(plain, &gradients, scale);
        same(RmsPropMomentum { rule: plain, ..RmsPropMomentum::DEFAULT }, &gradients, scale);
        same(CenteredRmsProp { epsilon: 0.0, ..CenteredRmsProp::DEFAULT }, &gradients, scale);
        same(SignSgd, &gradients, scale);
        same(Signum::DEFAULT, &gradients, scale);
        same(Lion::DEFAULT, &gradients, scale);
        same(Rprop::DEFAULT, &gradients, scale);
    }
}
