//! The layers of a network, one after the other.

use super::Layer;

/// Layers in their order: a tuple of up to sixteen, an array, a slice of references.
pub trait LayerList {
    /// The layer of this number, from 0 on; `None` behind the last.
    fn layer(&self, index: usize) -> Option<&dyn Layer>;
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
        }
    };
}
tuples!(@grow [] 0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M 13 N 14 O 15 P);

impl<L: Layer, const N: usize> LayerList for [L; N] {
    fn layer(&self, index: usize) -> Option<&dyn Layer> {
        self.get(index).map(|layer| layer as &dyn Layer)
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
}
