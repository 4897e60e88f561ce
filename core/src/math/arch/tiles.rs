//! What the loop of `cortex_m_fpu_tiles.rs` computes, for the tests; other processors do as well by the plain loops.

use super::{Columns, Place, Rows, TILE, walk::rows_of_sums};

/// Whether sums by tiles are worth it; here only where they are tested.
pub(crate) const TILES: bool = cfg!(test);

/// Tiles of four rows of u and columns of v.
pub(crate) struct Tiles<'a> {
    rows: &'a Rows<'a>,
    v: &'a [f32],
    from: Option<&'a [[f32; TILE]; TILE]>,
    of_sums: [usize; TILE],
}

impl<'a> Tiles<'a> {
    /// Whose sums lie in rows that are `apart`, so many; they begin `from` the same in every tile or, without, with what is there.
    pub(crate) fn new(
        rows: &'a Rows<'a>,
        v: &'a [f32],
        from: Option<&'a [[f32; TILE]; TILE]>,
        [apart, height]: [usize; 2],
    ) -> Self {
        Self { rows, v, from, of_sums: rows_of_sums(apart, height) }
    }

    /// to(a, b) ← from(a, b) + Σ u(a, n) v(b, n), n as the walk goes, of the columns of the tiles. Nothing if that does not lie in
    /// the slices.
    pub(crate) fn add(&mut self, columns: &Columns, to: &mut [f32], place: &Place) {
        let [.., last] = self.of_sums;
        if !self.rows.fit(columns, self.v.len(), place, [last, to.len()]) {
            return;
        }
        for tile in 0..columns.tiles {
            let at = columns.at.map(|at| at.wrapping_add(tile.wrapping_mul(columns.step)));
            let of_columns = match place {
                Place::Beside => {
                    [0, 1, 2, 3].map(|b: usize| tile.wrapping_mul(TILE).wrapping_add(b))
                }
                Place::Scattered(columns) => *columns,
            };
            let there = |a: usize| of_columns.map(|b| to.get(a.wrapping_add(b)).copied());
            let there = |a| there(a).map(Option::unwrap_or_default);
            let mut sums = self.from.copied().unwrap_or_else(|| self.of_sums.map(there));
            add_products(self.rows, (self.v, at), &mut sums);
            for (a, sums) in self.of_sums.iter().zip(sums) {
                for (b, sum) in of_columns.iter().zip(sums) {
                    if let Some(to) = to.get_mut(a.wrapping_add(*b)) {
                        *to = sum;
                    }
                }
            }
        }
    }
}

/// Of one tile.
fn add_products(
    rows: &Rows<'_>,
    (v, v_at): (&[f32], [usize; TILE]),
    sums: &mut [[f32; TILE]; TILE],
) {
    let Rows { walk, u, at: u_at } = rows;
    let value = |of: &[f32], at: usize| of.get(at).copied().unwrap_or_default();
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

    /// Two tiles, of planes, lines and neighbours that lie apart, beside the sum written out.
    #[test]
    fn a_tile_walks_plane_by_plane_and_line_by_line() {
        let values: [f32; 200] = core::array::from_fn(|i| ((i * 37 % 41) as f32 - 20.0) * 0.37);
        let (counts, of_u, of_v) = ([3, 2, 2], [5, 20], [2, 11, 40]);
        let walk = Walk::new(counts, of_u, of_v).unwrap();
        let (u_at, v_at) = ([0, 30, 60, 60], [1, 2, 13, 90]);
        let rows = Rows::new(&walk, &values, u_at).unwrap();
        let columns = Columns { at: v_at, step: 17, tiles: 2 };
        let from = core::array::from_fn(|a| [0.5, -0.25, 1.0, a as f32]);
        let [mut found, mut begun] = [[9.0; 38]; 2];
        Tiles::new(&rows, &values, None, [10, 4]).add(&columns, &mut found, &Place::Beside);
        Tiles::new(&rows, &values, Some(&from), [10, 4]).add(&columns, &mut begun, &Place::Beside);
        for (a, b) in (0..TILE).flat_map(|a| (0..2 * TILE).map(move |b| (a, b))) {
            let (mut sum, mut from_elsewhere) = (9.0, from[a][b % TILE]);
            for (p, l, n) in
                (0..2).flat_map(|p| (0..2).flat_map(move |l| (0..3).map(move |n| (p, l, n))))
            {
                let at_v = v_at[b % TILE] + 17 * (b / TILE) + 40 * p + 11 * l + 2 * n;
                let product = values[u_at[a] + 20 * p + 5 * l + n] * values[at_v];
                sum += product;
                from_elsewhere += product;
            }
            assert_eq!(found[10 * a + b].to_bits(), sum.to_bits(), "({a}, {b})");
            assert_eq!(begun[10 * a + b].to_bits(), from_elsewhere.to_bits(), "({a}, {b})");
        }
        assert_eq!(found[8..10], [9.0; 2], "between the rows nothing is written");
    }

    /// Of three rows and two columns, the last of which stand for those that are not there too.
    #[test]
    fn the_sums_of_a_tile_may_be_scattered() {
        let values: [f32; 40] = core::array::from_fn(|i| ((i * 37 % 41) as f32 - 20.0) * 0.37);
        let walk = Walk::new([3, 1, 1], [0; 2], [2, 0, 0]).unwrap();
        let rows = Rows::new(&walk, &values, [0, 9, 20, 20]).unwrap();
        for from in [None, Some([[0.5; 4], [-0.25; 4], [1.0; 4], [1.0; 4]])] {
            let mut found = [9.0; 20];
            let mut tiles = Tiles::new(&rows, &values, from.as_ref(), [7, 3]);
            let mut add = |at, columns, to: &mut [f32]| {
                tiles.add(&Columns { at, step: 0, tiles: 1 }, to, &Place::Scattered(columns));
            };
            add([3, 5, 5, 5], [1, 4, 4, 4], &mut found);
            let mut expected = [9.0; 20];
            for (a, first) in [0, 9, 20].into_iter().enumerate() {
                for (column, at) in [(1, 3), (4, 5)] {
                    let sum = &mut expected[7 * a + column];
                    *sum = from.map_or(9.0, |from| from[a][0]);
                    (0..3).for_each(|n| *sum += values[first + n] * values[at + 2 * n]);
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
        let (values, mut to) = ([1.0; 8], [9.0; 20]);
        let walk = Walk::new([4, 1, 1], [0; 2], [1, 0, 0]).unwrap();
        let rows = Rows::new(&walk, &values, [0; 4]).unwrap();
        let mut run = |at: usize, tiles: usize, apart: usize| {
            let columns = Columns { at: [at; 4], step: 1, tiles };
            let from = Some(&[[0.0; 4]; 4]);
            Tiles::new(&rows, &values, from, [apart, 4]).add(&columns, &mut to, &Place::Beside);
            to[0]
        };
        assert_eq!((run(5, 1, 4), run(4, 2, 4), run(0, 0, 4), run(0, 1, 6)), (9.0, 9.0, 9.0, 9.0));
        assert_eq!((run(4, 1, 5), run(3, 2, 4)), (4.0, 4.0));
        assert!(Rows::new(&walk, &values, [0, 5, 0, 0]).is_none());
        assert!(Walk::new([4, 0, 1], [0; 2], [1, 0, 0]).is_none());
    }
}
