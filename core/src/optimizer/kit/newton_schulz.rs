//! Newton–Schulz iteration: brings the singular values of a matrix towards 1, without a decomposition.
//!
//! X ← X / max(‖X‖, ε);  A = X Xᵀ;  X ← a X + (b A + c A²) X, again and again.
//!
//! Each singular value goes σ ← a σ + b σ³ + c σ⁵. K. Jordan's coefficients (3.4445, −4.775, 2.0315) have
//! the steepest slope at 0 of all that end near 1: after five rounds every σ above about 0.01 lies in
//! [0.7, 1.2]. A product more a round converges to 1 exactly: (2, −1.5, 0.5).

use crate::Zero;
use crate::group::Group;

/// A matrix of at most `ROWS` × `COLUMNS`, and what a round needs beside it: 8 · `ROWS` · `COLUMNS` +
/// 12 · `COLUMNS` bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::optimizer) struct Matrix<const ROWS: usize, const COLUMNS: usize> {
    x: [[f32; COLUMNS]; ROWS],
    /// The products of the lines' elements, as long and as wide as the short side.
    gram: [[f32; COLUMNS]; ROWS],
    /// x, A x and A A x of a line, which is as long as the short side.
    line: [[f32; COLUMNS]; 3],
    rows: usize,
    columns: usize,
}

impl<const ROWS: usize, const COLUMNS: usize> Zero for Matrix<ROWS, COLUMNS> {
    const ZERO: Self = Self {
        x: <[[f32; COLUMNS]; ROWS]>::ZERO,
        gram: <[[f32; COLUMNS]; ROWS]>::ZERO,
        line: <[[f32; COLUMNS]; 3]>::ZERO,
        rows: 0,
        columns: 0,
    };

    fn clear(&mut self) {
        self.x.clear();
        self.gram.clear();
        self.line.clear();
        (self.rows, self.columns) = (0, 0);
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Matrix<ROWS, COLUMNS> {
    /// A matrix of zeros, of the shape of the group.
    pub(in crate::optimizer) fn begin(&mut self, group: &Group) {
        self.x.clear();
        (self.rows, self.columns) = group.shape();
    }

    /// An element.
    #[inline]
    pub(in crate::optimizer) fn set(&mut self, (row, column): (usize, usize), value: f32) {
        if let Some(x) = self.x.get_mut(row).and_then(|row| row.get_mut(column)) {
            *x = value;
        }
    }

    /// The element at `(row, column)`; 0 outside.
    #[inline]
    pub(in crate::optimizer) fn get(&self, (row, column): (usize, usize)) -> f32 {
        self.x.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default()
    }

    /// As many rounds, of a matrix that is divided by its norm.
    pub(in crate::optimizer) fn iterate(&mut self, coefficients: [f32; 3], rounds: u32) {
        (0..rounds).for_each(|_| self.round(coefficients));
    }

    /// One round.
    fn round(&mut self, [a, b, c]: [f32; 3]) {
        self.multiply_lines();
        let (short, long) = self.short_and_long();
        for line in 0..long {
            self.take_line(line);
            let Self { gram, line: [x, ax, aax], .. } = self;
            multiply(gram, short, x, ax);
            multiply(gram, short, ax, aax);
            let [x, ax, aax] = &mut self.line;
            for ((x, ax), aax) in x.iter_mut().zip(ax).zip(aax).take(short) {
                *x = a * *x + (b * *ax + c * *aax);
            }
            self.put_line(line);
        }
    }

    /// A = X Xᵀ of a wide matrix, Xᵀ X of a tall one: the sum over the lines of their own products.
    fn multiply_lines(&mut self) {
        self.gram.clear();
        let (short, long) = self.short_and_long();
        for line in 0..long {
            self.take_line(line);
            let Self { gram, line: [x, ..], .. } = self;
            for (row, x_i) in gram.iter_mut().zip(&*x).take(short) {
                for (entry, x_j) in row.iter_mut().zip(&*x).take(short) {
                    *entry += x_i * x_j;
                }
            }
        }
    }

    /// The short side and the long one.
    const fn short_and_long(&self) -> (usize, usize) {
        if self.rows <= self.columns {
            (self.rows, self.columns)
        } else {
            (self.columns, self.rows)
        }
    }

    /// Where element `i` of a line is: a column of a wide matrix, a row of a tall one.
    const fn position(&self, line: usize, i: usize) -> (usize, usize) {
        if self.rows <= self.columns { (i, line) } else { (line, i) }
    }

    /// A line into the first of the buffers.
    fn take_line(&mut self, line: usize) {
        let (short, _) = self.short_and_long();
        for i in 0..short {
            let value = self.get(self.position(line, i));
            let [x, ..] = &mut self.line;
            if let Some(x) = x.get_mut(i) {
                *x = value;
            }
        }
    }

    /// A line from the first of the buffers.
    fn put_line(&mut self, line: usize) {
        let (short, _) = self.short_and_long();
        for i in 0..short {
            let [x, ..] = &self.line;
            let value = x.get(i).copied().unwrap_or_default();
            self.set(self.position(line, i), value);
        }
    }
}

/// A x, as long as the short side.
fn multiply<const COLUMNS: usize>(
    gram: &[[f32; COLUMNS]],
    short: usize,
    x: &[f32; COLUMNS],
    product: &mut [f32; COLUMNS],
) {
    for (product, row) in product.iter_mut().zip(gram).take(short) {
        *product = row.iter().zip(x).take(short).map(|(entry, x)| entry * x).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;
    use crate::{Zero, group::Group, math::Norm};
    extern crate std;
    use std::vec::Vec;

    const JORDAN: [f32; 3] = [3.4445, -4.775, 2.0315];
    /// Converges to 1 instead of near it.
    const EXACT: [f32; 3] = [2.0, -1.5, 0.5];

    /// Some matrix of full rank.
    fn matrix(rows: usize, columns: usize) -> Vec<f32> {
        let element = |i: usize| ((i * i * 7 + i * 13 + 5) % 23) as f32 - 11.0;
        (0..rows * columns).map(element).collect()
    }

    fn orthogonal(
        shape: (usize, usize),
        elements: &[f32],
        coefficients: [f32; 3],
        rounds: u32,
    ) -> Vec<f32> {
        orthogonal_in::<8, 9>(shape, elements, coefficients, rounds)
    }

    fn orthogonal_in<const ROWS: usize, const COLUMNS: usize>(
        (rows, columns): (usize, usize),
        elements: &[f32],
        coefficients: [f32; 3],
        rounds: u32,
    ) -> Vec<f32> {
        let group = Group::matrix(rows, columns);
        let elements = elements.iter().copied();
        let mut matrix = Matrix::<ROWS, COLUMNS>::ZERO;
        matrix.begin(&group);
        let positions = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let length = Norm::l2(elements.clone()).value().max(1e-7);
        positions.clone().zip(elements).for_each(|(at, x)| matrix.set(at, x / length));
        matrix.iterate(coefficients, rounds);
        positions.map(|at| matrix.get(at)).collect()
    }

    #[test]
    fn the_short_side_becomes_orthonormal() {
        for (rows, columns) in [(3, 5), (5, 3), (4, 4), (8, 9), (1, 6), (6, 1), (2, 9), (8, 2)] {
            let o = orthogonal((rows, columns), &matrix(rows, columns), EXACT, 40);
            let wide = rows <= columns;
            let line = |i: usize| -> Vec<f32> {
                let at = |k| if wide { o[i * columns + k] } else { o[k * columns + i] };
                (0..rows.max(columns)).map(at).collect()
            };
            for i in 0..rows.min(columns) {
                for j in 0..=i {
                    let product: f32 = line(i).iter().zip(line(j)).map(|(a, b)| a * b).sum();
                    let wanted = if i == j { 1.0 } else { 0.0 };
                    assert!((product - wanted).abs() < 1e-5, "{rows} × {columns}: {product}");
                }
            }
        }
    }

    #[test]
    fn a_transposed_matrix_gives_the_transposed() {
        let (rows, columns) = (3, 5);
        let x = matrix(rows, columns);
        let transposed: Vec<f32> =
            (0..x.len()).map(|i| x[(i % rows) * columns + i / rows]).collect();
        let wide = orthogonal((rows, columns), &x, JORDAN, 5);
        let tall = orthogonal((columns, rows), &transposed, JORDAN, 5);
        for (i, tall) in tall.iter().enumerate() {
            let wide = wide[(i % rows) * columns + i / rows];
            assert!((wide - tall).abs() < 1e-5, "{wide} {tall}");
        }
    }

    #[test]
    fn room_for_more_rows_or_columns_changes_nothing() {
        for (rows, columns) in [(1, 1), (3, 5), (5, 3), (5, 5)] {
            let (shape, x) = ((rows, columns), matrix(rows, columns));
            let (wide, tall, exact) = (
                orthogonal_in::<5, 9>(shape, &x, JORDAN, 5),
                orthogonal_in::<9, 5>(shape, &x, JORDAN, 5),
                orthogonal_in::<5, 5>(shape, &x, JORDAN, 5),
            );
            assert_eq!((&wide, &tall), (&exact, &exact));
        }
    }

    #[test]
    fn five_rounds_bring_singular_values_near_one() {
        // A diagonal matrix keeps its singular vectors.
        let diagonal = [1.0, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.02];
        let o = orthogonal((3, 3), &diagonal, JORDAN, 5);
        for (i, value) in o.iter().enumerate() {
            let near = if i % 4 == 0 { 0.65..1.25 } else { -1e-6..1e-6 };
            assert!(near.contains(value), "{o:?}");
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        assert_eq!(orthogonal((2, 3), &[0.0; 6], JORDAN, 5), [0.0; 6]);
        assert_eq!(orthogonal((1, 1), &[-3.0], [1.0, 0.0, 0.0], 1), [-1.0]);
    }
}
