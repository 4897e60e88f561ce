//! Slots take turns, generations count around, and the bytes of a slot stay what they are.

use crate::{
    device::{Device, SMALL, TEARS, bodies, load, save},
    flash::{Flash, Tear},
};
use crc::{CRC_32_ISCSI, Crc, NoTable};
use embedded_storage::nor_flash::NorFlash;
use thalweg::checkpoint::store::{Slot, Store};

const SLOTS: [Slot; 3] = Slot::ring(0, 128);

/// What a slot holds, by the documentation alone.
fn slot(generation: u32, body: &[u8]) -> Vec<u8> {
    let crc = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);
    let mut bytes = b"TWCK\x01\0\0\0".to_vec();
    bytes.extend(generation.to_le_bytes());
    bytes.extend((body.len() as u32).to_le_bytes());
    bytes.extend(crc.checksum(body).to_le_bytes());
    bytes.extend([0xFF; 8]);
    bytes.extend(crc.checksum(&bytes).to_le_bytes());
    bytes.extend(body);
    bytes
}

/// Flash of one page a slot, with these generations in it.
fn with(generations: &[u32]) -> Flash<4, 128> {
    let mut flash = Flash::new(SLOTS.len(), 0xFF);
    for (page, generation) in flash.bytes().chunks_exact_mut(128).zip(generations) {
        let bytes = slot(*generation, &generation.to_le_bytes());
        page[..bytes.len()].copy_from_slice(&bytes);
    }
    flash
}

#[test]
fn the_bytes_of_a_slot_are_those_of_the_documentation() {
    let mut flash = Flash::<4, 128>::new(SLOTS.len(), 0);
    let mut store = Store::open(&mut flash, &SLOTS).unwrap();
    let mut writer = store.save(5).unwrap();
    writer.write(b"hello").unwrap();
    writer.finish().unwrap();
    let mut expected = slot(1, b"hello");
    expected.resize(128, 0xFF);
    assert_eq!(flash.bytes()[..128], expected);
    assert_eq!(flash.bytes()[128..], [0; 256]);
}

#[test]
fn the_header_is_written_last() {
    let body = [7; 45];
    let (pages, words) = (1, 32 / 4 + 45_usize.div_ceil(4));
    let mut flash = Flash::<4, 128>::new(SLOTS.len(), 0);
    flash.cut(pages + words as u64 - 8, Tear::Bits(0));
    assert!(save(&mut flash, &SLOTS, &body).is_err());
    assert_eq!(flash.bytes()[..32], [0xFF; 32]);
    assert_eq!(flash.bytes()[32..32 + 45], body);
}

#[test]
fn the_newest_generation_is_loaded_wherever_it_is() {
    let cases: [(&[u32], u32); 7] = [
        (&[7], 7),
        (&[1, 2, 3], 3),
        (&[3, 1, 2], 3),
        (&[2, 3, 1], 3),
        (&[u32::MAX, 0, u32::MAX - 1], 0),
        (&[1, u32::MAX, 0], 1),
        (&[0, u32::MAX - 1, u32::MAX], 0),
    ];
    for (generations, newest) in cases {
        let body = load(with(generations), &SLOTS).unwrap();
        assert_eq!(body.unwrap(), newest.to_le_bytes(), "{generations:?}");
    }
}

#[test]
fn generations_count_around() {
    let mut store = Store::open(with(&[u32::MAX - 1]), &SLOTS).unwrap();
    let mut saved = || {
        let mut writer = store.save(1).unwrap();
        writer.write(&[1]).unwrap();
        let saved = writer.finish().unwrap();
        (saved.slot, saved.generation)
    };
    assert_eq!([saved(), saved(), saved()], [(1, u32::MAX), (2, 0), (0, 1)]);
    assert_eq!(Store::open(store.release(), &SLOTS).unwrap().newest().unwrap().generation, 1);
}

#[test]
fn a_body_that_is_spoilt_does_not_lend_its_generation() {
    let mut flash = with(&[5, 6]);
    flash.bytes()[128 + 32] ^= 1;
    let mut store = Store::open(flash, &SLOTS).unwrap();
    assert_eq!(store.newest().unwrap().generation, 5);
    let saved = store.save(0).unwrap().finish().unwrap();
    assert_eq!((saved.slot, saved.generation), (1, 7));
}

#[test]
fn slots_wear_alike() {
    let bodies = bodies(SMALL);
    for slots in 2..6 {
        let mut device = Device::<4, 128>::new(slots, &bodies, 0xFF);
        for turn in 0..3 * slots {
            assert_eq!(device.save().unwrap().slot, turn % slots);
        }
    }
}

#[test]
fn what_is_cleared_does_not_come_back() {
    for slots in 2..5 {
        let slots: Vec<_> = SLOTS.iter().cycle().take(slots).zip(0..).collect();
        let slots: Vec<_> =
            slots.iter().map(|(slot, k)| Slot { offset: k * 128, ..**slot }).collect();
        let pages = slots.len();
        let mut saved = Flash::<4, 128>::new(pages, 0);
        for k in 0..=pages as u8 {
            save(&mut saved, &slots, &[k]).unwrap();
        }
        let newest = vec![pages as u8];
        for cut in 0..pages as u64 {
            for tear in TEARS {
                let mut flash = saved.clone();
                flash.restart();
                flash.cut(cut, tear);
                assert!(Store::open(&mut flash, &slots).unwrap().clear().is_err());
                flash.restart();
                let found = load(&mut flash, &slots).unwrap();
                assert!(found.is_none_or(|found| found == newest), "{cut} {tear:?}");
                let mut store = Store::open(flash, &slots).unwrap();
                store.clear().unwrap();
                assert!(store.load().is_none());
                assert!(load(store.release(), &slots).unwrap().is_none());
            }
        }
    }
}

#[test]
fn every_length_comes_back() {
    fn comes_back<F: NorFlash>(mut flash: F) {
        for length in 0..=96 {
            let body: Vec<_> = (1..=length).collect();
            save(&mut flash, &SLOTS, &body).unwrap();
            assert_eq!(load(&mut flash, &SLOTS).unwrap().unwrap(), body);
        }
    }
    comes_back(Flash::<1, 128>::new(3, 0));
    comes_back(Flash::<2, 128>::new(3, 0));
    comes_back(Flash::<4, 64>::new(6, 0));
    comes_back(Flash::<8, 32>::new(12, 0));
    comes_back(Flash::<16, 16>::new(24, 0));
    comes_back(Flash::<32, 128>::new(3, 0));
}
