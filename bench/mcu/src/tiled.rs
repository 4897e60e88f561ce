//! The loops in C.

use crate::Buffers;
use thalweg::nn::Dense;

macro_rules! loops {
    ($($name:ident = $c:ident($first:ident, $second:ident, $third:ident);)*) => {
        #[allow(unsafe_code)]
        unsafe extern "C" {
            $(fn $c(first: *mut f32, second: *mut f32, third: *mut f32, inputs: usize, outputs: usize);)*
        }

        $(
            /// Of a layer that is no wider than the buffers.
            #[allow(unsafe_code)]
            pub(crate) fn $name(layer: &Dense, buffers: &mut Buffers) -> bool {
                let (inputs, outputs) = (layer.inputs(), layer.outputs());
                let fits = layer.parameters() <= buffers.w.len()
                    && inputs <= buffers.x.len()
                    && outputs <= buffers.y.len();
                if fits {
                    let Buffers { $first, $second, $third } = buffers;
                    // SAFETY: as many floats as the shape has lie behind each pointer, no two of which are of
                    // one array; C keeps none.
                    unsafe {
                        $c($first.as_mut_ptr(), $second.as_mut_ptr(), $third.as_mut_ptr(), inputs, outputs);
                    }
                }
                fits
            }
        )*
    };
}
loops! {
    forward = dense_forward_tiled(w, x, y);
    weights = dense_weights_tiled(w, x, y);
    inputs = dense_inputs_tiled(w, y, x);
}
