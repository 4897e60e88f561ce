//! A batch through a layer that knows one sample at a time.

use super::{BatchGradient, Layer, Pass, Trace, batch_gradient::parts_of};
use crate::{
    Error,
    math::{sample_of, sample_of_mut},
};

/// What [`Layer::forward_batch`] says.
pub(super) fn forward(
    layer: &dyn Layer,
    samples: usize,
    [parameters, x]: [&[f32]; 2],
    (y, memory): (&mut [f32], &mut [f32]),
    pass: Pass,
) -> Result<(), Error> {
    let shape = layer.shape()?;
    shape.batch(samples)?.check_forward(parameters, x, y, memory)?;
    for sample in 0..samples {
        let x = sample_of(x, shape.inputs, sample);
        let y = sample_of_mut(y, shape.outputs, sample);
        let memory = sample_of_mut(memory, shape.memory, sample);
        layer.forward(parameters, x, y, memory, pass.of_sample(sample))?;
    }
    Ok(())
}

/// What [`Layer::backward_batch`] says.
pub(super) fn backward(
    layer: &dyn Layer,
    samples: usize,
    parameters: &[f32],
    trace: Trace<'_>,
    (gradient, mut dx): (Option<BatchGradient<'_>>, Option<&mut [f32]>),
) -> Result<(), Error> {
    let shape = layer.shape()?;
    let (stores, mut gradient) = parts_of(gradient);
    shape.batch(samples)?.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
    let Trace { x, y, dy, memory, pass } = trace;
    if stores {
        gradient.as_deref_mut().unwrap_or_default().fill(0.0);
    }
    for sample in 0..samples {
        let of_sample = Trace {
            x: sample_of(x, shape.inputs, sample),
            y: sample_of(y, shape.outputs, sample),
            dy: sample_of(dy, shape.outputs, sample),
            memory: sample_of_mut(memory, shape.memory, sample),
            pass: pass.of_sample(sample),
        };
        let dx = dx.as_deref_mut().map(|dx| sample_of_mut(dx, shape.inputs, sample));
        layer.backward(parameters, of_sample, gradient.as_deref_mut(), dx)?;
    }
    Ok(())
}
