//! What one division and one root a parameter take alone, whatever is to be loaded and stored.

use crate::Contestant;
use std::hint::black_box;

/// How many numbers it goes through, again and again: the first cache holds them.
pub const LENGTH: usize = 1024;

/// a ← b / √c, over arrays in the first cache.
pub fn alone() -> Contestant {
    let (mut a, b, c) = ([0.0; LENGTH], [1.0; LENGTH], [2.0; LENGTH]);
    Contestant::new("divider", move || pass(black_box(&mut a), black_box(&b), black_box(&c)))
}

#[inline(never)]
fn pass(a: &mut [f32; LENGTH], b: &[f32; LENGTH], c: &[f32; LENGTH]) {
    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
        *a = b / c.sqrt();
    }
}
