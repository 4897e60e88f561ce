//! The main job on the host: the weights, the gain on a new person, and the bits that the firmware
//! and the browser must land on too.

use anyhow::Result;
use std::path::Path;
use thalweg::Error;
use thalweg_watch::{
    Adapter, Exercise, FEATURES, Finding, Model, PLAIN, PLAIN_BYTES, PRETRAINED, Plan, Sample,
    Session, Settings,
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
    while session.watch.step().unwrap().is_some() {}
    Ok(session.watch.parameters_hash())
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
