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
const PADDED_SIDE: Axis = Axis { padding: 1, ..Axis::new(10, 3) };
const PADDED: Conv2d = Conv2d::new(4, 8, PADDED_SIDE, PADDED_SIDE);
const STRIDED: Conv2d = Conv2d::new(1, 8, EVERY_OTHER, EVERY_OTHER);

/// Parameters, inputs and outputs of either, as a user knows them.
const OF_SERIES: [usize; 3] = lengths(SERIES.shape());
const OF_IMAGE: [usize; 3] = lengths(IMAGE.shape());
const OF_DEPTHWISE: [usize; 3] = lengths(DEPTHWISE.shape());
const OF_PADDED: [usize; 3] = lengths(PADDED.shape());
const OF_STRIDED: [usize; 3] = lengths(STRIDED.shape());

/// They take no part in their gradient.
static PARAMETERS: [f32; PADDED.parameters()] = [0.0; _];

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
    depthwise(counter);
    padded(counter);
    strided(counter);
}

/// Each channel by itself, with half a kernel of padding: places on it count as multiplied.
fn depthwise(counter: &mut Counter) {
    let macs = DEPTHWISE.outputs() * DEPTHWISE.axis.kernel;
    let layer = black_box(DEPTHWISE);
    let of = |name| Work { name, shape: "8,_5_of_50_padded", macs };
    let (sizes, work) = ([8, 8, 50, 5], of("depthwise_forward"));
    line(counter, &work, "known", forward_of_depthwise);
    line(counter, &work, "told", |buffers| forward(&layer, OF_DEPTHWISE, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, depthwise_forward_tiled, sizes));
    let work = of("depthwise_weight_gradient");
    line(counter, &work, "known", weights_of_depthwise);
    line(counter, &work, "told", |buffers| weights(&layer, OF_DEPTHWISE, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, depthwise_weights_tiled, sizes));
    let work = of("depthwise_input_gradient");
    line(counter, &work, "known", inputs_of_depthwise);
    line(counter, &work, "told", |buffers| inputs(&layer, OF_DEPTHWISE, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, depthwise_inputs_tiled, sizes));
}

/// Half a kernel of padding around an image: places on it count as multiplied.
fn padded(counter: &mut Counter) {
    let macs = PADDED.outputs() * PADDED.in_channels * PADDED_SIDE.kernel * PADDED_SIDE.kernel;
    let layer = black_box(PADDED);
    let of = |name| Work { name, shape: "4→8,_3×3_of_10×10_padded", macs };
    let (sizes, work) = ([4, 8, 10, 3], of("conv2d_forward"));
    line(counter, &work, "known", forward_of_padded);
    line(counter, &work, "told", |buffers| forward(&layer, OF_PADDED, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, padded_forward_tiled, sizes));
    let work = of("conv2d_weight_gradient");
    line(counter, &work, "known", weights_of_padded);
    line(counter, &work, "told", |buffers| weights(&layer, OF_PADDED, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, padded_weights_tiled, sizes));
    let work = of("conv2d_input_gradient");
    line(counter, &work, "known", inputs_of_padded);
    line(counter, &work, "told", |buffers| inputs(&layer, OF_PADDED, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, padded_inputs_tiled, sizes));
}

/// The same of every other place.
fn strided(counter: &mut Counter) {
    let macs = STRIDED.outputs() * EVERY_OTHER.kernel * EVERY_OTHER.kernel;
    let layer = black_box(STRIDED);
    let of = |name| Work { name, shape: "1→8,_3×3_of_12×12_padded,_stride_2", macs };
    let (sizes, work) = ([1, 8, 12, 3], of("conv2d_forward"));
    line(counter, &work, "known", forward_of_strided);
    line(counter, &work, "told", |buffers| forward(&layer, OF_STRIDED, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, strided_forward_tiled, sizes));
    let work = of("conv2d_weight_gradient");
    line(counter, &work, "known", weights_of_strided);
    line(counter, &work, "told", |buffers| weights(&layer, OF_STRIDED, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, strided_weights_tiled, sizes));
    let work = of("conv2d_input_gradient");
    line(counter, &work, "known", inputs_of_strided);
    line(counter, &work, "told", |buffers| inputs(&layer, OF_STRIDED, buffers));
    line(counter, &work, "C", |buffers| in_c(buffers, strided_inputs_tiled, sizes));
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
    weights_of_depthwise = weights(DEPTHWISE, OF_DEPTHWISE);
    inputs_of_depthwise = inputs(DEPTHWISE, OF_DEPTHWISE);
    forward_of_padded = forward(PADDED, OF_PADDED);
    weights_of_padded = weights(PADDED, OF_PADDED);
    inputs_of_padded = inputs(PADDED, OF_PADDED);
    forward_of_strided = forward(STRIDED, OF_STRIDED);
    weights_of_strided = weights(STRIDED, OF_STRIDED);
    inputs_of_strided = inputs(STRIDED, OF_STRIDED);
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
    depthwise_weights_tiled,
    depthwise_inputs_tiled,
    padded_forward_tiled,
    padded_weights_tiled,
    padded_inputs_tiled,
    strided_forward_tiled,
    strided_weights_tiled,
    strided_inputs_tiled
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
