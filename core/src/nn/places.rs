//! Places in lines of planes, one after the other, without a division.

use crate::math::TILE;

/// Where the next values lie: so many neighbours a line and lines a plane, each so far apart.
#[derive(Clone, Copy)]
pub(super) struct Places {
    at: usize,
    counts: [usize; 2],
    left: [usize; 2],
    /// From one neighbour, line and plane to the next; the last two from the last value before them.
    steps: [usize; 3],
}

impl Places {
    /// From a place on; neither count is 0.
    pub(super) const fn new(at: usize, counts: [usize; 2], apart: [usize; 3]) -> Self {
        let ([count, lines], [step, line, plane]) = (counts, apart);
        let within = count.wrapping_sub(1).wrapping_mul(step);
        let to_line = line.wrapping_sub(within);
        let lines = lines.wrapping_sub(1).wrapping_mul(line);
        let to_plane = plane.wrapping_sub(within).wrapping_sub(lines);
        Self { at, counts, left: counts, steps: [step, to_line, to_plane] }
    }

    /// The next four, or so many, of which the last stands for the others, too.
    pub(super) fn four(&mut self, count: usize) -> [usize; TILE] {
        let mut last = self.at;
        let mut four = [0; TILE];
        for (index, place) in four.iter_mut().enumerate() {
            if index < count {
                last = self.next();
            }
            *place = last;
        }
        four
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

/// The first numbers of each four below a count, and how many of the four there are.
pub(super) fn fours(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).step_by(TILE).map(move |first| (first, TILE.min(count.wrapping_sub(first))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_along_lines_and_planes() {
        let mut places = Places::new(7, [2, 3], [3, 10, 100]);
        assert_eq!(places.four(4), [7, 10, 17, 20]);
        assert_eq!(places.four(3), [27, 30, 107, 107]);
        assert_eq!(places.four(1), [110; 4]);
        let mut each = fours(9);
        assert_eq!([each.next(), each.next(), each.next()], [(0, 4), (4, 4), (8, 1)].map(Some));
        assert_eq!((each.next(), fours(0).next()), (None, None));
    }
}
