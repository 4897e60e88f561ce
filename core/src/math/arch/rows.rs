//! Loops over rows of weights, as any processor does them; on a Cortex-M with a floating-point unit what is left over by
//! those of `cortex_m_fpu_rows.rs`.

/// sums(j) ← sums(j) + Σ a(c) rows(j · stride + c), c upwards, of as many sums as the rows are long enough for.
#[inline]
pub(crate) fn dots(a: &[f32], rows: &[f32], stride: usize, sums: &mut [f32]) {
    let mut rest = rows;
    for sum in sums {
        let Some(row) = rest.get(..a.len()) else { return };
        *sum = row.iter().zip(a).fold(*sum, |sum, (w, a)| sum + w * a);
        rest = rest.get(stride..).unwrap_or_default();
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

/// sums(j · stride + c) ← sums(j · stride + c) + factors(j) x(c), of as many rows as the sums are long enough for.
#[inline]
pub(crate) fn outer(factors: &[f32], x: &[f32], sums: &mut [f32], stride: usize) {
    let mut rest = sums;
    for factor in factors {
        let Some(row) = rest.get_mut(..x.len()) else { return };
        row.iter_mut().zip(x).for_each(|(sum, x)| *sum += factor * x);
        rest = rest.get_mut(stride..).unwrap_or_default();
    }
}
