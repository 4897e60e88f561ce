//! What happens to a gradient, as a chain of the stages that a program links.

use super::{Clip, Recipe};
use crate::{
    Error,
    gradient::{
        Accumulate, AdaptiveClip, AddDecayedWeights, Chain, ClipByBlockRms, ClipByGlobalNorm,
        ClipByNorm, ClipByValue, SkipNonFinite, Transform, Unit,
    },
};

/// What a recipe asks for and no stage does yet.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    accumulation: u32,
    clip: Option<Clip>,
    decay: Option<AddDecayedWeights>,
}

/// A transformation that does what a recipe asks for, or nothing where it asks for something else. Sealed.
pub trait Stage: Transform + Sized + sealed::Sealed {
    /// Its place on the way: a guard, accumulation, clipping, decay.
    const PLACE: u8;

    /// Takes what it does of what is asked for.
    fn of(asked: &mut Asked) -> Self;
}

/// A [`Stage`], or a tuple of up to four in the order of their places. Sealed.
pub trait StageChain: Chain + Sized {
    /// Takes what the stages do of what is asked for.
    fn of(asked: &mut Asked) -> Self;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! stages {
    ($([$($generics:tt)*] $stage:ty, $place:literal: |$asked:ident| $make:expr;)*) => {$(
        impl<$($generics)*> sealed::Sealed for $stage {}

        impl<$($generics)*> Stage for $stage {
            const PLACE: u8 = $place;

            fn of($asked: &mut Asked) -> Self {
                $make
            }
        }
    )*};
}

/// The clipping that a stage does, which is asked for no more.
fn clip<T>(asked: &mut Asked, stage: impl FnOnce(Clip) -> Option<T>) -> Option<T> {
    let stage = stage(asked.clip?)?;
    asked.clip = None;
    Some(stage)
}

stages! {
    [] SkipNonFinite, 0: |_asked| Self::DEFAULT;
    [const N: usize] Accumulate<[f32; N]>, 1: |asked| {
        Self::new(core::mem::replace(&mut asked.accumulation, 1))
    };
    [] Option<ClipByValue>, 2: |asked| clip(asked, |clip| match clip {
        Clip::ByValue { max } => Some(ClipByValue::new(max)),
        _ => None,
    });
    [] Option<ClipByGlobalNorm>, 2: |asked| clip(asked, |clip| match clip {
        Clip::ByGlobalNorm { max_norm, epsilon } => {
            Some(ClipByGlobalNorm::with_epsilon(max_norm, epsilon))
        }
        _ => None,
    });
    [] Option<ClipByNorm>, 2: |asked| clip(asked, |clip| match clip {
        Clip::ByNorm { norm_type, max_norm, epsilon } => {
            Some(ClipByNorm::with_epsilon(norm_type, max_norm, epsilon))
        }
        _ => None,
    });
    [const K: usize] Option<ClipByBlockRms<K>>, 2: |asked| clip(asked, |clip| match clip {
        Clip::ByBlockRms { threshold } => Some(ClipByBlockRms::new(threshold)),
        _ => None,
    });
    [const K: usize, const U: usize] Option<AdaptiveClip<K, U>>, 2: |asked| clip(asked, |clip| match clip {
        Clip::Adaptive { clipping, epsilon } => {
            Some(AdaptiveClip::with_epsilon(clipping, epsilon, Unit::Row))
        }
        _ => None,
    });
    [] Option<AddDecayedWeights>, 3: |asked| asked.decay.take();
}

impl<A: Stage> StageChain for A {
    fn of(asked: &mut Asked) -> Self {
        <A as Stage>::of(asked)
    }
}

macro_rules! chains {
    ($(($first:ident $(, $stage:ident)*);)*) => {$(
        impl<$first: Stage, $($stage: Stage),*> StageChain for ($first, $($stage,)*) {
            fn of(asked: &mut Asked) -> Self {
                const {
                    let places = [$first::PLACE, $($stage::PLACE),*];
                    let (mut rest, mut ascending) = (&places as &[u8], true);
                    while let [before, after @ ..] = rest {
                        if let [next, ..] = after {
                            ascending &= *before <= *next;
                        }
                        rest = after;
                    }
                    assert!(ascending, "stages stand as a guard, accumulation, clipping, decay");
                }
                ($first::of(asked), $($stage::of(asked),)*)
            }
        }
    )*};
}

chains! {
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
}

impl<R, S, const G: usize> Recipe<R, S, G> {
    /// What happens to a gradient, by the stages of `C`: flash is paid for no other.
    ///
    /// ```
    /// use thalweg::gradient::{AddDecayedWeights, ClipByGlobalNorm, SkipNonFinite};
    /// use thalweg::{optimizer::Sgd, recipe::{Clip, Recipe}, schedule::{AnySchedule, Constant}};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule: AnySchedule = Constant::new(0.1)?.into();
    /// let clip = Some(Clip::ByGlobalNorm { max_norm: 1.0, epsilon: 0.0 });
    /// let recipe: Recipe = Recipe { clip, ..Recipe::new(Sgd, schedule) };
    /// type Linked = (SkipNonFinite, Option<ClipByGlobalNorm>, Option<AddDecayedWeights>);
    /// assert!(recipe.chain::<Linked>().is_ok());
    /// let error = recipe.chain::<SkipNonFinite>().unwrap_err();
    /// assert_eq!(error.to_string(), "clip cannot be set: no stage of the chain does it; allowed: None, or another chain");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The recipe asks for what none of the stages does.
    pub fn chain<C: StageChain>(&self) -> Result<C, Error> {
        let mut asked =
            Asked { accumulation: self.accumulation, clip: self.clip, decay: self.decay };
        let chain = C::of(&mut asked);
        let with = "no stage of the chain does it; allowed: None, or another chain";
        if asked.clip.is_some() {
            return Err(Error::Conflict { field: "clip", with });
        }
        if asked.decay.is_some() {
            return Err(Error::Conflict { field: "decay", with });
        }
        if asked.accumulation != 1 {
            let allowed = "1, as no stage of the chain accumulates";
            let value = asked.accumulation;
            return Err(Error::Count { field: "accumulation", value, allowed });
        }
        Ok(chain)
    }
}
