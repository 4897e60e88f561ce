//! One cut, in every word that a save writes and every page that it erases.

use crate::{
    device::{Count, Device, LARGE, MIDDLE, PAGES, SMALL, TEARS, bodies},
    every_word,
    flash::Tear,
};

/// Cuts everywhere in a save after none, one and two that succeeded, in flash that tells what a cut has left as it reads, and
/// with error correction.
fn cuts<const WORD: usize, const PAGE: usize>(length: usize) -> Count {
    let bodies = bodies(length);
    let mut count = Count::default();
    for saves in 0..3 {
        let mut device = Device::<WORD, PAGE>::new(2, &bodies, 0);
        (0..saves).for_each(|_| assert!(device.goes_on()));
        for operation in 0..device.operations() {
            count += torn(&device, operation);
        }
        device.flash = device.flash.correcting_errors();
        for operation in 0..device.operations() {
            count += run(&device, operation, Tear::Random(operation)).0;
        }
    }
    count
}

/// A cut in one operation, torn in every way: a byte into each of its 256 subsets.
fn torn<const WORD: usize, const PAGE: usize>(
    device: &Device<'_, WORD, PAGE>,
    operation: u64,
) -> Count {
    let mut count = Count::default();
    if WORD > 1 || operation < PAGES as u64 {
        TEARS.iter().for_each(|tear| count += run(device, operation, *tear).0);
        return count;
    }
    for bits in 0..=255 {
        let (one, matters) = run(device, operation, Tear::Bits(bits));
        count += one;
        if !matters {
            // Nobody has looked at the byte: with other bits each run were the same again.
            let same = 255 - u64::from(bits);
            return count + Count { tried: same * one.tried, lost: same * one.lost };
        }
    }
    count
}

/// One cut; and whether anyone has read the place before it was erased.
fn run<const WORD: usize, const PAGE: usize>(
    device: &Device<'_, WORD, PAGE>,
    operation: u64,
    tear: Tear,
) -> (Count, bool) {
    let mut device = device.clone();
    let survives = device.survives(operation, tear) && device.goes_on();
    (Count { tried: 1, lost: u64::from(!survives) }, device.flash.torn_was_read())
}

/// How many cuts that are: three starts, each word torn in 256 ways or 8, each page in 8, and all once more with
/// error correction.
fn expected(length: usize) -> Count {
    let words = |word: usize| (32 / word + length.div_ceil(word)) as u64;
    let pages = PAGES as u64;
    let bytes = 3 * (256 * words(1) + 8 * pages + words(1) + pages);
    let wider: u64 = [4, 8, 16, 32].map(|word| 3 * 9 * (words(word) + pages)).iter().sum();
    Count { tried: bytes + wider, lost: 0 }
}

#[test]
fn a_cut_loses_nothing_in_256_bytes() {
    let count = every_word!(cuts::<128>(SMALL));
    println!("single cuts at 256 B: {count:?}");
    assert_eq!(count, Count { tried: 226_098, lost: 0 });
    assert_eq!(count, expected(SMALL));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a minute without optimisation")]
fn a_cut_loses_nothing_in_1_kib() {
    let count = every_word!(cuts::<512>(MIDDLE));
    println!("single cuts at 1 KiB: {count:?}");
    assert_eq!(count, Count { tried: 827_946, lost: 0 });
    assert_eq!(count, expected(MIDDLE));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a minute without optimisation")]
fn a_cut_loses_nothing_in_9_3_kb() {
    let count = every_word!(cuts::<4096>(LARGE));
    println!("single cuts at 9.3 KB: {count:?}");
    assert_eq!(count, Count { tried: 7_488_297, lost: 0 });
    assert_eq!(count, expected(LARGE));
}
