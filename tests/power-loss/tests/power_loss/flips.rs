//! A checkpoint with flipped bits is not loaded: all of one and two bits, and triples and bursts, as many as time allows.
//! CRC-32C finds every one of them for certain; of more flips that are scattered one in 2³² goes unnoticed.

use crate::device::{MIDDLE, bodies, save};
use std::{ops::Range, thread};
use thalweg::checkpoint::store::{Slot, Store};
use thalweg_power_loss::Memory;

/// A slot with a checkpoint, and one that is empty.
#[derive(Clone)]
struct Saved {
    flash: Memory<4, 64>,
    slots: [Slot; 2],
    bits: usize,
}

impl Saved {
    fn new(body: &[u8]) -> Self {
        let slots = Slot::ring(0, (body.len() + 32).next_multiple_of(64) as u32);
        let mut flash = Memory::erased(2 * slots[0].length as usize);
        save(&mut flash, &slots, body).unwrap();
        let mut saved = Self { flash, slots, bits: 8 * (body.len() + 32) };
        assert!(!saved.is_refused());
        saved
    }

    fn flip(&mut self, bit: usize) {
        self.flash.0[bit / 8] ^= 1 << (bit % 8);
    }

    fn is_refused(&mut self) -> bool {
        Store::open(&mut self.flash, &self.slots).unwrap().newest().is_none()
    }

    /// Flips these bits and flips them back.
    fn is_refused_with(&mut self, bits: &[usize]) -> bool {
        bits.iter().for_each(|bit| self.flip(*bit));
        let refused = self.is_refused();
        bits.iter().for_each(|bit| self.flip(*bit));
        refused
    }
}

/// What was flipped, and how many of these were loaded nevertheless; each half on a core of its own.
fn both(cases: u64, loaded: impl Fn(Range<u64>) -> u64 + Sync) -> (u64, u64) {
    let loaded = thread::scope(|scope| {
        let loaded = &loaded;
        let other = scope.spawn(move || loaded(0..cases / 2));
        loaded(cases / 2..cases) + other.join().unwrap()
    });
    (cases, loaded)
}

#[test]
fn every_flipped_bit_of_1_kib_is_found() {
    let mut saved = Saved::new(&bodies(MIDDLE)[0]);
    let loaded = (0..saved.bits).filter(|bit| !saved.is_refused_with(&[*bit])).count();
    assert_eq!((saved.bits, loaded), (8448, 0));
}

/// All pairs: of row k with every bit below, and of the row from the other end, so that each case is as long.
#[test]
#[cfg_attr(debug_assertions, ignore = "minutes without optimisation")]
fn every_two_flipped_bits_of_1_kib_are_found() {
    let saved = Saved::new(&bodies(MIDDLE)[0]);
    let bits = saved.bits;
    let (rows, loaded) = both(bits as u64 / 2, |rows| {
        let mut saved = saved.clone();
        let mut loaded = 0;
        for row in rows.flat_map(|row| [row as usize, bits - 1 - row as usize]) {
            saved.flip(row);
            loaded += (0..row).filter(|bit| !saved.is_refused_with(&[*bit])).count() as u64;
            saved.flip(row);
        }
        loaded
    });
    println!("pairs of flipped bits: {}, loaded {loaded}", bits * (bits - 1) / 2);
    assert_eq!((rows, bits * (bits - 1) / 2, loaded), (4224, 35_680_128, 0));
}

/// Three different bits anywhere.
fn triples(cases: u64) -> (u64, u64) {
    let saved = Saved::new(&bodies(32 * 1024)[0]);
    both(cases, |cases| {
        let mut saved = saved.clone();
        let mut random = oorandom::Rand64::new(u128::from(cases.start));
        let mut bit = || random.rand_range(0..saved.bits as u64) as usize;
        let mut triple = || loop {
            let [a, b, c] = [bit(), bit(), bit()];
            if a != b && a != c && b != c {
                return [a, b, c];
            }
        };
        let triples: Vec<_> = cases.map(|_| triple()).collect();
        triples.iter().filter(|bits| !saved.is_refused_with(*bits)).count() as u64
    })
}

/// Any of up to 32 bits that follow one another, the first and the last for certain.
fn bursts(cases: u64) -> (u64, u64) {
    let saved = Saved::new(&bodies(32 * 1024)[0]);
    both(cases, |cases| {
        let mut saved = saved.clone();
        let mut random = oorandom::Rand64::new(u128::from(cases.start));
        let mut loaded = 0;
        for _ in cases {
            let length = random.rand_range(1..33) as usize;
            let first = random.rand_range(0..(saved.bits - length + 1) as u64) as usize;
            let pattern = random.rand_u64() | 1 | 1 << (length - 1);
            let bits: Vec<_> =
                (0..length).filter(|k| pattern >> k & 1 == 1).map(|k| first + k).collect();
            loaded += u64::from(!saved.is_refused_with(&bits));
        }
        loaded
    })
}

#[test]
fn three_flipped_bits_of_32_kib_are_found() {
    assert_eq!(triples(100_000), (100_000, 0));
}

#[test]
fn bursts_in_32_kib_are_found() {
    assert_eq!(bursts(100_000), (100_000, 0));
}

#[test]
#[ignore = "minutes"]
fn ten_million_times_three_flipped_bits_are_found() {
    assert_eq!(triples(10_000_000), (10_000_000, 0));
}

#[test]
#[ignore = "minutes"]
fn ten_million_bursts_are_found() {
    assert_eq!(bursts(10_000_000), (10_000_000, 0));
}
