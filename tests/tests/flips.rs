//! Bytes with flipped bits are not loaded: all of one and two bits of a checkpoint and of a recipe, triples and bursts, as
//! many as time allows. CRC-32C finds every one of them for certain; of more flips that are scattered one in 2³² goes
//! unnoticed.

use std::{ops::Range, thread};
use thalweg::{
    checkpoint::{self, Bytes},
    optimizer::AdamW,
    recipe::{Clip, Recipe},
    schedule::{AnySchedule, Cosine},
};
use thalweg_tests::checkpoints::{IDENTITY, load, saved};

/// What is flipped, and whether it is loaded.
struct Subject<'a> {
    bytes: &'a [u8],
    loads: &'a (dyn Fn(&[u8]) -> bool + Sync),
}

/// Parameters, so that the whole is 1 KiB.
const MIDDLE: usize = (1024 - 24 - 16) / 4;
const LARGE: usize = (32 * 1024 - 24 - 16) / 4;

fn parameters<const N: usize>() -> Vec<u8> {
    let bytes = saved(&std::array::from_fn::<f32, N, _>(|i| i as f32 - 7.5)).unwrap();
    assert_eq!(bytes.len(), 40 + 4 * N);
    bytes
}

/// Through the loader: what passes the checksum would be looked at section by section, and taken.
fn loads<const N: usize>(bytes: &[u8]) -> bool {
    match checkpoint::inspect(&mut Bytes::new(bytes)) {
        Err(_) => false,
        Ok(_) => load(&mut [0.0; N], bytes).is_ok(),
    }
}

fn recipe() -> Vec<u8> {
    let schedule = AnySchedule::from(Cosine::new(0.004, 0.0, 126).unwrap()).warmup(14, 0.0);
    let clip = Some(Clip::ByGlobalNorm { max_norm: 1.0, epsilon: 0.0 });
    let recipe: Recipe = Recipe { clip, ..Recipe::new(AdamW::DEFAULT, schedule.unwrap()) };
    let mut buffer = [0; 256];
    recipe.encode(&mut buffer).unwrap().to_vec()
}

fn decodes(bytes: &[u8]) -> bool {
    Recipe::<thalweg::recipe::AnyRule>::decode(bytes).is_ok()
}

impl Subject<'_> {
    fn bits(&self) -> usize {
        8 * self.bytes.len()
    }

    /// How many of these sets of bits are loaded after all; each half on a core of its own.
    fn loaded<B: AsRef<[usize]>, I: Iterator<Item = B>>(
        &self,
        cases: u64,
        of: impl Fn(Range<u64>) -> I + Sync,
    ) -> u64 {
        let half = |range: Range<u64>| {
            let mut bytes = self.bytes.to_vec();
            let mut loaded = 0;
            for bits in of(range) {
                let flip = |bytes: &mut [u8]| {
                    bits.as_ref().iter().for_each(|bit| bytes[bit / 8] ^= 1 << (bit % 8));
                };
                flip(&mut bytes);
                loaded += u64::from((self.loads)(&bytes));
                flip(&mut bytes);
            }
            assert!((self.loads)(&bytes), "flipped back it is loaded");
            loaded
        };
        thread::scope(|scope| {
            let other = scope.spawn(|| half(0..cases / 2));
            half(cases / 2..cases) + other.join().unwrap()
        })
    }

    fn singles(&self) -> (u64, u64) {
        let bits = self.bits() as u64;
        (bits, self.loaded(bits, |range| range.map(|bit| [bit as usize])))
    }

    /// All pairs: of row k with every bit below, and of the row from the other end, so that each case is as long.
    fn pairs(&self) -> (u64, u64) {
        let bits = self.bits();
        let rows = |range: Range<u64>| {
            let rows = range.flat_map(move |row| [row as usize, bits - 1 - row as usize]);
            rows.flat_map(|row| (0..row).map(move |bit| [row, bit]))
        };
        ((bits * (bits - 1) / 2) as u64, self.loaded(bits as u64 / 2, rows))
    }

    /// Three different bits anywhere.
    fn triples(&self, cases: u64) -> (u64, u64) {
        let bits = self.bits() as u64;
        let triples = |range: Range<u64>| {
            let mut random = oorandom::Rand64::new(u128::from(range.start));
            range.map(move |_| {
                loop {
                    let [a, b, c] = std::array::from_fn(|_| random.rand_range(0..bits) as usize);
                    if a != b && a != c && b != c {
                        return [a, b, c];
                    }
                }
            })
        };
        (cases, self.loaded(cases, triples))
    }

    /// Any of up to 32 bits that follow one another, the first and the last for certain.
    fn bursts(&self, cases: u64) -> (u64, u64) {
        let bits = self.bits();
        let bursts = |range: Range<u64>| {
            let mut random = oorandom::Rand64::new(u128::from(range.start));
            range.map(move |_| {
                let length = random.rand_range(1..33) as usize;
                let first = random.rand_range(0..(bits - length + 1) as u64) as usize;
                let pattern = random.rand_u64() | 1 | 1 << (length - 1);
                let set = (0..length).filter(|k| pattern >> k & 1 == 1);
                set.map(|k| first + k).collect::<Vec<_>>()
            })
        };
        (cases, self.loaded(cases, bursts))
    }
}

#[test]
fn every_flipped_bit_is_found() {
    let (bytes, of_a_recipe) = (parameters::<MIDDLE>(), recipe());
    let found = Subject { bytes: &bytes, loads: &loads::<MIDDLE> }.singles();
    let of_a_recipe = Subject { bytes: &of_a_recipe, loads: &decodes }.singles();
    println!("flipped bits of a checkpoint and of a recipe: {}, {}", found.0, of_a_recipe.0);
    assert_eq!((found, of_a_recipe), ((8192, 0), (864, 0)));
    assert_eq!(IDENTITY.model, 0x1234_5678);
}

#[test]
fn every_two_flipped_bits_of_a_recipe_are_found() {
    let found = Subject { bytes: &recipe(), loads: &decodes }.pairs();
    println!("pairs of flipped bits of a recipe: {}", found.0);
    assert_eq!(found, (372_816, 0));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "minutes without optimisation")]
fn every_two_flipped_bits_of_a_checkpoint_are_found() {
    let found = Subject { bytes: &parameters::<MIDDLE>(), loads: &loads::<MIDDLE> }.pairs();
    println!("pairs of flipped bits of a checkpoint: {}", found.0);
    assert_eq!(found, (33_550_336, 0));
}

/// So many triples, and so many bursts, of 32 KiB.
fn many(cases: u64) {
    let bytes = parameters::<LARGE>();
    let subject = Subject { bytes: &bytes, loads: &loads::<LARGE> };
    let found = (subject.triples(cases), subject.bursts(cases));
    println!("triples and bursts of flipped bits of 32 KiB: {cases} each");
    assert_eq!(found, ((cases, 0), (cases, 0)));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "half a minute without optimisation")]
fn triples_and_bursts_of_32_kib_are_found() {
    many(100_000);
}

#[test]
#[ignore = "minutes"]
fn ten_million_triples_and_bursts_of_32_kib_are_found() {
    many(10_000_000);
}
