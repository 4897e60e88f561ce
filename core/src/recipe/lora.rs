//! Adapters beside frozen layers, as plain data.

use crate::{Error, error, nn::LowRank, words::words};

/// Low-rank adapters: beside each dense layer that [`Trained`](super::Trained) picks, which is frozen (in 8-bit integers,
/// in flash), stand A, `rank` × inputs, and B, outputs × `rank`, and these are what is trained:
/// y = f(x) + (`alpha` / `rank`) B (A x).
///
/// E. Hu et al., "`LoRA`: Low-Rank Adaptation of Large Language Models" (2022), equation 3. Where they start
/// [`LowRank::start`] says.
///
/// ```
/// use thalweg::{nn::{Dense, Int8, Layer}, recipe::Lora};
/// const BASE: Int8<Dense> = Int8::new(Dense::new(2, 2), &[100, 0, 0, 100], &[0.01; 2], &[0.0; 2]);
/// let lora = Lora { rank: 1, alpha: 2.0 };
/// let shape = Layer::shape(&lora.beside(BASE))?;
/// // Beside what the frozen layer takes: the parameters, and A x.
/// assert_eq!((shape.parameters, shape.memory), (lora.parameters(2, 2), lora.memory()));
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lora {
    /// r, at least 1.
    pub rank: u32,
    /// α, finite and above 0: the adapter counts α / r times.
    pub alpha: f32,
}

words! { struct Lora { rank, alpha } }

impl Lora {
    /// A frozen layer with such an adapter beside it.
    #[must_use]
    pub const fn beside<B>(&self, base: B) -> LowRank<B> {
        LowRank { base, rank: self.rank as usize, alpha: self.alpha }
    }

    /// How many parameters it adds to a layer: r (inputs + outputs), each with a gradient and a state.
    #[must_use]
    pub const fn parameters(&self, inputs: usize, outputs: usize) -> usize {
        inputs.saturating_add(outputs).saturating_mul(self.rank as usize)
    }

    /// How many numbers a layer keeps from forward to backward, besides its input: r.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.rank as usize
    }

    /// Shows `go_on` the judgement of each field.
    #[inline]
    pub(super) fn judge(
        self,
        go_on: &mut impl FnMut(Result<(), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        go_on(error::at_least_one("lora.rank", self.rank))?;
        go_on(error::positive("lora.alpha", self.alpha))
    }
}
