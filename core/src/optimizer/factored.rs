//! The mean squares of a matrix from those of its rows and columns.
//!
//! r ← r + (1 − β) (mean over columns of (g² + ε) − r), c likewise over rows;  vᵢⱼ = rᵢ cⱼ / r̄.
//!
//! N. Shazeer, M. Stern, "Adafactor" (2018), section 3: of all matrices of rank one, the one nearest to
//! the mean squares in the generalised Kullback–Leibler divergence. It is exact for a matrix of one row
//! or one column, and so for a vector.

use super::{Group, Sides, sides::Cursor};

/// Brings the means of rows and columns up to date with one gradient; `share` is 1 − β.
pub(super) fn follow<const ROWS: usize, const COLUMNS: usize>(
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
pub(super) struct Factored<'a, const ROWS: usize, const COLUMNS: usize> {
    sides: &'a Sides<ROWS, COLUMNS>,
    cursor: Cursor,
    /// 1, or r̄; `None` for a vector, whose row says nothing that its columns do not.
    mean: Option<f32>,
    /// rᵢ / r̄ of the row that the cursor is in.
    row: f32,
}

impl<'a, const ROWS: usize, const COLUMNS: usize> Factored<'a, ROWS, COLUMNS> {
    /// r̄ is kept at or above `floor`.
    pub(super) fn new(sides: &'a Sides<ROWS, COLUMNS>, group: &Group, floor: f32) -> Self {
        let (rows, _) = group.shape();
        let share = 1.0 / rows as f32;
        let mean = || sides.rows.iter().take(rows).map(|row| row * share).sum::<f32>().max(floor);
        let mean = group.columns.map(|_| mean());
        Self { sides, cursor: Cursor::new(group), mean, row: 1.0 }
    }

    /// v of the next element.
    #[inline]
    pub(super) fn advance(&mut self) -> f32 {
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
