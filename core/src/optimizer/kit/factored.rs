//! The mean squares of a matrix from those of its rows and columns.
//!
//! r ← r + (1 − β) (mean over columns of (g² + ε) − r), c likewise over rows;  vᵢⱼ = rᵢ cⱼ / r̄.
//!
//! N. Shazeer, M. Stern, "Adafactor" (2018), section 3: of all matrices of rank one, the one nearest to
//! the mean squares in the generalised Kullback–Leibler divergence. It is exact for a matrix of one row
//! or one column, and so for a vector.

use crate::optimizer::{Sides, sides::Cursor};

use crate::group::Group;

/// Brings the means of rows and columns up to date with one gradient; `share` is 1 − β.
pub(in crate::optimizer) fn follow<const ROWS: usize, const COLUMNS: usize>(
    sides: &mut Sides<ROWS, COLUMNS>,
    group: &Group,
    share: f32,
    epsilon: f32,
    gradient: impl Iterator<Item = f32>,
) {
    let numbers = sides.rows.iter_mut().chain(&mut sides.columns);
    numbers.for_each(|number| *number -= share * *number);
    let (rows, columns) = group.shape();
    let (of_row, of_column) = (share / columns as f32, share / rows as f32);
    let mut cursor = Cursor::new(group);
    for g in gradient {
        if let Some((row, column)) = sides.at(cursor.advance()) {
            // The share first: a sum of squares may be out of range where their mean is not.
            *row += of_row * g * g + of_row * epsilon;
            *column += of_column * g * g + of_column * epsilon;
        }
    }
}

/// v of one element after the other.
#[derive(Clone, Copy, Debug)]
pub(in crate::optimizer) struct Factored<'a, const ROWS: usize, const COLUMNS: usize> {
    sides: &'a Sides<ROWS, COLUMNS>,
    cursor: Cursor,
    /// 1, or r̄; `None` for a vector, whose row says nothing that its columns do not.
    mean: Option<f32>,
    /// rᵢ / r̄ of the row that the cursor is in.
    row: f32,
}

impl<'a, const ROWS: usize, const COLUMNS: usize> Factored<'a, ROWS, COLUMNS> {
    /// r̄ is kept at or above `floor`.
    pub(in crate::optimizer) fn new(
        sides: &'a Sides<ROWS, COLUMNS>,
        group: &Group,
        floor: f32,
    ) -> Self {
        let (rows, _) = group.shape();
        let share = 1.0 / rows as f32;
        let mean = || sides.rows.iter().take(rows).map(|row| row * share).sum::<f32>().max(floor);
        let mean = group.columns.map(|_| mean());
        Self { sides, cursor: Cursor::new(group), mean, row: 1.0 }
    }

    /// v of the next element.
    #[inline]
    pub(in crate::optimizer) fn advance(&mut self) -> f32 {
        let (row, column) = self.cursor.advance();
        if column == 0
            && let Some(mean) = self.mean
        {
            let row = self.sides.rows.get(row).copied().unwrap_or_default();
            // Divided before it is multiplied: the product of two squares leaves the range of f32.
            self.row = if mean > 0.0 { row / mean } else { 0.0 };
        }
        self.row * self.sides.columns.get(column).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Factored, follow};
    use crate::group::Group;
    use crate::optimizer::Sides;
    extern crate std;
    use std::vec::Vec;

    fn squares(group: &Group, gradients: &[&[f32]], share: f32, floor: f32) -> Vec<f32> {
        let mut sides = Sides::<4, 6>::ZERO;
        for gradient in gradients {
            follow(&mut sides, group, share, 0.0, gradient.iter().copied());
        }
        let mut factored = Factored::new(&sides, group, floor);
        (0..group.length).map(|_| factored.advance()).collect()
    }

    #[test]
    fn squares_of_rank_one_are_exact() {
        let (rows, columns) = ([1.0, 4.0, 0.5], [2.0, 0.25, 8.0, 1.0]);
        let outer: Vec<f32> =
            rows.iter().flat_map(|row| columns.iter().map(move |column| row * column)).collect();
        let found = squares(&Group::matrix(3, 4), &[&outer], 1.0, 0.0);
        for (g, v) in outer.iter().zip(found) {
            assert!((v / (g * g) - 1.0).abs() < 1e-6, "{g}² is {v}");
        }
    }

    #[test]
    fn rows_and_columns_keep_their_means() {
        let g = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let v = squares(&Group::matrix(2, 3), &[&g], 1.0, 0.0);
        assert!((v[..3].iter().sum::<f32>() - 14.0).abs() < 1e-4, "{v:?}"); // 1 + 4 + 9
        assert!((v[0] + v[3] - 17.0).abs() < 1e-4, "{v:?}"); // 1 + 16
    }

    #[test]
    fn an_average_follows_by_its_share() {
        let vector = Group::vector(2);
        assert_eq!(squares(&vector, &[&[2.0, 0.0]], 0.25, 0.0), [1.0, 0.0]);
        assert_eq!(squares(&vector, &[&[2.0, 0.0], &[0.0, 4.0]], 0.25, 0.0), [0.75, 4.0]);
    }

    #[test]
    fn squares_beyond_the_range_have_means_within_it() {
        for g in [1.8e19, 1e-15] {
            let v = squares(&Group::matrix(4, 6), &[&[g; 24]], 1.0, 0.0);
            assert!(v.iter().all(|v| (v / (g * g) - 1.0).abs() < 1e-5), "{g}² is {v:?}");
        }
    }

    #[test]
    fn a_mean_of_nothing_is_kept_at_its_floor() {
        assert_eq!(squares(&Group::matrix(2, 3), &[&[0.0; 6]], 1.0, 0.0), [0.0; 6]);
        // r c / max(r̄, floor) = 1 · 1 / 2.
        assert_eq!(squares(&Group::matrix(2, 2), &[&[1.0; 4]], 1.0, 2.0), [0.5; 4]);
    }
}
