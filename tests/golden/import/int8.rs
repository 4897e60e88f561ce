//! A network from PyTorch, written by thalweg's `import`.

#[allow(unused_imports)]
use thalweg::{nn::*, sequential};

static WEIGHTS_0: [i8; 48] = [-54, 45, -31, -26, -73, 52, -127, 38, 47, 81, 8, -88, -4, -52, -19, -15, 63, -6, -23, -44, 127, -27, -66, 41, -20, 17, 1, 22, -127, -17, -22, 11, 77, -12, 10, 29, -7, -15, -12, -21, 52, -53, -51, 8, 79, 45, 127, 51];
static SCALES_0: [f32; 4] = [0.006708773, 0.0062494217, 0.0077324403, 0.010624482];
static BIASES_0: [f32; 4] = [0.7333898, -0.3161961, -0.046397917, 0.35113704];
static LAYER_1: [f32; 8] = [-0.00019183867, -0.27541316, -0.23869424, 0.07835959, -0.28939515, -0.15165184, 0.18510483, 0.3812688];
static WEIGHTS_2: [i8; 20] = [33, 24, -127, 12, 27, -5, -109, -127, 0, 54, 36, 0, -26, -40, -127, 127, 25, 55, -30, -9];
static SCALES_2: [f32; 4] = [0.0052910876, 0.0053740265, 0.006399, 0.0039788736];
static BIASES_2: [f32; 4] = [0.691567, -0.008642086, -0.34566337, 0.25446942];
static WEIGHTS_3: [i8; 28] = [-51, 127, 63, -11, -21, 127, -103, -93, -108, -127, 55, -25, 127, 31, 15, 22, 127, 82, 83, 24, -40, 90, -127, 96, 40, -10, 110, -127];
static SCALES_3: [f32; 7] = [0.0037157808, 0.0011749952, 0.0019106957, 0.006282187, 0.005146758, 0.002867777, 0.0068798787];
static BIASES_3: [f32; 7] = [-0.13752243, -0.5023489, -0.042105928, -0.9064999, -0.12353927, 0.7255549, 0.39771965];
static WEIGHTS_4: [i8; 21] = [53, -26, 72, 14, -109, 66, -127, 18, -29, 127, -48, 75, -21, 65, 127, 24, 50, -77, 47, -35, 125];
static SCALES_4: [f32; 3] = [0.0046284436, 0.008662277, 0.007078633];
static BIASES_4: [f32; 3] = [-0.012628098, 0.15970933, 0.12652878];

/// The layers.
pub const NETWORK: Sequential<(Int8<'static, Conv1d>, Frozen<'static, BatchNorm<[f32; 4]>>, Relu, Int8<'static, Conv1d>, Int8<'static, Conv1d>, HardSwish, GlobalAveragePool, Flatten, Int8<'static, Dense>, )> = sequential!(Int8::new(Conv1d { in_channels: 4, out_channels: 4, groups: 1, axis: Axis { size: 29, kernel: 3, stride: 2, padding: 1, dilation: 1 } }, &WEIGHTS_0, &SCALES_0, &BIASES_0), Frozen::new(BatchNorm { length: 15, mean: [-0.08408133, -0.25607252, 1.173486, 0.19517596], variance: [2.740297, 2.8722105, 2.7525399, 2.4189284], epsilon: 1e-5 }, &LAYER_1), Relu { size: 60 }, Int8::new(Conv1d { in_channels: 4, out_channels: 4, groups: 4, axis: Axis { size: 15, kernel: 5, stride: 1, padding: 2, dilation: 1 } }, &WEIGHTS_2, &SCALES_2, &BIASES_2), Int8::new(Conv1d { in_channels: 4, out_channels: 7, groups: 1, axis: Axis { size: 15, kernel: 1, stride: 1, padding: 0, dilation: 1 } }, &WEIGHTS_3, &SCALES_3, &BIASES_3), HardSwish { size: 105 }, GlobalAveragePool { channels: 7, size: 15 }, Flatten { size: 7 }, Int8::new(Dense::new(7, 3), &WEIGHTS_4, &SCALES_4, &BIASES_4), );
