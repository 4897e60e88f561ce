//! The losses in fixed point.

/// Calls a macro with every loss in fixed point: `name: Type = value, value_and_grad(target);`.
///
/// What stands between `value_and_grad`'s outputs and gradient is `values`, as many targets as there are outputs, or
/// `class`, the number of one.
#[macro_export]
macro_rules! fixed_losses {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            softmax_cross_entropy: $crate::fixed::loss::SoftmaxCrossEntropy
                = $crate::fixed::loss::SoftmaxCrossEntropy, value_and_grad(class);
            hinge: $crate::fixed::loss::Hinge = $crate::fixed::loss::Hinge, value_and_grad(class);
            mean_squared_error: $crate::fixed::loss::MeanSquaredError
                = $crate::fixed::loss::MeanSquaredError, value_and_grad(values);
        }
    };
}
