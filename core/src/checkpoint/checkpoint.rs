//! What keeps something between steps, and how it is written and read.

use super::{CheckpointError, Loader, Saver};

/// Something that is kept between steps: it writes itself as sections, and takes them back.
///
/// | implemented for | what is kept |
/// |---|---|
/// | `[T; N]`, `[T]`, numbers | parameters and everything else that is [`Plain`](super::Plain) |
/// | [`heapless::Vec`] | as many values as there are |
/// | the [`Optimizer`](crate::optimizer::Optimizer), those [in fixed point](crate::fixed::Optimizer), with or without [groups](crate::fixed::GroupedOptimizer), those of an [`optimizer_set!`](crate::optimizer_set) | state, counts, groups, what the transformations keep |
/// | [averages](crate::average), those [in fixed point](crate::fixed::average), [feedbacks](crate::feedback), [metrics](crate::metric), [statistics and samples](crate::data), [`Prototypes`](crate::nn::Prototypes), [`SnapshotEnsemble`](crate::nn::SnapshotEnsemble) | what they have seen |
/// | transformations and tuples of them, for programs with a loop of their own | what they keep |
/// | a tuple of up to eight, `&mut T`, `Option` | its parts, in order |
///
/// Settings are not in it: they are the program's, or its [`Recipe`](crate::recipe::Recipe)'s. A program's own struct
/// passes it on to its fields, one after the other.
///
/// ```
/// use thalweg::checkpoint::{Checkpoint, CheckpointError, Loader, Saver};
/// use thalweg::optimizer::{Adam, Optimizer};
///
/// struct Learner { weights: [f32; 4], optimizer: Optimizer<Adam, [f32; 4]>, epoch: u32 }
///
/// impl Checkpoint for Learner {
///     fn length(&self) -> u32 {
///         self.weights.length() + self.optimizer.length() + self.epoch.length()
///     }
///     fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
///         self.weights.save(to)?;
///         self.optimizer.save(to)?;
///         self.epoch.save(to)
///     }
///     fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
///         self.weights.load(from)?;
///         self.optimizer.load(from)?;
///         self.epoch.load(from)
///     }
/// }
/// ```
///
/// An implementer promises that `save` writes as many bytes as `length` says, the same for the same state on every
/// target, and that `load` changes nothing while [`Loader::commits`] is `false`. It may rely on what `load` lets pass
/// then being read a second time.
pub trait Checkpoint {
    /// How many bytes [`save`](Self::save) writes now.
    fn length(&self) -> u32;

    /// Writes the sections.
    ///
    /// # Errors
    /// What is kept could not be loaded again, or the bytes cannot be written.
    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError>;

    /// Reads them, and takes what was read if it [may](Loader::commits).
    ///
    /// # Errors
    /// The sections are another's, or hold what cannot have been kept.
    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError>;
}

/// What is never longer than its type says.
pub trait MaxLength: Checkpoint {
    /// The most bytes that [`Checkpoint::length`] returns; just as many, unless a list in it has room for more.
    const MAX_LENGTH: u32;
}

impl<T: Checkpoint + ?Sized> Checkpoint for &mut T {
    fn length(&self) -> u32 {
        T::length(self)
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        T::save(self, to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        T::load(self, from)
    }
}

impl<T: MaxLength + ?Sized> MaxLength for &mut T {
    const MAX_LENGTH: u32 = T::MAX_LENGTH;
}

/// Whether it is there is a setting, and not in the checkpoint.
impl<T: Checkpoint> Checkpoint for Option<T> {
    fn length(&self) -> u32 {
        self.as_ref().map_or(0, T::length)
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.as_ref().map_or(Ok(()), |part| part.save(to))
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.as_mut().map_or(Ok(()), |part| part.load(from))
    }
}

impl<T: MaxLength> MaxLength for Option<T> {
    const MAX_LENGTH: u32 = T::MAX_LENGTH;
}

macro_rules! tuples {
    ($(($($part:ident $field:tt),*);)*) => {$(
        #[allow(unused_variables)]
        impl<$($part: Checkpoint),*> Checkpoint for ($($part,)*) {
            fn length(&self) -> u32 {
                0_u32$(.saturating_add(self.$field.length()))*
            }

            fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
                $(self.$field.save(to)?;)*
                Ok(())
            }

            fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
                $(self.$field.load(from)?;)*
                Ok(())
            }
        }

        impl<$($part: MaxLength),*> MaxLength for ($($part,)*) {
            const MAX_LENGTH: u32 = 0 $(+ $part::MAX_LENGTH)*;
        }
    )*};
}

tuples! {
    ();
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}
