//! The rules that look at a whole tensor.

/// Calls a macro with every optimizer that looks at a whole tensor: `name: Type = configuration;`.
///
/// Apart from [`rules!`], as these are measured by their tensors: matrices of at most 16 × 64, vectors of
/// at most 64. Muon refuses vectors.
#[macro_export]
macro_rules! tensor_rules {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            lars: $crate::optimizer::rules::Lars = $crate::optimizer::rules::Lars::DEFAULT;
            lars_joined: $crate::optimizer::rules::Lars = $crate::optimizer::rules::Lars {
                denominator: $crate::optimizer::rules::LarsDenominator::Joined,
                ..$crate::optimizer::rules::Lars::DEFAULT
            };
            lamb: $crate::optimizer::rules::Lamb = $crate::optimizer::rules::Lamb::DEFAULT;
            novograd: $crate::optimizer::rules::NovoGrad = $crate::optimizer::rules::NovoGrad::DEFAULT;
            sm3: $crate::optimizer::rules::Sm3<16, 64> = $crate::optimizer::rules::Sm3::<16, 64>::DEFAULT;
            sm3_momentum: $crate::optimizer::rules::Sm3<16, 64, 1>
                = $crate::optimizer::rules::Sm3::<16, 64, 1>::DEFAULT;
            adafactor: $crate::optimizer::Adafactor<16, 64>
                = $crate::optimizer::Adafactor::<16, 64>::DEFAULT;
            adafactor_momentum: $crate::optimizer::Adafactor<16, 64, 1>
                = $crate::optimizer::Adafactor::<16, 64, 1>::DEFAULT;
            torch_adafactor: $crate::optimizer::rules::TorchAdafactor<16, 64>
                = $crate::optimizer::rules::TorchAdafactor::DEFAULT;
            muon: $crate::optimizer::rules::Muon<16, 64> = $crate::optimizer::rules::Muon::DEFAULT;
            muon_inputs: $crate::optimizer::rules::Muon<16, 64> = $crate::optimizer::rules::Muon {
                scale: $crate::optimizer::rules::MuonScale::Inputs,
                bias_correction: true,
                dual_norm: true,
                ..$crate::optimizer::rules::Muon::DEFAULT
            };
            prodigy: $crate::optimizer::rules::Prodigy = $crate::optimizer::rules::Prodigy::DEFAULT;
        }
    };
}
