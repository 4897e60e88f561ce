//! The windows of a pool: for each output the indices of the values under it.

use crate::{
    Error,
    error::check,
    math::Taps,
    nn::{Axis, Shape, axis::at_least_one},
};

/// The lengths of a pool's buffers.
pub(super) const fn shape(channels: usize, rows: Axis, columns: Axis) -> Result<Shape, Error> {
    check!(validate(channels, rows, columns));
    let inputs = channels.saturating_mul(rows.size).saturating_mul(columns.size);
    let outputs = channels.saturating_mul(rows.outputs()).saturating_mul(columns.outputs());
    Ok(Shape::plain(inputs, outputs))
}

pub(super) const fn validate(channels: usize, rows: Axis, columns: Axis) -> Result<(), Error> {
    check!(at_least_one("channels", channels));
    check!(rows.validate_pool());
    columns.validate_pool()
}

/// How many values of x, and of y, a channel has.
pub(super) fn planes(rows: Axis, columns: Axis) -> (usize, usize) {
    let of = |rows: usize, columns: usize| rows.saturating_mul(columns).max(1);
    (of(rows.size, columns.size), of(rows.outputs(), columns.outputs()))
}

/// The windows of one channel, row by row.
#[inline]
pub(super) fn windows(rows: Axis, columns: Axis) -> impl Iterator<Item = Window> {
    let (rows, columns) = (rows.along(), columns.along());
    (0..rows.sums).flat_map(move |row| {
        let lines = rows.taps(row);
        (0..columns.sums).map(move |column| Window {
            lines,
            taps: columns.taps(column),
            line: rows.step.wrapping_mul(columns.length),
            step: columns.step,
            start: lines.at.wrapping_mul(columns.length),
        })
    })
}

/// The values under the kernel, within the plane of a channel.
#[derive(Clone, Copy)]
pub(super) struct Window {
    lines: Taps,
    taps: Taps,
    line: usize,
    step: usize,
    start: usize,
}

impl Window {
    /// Their indices, in the order of memory.
    #[inline]
    pub(super) fn indices(self) -> impl Iterator<Item = usize> {
        (0..self.lines.count).flat_map(move |line| {
            let first = self.start.wrapping_add(line.wrapping_mul(self.line));
            let first = first.wrapping_add(self.taps.at);
            (0..self.taps.count).map(move |tap| first.wrapping_add(tap.wrapping_mul(self.step)))
        })
    }
}
