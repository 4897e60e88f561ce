//! z = W₂ relu(W₁ x + b₁) + b₂: the classifier head that a microcontroller can train.

use super::{
    BatchGradient, Dense, Keeps, Layer, Pass, Shape, Trace, batch_gradient::parts_of, relu,
};
use crate::{
    Error,
    config::config,
    error,
    group::Group,
    math::{combine, sample_of, sample_of_mut},
};

/// Hidden units whose gradients are summed at once: three turns of the loop over eight.
const COLUMNS: usize = 24;

config! {
    /// Two dense layers with a ReLU between them.
    ///
    /// The parameters are those of the hidden layer, then those of the output layer; the caller owns
    /// them, the gradient and the hidden activations, so that every byte is in his memory map.
    ///
    /// ```
    /// use thalweg::{loss::SoftmaxCrossEntropy, nn::Mlp};
    /// const NETWORK: Mlp = Mlp::new(2, 3, 2);
    /// let mut parameters = [0.1; NETWORK.parameters()];
    /// let (mut hidden, mut z) = ([0.0; 3], [0.0; 2]);
    /// let mut gradient = [0.0; NETWORK.parameters()];
    /// let x = [1.0, -0.5];
    /// NETWORK.forward(&parameters, &x, &mut hidden, &mut z).unwrap();
    /// SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 1).unwrap();
    /// NETWORK.backward(&parameters, &x, &mut hidden, &z, &mut gradient).unwrap();
    /// assert_eq!(gradient[16], -0.5); // the bias of the target class
    /// ```
    #[derive(Eq)]
    pub struct Mlp {
        hidden: Dense,
        output: Dense,
    }
}

impl Mlp {
    /// A network of these widths.
    pub const fn new(inputs: usize, hidden: usize, outputs: usize) -> Self {
        Self { hidden: Dense::new(inputs, hidden), output: Dense::new(hidden, outputs) }
    }

    #[cfg(feature = "serde")]
    const fn validate(&self) -> Result<(), Error> {
        error::same_length("hidden", self.output.inputs(), self.hidden.outputs())
    }

    /// How many parameters both layers have together.
    pub const fn parameters(&self) -> usize {
        self.hidden.parameters().saturating_add(self.output.parameters())
    }

    /// The lengths of its buffers as a [`Layer`]: the hidden activations are its memory.
    ///
    /// # Errors
    /// None: every three widths are one.
    pub const fn shape(&self) -> Result<Shape, Error> {
        let plain = Shape::plain(self.hidden.inputs(), self.output.outputs());
        let (parameters, memory) = (self.parameters(), self.hidden.outputs());
        Ok(Shape { parameters, memory, for_gradient: Keeps::Input, ..plain })
    }

    /// Both layers as groups, in the order of their parameters.
    #[must_use]
    pub const fn groups(&self) -> [Group; 2] {
        let (hidden, output) = (&self.hidden, &self.output);
        [
            Group::dense(hidden.inputs(), hidden.outputs()),
            Group::dense(output.inputs(), output.outputs()),
        ]
    }

    /// The first layer; its parameters come first.
    pub const fn hidden(&self) -> &Dense {
        &self.hidden
    }

    /// The last layer; its parameters come last.
    pub const fn output(&self) -> &Dense {
        &self.output
    }

    /// The logits `z` of `x`; `hidden` keeps the activations for [`backward`](Self::backward).
    ///
    /// # Errors
    /// A slice of another length than the shape says; nothing is written then.
    #[inline]
    pub fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        hidden: &mut [f32],
        z: &mut [f32],
    ) -> Result<(), Error> {
        let (first, last) = self.split(parameters)?;
        error::same_length("z", self.output.outputs(), z.len())?;
        self.hidden.forward(first, x, hidden)?;
        relu(hidden);
        self.output.forward(last, hidden, z)
    }

    /// Adds the gradient of one sample, given `delta` = ∂L/∂z; `hidden` is used up.
    ///
    /// # Errors
    /// A slice of another length than the shape says.
    #[inline]
    pub fn backward(
        &self,
        parameters: &[f32],
        x: &[f32],
        hidden: &mut [f32],
        delta: &[f32],
        gradient: &mut [f32],
    ) -> Result<(), Error> {
        let (_, last) = self.split(parameters)?;
        error::same_length("gradient", self.parameters(), gradient.len())?;
        error::same_length("hidden", self.hidden.outputs(), hidden.len())?;
        // What is stored for the last layer stays stored.
        error::same_length("x", self.hidden.inputs(), x.len())?;
        let Some((d_first, d_last)) = gradient.split_at_mut_checked(self.hidden.parameters())
        else {
            return Ok(());
        };
        self.output.accumulate(hidden, delta, d_last)?;
        self.hidden_delta(last, delta, hidden);
        self.hidden.accumulate(x, hidden, d_first)
    }

    /// [`forward`](Self::forward) of so many samples, one behind the other in `x`, `hidden` and `z`, to the same bits (but for which NaN).
    ///
    /// ```
    /// use thalweg::nn::{BatchGradient, Mlp};
    /// const NETWORK: Mlp = Mlp::new(2, 3, 2);
    /// const SAMPLES: usize = 2;
    /// let parameters = [0.1; NETWORK.parameters()];
    /// let (x, mut hidden, mut z) = ([1.0, -0.5, 0.0, 2.0], [0.0; 3 * SAMPLES], [0.0; 2 * SAMPLES]);
    /// NETWORK.forward_batch(SAMPLES, &parameters, &x, &mut hidden, &mut z).unwrap();
    /// let delta = z.map(|z| z / SAMPLES as f32); // of ½ z², the mean of the batch
    /// let mut gradient = [0.0; NETWORK.parameters()];
    /// let place = BatchGradient::Store(&mut gradient);
    /// NETWORK.backward_batch(SAMPLES, &parameters, &x, &mut hidden, &delta, place).unwrap();
    /// assert_eq!(gradient[16], delta[1] + delta[3]); // the bias of the last output
    /// ```
    ///
    /// # Errors
    /// A slice of another length than so many samples have; nothing is written then.
    #[inline]
    pub fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        hidden: &mut [f32],
        z: &mut [f32],
    ) -> Result<(), Error> {
        let (first, last) = self.split(parameters)?;
        error::same_length("z", self.output.outputs().saturating_mul(samples), z.len())?;
        self.hidden.forward_batch(samples, first, x, hidden)?;
        relu(hidden);
        self.output.forward_batch(samples, last, hidden, z)
    }

    /// The sum of the gradients of so many samples, given `delta` = ∂L/∂z of each; `hidden` is used up. The bits are those of
    /// [`backward`](Self::backward), sample after sample.
    ///
    /// For the gradient of the mean divide each `delta` by the number of samples: a few numbers a sample, where the gradient
    /// would be a pass over all. Of a power of two both are the same, but where numbers are subnormal or the sums pass the range.
    ///
    /// # Errors
    /// A slice of another length than so many samples have.
    #[inline]
    pub fn backward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        hidden: &mut [f32],
        delta: &[f32],
        gradient: BatchGradient<'_>,
    ) -> Result<(), Error> {
        let (_, last) = self.split(parameters)?;
        let (stores, gradient) = gradient.into_parts();
        error::same_length("gradient", self.parameters(), gradient.len())?;
        // What is stored for the last layer stays stored.
        error::same_length("hidden", self.hidden.outputs().saturating_mul(samples), hidden.len())?;
        error::same_length("x", self.hidden.inputs().saturating_mul(samples), x.len())?;
        let (d_first, d_last) =
            gradient.split_at_mut_checked(self.hidden.parameters()).unwrap_or_default();
        self.output.accumulate_samples(samples, (hidden, delta), d_last, stores)?;
        self.hidden_deltas(samples, last, delta, hidden);
        self.hidden.accumulate_samples(samples, (x, hidden), d_first, stores)
    }

    /// [`hidden_delta`](Self::hidden_delta) of so many samples.
    #[inline]
    fn hidden_deltas(&self, samples: usize, last: &[f32], delta: &[f32], hidden: &mut [f32]) {
        let (width, classes) = (self.hidden.outputs(), self.output.outputs());
        for sample in 0..samples {
            let hidden = sample_of_mut(hidden, width, sample);
            self.hidden_delta(last, sample_of(delta, classes, sample), hidden);
        }
    }

    /// Turns the activations h into ∂L/∂(W₁ x + b₁): some columns at a time, so that a small
    /// buffer is enough.
    #[inline]
    fn hidden_delta(&self, last: &[f32], delta: &[f32], hidden: &mut [f32]) {
        let mut columns = last;
        for hidden in hidden.chunks_mut(COLUMNS) {
            let mut sums = [0.0; COLUMNS];
            let used = sums.get_mut(..hidden.len()).unwrap_or_default();
            combine(delta, columns, self.output.row(), used);
            for (h, sum) in hidden.iter_mut().zip(&sums) {
                *h = if *h > 0.0 { *sum } else { 0.0 };
            }
            columns = columns.get(COLUMNS..).unwrap_or_default();
        }
    }

    #[inline]
    fn split<'a>(&self, parameters: &'a [f32]) -> Result<(&'a [f32], &'a [f32]), Error> {
        error::same_length("parameters", self.parameters(), parameters.len())?;
        Ok(parameters.split_at_checked(self.hidden.parameters()).unwrap_or_default())
    }
}

impl Layer for Mlp {
    fn shape(&self) -> Result<Shape, Error> {
        self.shape()
    }

    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        self.forward(parameters, x, memory, y)
    }

    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let shape = self.shape()?;
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        let (first, last) = self.split(parameters)?;
        match gradient {
            Some(gradient) => {
                self.backward(parameters, trace.x, trace.memory, trace.dy, gradient)?;
            }
            None => self.hidden_delta(last, trace.dy, trace.memory),
        }
        match dx {
            Some(dx) => self.hidden.backward(first, trace.memory, dx),
            None => Ok(()),
        }
    }

    fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        self.shape()?.batch(samples)?.check_forward(parameters, x, y, memory)?;
        self.forward_batch(samples, parameters, x, memory, y)
    }

    fn backward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let shape = self.shape()?.batch(samples)?;
        let (stores, gradient) = parts_of(gradient);
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        let (first, last) = self.split(parameters)?;
        let Trace { x, dy, memory, .. } = trace;
        match gradient {
            Some(gradient) => {
                let place = BatchGradient::new(stores, gradient);
                self.backward_batch(samples, parameters, x, memory, dy, place)?;
            }
            None => self.hidden_deltas(samples, last, dy, memory),
        }
        match dx {
            Some(dx) => self.hidden.backward_samples(samples, first, memory, dx),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use crate::loss::SoftmaxCrossEntropy;
    use std::string::ToString;

    const NETWORK: Mlp = Mlp::new(4, 5, 3);
    const X: [f32; 4] = [0.7, -1.2, 0.4, 2.0];

    fn parameters() -> [f32; NETWORK.parameters()] {
        core::array::from_fn(|i| ((i * 37 % 23) as f32 - 11.0) * 0.08)
    }

    fn loss(parameters: &[f32], gradient: Option<&mut [f32]>) -> f32 {
        let (mut hidden, mut z) = ([0.0; 5], [0.0; 3]);
        NETWORK.forward(parameters, &X, &mut hidden, &mut z).unwrap();
        let loss = SoftmaxCrossEntropy { label_smoothing: 0.1 }.value_and_grad(&mut z, 2).unwrap();
        if let Some(gradient) = gradient {
            NETWORK.backward(parameters, &X, &mut hidden, &z, gradient).unwrap();
        }
        loss
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let w = parameters();
        let mut gradient = [0.0; NETWORK.parameters()];
        loss(&w, Some(&mut gradient));
        let mut moved = 0;
        for i in 0..w.len() {
            let (mut up, mut down) = (w, w);
            up[i] += 1e-2;
            down[i] -= 1e-2;
            let slope = (loss(&up, None) - loss(&down, None)) / 2e-2;
            assert!((slope - gradient[i]).abs() < 2e-3, "{i}: {slope} against {}", gradient[i]);
            moved += usize::from(gradient[i] != 0.0);
        }
        assert!(moved > w.len() / 2, "most parameters take part");
    }

    #[test]
    fn wrong_lengths_are_named() {
        let error = NETWORK.forward(&[0.0; 3], &X, &mut [0.0; 5], &mut [0.0; 3]).unwrap_err();
        assert_eq!(error.to_string(), "parameters has 3 elements; allowed: exactly 43");
    }

    #[test]
    fn logits_of_a_wrong_length_leave_the_hidden_activations_alone() {
        let (w, mut hidden) = (parameters(), [9.0; 10]);
        let error = NETWORK.forward(&w, &X, &mut hidden[..5], &mut [0.0; 2]).unwrap_err();
        assert_eq!(error.to_string(), "z has 2 elements; allowed: exactly 3");
        let x = [X, X].concat();
        let error = NETWORK.forward_batch(2, &w, &x, &mut hidden, &mut [0.0; 5]).unwrap_err();
        assert_eq!(error.to_string(), "z has 5 elements; allowed: exactly 6");
        assert_eq!(hidden, [9.0; 10]);
    }

    /// The gradient of two samples, put into one that holds these.
    fn of_two(
        held: f32,
        x: &[f32],
        hidden: usize,
        stores: bool,
    ) -> Result<std::vec::Vec<f32>, Error> {
        let w = parameters();
        let (mut h, mut z) = ([0.0; 10], [0.0; 6]);
        NETWORK.forward_batch(
            2,
            &w,
            &[0.3, -0.7, 0.2, 0.9, -0.1, 1.5, -2.0, 0.4],
            &mut h,
            &mut z,
        )?;
        let mut gradient = [held; NETWORK.parameters()];
        let place = if stores {
            BatchGradient::Store(&mut gradient)
        } else {
            BatchGradient::Add(&mut gradient)
        };
        let result = NETWORK.backward_batch(2, &w, x, &mut h[..hidden], &z, place);
        assert!(result.is_ok() || gradient == [held; NETWORK.parameters()], "written, and refused");
        result.map(|()| gradient.to_vec())
    }

    #[test]
    fn a_batch_is_stored_or_added() {
        let x = [0.3, -0.7, 0.2, 0.9, -0.1, 1.5, -2.0, 0.4];
        let stored = of_two(9.0, &x, 10, true).unwrap();
        assert_eq!(of_two(0.0, &x, 10, false).unwrap(), stored);
        assert_ne!(of_two(9.0, &x, 10, false).unwrap(), stored);
    }

    #[test]
    fn a_batch_of_wrong_lengths_changes_nothing() {
        for (x, hidden, said) in [
            (&[1.0; 7][..], 10, "x has 7 elements; allowed: exactly 8"),
            (&[1.0; 8], 9, "hidden has 9 elements; allowed: exactly 10"),
        ] {
            assert_eq!(of_two(1.0, x, hidden, true).unwrap_err().to_string(), said);
        }
    }
}
