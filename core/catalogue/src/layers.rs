//! The layers.

/// Calls a macro with every layer: `name: Type = value;`.
#[macro_export]
macro_rules! layers {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            dense: $crate::nn::Dense = $crate::nn::Dense::new(3, 2);
            mlp: $crate::nn::Mlp = $crate::nn::Mlp::new(3, 4, 2);
        }
    };
}
