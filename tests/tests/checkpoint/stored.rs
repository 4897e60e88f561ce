//! From a training into NOR flash, and back after a reset.

use crate::training::{IDENTITY, gradient, saved};
use thalweg::{
    checkpoint::{
        self,
        store::{Slot, Store},
    },
    gradient::{Accumulate, SkipNonFinite},
    optimizer::{Adam, Optimizer, state::Bf16},
};
use thalweg_power_loss::Memory;

const N: usize = 71;

type Training = ([f32; N], Optimizer<Adam, [Bf16; N], (SkipNonFinite, Accumulate<[f32; N]>)>);

/// The room of a slot, known when the program is built.
const LENGTH: u32 = checkpoint::max_length::<Training>();
const SLOTS: [Slot; 3] = Slot::ring(0, (LENGTH + 32).next_multiple_of(1024));

fn training() -> Training {
    let chain = (SkipNonFinite::DEFAULT, Accumulate::new(3));
    ([0.5; N], Optimizer::with_transform(Adam::DEFAULT, chain).unwrap())
}

#[test]
fn a_training_goes_on_from_flash_after_every_step() {
    let mut flash = Memory::<8, 1024>::erased(3 * SLOTS[0].length as usize);
    let mut whole = training();
    for k in 0..100 {
        let mut store = Store::open(&mut flash, &SLOTS).unwrap();
        let mut resumed = training();
        resumed.0 = [9.0; N];
        if let Some(mut reader) = store.load() {
            checkpoint::load(&mut resumed, IDENTITY, &mut reader).unwrap();
        } else {
            assert_eq!(k, 0);
            resumed = training();
        }
        for (w, optimizer) in [&mut whole, &mut resumed] {
            let g = gradient(w, k);
            optimizer.step(w, &g, 0.01).unwrap();
        }
        assert!(saved(&whole).unwrap() == saved(&resumed).unwrap(), "step {k}");
        let mut writer = store.save(checkpoint::length(&resumed)).unwrap();
        checkpoint::save(&resumed, IDENTITY, &mut writer).unwrap();
        assert_eq!(writer.finish().unwrap().length, LENGTH);
    }
}
