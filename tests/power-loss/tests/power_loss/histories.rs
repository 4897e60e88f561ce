//! Histories of up to five cuts, between saves that succeed, with other numbers of slots and other flash.

use crate::{
    device::{Count, Device, LARGE, MIDDLE, SMALL, TEARS, bodies},
    every_word,
    flash::Tear,
};

/// As many histories.
fn random<const WORD: usize, const PAGE: usize>(length: usize, histories: u64) -> Count {
    let bodies = bodies(length);
    let mut random = oorandom::Rand64::new((length * WORD) as u128);
    let mut count = Count::default();
    for _ in 0..histories {
        let (slots, byte) = (random.rand_range(2..5) as usize, random.rand_u64() as u8);
        let mut device = Device::<WORD, PAGE>::new(slots, &bodies, byte);
        if random.rand_range(0..4) == 0 {
            device.flash = device.flash.correcting_errors();
        }
        let survives = (0..random.rand_range(1..6)).all(|_| {
            (0..random.rand_range(0..3)).all(|_| device.goes_on()) && {
                let tear = match random.rand_range(0..TEARS.len() as u64 + 4) {
                    way @ 0..8 => TEARS[way as usize],
                    _ => Tear::Random(random.rand_u64()),
                };
                device.survives(random.rand_range(0..device.operations()), tear)
            }
        });
        let survives = survives && device.goes_on();
        count += Count { tried: 1, lost: u64::from(!survives) };
    }
    count
}

/// As many histories of each size and word.
fn of_each(histories: u64) -> Count {
    let small = every_word!(random::<128>(SMALL, histories));
    let middle = every_word!(random::<512>(MIDDLE, histories));
    let large = every_word!(random::<4096>(LARGE, histories));
    small + middle + large
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a minute without optimisation")]
fn five_cuts_lose_nothing() {
    let count = of_each(3_334);
    println!("histories of up to five cuts: {count:?}");
    assert_eq!(count, Count { tried: 50_010, lost: 0 });
}

#[test]
#[ignore = "minutes"]
fn five_cuts_lose_nothing_in_a_million_histories() {
    let count = of_each(66_667);
    println!("histories of up to five cuts: {count:?}");
    assert_eq!(count, Count { tried: 1_000_005, lost: 0 });
}
