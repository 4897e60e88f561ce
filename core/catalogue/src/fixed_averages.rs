//! The averages of parameters in fixed point.

/// Calls a macro with every average in fixed point: `name: Type = value;`, where a value is a `Result`.
#[macro_export]
macro_rules! fixed_averages {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            parameter_ema: $crate::fixed::average::ParameterEma<[$crate::fixed::Weight; 4]>
                = $crate::fixed::average::ParameterEma::new(0.9);
            stochastic_parameter_ema:
                $crate::fixed::average::ParameterEma<[$crate::fixed::Weight; 4], $crate::fixed::Stochastic>
                = $crate::fixed::average::ParameterEma::with_options(
                    $crate::average::ParameterEmaOptions::DEFAULT,
                    $crate::fixed::Stochastic::new(7),
                );
            swa: $crate::fixed::average::Swa<[$crate::fixed::Weight; 4]>
                = Ok::<_, $crate::Error>($crate::fixed::average::Swa::new($crate::fixed::Nearest));
        }
    };
}
