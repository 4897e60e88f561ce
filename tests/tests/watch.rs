//! The main job on the host: the weights, the gain on a new person, and the bits that the firmware
//! and the browser must land on too.

use anyhow::Result;
use std::path::Path;
use thalweg::{
    Error, checkpoint,
    loss::{L2Sp, SoftmaxCrossEntropy},
    optimizer::AdamW,
    recipe::{AnyLoss, Lora, Trained, Unfreezing, WiseFt},
};
use thalweg_watch::{
    Adapter, Exercise, FEATURES, Finding, Model, NETWORK, PARAMETERS, PLAIN, PLAIN_BYTES,
    PRETRAINED, Plan, Sample, Session, Settings,
    recordings::{self, Recording},
    training,
    wire::{CHUNK, Command, Refusal},
};
use thalweg_watch_study::{
    dataset::{self, NEW_PERSON},
    factory,
    training::pretrain,
};

/// What every target must find for the new person: `tests/golden.json`.
fn golden() -> serde_json::Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Who changes the bits says why.
#[test]
fn the_golden_hash_is_the_last_of_its_list() {
    let golden = golden();
    let hash = golden["parameters_hash"].as_str().unwrap();
    let list = include_str!("../golden.md");
    let last = list.lines().last().unwrap();
    assert!(last.contains(&format!("| `{hash}` |")), "tests/golden.md ends with {last}");
}

#[test]
fn the_committed_weights_are_those_of_the_pretraining() -> Result<()> {
    let people = dataset::load_all()?;
    let others = dataset::others(&people, NEW_PERSON - 1);
    let model = factory(&others, 1)?;
    assert!(model == PRETRAINED, "run `pretrain` of thalweg-watch-study and commit model.bin");
    let plain = pretrain(&others, 1)?;
    assert!(plain == PLAIN, "run `pretrain` of thalweg-watch-study and commit plain.bin");
    Ok(())
}

#[test]
fn the_watch_adapts_to_the_new_person_and_lands_on_the_golden_bits() -> Result<()> {
    let person = dataset::load(NEW_PERSON)?;
    let plan = Plan::DEFAULT;
    let mut watch = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    let before = recordings::test(&watch, &person, &plan);
    recordings::learn(&mut watch, &person, &plan)?;
    watch.calibrate();
    let calibrated = recordings::test(&watch, &person, &plan);
    watch.begin()?;
    let mut last = None;
    while let Some(progress) = watch.step()? {
        last = Some(progress);
    }
    let after = recordings::test(&watch, &person, &plan);
    let found = serde_json::json!({
        "windows": watch.windows(),
        "tested": after.of,
        "right_before": before.right,
        "right_calibrated": calibrated.right,
        "right_after": after.right,
        "steps": last.map(|progress| progress.steps),
        "parameters_hash": format!("{:016x}", watch.parameters_hash()),
    });
    println!("{found:#}");
    // A change that means to change bits regenerates the weights and puts what is printed there.
    assert_eq!(found, golden());
    assert!(after.accuracy() > before.accuracy() + 0.05);
    Ok(())
}

#[test]
fn a_model_with_a_number_that_is_not_finite_is_refused() {
    let good = PRETRAINED.to_bytes();
    assert_eq!(Model::from_bytes(&good), Ok(PRETRAINED.clone()));
    for index in [0, FEATURES, 2 * FEATURES, PLAIN_BYTES / 4 - 1] {
        let mut bytes = good;
        bytes[4 * index..][..4].copy_from_slice(&f32::NAN.to_le_bytes());
        assert_eq!(Model::from_bytes(&bytes), Err(Error::NotFinite { what: "model", index }));
    }
    let mut bytes = good;
    bytes[PLAIN_BYTES + 8..][..4].copy_from_slice(&f32::INFINITY.to_le_bytes());
    let what = "scales of windows to replay";
    assert_eq!(Model::from_bytes(&bytes), Err(Error::NotFinite { what, index: 1 }));
    for (at, byte, message) in [
        (PLAIN_BYTES, 85, "windows to replay is 85; allowed: at most 84"),
        (
            PLAIN_BYTES + 4 + 4 * FEATURES,
            7,
            "exercise is 7; allowed: a class of an exercise, 0 to 6",
        ),
    ] {
        let mut bytes = good;
        bytes[at] = byte;
        assert_eq!(Model::from_bytes(&bytes).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_full_memory_refuses_and_keeps_what_it_has() -> Result<()> {
    let mut watch = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    let features = [0.0; thalweg_watch::FEATURES];
    for _ in 0..thalweg_watch::CAPACITY {
        watch.learn(&features, thalweg_watch::Exercise::Pendulum)?;
    }
    let error = watch.learn(&features, thalweg_watch::Exercise::Pendulum).unwrap_err();
    assert_eq!(error.to_string(), "the memory is full; allowed: 96 labelled windows");
    let nan = [f32::NAN; thalweg_watch::FEATURES];
    assert!(watch.learn(&nan, thalweg_watch::Exercise::Pendulum).is_err());
    assert_eq!(watch.windows(), thalweg_watch::CAPACITY);
    Ok(())
}

#[test]
fn settings_out_of_range_are_named() {
    let settings = Settings { learning_rate: f32::NAN, ..Settings::DEFAULT };
    let error = Adapter::new(&PRETRAINED, settings).unwrap_err().to_string();
    assert_eq!(error, "base_lr is NaN; allowed: finite and at least 0");
    for (settings, message) in [
        (Settings { own: 1.5, ..Settings::DEFAULT }, "own is 1.5; allowed: from 0 to 1"),
        (Settings { share: -0.1, ..Settings::DEFAULT }, "share is -0.1; allowed: from 0 to 1"),
    ] {
        assert_eq!(Adapter::new(&PRETRAINED, settings).unwrap_err().to_string(), message);
    }
}

/// A watch that knows the new person's windows, with these settings, at the end of its fine-tuning.
fn adapted(settings: Settings) -> Result<Adapter<'static>> {
    let mut watch = Adapter::new(&PRETRAINED, settings)?;
    recordings::learn(&mut watch, &dataset::load(NEW_PERSON)?, &Plan::DEFAULT)?;
    watch.begin()?;
    while watch.step()?.is_some() {}
    Ok(watch)
}

#[test]
fn a_part_of_the_way_from_the_factory_is_left_at_the_end() -> Result<()> {
    let (settings, start) = (Settings::DEFAULT, &PRETRAINED.parameters);
    let mut wanted = *adapted(Settings { share: 1.0, ..settings })?.parameters();
    thalweg::average::interpolate(&mut wanted, start, settings.share)?;
    let mut watch = adapted(settings)?;
    assert_eq!(*watch.parameters(), wanted);
    assert_eq!(adapted(Settings { share: 0.0, ..settings })?.parameters(), start);
    // Once more: again towards the factory's.
    let mut onwards = adapted(Settings { share: 1.0, ..settings })?;
    for (i, values) in wanted.chunks(32).enumerate() {
        onwards.stage((32 * i) as u16, values).unwrap();
    }
    onwards.adopt(watch.parameters_hash()).unwrap();
    for watch in [&mut watch, &mut onwards] {
        watch.begin()?;
        while watch.step()?.is_some() {}
    }
    let mut wanted = *onwards.parameters(); // adopted: all of the way
    thalweg::average::interpolate(&mut wanted, start, settings.share)?;
    assert_eq!(*watch.parameters(), wanted);
    Ok(())
}

#[test]
fn statistics_are_taken_when_a_fine_tuning_begins_and_stay_with_its_parameters() -> Result<()> {
    let person = dataset::load(NEW_PERSON)?;
    let features = person[3].features(Plan::DEFAULT.test(person[3].samples.len()));
    let features: Vec<_> = features.collect();
    let seen = |watch: &Adapter<'_>| features.iter().map(|x| watch.classify(x)).collect::<Vec<_>>();
    let mut watch = adapted(Settings::DEFAULT)?;
    let after = seen(&watch);
    watch.forget_all();
    assert_eq!(seen(&watch), after);
    watch.calibrate(); // of no window: another wearer
    let uncalibrated: Vec<_> = features.iter().map(|x| watch.classify_uncalibrated(x)).collect();
    assert_eq!(seen(&watch), uncalibrated);
    assert_ne!(uncalibrated, after);
    watch.restore_factory();
    let fresh = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    assert_eq!(seen(&watch), seen(&fresh));
    Ok(())
}

#[test]
fn windows_of_before_are_replayed() -> Result<()> {
    let hash = |settings| Ok::<_, anyhow::Error>(adapted(settings)?.parameters_hash());
    let without = hash(Settings { replayed: 0, ..Settings::DEFAULT })?;
    assert_ne!(hash(Settings::DEFAULT)?, without);
    assert_eq!(PRETRAINED.replay.len(), 84);
    let none = Model { replay: thalweg_watch::Replay::NONE, ..PRETRAINED.clone() };
    let mut watch = Adapter::new(&none, Settings::DEFAULT)?;
    recordings::learn(&mut watch, &dataset::load(NEW_PERSON)?, &Plan::DEFAULT)?;
    watch.begin()?;
    while watch.step()?.is_some() {}
    assert_eq!(watch.parameters_hash(), without);
    Ok(())
}

/// A watch that was told a recipe, trained on its windows.
fn told(recipe: &training::Recipe) -> Result<u64, Refusal> {
    Ok(trained(recipe, |_| {})?.parameters_hash())
}

/// The same watch; it is looked at after each step.
fn trained(
    recipe: &training::Recipe,
    mut look: impl FnMut(&Adapter<'_>),
) -> Result<Adapter<'static>, Refusal> {
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT).unwrap();
    for command in recordings::tuning(&dataset::load(NEW_PERSON).unwrap(), &Plan::DEFAULT) {
        session.handle(&command)?;
    }
    let mut buffer = [0; training::RECIPE_BYTES];
    let bytes = recipe.encode(&mut buffer).unwrap();
    for (i, bytes) in bytes.chunks(CHUNK).enumerate() {
        let bytes = bytes.iter().copied().collect();
        session.handle(&Command::Recipe { offset: (i * CHUNK) as u16, bytes })?;
    }
    session.handle(&Command::Follow)?;
    session.handle(&Command::Adapt)?;
    while session.watch.step().unwrap().is_some() {
        look(&session.watch);
    }
    Ok(session.watch)
}

/// Which parameters moved from those of the factory.
fn moved(parameters: &[f32]) -> Vec<usize> {
    let pairs = parameters.iter().zip(&PRETRAINED.parameters);
    pairs.enumerate().filter(|(_, (w, w0))| w.to_bits() != w0.to_bits()).map(|(i, _)| i).collect()
}

const HIDDEN_PARAMETERS: usize = NETWORK.hidden().parameters();

#[test]
fn what_a_recipe_does_not_train_keeps_its_bits() {
    let picked = |trained| -> Box<dyn Fn(&usize) -> bool> {
        match trained {
            Trained::LastLayers { layers: 1 } => Box::new(|i| *i >= HIDDEN_PARAMETERS),
            // Both layers have rows of 24 weights and a bias.
            Trained::Biases { layers: None } => Box::new(|i| i % 25 == 24),
            Trained::Channels { layer: 0, first: 3, count: 8 } => {
                Box::new(|i| i / 25 >= 3 && i / 25 < 11)
            }
            _ => Box::new(|_| true),
        }
    };
    let rule = training::Rules::AdamW(AdamW { weight_decay: 0.1, ..AdamW::DEFAULT });
    let (mut hashes, mut counts) = (Vec::new(), Vec::new());
    for trained_as in [
        Trained::All,
        Trained::LastLayers { layers: 1 },
        Trained::Biases { layers: None },
        Trained::Channels { layer: 0, first: 3, count: 8 },
    ] {
        let recipe = training::Recipe { rule, trained: trained_as, epochs: 2, ..training::DEFAULT };
        let watch = trained(&recipe, |_| {}).unwrap();
        let (moved, picked) = (moved(watch.parameters()), picked(trained_as));
        assert!(moved.iter().all(&picked), "{trained_as:?}: {moved:?}");
        let all = (0..PARAMETERS).filter(|i| picked(i)).count();
        assert!(10 * moved.len() > 9 * all, "{trained_as:?}: {} of {all}", moved.len());
        hashes.push(watch.parameters_hash());
        counts.push(all);
    }
    assert_eq!(counts, [775, 175, 31, 200]);
    hashes.dedup();
    assert_eq!(hashes.len(), 4);
}

#[test]
fn layers_thaw_at_the_step_that_the_recipe_says() {
    let unfreezing = Some(Unfreezing { layers: 1, every: 9 });
    let recipe = training::Recipe { unfreezing, epochs: 1, ..training::DEFAULT };
    let mut steps = 0;
    let watch = trained(&recipe, |watch| {
        steps += 1;
        let hidden = moved(watch.parameters()).iter().filter(|i| **i < HIDDEN_PARAMETERS).count();
        assert_eq!(hidden > 0, steps > 9, "after {steps} steps");
    });
    assert_eq!((steps, watch.is_ok()), (18, true));
    let all = training::Recipe { unfreezing: None, ..recipe };
    assert_ne!(told(&all).unwrap(), watch.unwrap().parameters_hash());
}

#[test]
fn the_start_is_kept_as_the_recipe_says() {
    let way = |recipe: &training::Recipe| {
        let watch = trained(recipe, |_| {}).unwrap();
        let pairs = watch.parameters().iter().zip(&PRETRAINED.parameters);
        pairs.map(|(w, w0)| (w - w0).powi(2)).sum::<f32>().sqrt()
    };
    let wise = |share| training::Recipe { wise: Some(WiseFt { share }), ..training::DEFAULT };
    let whole = way(&wise(1.0));
    assert_eq!(way(&wise(0.0)), 0.0);
    assert!((way(&wise(0.5)) - 0.5 * whole).abs() < 1e-3 * whole);
    // Where it says nothing the settings do.
    assert_eq!(told(&wise(Settings::DEFAULT.share)), told(&training::DEFAULT));
    let held = training::Recipe { l2_sp: Some(L2Sp { alpha: 1.0 }), ..wise(1.0) };
    assert!(way(&held) < 0.7 * whole, "{} of {whole}", way(&held));
    // So many windows of before.
    let replay = |replay| told(&training::Recipe { replay, ..training::DEFAULT });
    assert_eq!(replay(Settings::DEFAULT.replayed), replay(0));
    assert_ne!(replay(1), replay(0));
    assert_eq!(replay(85), Err(Refusal::Recipe));
}

#[test]
fn what_the_watch_does_not_do_of_a_fine_tuning_is_refused_by_name() {
    let said = |recipe: training::Recipe| {
        let mut buffer = [0; training::RECIPE_BYTES];
        training::read(recipe.encode(&mut buffer).unwrap()).unwrap_err().to_string()
    };
    let lora = Some(Lora { rank: 4, alpha: 8.0 });
    assert_eq!(
        said(training::Recipe { lora, ..training::DEFAULT }),
        "lora cannot be set: the watch has no adapters; allowed: None"
    );
    let trained = Trained::LastLayers { layers: 3 };
    assert_eq!(
        said(training::Recipe { trained, ..training::DEFAULT }),
        "trained.layers is 3; allowed: at most the number of layers"
    );
    let wise = Some(WiseFt { share: 1.5 });
    assert_eq!(
        said(training::Recipe { wise, ..training::DEFAULT }),
        "wise.share is 1.5; allowed: from 0 to 1"
    );
    assert_eq!(
        said(training::Recipe { replay: 85, ..training::DEFAULT }),
        "replay is 85; allowed: at most 84"
    );
}

/// The longest recipe that the watch can follow fits into what it keeps of one.
fn longest() -> training::Recipe {
    let smoothed = SoftmaxCrossEntropy { label_smoothing: 0.1 };
    training::Recipe {
        rule: training::Rules::AdamW(AdamW::DEFAULT),
        loss: AnyLoss::SoftmaxCrossEntropy(smoothed),
        trained: Trained::Channels { layer: 0, first: 3, count: 8 },
        unfreezing: Some(Unfreezing { layers: 1, every: 3 }),
        l2_sp: Some(L2Sp { alpha: 0.1 }),
        wise: Some(WiseFt { share: 0.75 }),
        replay: 2,
        ..training::DEFAULT
    }
}

#[test]
fn the_longest_recipe_is_told_saved_and_gone_on_with() -> Result<()> {
    assert_eq!(longest().encoded_len(), 204);
    for trained in
        [longest().trained, Trained::Biases { layers: None }, Trained::LastLayers { layers: 1 }]
    {
        let recipe = training::Recipe { trained, ..longest() };
        let mut saved = Vec::new();
        let whole = self::trained(&recipe, |watch| {
            if watch.steps().0 == 5 {
                saved = vec![0; checkpoint::length(watch) as usize];
                let mut to = checkpoint::Buffer::new(&mut saved);
                checkpoint::save(watch, watch.identity(), &mut to).unwrap();
            }
        })
        .unwrap();
        let mut resumed = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
        let identity = resumed.identity();
        checkpoint::load(&mut resumed, identity, &mut checkpoint::Bytes::new(&saved)).unwrap();
        assert_eq!(resumed.steps().0, 5);
        while resumed.step()?.is_some() {}
        assert_eq!(resumed.parameters_hash(), whole.parameters_hash(), "{trained:?}");
    }
    Ok(())
}

/// Of parameters that were adopted the watch knows no start.
#[test]
fn no_start_is_asked_of_parameters_that_were_adopted() {
    for (recipe, refused) in [
        (training::Recipe { wise: Some(WiseFt { share: 0.5 }), ..training::DEFAULT }, Some("wise")),
        (training::Recipe { l2_sp: Some(L2Sp { alpha: 0.5 }), ..training::DEFAULT }, Some("l2_sp")),
        (training::DEFAULT, None),
    ] {
        let mut watch = trained(&recipe, |_| {}).unwrap();
        let (own, hash) = (*watch.parameters(), watch.parameters_hash());
        for (i, values) in own.chunks(32).enumerate() {
            watch.stage((32 * i) as u16, values).unwrap();
        }
        watch.adopt(hash).unwrap();
        let error = watch.begin().err();
        let field = error.map(|error| match error {
            Error::Conflict { field, .. } => field,
            other => panic!("{other}"),
        });
        assert_eq!(field, refused);
        assert_eq!(watch.trains(), refused.is_none());
    }
}

#[test]
fn a_recipe_is_followed() {
    use thalweg::{optimizer::Momentum, schedule::Constant};
    let golden = golden();
    let golden = golden["parameters_hash"].as_str().unwrap();
    let golden = u64::from_str_radix(golden, 16).unwrap();
    assert_eq!(told(&training::DEFAULT), Ok(golden));
    let rate = training::Rate::leaf(Constant::new(0.01).unwrap());
    let other = training::Recipe {
        rule: Momentum::DEFAULT.into(),
        schedule: rate,
        clip: None,
        epochs: 3,
        ..training::DEFAULT
    };
    let hash = told(&other).unwrap();
    assert_ne!(hash, golden);
    assert_ne!(hash, told(&training::Recipe { batch: 2, ..other.clone() }).unwrap());
    assert_eq!(told(&training::Recipe { accumulation: 2, ..other }), Err(Refusal::Recipe));
}

/// What a watch finds in the windows of these recordings.
fn findings(recordings: &[Recording]) -> Result<Vec<Finding>> {
    let mut watch = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    recordings::learn(&mut watch, recordings, &Plan::DEFAULT)?;
    Ok(watch.audit().findings().collect())
}

#[test]
fn windows_that_look_right_are_found_to() -> Result<()> {
    assert_eq!(findings(&[])?, []);
    for (person, recordings) in dataset::load_all()?.iter().enumerate() {
        assert_eq!(findings(recordings)?, [], "person {}", person + 1);
    }
    Ok(())
}

/// The recordings of the new person, each sample changed.
fn changed(change: impl Fn(&mut Sample)) -> Result<Vec<Recording>> {
    let mut person = dataset::load(NEW_PERSON)?;
    person.iter_mut().flat_map(|of| &mut of.samples).for_each(change);
    Ok(person)
}

#[test]
fn what_looks_wrong_with_windows_is_named() -> Result<()> {
    let metric =
        changed(|s| s[..3].iter_mut().for_each(|a| *a = (f32::from(*a) * 9.806_65) as i16))?;
    assert!(matches!(findings(&metric)?[..], [Finding::MetresPerSecondSquared { .. }]));
    let tenth = changed(|s| s[..3].iter_mut().for_each(|a| *a /= 10))?;
    assert!(matches!(findings(&tenth)?[0], Finding::Gravity { .. }));
    let turned = changed(|s| s.rotate_left(3))?;
    assert_eq!(findings(&turned)?[0], Finding::SensorsInterchanged);
    let dead = changed(|s| s[4] = 7)?;
    assert!(findings(&dead)?.contains(&Finding::Frozen { channel: 4 }));
    let mut slow = dataset::load(NEW_PERSON)?;
    slow.iter_mut().for_each(|of| of.samples = of.samples.iter().step_by(4).copied().collect());
    slow.retain(|of| of.samples.len() >= 200);
    assert!(findings(&slow)?.iter().any(|found| matches!(found, Finding::Rate { .. })));
    Ok(())
}

#[test]
fn labels_that_are_interchanged_and_classes_with_few_windows_are_named() -> Result<()> {
    let mut person = dataset::load(NEW_PERSON)?;
    let (one, other) = (Exercise::Pendulum, Exercise::UprightRow);
    for recording in &mut person {
        recording.exercise = match recording.exercise {
            Exercise::Pendulum => other,
            Exercise::UprightRow => one,
            exercise => exercise,
        };
    }
    assert_eq!(findings(&person)?, [Finding::LabelsInterchanged { one, other }]);
    let mut person = dataset::load(NEW_PERSON)?;
    person.retain(|of| of.exercise != other || of.wrist == "R");
    let row = person.iter_mut().find(|of| of.exercise == other).unwrap();
    row.samples.truncate(120);
    assert_eq!(findings(&person)?, [Finding::Few { exercise: other }]);
    let text = Finding::Few { exercise: other }.to_string();
    assert_eq!(text, "ROW has a single window: it may be learnt by heart");
    Ok(())
}
