//! Wherever the memory is, a training has the same bits; what a lent memory held before is of no account.

use crate::precisions::{in_every_precision, in_f32};
use thalweg::{
    Zero,
    gradient::SkipNonFinite,
    group::Layers,
    optimizer::{
        Adafactor, Adam, Memory, Momentum, NAdam, Optimizer, Rule, Sgd, rules,
        rules::{Lamb, Prodigy},
        state,
        state::Precision,
    },
};
use thalweg_catalogue::{rules, tensor_rules};
use thalweg_tests::training::{BLOCKS, Cut, N, Trace, layers, made, trained};

/// The training in memory that is lent, inside a `Memory` or over a slice.
fn lent<R: Rule, P: Precision>(rule: R, bias: Option<f32>, whole: &Trace, name: &str) {
    let chain = SkipNonFinite::DEFAULT;
    let mut array = Box::new(Memory::<R, [P; N], Layers<3>>::ZERO);
    let mut cells = [<P::Cell<R> as Zero>::ZERO; N + 3];
    let mut slice = Memory::<R, &mut [P], Layers<3>>::over(&mut cells[..N]);
    // Twice, so that the second finds the memory as the first has left it.
    for time in ["clean", "dirty"] {
        let mut optimizer =
            Optimizer::lend_grouped(rule, chain, layers(bias), &mut *array).unwrap();
        trained(&mut optimizer, Cut::Whole).is(whole, &format!("{name}, {time} array"));
        let mut optimizer = Optimizer::lend_grouped(rule, chain, layers(bias), &mut slice).unwrap();
        trained(&mut optimizer, Cut::Whole).is(whole, &format!("{name}, {time} slice"));
    }
}

fn everywhere<R: Rule, P: Precision>(name: &str, rule: R, bias: Option<f32>) {
    let mut inside = made::<R, P, N>(rule, bias);
    let whole = trained(&mut inside, Cut::Whole);
    inside.reset();
    trained(&mut inside, Cut::Whole).is(&whole, &format!("{name}, reset"));
    lent::<R, P>(rule, bias, &whole, name);
}

#[test]
fn every_rule_in_every_precision_has_the_same_bits_wherever_its_memory_is() {
    rules!(in_f32 [everywhere Some(0.0)]);
    tensor_rules!(in_f32 [everywhere None]);
    in_every_precision!(everywhere);
}

/// One group, in the optimizer and over a slice of states.
fn over<R: Rule>(name: &str, rule: R) {
    if rule.validate_group(&thalweg::group::Group::vector(64)).is_err() {
        return; // of matrices alone
    }
    let mut inside = Optimizer::<R, [f32; 64]>::new(rule).unwrap();
    let whole = trained(&mut inside, Cut::Whole);
    let mut states = vec![R::State::ZERO; 64];
    for time in ["clean", "dirty"] {
        let mut optimizer = Optimizer::over(rule, &mut states).unwrap();
        trained(&mut optimizer, Cut::Whole).is(&whole, &format!("{name}, {time}"));
        trained(&mut Optimizer::over(rule, &mut states).unwrap(), Cut::Random)
            .is(&whole, &format!("{name}, in parts"));
    }
}

#[test]
fn every_rule_has_the_same_bits_over_a_slice_of_states() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(over::<$rule>(stringify!($name), $value);)*
        };
    }
    rules!(each);
    tensor_rules!(each);
}
