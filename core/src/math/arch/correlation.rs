//! Sums of products of a kernel that moves over rows and columns.

use crate::math::Along;

/// Sums of several channels and groups of them: begin + Σ u(n, k, l) v(n, i + k, j + l), of planes n and of what of the kernel lies
/// on values.
///
/// v is `[planes][rows.length][columns.length]` for each group, and each channel of a group sees the same of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Correlation {
    pub(crate) rows: Along,
    pub(crate) columns: Along,
    pub(crate) planes: usize,
    pub(crate) channels: usize,
    pub(crate) groups: usize,
    /// From one group of planes to the next in v.
    pub(crate) values: usize,
    pub(crate) kernels: Kernels,
    pub(crate) written: Written,
    pub(crate) begin: Begin,
}

/// How the kernels lie in u.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kernels {
    pub(crate) at: usize,
    /// From one to the next of a line, from line to line and from plane to plane, upwards or downwards.
    pub(crate) steps: [isize; 3],
    pub(crate) channel: usize,
    pub(crate) group: usize,
}

/// What sums begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    Zero,
    /// A value of u for each channel, as far apart as the kernels: here that of the first.
    At(usize),
    /// What is there.
    There,
}

/// How the sums lie in what is written, those of a row side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    pub(crate) at: usize,
    pub(crate) row: usize,
    pub(crate) channel: usize,
    pub(crate) group: usize,
}

impl Correlation {
    /// Values of one plane.
    pub(super) const fn plane(&self) -> usize {
        self.rows.length.wrapping_mul(self.columns.length)
    }

    /// Whether all that is read and written lies in slices of these lengths.
    pub(super) fn fits(&self, u: usize, v: usize, to: usize) -> bool {
        let Self { rows, columns, planes, channels, groups, values, kernels, written, begin } =
            *self;
        let behind = |count: usize, step: usize| count.saturating_sub(1).saturating_mul(step);
        let channels_of =
            |channel, group| behind(channels, channel).saturating_add(behind(groups, group));
        let (mut before, mut last) = (0_usize, channels_of(kernels.channel, kernels.group));
        for (count, step) in [columns.taps, rows.taps, planes].into_iter().zip(kernels.steps) {
            let end = if step < 0 { &mut before } else { &mut last };
            *end = end.saturating_add(behind(count, step.unsigned_abs()));
        }
        let of_u = before <= kernels.at && last.saturating_add(kernels.at) < u;
        let of_begin = match begin {
            Begin::At(at) => channels_of(kernels.channel, kernels.group).saturating_add(at) < u,
            Begin::Zero | Begin::There => true,
        };
        let group = rows.length.saturating_mul(columns.length).saturating_mul(planes);
        let of_v = behind(groups, values).saturating_add(group) <= v;
        let sums = behind(rows.sums, written.row).saturating_add(columns.sums.saturating_sub(1));
        let end = channels_of(written.channel, written.group).saturating_add(sums);
        let of_to = end.saturating_add(written.at) < to;
        of_u && of_begin && of_v && of_to && rows.is_moderate() && columns.is_moderate()
    }
}
