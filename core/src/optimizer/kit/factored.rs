//! The mean squares of a matrix from those of its rows and columns.
//!
//! r ← r + (1 − β) (mean over columns of (g² + ε) − r), c likewise over rows;  vᵢⱼ = rᵢ cⱼ / r̄.
//!
//! N. Shazeer, M. Stern, "Adafactor" (2018), section 3: of all matrices of rank one, the one nearest to
//! the mean squares in the generalised Kullback–Leibler divergence. It is exact for a matrix of one row
//! or one column, and so for a vector.

use super::{RowsAndColumns, norms::Norm, rows_and_columns::Cursor};
use crate::Zero;
use crate::math::{larger, quotient, saturated, sqrt};
use crate::optimizer::rule::{Elements, GroupStep};

/// How a rule keeps and uses its squares in one step.
#[derive(Clone, Copy, Debug)]
pub(in crate::optimizer) struct Squares {
    /// 1 − β.
    pub share: f32,
    /// What is added to every square.
    pub epsilon: f32,
    /// What r̄ is kept at or above.
    pub mean_floor: f32,
    /// What v is kept at or above.
    pub floor: f32,
    /// Whether the rms of the tensor is asked for.
    pub size: bool,
    /// Whether the rms of the directions is asked for.
    pub clipping: bool,
}

/// What is looked at of a tensor before it moves: first every g², together with the size of w; then the
/// directions, which need all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FactoredWalk {
    look: Look,
    size: Norm,
    directions: Norm,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Look {
    Squares = 0,
    /// The size alone, whose squares left the range.
    Size,
    Directions,
}

impl Zero for FactoredWalk {
    const ZERO: Self = Self { look: Look::Squares, size: Norm::ZERO, directions: Norm::ZERO };

    fn clear(&mut self) {
        *self = Self::ZERO;
    }
}

impl Squares {
    /// A step begins: the means forget a share.
    pub(in crate::optimizer) fn begin<const ROWS: usize, const COLUMNS: usize>(
        &self,
        means: &mut RowsAndColumns<ROWS, COLUMNS>,
        walk: &mut FactoredWalk,
    ) -> bool {
        walk.clear();
        let numbers = means.rows.iter_mut().chain(&mut means.columns);
        numbers.for_each(|number| *number -= self.share * *number);
        true
    }

    /// The next part of the tensor.
    pub(in crate::optimizer) fn look<S, const ROWS: usize, const COLUMNS: usize>(
        &self,
        step: &GroupStep,
        means: &mut RowsAndColumns<ROWS, COLUMNS>,
        walk: &mut FactoredWalk,
        part: impl Elements<S>,
    ) {
        match walk.look {
            Look::Squares => {
                self.follow(step, means, part.clone().map(|(_, g, _)| g));
                if self.size {
                    walk.size.push(part.map(|(w, _, _)| w));
                }
            }
            Look::Size => walk.size.push(part.map(|(w, _, _)| w)),
            Look::Directions => {
                let mut directions = self.directions(step, means);
                walk.directions.push(part.map(|(_, g, _)| directions.next(g)));
            }
        }
    }

    /// The whole tensor was shown; whether once more.
    pub(in crate::optimizer) fn looked(&self, walk: &mut FactoredWalk) -> bool {
        if walk.look == Look::Directions {
            return walk.directions.end();
        }
        walk.look = if self.size && walk.size.end() {
            Look::Size
        } else if self.clipping {
            Look::Directions
        } else {
            return false;
        };
        true
    }

    /// Brings the means of rows and columns up to date with a part of a gradient.
    fn follow<const ROWS: usize, const COLUMNS: usize>(
        &self,
        step: &GroupStep,
        means: &mut RowsAndColumns<ROWS, COLUMNS>,
        gradient: impl Iterator<Item = f32>,
    ) {
        let (rows, columns) = step.group.shape();
        let (of_row, of_column) =
            (quotient(self.share, columns as f32), quotient(self.share, rows as f32));
        let mut cursor = Cursor::new(step);
        for g in gradient {
            if let Some((row, column)) = means.at(cursor.advance()) {
                // The share first: a sum of squares may be out of range where their mean is not.
                // So may the mean be, by a rounding.
                *row = saturated(*row + (of_row * g * g + of_row * self.epsilon));
                *column = saturated(*column + (of_column * g * g + of_column * self.epsilon));
            }
        }
    }

    /// u of one element after the other, from the first of the part on.
    pub(in crate::optimizer) fn directions<'a, const ROWS: usize, const COLUMNS: usize>(
        &self,
        step: &GroupStep,
        means: &'a RowsAndColumns<ROWS, COLUMNS>,
    ) -> Directions<'a, ROWS, COLUMNS> {
        Directions { squares: Factored::new(means, step, self.mean_floor), floor: self.floor }
    }
}

impl FactoredWalk {
    /// The rms of the tensor.
    pub(in crate::optimizer) fn size(&self, step: &GroupStep) -> f32 {
        self.size.found() / sqrt(step.group.length as f32)
    }

    /// max(1, rms(u) / d), u of the whole tensor.
    pub(in crate::optimizer) fn clipping(&self, step: &GroupStep, threshold: f32) -> f32 {
        (self.directions.found() / sqrt(step.group.length as f32) / threshold).max(1.0)
    }
}

/// u = g / √v of one element after the other; 0 where v is.
#[derive(Clone, Copy, Debug)]
pub(in crate::optimizer) struct Directions<'a, const ROWS: usize, const COLUMNS: usize> {
    squares: Factored<'a, ROWS, COLUMNS>,
    floor: f32,
}

impl<const ROWS: usize, const COLUMNS: usize> Directions<'_, ROWS, COLUMNS> {
    /// u of the next element.
    #[inline]
    pub(in crate::optimizer) fn next(&mut self, g: f32) -> f32 {
        let square = larger(self.floor, self.squares.advance());
        if square > 0.0 { g / sqrt(square) } else { 0.0 }
    }
}

/// v of one element after the other.
#[derive(Clone, Copy, Debug)]
struct Factored<'a, const ROWS: usize, const COLUMNS: usize> {
    means: &'a RowsAndColumns<ROWS, COLUMNS>,
    cursor: Cursor,
    /// 1, or r̄; `None` for a vector, whose row says nothing that its columns do not.
    mean: Option<f32>,
    /// rᵢ / r̄ of the row that the cursor is in; unknown before the first element.
    row: Option<f32>,
}

impl<'a, const ROWS: usize, const COLUMNS: usize> Factored<'a, ROWS, COLUMNS> {
    /// r̄ is kept at or above `floor`.
    fn new(means: &'a RowsAndColumns<ROWS, COLUMNS>, step: &GroupStep, floor: f32) -> Self {
        let (rows, _) = step.group.shape();
        let share = 1.0 / rows as f32;
        let mean = || means.rows.iter().take(rows).map(|row| row * share).sum::<f32>();
        let mean = step.group.columns.map(|_| saturated(mean().max(floor)));
        Self { means, cursor: Cursor::new(step), mean, row: None }
    }

    /// v of the next element.
    #[inline]
    fn advance(&mut self) -> f32 {
        let (row, column) = self.cursor.advance();
        let share = match (self.row, self.mean) {
            (Some(share), _) if column > 0 => share,
            (_, None) => 1.0,
            (_, Some(mean)) => {
                let row = self.means.rows.get(row).copied().unwrap_or_default();
                // Divided before it is multiplied: the product of two squares leaves the range of f32.
                if mean > 0.0 { row / mean } else { 0.0 }
            }
        };
        self.row = Some(share);
        share * self.means.columns.get(column).copied().unwrap_or_default()
    }
}

/// How a rule that keeps [`Squares`] looks at a tensor, for its `impl Rule`; its own `squares` says which they are.
macro_rules! by_squares {
    ($rows:ident, $columns:ident) => {
        fn validate_group(&self, group: &$crate::group::Group) -> Result<(), $crate::Error> {
            $crate::optimizer::rows_and_columns::fits::<$rows, $columns>(group)
        }

        fn validate_tensor(
            &self,
            means: &$crate::optimizer::RowsAndColumns<$rows, $columns>,
        ) -> Result<(), $crate::Error> {
            means.validate()
        }

        fn begin(
            &self,
            step: &$crate::optimizer::rule::GroupStep,
            tensor: $crate::optimizer::rule::TensorMut<'_, Self::Tensor>,
        ) -> bool {
            self.squares(step).begin(tensor.state, tensor.scratch)
        }

        fn look(
            &self,
            step: &$crate::optimizer::rule::GroupStep,
            tensor: $crate::optimizer::rule::TensorMut<'_, Self::Tensor>,
            part: impl $crate::optimizer::rule::Elements<Self::State>,
        ) {
            self.squares(step).look(step, tensor.state, tensor.scratch, part);
        }

        fn looked(
            &self,
            step: &$crate::optimizer::rule::GroupStep,
            tensor: $crate::optimizer::rule::TensorMut<'_, Self::Tensor>,
        ) -> bool {
            self.squares(step).looked(tensor.scratch)
        }
    };
}

pub(in crate::optimizer) use by_squares;

#[cfg(test)]
mod tests {
    use super::{Factored, RowsAndColumns, Squares};
    use crate::Zero;
    use crate::group::{Group, Hyperparams};
    use crate::optimizer::rule::GroupStep;
    extern crate std;
    use std::vec::Vec;

    fn squares(group: &Group, gradients: &[&[f32]], share: f32, floor: f32) -> Vec<f32> {
        let mut means = RowsAndColumns::<4, 6>::ZERO;
        let step = GroupStep::new(&Hyperparams::from(1.0), group);
        let squares = Squares {
            share,
            epsilon: 0.0,
            mean_floor: floor,
            floor: 0.0,
            size: false,
            clipping: false,
        };
        for gradient in gradients {
            let mut walk = super::FactoredWalk::ZERO;
            squares.begin(&mut means, &mut walk);
            squares.follow(&step, &mut means, gradient.iter().copied());
        }
        let mut factored = Factored::new(&means, &step, floor);
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
