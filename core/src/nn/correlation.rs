//! A convolution as one correlation of whole rows: forward that of the kernels with x, for the gradient of the inputs that of the
//! turned kernels with dy, and for that of the weights that of dy with x.

use super::Conv2d;
use crate::math::{Begin, Correlation, Kernels, Written, correlate};

impl Conv2d {
    /// y, whatever it holds.
    pub(super) fn forward_by_correlation(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        let (row, plane) = self.rows_and_planes();
        let of_group = self.out_channels_of_group();
        let kernels = Kernels {
            at: 0,
            steps: [1, self.columns.kernel, self.kernel()].map(usize::cast_signed),
            channel: row,
            group: of_group.wrapping_mul(row),
        };
        let written = Written {
            at: 0,
            row: self.columns.outputs(),
            channel: plane,
            group: of_group.wrapping_mul(plane),
        };
        let correlation = Correlation {
            rows: self.rows.along(),
            columns: self.columns.along(),
            planes: self.channels_of_group(),
            channels: of_group,
            groups: self.groups,
            values: self.channels_of_group().wrapping_mul(self.plane_of_inputs()),
            kernels,
            written,
            begin: Begin::At(row.wrapping_sub(1)),
        };
        correlate(&correlation, parameters, x, y);
    }

    /// The gradient of the inputs, whatever was there, of a layer of stride 1.
    pub(super) fn inputs_by_correlation(&self, parameters: &[f32], dy: &[f32], dx: &mut [f32]) {
        let (row, plane_of_outputs) = self.rows_and_planes();
        let (seen, of_group) = (self.channels_of_group(), self.out_channels_of_group());
        let (wide, plane) = (self.columns.size, self.plane_of_inputs());
        let back = |step: usize| step.cast_signed().wrapping_neg();
        let kernels = Kernels {
            at: self.kernel().wrapping_sub(1),
            steps: [back(1), back(self.columns.kernel), row.cast_signed()],
            channel: self.kernel(),
            group: of_group.wrapping_mul(row),
        };
        let written = Written { at: 0, row: wide, channel: plane, group: seen.wrapping_mul(plane) };
        let correlation = Correlation {
            rows: self.rows.turned(),
            columns: self.columns.turned(),
            planes: of_group,
            channels: seen,
            groups: self.groups,
            values: of_group.wrapping_mul(plane_of_outputs),
            kernels,
            written,
            begin: Begin::Zero,
        };
        correlate(&correlation, parameters, dy, dx);
    }

    /// Adds to the gradient of the weights: a kernel of dy moves over x, and where it lies is the weight.
    pub(super) fn gradient_by_correlation(&self, x: &[f32], dy: &[f32], gradient: &mut [f32]) {
        let (row, plane) = self.rows_and_planes();
        let (seen, of_group) = (self.channels_of_group(), self.out_channels_of_group());
        let kernels = Kernels {
            at: 0,
            steps: [1, self.columns.outputs(), plane].map(usize::cast_signed),
            channel: plane,
            group: of_group.wrapping_mul(plane),
        };
        for channel in 0..seen {
            let written = Written {
                at: channel.wrapping_mul(self.kernel()),
                row: self.columns.kernel,
                channel: row,
                group: of_group.wrapping_mul(row),
            };
            let correlation = Correlation {
                rows: self.rows.over_weights(),
                columns: self.columns.over_weights(),
                planes: 1,
                channels: of_group,
                groups: self.groups,
                values: seen.wrapping_mul(self.plane_of_inputs()),
                kernels,
                written,
                begin: Begin::There,
            };
            let first = channel.wrapping_mul(self.plane_of_inputs());
            correlate(&correlation, dy, x.get(first..).unwrap_or_default(), gradient);
        }
    }

    /// Inputs of one channel.
    const fn plane_of_inputs(&self) -> usize {
        self.rows.size.wrapping_mul(self.columns.size)
    }

    /// Weights of one channel of inputs.
    const fn kernel(&self) -> usize {
        self.rows.kernel.wrapping_mul(self.columns.kernel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Axis;
    extern crate std;
    use crate::nn::lines::tests::{bits, values};
    use std::vec;

    /// Strides, paddings, also beyond the kernel, dilations, also with strides, and groups.
    #[test]
    fn correlations_have_the_bits_of_the_lines() {
        let axes = [
            Axis::new(1, 1),
            Axis::new(21, 3),
            Axis { padding: 2, ..Axis::new(20, 5) },
            Axis { stride: 2, padding: 1, ..Axis::new(31, 3) },
            Axis { stride: 3, padding: 1, dilation: 2, ..Axis::new(29, 5) },
            Axis { stride: 4, padding: 1, dilation: 2, ..Axis::new(29, 5) },
            Axis { stride: 3, ..Axis::new(40, 2) },
            Axis { padding: 3, ..Axis::new(2, 2) },
            Axis { stride: 2, padding: 5, ..Axis::new(3, 2) },
            Axis { padding: 4, dilation: 2, ..Axis::new(40, 11) },
        ];
        for (rows, columns) in axes.iter().flat_map(|rows| axes.iter().map(move |c| (*rows, *c))) {
            for (groups, in_channels, out_channels) in [(1, 1, 1), (1, 3, 2), (2, 4, 6), (3, 3, 3)]
            {
                let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
                let shape = layer.shape().unwrap();
                let (w, x) = (values(shape.parameters, 29), values(shape.inputs, 31));
                let dy = values(shape.outputs, 37);
                let (mut plain, mut found) = (vec![0.0; shape.outputs], vec![9.0; shape.outputs]);
                layer.forward_by_lines(&w, &x, &mut plain);
                layer.forward_by_correlation(&w, &x, &mut found);
                assert_eq!(bits(&plain), bits(&found), "{layer:?}");
                let (mut plain, mut found) = (vec![0.0; shape.inputs], vec![9.0; shape.inputs]);
                if [rows.stride, columns.stride] == [1, 1] {
                    layer.inputs_by_lines(&w, &dy, &mut plain);
                    layer.inputs_by_correlation(&w, &dy, &mut found);
                    assert_eq!(bits(&plain), bits(&found), "{layer:?}");
                }
                let (mut plain, mut found) = (w.clone(), w.clone());
                layer.gradient_by_lines(&x, &dy, &mut plain);
                layer.gradient_by_correlation(&x, &dy, &mut found);
                assert_eq!(bits(&plain), bits(&found), "{layer:?}");
            }
        }
    }
}
