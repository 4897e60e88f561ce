//! Which parameters a training moves, as plain data.

use crate::{Error, error, words::words};

/// Which parameters a training moves; the others keep their bits, and no optimizer keeps a state of them.
///
/// A layer is one with parameters: layers are counted without activations, pools and what is [frozen](crate::nn::Frozen).
/// Who knows the network makes a [`Selection`](super::Selection) of it.
///
/// | variant | what is moved | source |
/// |---|---|---|
/// | `All` | everything: the default | |
/// | `LastLayers` | the last k layers | Yosinski et al. 2014, section 4 |
/// | `Biases` | the last number of each row, of all layers or of the last k | `BitFit`: Ben Zaken et al. 2022, section 3 |
/// | `Channels` | some rows of one layer: outputs of a dense layer, channels of a convolution | Lin et al. 2022 (`MCUNetV3`), section 3.2 |
///
/// ```
/// use thalweg::{optimizer::Sgd, recipe::{Recipe, Trained}, schedule::{AnySchedule, Constant}};
/// let schedule: AnySchedule = Constant::new(0.1)?.into();
/// let mut recipe: Recipe = Recipe::new(Sgd, schedule);
/// recipe.trained = Trained::LastLayers { layers: 0 };
/// assert_eq!(recipe.check().unwrap_err().to_string(), "trained.layers is 0; allowed: at least 1");
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Trained {
    /// Every parameter.
    #[default]
    All,
    /// Those of the last layers.
    LastLayers {
        /// How many, at least 1.
        layers: u32,
    },
    /// Biases: the last column of each layer.
    Biases {
        /// Of how many of the last layers, at least 1; `None` for all.
        layers: Option<u32>,
    },
    /// Rows of one layer, each with its bias.
    Channels {
        /// Which layer, from 0, counted from the input.
        layer: u32,
        /// The first row, from 0.
        first: u32,
        /// How many, at least 1.
        count: u32,
    },
}

words! {
    enum Trained {
        0 All,
        1 LastLayers { layers },
        2 Biases { layers },
        3 Channels { layer, first, count },
    }
}

impl Trained {
    /// In its range, whatever the network.
    pub(super) const fn validate(&self) -> Result<(), Error> {
        match *self {
            Self::LastLayers { layers } | Self::Biases { layers: Some(layers) } => {
                error::at_least_one("trained.layers", layers)
            }
            Self::Channels { count, .. } => error::at_least_one("trained.count", count),
            Self::All | Self::Biases { layers: None } => Ok(()),
        }
    }

    /// Whether it takes layers whole.
    pub(super) const fn is_of_layers(&self) -> bool {
        matches!(self, Self::All | Self::LastLayers { .. })
    }
}
