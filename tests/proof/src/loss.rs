//! Losses and their gradients.

use crate::opaque::{Buffer, any, keep};
use thalweg_catalogue::losses;

#[inline(never)]
pub(crate) fn call() {
    let (mut outputs, mut targets) = (Buffer::<8>::new(), Buffer::<8>::new());
    let (outputs, values) = (outputs.slice(), targets.slice());
    macro_rules! target {
        (values) => {
            values
        };
        (class) => {
            any(1)
        };
    }
    macro_rules! each {
        ($($name:ident: $loss:ty = $value:expr, $method:ident($($target:ident),*);)*) => {$(
            keep(any::<$loss>($value).$method(outputs, $(target!($target)),*));
        )*};
    }
    losses!(each);
}
