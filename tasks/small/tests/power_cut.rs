//! Wherever the power fails, a task goes on to the same bits; and what is none of its checkpoints changes nothing.

use thalweg::{
    checkpoint::{self, Buffer, Bytes, Checkpoint, CheckpointError, Identity, Loader, Saver},
    loss::L2Sp,
    recipe::{Unfreezing, WiseFt},
};
use thalweg_tasks::{
    Factory, Keeps, Refusal,
    general::{General, Shape},
    humidity::Humidity,
    integer_vowels::{self, IntegerVowels},
    integer_watch::IntegerWatch,
    new_speaker::NewSpeaker,
    unseen_exercise::UnseenExercise,
    vowels::Vowels,
};
use thalweg_watch::{CHANNELS, WINDOW, training};

/// A task, what it learns, and how far cuts are apart, in steps.
struct Case {
    name: &'static str,
    made: fn() -> Box<dyn Keeps>,
    learns: fn(&mut dyn Keeps) -> Result<(), Refusal>,
    apart: usize,
    longest: u32,
}

fn case<T: Factory<'static, Memory: 'static> + 'static>(
    name: &'static str,
    learns: fn(&mut dyn Keeps) -> Result<(), Refusal>,
    apart: usize,
) -> Case {
    let made = || -> Box<dyn Keeps> { Box::new(made::<T>()) };
    Case { name, made, learns, apart, longest: checkpoint::max_length::<T>() }
}

fn made<T: Factory<'static, Memory: 'static>>() -> T {
    T::factory(Box::leak(Box::new(T::ZERO))).expect("a factory's settings")
}

fn all() -> [Case; 9] {
    [
        case::<Vowels<'_>>("vowels", vowels, 19),
        case::<IntegerVowels<'_>>("integer vowels", vowels, 19),
        case::<IntegerWatch<'_>>("integer watch", windows, 7),
        case::<NewSpeaker<'_>>("new speaker", utterances, 1),
        case::<Humidity<'_>>("humidity", references, 1),
        case::<UnseenExercise<'_>>("unseen exercise", windows, 97),
        case::<General<'_>>("general", features, 9),
        case::<General<'_>>("general, windows", rows, 9),
        case::<General<'_>>("general, by a recipe", by_a_recipe, 1),
    ]
}

/// Numbers of which no two are the same, between −1 and 1.
fn number(sample: usize, place: usize) -> f32 {
    ((sample * 31 + place * 17) as f32 * 0.37).sin()
}

fn vowels(task: &mut dyn Keeps) -> Result<(), Refusal> {
    (0..14).try_for_each(|sample| {
        task.hear(true, &std::array::from_fn::<_, 10, _>(|place| number(sample, place)))?;
        task.learn((sample % 11) as f32)
    })
}

/// Of the watch's samples, in thousandths.
fn windows(task: &mut dyn Keeps) -> Result<(), Refusal> {
    (0..9).try_for_each(|window| {
        let thousandth = |t, channel| (1000.0 * number(window * WINDOW + t, channel)).round();
        for t in 0..WINDOW {
            task.hear(t == 0, &std::array::from_fn::<_, CHANNELS, _>(|c| thousandth(t, c)))?;
        }
        task.learn((window % 7) as f32)
    })
}

fn utterances(task: &mut dyn Keeps) -> Result<(), Refusal> {
    (0..5).try_for_each(|sample| {
        task.hear(true, &std::array::from_fn::<_, 36, _>(|place| number(sample, place)))?;
        task.learn(6.0)
    })
}

/// More than are remembered; of the last it has done a step.
fn references(task: &mut dyn Keeps) -> Result<(), Refusal> {
    task.begin(1)?;
    for sample in 0..7 {
        task.hear(true, &std::array::from_fn::<_, 10, _>(|place| number(sample, place)))?;
        task.learn(50.0 + sample as f32)?;
        while sample < 6 && task.step()?.is_some() {}
    }
    task.step().map(|_| ())
}

fn features(task: &mut dyn Keeps) -> Result<(), Refusal> {
    task.shape(Shape { values: 5, window: 1, classes: 3, hidden: 4 })?;
    task.begin(0)?;
    (0..8).try_for_each(|sample| {
        task.hear(true, &std::array::from_fn::<_, 5, _>(|place| number(sample, place)))?;
        task.learn((sample % 3) as f32)
    })
}

fn rows(task: &mut dyn Keeps) -> Result<(), Refusal> {
    task.shape(Shape { values: 2, window: 6, classes: 2, hidden: 3 })?;
    task.begin(0)?;
    task.given(0, &[0.25; 20])?;
    (0..6).try_for_each(|sample| {
        task.hear(true, &std::array::from_fn::<_, 12, _>(|place| number(sample, place)))?;
        task.learn((sample % 2) as f32)
    })
}

/// Layers that thaw, a start that is kept and gone back to, another rule, no clipping.
fn by_a_recipe(task: &mut dyn Keeps) -> Result<(), Refusal> {
    task.shape(Shape { values: 5, window: 1, classes: 3, hidden: 4 })?;
    let recipe = training::Recipe {
        unfreezing: Some(Unfreezing { layers: 1, every: 5 }),
        l2_sp: Some(L2Sp { alpha: 0.5 }),
        wise: Some(WiseFt { share: 0.7 }),
        clip: None,
        ..training::DEFAULT
    };
    let mut room = [0; training::RECIPE_BYTES];
    task.recipe(0, recipe.encode(&mut room).map_err(|_| Refusal::Recipe)?)?;
    task.follow()?;
    (0..7).try_for_each(|sample| {
        task.hear(true, &std::array::from_fn::<_, 5, _>(|place| number(sample, place)))?;
        task.learn((sample % 3) as f32)
    })
}

impl Case {
    fn learnt(&self) -> Box<dyn Keeps> {
        let mut task = (self.made)();
        (self.learns)(&mut *task).expect(self.name);
        task
    }

    /// One that has begun to adapt: where every reference is learnt at once, it has.
    fn begun(&self) -> Box<dyn Keeps> {
        let mut task = self.learnt();
        if !task.trains() {
            task.adapt().expect(self.name);
        }
        task
    }

    fn loaded(&self, image: &[u8]) -> Box<dyn Keeps> {
        let mut task = (self.made)();
        load(image, &mut *task).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        task
    }
}

fn saved(task: &dyn Keeps) -> Vec<u8> {
    save(task, task.identity())
}

fn save(parts: &(impl Checkpoint + ?Sized), identity: Identity) -> Vec<u8> {
    let mut image = vec![0; checkpoint::length(parts) as usize];
    checkpoint::save(parts, identity, &mut Buffer::new(&mut image)).expect("it can be saved");
    image
}

fn load(image: &[u8], task: &mut dyn Keeps) -> Result<(), CheckpointError> {
    let identity = task.identity();
    checkpoint::load(task, identity, &mut Bytes::new(image))
}

/// The sections of an image, as somebody else may have written them.
struct Written<'i>(&'i [u8]);

impl Checkpoint for Written<'_> {
    fn length(&self) -> u32 {
        self.0.len() as u32
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.write(self.0)
    }

    fn load(&mut self, _: &mut Loader<'_>) -> Result<(), CheckpointError> {
        Ok(())
    }
}

/// Bytes before the sections, and behind them.
const HEADER: usize = 20;
const CHECKSUM: usize = 4;

/// The same image with other sections, and a checksum that holds.
fn with(task: &dyn Keeps, sections: &[u8]) -> Vec<u8> {
    save(&Written(sections), task.identity())
}

fn sections(image: &[u8]) -> &[u8] {
    &image[HEADER..image.len() - CHECKSUM]
}

/// Steps to the end; how many.
fn end(task: &mut dyn Keeps) -> usize {
    let mut steps = 0;
    while task.step().expect("it does not diverge").is_some() {
        steps += 1;
    }
    steps
}

#[test]
fn a_training_goes_on_from_any_step_to_the_same_bits() {
    for case in all() {
        let begun = saved(&*case.begun());
        let mut whole = case.loaded(&begun);
        let steps = end(&mut *whole);
        let golden = saved(&*whole);
        assert!(steps > 1 && !whole.trains(), "{}: {steps}", case.name);
        let mut cuts: Vec<_> = (0..=steps).step_by(case.apart).collect();
        cuts.push(steps);
        for done in cuts {
            let mut cut = case.loaded(&begun);
            (0..done).for_each(|_| assert!(cut.step().expect(case.name).is_some()));
            let image = saved(&*cut);
            assert!(image.len() as u32 <= case.longest, "{}", case.name);
            let mut again = case.loaded(&image);
            assert_eq!((again.state(), again.steps()), (cut.state(), cut.steps()));
            assert!(saved(&*again) == image, "{} at {done}: other bytes", case.name);
            end(&mut *again);
            assert_eq!(again.state(), whole.state(), "{} at {done}", case.name);
            assert!(saved(&*again) == golden, "{} at {done}", case.name);
        }
        // Nothing follows the end.
        let mut over = case.loaded(&golden);
        assert!(over.adapt().is_err() && over.step().expect(case.name).is_none());
    }
}

#[test]
fn labels_outlive_it_before_a_training() {
    for case in all() {
        let (mut whole, mut again) = (case.learnt(), case.loaded(&saved(&*case.learnt())));
        assert_eq!(again.state(), whole.state(), "{}", case.name);
        for task in [&mut whole, &mut again] {
            if !task.trains() {
                task.adapt().expect(case.name);
            }
            end(&mut **task);
        }
        assert!(saved(&*again) == saved(&*whole), "{}", case.name);
    }
}

/// A flipped bit is found by the checksum; behind one that holds every byte is looked at by whoever keeps it, who refuses it or
/// goes on with what could have been.
#[test]
fn an_altered_image_is_refused_and_changes_nothing() {
    for case in all() {
        let image = saved(&*case.begun());
        let mut task = case.learnt();
        let before = saved(&*task);
        let mut refused = 0;
        for place in (0..image.len()).step_by(image.len().div_ceil(200)) {
            let mut altered = image.clone();
            altered[place] ^= 0x10;
            assert!(load(&altered, &mut *task).is_err(), "{} byte {place}", case.name);
            assert!(saved(&*task) == before, "{} byte {place}: changed", case.name);
        }
        for place in telling(&image) {
            for byte in [0x00, 0x7F, 0xFF] {
                let mut altered = sections(&image).to_vec();
                altered[place] = byte;
                if load(&with(&*task, &altered), &mut *task).is_err() {
                    refused += 1;
                    assert!(saved(&*task) == before, "{} byte {place}: changed", case.name);
                } else {
                    let taken = saved(&*task);
                    assert!(saved(&*case.loaded(&taken)) == taken, "{} byte {place}", case.name);
                    let _goes_on_or_diverges = task.step();
                    task = case.learnt();
                }
            }
        }
        for length in [0, 1, sections(&image).len() / 2, sections(&image).len() - 1] {
            let cut = with(&*task, &sections(&image)[..length]);
            assert!(load(&cut, &mut *task).is_err(), "{} of {length} bytes", case.name);
        }
        let doubled = with(&*task, &[sections(&image), sections(&image)].concat());
        assert!(load(&doubled, &mut *task).is_err(), "{}: doubled", case.name);
        assert!(saved(&*task) == before && refused > 50, "{}: {refused}", case.name);
    }
}

#[test]
fn another_task_or_model_is_refused() {
    let cases = all();
    let of_general = |case: &Case| case.name.starts_with("general");
    for case in &cases {
        for other in &cases {
            if case.name == other.name || of_general(case) && of_general(other) {
                continue;
            }
            let mut task = case.learnt();
            let before = saved(&*task);
            let error = load(&saved(&*other.begun()), &mut *task).unwrap_err();
            let model = matches!(error, CheckpointError::Model { .. });
            assert!(model, "{} of {}: {error}", case.name, other.name);
            assert!(saved(&*task) == before);
        }
    }
    // The same model in another order.
    let mut memory = IntegerVowels::ZERO;
    let known = &integer_vowels::KNOWN;
    let mut other = IntegerVowels::knowing(&mut memory, known, 2).expect("its settings");
    let error = load(&saved(&*cases[1].begun()), &mut other).unwrap_err();
    assert!(matches!(error, CheckpointError::Recipe { .. }), "{error}");
}

#[test]
fn it_is_loaded_where_no_training_has_begun() {
    for case in all().iter().filter(|case| case.name != "humidity") {
        let (image, mut task) = (saved(&*case.begun()), case.begun());
        task.step().expect(case.name);
        let before = saved(&*task);
        let error = load(&image, &mut *task).unwrap_err().to_string();
        assert!(error.contains("the training cannot be set: one has begun"), "{error}");
        assert!(saved(&*task) == before, "{}", case.name);
        // Somebody new may.
        task.begin(0).expect(case.name);
        load(&image, &mut *task).expect(case.name);
    }
}

/// What is in the sections, in order: a tag, a length, a body.
fn bodies(image: &[u8]) -> Vec<(u32, std::ops::Range<usize>)> {
    let (sections, mut found, mut at) = (sections(image), Vec::new(), 0);
    let word = |at: usize| u32::from_le_bytes(sections[at..at + 4].try_into().unwrap());
    while at < sections.len() {
        let (tag, length) = (word(at), word(at + 4) as usize);
        found.push((tag, at + 8..at + 8 + length));
        at += 8 + length;
    }
    found
}

/// Of the sections the bytes that count and name, which come first, and some of the many that are only numbers.
fn telling(image: &[u8]) -> Vec<usize> {
    let of = |(_, body): (u32, std::ops::Range<usize>)| {
        let first = body.start - 8..body.end.min(body.start + 48);
        first.chain((body.start + 48..body.end).step_by(61))
    };
    bodies(image).into_iter().flat_map(of).collect()
}

/// Each with the section that it stands in, by its own number, the place in it, and what is written there.
#[test]
fn what_cannot_have_been_is_named() {
    const OWN: u32 = 1 << 16;
    const SAMPLES: u32 = OWN | 1;
    const TRAINING: u32 = OWN | 2;
    const STATE: u32 = OWN | 3;
    let nan = f32::NAN.to_le_bytes();
    let vowels = 0;
    let (speaker, sensor, exercise) = (3, 4, 5);
    let cases: [(usize, u32, usize, &[u8], &str); 12] = [
        (vowels, SAMPLES, 0, &[34, 0, 0, 0], "samples: room for 33; needed: at least 34"),
        (vowels, SAMPLES, 4, &nan, "samples[0] is NaN"),
        (vowels, SAMPLES, 44, &[11], "class is 11; allowed: below the number of classes"),
        (vowels, TRAINING, 0, &[2], "a bool is 2; allowed: 0 or 1"),
        (vowels, TRAINING, 1, &[65, 1, 0, 0], "step is 321; allowed: up to the steps"),
        (vowels, TRAINING, 13, &[14, 0], "order is 14; allowed: each sample once"),
        (vowels, TRAINING, 15, &[0, 0, 0, 0], "order is 0; allowed: each sample once"),
        (speaker, SAMPLES, 100, &[7], "class is 7; allowed: below the number of classes"),
        (sensor, STATE, 0, &[2], "network is 2; allowed: 0, 1"),
        (exercise, STATE, 0, &[8, 0, 0, 0], "network is 8; allowed: up to 7"),
        (exercise, STATE, 8, &nan, "threshold is NaN; allowed: at least 0"),
        (exercise, STATE, 8, &(-1.0_f32).to_le_bytes(), "threshold is -1; allowed: at least 0"),
    ];
    let all = all();
    for (case, section, place, bytes, message) in cases {
        let (case, image) = (&all[case], saved(&*all[case].begun()));
        let mut found = bodies(&image).into_iter().filter(|(tag, _)| *tag == section);
        let (_, body) = found.next().expect("a section of this number");
        let mut altered = sections(&image).to_vec();
        altered[body.start + place..][..bytes.len()].copy_from_slice(bytes);
        let mut task = case.learnt();
        let before = saved(&*task);
        let error = load(&with(&*task, &altered), &mut *task).unwrap_err().to_string();
        assert!(error.contains(message), "{}: {error}; not {message}", case.name);
        assert!(saved(&*task) == before, "{}: {message}", case.name);
    }
}

#[test]
fn the_longest_is_one_that_is_full() {
    fn length<T: Factory<'static, Memory: 'static>>(learns: impl Fn(&mut T)) -> [u32; 2] {
        let mut task = made::<T>();
        learns(&mut task);
        task.adapt().expect("it has learnt");
        [checkpoint::length(&task), checkpoint::max_length::<T>()]
    }
    let vowels = |task: &mut dyn Keeps| {
        task.hear(true, &[0.5; 10]).expect("ten ratios");
        while task.learn(1.0).is_ok() {}
    };
    let windows = |task: &mut dyn Keeps| {
        (0..WINDOW).for_each(|t| task.hear(t == 0, &[9.0; CHANNELS]).expect("a sample"));
        while task.learn(1.0).is_ok() {}
    };
    let general = |task: &mut dyn Keeps| {
        task.shape(Shape { values: 32, window: 1, classes: 12, hidden: 16 }).expect("the largest");
        task.hear(true, &[0.5; 32]).expect("features");
        while task.learn(1.0).is_ok() {}
    };
    for [found, longest] in [
        length::<Vowels<'_>>(|task| vowels(task)),
        length::<IntegerVowels<'_>>(|task| vowels(task)),
        length::<IntegerWatch<'_>>(|task| windows(task)),
        length::<UnseenExercise<'_>>(|task| windows(task)),
    ] {
        assert_eq!(found, longest);
    }
    let [found, longest] = length::<General<'_>>(|task| general(task));
    assert_eq!(found, longest - training::RECIPE_BYTES as u32);
}
