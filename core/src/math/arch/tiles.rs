//! What the loop of `cortex_m_fpu_tiles.rs` computes, for the tests; other processors do as well by the plain loops.

use super::{Columns, Rows, TILE};

/// Whether sums by tiles are worth it; here only where they are tested.
pub(crate) const TILES: bool = cfg!(test);

/// Tiles of four rows of u and columns of v.
pub(crate) struct Tiles<'a> {
    rows: &'a Rows<'a>,
    v: &'a [f32],
}

impl<'a> Tiles<'a> {
    pub(crate) const fn new(rows: &'a Rows<'a>, v: &'a [f32]) -> Self {
        Self { rows, v }
    }

    /// to(a, b) ← from(a, b) + Σ u(a, n) v(b, n), n as the walk goes: of four rows, `apart` in `to`, and the columns of the tiles,
    /// side by side. Without `from`, which is the same for every tile, it is `to`. Nothing if that does not lie in the slices.
    pub(crate) fn add(
        &mut self,
        columns: &Columns,
        from: Option<&[[f32; TILE]; TILE]>,
        (to, apart): (&mut [f32], usize),
    ) {
        if !self.rows.fit(columns, self.v.len(), (to.len(), apart)) {
            return;
        }
        let mut to = to;
        for tile in 0..columns.tiles {
            let at = columns.at.map(|at| at.wrapping_add(tile.wrapping_mul(columns.step)));
            let there = |a: usize| to.get(a.wrapping_mul(apart)..).and_then(<[f32]>::first_chunk);
            let mut sums: [[f32; TILE]; TILE] = match from {
                Some(from) => *from,
                None => [0, 1, 2, 3].map(|a| there(a).copied().unwrap_or_default()),
            };
            add_products(self.rows, (self.v, at), &mut sums);
            for (a, sums) in sums.into_iter().enumerate() {
                let row = to.get_mut(a.wrapping_mul(apart)..);
                let Some(four) = row.and_then(<[f32]>::first_chunk_mut) else { return };
                *four = sums;
            }
            to = to.get_mut(TILE..).unwrap_or_default();
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
        let mut tiles = Tiles::new(&rows, &values);
        tiles.add(&columns, None, (&mut found, 10));
        tiles.add(&columns, Some(&from), (&mut begun, 10));
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

    #[test]
    fn what_does_not_fit_is_left_alone() {
        let (values, mut to) = ([1.0; 8], [9.0; 20]);
        let walk = Walk::new([4, 1, 1], [0; 2], [1, 0, 0]).unwrap();
        let rows = Rows::new(&walk, &values, [0; 4]).unwrap();
        let mut run = |at: usize, tiles: usize, apart: usize| {
            let columns = Columns { at: [at; 4], step: 1, tiles };
            Tiles::new(&rows, &values).add(&columns, Some(&[[0.0; 4]; 4]), (&mut to, apart));
            to[0]
        };
        assert_eq!((run(5, 1, 4), run(4, 2, 4), run(0, 0, 4), run(0, 1, 6)), (9.0, 9.0, 9.0, 9.0));
        assert_eq!((run(4, 1, 5), run(3, 2, 4)), (4.0, 4.0));
        assert!(Rows::new(&walk, &values, [0, 5, 0, 0]).is_none());
        assert!(Walk::new([4, 0, 1], [0; 2], [1, 0, 0]).is_none());
    }
}
