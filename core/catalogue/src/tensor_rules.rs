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
            lars: $crate::optimizer::Lars = $crate::optimizer::Lars::DEFAULT;
            lars_joined: $crate::optimizer::Lars = $crate::optimizer::Lars {
                denominator: $crate::optimizer::rules::LarsDenominator::Joined,
                ..$crate::optimizer::Lars::DEFAULT
            };
            lamb: $crate::optimizer::Lamb = $crate::optimizer::Lamb::DEFAULT;
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
            muon: $crate::optimizer::Muon<16, 64> = $crate::optimizer::Muon::DEFAULT;
            muon_inputs: $crate::optimizer::Muon<16, 64> = $crate::optimizer::Muon {
                scale: $crate::optimizer::rules::MuonScale::Inputs,
                bias_correction: true,
                dual_norm: true,
                ..$crate::optimizer::Muon::DEFAULT
            };
            prodigy: $crate::optimizer::Prodigy = $crate::optimizer::Prodigy::DEFAULT;
        }
    };
}
