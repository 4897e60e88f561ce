//! What the loop of `cortex_m_fpu_tiles.rs` computes, for the tests; other processors do as well by the plain loops.

use super::{Columns, Place, Rows, TILE};

/// Whether sums by tiles are worth it; here only where they are tested.
pub(crate) const TILES: bool = cfg!(test);

/// Tiles of four rows of u and columns of v.
pub(crate) struct Tiles<'a> {
    rows: &'a Rows<'a>,
    v: &'a [f32],
    apart: usize,
}

impl<'a> Tiles<'a> {
    /// Whose sums lie in rows that are `apart`.
    pub(crate) fn new(rows: &'a Rows<'a>, v: &'a [f32], apart: usize) -> Self {
        Self { rows, v, apart }
    }

    /// to(a, b) ← begin(a, b) + Σ u(a, n) v(b, n), n as the walk goes, of the columns of the tiles. Nothing if that does not lie in
    /// the slices.
    pub(crate) fn add(&mut self, columns: &Columns, to: &mut [f32], place: &Place) {
        let Self { rows, v, apart } = *self;
        if !rows.room(v.len(), apart).holds(columns, place, to.len()) {
            return;
        }
        let all = (0..rows.fours).flat_map(|four| (0..columns.tiles).map(move |tile| (four, tile)));
        for (four, tile) in all {
            let v_at = columns.at.map(|at| at.wrapping_add(tile.wrapping_mul(columns.step)));
            let u_at = rows.first_four().map(|at| at.wrapping_add(four.wrapping_mul(rows.step())));
            let first = four.wrapping_mul(TILE).wrapping_mul(apart);
            let of_rows = rows.four_apart(apart).map(|row| row.wrapping_add(first));
            let of_columns = match place {
                Place::Beside => {
                    [0, 1, 2, 3].map(|b: usize| tile.wrapping_mul(TILE).wrapping_add(b))
                }
                Place::Scattered(columns) => *columns,
            };
            let mut sums = match rows.begin {
                Some(begin) => u_at.map(|at| [value(rows.u, at.wrapping_add(begin)); TILE]),
                None => of_rows.map(|a| of_columns.map(|b| value(to, a.wrapping_add(b)))),
            };
            add_products(rows, u_at, (v, v_at), &mut sums);
            for (a, sums) in of_rows.iter().zip(sums) {
                for (b, sum) in of_columns.iter().zip(sums) {
                    if let Some(to) = to.get_mut(a.wrapping_add(*b)) {
                        *to = sum;
                    }
                }
            }
        }
    }
}

fn value(of: &[f32], at: usize) -> f32 {
    of.get(at).copied().unwrap_or_default()
}

/// Of one tile.
fn add_products(
    Rows { walk, u, .. }: &Rows<'_>,
    u_at: [usize; TILE],
    (v, v_at): (&[f32], [usize; TILE]),
    sums: &mut [[f32; TILE]; TILE],
) {
    let (mut i, mut j) = (0_usize, 0_usize);
    for _ in 0..walk.planes {
        for line in 1..=walk.lines {
            for _ in 0..walk.count {
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
}

#[cfg(test)]
mod tests {
    use super::{super::Walk, *};

    /// Two fours of rows and two tiles each, of planes, lines and neighbours that lie apart, beside the sum written out.
    #[test]
    fn a_tile_walks_plane_by_plane_and_line_by_line() {
        let values: [f32; 300] = core::array::from_fn(|i| ((i * 37 % 41) as f32 - 20.0) * 0.37);
        let (counts, of_u, of_v) = ([3, 2, 2], [5, 20], [2, 11, 40]);
        let walk = Walk::new(counts, of_u, of_v).unwrap();
        let columns = Columns { at: [1, 2, 13, 90], step: 17, tiles: 2 };
        for begin in [None, Some(7)] {
            let rows = Rows::new(&walk, &values, [4, 30], 8, begin).unwrap();
            let mut found = [9.0; 78];
            Tiles::new(&rows, &values, 10).add(&columns, &mut found, &Place::Beside);
            for (a, b) in (0..2 * TILE).flat_map(|a| (0..2 * TILE).map(move |b| (a, b))) {
                let mut sum = begin.map_or(9.0, |begin| values[4 + 30 * a + begin]);
                for (p, l, n) in
                    (0..2).flat_map(|p| (0..2).flat_map(move |l| (0..3).map(move |n| (p, l, n))))
                {
                    let at_v = columns.at[b % TILE] + 17 * (b / TILE) + 40 * p + 11 * l + 2 * n;
                    sum += values[4 + 30 * a + 20 * p + 5 * l + n] * values[at_v];
                }
                assert_eq!(found[10 * a + b].to_bits(), sum.to_bits(), "({a}, {b})");
            }
            assert_eq!(found[8..10], [9.0; 2], "between the rows nothing is written");
        }
    }

    /// Of three rows and two columns, the last of which stand for those that are not there too.
    #[test]
    fn the_sums_of_a_tile_may_be_scattered() {
        let values: [f32; 40] = core::array::from_fn(|i| ((i * 37 % 41) as f32 - 20.0) * 0.37);
        let walk = Walk::new([3, 1, 1], [0; 2], [2, 0, 0]).unwrap();
        for begin in [None, Some(11)] {
            let rows = Rows::new(&walk, &values, [2, 9], 3, begin).unwrap();
            let mut found = [9.0; 20];
            let mut tiles = Tiles::new(&rows, &values, 7);
            let mut add = |at, columns, to: &mut [f32]| {
                tiles.add(&Columns { at, step: 0, tiles: 1 }, to, &Place::Scattered(columns));
            };
            add([3, 5, 5, 5], [1, 4, 4, 4], &mut found);
            let mut expected = [9.0; 20];
            for a in 0..3 {
                for (column, at) in [(1, 3), (4, 5)] {
                    let sum = &mut expected[7 * a + column];
                    *sum = begin.map_or(9.0, |begin| values[2 + 9 * a + begin]);
                    (0..3).for_each(|n| *sum += values[2 + 9 * a + n] * values[at + 2 * n]);
                }
            }
            assert_eq!(found.map(f32::to_bits), expected.map(f32::to_bits));
            add([3; 4], [1, 6, 4, 4], &mut found);
            add([36; 4], [1, 4, 4, 4], &mut found);
            assert_eq!(found.map(f32::to_bits), expected.map(f32::to_bits), "beyond an end");
        }
    }

    #[test]
    fn what_does_not_fit_is_left_alone() {
        let (values, mut to) = ([1.0; 8], [9.0; 36]);
        let walk = Walk::new([4, 1, 1], [0; 2], [1, 0, 0]).unwrap();
        let rows = Rows::new(&walk, &values, [0, 0], 8, Some(7)).unwrap();
        let mut run = |at: usize, tiles: usize, apart: usize| {
            let columns = Columns { at: [at; 4], step: 1, tiles };
            Tiles::new(&rows, &values, apart).add(&columns, &mut to, &Place::Beside);
            to[0]
        };
        assert_eq!((run(5, 1, 4), run(4, 2, 4), run(0, 0, 4), run(0, 1, 5)), (9.0, 9.0, 9.0, 9.0));
        assert_eq!((run(4, 1, 4), run(3, 2, 4)), (5.0, 5.0));
        for (first, apart, count, begin) in
            [(5, 0, 4, None), (0, 2, 4, None), (0, 1, 8, None), (1, 0, 1, Some(7)), (0, 1, 0, None)]
        {
            let rows = Rows::new(&walk, &values, [first, apart], count, begin);
            assert!(rows.is_none(), "{count} rows from {first} on, {apart} apart, from {begin:?}");
        }
        assert!(Walk::new([4, 0, 1], [0; 2], [1, 0, 0]).is_none());
    }
}
