//! The watch adapts: it remembers labelled windows, fine-tunes on them, and classifies.

use crate::{
    Exercise, LearnError, Model, NETWORK, PARAMETERS, POPULATION, Settings,
    calibration::own_statistics,
    course::{Course, Progress},
    hash::parameters_hash,
    model::{CLASSES, FEATURES, HIDDEN, named},
    room::{AdapterMemory, Buffers, Room},
    training::{self, Chain, RECIPE_BYTES, Recipe, Tuner},
    wire::Refusal,
};
use core::borrow::{Borrow, BorrowMut};
use oorandom::Rand32;
use thalweg::{
    Error,
    average::interpolate,
    optimizer::{Optimizer, Outcome},
    schedule::Schedule,
};

/// How many labelled windows the watch can remember.
pub const CAPACITY: usize = 96;

/// A model that adapts to one person, in fixed buffers.
///
/// ```
/// use thalweg_watch::{Adapter, Exercise, FEATURES, PRETRAINED, Settings};
/// let mut watch = Adapter::new(&PRETRAINED, Settings::DEFAULT).unwrap();
/// let features = [0.1; FEATURES];
/// let before = watch.parameters_hash();
/// watch.learn(&features, Exercise::UprightRow).unwrap();
/// watch.begin().unwrap();
/// while let Some(progress) = watch.step().unwrap() {
///     assert!(progress.loss.is_finite());
/// }
/// assert_eq!(watch.classify(&features), Some(Exercise::UprightRow));
/// assert_ne!(watch.parameters_hash(), before);
/// ```
///
/// `S` says where the buffers and the optimizer's state are: inside, as above, or in a static that is
/// [lent](Adapter::lend), so that they do not cross the stack.
#[derive(Debug)]
pub struct Adapter<'m, S: Room = [f32; PARAMETERS]> {
    pub(crate) model: &'m Model,
    pub(crate) settings: Settings,
    buffers: S::Buffers,
    /// How many of those parameters were told.
    pub(crate) staged: usize,
    /// And how many bytes of a recipe.
    pub(crate) bytes: usize,
    pub(crate) optimizer: Tuner<S>,
    /// The recipe that was told, in place of the settings'.
    pub(crate) told: Option<Recipe>,
    /// The label that windows now get: they are forgotten together.
    pub(crate) label: u8,
    /// The parameters that a fine-tuning starts from were adopted, and are not the factory's.
    pub(crate) adopted: bool,
    pub(crate) random: Rand32,
    pub(crate) course: Course,
    pub(crate) step: u32,
}

/// A labelled window: its features, normalised by the population.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labelled {
    pub(crate) x: [f32; FEATURES],
    pub(crate) exercise: Exercise,
    /// Which recording it is of, counted around 2⁸: more than windows are remembered.
    label: u8,
}

thalweg::plain_struct! { struct Labelled { x: [f32; FEATURES], exercise: Exercise, label: u8 } }

impl<'m> Adapter<'m> {
    /// The model as it was pre-trained, with nothing learnt.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn new(model: &'m Model, settings: Settings) -> Result<Self, Error> {
        let recipe = settings.recipe(0)?;
        let course = Course::new(&recipe, 0)?;
        let optimizer = Optimizer::grouped(recipe.rule, recipe.chain::<Chain>()?, course.groups())?;
        Ok(Self::with(model, settings, optimizer, Buffers::ZERO, course))
    }
}

impl<'m> Adapter<'m, &'m mut [f32; PARAMETERS]> {
    /// The same with all that is large in a memory that is lent.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn lend(
        model: &'m Model,
        settings: Settings,
        memory: &'m mut AdapterMemory,
    ) -> Result<Self, Error> {
        let recipe = settings.recipe(0)?;
        let (chain, course) = (recipe.chain::<Chain>()?, Course::new(&recipe, 0)?);
        let AdapterMemory { optimizer, buffers } = memory;
        let optimizer = Optimizer::lend_grouped(recipe.rule, chain, course.groups(), optimizer)?;
        Ok(Self::with(model, settings, optimizer, buffers, course))
    }
}

impl<'m, S: Room> Adapter<'m, S> {
    fn with(
        model: &'m Model,
        settings: Settings,
        optimizer: Tuner<S>,
        buffers: S::Buffers,
        course: Course,
    ) -> Self {
        let mut watch = Self {
            model,
            settings,
            buffers,
            staged: 0,
            optimizer,
            bytes: 0,
            told: None,
            label: 0,
            adopted: false,
            random: Rand32::new(settings.seed),
            course,
            step: 0,
        };
        (watch.kept_mut().parameters, watch.kept_mut().own) = (model.parameters, POPULATION);
        watch.forget_all();
        watch
    }

    pub(crate) fn kept(&self) -> &Buffers {
        self.buffers.borrow()
    }

    pub(crate) fn kept_mut(&mut self) -> &mut Buffers {
        self.buffers.borrow_mut()
    }

    /// Keeps the bytes of a recipe that is being told: in order, from 0, in whole words.
    ///
    /// # Errors
    /// [`Refusal::Misplaced`] for those that are not the next, or are too many.
    pub fn tell_recipe(&mut self, offset: u16, bytes: &[u8]) -> Result<(), Refusal> {
        if offset == 0 {
            (self.bytes, self.staged) = (0, 0);
        }
        let (words, rest) = bytes.as_chunks();
        let end = self.bytes + bytes.len();
        if usize::from(offset) != self.bytes || end > RECIPE_BYTES || !rest.is_empty() {
            return Err(Refusal::Misplaced);
        }
        let first = self.bytes / 4;
        for (place, word) in self.kept_mut().gradient.iter_mut().skip(first).zip(words) {
            *place = f32::from_bits(u32::from_le_bytes(*word));
        }
        self.bytes = end;
        Ok(())
    }

    /// Follows the recipe whose bytes were told from the next fine-tuning on, or the settings again if none were; a
    /// fine-tuning that has begun is over.
    ///
    /// # Errors
    /// [`Refusal::Recipe`]: the one before is followed on.
    pub fn follow(&mut self) -> Result<(), Refusal> {
        let mut bytes = [0; RECIPE_BYTES];
        for (place, word) in bytes.as_chunks_mut().0.iter_mut().zip(&self.kept().gradient) {
            *place = word.to_bits().to_le_bytes();
        }
        self.told = match core::mem::take(&mut self.bytes) {
            0 => None,
            told => {
                let bytes = bytes.get(..told).unwrap_or_default();
                Some(training::read(bytes).map_err(|_| Refusal::Recipe)?)
            }
        };
        self.stop();
        Ok(())
    }

    /// The recipe of a fine-tuning on what is remembered.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn recipe(&self) -> Result<Recipe, Error> {
        match &self.told {
            Some(recipe) => Ok(recipe.clone()),
            None => self.settings.recipe(self.windows()),
        }
    }

    /// Remembers a labelled window.
    ///
    /// # Errors
    /// The memory is full, or a feature is not finite; nothing is remembered then.
    pub fn learn(
        &mut self,
        features: &[f32; FEATURES],
        exercise: Exercise,
    ) -> Result<(), LearnError> {
        if !features.iter().all(|x| x.is_finite()) {
            return Err(LearnError::NotFinite);
        }
        let x = self.model.normalizer.apply(features);
        let label = self.label;
        let windows = &mut self.kept_mut().windows;
        windows.push(Labelled { x, exercise, label }).map_err(|_| LearnError::Full)
    }

    /// The windows that follow are labelled together, and forgotten together.
    pub const fn begin_label(&mut self) {
        self.label = self.label.wrapping_add(1);
    }

    /// Forgets the windows that were labelled last; a fine-tuning that has begun is over.
    ///
    /// # Errors
    /// [`Refusal::NothingToForget`] if none is remembered.
    pub fn forget_last(&mut self) -> Result<(), Refusal> {
        let windows = &mut self.kept_mut().windows;
        let last = windows.last().ok_or(Refusal::NothingToForget)?.label;
        windows.retain(|window| window.label != last);
        self.stop();
        Ok(())
    }

    /// Forgets all windows; a fine-tuning that has begun is over.
    pub fn forget_all(&mut self) {
        self.kept_mut().windows.clear();
        self.stop();
    }

    /// Forgets what was learnt: the parameters are again those of the model, and the statistics those of its people.
    pub fn restore_factory(&mut self) {
        let parameters = self.model.parameters;
        (self.kept_mut().parameters, self.kept_mut().own) = (parameters, POPULATION);
        (self.told, self.adopted) = (None, false);
        self.optimizer.reset();
        self.stop();
    }

    /// Ends a fine-tuning that has begun, where it stands.
    pub fn stop(&mut self) {
        (self.step, self.course.steps, self.staged, self.bytes) = (0, 0, 0, 0);
        self.kept_mut().order.clear();
    }

    /// Keeps parameters that are about to be adopted: in order, from 0.
    ///
    /// # Errors
    /// [`Refusal::Misplaced`] for those that are not the next, or are too many; [`Refusal::NotFinite`].
    pub fn stage(&mut self, offset: u16, values: &[f32]) -> Result<(), Refusal> {
        let offset = usize::from(offset);
        if offset != 0 && offset != self.staged {
            return Err(Refusal::Misplaced);
        }
        self.bytes = 0;
        let room = self.kept_mut().gradient.get_mut(offset..offset + values.len());
        let room = room.ok_or(Refusal::Misplaced)?;
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Refusal::NotFinite);
        }
        room.copy_from_slice(values);
        self.staged = offset + values.len();
        Ok(())
    }

    /// Adopts the parameters that were told, if they are all there and hash to this; a fine-tuning that has
    /// begun is over. The wearer is the same: the statistics stay. Until the factory is restored no fine-tuning goes a part of
    /// the way back, as it does not start from the factory's.
    ///
    /// # Errors
    /// [`Refusal::Mismatch`]: the parameters are as they were.
    pub fn adopt(&mut self, hash: u64) -> Result<(), Refusal> {
        if self.staged != PARAMETERS || parameters_hash(&self.kept().gradient) != hash {
            return Err(Refusal::Mismatch);
        }
        let kept = self.kept_mut();
        kept.parameters.copy_from_slice(&kept.gradient);
        self.adopted = true;
        self.optimizer.reset();
        self.stop();
        Ok(())
    }

    /// How many labelled windows are remembered.
    pub fn windows(&self) -> usize {
        self.kept().windows.len()
    }

    /// Takes the [statistics of the wearer](own_statistics) from what is remembered: no label is needed, but windows of all
    /// that he does. Without 2 windows they are again the population's, as for another wearer.
    ///
    /// They are taken whenever a fine-tuning begins, and stay with the parameters that it leads to, whatever is remembered or
    /// forgotten then.
    #[inline(never)] // so that the stack of what calls it stays small
    pub fn calibrate(&mut self) {
        let share = self.settings.own;
        let Buffers { windows, own, .. } = self.buffers.borrow_mut();
        *own = own_statistics(windows.iter().map(|window| &window.x), share);
    }

    /// The exercise that the network sees in a window, by the statistics of the wearer as they were taken last.
    pub fn classify(&self, features: &[f32; FEATURES]) -> Option<Exercise> {
        self.seen(&self.model.normalizer.apply(features))
    }

    /// The same by the statistics of the population alone.
    pub fn classify_uncalibrated(&self, features: &[f32; FEATURES]) -> Option<Exercise> {
        named(self.parameters(), &self.model.normalizer.apply(features))
    }

    /// The same of features that are normalised by the population.
    pub(crate) fn seen(&self, x: &[f32; FEATURES]) -> Option<Exercise> {
        named(self.parameters(), &self.kept().own.apply(x))
    }

    /// Starts a fine-tuning on everything remembered, from the parameters as they are, with the statistics
    /// [of these windows](Self::calibrate).
    ///
    /// # Errors
    /// A setting out of its range; a recipe of which a start is asked, after parameters were adopted.
    pub fn begin(&mut self) -> Result<(), Error> {
        let recipe = self.recipe()?;
        if self.adopted && (recipe.l2_sp.is_some() || recipe.wise.is_some()) {
            let field = if recipe.l2_sp.is_some() { "l2_sp" } else { "wise" };
            let with = "parameters were adopted, whose start is not kept; allowed: None";
            return Err(Error::Conflict { field, with });
        }
        let mut course = Course::new(&recipe, 0)?;
        self.optimizer.restart_grouped(recipe.rule, recipe.chain::<Chain>()?, course.groups())?;
        self.random = Rand32::new(recipe.seed);
        let batches = self.windows().div_ceil((recipe.batch as usize).max(1));
        course.steps = recipe.epochs.saturating_mul(batches as u32);
        self.course = course;
        (self.step, self.staged, self.bytes) = (0, 0, 0);
        self.kept_mut().order.clear();
        self.calibrate();
        Ok(())
    }

    /// One optimizer step of the fine-tuning; `None` when it has reached its end.
    ///
    /// # Errors
    /// A loss that is not finite, with the place of its window: the parameters are as the step before left them. A parameter or
    /// a state that is not: the step was taken.
    pub fn step(&mut self) -> Result<Option<Progress>, Error> {
        if self.step >= self.course.steps {
            return Ok(None);
        }
        let loss = self.backward()?;
        let learning_rate = self.course.rate.at(self.step);
        let Buffers { parameters, gradient, .. } = self.buffers.borrow_mut();
        let Course { selection, l2_sp, .. } = &self.course;
        if let Some(l2_sp) = l2_sp {
            l2_sp.value_and_grad(parameters, &self.model.parameters, gradient)?;
        }
        let outcome =
            selection.step(&mut self.optimizer, self.step, parameters, gradient, learning_rate)?;
        if outcome == Outcome::Diverged {
            return Err(diverged(parameters));
        }
        let (step, steps) = (self.step, self.course.steps);
        self.step += 1;
        self.settle()?;
        let norm = self.optimizer.transform().1.map_or(0.0, |clip| clip.norm());
        Ok(Some(Progress { step, steps, loss, learning_rate, norm }))
    }

    /// Behind the last step, back a part of the way to the factory's parameters; also where the fine-tuning was not the first.
    fn settle(&mut self) -> Result<(), Error> {
        let Self { model, settings, buffers, adopted, .. } = self;
        let share = self.course.wise.map_or(settings.share, |wise| wise.share);
        if self.step < self.course.steps || *adopted || share >= 1.0 {
            return Ok(());
        }
        interpolate(&mut buffers.borrow_mut().parameters, &model.parameters, share)
    }

    /// The mean loss of the next batch and of windows of before and, in `gradient`, its gradient.
    fn backward(&mut self) -> Result<f32, Error> {
        self.kept_mut().gradient.fill(0.0);
        let (mut loss, mut count) = (0.0, 0.0);
        for _ in 0..self.course.batch {
            let Some(place) = self.draw() else { break };
            let Buffers { windows, own, order, .. } = self.kept();
            let Some(window) = windows.get(place) else { break };
            let (x, class, last) =
                (own.apply(&window.x), window.exercise.class(), order.is_empty());
            loss += self
                .add(&x, class)
                .map_err(|error| of_window("the loss of windows", place, error))?;
            count += 1.0;
            if last {
                break; // a batch does not reach into the next epoch
            }
        }
        let before = self.model.replay.len();
        let told = self.course.replay;
        let replayed = if told > 0 { told } else { self.settings.replayed };
        for _ in 0..if before > 0 { replayed } else { 0 } {
            let place = self.random.rand_range(0..before) as usize;
            let Some((x, exercise)) = self.model.replay.get(place) else { break };
            let added = self.add(&x, exercise.class());
            loss +=
                added.map_err(|error| of_window("the loss of windows of before", place, error))?;
            count += 1.0;
        }
        let share = 1.0 / count;
        self.kept_mut().gradient.iter_mut().for_each(|g| *g *= share);
        Ok(loss * share)
    }

    /// Adds the gradient of one window, as the network is shown it; its loss.
    #[inline(never)] // so that the stack of what calls it stays small
    fn add(&mut self, x: &[f32; FEATURES], class: usize) -> Result<f32, Error> {
        let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
        let Buffers { parameters, gradient, .. } = self.buffers.borrow_mut();
        NETWORK.forward(parameters, x, &mut hidden, &mut z)?;
        let loss = self.course.loss.value_and_grad(&mut z, class)?;
        if self.course.selection.lowest_layer(self.step) == 0 {
            NETWORK.backward(parameters, x, &mut hidden, &z, gradient)?;
        } else {
            let last = gradient.get_mut(NETWORK.hidden().parameters()..).unwrap_or_default();
            NETWORK.output().accumulate(&hidden, &z, last)?;
        }
        Ok(loss)
    }

    /// The place of the next window of the epoch, in the order of its shuffle.
    fn draw(&mut self) -> Option<usize> {
        let Buffers { windows, order, .. } = self.buffers.borrow_mut();
        if order.is_empty() {
            order.extend(0..windows.len() as u8);
            for last in (1..order.len()).rev() {
                let other = self.random.rand_range(0..last as u32 + 1) as usize;
                order.swap(last, other);
            }
        }
        order.pop().map(usize::from)
    }

    /// The parameters as they are now.
    pub fn parameters(&self) -> &[f32; PARAMETERS] {
        &self.kept().parameters
    }

    /// How many steps were skipped because a gradient was not finite.
    pub const fn skipped(&self) -> u32 {
        self.optimizer.skipped()
    }

    /// [`parameters_hash`] of the parameters as they are now.
    pub fn parameters_hash(&self) -> u64 {
        parameters_hash(self.parameters())
    }

    /// How many steps of the fine-tuning are done, and how many it has; 0 if none has begun.
    pub const fn steps(&self) -> (u32, u32) {
        (self.step, self.course.steps)
    }

    /// Whether a fine-tuning has begun and has not reached its end.
    pub const fn trains(&self) -> bool {
        self.step < self.course.steps
    }
}

/// A loss that is not finite, as that of the window in this place.
fn of_window(what: &'static str, place: usize, error: Error) -> Error {
    match error {
        Error::NotFinite { .. } => Error::NotFinite { what, index: place },
        other => other,
    }
}

/// What a step has left that is not finite: a parameter, or else the optimizer's state.
pub fn diverged(parameters: &[f32]) -> Error {
    let parameter = parameters.iter().position(|w| !w.is_finite());
    if let Some(index) = parameter {
        return Error::NotFinite { what: "parameters", index };
    }
    let (field, value) = ("the optimizer's state", f32::INFINITY);
    Error::OutOfRange { field, value, allowed: "finite" }
}
