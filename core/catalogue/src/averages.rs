//! The averages, of numbers and of parameters.

/// Calls a macro with every average: `name: Type = value;`, where a value is a `Result`.
#[macro_export]
macro_rules! averages {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            ema: $crate::average::Ema = $crate::average::Ema::new(0.9);
            vector_ema: $crate::average::VectorEma<[f32; 4]> = $crate::average::VectorEma::new(0.9);
            parameter_ema: $crate::average::ParameterEma<[f32; 4]> = $crate::average::ParameterEma::new(0.9);
            swa: $crate::average::Swa<[f32; 4]>
                = Ok::<_, $crate::Error>($crate::average::Swa::new());
        }
    };
}
