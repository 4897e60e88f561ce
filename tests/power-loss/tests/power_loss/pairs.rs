//! Two cuts: one in a save, one in the next after the restart.

use crate::{
    device::{Count, Device, LARGE, MIDDLE, SMALL, TEARS, bodies},
    every_word,
};

/// The second cut everywhere after the first everywhere, torn in so many ways.
fn all<const WORD: usize, const PAGE: usize>(length: usize, tears: usize) -> Count {
    let bodies = bodies(length);
    let mut start = Device::<WORD, PAGE>::new(2, &bodies, 0);
    (0..2).for_each(|_| assert!(start.goes_on()));
    let mut count = Count::default();
    for way in 0..tears {
        for first in 0..start.operations() {
            let mut device = start.clone();
            let survived = device.survives(first, TEARS[way]);
            for second in 0..start.operations() {
                let mut device = device.clone();
                let tear = TEARS[(way + 5) % TEARS.len()];
                let survives = survived && device.survives(second, tear) && device.goes_on();
                count += Count { tried: 1, lost: u64::from(!survives) };
            }
        }
    }
    count
}

/// As many pairs anywhere.
fn random<const WORD: usize, const PAGE: usize>(length: usize, pairs: u64) -> Count {
    let bodies = bodies(length);
    let mut random = oorandom::Rand64::new(WORD as u128);
    let mut start = Device::<WORD, PAGE>::new(2, &bodies, 0xFF);
    (0..2).for_each(|_| assert!(start.goes_on()));
    let mut count = Count::default();
    for _ in 0..pairs {
        let mut device = start.clone();
        let mut cut = || {
            let tear = TEARS[random.rand_range(0..TEARS.len() as u64) as usize];
            device.survives(random.rand_range(0..start.operations()), tear)
        };
        let survives = cut() && cut() && device.goes_on();
        count += Count { tried: 1, lost: u64::from(!survives) };
    }
    count
}

/// Pairs of operations, over all sizes of words.
fn expected(length: usize, tears: u64) -> Count {
    let operations = |word: usize| (3 + 32 / word + length.div_ceil(word)) as u64;
    let pairs = [1, 4, 8, 16, 32].map(|word| operations(word).pow(2)).iter().sum::<u64>();
    Count { tried: tears * pairs, lost: 0 }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a minute without optimisation")]
fn two_cuts_lose_nothing_in_256_bytes() {
    let count = every_word!(all::<128>(SMALL, 8));
    println!("pairs of cuts at 256 B: {count:?}");
    assert_eq!(count, Count { tried: 739_296, lost: 0 });
    assert_eq!(count, expected(SMALL, 8));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a minute without optimisation")]
fn two_cuts_lose_nothing_in_1_kib() {
    let count = every_word!(all::<512>(MIDDLE, 1));
    println!("pairs of cuts at 1 KiB: {count:?}");
    assert_eq!(count, Count { tried: 1_217_052, lost: 0 });
    assert_eq!(count, expected(MIDDLE, 1));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a minute without optimisation")]
fn two_cuts_lose_nothing_in_9_3_kb() {
    let count = every_word!(random::<4096>(LARGE, 20_000));
    println!("random pairs of cuts at 9.3 KB: {count:?}");
    assert_eq!(count, Count { tried: 100_000, lost: 0 });
}
