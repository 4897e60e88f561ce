//! Places in lines of planes, one after the other, without a division.

use super::arch::{Columns, TILE};

/// Where the next values lie: so many neighbours a line and lines a plane, each so far apart.
#[derive(Clone, Copy)]
pub(crate) struct Places {
    at: usize,
    counts: [usize; 2],
    /// What is left of this line, and of this plane, with the next one.
    left: [usize; 2],
    /// From one neighbour, line and plane to the next; the last two from the last value before them.
    steps: [usize; 3],
}

impl Places {
    /// From a place on; neither count is 0.
    pub(crate) const fn new(at: usize, counts: [usize; 2], apart: [usize; 3]) -> Self {
        let ([count, lines], [step, line, plane]) = (counts, apart);
        let within = count.wrapping_sub(1).wrapping_mul(step);
        let to_line = line.wrapping_sub(within);
        let lines = lines.wrapping_sub(1).wrapping_mul(line);
        let to_plane = plane.wrapping_sub(within).wrapping_sub(lines);
        Self { at, counts, left: counts, steps: [step, to_line, to_plane] }
    }

    /// The next tiles, of the columns that are left: as many as lie in one line or, across lines, one.
    #[inline]
    pub(crate) const fn columns(&mut self, left: usize) -> Columns {
        let [step, ..] = self.steps;
        let [in_line, lines] = self.left;
        let along = if left < in_line { left } else { in_line };
        let tiles = along / TILE;
        // What ends with its line is left to the other way, which finds the next one if there is more.
        let ends = tiles.wrapping_mul(TILE) == in_line && in_line < left;
        let tiles = if ends { tiles.wrapping_sub(1) } else { tiles };
        if along < TILE || tiles == 0 {
            return Columns { at: self.four(left), step: 0, tiles: 1 };
        }
        let at = self.at;
        let [second, third] = [at.wrapping_add(step), at.wrapping_add(step.wrapping_mul(2))];
        let four = [at, second, third, third.wrapping_add(step)];
        let done = tiles.wrapping_mul(TILE);
        self.left = [in_line.wrapping_sub(done), lines];
        self.at = at.wrapping_add(step.wrapping_mul(done));
        Columns { at: four, step: step.wrapping_mul(TILE), tiles }
    }

    /// The next of one tile, whose last column stands for those that are not there.
    #[inline(never)]
    pub(crate) const fn four(&mut self, count: usize) -> [usize; TILE] {
        let first = self.next();
        let second = if count > 1 { self.next() } else { first };
        let third = if count > 2 { self.next() } else { second };
        let fourth = if count > 3 { self.next() } else { third };
        [first, second, third, fourth]
    }

    const fn next(&mut self) -> usize {
        let (here, [left, lines]) = (self.at, self.left);
        let [count, all_lines] = self.counts;
        let [step, to_line, to_plane] = self.steps;
        let (step, left) = if left > 1 {
            (step, [left.wrapping_sub(1), lines])
        } else if lines > 1 {
            (to_line, [count, lines.wrapping_sub(1)])
        } else {
            (to_plane, [count, all_lines])
        };
        (self.at, self.left) = (here.wrapping_add(step), left);
        here
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_along_lines_and_planes() {
        let mut places = Places::new(7, [2, 3], [3, 10, 100]);
        assert_eq!(places.columns(8).at, [7, 10, 17, 20]);
        assert_eq!(places.four(3), [27, 30, 107, 107]);
        assert_eq!(places.four(1), [110; 4]);
    }

    #[test]
    fn tiles_along_a_line_are_one_run() {
        let mut places = Places::new(1, [12, 2], [2, 100, 0]);
        let mut next = |count| {
            let Columns { at, step, tiles } = places.columns(count);
            (at, step, tiles)
        };
        assert_eq!(next(24), ([1, 3, 5, 7], 8, 2));
        assert_eq!(next(16), ([17, 19, 21, 23], 0, 1));
        assert_eq!(next(12), ([101, 103, 105, 107], 8, 3));
    }
}
