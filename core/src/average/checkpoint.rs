//! What averages of parameters keep between steps, in a checkpoint.

use super::{ParameterEma, Swa, VectorEma};
use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, floats_length,
    get_judged_floats, put_floats,
};
use crate::error;

const VECTOR_EMA: Tag = Tag::of(7, "vector_ema");
const PARAMETER_EMA: Tag = Tag::of(8, "parameter_ema");
const SWA: Tag = Tag::of(9, "swa");

/// A count or a weight, then the averages; whether the next vector is added to them even if they are of nothing.
macro_rules! averages {
    ($($average:ident, $tag:ident, $count:ident: $type:ty, $adds:literal $(, |$value:ident| $validate:expr)?;)*) => {$(
        impl<S: AsRef<[f32]> + AsMut<[f32]>> Checkpoint for $average<S> {
            fn length(&self) -> u32 {
                body(self.value().len()).saturating_add(Saver::HEAD)
            }

            fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
                to.section($tag, body(self.value().len()))?;
                self.$count.put(to)?;
                put_floats("value", self.value(), to)
            }

            fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
                let found = from.section_of_any_length($tag)?;
                let count = <$type>::get(from)?;
                $(
                    let $value = count;
                    $validate.map_err(|error| from.refuse(error))?;
                )?
                let seen = !$adds || count != <$type>::default();
                get_judged_floats("value", self.value.as_mut(), from, |_, value| {
                    error::zero_of_nothing("value", seen, value)
                })?;
                from.check_length(found, body(self.value().len()))?;
                if from.commits() {
                    self.$count = count;
                }
                Ok(())
            }
        }

        impl<const N: usize> MaxLength for $average<[f32; N]> {
            const MAX_LENGTH: u32 = body(N) + Saver::HEAD;
        }
    )*};
}

/// Bytes of a body: a number and so many averages.
const fn body(count: usize) -> u32 {
    floats_length(count).saturating_add(u32::BYTES)
}

averages! {
    VectorEma, VECTOR_EMA, weights: f32, true, |value| error::share("weights", value);
    ParameterEma, PARAMETER_EMA, pushes: u32, false;
    Swa, SWA, count: u32, true;
}
