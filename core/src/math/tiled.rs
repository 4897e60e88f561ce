//! Sums of products, four rows at a time: the bits are those of one sum after the other.

use super::{
    arch::{Rows, TILE, Tiles},
    places::Places,
};

/// What tiles are added to: rows that are `apart`, of as many as `height` of four; columns side by side or, if they are told, at
/// places of their own.
pub(crate) struct Sums<'a> {
    pub(crate) to: &'a mut [f32],
    pub(crate) apart: usize,
    pub(crate) height: usize,
    pub(crate) columns: usize,
    pub(crate) places: Option<&'a Places>,
}

/// to(a, b) ← what it begins with + Σ u(a, n) v(b, n), n as the walk goes: of the first `height` of four rows, and of any number
/// of columns, whose values of v begin where `places` go.
///
/// A sum begins with what is there or, if they are told, with the same in all of a row.
#[inline(never)]
pub(crate) fn add_tiles(
    rows: &Rows<'_>,
    (v, places): (&[f32], &Places),
    begin: Option<[f32; TILE]>,
    mut sums: Sums<'_>,
) {
    let mut places = *places;
    let mut places_of_sums = sums.places.copied();
    let begin = begin.map(|of_rows| of_rows.map(|sum| [sum; TILE]));
    let mut few = [[0.0; TILE]; TILE];
    let mut tiles = Tiles::new(rows, v);
    let mut left = sums.columns;
    let is_plain = sums.height == TILE && sums.places.is_none();
    while left > 0 {
        let is_whole = is_plain && left >= TILE;
        // Of fewer rows, or where they are scattered, each tile is by itself.
        let columns = places.columns(if is_plain { left } else { left.min(TILE) }, left);
        let at = if is_whole { [0; TILE] } else { next(&mut places_of_sums, left) };
        if !is_whole && begin.is_none() {
            sums.copy_to(&mut few, at);
        }
        let place =
            if is_whole { (&mut *sums.to, sums.apart) } else { (few.as_flattened_mut(), TILE) };
        tiles.add(&columns, begin.as_ref(), place);
        if !is_whole {
            sums.copy_from(&few, at);
        }
        let done = columns.tiles.wrapping_mul(TILE);
        if sums.places.is_none() {
            sums.to = sums.to.get_mut(done..).unwrap_or_default();
        }
        left = left.saturating_sub(done);
    }
}

/// The next four columns, of which the last also stands for those that are not there.
#[inline]
fn next(places: &mut Option<Places>, left: usize) -> [usize; TILE] {
    match places {
        Some(places) => places.columns(left.min(TILE), left).at,
        None => [0, 1, 2, 3].map(|column: usize| column.min(left.wrapping_sub(1))),
    }
}

impl Sums<'_> {
    #[inline(never)]
    fn copy_to(&self, few: &mut [[f32; TILE]; TILE], at: [usize; TILE]) {
        let mut rest = &*self.to;
        for few in few.iter_mut().take(self.height) {
            *few = at.map(|at| rest.get(at).copied().unwrap_or_default());
            rest = rest.get(self.apart..).unwrap_or_default();
        }
    }

    #[inline(never)]
    fn copy_from(&mut self, few: &[[f32; TILE]; TILE], at: [usize; TILE]) {
        let mut rest = &mut *self.to;
        for few in few.iter().take(self.height) {
            for (sum, at) in few.iter().zip(at) {
                if let Some(to) = rest.get_mut(at) {
                    *to = *sum;
                }
            }
            rest = rest.get_mut(self.apart..).unwrap_or_default();
        }
    }
}
