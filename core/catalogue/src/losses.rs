//! The losses.

/// Calls a macro with every loss: `name: Type = configuration, method(targets, …);`.
///
/// What follows `value_and_grad`'s outputs is `values`, as many targets as there are outputs, or `class`, the
/// number of one.
#[macro_export]
macro_rules! losses {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            mean_squared_error: $crate::loss::MeanSquaredError
                = $crate::loss::MeanSquaredError, value_and_grad(values);
            mean_absolute_error: $crate::loss::MeanAbsoluteError
                = $crate::loss::MeanAbsoluteError, value_and_grad(values);
            huber: $crate::loss::Huber = $crate::loss::Huber::DEFAULT, value_and_grad(values);
            smooth_l1: $crate::loss::SmoothL1
                = $crate::loss::SmoothL1::DEFAULT, value_and_grad(values);
            binary_cross_entropy: $crate::loss::BinaryCrossEntropy
                = $crate::loss::BinaryCrossEntropy, value_and_grad(values);
            softmax_cross_entropy: $crate::loss::SoftmaxCrossEntropy
                = $crate::loss::SoftmaxCrossEntropy::DEFAULT, value_and_grad(class);
            softmax_cross_entropy_soft: $crate::loss::SoftmaxCrossEntropy
                = $crate::loss::SoftmaxCrossEntropy::DEFAULT, value_and_grad_soft(values);
            distillation: $crate::loss::Distillation
                = $crate::loss::Distillation { temperature: 2.0 }, value_and_grad(values);
            distillation_with_labels: $crate::loss::DistillationWithLabels
                = $crate::loss::DistillationWithLabels { temperature: 2.0, alpha: 0.5 },
                value_and_grad(values, class);
        }
    };
}
