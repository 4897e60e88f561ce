//! The layers of a network, one after the other.

use super::{BatchGradient, Layer, Pass, Trace, one_by_one};
use crate::{Error, group::Group};

/// Layers in their order: a tuple of up to sixteen, an array, a slice of references.
pub trait LayerList {
    /// The layer of this number, from 0 on; `None` behind the last.
    fn layer(&self, index: usize) -> Option<&dyn Layer>;

    /// [`Layer::group`] of the layer of a number; an empty one behind the last.
    ///
    /// Tuples and arrays ask each layer as the type that it is; of a list that does not say otherwise each is a vector.
    ///
    /// # Errors
    /// Those of the layer.
    fn group_at(&self, index: usize) -> Result<Group, Error> {
        let parameters = |layer: &dyn Layer| Ok(layer.shape()?.parameters);
        Ok(Group::vector(self.layer(index).map_or(Ok(0), parameters)?))
    }

    /// [`Layer::forward_batch`] of the layer of a number, of so many samples; nothing behind the last.
    ///
    /// Tuples and arrays call each layer as the type that it is, with the way that it has of its own; a list that does
    /// not say otherwise goes sample by sample.
    ///
    /// # Errors
    /// Those of the layer.
    fn forward_batch_at(
        &self,
        (index, samples): (usize, usize),
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        self.layer(index).map_or(Ok(()), |layer| {
            one_by_one::forward(layer, samples, [parameters, x], (y, memory), pass)
        })
    }

    /// [`Layer::backward_batch`] likewise.
    ///
    /// # Errors
    /// Those of the layer.
    fn backward_batch_at(
        &self,
        (index, samples): (usize, usize),
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        self.layer(index).map_or(Ok(()), |layer| {
            one_by_one::backward(layer, samples, parameters, trace, (gradient, dx))
        })
    }
}

macro_rules! tuples {
    (@grow [$($index:tt $layer:ident)*]) => {};
    (@grow [$($index:tt $layer:ident)*] $next:tt $name:ident $($rest:tt)*) => {
        tuples! { @one $($index $layer)* $next $name }
        tuples! { @grow [$($index $layer)* $next $name] $($rest)* }
    };
    (@one $($index:tt $layer:ident)*) => {
        impl<$($layer: Layer),*> LayerList for ($($layer,)*) {
            #[inline]
            fn layer(&self, index: usize) -> Option<&dyn Layer> {
                match index {
                    $($index => Some(&self.$index),)*
                    _ => None,
                }
            }

            fn group_at(&self, index: usize) -> Result<Group, Error> {
                match index {
                    $($index => self.$index.group(),)*
                    _ => Ok(Group::vector(0)),
                }
            }

            fn forward_batch_at(
                &self,
                (index, samples): (usize, usize),
                parameters: &[f32],
                x: &[f32],
                y: &mut [f32],
                memory: &mut [f32],
                pass: Pass,
            ) -> Result<(), Error> {
                match index {
                    $($index => {
                        self.$index.forward_batch(samples, parameters, x, y, memory, pass)
                    })*
                    _ => Ok(()),
                }
            }

            fn backward_batch_at(
                &self,
                (index, samples): (usize, usize),
                parameters: &[f32],
                trace: Trace<'_>,
                gradient: Option<BatchGradient<'_>>,
                dx: Option<&mut [f32]>,
            ) -> Result<(), Error> {
                match index {
                    $($index => {
                        self.$index.backward_batch(samples, parameters, trace, gradient, dx)
                    })*
                    _ => Ok(()),
                }
            }
        }
    };
}
tuples!(@grow [] 0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M 13 N 14 O 15 P);

impl<L: Layer, const N: usize> LayerList for [L; N] {
    fn layer(&self, index: usize) -> Option<&dyn Layer> {
        self.get(index).map(|layer| layer as &dyn Layer)
    }

    fn group_at(&self, index: usize) -> Result<Group, Error> {
        self.get(index).map_or(Ok(Group::vector(0)), Layer::group)
    }

    fn forward_batch_at(
        &self,
        (index, samples): (usize, usize),
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        self.get(index)
            .map_or(Ok(()), |layer| layer.forward_batch(samples, parameters, x, y, memory, pass))
    }

    fn backward_batch_at(
        &self,
        (index, samples): (usize, usize),
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        self.get(index)
            .map_or(Ok(()), |layer| layer.backward_batch(samples, parameters, trace, gradient, dx))
    }
}

impl LayerList for [&dyn Layer] {
    fn layer(&self, index: usize) -> Option<&dyn Layer> {
        self.get(index).copied()
    }
}

impl<T: LayerList + ?Sized> LayerList for &T {
    fn layer(&self, index: usize) -> Option<&dyn Layer> {
        (**self).layer(index)
    }

    fn group_at(&self, index: usize) -> Result<Group, Error> {
        (**self).group_at(index)
    }

    fn forward_batch_at(
        &self,
        of: (usize, usize),
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        (**self).forward_batch_at(of, parameters, x, y, memory, pass)
    }

    fn backward_batch_at(
        &self,
        of: (usize, usize),
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        (**self).backward_batch_at(of, parameters, trace, gradient, dx)
    }
}
