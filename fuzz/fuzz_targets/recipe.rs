//! A recipe: whatever is decoded is encoded and decoded to the same, judged, and asked for its rates.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use std::sync::LazyLock;
use thalweg::{
    average::ParameterEmaOptions,
    gradient::AddDecayedWeights,
    group::Group,
    loss::L2Sp,
    nn::Mlp,
    optimizer::AdamW,
    recipe::{Clip, GroupList, Lora, Recipe, Trained, Unfreezing, WiseFt},
    schedule::{AnySchedule, Cosine, Schedule},
};
use thalweg_fuzz::{Counts, mutate};

static VALID: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let schedule = AnySchedule::from(Cosine::new(0.004, 0.0, 126).unwrap()).warmup(14, 0.0);
    let recipe: Recipe = Recipe {
        clip: Some(Clip::ByGlobalNorm { max_norm: 1.0, epsilon: 0.0 }),
        decay: Some(AddDecayedWeights { weight_decay: 0.01 }),
        accumulation: 2,
        batch: 4,
        epochs: 20,
        seed: 77,
        groups: GroupList::from_slice(&[Group::dense(24, 24), Group::vector(7)]).unwrap(),
        ema: Some(ParameterEmaOptions::DEFAULT),
        trained: Trained::Channels { layer: 1, first: 2, count: 3 },
        unfreezing: Some(Unfreezing { layers: 1, every: 7 }),
        l2_sp: Some(L2Sp { alpha: 0.01 }),
        wise: Some(WiseFt { share: 0.8 }),
        lora: Some(Lora { rank: 4, alpha: 8.0 }),
        replay: 2,
        ..Recipe::new(AdamW::DEFAULT, schedule.unwrap())
    };
    let mut buffer = [0; 1024];
    recipe.encode(&mut buffer).unwrap().to_vec()
});
static COUNTS: Counts = Counts::new();

fuzz_target!(|bytes: &[u8]| {
    let decoded = Recipe::<thalweg::recipe::AnyRule, AnySchedule>::decode(bytes);
    COUNTS.add(bytes, decoded.is_ok());
    let Ok(recipe) = decoded else { return };
    let mut buffer = vec![0; recipe.encoded_len()];
    let encoded = recipe.encode(&mut buffer).unwrap();
    assert!(encoded.ends_with(&recipe.fingerprint().to_le_bytes()));
    let encoded = encoded.to_vec();
    let again = Recipe::<thalweg::recipe::AnyRule, AnySchedule>::decode(&encoded).unwrap();
    // NaN is no equal of itself; its bytes are.
    let mut buffer = vec![0; again.encoded_len()];
    assert!(*again.encode(&mut buffer).unwrap() == *encoded);
    let wrong = recipe.validate().count();
    if let Ok(selection) = recipe.selection(Mlp::new(24, 24, 7).groups()) {
        let picked = (0..775).filter(|index| selection.contains(*index)).count();
        assert!(picked == selection.len() && picked > 0);
        for step in [0, 6, 7, u32::MAX] {
            let groups = selection.groups_at(step);
            assert!(groups.iter().map(|group| group.length).sum::<usize>() == picked);
            assert!(selection.lowest_layer(step) <= 2);
        }
    }
    for step in [0, 1, 13, 14, 139, u32::MAX] {
        let rate = recipe.schedule.at(step);
        assert!(wrong > 0 || rate.is_finite(), "{rate} at {step}");
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed, &VALID)
});
