//! What the loop of `cortex_m_fpu_tiles.rs` computes, for the tests; other processors do as well by the plain loops.

use super::{TILE, Walk};

/// Whether sums by tiles are worth it; here only where they are tested.
pub(crate) const TILES: bool = cfg!(test);

/// to(a, b) ← from(a, b) + Σ u(a, n) v(b, n), n as the walk goes, u from four places on and v from four others; rows of `to` are
/// `row` apart. Nothing if that does not lie in the slices.
pub(crate) fn tile(
    walk: &Walk,
    (u, u_at): (&[f32], &[usize; TILE]),
    (v, v_at): (&[f32], &[usize; TILE]),
    from: &[[f32; TILE]; TILE],
    (to, row): (&mut [f32], usize),
) {
    if !walk.stays_within((u.len(), u_at), (v.len(), v_at)) {
        return;
    }
    let mut sums = *from;
    let (mut i, mut j) = (0_usize, 0_usize);
    for _ in 0..walk.planes {
        for line in 1..=walk.lines {
            for _ in 0..walk.count {
                let value = |of: &[f32], at: usize| of.get(at).copied().unwrap_or_default();
                for (sums, a) in sums.iter_mut().zip(u_at) {
                    for (sum, b) in sums.iter_mut().zip(v_at) {
                        *sum += value(u, a.wrapping_add(i)) * value(v, b.wrapping_add(j));
                    }
                }
                (i, j) = (i.wrapping_add(1), j.wrapping_add(walk.step));
            }
            let last = line == walk.lines;
            i = i.wrapping_add(if last { walk.u_plane } else { walk.u_line });
            j = j.wrapping_add(if last { walk.v_plane } else { walk.v_line });
        }
    }
    let mut to = to;
    for sums in sums {
        let Some(four) = to.first_chunk_mut() else { return };
        *four = sums;
        to = to.get_mut(row..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of planes, lines and neighbours that lie apart, beside the sum written out.
    #[test]
    fn a_tile_walks_plane_by_plane_and_line_by_line() {
        let values: [f32; 200] = core::array::from_fn(|i| ((i * 37 % 41) as f32 - 20.0) * 0.37);
        let (counts, of_u, of_v) = ([3, 2, 2], [5, 20], [2, 11, 40]);
        let walk = Walk::new(counts, of_u, of_v).unwrap();
        let (u_at, v_at) = ([0, 30, 60, 60], [1, 2, 13, 90]);
        let from = [[0.5, -0.25, 1.0, 2.0]; TILE];
        let mut found = [9.0; 22];
        tile(&walk, (&values, &u_at), (&values, &v_at), &from, (&mut found, 6));
        for (a, b) in (0..TILE).flat_map(|a| (0..TILE).map(move |b| (a, b))) {
            let mut sum = from[a][b];
            for (p, l, n) in
                (0..2).flat_map(|p| (0..2).flat_map(move |l| (0..3).map(move |n| (p, l, n))))
            {
                sum += values[u_at[a] + 20 * p + 5 * l + n]
                    * values[v_at[b] + 40 * p + 11 * l + 2 * n];
            }
            assert_eq!(found[6 * a + b].to_bits(), sum.to_bits(), "({a}, {b})");
        }
        assert_eq!(found[4..6], [9.0; 2], "between the rows nothing is written");
    }

    #[test]
    fn what_does_not_fit_is_left_alone() {
        let (values, mut to) = ([1.0; 8], [9.0; 16]);
        let walk = Walk::new([4, 1, 1], [0; 2], [1, 0, 0]).unwrap();
        let mut run = |at: usize| {
            tile(&walk, (&values, &[0; 4]), (&values, &[at; 4]), &[[0.0; 4]; 4], (&mut to, 4));
            to[0]
        };
        assert_eq!((run(5), run(4)), (9.0, 4.0));
        assert!(Walk::new([4, 0, 1], [0; 2], [1, 0, 0]).is_none());
    }
}
