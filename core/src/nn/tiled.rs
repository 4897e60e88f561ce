//! A convolution by tiles: four channels and four places, or four weights, at a time, with the bits of the plain loops.
//!
//! A tile has sums that walk side by side, so the outputs must see the same of the kernel: where some of it lies on the padding,
//! each output at the ends of a row has tiles of its own, and each row at the ends of a plane.

use super::{Axis, conv2d::Conv2d, parts::Parts};
use crate::math::{Places, Rows, Sums, TILE, Taps, Walk, add_tiles};
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

    /// y, whatever it holds.
    pub(super) fn forward_by_tiles(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        let (rows, columns) = (self.rows.along().inside(), self.columns.along().inside());
        // Rows by themselves would leave tiles that are filled in part.
        let at_once = columns.len() < 4 * TILE && !columns.len().is_multiple_of(TILE);
        let is_wide = columns == (0..self.columns.outputs());
        let sizes = self.rows_and_planes();
        bands(&rows, self.rows.outputs(), true, |rows| {
            bands(&columns, self.columns.outputs(), true, |columns| {
                let is_inside = columns.len() > 1;
                if is_wide || at_once || !is_inside || rows.len() == 1 {
                    let part = Part { rows: rows.clone(), columns };
                    return self.forward_band(&part, sizes, parameters, x, y);
                }
                for row in rows.clone() {
                    let part = Part { rows: row..row.wrapping_add(1), columns: columns.clone() };
                    self.forward_band(&part, sizes, parameters, x, y);
                }
            });
        });
    }

    /// Four channels and four outputs at a time.
    fn forward_band(
        &self,
        part: &Part,
        (row, plane): (usize, usize),
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
    ) {
        let lines = self.rows.along().taps(part.rows.start);
        let taps = self.columns.along().taps(part.columns.start);
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
        let Some(walk) = walk else { return self.biases_alone(part, parameters, y) };
        let places = part.rows.len().wrapping_mul(part.columns.len());
        let across = self.columns.outputs();
        let first_weight = lines.first.wrapping_mul(kernel).wrapping_add(taps.first);
        let is_one_run = part.rows.len() == 1 || part.columns.len() == across;
        let of_y =
            (!is_one_run).then(|| Places::new(0, [part.columns.len(), usize::MAX], [1, across, 0]));
        let to_bias = row.wrapping_sub(1).wrapping_sub(first_weight);
        self.channels_by_fours(|first_input, channel, count| {
            let x_at = self.input_at(first_input, [lines.at, taps.at]);
            let weights_at = [channel.wrapping_mul(row).wrapping_add(first_weight), row];
            let first_y = self.output_at(channel, [part.rows.start, part.columns.start]);
            let of_x = (x, &self.inputs_of_outputs(x_at, part.columns.len()));
            let y = y.get_mut(first_y..).unwrap_or_default();
            let rows = Rows::new(&walk, parameters, weights_at, count, Some(to_bias));
            let Some(rows) = rows else { return };
            let sums = Sums { to: y, apart: plane, columns: places, places: of_y.as_ref() };
            add_tiles(&rows, of_x, sums);
        });
    }

    /// Outputs that lie on the padding alone.
    fn biases_alone(&self, part: &Part, parameters: &[f32], y: &mut [f32]) {
        let (row, plane) = self.rows_and_planes();
        for (y, row) in y.parts_mut(plane).zip(parameters.parts(row)) {
            let bias = row.last().copied().unwrap_or_default();
            for line in part.rows.clone() {
                let first = self.output_at(0, [line, part.columns.start]);
                let y = y.get_mut(first..).unwrap_or_default();
                y.iter_mut().take(part.columns.len()).for_each(|y| *y = bias);
            }
        }
    }

    /// Adds to the gradient of the weights.
    pub(super) fn gradient_by_tiles(&self, x: &[f32], dy: &[f32], gradient: &mut [f32]) {
        let (down, across) = (self.rows.outputs(), self.columns.outputs());
        let inside = self.columns.along().inside();
        let whole = 0..self.columns.kernel;
        let sizes = self.rows_and_planes();
        bands(&self.rows.along().inside(), down, true, |rows| {
            let part = |columns| Part { rows: rows.clone(), columns };
            if inside == (0..across) {
                self.gradient_band(&part(0..across), &whole, sizes, [x, dy], gradient);
            } else if down == 1 {
                self.gradient_of(&part(0..inside.start), x, dy, gradient);
                self.gradient_band(&part(inside.clone()), &whole, sizes, [x, dy], gradient);
                self.gradient_of(&part(inside.end..across), x, dy, gradient);
            } else {
                // Columns of the kernel that lie on values for the same outputs, which are all inside.
                let mut tap = 0;
                while tap < whole.end {
                    let outputs = self.outputs_of(tap);
                    let mut behind = tap.wrapping_add(1)..whole.end;
                    let end = behind.find(|next| self.outputs_of(*next) != outputs);
                    let end = end.unwrap_or(whole.end);
                    self.gradient_band(&part(outputs), &(tap..end), sizes, [x, dy], gradient);
                    tap = end;
                }
            }
        });
    }

    /// The columns of outputs for which this column of the kernel lies on values.
    fn outputs_of(&self, tap: usize) -> Range<usize> {
        let Taps { first, count, .. } = self.columns.over_weights().taps(tap);
        first..first.wrapping_add(count)
    }

    /// Four channels and four weights at a time, of outputs for which these columns of the kernel lie on values.
    fn gradient_band(
        &self,
        part: &Part,
        taps: &Range<usize>,
        (row, plane): (usize, usize),
        [x, dy]: [&[f32]; 2],
        gradient: &mut [f32],
    ) {
        let (across, wide) = (self.columns.outputs(), self.columns.size);
        let down = self.rows.stride.wrapping_mul(wide);
        let walk = Walk::new(
            [part.columns.len(), part.rows.len(), 1],
            [across, 0],
            [self.columns.stride, down, 0],
        );
        let Some(walk) = walk else { return };
        let Axis { stride, padding, dilation, .. } = self.columns;
        let lines = self.rows.along().taps(part.rows.start);
        let kernel = self.rows.kernel.wrapping_mul(self.columns.kernel);
        let counts = [taps.len(), lines.count];
        let weights = taps.len().wrapping_mul(lines.count).wrapping_mul(self.channels_of_group());
        if weights == 0 {
            return;
        }
        let apart =
            [dilation, self.rows.dilation.wrapping_mul(wide), self.rows.size.wrapping_mul(wide)];
        let first_column = part.columns.start.wrapping_mul(stride);
        let first_column =
            first_column.wrapping_add(taps.start.wrapping_mul(dilation)).wrapping_sub(padding);
        let first_weight = lines.first.wrapping_mul(self.columns.kernel).wrapping_add(taps.start);
        let is_whole = counts == [self.columns.kernel, self.rows.kernel];
        let of_g = (!is_whole)
            .then(|| Places::new(first_weight, counts, [1, self.columns.kernel, kernel]));
        self.channels_by_fours(|first_input, channel, count| {
            let x_at = self.input_at(first_input, [lines.at, first_column]);
            let first = self.output_at(channel, [part.rows.start, part.columns.start]);
            let of_x = (x, &Places::new(x_at, counts, apart));
            let g = gradient.get_mut(channel.wrapping_mul(row)..).unwrap_or_default();
            let Some(rows) = Rows::new(&walk, dy, [first, plane], count, None) else { return };
            let sums = Sums { to: g, apart: row, columns: weights, places: of_g.as_ref() };
            add_tiles(&rows, of_x, sums);
        });
    }

    /// The fours of a group's channels, and what is left of them: the first input channel that they see, the first of them, and
    /// how many.
    fn channels_by_fours(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let (seen, of_group) = (self.channels_of_group(), self.out_channels_of_group());
        let rest = of_group % TILE;
        let fours = of_group.wrapping_sub(rest);
        for group in 0..self.groups {
            let first = group.wrapping_mul(of_group);
            for (next, count) in [(0, fours), (fours, rest)] {
                if count > 0 {
                    visit(group.wrapping_mul(seen), first.wrapping_add(next), count);
                }
            }
        }
    }

    /// Where in x a value of a channel lies, of a line and a column.
    const fn input_at(&self, channel: usize, [line, column]: [usize; 2]) -> usize {
        let lines = channel.wrapping_mul(self.rows.size).wrapping_add(line);
        lines.wrapping_mul(self.columns.size).wrapping_add(column)
    }

    /// The inputs under outputs one after the other, so many a row.
    const fn inputs_of_outputs(&self, at: usize, across: usize) -> Places {
        let down = self.rows.stride.wrapping_mul(self.columns.size);
        Places::new(at, [across, usize::MAX], [self.columns.stride, down, 0])
    }

    /// Where in y a value of a channel lies, of a line and a column.
    const fn output_at(&self, channel: usize, [line, column]: [usize; 2]) -> usize {
        let lines = channel.wrapping_mul(self.rows.outputs()).wrapping_add(line);
        lines.wrapping_mul(self.columns.outputs()).wrapping_add(column)
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
        let mut inside = 0;
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
                let (mut plain, mut tiled) = (w.clone(), w.clone());
                layer.gradient_by_lines(&x, &dy, &mut plain);
                layer.gradient_by_tiles(&x, &dy, &mut tiled);
                assert_eq!(bits(&plain), bits(&tiled), "{layer:?}");
                inside += usize::from(
                    !columns.along().inside().is_empty() && !rows.along().inside().is_empty(),
                );
            }
        }
        assert!(inside > 100, "tiles were made: {inside}");
    }
}
