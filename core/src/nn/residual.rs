//! y = x + f(x).
//!
//! K. He et al., "Deep Residual Learning for Image Recognition" (2016), equation 1.

use super::{
    BatchGradient, Layer, LayerList, Pass, Sequential, Shape, Trace, axis::count,
    batch_gradient::parts_of,
};
use crate::{Error, error::check};

/// A block of layers whose input is added to its output.
///
/// ```
/// use thalweg::{nn::{Dense, Residual, Sequential, Tanh}, sequential};
/// const BLOCK: Residual<(Dense, Tanh)> = Residual::new(sequential!(Dense::new(8, 8), Tanh::new(8)));
/// const NETWORK: Sequential<(Dense, Residual<(Dense, Tanh)>)> = sequential!(Dense::new(4, 8), BLOCK);
/// assert_eq!(NETWORK.parameters(), 40 + 72);
/// ```
///
/// ```compile_fail
/// use thalweg::{nn::{Dense, Residual, Sequential}, sequential};
/// // The block takes 8 values and gives 7.
/// const NETWORK: Sequential<(Residual<(Dense,)>,)> = sequential!(Residual::new(sequential!(Dense::new(8, 7))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Residual<T> {
    inner: Sequential<T>,
}

impl<T> Residual<T> {
    /// Around these layers, which must give as many values as they take.
    #[must_use]
    pub const fn new(inner: Sequential<T>) -> Self {
        Self { inner: inner.into_block() }
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// The layers inside give another number of values than they take.
    pub const fn shape(&self) -> Result<Shape, Error> {
        let shape = match self.inner.shape() {
            Ok(shape) => shape,
            Err(error) => return Err(error),
        };
        check!(as_many(shape));
        Ok(shape)
    }

    /// The layers inside.
    pub const fn inner(&self) -> &Sequential<T> {
        &self.inner
    }
}

#[cfg(feature = "serde")]
const _: () = {
    impl<T: serde::Serialize> serde::Serialize for Residual<T> {
        fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            self.inner.serialize(to)
        }
    }

    impl<'de, T: LayerList + serde::Deserialize<'de>> serde::Deserialize<'de> for Residual<T> {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            let residual = Self::new(Sequential::deserialize(from)?);
            residual.shape().map_err(serde::de::Error::custom)?;
            Ok(residual)
        }
    }
};

const fn as_many(shape: Shape) -> Result<(), Error> {
    if shape.inputs == shape.outputs {
        return Ok(());
    }
    let allowed = "as many as go in, around which a residual adds";
    Err(Error::Count { field: "outputs", value: count(shape.outputs), allowed })
}

impl<T: LayerList> Layer for Residual<T> {
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
        self.inner.forward(parameters, x, y, memory, pass)?;
        y.iter_mut().zip(x).for_each(|(y, x)| *y += x);
        Ok(())
    }

    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        mut dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let dy = trace.dy;
        self.shape()?.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        self.inner.backward(parameters, trace, gradient, dx.as_deref_mut())?;
        dx.unwrap_or_default().iter_mut().zip(dy).for_each(|(dx, dy)| *dx += dy);
        Ok(())
    }
    fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        self.shape()?.batch(samples)?.check_forward(parameters, x, y, memory)?;
        self.inner.forward_batch(samples, parameters, x, y, memory, pass)?;
        y.iter_mut().zip(x).for_each(|(y, x)| *y += x);
        Ok(())
    }

    fn backward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        mut dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let dy = trace.dy;
        let shape = self.shape()?.batch(samples)?;
        let (stores, gradient) = parts_of(gradient);
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        let gradient = gradient.map(|gradient| BatchGradient::new(stores, gradient));
        self.inner.backward_batch(samples, parameters, trace, gradient, dx.as_deref_mut())?;
        dx.unwrap_or_default().iter_mut().zip(dy).for_each(|(dx, dy)| *dx += dy);
        Ok(())
    }
}
