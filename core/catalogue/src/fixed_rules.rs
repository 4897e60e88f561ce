//! The rules in fixed point.

/// Calls a macro with every optimizer in fixed point: `name: Type = configuration;`.
#[macro_export]
macro_rules! fixed_rules {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            sgd: $crate::fixed::Sgd = $crate::fixed::Sgd;
            momentum: $crate::fixed::Momentum = $crate::fixed::Momentum::DEFAULT;
            nesterov: $crate::fixed::Nesterov = $crate::fixed::Nesterov::DEFAULT;
            signsgd: $crate::fixed::SignSgd = $crate::fixed::SignSgd;
            signum: $crate::fixed::Signum = $crate::fixed::Signum::DEFAULT;
            lion: $crate::fixed::Lion = $crate::fixed::Lion::DEFAULT;
            adam: $crate::fixed::Adam = $crate::fixed::Adam::DEFAULT;
            adam_inverse_root: $crate::fixed::AdamInverseRoot
                = $crate::fixed::AdamInverseRoot::DEFAULT;
        }
    };
}
