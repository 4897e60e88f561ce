//! What averages of parameters in integers keep between steps, in a checkpoint.

use super::{ParameterEma, Swa};
use crate::{
    checkpoint::{Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag},
    error,
    fixed::{Rounding, Weight, storage::Cells},
};

const PARAMETER_EMA: Tag = Tag::of(21, "fixed parameter_ema");
const SWA: Tag = Tag::of(22, "fixed swa");

/// The kind of a parameter, the rounding and its generator, how many vectors were added, and how many values follow.
type Head = [u32; 5];

/// Bytes of a body of so many values.
const fn body<P: Plain>(count: usize) -> u32 {
    (count as u32).saturating_mul(P::BYTES).saturating_add(Head::BYTES)
}

/// Writes an average.
fn put<P: Plain, D: Rounding>(
    tag: Tag,
    (count, rounding): (u32, &D),
    value: &[P],
    to: &mut Saver<'_>,
) -> Result<(), CheckpointError> {
    to.section(tag, body::<P>(value.len()))?;
    let head: Head = [P::KIND, D::NUMBER, rounding.generator(), count, value.len() as u32];
    head.put(to)?;
    value.iter().try_for_each(|value| value.put(to))
}

/// Reads one into its place; how many vectors were added, and the rounding.
fn get<P: Plain, D: Rounding>(
    tag: Tag,
    value: &mut [P],
    from: &mut Loader<'_>,
) -> Result<(u32, D), CheckpointError> {
    let section = from.section_of_any_length(tag)?;
    let [kind, number, generator, count, length] = Head::get(from)?;
    let formats = [
        (kind, P::KIND, "the format of these parameters"),
        (number, D::NUMBER, "the same rounding"),
    ];
    if let Some((found, _, allowed)) = formats.into_iter().find(|(found, ours, _)| found != ours) {
        return Err(CheckpointError::Precision { found, allowed });
    }
    error::same_length("value", value.len(), length as usize)
        .map_err(|error| from.refuse(error))?;
    from.check_length(section, body::<P>(value.len()))?;
    for place in value {
        let value = P::get(from)?;
        if from.commits() {
            *place = value;
        }
    }
    Ok((count, D::from_generator(generator)))
}

macro_rules! averages {
    ($($average:ident, $tag:ident, $count:ident;)*) => {$(
        impl<C, D: Rounding> Checkpoint for $average<C, D>
        where
            C: Cells + AsRef<[C::Parameter]> + AsMut<[C::Parameter]>,
        {
            fn length(&self) -> u32 {
                body::<C::Parameter>(self.value().len()).saturating_add(Saver::HEAD)
            }

            fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
                put($tag, (self.$count, &self.rounding), self.value(), to)
            }

            fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
                let (count, rounding) = get($tag, self.value.as_mut(), from)?;
                if from.commits() {
                    (self.$count, self.rounding) = (count, rounding);
                }
                Ok(())
            }
        }

        impl<const W: u32, const N: usize, D: Rounding> MaxLength for $average<[Weight<W>; N], D> {
            const MAX_LENGTH: u32 = body::<Weight<W>>(N) + Saver::HEAD;
        }
    )*};
}

averages! {
    ParameterEma, PARAMETER_EMA, pushes;
    Swa, SWA, count;
}
