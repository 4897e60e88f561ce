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

/// Four rows of u, of which all that is read lies in the slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'u> {
    pub(super) walk: &'u Walk,
    pub(super) u: &'u [f32],
    pub(super) at: [usize; TILE],
}

impl<'u> Rows<'u> {
    /// Rows that begin at four places; `None` if one does not end within the slice.
    #[inline]
    pub(crate) fn new(walk: &'u Walk, u: &'u [f32], at: [usize; TILE]) -> Option<Self> {
        let end = u.len().saturating_sub(walk.u_reach);
        at.iter().all(|place| *place < end).then_some(Self { walk, u, at })
    }

    /// Whether tiles of these columns, and so many, lie in `v` values, and their sums, the last row of which begins at `row`, in
    /// `to`.
    #[inline]
    pub(super) fn fit(
        &self,
        columns: &Columns,
        v: usize,
        place: &Place,
        [row, to]: [usize; 2],
    ) -> bool {
        let Columns { at, step, tiles } = *columns;
        let Some(last) = tiles.checked_sub(1) else { return false };
        let reach = last.saturating_mul(step).saturating_add(self.walk.v_reach);
        let end = v.saturating_sub(reach);
        let column = match place {
            Place::Beside => tiles.saturating_mul(TILE).wrapping_sub(1),
            Place::Scattered(columns) => columns.iter().fold(0, |most, column| most.max(*column)),
        };
        at.iter().all(|place| *place < end) && row.saturating_add(column) < to
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

/// Where the rows of sums begin: `apart` of each other, so many; the last stands for those that are not there.
pub(crate) fn rows_of_sums(apart: usize, height: usize) -> [usize; TILE] {
    let last = height.wrapping_sub(1);
    [0, 1, 2, 3].map(|row: usize| row.min(last).wrapping_mul(apart))
}
