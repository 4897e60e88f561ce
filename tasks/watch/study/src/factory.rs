//! What the firmware holds: pre-trained on windows as they are and as they might have been worn, by statistics half each person's
//! own, with some windows of each to replay.

use crate::{
    training::{Labelled, Training, pretrained, statistics, windows},
    worn::{COPIES, worn},
};
use oorandom::Rand32;
use thalweg::Error;
use thalweg_watch::{
    Exercise, FEATURES, Model, REPLAY, Replay, Settings, WINDOW, own_statistics,
    recordings::Recording,
};

/// A model trained on `people`, reproducible from `seed`, for a watch with [`Settings::DEFAULT`].
///
/// # Errors
/// No recording, or a training that diverged.
pub fn factory(people: &[&[Recording]], seed: u64) -> Result<Model, Error> {
    let normalizer = statistics(&windows(people))?;
    let (mut random, mut samples, mut kept) = (Rand32::new(seed), Vec::new(), Vec::new());
    for person in people {
        let mut seen = windows(&[person]);
        let recorded = seen.len();
        seen.extend(as_worn(person)?);
        seen.iter_mut().for_each(|(x, _)| *x = normalizer.apply(x));
        let own = own_statistics(seen[..recorded].iter().map(|(x, _)| x), Settings::DEFAULT.own);
        seen.iter_mut().for_each(|(x, _)| *x = own.apply(x));
        kept.extend(some(&seen[..recorded], REPLAY / people.len(), &mut random));
        samples.extend(seen);
    }
    let model = pretrained(Training::on(samples, normalizer, seed))?;
    Ok(Model { replay: Replay::of(&kept), ..model })
}

/// Any of these windows, so many times.
fn some(
    windows: &[Labelled],
    count: usize,
    random: &mut Rand32,
) -> Vec<([f32; FEATURES], Exercise)> {
    let any = |_| windows.get(random.rand_range(0..windows.len() as u32) as usize);
    let drawn = (0..count).filter_map(any);
    drawn.filter_map(|(x, class)| Some((*x, Exercise::from_class(*class)?))).collect()
}

/// The windows of a person, each some times as it might have been worn.
fn as_worn(person: &[Recording]) -> Result<Vec<Labelled>, Error> {
    let windows = person.iter().flat_map(|recording| {
        let windows = recording.samples.windows(WINDOW).step_by(WINDOW / 2);
        windows.map(|samples| (samples, recording.exercise.class()))
    });
    let copies = windows.flat_map(|window| (0..COPIES).map(move |_| window));
    copies.zip(0..).map(|((samples, class), number)| Ok((worn(samples, number)?, class))).collect()
}
