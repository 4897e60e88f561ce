//! Somebody's own task in a checkpoint: what it was told to be, where it started, what it learnt, and how far it has come.

use super::{
    CAPACITY, CHANNELS, CLASSES, FEATURES, Features, General, HIDDEN, Network, OF_A_CHANNEL,
    PARAMETERS, RECIPE, Shape, Training, begin, loss, plan, told, tuning::Tuning, window::Window,
};
use crate::kept::{self, STATE};
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Identity, Loader, MaxLength, Plain, Saver, Tag},
    data::RunningStatistics,
};
use thalweg_watch::training::{self, RECIPE_BYTES};

const TOLD: Tag = Tag::own(4, "recipe");

/// Whether it was told what it is; its shape, field by field.
type Head = ((bool, u8), (u16, [u8; 2]));

/// The factory knows nothing but how large it may be.
pub(super) fn identity() -> Identity {
    let most = [FEATURES, CHANNELS, OF_A_CHANNEL, CLASSES, HIDDEN, CAPACITY, PARAMETERS];
    kept::identity(most.into_iter().map(|number| number as u32), RECIPE.bits().into_iter())
}

fn head(from: &mut Loader<'_>) -> Result<(bool, Shape, Network), CheckpointError> {
    from.section(STATE, Head::BYTES)?;
    let ((told, values), (window, [classes, hidden])) = Head::get(from)?;
    let shape = Shape { values, window, classes, hidden };
    let network = shape.network().map_err(|_| {
        let (field, with) = ("the network's shape", "a number of it is out of range");
        from.refuse(Error::Conflict { field, with })
    })?;
    Ok((told, shape, network))
}

/// Reads the recipe that was told, which this network can follow; `None` if none was.
fn recipe(
    network: &Network,
    from: &mut Loader<'_>,
) -> Result<Option<training::Recipe>, CheckpointError> {
    let length = from.section_of_any_length(TOLD)?;
    let mut room = [0; RECIPE_BYTES];
    let Some(bytes) = room.get_mut(..length as usize) else {
        let (needed, room) = (length as usize, RECIPE_BYTES);
        return Err(from.refuse(Error::Capacity { what: "recipe", needed, room }));
    };
    from.read(bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    told::read_for(bytes, network).map(Some).map_err(|_| {
        let (field, value, allowed) = ("recipe", length, "bytes of a recipe that it can follow");
        from.refuse(Error::Count { field, value, allowed })
    })
}

impl General<'_> {
    fn features(&self) -> usize {
        self.shape.features().unwrap_or_default()
    }

    fn save_samples(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        kept::begin(self.samples.len(), bytes(self.features()), to)?;
        for (index, (x, class)) in self.samples.iter().enumerate() {
            if !x.iter().all(Plain::is_finite) {
                return Err(to.refuse(kept::not_finite(index)));
            }
            x.iter().try_for_each(|x| x.put(to))?;
            (*class as u8).put(to)?;
        }
        Ok(())
    }

    /// Reads samples of this shape; how many they are.
    fn load_samples(
        &mut self,
        shape: Shape,
        from: &mut Loader<'_>,
    ) -> Result<usize, CheckpointError> {
        let count = kept::count(CAPACITY, from)?;
        if from.commits() {
            self.samples.clear();
        }
        for index in 0..count {
            let mut x = Features::new();
            for _ in 0..shape.features().unwrap_or_default() {
                // There are no more than there is room for.
                let _never_full = x.push(f32::get(from)?);
            }
            if !x.iter().all(Plain::is_finite) {
                return Err(from.refuse(kept::not_finite(index)));
            }
            let class = kept::class(shape.classes.into(), from)?;
            if from.commits() {
                let _never_full = self.samples.push((x, class.into()));
            }
        }
        Ok(count)
    }
}

/// Of so many features.
const fn bytes(features: usize) -> u32 {
    f32::BYTES * features as u32
}

impl Checkpoint for General<'_> {
    fn length(&self) -> u32 {
        let told = self.recipe.as_ref().map_or(0, |recipe| recipe.encoded_len() as u32);
        let numbers = self.used(self.start).length() + self.used(self.parameters).length();
        let samples = kept::length_of(self.samples.len(), bytes(self.features()));
        let head = 2 * Saver::HEAD + Head::BYTES + told;
        head + numbers + samples + self.statistics.length() + self.course.length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        let Shape { values, window, classes, hidden } = self.shape;
        to.section(STATE, Head::BYTES)?;
        ((self.told, values), (window, [classes, hidden])).put(to)?;
        let mut room = [0; RECIPE_BYTES];
        let told = self.recipe.as_ref().and_then(|recipe| recipe.encode(&mut room).ok());
        let told = told.map_or(&[][..], |told| told);
        to.section(TOLD, told.len() as u32)?;
        to.write(told)?;
        self.used(self.start).save(to)?;
        self.used(self.parameters).save(to)?;
        self.save_samples(to)?;
        self.statistics.save(to)?;
        self.course.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let (told, shape, network) = head(from)?;
        let recipe = recipe(&network, from)?;
        for numbers in [&mut *self.start, &mut *self.parameters] {
            numbers.get_mut(..network.parameters()).unwrap_or_default().load(from)?;
        }
        let samples = self.load_samples(shape, from)?;
        self.statistics.load(from)?;
        let tuning = Tuning::new(recipe.as_ref(), &network).map_err(|error| from.refuse(error))?;
        self.course.load(from, |course| {
            begin(course, plan(recipe.as_ref(), samples)?, &tuning, samples)
        })?;
        if from.commits() {
            (self.told, self.shape, self.network) = (told, shape, network);
            self.loss = loss(recipe.as_ref());
            (self.recipe, self.tuning, self.tuned) = (recipe, tuning, (network, 0));
            (self.window, self.heard) = (Window::default(), None);
            self.bytes.clear();
        }
        Ok(())
    }
}

impl<'m> MaxLength for General<'m> {
    const MAX_LENGTH: u32 = 2 * Saver::HEAD
        + Head::BYTES
        + RECIPE_BYTES as u32
        + 2 * <[f32; PARAMETERS]>::MAX_LENGTH
        + kept::length_of(CAPACITY, bytes(FEATURES))
        + <RunningStatistics<[f32; FEATURES]>>::MAX_LENGTH
        + Training::<'m>::max_length(CAPACITY);
}
