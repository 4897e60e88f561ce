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
    /// The first field out of its range, behind `skip` others.
    pub(super) fn fault(&self, skip: usize) -> Option<Error> {
        let faults: [Option<Error>; 2] = match self {
            Self::MeanSquaredError | Self::MeanAbsoluteError | Self::BinaryCrossEntropy => {
                [None; 2]
            }
            Self::Huber(loss) => [loss.validate().err(), None],
            Self::SmoothL1(loss) => [loss.validate().err(), None],
            Self::SoftmaxCrossEntropy(loss) => [loss.validate().err(), None],
            Self::Distillation(loss) => [loss.validate().err(), None],
            Self::DistillationWithLabels(loss) => {
                let temperature = DistillationWithLabels { alpha: 0.0, ..*loss };
                let alpha = DistillationWithLabels { temperature: 1.0, ..*loss };
                [temperature.validate().err(), alpha.validate().err()]
            }
        };
        faults.get(skip).copied().flatten()
    }
}
