//! What cannot be a store is refused, with a message that says what, where and what is allowed.

use crate::flash::Flash;
use thalweg::{
    Error,
    checkpoint::store::{Slot, Store, Wear},
};

/// Four pages of 1 KiB.
fn flash() -> Flash<8, 1024> {
    Flash::new(4, 0xFF)
}

fn refused(slots: &[(u32, u32)]) -> String {
    let slots: Vec<_> =
        slots.iter().map(|(offset, length)| Slot { offset: *offset, length: *length }).collect();
    Store::open(flash(), &slots).expect_err("a bad one").to_string()
}

#[test]
fn bad_slots_are_refused() {
    assert_eq!(refused(&[]), "slots is 0; allowed: at least 2");
    assert_eq!(refused(&[(0, 1024)]), "slots is 1; allowed: at least 2");
    let pages = "allowed: a multiple of the erase size, 1024";
    assert_eq!(refused(&[(0, 1024), (1500, 1024)]), format!("slots[1].offset is 1500; {pages}"));
    assert_eq!(refused(&[(0, 1000), (2048, 1024)]), format!("slots[0].length is 1000; {pages}"));
    assert_eq!(
        refused(&[(0, 1024), (1024, 0)]),
        "slots[1].length is 0; allowed: above the header's 32"
    );
    let end = "allowed: so that it ends by the flash's 4096";
    assert_eq!(refused(&[(0, 1024), (3072, 2048)]), format!("slots[1].offset is 3072; {end}"));
    assert_eq!(
        refused(&[(0, 1024), (4_294_966_272, 1024)]),
        format!("slots[1].offset is 4294966272; {end}")
    );
    assert_eq!(
        refused(&[(0, 1024), (1024, 2048), (2048, 1024)]),
        "slots[2].offset is 2048; allowed: outside of slot 1"
    );
    let slots: [Slot; 4] = Slot::ring(0xFFFF_FC00, 1024);
    assert!(matches!(Store::open(flash(), &slots), Err(Error::Slot { index: 0, .. })));
}

#[test]
fn a_driver_of_other_sizes_is_refused() {
    fn refused<const WORD: usize, const PAGE: usize>() -> String {
        let slots: [Slot; 2] = Slot::ring(0, PAGE as u32);
        Store::open(Flash::<WORD, PAGE>::new(2, 0), &slots).expect_err("a bad one").to_string()
    }
    assert_eq!(refused::<64, 1024>(), "WRITE_SIZE is 64; allowed: 1, 2, 4, 8, 16 or 32");
    assert_eq!(refused::<3, 1023>(), "READ_SIZE is 3; allowed: 1, 2, 4, 8, 16 or 32");
    assert_eq!(
        refused::<16, 24>(),
        "ERASE_SIZE is 24; allowed: a multiple of the driver's READ_SIZE and WRITE_SIZE"
    );
}

#[test]
fn a_checkpoint_of_another_length_is_refused() {
    let slots = [Slot { offset: 0, length: 2048 }, Slot { offset: 2048, length: 1024 }];
    let mut store = Store::open(flash(), &slots).unwrap();
    assert_eq!(store.room(), 992); // of the smallest
    let error = store.save(993).err().unwrap().to_string();
    assert_eq!(error, "a slot: room for 992; needed: at least 993");
    assert_eq!(Store::open(store.release(), &slots).unwrap().release().operations(), 0);

    let mut store = Store::open(flash(), &slots).unwrap();
    let mut writer = store.save(3).unwrap();
    let error = writer.write(&[1, 2, 3, 4]).unwrap_err().to_string();
    assert_eq!(error, "the rest of the checkpoint: room for 3; needed: at least 4");
    writer.write(&[1, 2]).unwrap();
    let error = writer.finish().unwrap_err().to_string();
    assert_eq!(error, "the checkpoint has 2 elements; allowed: exactly 3");
    assert_eq!(store.newest(), None);
}

#[test]
fn wear_without_erases_saves_or_slots_is_refused() {
    let wear = Wear { erases_per_page: 10_000, slots: 15, saves_per_adaptation: 8 };
    assert!(wear.adaptations_per_day().unwrap() > 10.0);
    for (wear, message) in [
        (Wear { erases_per_page: 0, ..wear }, "erases_per_page is 0; allowed: at least 1"),
        (Wear { slots: 1, ..wear }, "slots is 1; allowed: at least 2"),
        (
            Wear { saves_per_adaptation: 0, ..wear },
            "saves_per_adaptation is 0; allowed: at least 1",
        ),
    ] {
        assert_eq!(wear.adaptations_per_day().unwrap_err().to_string(), message);
    }
}
