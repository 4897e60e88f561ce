//! Loops over rows of weights, as any processor does them; on a Cortex-M with a floating-point unit what is left over by
//! those of `cortex_m_fpu_rows.rs`.

/// y(j) ← b(j) + Σ w(j, c) x(c), c upwards, of rows of weights, each with its bias behind them; of as many as there are.
#[inline]
pub(crate) fn affine(x: &[f32], rows: &[f32], y: &mut [f32]) {
    for (y, row) in y.iter_mut().zip(rows.chunks_exact(stride(x))) {
        if let Some((bias, weights)) = row.split_last() {
            *y = weights.iter().zip(x).fold(*bias, |sum, (w, x)| sum + w * x);
        }
    }
}

/// out(c) ← out(c) + Σ coefficients(i) vectors(i · stride + c), i upwards, of as many vectors as are as long as `out`.
#[inline]
pub(crate) fn combine(coefficients: &[f32], vectors: &[f32], stride: usize, out: &mut [f32]) {
    let mut rest = vectors;
    for coefficient in coefficients {
        let Some(vector) = rest.get(..out.len()) else { return };
        out.iter_mut().zip(vector).for_each(|(out, v)| *out += coefficient * v);
        rest = rest.get(stride..).unwrap_or_default();
    }
}

/// g(j, c) ← g(j, c) + δ(j) x(c), and b(j) ← b(j) + δ(j), of rows as those of [`affine`]; of as many as there are.
#[inline]
pub(crate) fn outer(delta: &[f32], x: &[f32], rows: &mut [f32]) {
    for (&delta, row) in delta.iter().zip(rows.chunks_exact_mut(stride(x))) {
        if let Some((bias, weights)) = row.split_last_mut() {
            *bias += delta;
            weights.iter_mut().zip(x).for_each(|(g, x)| *g += delta * x);
        }
    }
}

/// From one row to the next: its weights and its bias. Never 0, whatever x.
const fn stride(x: &[f32]) -> usize {
    x.len().saturating_add(1)
}
