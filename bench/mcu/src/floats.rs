//! What an operation on two floats costs a core that has no instruction for it: by this build's routines, and by gcc's.
//!
//! Every line of output is a list of `name=value`.
#![no_std]
#![no_main]

mod counter;
mod ending;

use core::hint::black_box;
use cortex_m_rt::entry;
use cortex_m_semihosting::hprintln;
use counter::Counter;
use thalweg_catalogue::numbers::{gradient, hash, parameters};

const N: usize = 1024;

/// An operation over two arrays, in C.
type InC = unsafe extern "C" fn(*mut f32, *const f32, *const f32, usize);

#[allow(unsafe_code)]
unsafe extern "C" {
    fn sums_c(out: *mut f32, a: *const f32, b: *const f32, n: usize);
    fn differences_c(out: *mut f32, a: *const f32, b: *const f32, n: usize);
    fn products_c(out: *mut f32, a: *const f32, b: *const f32, n: usize);
    fn quotients_c(out: *mut f32, a: *const f32, b: *const f32, n: usize);
}

#[entry]
fn main() -> ! {
    ending::end(run())
}

fn run() -> Result<(), &'static str> {
    let mut counter = Counter::take()?;
    operation(&mut counter, "a+b", |a, b| a + b, sums_c)?;
    operation(&mut counter, "a-b", |a, b| a - b, differences_c)?;
    operation(&mut counter, "a*b", |a, b| a * b, products_c)?;
    operation(&mut counter, "a/b", |a, b| a / b, quotients_c)
}

/// Instructions of an operation on parameters and gradients, the loop with its loads and its store counted.
#[inline(never)]
fn operation(
    counter: &mut Counter,
    name: &str,
    ours: impl Fn(f32, f32) -> f32,
    c: InC,
) -> Result<(), &'static str> {
    let (mut a, mut b) = ([0.0; N], [0.0; N]);
    parameters(&mut a);
    gradient(&mut b);
    let (a, b) = (black_box(&a), black_box(&b));
    let [mut x, mut y] = [[0.0; N]; 2];
    let ours = counter.count(|| {
        x.iter_mut().zip(a).zip(b).for_each(|((x, a), b)| *x = ours(*a, *b));
        black_box(&x);
    });
    #[allow(unsafe_code)]
    // SAFETY: N floats lie behind each pointer, and what is written is no part of what is read; C keeps none.
    let in_c = counter.count(|| unsafe { c(y.as_mut_ptr(), a.as_ptr(), b.as_ptr(), N) });
    if hash(&x) != hash(black_box(&y)) {
        return Err("C has other bits than this build");
    }
    hprintln!("operation={} n={} ours={} c={}", name, N, ours, in_c);
    Ok(())
}
