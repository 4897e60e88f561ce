//! Every rule in `f32`, and some in every precision that rounds.

/// `$check::<Rule, f32>(name, rule, weight decay of biases)` of each rule.
macro_rules! in_f32 {
    ([$check:ident $bias:expr] $($name:ident: $rule:ty = $value:expr;)*) => {
        $($check::<$rule, f32>(stringify!($name), $value, $bias);)*
    };
}
pub(crate) use in_f32;

/// The same in every precision that rounds, of rules of every kind: without a slot and with one to four, with
/// a memory for each tensor, with a look at it, with two, and one that begins elsewhere than at 0. Which rule it
/// is changes nothing in how a precision reads, rounds and cuts.
macro_rules! in_every_precision {
    ($check:ident) => {{
        $crate::precisions::in_precisions!($check: Sgd, Sgd);
        $crate::precisions::in_precisions!($check: Momentum, Momentum::DEFAULT);
        $crate::precisions::in_precisions!($check: Adam, Adam::DEFAULT);
        $crate::precisions::in_precisions!($check: NAdam, NAdam::DEFAULT);
        $crate::precisions::in_precisions!($check: rules::Yogi, rules::Yogi::DEFAULT);
        $crate::precisions::in_precisions!($check: rules::Adan, rules::Adan::DEFAULT);
        $crate::precisions::in_precisions!($check: Lamb, Lamb::DEFAULT);
        $crate::precisions::in_precisions!($check: Prodigy, Prodigy::DEFAULT);
        $crate::precisions::in_precisions!(
            $check: Adafactor<16, 64, 1>,
            Adafactor::<16, 64, 1>::DEFAULT
        );
    }};
}
pub(crate) use in_every_precision;

macro_rules! in_precisions {
    ($check:ident: $rule:ty, $value:expr) => {
        $check::<$rule, state::Bf16>(stringify!($rule in bf16), $value, None);
        $check::<$rule, state::F16>(stringify!($rule in f16), $value, None);
        let name = stringify!($rule in 8 bits);
        $check::<$rule, state::Blockwise8<BLOCKS, state::DynamicMap>>(name, $value, None);
        $check::<$rule, state::Blockwise8<BLOCKS, state::LinearMap>>(name, $value, None);
    };
}
pub(crate) use in_precisions;
