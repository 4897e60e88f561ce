//! How a tile walks over the values that it multiplies.

/// Values of one tile: sums of so many rows and columns.
pub(crate) const TILE: usize = 4;

/// Three loops, one in the other: neighbours of u, lines of them, and planes of lines; beside them values of v, `step` apart.
///
/// The loop in assembly reads the fields in this order. Each jump leads from behind the last value of a line, or of a plane, to
/// the next one's first, and wraps where that lies before it.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct Walk {
    pub(super) step: usize,
    pub(super) count: usize,
    pub(super) lines: usize,
    pub(super) v_line: usize,
    pub(super) u_line: usize,
    pub(super) planes: usize,
    pub(super) v_plane: usize,
    pub(super) u_plane: usize,
    /// How far behind the first value the last one lies.
    u_reach: usize,
    v_reach: usize,
}

impl Walk {
    /// So many neighbours, lines and planes; how far lines and planes of u are apart, and values, lines and planes of v. `None`
    /// if there is nothing to walk over.
    pub(crate) const fn new(
        [count, lines, planes]: [usize; 3],
        [u_line, u_plane]: [usize; 2],
        [step, v_line, v_plane]: [usize; 3],
    ) -> Option<Self> {
        let (Some(last), Some(last_line), Some(last_plane)) =
            (count.checked_sub(1), lines.checked_sub(1), planes.checked_sub(1))
        else {
            return None;
        };
        let (u_lines, v_lines) =
            (last_line.saturating_mul(u_line), last_line.saturating_mul(v_line));
        let (u_planes, v_planes) =
            (last_plane.saturating_mul(u_plane), last_plane.saturating_mul(v_plane));
        let v_count = count.wrapping_mul(step);
        Some(Self {
            step,
            count,
            lines,
            v_line: v_line.wrapping_sub(v_count),
            u_line: u_line.wrapping_sub(count),
            planes,
            v_plane: v_plane.wrapping_sub(v_lines).wrapping_sub(v_count),
            u_plane: u_plane.wrapping_sub(u_lines).wrapping_sub(count),
            u_reach: last.saturating_add(u_lines).saturating_add(u_planes),
            v_reach: last.saturating_mul(step).saturating_add(v_lines).saturating_add(v_planes),
        })
    }
}

/// Rows of u, one as far behind the other: fours of them, or fewer than four. All that is read of them lies in the slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'u> {
    pub(super) walk: &'u Walk,
    pub(super) u: &'u [f32],
    first: usize,
    apart: usize,
    pub(super) fours: usize,
    height: usize,
    /// How far behind the first value of a row its sums' beginning lies; without, they begin with what is there.
    pub(super) begin: Option<usize>,
}

impl<'u> Rows<'u> {
    /// So many rows, a multiple of four or fewer, the first of which begins there and the others so far `apart`; `None` if one
    /// does not end within the slice, or does not begin there.
    #[inline]
    pub(crate) fn new(
        walk: &'u Walk,
        u: &'u [f32],
        [first, apart]: [usize; 2],
        count: usize,
        begin: Option<usize>,
    ) -> Option<Self> {
        let last = count.checked_sub(1)?.saturating_mul(apart).saturating_add(first);
        let reach = walk.u_reach.max(begin.unwrap_or_default());
        let (fours, height) = if count < TILE { (1, count) } else { (count / TILE, TILE) };
        let is_within = last.saturating_add(reach) < u.len();
        is_within.then_some(Self { walk, u, first, apart, fours, height, begin })
    }

    /// Whether there is a row for each sum of a tile.
    pub(crate) const fn fill_tiles(&self) -> bool {
        self.height == TILE
    }

    /// Where the rows of the first tile begin; the last stands for those that are not there.
    pub(super) fn first_four(&self) -> [usize; TILE] {
        self.four_apart(self.apart).map(|at| at.wrapping_add(self.first))
    }

    /// Where the rows of the first tile's sums begin, the same way, if they are so far apart.
    pub(super) fn four_apart(&self, apart: usize) -> [usize; TILE] {
        let last = self.height.wrapping_sub(1);
        [0, 1, 2, 3].map(|row: usize| row.min(last).wrapping_mul(apart))
    }

    /// From a four of rows to the next.
    pub(super) const fn step(&self) -> usize {
        self.apart.wrapping_mul(TILE)
    }

    /// What of `v` values the columns of tiles may reach, and the rows of sums so far `apart`.
    #[inline]
    pub(super) fn room(&self, v: usize, apart: usize) -> Room {
        let rows = self.fours.wrapping_sub(1).saturating_mul(TILE).saturating_add(self.height);
        Room {
            v_end: v.saturating_sub(self.walk.v_reach),
            last_row: rows.wrapping_sub(1).saturating_mul(apart),
        }
    }
}

/// Where tiles may lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// A column that begins before it lies in the values.
    v_end: usize,
    /// Where the last row of sums begins.
    last_row: usize,
}

impl Room {
    /// Whether tiles of these columns, and so many, lie in their values, and their sums in so many.
    #[inline]
    pub(super) fn holds(&self, columns: &Columns, place: &Place, sums: usize) -> bool {
        let Columns { at, step, tiles } = *columns;
        let Some(last) = tiles.checked_sub(1) else { return false };
        let end = self.v_end.saturating_sub(last.saturating_mul(step));
        let column = match place {
            Place::Beside => tiles.saturating_mul(TILE).wrapping_sub(1),
            Place::Scattered(columns) => columns.iter().fold(0, |most, column| most.max(*column)),
        };
        at.iter().all(|place| *place < end) && self.last_row.saturating_add(column) < sums
    }
}

/// Four columns of v and, if there are more tiles, those so many values behind them, and so on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    pub(crate) at: [usize; TILE],
    pub(crate) step: usize,
    pub(crate) tiles: usize,
}

/// Where in their rows the sums of tiles lie.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// Side by side, from the first on.
    Beside,
    /// Those of one tile at these places; what stands for a column that is not there has its place.
    Scattered([usize; TILE]),
}
