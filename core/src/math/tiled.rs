//! Sums of products, four rows at a time: the bits are those of one sum after the other.

use super::{
    arch::{Rows, TILE, add},
    places::Places,
};

/// to(a, b) ← what it begins with + Σ u(a, n) v(b, n), n as the walk goes: of the first `height` of four rows, and of any number
/// of columns, whose values of v begin where `places` go.
///
/// Rows of `to` are `apart`. A sum begins with what is there or, if they are told, with the same in all of a row.
#[inline(never)]
pub(crate) fn add_tiles(
    rows: &Rows<'_>,
    (v, mut places): (&[f32], Places),
    begin: Option<[f32; TILE]>,
    (mut to, apart): (&mut [f32], usize),
    [height, columns]: [usize; 2],
) {
    let begin = begin.map(|of_rows| of_rows.map(|sum| [sum; TILE]));
    let mut few = [[0.0; TILE]; TILE];
    let mut left = columns;
    while left > 0 {
        let is_whole = height == TILE && left >= TILE;
        // Of fewer rows each tile is a part of one.
        let columns = places.columns(if height == TILE { left } else { left.min(TILE) }, left);
        let shape = [height, left.min(TILE)];
        if !is_whole {
            copy((few.as_flattened_mut(), TILE), (to, apart), shape);
        }
        let place = if is_whole { (&mut *to, apart) } else { (few.as_flattened_mut(), TILE) };
        add(rows, v, &columns, begin.as_ref(), place);
        if !is_whole {
            copy((to, apart), (few.as_flattened(), TILE), shape);
        }
        let done = columns.tiles.wrapping_mul(TILE);
        to = to.get_mut(done..).unwrap_or_default();
        left = left.saturating_sub(done);
    }
}

/// So many rows and columns, from one place to another.
#[inline(never)]
fn copy(
    (mut to, to_apart): (&mut [f32], usize),
    (mut from, from_apart): (&[f32], usize),
    [rows, columns]: [usize; 2],
) {
    for _ in 0..rows {
        to.iter_mut().zip(from).take(columns).for_each(|(to, from)| *to = *from);
        to = to.get_mut(to_apart..).unwrap_or_default();
        from = from.get(from_apart..).unwrap_or_default();
    }
}
