//! The loops of a convolution, its shape known to the compiler or told at run time, beside the same in C.

#![allow(clippy::inline_always)] // a measured call is the user's, and what it calls is not

use crate::{Buffers, Work, counter::Counter, line};
use core::hint::black_box;
use thalweg::{
    Error,
    nn::{Axis, Conv1d, Conv2d, Layer, Pass, Shape, Trace},
};

const SERIES: Conv1d = Conv1d::new(3, 8, Axis::new(50, 5));
const IMAGE: Conv2d = Conv2d::new(1, 8, Axis::new(12, 3), Axis::new(12, 3));
const DEPTHWISE: Conv1d = Conv1d::depthwise(8, 1, Axis { padding: 2, ..Axis::new(50, 5) });
const EVERY_OTHER: Axis = Axis { stride: 2, padding: 1, ..Axis::new(12, 3) };
const STRIDED: Conv2d = Conv2d::new(1, 8, EVERY_OTHER, EVERY_OTHER);

/// Parameters, inputs and outputs of either, as a user knows them.
const OF_SERIES: [usize; 3] = lengths(SERIES.shape());
const OF_IMAGE: [usize; 3] = lengths(IMAGE.shape());
const OF_DEPTHWISE: [usize; 3] = lengths(DEPTHWISE.shape());
const OF_STRIDED: [usize; 3] = lengths(STRIDED.shape());

/// They take no part in their gradient.
static PARAMETERS: [f32; 128] = [0.0; 128];

pub(crate) fn measure(counter: &mut Counter) {
    let weights_of_an_output = SERIES.parameters() / SERIES.out_channels - 1;
    let macs = SERIES.outputs() * weights_of_an_output;
    let series = black_box(SERIES);
    let of = |name| Work { name, shape: "3→8,_5_of_50", macs };
    let work = of("conv1d_forward");
    line(counter, &work, "known", forward_of_series);
    line(counter, &work, "told", |buffers| forward(&series, OF_SERIES, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, conv1d_forward_tiled, [3, 8, 50, 5]));
    let work = of("conv1d_weight_gradient");
    line(counter, &work, "known", weights_of_series);
    line(counter, &work, "told", |buffers| weights(&series, OF_SERIES, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, conv1d_weights_tiled, [3, 8, 50, 5]));
    let work = of("conv1d_input_gradient");
    line(counter, &work, "known", inputs_of_series);
    line(counter, &work, "told", |buffers| inputs(&series, OF_SERIES, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, conv1d_inputs_tiled, [3, 8, 50, 5]));
    let weights_of_an_output = IMAGE.parameters() / IMAGE.out_channels - 1;
    let macs = IMAGE.outputs() * weights_of_an_output;
    let image = black_box(IMAGE);
    let of = |name| Work { name, shape: "1→8,_3×3_of_12×12", macs };
    let work = of("conv2d_forward");
    line(counter, &work, "known", forward_of_image);
    line(counter, &work, "told", |buffers| forward(&image, OF_IMAGE, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, conv2d_forward_tiled, [1, 8, 12, 3]));
    let work = of("conv2d_weight_gradient");
    line(counter, &work, "known", weights_of_image);
    line(counter, &work, "told", |buffers| weights(&image, OF_IMAGE, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, conv2d_weights_tiled, [1, 8, 12, 3]));
    let work = of("conv2d_input_gradient");
    line(counter, &work, "known", inputs_of_image);
    line(counter, &work, "told", |buffers| inputs(&image, OF_IMAGE, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, conv2d_inputs_tiled, [1, 8, 12, 3]));
    apart(counter);
}

/// A channel by itself, and a stride, both with padding: places on it count as multiplied.
fn apart(counter: &mut Counter) {
    let macs = DEPTHWISE.outputs() * DEPTHWISE.axis.kernel;
    let work = Work { name: "depthwise_forward", shape: "8,_5_of_50_padded", macs };
    let depthwise = black_box(DEPTHWISE);
    line(counter, &work, "known", forward_of_depthwise);
    line(counter, &work, "told", |buffers| forward(&depthwise, OF_DEPTHWISE, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, depthwise_forward_tiled, [8, 8, 50, 5]));
    let macs = STRIDED.outputs() * EVERY_OTHER.kernel * EVERY_OTHER.kernel;
    let work =
        Work { name: "conv2d_forward", shape: "1→8,_3×3_of_12×12_padded,_stride_2", macs };
    let strided = black_box(STRIDED);
    line(counter, &work, "known", forward_of_strided);
    line(counter, &work, "told", |buffers| forward(&strided, OF_STRIDED, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, strided_forward_tiled, [1, 8, 12, 3]));
}

const fn lengths(shape: Result<Shape, Error>) -> [usize; 3] {
    match shape {
        Ok(shape) => [shape.parameters, shape.inputs, shape.outputs],
        Err(_) => panic!("a shape is refused"),
    }
}

/// The loops of shapes that the compiler knows, each a call of its own, as it is in a user's program.
macro_rules! known {
    ($($name:ident = $pass:ident($layer:ident, $lengths:ident);)*) => {$(
        #[inline(never)]
        fn $name(buffers: &mut Buffers) -> bool {
            $pass(&$layer, $lengths, buffers)
        }
    )*};
}
known! {
    forward_of_series = forward(SERIES, OF_SERIES);
    weights_of_series = weights(SERIES, OF_SERIES);
    forward_of_image = forward(IMAGE, OF_IMAGE);
    weights_of_image = weights(IMAGE, OF_IMAGE);
    inputs_of_series = inputs(SERIES, OF_SERIES);
    inputs_of_image = inputs(IMAGE, OF_IMAGE);
    forward_of_depthwise = forward(DEPTHWISE, OF_DEPTHWISE);
    forward_of_strided = forward(STRIDED, OF_STRIDED);
}

#[inline(always)]
fn forward<L: Layer>(layer: &L, lengths: [usize; 3], buffers: &mut Buffers) -> bool {
    let Some([w, x, y]) = buffers.of(lengths) else { return false };
    layer.forward(w, x, y, &mut [], Pass::Inference).is_ok()
}

#[inline(always)]
fn weights<L: Layer>(layer: &L, lengths: [usize; 3], buffers: &mut Buffers) -> bool {
    let Some([w, x, dy]) = buffers.of(lengths) else { return false };
    let trace = Trace { x, y: &[], dy, memory: &mut [], pass: Pass::Inference };
    let parameters = PARAMETERS.get(..w.len()).unwrap_or_default();
    layer.backward(parameters, trace, Some(w), None).is_ok()
}

/// The gradient of the inputs, which takes their place.
#[inline(always)]
fn inputs<L: Layer>(layer: &L, lengths: [usize; 3], buffers: &mut Buffers) -> bool {
    let Some([w, dx, dy]) = buffers.of(lengths) else { return false };
    let trace = Trace { x: &[], y: &[], dy, memory: &mut [], pass: Pass::Inference };
    layer.backward(w, trace, None, Some(dx)).is_ok()
}

type Loop = unsafe extern "C" fn(*mut f32, *mut f32, *mut f32, usize, usize, usize, usize);

macro_rules! in_c {
    ($($name:ident),*) => {
        #[allow(unsafe_code)]
        unsafe extern "C" {
            $(fn $name(w: *mut f32, x: *mut f32, y: *mut f32, i: usize, o: usize, n: usize, k: usize);)*
        }
    };
}
in_c!(
    conv1d_forward_tiled,
    conv1d_weights_tiled,
    conv1d_inputs_tiled,
    conv2d_forward_tiled,
    conv2d_weights_tiled,
    conv2d_inputs_tiled,
    depthwise_forward_tiled,
    strided_forward_tiled
);

/// Of channels that go in and come out, the length of an axis, and of the kernel on it.
#[inline(always)]
#[allow(unsafe_code)]
fn in_c(buffers: &mut Buffers, work: Loop, [i, o, n, k]: [usize; 4]) -> bool {
    let Buffers { w, x, y } = buffers;
    // SAFETY: the buffers hold the layers that are measured, no two are one array; C keeps no pointer.
    unsafe { work(w.as_mut_ptr(), x.as_mut_ptr(), y.as_mut_ptr(), i, o, n, k) };
    true
}
