//! A step in parts is the whole step, to the bit, of every rule in every precision that rounds; `optimizers` shows
//! the same in `f32`, with more ways to cut.

use thalweg::optimizer::{
    Rule,
    state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision},
};
use thalweg_catalogue::{rules, tensor_rules};
use thalweg_tests::training::{BLOCKS, Cut, N, made, trained};

const CUTS: [Cut; 3] = [Cut::Random, Cut::Every(1), Cut::Dropped(100)];

fn rule_in_parts<P: Precision, R: Rule>(name: &str, rule: R, bias_weight_decay: Option<f32>) {
    let new = || made::<R, P, N>(rule, bias_weight_decay);
    let whole = trained(&mut new(), Cut::Whole);
    for cut in CUTS {
        trained(&mut new(), cut).is(&whole, &format!("{name}, {cut:?}"));
    }
}

macro_rules! each {
    ([$precision:ty, $bias:expr] $($name:ident: $rule:ty = $value:expr;)*) => {$(
        let name = concat!(stringify!($name), " in ", stringify!($precision));
        rule_in_parts::<$precision, $rule>(name, $value, $bias);
    )*};
}

#[test]
fn in_bf16() {
    rules!(each[Bf16, Some(0.0)]);
    tensor_rules!(each[Bf16, None]);
}

#[test]
fn in_f16() {
    rules!(each[F16, Some(0.0)]);
    tensor_rules!(each[F16, None]);
}

#[test]
fn in_8_bits_by_a_dynamic_map() {
    rules!(each[Blockwise8<BLOCKS, DynamicMap>, None]);
    tensor_rules!(each[Blockwise8<BLOCKS, DynamicMap>, None]);
}

#[test]
fn in_8_bits_by_a_linear_map() {
    rules!(each[Blockwise8<BLOCKS, LinearMap>, None]);
    tensor_rules!(each[Blockwise8<BLOCKS, LinearMap>, None]);
}
