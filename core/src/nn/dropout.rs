//! y = x m / (1 − p), each m 0 with probability p, else 1, in training; y = x otherwise.
//!
//! N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014), scaled in training
//! as everybody does. m is a function of seed, sample and index, so that backward makes it again instead of keeping it,
//! and a training that goes on after a reset leaves out the same values.

use super::{Layer, Pass, Shape, Trace};
use crate::{Error, config::config, error, error::check, numbered::numbered, random::Random};

config! {
    /// Leaves out values at random while it is trained.
    ///
    /// ```
    /// use thalweg::nn::{Dropout, Layer, Pass};
    /// const DROPOUT: Dropout = Dropout { size: 4, rate: 0.5, seed: 1 };
    /// let (x, mut y) = ([1.0; 4], [0.0; 4]);
    /// DROPOUT.forward(&[], &x, &mut y, &mut [], Pass::Training(7)).unwrap();
    /// assert!(y.iter().all(|y| [0.0, 2.0].contains(y)));
    /// DROPOUT.forward(&[], &x, &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, x);
    /// ```
    pub struct Dropout {
        /// How many values.
        pub size: usize,
        /// p: the share that is left out, at least 0 and below 1.
        pub rate: f32,
        /// Another one leaves out others.
        pub seed: u32,
    }
}

impl Dropout {
    const fn validate(&self) -> Result<(), Error> {
        error::decay_rate("rate", self.rate)
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// `rate` out of its range.
    pub const fn shape(&self) -> Result<Shape, Error> {
        check!(self.validate());
        Ok(Shape::plain(self.size, self.size))
    }

    /// to = from · m / (1 − p).
    fn apply(&self, pass: Pass, from: &[f32], to: &mut [f32]) {
        let Pass::Training(sample) = pass else {
            return to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        };
        let (random, left_out) = (Random::new(self.seed, sample), self.rate * 4_294_967_296.0);
        let scale = 1.0 / (1.0 - self.rate);
        for (index, (to, from)) in numbered(to.iter_mut().zip(from)) {
            let stays = random.at(index as u32) >= left_out as u32;
            *to = if stays { from * scale } else { 0.0 };
        }
    }
}

impl Layer for Dropout {
    fn shape(&self) -> Result<Shape, Error> {
        self.shape()
    }

    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        self.shape()?.check_forward(parameters, x, y, memory)?;
        self.apply(pass, x, y);
        Ok(())
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
        self.apply(trace.pass, trace.dy, dx.unwrap_or_default());
        Ok(())
    }
}
