//! Sums of products, four rows at a time: the bits are those of one sum after the other.

use super::{
    arch::{Columns, Place, Rows, TILE, Tiles},
    places::Places,
};

/// What tiles are added to: rows that are `apart`; columns side by side or, if they are told, at places of their own.
pub(crate) struct Sums<'a> {
    pub(crate) to: &'a mut [f32],
    pub(crate) apart: usize,
    pub(crate) columns: usize,
    pub(crate) places: Option<&'a Places>,
}

/// to(a, b) ← what it begins with + Σ u(a, n) v(b, n), n as the walk goes: of the rows, and of any number of columns, whose values
/// of v begin where `places` go.
#[inline(never)]
pub(crate) fn add_tiles(
    rows: &Rows<'_>,
    (v, places): (&[f32], &Places),
    Sums { to, apart, columns: count, places: places_of_sums }: Sums<'_>,
) {
    let mut places = *places;
    let mut places_of_sums = places_of_sums.copied();
    // Of fewer rows, or where they are scattered, each tile is by itself.
    let is_plain = rows.fill_tiles() && places_of_sums.is_none();
    let mut tiles = Tiles::new(rows, v, apart);
    let mut done = 0_usize;
    while done < count {
        let left = count.wrapping_sub(done);
        let (columns, first, place) = if is_plain && left >= TILE {
            (places.columns(left), done, Place::Beside)
        } else {
            let at = match &mut places_of_sums {
                Some(places) => places.four(left),
                None => side_by_side(done, left),
            };
            let columns = Columns { at: places.four(left), step: 0, tiles: 1 };
            (columns, 0, Place::Scattered(at))
        };
        tiles.add(&columns, to.get_mut(first..).unwrap_or_default(), &place);
        done = done.wrapping_add(columns.tiles.wrapping_mul(TILE));
    }
}

/// Four columns, of which the last that is left also stands for those that are not there.
fn side_by_side(first: usize, left: usize) -> [usize; TILE] {
    let last = left.wrapping_sub(1);
    [0, 1, 2, 3].map(|column: usize| first.wrapping_add(column.min(last)))
}
