//! A tensor of a model, and its settings.

use crate::{Error, error};
use core::fmt::Debug;

/// Parameters that lie one after the other and share their settings: one tensor of a model.
///
/// ```
/// use thalweg::group::{Group, Groups, Layers};
/// use thalweg::nn::Dense;
/// use thalweg::optimizer::{AdamW, Optimizer};
/// # fn main() -> Result<(), thalweg::Error> {
/// // The hidden layer learns slowly, the embedding stays as it is.
/// let hidden = Group { learning_rate: 0.1, ..Group::matrix(24, 25) };
/// let embedding = Group { frozen: true, ..Group::vector(100) };
/// let groups = Groups([hidden, embedding]);
///
/// // A dense layer, rows of 32 weights and a bias; the biases do not decay.
/// const HEAD: Dense = Dense::new(32, 5);
/// let head = Group { bias_weight_decay: Some(0.0), ..Group::dense(HEAD.inputs(), HEAD.outputs()) };
/// let mut optimizer = Optimizer::<AdamW, [f32; HEAD.parameters()], _, Layers<1>>::grouped(
///     AdamW::DEFAULT,
///     (),
///     Layers([head]),
/// )?;
/// let mut w = [1.0; HEAD.parameters()];
/// optimizer.step(&mut w, &[0.0; HEAD.parameters()], 0.1)?;
/// assert!(w[31] < 1.0 && w[32] == 1.0); // the last weight of the first row, and its bias
/// # let _ = groups;
/// # Ok(())
/// # }
/// ```
///
/// Groups whose rates go different ways take them as multipliers, set before each step, of a rate of 1: a warmup of
/// the biases from 0.1 down while that of the weights comes up from 0, as in
///
/// ```
/// use thalweg::gradient::SkipNonFinite;
/// use thalweg::group::{Group, Groups};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// use thalweg::schedule::{Linear, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// let (weights, biases) = (Linear::new(0.0, 0.05, 10)?, Linear::new(0.1, 0.05, 10)?);
/// let (chain, groups) = (SkipNonFinite::DEFAULT, Groups([Group::vector(2), Group::vector(1)]));
/// let mut optimizer = Optimizer::<Sgd, [f32; 3], _, _>::grouped(Sgd, chain, groups)?;
/// let mut w = [1.0; 3];
/// for step in 0..20 {
///     optimizer.set_group(0, Group { learning_rate: weights.at(step), ..Group::vector(2) })?;
///     optimizer.set_group(1, Group { learning_rate: biases.at(step), ..Group::vector(1) })?;
///     optimizer.step(&mut w, &[0.1; 3], 1.0)?;
/// }
/// assert!(w[2] < w[0]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Group {
    /// How many parameters.
    pub length: usize,
    /// Length of a row, where the parameters are a row-major matrix; `None` for a vector.
    pub columns: Option<usize>,
    /// η is multiplied by this, at least 0.
    pub learning_rate: f32,
    /// λ is multiplied by this, at least 0; other than 0 and 1 for a rule that decays weights alone.
    pub weight_decay: f32,
    /// The same for the last column, the biases of a dense layer, in [`Layers`](super::Layers) alone; `None`
    /// where no column is special.
    #[cfg_attr(feature = "serde", serde(default))]
    pub bias_weight_decay: Option<f32>,
    /// Neither parameters nor state change, and t does not count: a group that thaws later starts
    /// with the bias correction of a first step.
    pub frozen: bool,
}

impl Group {
    /// `length` parameters without further shape, multipliers 1.
    pub const fn vector(length: usize) -> Self {
        Self {
            length,
            columns: None,
            learning_rate: 1.0,
            weight_decay: 1.0,
            bias_weight_decay: None,
            frozen: false,
        }
    }

    /// A row-major matrix, multipliers 1. One too large for any buffer is refused by whoever takes it.
    pub const fn matrix(rows: usize, columns: usize) -> Self {
        Self { columns: Some(columns), ..Self::vector(rows.saturating_mul(columns)) }
    }

    /// A dense layer: a row for each output, its weights and then its bias, multipliers 1.
    pub const fn dense(inputs: usize, outputs: usize) -> Self {
        Self::matrix(outputs, inputs.saturating_add(1))
    }

    /// Rows and columns; a vector is one row.
    pub const fn shape(&self) -> (usize, usize) {
        match self.columns {
            Some(columns) => match self.length.checked_div(columns) {
                Some(rows) => (rows, columns),
                None => (0, 0),
            },
            None => (1, self.length),
        }
    }

    /// Whether the parameter of this number in the group stands in the last column of a matrix.
    #[inline]
    pub(crate) const fn is_bias(&self, number: usize) -> bool {
        match self.columns {
            Some(columns) => match number.checked_rem(columns) {
                Some(column) => column == columns.saturating_sub(1),
                None => false,
            },
            None => false,
        }
    }

    /// How many fields can be at [`fault`](Self::fault).
    pub(crate) const FIELDS: usize = 4;

    /// What is wrong with a field, by its place.
    pub(crate) fn fault(&self, field: usize) -> Option<Error> {
        self.judge(field).and_then(|why| self.refuse(why).err())
    }

    /// In range, for a rule or transformation that `decays` weights, or none; `no_biases` is why biases can have
    /// no decay of their own, where they cannot.
    #[inline]
    pub(crate) fn validate_for(
        &self,
        decays: bool,
        no_biases: Option<&'static str>,
    ) -> Result<(), Error> {
        match self.judge_for(decays, no_biases) {
            Some(why) => self.refuse(why),
            None => Ok(()),
        }
    }

    /// Why [`validate_for`](Self::validate_for) refuses it.
    #[inline]
    pub(super) fn judge_for(
        &self,
        decays: bool,
        no_biases: Option<&'static str>,
    ) -> Option<Refusal> {
        if let (Some(reason), Some(_)) = (no_biases, self.bias_weight_decay) {
            return Some(Refusal::NoBiases(reason));
        }
        // One after the other and not by a loop, so that groups that are known are judged by the compiler.
        let wrong = self.judge(0).or_else(|| self.judge(1)).or_else(|| self.judge(2));
        wrong.or_else(|| self.judge(3)).or_else(|| self.judge_decay(decays))
    }

    /// Whether a rule or transformation that `decays` weights, or none, can do what the group asks for.
    pub(crate) fn validate_decay(&self, decays: bool) -> Result<(), Error> {
        self.judge_decay(decays).map_or(Ok(()), |why| self.refuse(why))
    }

    /// Why a field is refused, by its place: a word, as errors would lie on the stack of who makes an optimizer.
    #[inline]
    fn judge(&self, field: usize) -> Option<Refusal> {
        match (field, self.bias_weight_decay) {
            (0, _) => (!error::is_non_negative(self.learning_rate)).then_some(Refusal::Rate),
            (1, _) => (!error::is_non_negative(self.weight_decay)).then_some(Refusal::Decay),
            (2, None) => None,
            (2, Some(decay)) if !error::is_non_negative(decay) => Some(Refusal::BiasDecay),
            (2, Some(_)) => self.columns.is_none().then_some(Refusal::NoColumns),
            _ => {
                let whole = self.whole_rows();
                let torn = (whole != self.length).then_some(Refusal::Rows { whole });
                #[cfg(target_pointer_width = "64")]
                let torn = torn.or((self.length > MOST).then_some(Refusal::TooMany));
                torn
            }
        }
    }

    /// The same of multipliers that nothing multiplies.
    fn judge_decay(&self, decays: bool) -> Option<Refusal> {
        let useless = |value: f32| !decays && value != 0.0 && value != 1.0;
        if useless(self.weight_decay) {
            return Some(Refusal::UselessDecay);
        }
        useless(self.bias_weight_decay.unwrap_or(1.0)).then_some(Refusal::UselessBiasDecay)
    }

    /// How many parameters its whole rows have together.
    #[inline]
    fn whole_rows(&self) -> usize {
        let Some(columns) = self.columns else { return self.length };
        let rest = self.length.checked_rem(columns).unwrap_or(self.length);
        self.length.saturating_sub(rest)
    }

    #[cold]
    #[inline(never)]
    pub(super) fn refuse(&self, why: Refusal) -> Result<(), Error> {
        let bias_decay = self.bias_weight_decay.unwrap_or_default();
        let (field, value) = match why {
            Refusal::Rate => ("group.learning_rate", self.learning_rate),
            Refusal::Decay | Refusal::UselessDecay => ("group.weight_decay", self.weight_decay),
            Refusal::BiasDecay => (BIAS_DECAY, bias_decay),
            Refusal::UselessBiasDecay => ("group.weight_decay", bias_decay),
            Refusal::NoBiases(with) => return Err(Error::Conflict { field: BIAS_DECAY, with }),
            Refusal::NoColumns => {
                let with = "a vector has no last column; allowed: None, or columns";
                return Err(Error::Conflict { field: BIAS_DECAY, with });
            }
            Refusal::Rows { whole } => {
                return error::same_length("group of whole rows", whole, self.length);
            }
            #[cfg(target_pointer_width = "64")]
            Refusal::TooMany => {
                return error::capacity("parameters of a group", self.length, MOST);
            }
        };
        let allowed = match why {
            Refusal::UselessDecay | Refusal::UselessBiasDecay => {
                "0 or 1, as nothing here decays weights"
            }
            _ => error::NON_NEGATIVE,
        };
        Err(Error::OutOfRange { field, value, allowed })
    }
}

/// Bytes of a recipe count parameters in 32 bits.
#[cfg(target_pointer_width = "64")]
const MOST: usize = u32::MAX as usize;
const BIAS_DECAY: &str = "group.bias_weight_decay";

/// What a group can be refused for.
#[derive(Clone, Copy)]
pub(super) enum Refusal {
    NoBiases(&'static str),
    Rate,
    Decay,
    BiasDecay,
    NoColumns,
    Rows {
        whole: usize,
    },
    #[cfg(target_pointer_width = "64")]
    TooMany,
    UselessDecay,
    UselessBiasDecay,
}
