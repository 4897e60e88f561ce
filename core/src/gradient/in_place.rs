//! A chain of transformations by itself, for those who bring an optimizer of their own.

use super::{Chain, Element, Flow, Step, look_through};
use crate::{
    Error, error,
    group::{Hyperparams, Layout, layout},
    numbered::numbered,
};

/// Transforms `gradient` in place, as [`Optimizer::step`](crate::optimizer::Optimizer::step) does on
/// its way; `t` is the step, 1 the first. If the chain waits or skips, the gradient stays as it is.
///
/// # Errors
/// A setting of the chain or a group out of its range; slices that are not as long as the layout.
///
/// ```
/// use thalweg::gradient::{ClipByGlobalNorm, ClipByValue, Flow, SkipNonFinite, transform};
/// use thalweg::group::Whole;
/// let mut chain = (SkipNonFinite::DEFAULT, ClipByValue::new(4.0), ClipByGlobalNorm::new(1.0));
/// let (w, mut gradient) = ([0.0; 2], [3.0, 9.0]);
/// assert_eq!(transform(&mut chain, &Whole, 1, &w, &mut gradient), Ok(Flow::Continue));
/// assert_eq!(gradient, [0.6, 0.8]);
/// ```
pub fn transform<T: Chain, L: Layout>(
    chain: &mut T,
    layout: &L,
    t: u32,
    parameters: &[f32],
    gradient: &mut [f32],
) -> Result<Flow, Error> {
    error::same_length("gradient", parameters.len(), gradient.len())?;
    layout.validate(parameters.len(), true, layout::no_biases::<L>())?;
    let spans = layout.spans(parameters.len());
    let spans = spans.as_ref();
    chain.validate(spans)?;
    let step = Step { t, hyperparams: Hyperparams::from(0.0), spans };
    let flow = look_through(chain, 0, &step, parameters, gradient);
    if flow != Flow::Continue {
        return Ok(flow);
    }
    let ready = chain.ready(&step);
    let mut pairs = numbered(gradient.iter_mut().zip(parameters));
    for span in spans {
        for (index, (g, &w)) in pairs.by_ref().take(span.group.length) {
            if !span.group.frozen {
                *g = T::apply(&ready, Element { index, span, w, g: *g });
            }
        }
    }
    Ok(Flow::Continue)
}
