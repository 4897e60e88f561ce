//! Convolutions whose outputs, channels and weights leave what loops by four of them do not fill.

use thalweg::nn::{Axis, Conv2d, Layer, Pass, Trace};
use thalweg_catalogue::numbers::{gradient, hash, parameters};

const AXES: [Axis; 6] = [
    Axis::new(9, 3),
    Axis::new(5, 5),
    Axis { stride: 2, ..Axis::new(10, 2) },
    Axis { padding: 2, ..Axis::new(6, 3) },
    Axis { stride: 3, padding: 1, dilation: 2, ..Axis::new(10, 3) },
    Axis { padding: 3, ..Axis::new(2, 2) },
];
/// Rows and columns, of which a line of outputs fills several loops by four or by eight, or a kernel does.
const LONG: [[Axis; 2]; 5] = [
    [Axis::new(3, 2), Axis::new(14, 3)],
    [Axis::new(2, 2), Axis::new(12, 8)],
    [Axis { padding: 1, ..Axis::new(3, 2) }, Axis { padding: 2, ..Axis::new(20, 5) }],
    [
        Axis { stride: 2, padding: 1, ..Axis::new(3, 3) },
        Axis { stride: 2, padding: 1, ..Axis::new(37, 3) },
    ],
    // Of every other input no value of the kernel tells.
    [Axis::new(1, 1), Axis { stride: 4, padding: 1, dilation: 2, ..Axis::new(75, 5) }],
];
/// Groups, channels that go in and that come out.
const CHANNELS: [[usize; 3]; 7] =
    [[1, 1, 5], [1, 3, 8], [2, 4, 6], [3, 3, 9], [2, 2, 2], [1, 2, 6], [2, 4, 2]];
/// No buffer of these layers is longer.
const MOST: usize = 800;
/// None keeps more from forward to backward.
const KEPT: usize = 8;

/// The bits of forward and of the gradients; 0, which no result is, if one of them is refused.
#[inline(never)]
pub(crate) fn bits() -> u32 {
    let mut all = 0_u32;
    let each = AXES.iter().flat_map(|rows| AXES.iter().map(move |columns| [*rows, *columns]));
    for [rows, columns] in each.chain(LONG) {
        for [groups, in_channels, out_channels] in CHANNELS {
            let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
            let Some(bits) = passes(&layer) else { return 0 };
            all = all.rotate_left(3) ^ bits;
        }
    }
    all
}

/// The bits of a layer forward and of its gradients; `None` of one that is refused, or does not fit.
pub(crate) fn passes(layer: &dyn Layer) -> Option<u32> {
    let shape = layer.shape().ok()?;
    let [mut w, mut x, mut y, mut dy, mut dx] = [[0.0; MOST]; 5];
    let (w, x) = (w.get_mut(..shape.parameters)?, x.get_mut(..shape.inputs)?);
    let (y, dy) = (y.get_mut(..shape.outputs)?, dy.get_mut(..shape.outputs)?);
    let dx = dx.get_mut(..shape.inputs)?;
    let mut memory = [0.0; KEPT];
    let memory = memory.get_mut(..shape.memory)?;
    parameters(w);
    parameters(x);
    gradient(dy);
    layer.forward(w, x, y, memory, Pass::Inference).ok()?;
    let mut g = [0.5; MOST];
    let g = g.get_mut(..shape.parameters)?;
    let forward = hash(y);
    let trace = Trace { x, y, dy, memory, pass: Pass::Inference };
    layer.backward(w, trace, Some(&mut *g), Some(&mut *dx)).ok()?;
    Some(forward ^ hash(g).rotate_left(8) ^ hash(dx).rotate_left(16))
}
