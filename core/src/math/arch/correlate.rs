//! What the loops of `cortex_m_fpu_correlate.rs` compute, for the tests; other processors do as well by the plain loops.

use super::{Begin, Correlation};

/// Writes every sum. Nothing if that does not lie in the slices.
pub(crate) fn correlate(of: &Correlation, u: &[f32], v: &[f32], to: &mut [f32]) {
    if !of.fits(u.len(), v.len(), to.len()) {
        return;
    }
    let written = &of.written;
    let apart = [written.group, written.channel, written.row, 1];
    for group in 0..of.groups {
        for channel in 0..of.channels {
            for row in 0..of.rows.sums {
                for column in 0..of.columns.sums {
                    let sum = [group, channel, row, column];
                    let place = place(written.at, sum, apart);
                    if let Some(to) = to.get_mut(place) {
                        *to = one(of, sum, (u, v), *to);
                    }
                }
            }
        }
    }
}

/// So many steps of each kind from a place on.
fn place<const N: usize>(at: usize, counts: [usize; N], steps: [usize; N]) -> usize {
    counts.into_iter().zip(steps).fold(at, |at, (count, step)| {
        at.wrapping_add(count.wrapping_mul(step)) // a step downwards wraps
    })
}

/// One of them.
fn one(
    of: &Correlation,
    [group, channel, row, column]: [usize; 4],
    (u, v): (&[f32], &[f32]),
    there: f32,
) -> f32 {
    let value = |of: &[f32], at: usize| of.get(at).copied().unwrap_or_default();
    let (kernels, steps) = (&of.kernels, of.kernels.steps.map(isize::cast_unsigned));
    let channels = [kernels.group, kernels.channel];
    let (lines, taps) = (of.rows.taps(row), of.columns.taps(column));
    let first_u = place(kernels.at, [group, channel], channels);
    let first_u = place(first_u, [taps.first, lines.first, 0], steps);
    let line = of.rows.step.wrapping_mul(of.columns.length);
    let first_v = place(taps.at, [group, lines.at], [of.values, of.columns.length]);
    let mut sum = match of.begin {
        Begin::Zero => 0.0,
        Begin::At(at) => value(u, place(at, [group, channel], channels)),
        Begin::There => there,
    };
    for n in 0..of.planes {
        for k in 0..lines.count {
            for l in 0..taps.count {
                let v_at = place(first_v, [l, k, n], [of.columns.step, line, of.plane()]);
                sum += value(u, place(first_u, [l, k, n], steps)) * value(v, v_at);
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Kernels, Written},
        *,
    };
    use crate::math::Along;

    const ALONG: Along = Along { sums: 3, stride: 1, origin: -1, step: 1, taps: 2, length: 2 };
    const KERNELS: Kernels = Kernels { at: 1, steps: [-1, 0, 2], channel: 0, group: 0 };
    const OF: Correlation = Correlation {
        rows: Along { sums: 1, stride: 1, origin: 0, step: 1, taps: 1, length: 1 },
        columns: ALONG,
        planes: 2,
        channels: 1,
        groups: 1,
        values: 0,
        kernels: KERNELS,
        written: Written { at: 1, row: 0, channel: 0, group: 0 },
        begin: Begin::There,
    };

    /// A turned kernel of two planes, whose first value lies on the padding first and whose last one does in the end.
    #[test]
    fn a_kernel_moves_over_the_values() {
        let (u, v, mut to) = ([1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0], [0.5; 6]);
        correlate(&OF, &u, &v, &mut to);
        assert_eq!(to, [0.5, 100.5, 280.5, 200.5, 0.5, 0.5]);
    }

    #[test]
    fn what_does_not_fit_is_left_alone() {
        let run = |of: Correlation, u: usize, v: usize, to: usize| {
            let mut sums = [9.0; 6];
            correlate(&of, &[1.0; 4][..u], &[1.0; 4][..v], &mut sums[..to]);
            sums != [9.0; 6]
        };
        assert!(run(OF, 4, 4, 6));
        assert!(!run(OF, 3, 4, 6) && !run(OF, 4, 3, 6) && !run(OF, 4, 4, 3));
        assert!(!run(Correlation { kernels: Kernels { at: 0, ..KERNELS }, ..OF }, 4, 4, 6));
        assert!(!run(Correlation { begin: Begin::At(4), ..OF }, 4, 4, 6));
        let far = Along { stride: usize::MAX / 2, ..ALONG };
        assert!(!run(Correlation { columns: far, ..OF }, 4, 4, 6), "numbers that wrap around");
    }
}
