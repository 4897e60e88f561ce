//! What the watch keeps when the power fails: parameters, the optimizer's state, labelled windows, the order in which they
//! are drawn, the statistics of the wearer, and how far it has come.

use crate::{
    Adapter, Exercise, FEATURES, PARAMETERS, Score, Session, Settings,
    adapter::{CAPACITY, Labelled},
    course::Course,
    room::Room,
    training::{self, Chain, RECIPE_BYTES, Tuner},
};
use heapless::Vec;
use oorandom::Rand32;
use thalweg::{
    Error,
    checkpoint::{
        Checkpoint, CheckpointError, Identity, Loader, MaxLength, Plain, Saver, Tag, fingerprint,
    },
    data::Normalizer,
};

impl<S: Room> Adapter<'_, S> {
    /// What a checkpoint must be of: the parameters of the factory, and the settings. A recipe that was told is in it.
    pub fn identity(&self) -> Identity {
        let recipe = self.settings.recipe(0).map_or(0, |recipe| recipe.fingerprint());
        let Settings { own, replayed, share, .. } = self.settings;
        let beside = fingerprint(&[own, replayed as f32, share]);
        let recipe = recipe.rotate_left(1) ^ beside;
        Identity { model: fingerprint(&self.model.parameters), recipe }
    }

    /// The bytes of the recipe that was told; none if none was.
    fn told_bytes(&self) -> Told {
        let mut room = [0; RECIPE_BYTES];
        let told = self.told.as_ref().and_then(|recipe| recipe.encode(&mut room).ok());
        told.map_or_else(Told::new, |bytes| bytes.iter().copied().collect())
    }

    /// Makes the optimizer what the recipe asks for, whose state then follows. Also where nothing may be taken yet, as
    /// there is no other way to look whether that state fits: what is lost by it is a fine-tuning that was under way.
    fn load_recipe(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let mut bytes = Told::new();
        bytes.resize_default(from_length(from)?).ok();
        from.read(&mut bytes)?;
        let refuse = |from: &Loader<'_>| {
            let (field, value) = ("recipe", bytes.len() as u32);
            let allowed = "bytes of a recipe that this watch can follow";
            from.refuse(Error::Count { field, value, allowed })
        };
        self.told = match bytes.as_slice() {
            [] => None,
            told => Some(training::read(told).map_err(|_| refuse(from))?),
        };
        let recipe = self.recipe().map_err(|error| from.refuse(error))?;
        let chain = recipe.chain::<Chain>().map_err(|error| from.refuse(error))?;
        let course = Course::new(&recipe, 0).map_err(|error| from.refuse(error))?;
        let restarted = self.optimizer.restart_grouped(recipe.rule, chain, course.groups());
        restarted.map_err(|error| from.refuse(error))
    }
}

type Told = Vec<u8, RECIPE_BYTES>;
const TOLD: Tag = Tag::own(1, "recipe");

fn from_length(from: &mut Loader<'_>) -> Result<usize, CheckpointError> {
    let length = from.section_of_any_length(TOLD)?;
    if length as usize <= RECIPE_BYTES {
        return Ok(length as usize);
    }
    let allowed = "at most 208 bytes";
    Err(from.refuse(Error::Count { field: "recipe", value: length, allowed }))
}

impl Plain for Exercise {
    const BYTES: u32 = 1;
    const KIND: u32 = u32::from_le_bytes(*b"exer");
    const BLANK: Self = Self::Pendulum;

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        (self.class() as u8).put(to)
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        let class = u8::get(from)?;
        Self::from_class(class.into()).ok_or_else(|| {
            let (value, allowed) = (class.into(), "a class of an exercise, 0 to 6");
            from.refuse(Error::Count { field: "exercise", value, allowed })
        })
    }
}

/// Mean and scale of each feature.
type Own = [[f32; FEATURES]; 2];
const OWN: Tag = Tag::own(2, "own statistics");

/// The statistics of the wearer.
fn own(from: &mut Loader<'_>) -> Result<Normalizer<FEATURES>, CheckpointError> {
    from.section(OWN, Own::BYTES)?;
    let [mean, scale] = Own::get(from)?;
    Normalizer::new(mean, scale).map_err(|error| from.refuse(error))
}

/// Step, steps, the label that windows now get, and whether parameters were adopted.
type Progress = [u32; 4];
/// A generator of random numbers.
type Random = [u64; 2];

impl<S: Room> Checkpoint for Adapter<'_, S> {
    fn length(&self) -> u32 {
        let lists = self.kept().windows.length() + self.kept().order.length();
        let told = Saver::HEAD + self.told.as_ref().map_or(0, |recipe| recipe.encoded_len() as u32);
        told + self.parameters().length()
            + self.optimizer.length()
            + lists
            + Saver::HEAD
            + Own::BYTES
            + Random::MAX_LENGTH
            + Progress::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        let told = self.told_bytes();
        to.section(TOLD, told.len() as u32)?;
        to.write(&told)?;
        self.kept().parameters.save(to)?;
        self.optimizer.save(to)?;
        self.kept().windows.save(to)?;
        self.kept().order.save(to)?;
        to.section(OWN, Own::BYTES)?;
        let Normalizer { mean, scale } = self.kept().own;
        [mean, scale].put(to)?;
        let (state, stream) = self.random.state();
        [state, stream].save(to)?;
        [self.step, self.course.steps, self.label.into(), self.adopted.into()].save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.load_recipe(from)?;
        self.kept_mut().parameters.load(from)?;
        self.optimizer.load(from)?;
        self.kept_mut().windows.load(from)?;
        self.kept_mut().order.load(from)?;
        let own = own(from)?;
        let (state, stream) = self.random.state();
        let (mut random, mut progress) = ([state, stream], Progress::BLANK);
        random.load(from)?;
        progress.load(from)?;
        if from.commits() {
            let [step, steps, label, adopted] = progress;
            let recipe = self.recipe().map_err(|error| from.refuse(error))?;
            self.course = Course::new(&recipe, steps).map_err(|error| from.refuse(error))?;
            (self.step, self.label, self.adopted) = (step, label as u8, adopted != 0);
            self.kept_mut().own = own;
            let [state, stream] = random;
            self.random = Rand32::from_state((state, stream));
            (self.staged, self.bytes) = (0, 0);
        }
        Ok(())
    }
}

impl<S: Room> MaxLength for Adapter<'_, S>
where
    Tuner<S>: MaxLength,
{
    const MAX_LENGTH: u32 = Saver::HEAD
        + RECIPE_BYTES as u32
        + <[f32; PARAMETERS]>::MAX_LENGTH
        + Tuner::<S>::MAX_LENGTH
        + Vec::<Labelled, CAPACITY>::MAX_LENGTH
        + Vec::<u8, CAPACITY>::MAX_LENGTH
        + Saver::HEAD
        + Own::BYTES
        + Random::MAX_LENGTH
        + Progress::MAX_LENGTH;
}

/// Right before the fine-tuning, and of how many; the same by the statistics of the wearer; whether one has begun.
type Shown = [u32; 5];

impl<S: Room> Checkpoint for Session<'_, S> {
    fn length(&self) -> u32 {
        self.watch.length() + Shown::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.watch.save(to)?;
        let Self { before, calibrated, .. } = self;
        [before.right, before.of, calibrated.right, calibrated.of, self.adapted.into()].save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.watch.load(from)?;
        let mut shown = Shown::BLANK;
        shown.load(from)?;
        if from.commits() {
            let [right, of, calibrated, of_calibrated, adapted] = shown;
            self.before = Score { right, of };
            self.calibrated = Score { right: calibrated, of: of_calibrated };
            self.adapted = adapted != 0;
        }
        Ok(())
    }
}

impl<'m, S: Room> MaxLength for Session<'m, S>
where
    Adapter<'m, S>: MaxLength,
{
    const MAX_LENGTH: u32 = Adapter::<'m, S>::MAX_LENGTH + Shown::MAX_LENGTH;
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use crate::{PRETRAINED, wire::Refusal};
    use std::{string::ToString, vec, vec::Vec};
    use thalweg::checkpoint::{self, Buffer, Bytes};

    fn session() -> Session<'static> {
        Session::new(&PRETRAINED, Settings::DEFAULT).unwrap()
    }

    /// One that has learnt of so many windows of which no two are the same.
    fn learnt(windows: u8) -> Session<'static> {
        let mut session = session();
        for (window, exercise) in (0..windows).zip(Exercise::ALL.into_iter().cycle()) {
            let feature = |i: usize| ((usize::from(window) + 3) * (i + 7) % 29) as f32 / 14.0 - 1.0;
            session.watch.learn(&core::array::from_fn(feature), exercise).unwrap();
        }
        session
    }

    fn saved(session: &Session<'_>) -> Vec<u8> {
        let mut image = vec![0; checkpoint::length(session) as usize];
        checkpoint::save(session, session.watch.identity(), &mut Buffer::new(&mut image)).unwrap();
        image
    }

    fn loaded(image: &[u8], session: &mut Session<'_>) -> Result<(), CheckpointError> {
        let identity = session.watch.identity();
        checkpoint::load(session, identity, &mut Bytes::new(image))
    }

    /// Wherever the power fails, the last step and what follows it among them.
    #[test]
    fn a_fine_tuning_goes_on_from_any_step_to_the_same_bits() -> Result<(), Refusal> {
        let mut whole = learnt(10);
        whole.calibrated = crate::Score { right: 3, of: 4 };
        whole.handle(&crate::wire::Command::Adapt)?;
        let begun = saved(&whole);
        while whole.watch.step().unwrap().is_some() {}
        let steps = whole.watch.steps().1;
        for done in 0..=steps {
            let mut cut = session();
            loaded(&begun, &mut cut).unwrap();
            for _ in 0..done {
                cut.watch.step().unwrap();
            }
            let mut again = session();
            loaded(&saved(&cut), &mut again).unwrap();
            while again.watch.step().unwrap().is_some() {}
            assert_eq!(again.watch.parameters_hash(), whole.watch.parameters_hash(), "{done}");
            assert_eq!(again.watch.kept().own, whole.watch.kept().own);
            assert_eq!(again.calibrated, whole.calibrated);
        }
        Ok(())
    }

    #[test]
    fn statistics_that_are_none_are_refused_and_change_nothing() {
        let mut bad = learnt(10);
        bad.watch.calibrate();
        for (scale, message) in [
            (f32::NAN, "scale is NaN; allowed: finite and at least 0"),
            (-1.0, "scale is -1; allowed: finite and at least 0"),
        ] {
            bad.watch.kept_mut().own.scale[3] = scale;
            let mut good = learnt(4);
            good.watch.calibrate();
            let own = good.watch.kept().own;
            let error = loaded(&saved(&bad), &mut good).unwrap_err();
            let CheckpointError::Value { section, error } = error else { panic!("{error:?}") };
            assert_eq!((section, error.to_string().as_str()), ("own statistics", message));
            assert_eq!((good.watch.kept().own, good.watch.windows()), (own, 4));
        }
    }

    #[test]
    fn other_settings_beside_the_recipe_are_another_identity() {
        let of = |settings| Adapter::new(&PRETRAINED, settings).unwrap().identity();
        let wanted = Settings::DEFAULT;
        for other in [
            Settings { own: 0.25, ..wanted },
            Settings { replayed: 3, ..wanted },
            Settings { share: 0.9, ..wanted },
        ] {
            assert_ne!(of(other), of(wanted), "{other:?}");
        }
    }
}
