//! The main job in the browser: the watch meets a person, and adapts by the recipe that the page composes.

use crate::{message, recipe::parse, stepping::with_optimizer};
use oorandom::Rand32;
use thalweg::{
    Error,
    feedback::{RangeAnalysis, RangeOptions, RangeProgress},
    gradient::{AddDecayedWeights, clip_by_global_norm},
    recipe::{AnyLoss, Clip, Recipe, StatePrecision},
    schedule::{AnySchedule, RangeTest, Schedule},
};
use thalweg_watch::{
    Adapter, CLASSES, Exercise, FEATURES, HIDDEN, NETWORK, PARAMETERS, PRETRAINED, Plan, recordings,
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// More steps than these would hold the page up.
const MOST_STEPS: u32 = 20_000;
/// How often the accuracy is looked at, at most.
const TESTS: u32 = 40;
/// How many rates a range test tries.
const RANGE_STEPS: u32 = 200;

/// Features, normalised, and their class.
type Window = ([f32; FEATURES], usize);

/// A person's windows: those that tune, and those that test.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Person {
    tuning: Vec<Window>,
    test: Vec<Window>,
}

/// A fine-tuning from its first step to its last.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Course {
    losses: Vec<f32>,
    rates: Vec<f32>,
    tested: Vec<u32>,
    accuracies: Vec<f32>,
    confusion: Vec<u32>,
    parameters: Vec<f32>,
    state_bytes: usize,
}

#[wasm_bindgen]
impl Person {
    /// Reads a raw CSV, which the browser has unpacked.
    ///
    /// # Errors
    /// The line that is not of the form, or the recording that is too short.
    #[wasm_bindgen(constructor)]
    pub fn new(file: &[u8]) -> Result<Self, JsError> {
        Self::read(file).map_err(message)
    }

    /// How many labelled windows tune.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.tuning.len()
    }

    /// How many steps a recipe has for this person.
    ///
    /// # Errors
    /// A recipe that is none.
    pub fn steps(&self, recipe: &str) -> Result<u32, JsError> {
        Ok(self.steps_of(&parse(recipe).map_err(message)?))
    }

    /// What the pre-trained model recognises: a row for each exercise done, a column for each recognised.
    ///
    /// # Errors
    /// None: the model is of the right shape.
    pub fn before(&self) -> Result<Vec<u32>, JsError> {
        self.confusion(&PRETRAINED.parameters).map_err(message)
    }

    /// The same for other parameters, such as those of somebody else's fine-tuning.
    ///
    /// # Errors
    /// Parameters that are not as many as the model's.
    pub fn recognised(&self, parameters: &[f32]) -> Result<Vec<u32>, JsError> {
        self.confusion(parameters).map_err(message)
    }

    /// A whole fine-tuning by a recipe.
    ///
    /// # Errors
    /// A recipe that is none, that asks for what this task does not do, or whose loss is not finite.
    pub fn tune(&self, recipe: &str) -> Result<Course, JsError> {
        self.train(&parse(recipe).map_err(message)?).map_err(message)
    }

    /// The same without looking at anything on the way, for a clock.
    ///
    /// # Errors
    /// As of [`Person::tune`].
    pub fn practise(&self, recipe: &str) -> Result<(), JsError> {
        let recipe = parse(recipe).map_err(message)?;
        let (mut parameters, steps) =
            (PRETRAINED.parameters, self.steps_of(&recipe).min(MOST_STEPS));
        self.run(&recipe, &mut parameters, &recipe.schedule, steps, |_, _, _, _| Ok(true))
            .map_err(message)
    }

    /// A range test of the recipe's rule: `[highest, rate, loss, rate, loss, …]`, the highest
    /// rate at which the loss still fell, 0 for none.
    ///
    /// # Errors
    /// As of [`Person::tune`].
    pub fn range(&self, recipe: &str) -> Result<Vec<f32>, JsError> {
        self.range_test(&parse(recipe).map_err(message)?).map_err(message)
    }

    /// The exercises, in the order of the classes.
    #[must_use]
    pub fn exercises() -> Vec<String> {
        Exercise::ALL.iter().map(|exercise| exercise.name().to_owned()).collect()
    }
}

#[wasm_bindgen]
impl Course {
    /// The loss of each step's batch.
    #[must_use]
    pub fn losses(&self) -> Vec<f32> {
        self.losses.clone()
    }

    /// The learning rate of each step.
    #[must_use]
    pub fn rates(&self) -> Vec<f32> {
        self.rates.clone()
    }

    /// After how many steps the accuracy was looked at.
    #[must_use]
    pub fn tested(&self) -> Vec<u32> {
        self.tested.clone()
    }

    /// The share of test windows that was recognised then.
    #[must_use]
    pub fn accuracies(&self) -> Vec<f32> {
        self.accuracies.clone()
    }

    /// As [`Person::before`], at the end.
    #[must_use]
    pub fn confusion(&self) -> Vec<u32> {
        self.confusion.clone()
    }

    /// The parameters at the end.
    #[must_use]
    pub fn parameters(&self) -> Vec<f32> {
        self.parameters.clone()
    }

    /// Their hash: equal on every target.
    #[must_use]
    pub fn hash(&self) -> String {
        format!("{:016x}", hash(&self.parameters))
    }

    /// Bytes of RAM of the watch with this rule: parameters, gradient, state and remembered windows.
    #[must_use]
    pub fn ram_bytes(&self) -> usize {
        // The watch as it is built keeps Adam's state, two numbers a parameter.
        size_of::<Adapter<'_>>() - 8 * PARAMETERS + self.state_bytes
    }
}

impl Person {
    fn read(file: &[u8]) -> Result<Self, recordings::ReadError> {
        let (recordings, plan) = (recordings::read_plain(file)?, Plan::DEFAULT);
        recordings::check(&recordings, &plan)?;
        let mut person = Self { tuning: Vec::new(), test: Vec::new() };
        for recording in &recordings {
            let class = recording.exercise.class();
            let window = |features| (PRETRAINED.normalizer.apply(&features), class);
            person.tuning.extend(recording.features(plan.tuning()).map(window));
            let test = plan.test(recording.samples.len());
            person.test.extend(recording.features(test).map(window));
        }
        Ok(person)
    }

    fn steps_of(&self, recipe: &Recipe) -> u32 {
        let batches = self.tuning.len().div_ceil(recipe.batch.max(1) as usize) as u32;
        recipe.epochs.saturating_mul(batches)
    }

    fn confusion(&self, parameters: &[f32]) -> Result<Vec<u32>, Error> {
        let mut counts = [[0; CLASSES]; CLASSES];
        for (x, class) in &self.test {
            let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
            NETWORK.forward(parameters, x, &mut hidden, &mut z)?;
            let best = z.iter().enumerate().reduce(|best, z| if z.1 > best.1 { z } else { best });
            if let Some(count) =
                counts.get_mut(*class).zip(best).and_then(|(row, best)| row.get_mut(best.0))
            {
                *count += 1;
            }
        }
        Ok(counts.concat())
    }

    fn train(&self, recipe: &Recipe) -> Result<Course, Error> {
        refuse(recipe)?;
        let steps = self.steps_of(recipe);
        if steps > MOST_STEPS {
            return Err(Error::Count {
                field: "epochs",
                value: steps,
                allowed: "at most 20000 steps here",
            });
        }
        let every = (steps / TESTS).max(1);
        let mut course = Course::default();
        let mut parameters = PRETRAINED.parameters;
        self.run(
            recipe,
            &mut parameters,
            &recipe.schedule,
            steps,
            |step, loss, rate, parameters| {
                course.losses.push(loss);
                course.rates.push(rate);
                if (step + 1) % every == 0 || step + 1 == steps {
                    course.tested.push(step + 1);
                    course.accuracies.push(accuracy(&self.confusion(parameters)?));
                }
                Ok(true)
            },
        )?;
        course.confusion = self.confusion(&parameters)?;
        course.parameters = parameters.to_vec();
        course.state_bytes =
            with_optimizer(recipe.rule, PARAMETERS, |optimizer| Ok(optimizer.state_bytes()))?;
        Ok(course)
    }

    /// The watch's own loop, with any rule: `visit` is told of each step, and ends it by `false`.
    fn run(
        &self,
        recipe: &Recipe,
        parameters: &mut [f32; PARAMETERS],
        schedule: &AnySchedule,
        steps: u32,
        mut visit: impl FnMut(u32, f32, f32, &[f32; PARAMETERS]) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        with_optimizer(recipe.rule, PARAMETERS, |optimizer| {
            let mut random = Rand32::new(recipe.seed);
            let (mut order, mut gradient) = (Vec::new(), [0.0; PARAMETERS]);
            for step in 0..steps {
                let loss =
                    self.batch(recipe, parameters, &mut gradient, &mut order, &mut random)?;
                prepare(recipe, parameters, &mut gradient)?;
                let rate = schedule.at(step);
                optimizer.step(parameters, &gradient, rate)?;
                if !visit(step, loss, rate, parameters)? {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The mean loss of the next batch and, in `gradient`, its gradient.
    fn batch(
        &self,
        recipe: &Recipe,
        parameters: &[f32; PARAMETERS],
        gradient: &mut [f32; PARAMETERS],
        order: &mut Vec<usize>,
        random: &mut Rand32,
    ) -> Result<f32, Error> {
        gradient.fill(0.0);
        if order.is_empty() {
            order.extend(0..self.tuning.len());
            for last in (1..order.len()).rev() {
                order.swap(last, random.rand_range(0..last as u32 + 1) as usize);
            }
        }
        let AnyLoss::SoftmaxCrossEntropy(cross_entropy) = recipe.loss else { return Err(LOSS) };
        let (mut loss, mut count) = (0.0, 0.0);
        // A batch does not reach into the next epoch.
        for _ in 0..recipe.batch {
            let Some((x, class)) = order.pop().and_then(|i| self.tuning.get(i)) else { break };
            let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
            NETWORK.forward(parameters, x, &mut hidden, &mut z)?;
            loss += cross_entropy.value_and_grad(&mut z, *class)?;
            NETWORK.backward(parameters, x, &mut hidden, &z, gradient)?;
            count += 1.0;
        }
        let share = 1.0 / count;
        gradient.iter_mut().for_each(|g| *g *= share);
        Ok(loss * share)
    }

    fn range_test(&self, recipe: &Recipe) -> Result<Vec<f32>, Error> {
        refuse(recipe)?;
        let rates = AnySchedule::from(RangeTest::exponential(1e-5, 10.0, RANGE_STEPS)?);
        let mut analysis = RangeAnalysis::new(RangeOptions::LOSS)?;
        let mut points = Vec::new();
        let mut parameters = PRETRAINED.parameters;
        self.run(recipe, &mut parameters, &rates, RANGE_STEPS, |_, loss, rate, _| {
            points.extend([rate, loss]);
            Ok(analysis.observe(rate, loss)? == RangeProgress::Continue)
        })?;
        // Without a suggestion the page shows the curve alone.
        let suggested = analysis.suggest().map_or(0.0, |found| found.max_lr);
        Ok(core::iter::once(suggested).chain(points).collect())
    }
}

/// Clips a gradient and adds decay, as the stages of an optimizer do; one that is not finite is skipped there.
fn prepare(recipe: &Recipe, parameters: &[f32], gradient: &mut [f32]) -> Result<(), Error> {
    if !gradient.iter().all(|g| g.is_finite()) {
        return Ok(());
    }
    match recipe.clip {
        Some(Clip::ByGlobalNorm { max_norm, .. }) => {
            clip_by_global_norm(gradient, max_norm)?;
        }
        Some(Clip::ByValue { max }) => gradient.iter_mut().for_each(|g| *g = g.clamp(-max, max)),
        _ => {}
    }
    if let Some(AddDecayedWeights { weight_decay }) = recipe.decay {
        gradient.iter_mut().zip(parameters).for_each(|(g, w)| *g += weight_decay * w);
    }
    Ok(())
}

const LOSS: Error = Error::Conflict {
    field: "loss",
    with: "the watch tells classes apart; allowed: SoftmaxCrossEntropy",
};

/// What this task does not do is refused, not left out.
fn refuse(recipe: &Recipe) -> Result<(), Error> {
    let conflict = |field, with| Err(Error::Conflict { field, with });
    if let Some(error) = recipe.validate().next() {
        return Err(error);
    }
    if !matches!(recipe.loss, AnyLoss::SoftmaxCrossEntropy(_)) {
        return Err(LOSS);
    }
    if recipe.precision != StatePrecision::F32 {
        return conflict("precision", "the page keeps state in f32; allowed: F32");
    }
    if recipe.accumulation != 1 {
        return conflict("accumulation", "the page steps after each batch; allowed: 1");
    }
    if recipe.ema.is_some() || recipe.swa.is_some() || recipe.early_stopping.is_some() {
        return conflict(
            "ema, swa or early_stopping",
            "the page neither averages nor stops; allowed: none",
        );
    }
    if !matches!(
        recipe.clip,
        None | Some(Clip::ByValue { .. } | Clip::ByGlobalNorm { epsilon: 0.0, .. })
    ) {
        return conflict(
            "clip",
            "the page clips by value or by the global norm without epsilon; allowed: those, or none",
        );
    }
    if !recipe.groups.as_slice().is_empty() {
        return conflict("groups", "the page trains one group; allowed: none");
    }
    Ok(())
}

fn accuracy(confusion: &[u32]) -> f32 {
    let right: u32 = confusion.iter().step_by(CLASSES + 1).sum();
    right as f32 / confusion.iter().sum::<u32>().max(1) as f32
}

/// FNV-1a of the little-endian bytes, as the watch computes it.
fn hash(parameters: &[f32]) -> u64 {
    let bytes = parameters.iter().flat_map(|w| w.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use thalweg::optimizer::{Lion, Sgd};

    fn person() -> Person {
        let file = "../tasks/watch/data/shoulder_watch_person08.csv.gz";
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let mut text = Vec::new();
        let packed = std::fs::File::open(file).unwrap();
        flate2::read::GzDecoder::new(packed).read_to_end(&mut text).unwrap();
        Person::read(&text).unwrap()
    }

    fn golden() -> serde_json::Value {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden.json");
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }

    #[test]
    fn the_first_recipe_lands_on_the_bits_of_the_watch() {
        let course = person().train(&crate::recipe::watch().unwrap()).unwrap();
        let golden = golden();
        assert_eq!(course.hash(), golden["parameters_hash"].as_str().unwrap());
        assert_eq!(course.losses.len() as u64, golden["steps"].as_u64().unwrap());
        let right: u32 = course.confusion.iter().step_by(CLASSES + 1).sum();
        assert_eq!(u64::from(right), golden["right_after"].as_u64().unwrap());
        assert_eq!(course.ram_bytes(), size_of::<Adapter<'_>>());
    }

    #[test]
    fn another_rule_is_another_course() {
        let person = person();
        let mut recipe = crate::recipe::watch().unwrap();
        recipe.rule = Sgd.into();
        assert_ne!(person.train(&recipe).unwrap().hash(), golden()["parameters_hash"]);
        recipe.rule = Lion::DEFAULT.into();
        assert!(person.train(&recipe).is_ok());
    }

    #[test]
    fn what_the_page_does_not_do_is_refused() {
        let mut recipe = crate::recipe::watch().unwrap();
        recipe.accumulation = 2;
        let error = person().train(&recipe).unwrap_err().to_string();
        assert!(error.starts_with("accumulation"), "{error}");
    }

    #[test]
    fn a_damaged_line_is_named() {
        let error = Person::read(b"wrist,exercise,sample,ax,ay,az,wx,wy,wz\nR,RUN,0,1,1,1,1,1,1\n");
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("line 2: exercise is \"RUN\"; allowed: PEN"), "{error}");
    }

    #[test]
    fn a_range_test_is_read() {
        let found = person().range_test(&crate::recipe::watch().unwrap()).unwrap();
        assert!(found[0] > 1e-5 && found[0] < 1.0, "{found:?}");
    }
}
