//! A convolution line by line: a line of the kernel over a row of inputs and one of outputs.
//!
//! For an output the kernel comes in the order in which it lies; for a weight, its outputs do; and an input is seen by outputs in
//! their order where the kernel comes backwards. So sums have the order of a walk over the outputs.

use super::{Axis, Conv2d, tiled::Part};
use crate::math::combine;
use core::ops::Range;

/// So many weights of a line are taken at a time.
const TAPS: usize = 8;

/// Built for size by the compiler's level.
const IS_FOR_SIZE: bool = cfg!(any(opt_level = "s", opt_level = "z"));

/// Neighbours in a line of the kernel, of one channel of outputs and one of inputs.
struct Line {
    channel: usize,
    input_channel: usize,
    /// Which line of the kernel.
    line: usize,
    /// Which of the line the first one is, and of the weights of its channel; how many there are.
    tap: usize,
    weight: usize,
    count: usize,
}

/// How far one row is ahead of another that it is added to, or behind: one of both is 0.
#[derive(Clone, Copy)]
struct Shift {
    ahead: usize,
    behind: usize,
}

impl Conv2d {
    /// y, whatever it holds.
    pub(super) fn forward_by_lines(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        self.fill_with_biases(parameters, y);
        self.add_to_outputs(|channel, at| self.weight(parameters, channel, at), x, y);
    }

    /// Adds to outputs that hold what sums begin with; a weight is told by its channel and its place there.
    #[inline]
    pub(super) fn add_to_outputs(
        &self,
        weight: impl Fn(usize, usize) -> f32,
        x: &[f32],
        y: &mut [f32],
    ) {
        let (columns, across) = (&self.columns, self.columns.outputs());
        self.lines(|line| {
            let weights = line.weights(&weight, false);
            let weights = weights.get(..line.count).unwrap_or_default();
            let shift = Shift::of(line.tap, columns);
            self.rows_of(line, 0..self.rows.outputs(), |row_of_y, row_of_x| {
                let (y, x) = (nth_mut(y, row_of_y, across), nth(x, row_of_x, columns.size));
                if columns.stride == 1 {
                    add(weights, columns.dilation, shift, x, y);
                } else {
                    for (y, at) in y.iter_mut().zip(shift.places(columns.stride)) {
                        *y = add_one(weights, columns.dilation, (x, at), *y);
                    }
                }
            });
        });
    }

    /// Adds to the gradient of the weights.
    pub(super) fn gradient_by_lines(&self, x: &[f32], dy: &[f32], gradient: &mut [f32]) {
        let (columns, across) = (&self.columns, self.columns.outputs());
        let (of_channel, _) = self.rows_and_planes();
        self.lines(|line| {
            let first = line.channel.wrapping_mul(of_channel).wrapping_add(line.weight);
            let gradient = gradient.get_mut(first..).unwrap_or_default();
            for (tap, g) in gradient.iter_mut().take(line.count).enumerate() {
                let tap = line.tap.wrapping_add(tap);
                let (skipped, start) = Shift::of(tap, columns).first(columns.stride);
                self.rows_of(line, 0..self.rows.outputs(), |row_of_y, row_of_x| {
                    let (dy, x) = (nth(dy, row_of_y, across), nth(x, row_of_x, columns.size));
                    let dy = dy.get(skipped..).unwrap_or_default();
                    let x = x.get(start..).unwrap_or_default().iter();
                    let pairs = dy.iter().zip(x.step_by(columns.stride.max(1)));
                    *g = pairs.fold(*g, |sum, (delta, x)| sum + delta * x);
                });
            }
        });
    }

    /// Adds to the gradient of the weights what some of the outputs give, one after the other.
    pub(super) fn gradient_of(&self, part: &Part, x: &[f32], dy: &[f32], gradient: &mut [f32]) {
        if part.columns.is_empty() {
            return;
        }
        let (columns, across) = (&self.columns, self.columns.outputs());
        let (of_channel, _) = self.rows_and_planes();
        self.lines(|line| {
            let first = line.channel.wrapping_mul(of_channel).wrapping_add(line.weight);
            let gradient = gradient.get_mut(first..).unwrap_or_default();
            let gradient = gradient.get_mut(..line.count).unwrap_or_default();
            let shift = Shift::of(line.tap, columns);
            self.rows_of(line, part.rows.clone(), |row_of_y, row_of_x| {
                let (dy, x) = (nth(dy, row_of_y, across), nth(x, row_of_x, columns.size));
                for column in part.columns.clone() {
                    let delta = dy.get(column).copied().unwrap_or_default();
                    let mut at = shift.place(column, columns.stride);
                    for g in &mut *gradient {
                        if let Some(x) = x.get(at) {
                            *g += delta * x;
                        }
                        at = at.wrapping_add(columns.dilation);
                    }
                }
            });
        });
    }

    /// Adds to the gradient of the inputs.
    pub(super) fn inputs_by_lines(&self, parameters: &[f32], dy: &[f32], dx: &mut [f32]) {
        if self.columns.stride != 1 {
            let weight = |channel, at| self.weight(parameters, channel, at);
            return self.add_to_inputs(weight, |_, delta| delta, dy, dx);
        }
        let (columns, across) = (&self.columns, self.columns.outputs());
        self.lines_backwards(|line| {
            let weights = line.weights(|channel, at| self.weight(parameters, channel, at), true);
            let weights = weights.get(..line.count).unwrap_or_default();
            let last = line.tap.wrapping_add(line.count).wrapping_sub(1);
            let shift = Shift::of(last, columns).turned();
            self.rows_of(line, 0..self.rows.outputs(), |row_of_y, row_of_x| {
                let (dy, dx) = (nth(dy, row_of_y, across), nth_mut(dx, row_of_x, columns.size));
                add(weights, columns.dilation, shift, dy, dx);
            });
        });
    }

    /// The same output after output, of whatever stride; of each channel and output, what counts of it is told.
    #[inline]
    pub(super) fn add_to_inputs(
        &self,
        weight: impl Fn(usize, usize) -> f32,
        counts: impl Fn(usize, f32) -> f32,
        dy: &[f32],
        dx: &mut [f32],
    ) {
        let (columns, across) = (&self.columns, self.columns.outputs());
        self.lines_backwards(|line| {
            let weights = line.weights(&weight, false);
            let weights = weights.get(..line.count).unwrap_or_default();
            let places = Shift::of(line.tap, columns).places(columns.stride);
            self.rows_of(line, 0..self.rows.outputs(), |row_of_y, row_of_x| {
                let (dy, dx) = (nth(dy, row_of_y, across), nth_mut(dx, row_of_x, columns.size));
                let deltas = dy.iter().map(|delta| counts(line.channel, *delta));
                spread_each(weights, columns.dilation, deltas.zip(places.clone()), dx);
            });
        });
    }

    /// A weight of a channel.
    fn weight(&self, parameters: &[f32], channel: usize, at: usize) -> f32 {
        let (row, _) = self.rows_and_planes();
        parameters.get(channel.wrapping_mul(row).wrapping_add(at)).copied().unwrap_or_default()
    }

    /// Every line, channel after channel of outputs and of inputs.
    #[inline]
    fn lines(&self, mut visit: impl FnMut(&Line)) {
        self.channels(|line| {
            for number in 0..self.rows.kernel {
                for part in 0..self.columns.kernel.div_ceil(TAPS) {
                    visit(&line.part(self, number, part));
                }
            }
        });
    }

    /// The same with the last of a kernel first.
    #[inline]
    fn lines_backwards(&self, mut visit: impl FnMut(&Line)) {
        self.channels(|line| {
            for number in (0..self.rows.kernel).rev() {
                for part in (0..self.columns.kernel.div_ceil(TAPS)).rev() {
                    visit(&line.part(self, number, part));
                }
            }
        });
    }

    /// The first line of each pair of channels: the weights of the pair lie where it begins.
    #[inline]
    fn channels(&self, mut visit: impl FnMut(Line)) {
        let (seen, of_group) = (self.channels_of_group(), self.out_channels_of_group().max(1));
        let kernel = self.rows.kernel.wrapping_mul(self.columns.kernel);
        for channel in 0..self.out_channels {
            let first = (channel / of_group).wrapping_mul(seen);
            for c in 0..seen {
                let (input_channel, weight) = (first.wrapping_add(c), c.wrapping_mul(kernel));
                visit(Line { channel, input_channel, line: 0, tap: 0, weight, count: 0 });
            }
        }
    }

    /// The rows, of these of outputs, that lie over one of inputs under a line of the kernel, and that one: each by its number
    /// among all.
    #[inline]
    fn rows_of(&self, line: &Line, rows: Range<usize>, mut visit: impl FnMut(usize, usize)) {
        let (axis, down) = (&self.rows, self.rows.outputs());
        let shift = Shift::of(line.line, axis);
        for row in rows {
            let input = shift.place(row, axis.stride);
            if input < axis.size {
                let of_x = line.input_channel.wrapping_mul(axis.size).wrapping_add(input);
                visit(line.channel.wrapping_mul(down).wrapping_add(row), of_x);
            }
        }
    }
}

impl Line {
    /// A part of a line of the kernel.
    #[inline]
    const fn part(&self, layer: &Conv2d, line: usize, part: usize) -> Self {
        let (kernel, tap) = (layer.columns.kernel, part.wrapping_mul(TAPS));
        let left = kernel.wrapping_sub(tap);
        let count = if left < TAPS { left } else { TAPS };
        let weight = self.weight.wrapping_add(line.wrapping_mul(kernel)).wrapping_add(tap);
        Self { line, tap, weight, count, ..*self }
    }

    /// Its weights, or the last one first.
    #[inline]
    fn weights(&self, weight: impl Fn(usize, usize) -> f32, backwards: bool) -> [f32; TAPS] {
        let mut weights = [0.0; TAPS];
        for (tap, kept) in weights.iter_mut().take(self.count).enumerate() {
            let left = self.count.wrapping_sub(tap).wrapping_sub(1);
            let tap = if backwards { left } else { tap };
            *kept = weight(self.channel, self.weight.wrapping_add(tap));
        }
        weights
    }
}

impl Shift {
    /// How far the inputs under this value of the kernel are ahead of the outputs.
    const fn of(tap: usize, axis: &Axis) -> Self {
        let tap = tap.wrapping_mul(axis.dilation);
        Self { ahead: tap.saturating_sub(axis.padding), behind: axis.padding.saturating_sub(tap) }
    }

    /// The same, seen from the inputs.
    const fn turned(self) -> Self {
        Self { ahead: self.behind, behind: self.ahead }
    }

    /// The place under an output; one that wraps around lies on the padding.
    const fn place(self, output: usize, stride: usize) -> usize {
        output.wrapping_mul(stride).wrapping_add(self.ahead).wrapping_sub(self.behind)
    }

    /// Those under each output.
    fn places(self, stride: usize) -> impl Iterator<Item = usize> + Clone {
        (0..usize::MAX).map(move |output| self.place(output, stride))
    }

    /// The first output that lies over a place, and that place.
    const fn first(self, stride: usize) -> (usize, usize) {
        let stride = if stride == 0 { 1 } else { stride };
        let skipped = self.behind.div_ceil(stride);
        (skipped, self.place(skipped, stride))
    }
}

/// to(j) ← to(j) + Σ weights(i) from(j + shift + i · apart), i upwards, of those that there are.
fn add(weights: &[f32], apart: usize, shift: Shift, from: &[f32], to: &mut [f32]) {
    let Shift { ahead, behind } = shift;
    let reach = weights.len().saturating_sub(1).saturating_mul(apart).saturating_add(ahead);
    let start = behind.min(to.len());
    let end = from.len().saturating_add(behind).saturating_sub(reach).min(to.len()).max(start);
    let inside = to.get_mut(start..end).unwrap_or_default();
    combine(weights, from.get(ahead..).unwrap_or_default(), apart, inside);
    for j in (0..start).chain(end..to.len()) {
        let at = j.wrapping_add(ahead).wrapping_sub(behind);
        if let Some(to) = to.get_mut(j) {
            *to = add_one(weights, apart, (from, at), *to);
        }
    }
}

/// to(at + i · apart) ← to(at + i · apart) + delta · weights(i), of those that there are.
#[inline]
fn spread(delta: f32, weights: &[f32], (mut at, apart): (usize, usize), to: &mut [f32]) {
    for w in weights {
        if let Some(to) = to.get_mut(at) {
            *to += delta * w;
        }
        at = at.wrapping_add(apart);
    }
}

/// The same of each delta and its place.
#[inline]
fn spread_each(
    weights: &[f32],
    apart: usize,
    each: impl Iterator<Item = (f32, usize)>,
    to: &mut [f32],
) {
    // A build for size takes one loop for all.
    let few = if IS_FOR_SIZE { &[] } else { weights };
    match few {
        [a, b] => spread_few([*a, *b], apart, each, to),
        [a, b, c] => spread_few([*a, *b, *c], apart, each, to),
        [a, b, c, d] => spread_few([*a, *b, *c, *d], apart, each, to),
        [a, b, c, d, e] => spread_few([*a, *b, *c, *d, *e], apart, each, to),
        _ => each.for_each(|(delta, at)| spread(delta, weights, (at, apart), to)),
    }
}

/// The same of weights that stay in registers, where what they are added to lies side by side.
#[inline]
fn spread_few<const N: usize>(
    weights: [f32; N],
    apart: usize,
    each: impl Iterator<Item = (f32, usize)>,
    to: &mut [f32],
) {
    for (delta, at) in each {
        let beside = to.get_mut(at..).and_then(<[f32]>::first_chunk_mut::<N>);
        match beside {
            Some(beside) if apart == 1 => {
                beside.iter_mut().zip(weights).for_each(|(to, w)| *to += delta * w);
            }
            _ => spread(delta, &weights, (at, apart), to),
        }
    }
}

/// A sum that goes on with the products of the values that lie `apart` from a place on.
#[inline]
fn add_one(weights: &[f32], apart: usize, (from, mut at): (&[f32], usize), mut sum: f32) -> f32 {
    for w in weights {
        if let Some(x) = from.get(at) {
            sum += w * x;
        }
        at = at.wrapping_add(apart);
    }
    sum
}

/// The row of this number, of those that are so long.
fn nth(values: &[f32], number: usize, length: usize) -> &[f32] {
    let rest = values.get(number.wrapping_mul(length)..).unwrap_or_default();
    rest.get(..length).unwrap_or_default()
}

/// The same, to be written.
fn nth_mut(values: &mut [f32], number: usize, length: usize) -> &mut [f32] {
    let rest = values.get_mut(number.wrapping_mul(length)..).unwrap_or_default();
    rest.get_mut(..length).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use crate::nn::{Axis, Conv2d};
    extern crate std;
    use std::{vec, vec::Vec};

    pub(in crate::nn) fn values(count: usize, step: usize) -> Vec<f32> {
        (0..count).map(|i| ((i * step % 43) as f32 - 21.0) * 0.13).collect()
    }

    pub(in crate::nn) fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// Each product of the formula, output after output: of an output, a weight and an input.
    fn products(layer: &Conv2d, mut visit: impl FnMut(usize, usize, usize)) {
        let Conv2d { rows, columns, .. } = *layer;
        let (seen, of_group) = (layer.channels_of_group(), layer.out_channels_of_group());
        let row = seen * rows.kernel * columns.kernel + 1;
        let mut output = 0;
        for o in 0..layer.out_channels {
            for i in 0..rows.outputs() {
                for j in 0..columns.outputs() {
                    for c in 0..seen {
                        for k in 0..rows.kernel {
                            for l in 0..columns.kernel {
                                let line = (i * rows.stride + k * rows.dilation)
                                    .wrapping_sub(rows.padding);
                                let column = (j * columns.stride + l * columns.dilation)
                                    .wrapping_sub(columns.padding);
                                if line < rows.size && column < columns.size {
                                    let channel = o / of_group * seen + c;
                                    let weight =
                                        o * row + (c * rows.kernel + k) * columns.kernel + l;
                                    visit(
                                        output,
                                        weight,
                                        (channel * rows.size + line) * columns.size + column,
                                    );
                                }
                            }
                        }
                    }
                    output += 1;
                }
            }
        }
    }

    /// Strides, paddings, dilations and groups.
    #[test]
    fn lines_have_the_bits_of_a_walk_over_the_outputs() {
        let axes = [
            Axis::new(1, 1),
            Axis::new(9, 3),
            Axis { stride: 2, ..Axis::new(12, 2) },
            Axis { padding: 2, ..Axis::new(20, 5) },
            Axis { stride: 3, padding: 1, dilation: 2, ..Axis::new(14, 3) },
            Axis { padding: 3, ..Axis::new(2, 2) },
            Axis { stride: 3, ..Axis::new(7, 2) },
            Axis { padding: 4, dilation: 2, ..Axis::new(40, 11) },
        ];
        for (rows, columns) in axes.iter().flat_map(|rows| axes.iter().map(move |c| (*rows, *c))) {
            for (groups, in_channels, out_channels) in [(1, 1, 1), (1, 3, 2), (2, 4, 6), (3, 3, 3)]
            {
                let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
                let shape = layer.shape().unwrap();
                let (w, x) = (values(shape.parameters, 29), values(shape.inputs, 31));
                let dy = values(shape.outputs, 37);
                let mut plain = [vec![0.0; shape.outputs], w.clone(), vec![0.0; shape.inputs]];
                layer.fill_with_biases(&w, &mut plain[0]);
                products(&layer, |output, weight, input| {
                    plain[0][output] += w[weight] * x[input];
                    plain[1][weight] += dy[output] * x[input];
                    plain[2][input] += dy[output] * w[weight];
                });
                let mut lines = [vec![9.0; shape.outputs], w.clone(), vec![0.0; shape.inputs]];
                layer.forward_by_lines(&w, &x, &mut lines[0]);
                layer.gradient_by_lines(&x, &dy, &mut lines[1]);
                layer.inputs_by_lines(&w, &dy, &mut lines[2]);
                for (plain, lines) in plain.iter().zip(&lines) {
                    assert_eq!(bits(plain), bits(lines), "{layer:?}");
                }
            }
        }
    }
}
