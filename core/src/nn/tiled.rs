//! A convolution by tiles: four channels and four places, or four weights, at a time, with the bits of the plain loops.
//!
//! A tile has sums that walk side by side, so the outputs must see the same of the kernel: where some of it lies on the padding,
//! outputs at the ends of a row are left to the plain loops, and rows at the ends of a plane are done each by itself.

use super::conv2d::{Conv2d, Part};
use crate::math::{Places, Rows, TILE, Walk, add_tiles};
use core::ops::Range;

impl Conv2d {
    /// Whether tiles are filled: a channel by itself fills a quarter of one.
    pub(super) const fn fills_tiles(&self) -> bool {
        self.out_channels_of_group() > 1
    }

    /// y, whatever it holds.
    pub(super) fn forward_by_tiles(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        let columns = self.columns.inside();
        if !self.is_wide() || self.rows.padding > 0 {
            self.fill_with_biases(parameters, y);
        }
        self.bands(|rows, _| {
            let (left, right) = self.ends(&rows, &columns);
            self.forward_part(&left, parameters, x, y);
            self.forward_band(&Part { rows, columns: columns.clone() }, parameters, x, y);
            self.forward_part(&right, parameters, x, y);
        });
    }

    /// Adds to the weights of `gradient`.
    pub(super) fn gradient_by_tiles(&self, x: &[f32], dy: &[f32], gradient: &mut [f32]) {
        self.bands(|rows, inside| {
            let columns = if inside { self.columns.inside() } else { 0..0 };
            let (left, right) = self.ends(&rows, &columns);
            self.gradient_part(&left, x, dy, gradient);
            self.gradient_band(&Part { rows, columns }, x, dy, gradient);
            self.gradient_part(&right, x, dy, gradient);
        });
    }

    /// Rows that see the same of the kernel, together if no column is cut, and whether that is all of it.
    fn bands(&self, mut visit: impl FnMut(Range<usize>, bool)) {
        let inside = self.rows.inside();
        let wide = self.is_wide();
        let mut row = 0_usize;
        while row < self.rows.outputs() {
            let is_inside = inside.contains(&row);
            let end = if is_inside && wide { inside.end } else { row.wrapping_add(1) };
            visit(row..end, is_inside);
            row = end;
        }
    }

    /// Whether no column is cut.
    fn is_wide(&self) -> bool {
        self.columns.inside() == (0..self.columns.outputs())
    }

    /// What of these rows lies on either side of the columns.
    fn ends(&self, rows: &Range<usize>, columns: &Range<usize>) -> (Part, Part) {
        let part = |columns| Part { rows: rows.clone(), columns };
        (part(0..columns.start), part(columns.end..self.columns.outputs()))
    }

    /// Four channels and four outputs at a time.
    fn forward_band(&self, part: &Part, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        let (row, plane) = self.rows_and_planes();
        let lines = self.rows.taps(part.rows.start);
        let (kernel, wide) = (self.columns.kernel, self.columns.size);
        let walk = Walk::new(
            [kernel, lines.count, self.channels_of_group()],
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
            let x_at = self.input(first_input, lines.input, part.columns.start);
            let weights_at = clamped(count)
                .map(|next| channel.wrapping_add(next).wrapping_mul(row))
                .map(|start| start.wrapping_add(lines.first.wrapping_mul(kernel)));
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

    /// Four channels and four weights at a time.
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
        self.channels_by_four(|first_input, channel, count| {
            let x_at = self.input(first_input, first_line, part.columns.start);
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

    /// Where x begins under the kernel of an output that lies on no padding on its left, in a channel and a line of it.
    const fn input(&self, channel: usize, line: usize, column: usize) -> usize {
        let lines = channel.wrapping_mul(self.rows.size).wrapping_add(line);
        let start = column.wrapping_mul(self.columns.stride).wrapping_sub(self.columns.padding);
        lines.wrapping_mul(self.columns.size).wrapping_add(start)
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

/// The numbers of so many of four; the last also stands for those behind it.
fn clamped(count: usize) -> [usize; TILE] {
    [0, 1, 2, 3].map(|index: usize| index.min(count.wrapping_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Axis;
    extern crate std;
    use std::{vec, vec::Vec};

    fn values(count: usize, step: usize) -> Vec<f32> {
        (0..count).map(|i| ((i * step % 43) as f32 - 21.0) * 0.13).collect()
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// Strides, paddings and dilations, groups, and what is left of four in every way.
    #[test]
    fn tiles_have_the_bits_of_the_plain_loops() {
        let axes = [
            Axis::new(9, 3),
            Axis::new(5, 5),
            Axis { stride: 2, ..Axis::new(12, 2) },
            Axis { padding: 2, ..Axis::new(6, 3) },
            Axis { stride: 3, padding: 1, dilation: 2, ..Axis::new(14, 3) },
            Axis { padding: 3, ..Axis::new(2, 2) },
        ];
        let channels = [(1, 1, 5), (1, 3, 8), (2, 4, 6), (3, 3, 9), (2, 2, 2)];
        let mut inside = 0;
        for (rows, columns) in axes.iter().flat_map(|rows| axes.iter().map(move |c| (*rows, *c))) {
            for (groups, in_channels, out_channels) in channels {
                let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
                let shape = layer.shape().unwrap();
                let whole = Part { rows: 0..rows.outputs(), columns: 0..columns.outputs() };
                let (w, x) = (values(shape.parameters, 29), values(shape.inputs, 31));
                let dy = values(shape.outputs, 37);
                let (mut plain, mut tiled) = (vec![0.0; shape.outputs], vec![9.0; shape.outputs]);
                layer.fill_with_biases(&w, &mut plain);
                layer.forward_part(&whole, &w, &x, &mut plain);
                layer.forward_by_tiles(&w, &x, &mut tiled);
                assert_eq!(bits(&plain), bits(&tiled), "{layer:?}");
                let (mut plain, mut tiled) = (w.clone(), w.clone());
                layer.gradient_part(&whole, &x, &dy, &mut plain);
                layer.gradient_by_tiles(&x, &dy, &mut tiled);
                assert_eq!(bits(&plain), bits(&tiled), "{layer:?}");
                inside += usize::from(!columns.inside().is_empty() && !rows.inside().is_empty());
            }
        }
        assert!(inside > 100, "tiles were made");
    }
}
