//! A chain of transformations by itself, for those who bring an optimizer of their own.

use super::{Element, Elements, Flow, Step, Transform};
use crate::{
    Error, error,
    group::{Layout, Rates},
};

/// Transforms `gradient` in place, as [`Optimizer::step`](crate::optimizer::Optimizer::step) does on
/// its way; `t` is the step, 1 the first. If it is held or skipped, the gradient stays as it is.
///
/// # Errors
/// A setting of the chain or a group out of its range; slices that are not as long as the layout.
///
/// ```
/// use thalweg::gradient::{ClipByGlobalNorm, ClipByValue, Flow, Guard, transform};
/// use thalweg::group::Whole;
/// let mut chain = (Guard::DEFAULT, ClipByValue::new(4.0), ClipByGlobalNorm::new(1.0));
/// let (w, mut gradient) = ([0.0; 2], [3.0, 9.0]);
/// assert_eq!(transform(&mut chain, &Whole, 1, &w, &mut gradient), Ok(Flow::Pass(())));
/// assert_eq!(gradient, [0.6, 0.8]);
/// ```
pub fn transform<T: Transform, L: Layout>(
    chain: &mut T,
    layout: &L,
    t: u32,
    parameters: &[f32],
    gradient: &mut [f32],
) -> Result<Flow<()>, Error> {
    error::same_length("gradient", parameters.len(), gradient.len())?;
    layout.validate(parameters.len())?;
    let spans = layout.spans(parameters.len());
    let spans = spans.as_ref();
    chain.validate(spans)?;
    let step = Step { t, rates: Rates::from(0.0), spans };
    let ready = match chain.begin(&step, Elements::new(spans, parameters, gradient)) {
        Flow::Pass(ready) => ready,
        Flow::Hold => return Ok(Flow::Hold),
        Flow::Skip => return Ok(Flow::Skip),
    };
    let mut pairs = gradient.iter_mut().zip(parameters).enumerate();
    for span in spans {
        for (index, (g, &w)) in pairs.by_ref().take(span.group.length) {
            if !span.group.frozen {
                *g = T::apply(&ready, Element { index, span, w, g: *g });
            }
        }
    }
    Ok(Flow::Pass(()))
}
