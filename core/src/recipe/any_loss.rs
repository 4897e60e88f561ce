//! Which loss: a closed enum of all.

use crate::{
    Error,
    loss::{Distillation, DistillationWithLabels, Huber, SmoothL1, SoftmaxCrossEntropy},
    words::words,
};

/// Any loss. Its numbers are in the order of the catalogue; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum AnyLoss {
    /// See [`MeanSquaredError`](crate::loss::MeanSquaredError).
    MeanSquaredError,
    /// See [`MeanAbsoluteError`](crate::loss::MeanAbsoluteError).
    MeanAbsoluteError,
    /// See [`Huber`].
    Huber(Huber),
    /// See [`SmoothL1`].
    SmoothL1(SmoothL1),
    /// See [`BinaryCrossEntropy`](crate::loss::BinaryCrossEntropy).
    BinaryCrossEntropy,
    /// See [`SoftmaxCrossEntropy`].
    SoftmaxCrossEntropy(SoftmaxCrossEntropy),
    /// See [`Distillation`].
    Distillation(Distillation),
    /// See [`DistillationWithLabels`].
    DistillationWithLabels(DistillationWithLabels),
}

words! {
    enum AnyLoss {
        0 MeanSquaredError,
        1 MeanAbsoluteError,
        2 Huber(loss),
        3 SmoothL1(loss),
        4 BinaryCrossEntropy,
        5 SoftmaxCrossEntropy(loss),
        6 Distillation(loss),
        7 DistillationWithLabels(loss),
    }
}

impl AnyLoss {
    /// Shows `go_on` the judgement of each field.
    #[inline]
    pub(super) fn judge(
        self,
        go_on: &mut impl FnMut(Result<(), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match self {
            Self::Huber(loss) => go_on(loss.validate()),
            Self::SmoothL1(loss) => go_on(loss.validate()),
            Self::SoftmaxCrossEntropy(loss) => go_on(loss.validate()),
            Self::Distillation(loss) => go_on(loss.validate()),
            Self::DistillationWithLabels(loss) => {
                go_on(DistillationWithLabels { alpha: 0.0, ..loss }.validate())?;
                go_on(DistillationWithLabels { temperature: 1.0, ..loss }.validate())
            }
            Self::MeanSquaredError | Self::MeanAbsoluteError | Self::BinaryCrossEntropy => Ok(()),
        }
    }
}
