//! Parts of a slice without a division: `chunks_exact` divides by their length where two are zipped, which an
//! optimizer for size does not see to be no zero.

use core::{iter::from_fn, mem::take};

/// Parts of one length, from the front on; what is left over at the end is no part.
pub(super) trait Parts {
    /// Parts of `length`; none of length 0.
    fn parts(&self, length: usize) -> impl Iterator<Item = &[f32]>;

    /// The same to be changed.
    fn parts_mut(&mut self, length: usize) -> impl Iterator<Item = &mut [f32]>;
}

impl Parts for [f32] {
    #[inline]
    fn parts(&self, length: usize) -> impl Iterator<Item = &[f32]> {
        let mut rest = self;
        from_fn(move || {
            let (part, others) = rest.split_at_checked(length).filter(|_| length > 0)?;
            rest = others;
            Some(part)
        })
    }

    #[inline]
    fn parts_mut(&mut self, length: usize) -> impl Iterator<Item = &mut [f32]> {
        let mut rest = self;
        from_fn(move || {
            let (part, others) =
                take(&mut rest).split_at_mut_checked(length).filter(|_| length > 0)?;
            rest = others;
            Some(part)
        })
    }
}
