//! A convolution by tiles: four channels and four places, or four weights, at a time, with the bits of the plain loops.
//!
//! A tile has sums that walk side by side, so the outputs must see the same of the kernel: where some of it lies on the padding,
//! each output at the ends of a row has tiles of its own, and each row at the ends of a plane.

use super::conv2d::Conv2d;
use crate::math::{Places, Rows, TILE, Walk, add_tiles};
use core::ops::Range;

/// Some of the outputs: of every channel the same.
pub(super) struct Part {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

impl Conv2d {
    /// Whether tiles are filled: a channel by itself fills a quarter of one.
    pub(super) const fn fills_tiles(&self) -> bool {
        self.out_channels_of_group() > 1
    }

    /// Whether all of the kernel lies on values, for every output.
    pub(super) const fn has_no_padding(&self) -> bool {
        self.rows.padding == 0 && self.columns.padding == 0
    }

    /// y, whatever it holds.
    pub(super) fn forward_by_tiles(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        if !self.has_no_padding() {
            self.fill_with_biases(parameters, y); // of outputs that lie on the padding alone
        }
        let (rows, columns) = (self.rows.inside(), self.columns.inside());
        let is_wide = columns == (0..self.columns.outputs());
        bands(&rows, self.rows.outputs(), is_wide, |rows| {
            bands(&columns, self.columns.outputs(), true, |columns| {
                self.forward_band(&Part { rows: rows.clone(), columns }, parameters, x, y);
            });
        });
    }

    /// Four channels and four outputs at a time.
    fn forward_band(&self, part: &Part, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        let (row, plane) = self.rows_and_planes();
        let lines = self.rows.taps(part.rows.start);
        let taps = self.columns.taps(part.columns.start);
        let (kernel, wide) = (self.columns.kernel, self.columns.size);
        let walk = Walk::new(
            [taps.count, lines.count, self.channels_of_group()],
            [kernel, kernel.wrapping_mul(self.rows.kernel)],
            [
                self.columns.dilation,
                self.rows.dilation.wrapping_mul(wide),
                self.rows.size.wrapping_mul(wide),
            ],
        );
        let Some(walk) = walk else { return };
        let places = part.rows.len().wrapping_mul(part.columns.len());
        self.channels_by_four(|first_input, channel, count| {
            let x_at = self.input(first_input, [lines.input, taps.input]);
            let first_weight = lines.first.wrapping_mul(kernel).wrapping_add(taps.first);
            let weights_at = clamped(count)
                .map(|next| channel.wrapping_add(next).wrapping_mul(row))
                .map(|start| start.wrapping_add(first_weight));
            let first_y = channel.wrapping_mul(plane).wrapping_add(self.output(part));
            let biases = clamped(count).map(|next| {
                let behind = channel.wrapping_add(next).wrapping_add(1).wrapping_mul(row);
                parameters.get(behind.wrapping_sub(1)).copied().unwrap_or_default()
            });
            let of_x = (x, self.inputs_of_outputs(x_at, part.columns.len()));
            let y = y.get_mut(first_y..).unwrap_or_default();
            if let Some(four) = Rows::new(walk, parameters, weights_at) {
                add_tiles(&four, of_x, Some(biases), (y, plane), [count, places]);
            }
        });
    }

    /// Whether the gradient of the weights goes by tiles: where rows of the kernel are cut they would be too short.
    pub(super) const fn gradient_fills_tiles(&self) -> bool {
        self.fills_tiles() && self.rows.padding == 0
    }

    /// Adds to the gradient of the weights, of a layer without padding above and below.
    pub(super) fn gradient_by_tiles(&self, x: &[f32], dy: &[f32], gradient: &mut [f32]) {
        let (down, across) = (self.rows.outputs(), self.columns.outputs());
        let columns = self.columns.inside();
        bands(&(0..down), down, columns == (0..across), |rows| {
            let part = |columns| Part { rows: rows.clone(), columns };
            self.gradient_of(&part(0..columns.start), x, dy, gradient);
            self.gradient_band(&part(columns.clone()), x, dy, gradient);
            self.gradient_of(&part(columns.end..across), x, dy, gradient);
        });
    }

    /// Four channels and four weights at a time, of outputs that lie on no padding.
    fn gradient_band(&self, part: &Part, x: &[f32], dy: &[f32], gradient: &mut [f32]) {
        let (row, plane) = self.rows_and_planes();
        let (across, wide) = (self.columns.outputs(), self.columns.size);
        let down = self.rows.stride.wrapping_mul(wide);
        let walk = Walk::new(
            [part.columns.len(), part.rows.len(), 1],
            [across, 0],
            [self.columns.stride, down, 0],
        );
        let Some(walk) = walk else { return };
        let kernel = [self.columns.kernel, self.rows.kernel];
        let apart = [
            self.columns.dilation,
            self.rows.dilation.wrapping_mul(wide),
            self.rows.size.wrapping_mul(wide),
        ];
        let first_line = self.rows.taps(part.rows.start).input;
        let first_column = self.columns.taps(part.columns.start).input;
        self.channels_by_four(|first_input, channel, count| {
            let x_at = self.input(first_input, [first_line, first_column]);
            let dy_at = clamped(count)
                .map(|next| channel.wrapping_add(next).wrapping_mul(plane))
                .map(|start| start.wrapping_add(self.output(part)));
            let of_x = (x, Places::new(x_at, kernel, apart));
            let g = gradient.get_mut(channel.wrapping_mul(row)..).unwrap_or_default();
            if let Some(four) = Rows::new(walk, dy, dy_at) {
                add_tiles(&four, of_x, None, (g, row), [count, row.wrapping_sub(1)]);
            }
        });
    }

    /// Each four channels of a group: the first input channel that they see, the first of them, and how many.
    fn channels_by_four(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let (seen, of_group) = (self.channels_of_group(), self.out_channels_of_group());
        for group in 0..self.groups {
            for first in (0..of_group).step_by(TILE) {
                let channel = group.wrapping_mul(of_group).wrapping_add(first);
                let count = of_group.wrapping_sub(first).min(TILE);
                visit(group.wrapping_mul(seen), channel, count);
            }
        }
    }

    /// Where in x a value of a channel lies, of a line and a column.
    const fn input(&self, channel: usize, [line, column]: [usize; 2]) -> usize {
        let lines = channel.wrapping_mul(self.rows.size).wrapping_add(line);
        lines.wrapping_mul(self.columns.size).wrapping_add(column)
    }

    /// The inputs under outputs one after the other, so many a row.
    const fn inputs_of_outputs(&self, at: usize, across: usize) -> Places {
        let down = self.rows.stride.wrapping_mul(self.columns.size);
        Places::new(at, [across, usize::MAX], [self.columns.stride, down, 0])
    }

    /// The first output of a part, within a channel.
    const fn output(&self, part: &Part) -> usize {
        part.rows.start.wrapping_mul(self.columns.outputs()).wrapping_add(part.columns.start)
    }
}

/// The whole range in parts: what is inside at once, or one by one as all else.
fn bands(inside: &Range<usize>, count: usize, at_once: bool, mut visit: impl FnMut(Range<usize>)) {
    let mut at = 0_usize;
    while at < count {
        let is_inside = at_once && inside.contains(&at);
        let end = if is_inside { inside.end } else { at.wrapping_add(1) };
        visit(at..end);
        at = end;
    }
}

/// The numbers of so many of four; the last also stands for those behind it.
fn clamped(count: usize) -> [usize; TILE] {
    [0, 1, 2, 3].map(|index: usize| index.min(count.wrapping_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Axis;
    extern crate std;
    use crate::nn::lines::tests::{bits, values};
    use std::vec;

    /// Strides, paddings and dilations, groups, and what is left of four in every way.
    #[test]
    fn tiles_have_the_bits_of_the_lines() {
        let axes = [
            Axis::new(9, 3),
            Axis::new(5, 5),
            Axis { stride: 2, ..Axis::new(12, 2) },
            Axis { padding: 2, ..Axis::new(6, 3) },
            Axis { stride: 3, padding: 1, dilation: 2, ..Axis::new(14, 3) },
            Axis { padding: 3, ..Axis::new(2, 2) },
        ];
        let channels = [(1, 1, 5), (1, 3, 8), (2, 4, 6), (3, 3, 9), (2, 2, 2)];
        let (mut inside, mut gradients) = (0, 0);
        for (rows, columns) in axes.iter().flat_map(|rows| axes.iter().map(move |c| (*rows, *c))) {
            for (groups, in_channels, out_channels) in channels {
                let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
                let shape = layer.shape().unwrap();
                let (w, x) = (values(shape.parameters, 29), values(shape.inputs, 31));
                let dy = values(shape.outputs, 37);
                let (mut plain, mut tiled) = (vec![0.0; shape.outputs], vec![9.0; shape.outputs]);
                layer.forward_by_lines(&w, &x, &mut plain);
                layer.forward_by_tiles(&w, &x, &mut tiled);
                assert_eq!(bits(&plain), bits(&tiled), "{layer:?}");
                if layer.gradient_fills_tiles() {
                    let (mut plain, mut tiled) = (w.clone(), w.clone());
                    layer.gradient_by_lines(&x, &dy, &mut plain);
                    layer.gradient_by_tiles(&x, &dy, &mut tiled);
                    assert_eq!(bits(&plain), bits(&tiled), "{layer:?}");
                    gradients += 1;
                }
                inside += usize::from(!columns.inside().is_empty() && !rows.inside().is_empty());
            }
        }
        assert!(inside > 100 && gradients == 72, "tiles were made: {inside}, {gradients}");
    }
}
