//! What the memory of the machine gives: STREAM's triad, a ← b + s c.
//!
//! Over arrays of a step's size it tells what the caches give that hold them; over arrays of 128 MiB
//! each, what the memory itself gives, unless a cache is larger than that.
//!
//! `McCalpin`, "Memory Bandwidth and Machine Balance in Current High Performance Computers" (1995).

use crate::Contestant;
use std::hint::black_box;

/// How many numbers each array has beyond the caches: 128 MiB.
pub const BEYOND_CACHES: usize = 1 << 25;

/// A triad over arrays that no cache holds.
pub fn beyond_caches() -> Contestant {
    triad(BEYOND_CACHES, 4.0).named("memory")
}

/// A triad over arrays that take the room of `n` parameters, their gradient and their state.
pub fn triad(n: usize, state_bytes: f64) -> Contestant {
    let length = (n as f64 * (8.0 + state_bytes) / 12.0) as usize;
    let (mut a, b, c) = (vec![0.0; length], vec![1.0; length], vec![2.0; length]);
    Contestant::new("triad", move || pass(black_box(&mut a), black_box(&b), black_box(&c), 3.0))
}

#[inline(never)]
fn pass(a: &mut [f32], b: &[f32], c: &[f32], s: f32) {
    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
        *a = b + s * c;
    }
}
