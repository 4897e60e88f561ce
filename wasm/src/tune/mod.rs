//! The main job in the browser: a task meets somebody, and adapts by the recipe that the page composes.

mod course;
mod refusal;
mod task;
mod training;

pub use course::Course;

use crate::{message, recipe::parse};
use refusal::refuse;
use task::{Sample, Samples, TASKS, Task, task};
use thalweg::{
    Error,
    average::interpolate,
    feedback::{RangeAnalysis, RangeOptions, RangeProgress},
    metric::argmax,
    nn::{Layer, Pass},
    recipe::Recipe,
    schedule::{AnySchedule, RangeTest},
};
use training::Training;
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// More steps than these would hold the page up.
const MOST_STEPS: u32 = 20_000;
/// How often the accuracy is looked at, at most.
const TESTS: u32 = 40;
/// How many rates a range test tries.
const RANGE_STEPS: u32 = 200;

/// The tasks, each by its folder in `tasks/`.
#[wasm_bindgen]
#[must_use]
pub fn tasks() -> Vec<String> {
    TASKS.iter().map(|task| task.name().to_owned()).collect()
}

/// The people in a file, which the browser has unpacked; one without a name is all of it. `own`: not the committed one.
///
/// # Errors
/// No such task; what is wrong with the file.
#[wasm_bindgen]
pub fn people(name: &str, file: &[u8], own: bool) -> Result<Vec<String>, JsError> {
    task(name).and_then(|task| task.people(file, own)).map_err(message)
}

/// Somebody whom a task meets: what is learnt of him, and what is asked.
#[wasm_bindgen]
pub struct Person {
    task: &'static dyn Task,
    samples: Samples,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("task", &self.task.name()).finish_non_exhaustive()
    }
}

#[wasm_bindgen]
impl Person {
    /// Reads one of the people of a CSV, which the browser has unpacked. `own`: not the committed one.
    ///
    /// # Errors
    /// No such task; the line that is not of the form; somebody who is not there, or of whom there is too little.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, file: &[u8], person: &str, own: bool) -> Result<Self, JsError> {
        Self::read(name, file, person, own).map_err(message)
    }

    /// How many labelled samples tune.
    #[must_use]
    pub fn labelled(&self) -> usize {
        self.samples.tuning.len()
    }

    /// How many parameters the network has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.task.network().parameters()
    }

    /// How many steps a recipe has for this person.
    ///
    /// # Errors
    /// A recipe that is none.
    pub fn steps(&self, recipe: &str) -> Result<u32, JsError> {
        Ok(self.steps_of(&parse(recipe).map_err(message)?))
    }

    /// What the factory's network tells apart: a row for each class there is, a column for each it is taken for.
    ///
    /// # Errors
    /// None: the network is of the right shape.
    pub fn before(&self) -> Result<Vec<u32>, JsError> {
        let Samples { test, uncalibrated, .. } = &self.samples;
        self.told_before(if uncalibrated.is_empty() { test } else { uncalibrated }).map_err(message)
    }

    /// The same by statistics of his own, without labels and training; nothing where a task takes none.
    ///
    /// # Errors
    /// None.
    pub fn calibrated(&self) -> Result<Vec<u32>, JsError> {
        let Samples { test, uncalibrated, .. } = &self.samples;
        if uncalibrated.is_empty() {
            return Ok(Vec::new());
        }
        self.told_before(test).map_err(message)
    }

    /// The same for other parameters, such as those of somebody else's fine-tuning.
    ///
    /// # Errors
    /// Parameters that are not as many as the network's.
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
        let steps = self.steps_of(&recipe).min(MOST_STEPS);
        let run = |mut parameters: Vec<f32>| {
            let mut training = Training::new(self.task, &self.samples, &recipe);
            training.run(&mut parameters, &recipe.schedule, steps, |_, _, _, _| Ok(true))
        };
        self.task.start().and_then(run).map_err(message)
    }

    /// A range test of the recipe's rule: `[highest, rate, loss, rate, loss, …]`, the highest
    /// rate at which the loss still fell, 0 for none.
    ///
    /// # Errors
    /// As of [`Person::tune`].
    pub fn range(&self, recipe: &str) -> Result<Vec<f32>, JsError> {
        self.range_test(&parse(recipe).map_err(message)?).map_err(message)
    }

    /// What the device does where no recipe is told, as JSON.
    ///
    /// # Errors
    /// None.
    pub fn own_recipe(&self) -> Result<String, JsError> {
        let own = self.task.recipe(self.samples.tuning.len()).map_err(message)?;
        serde_json::to_string(&own).map_err(message)
    }

    /// The names of the classes.
    #[must_use]
    pub fn classes(&self) -> Vec<String> {
        self.task.classes()
    }
}

impl Person {
    fn read(name: &str, file: &[u8], person: &str, own: bool) -> Result<Self, String> {
        let task = task(name)?;
        Ok(Self { task, samples: task.samples(file, person, own)? })
    }

    fn steps_of(&self, recipe: &Recipe) -> u32 {
        let batches = self.samples.tuning.len().div_ceil(recipe.batch.max(1) as usize) as u32;
        recipe.epochs.saturating_mul(batches)
    }

    /// What samples are taken for before anything is learnt.
    fn told_before(&self, samples: &[Sample]) -> Result<Vec<u32>, Error> {
        self.taken_for(samples, &self.task.start()?, self.task.known())
    }

    /// What each test sample is taken for.
    fn confusion(&self, parameters: &[f32]) -> Result<Vec<u32>, Error> {
        self.taken_for(&self.samples.test, parameters, self.task.classes().len())
    }

    /// What each sample is taken for, among the first `told` classes.
    fn taken_for(
        &self,
        samples: &[Sample],
        parameters: &[f32],
        told: usize,
    ) -> Result<Vec<u32>, Error> {
        let (network, classes) = (self.task.network(), self.task.classes().len());
        let (mut memory, mut z) = (vec![0.0; network.inference_memory()], vec![0.0; classes]);
        let mut counts = vec![0; classes * classes];
        for (x, class) in samples {
            network.forward(parameters, x, &mut z, &mut memory, Pass::Inference)?;
            let best = argmax(z.get(..told).unwrap_or_default());
            if let Some(count) = best.and_then(|best| counts.get_mut(class * classes + best)) {
                *count += 1;
            }
        }
        Ok(counts)
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
        let (every, classes) = ((steps / TESTS).max(1), self.task.classes().len());
        let (mut course, mut parameters) = (Course::default(), self.task.start()?);
        let mut training = Training::new(self.task, &self.samples, recipe);
        training.run(
            &mut parameters,
            &recipe.schedule,
            steps,
            |step, loss, rate, parameters| {
                let accuracy = if (step + 1) % every == 0 || step + 1 == steps {
                    Some(accuracy(&self.confusion(parameters)?, classes))
                } else {
                    None
                };
                course.saw(step, loss, rate, accuracy);
                Ok(true)
            },
        )?;
        if self.task.share() < 1.0 {
            interpolate(&mut parameters, &self.task.start()?, self.task.share())?;
        }
        let state = training::state_bytes(recipe.rule, parameters.len())?;
        let confusion = self.confusion(&parameters)?;
        course.end(confusion, parameters, self.task.ram_bytes() + state);
        Ok(course)
    }

    fn range_test(&self, recipe: &Recipe) -> Result<Vec<f32>, Error> {
        refuse(recipe)?;
        let rates = AnySchedule::from(RangeTest::exponential(1e-5, 10.0, RANGE_STEPS)?);
        let mut analysis = RangeAnalysis::new(RangeOptions::LOSS)?;
        let (mut points, mut parameters) = (Vec::new(), self.task.start()?);
        let mut training = Training::new(self.task, &self.samples, recipe);
        training.run(&mut parameters, &rates, RANGE_STEPS, |_, loss, rate, _| {
            points.extend([rate, loss]);
            Ok(analysis.observe(rate, loss)? == RangeProgress::Continue)
        })?;
        // Without a suggestion the page shows the curve alone.
        let suggested = analysis.suggest().map_or(0.0, |found| found.max_lr);
        Ok(core::iter::once(suggested).chain(points).collect())
    }
}

fn accuracy(confusion: &[u32], classes: usize) -> f32 {
    let right: u32 = confusion.iter().step_by(classes + 1).sum();
    right as f32 / confusion.iter().sum::<u32>().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::{io::Read, path::Path};
    use thalweg::optimizer::{Lion, Sgd};
    use thalweg_watch::{Adapter, CLASSES};

    /// A committed file, unpacked.
    fn file(name: &str) -> Vec<u8> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tasks").join(name);
        let (content, mut text) = (std::fs::read(file).unwrap(), Vec::new());
        if !content.starts_with(&[0x1f, 0x8b]) {
            return content;
        }
        GzDecoder::new(content.as_slice()).read_to_end(&mut text).unwrap();
        text
    }

    fn person() -> Person {
        let file = file("watch/data/shoulder_watch_person08.csv.gz");
        Person::read("watch", &file, "", false).unwrap()
    }

    fn golden(name: &str) -> serde_json::Value {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests").join(name);
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }

    #[test]
    fn the_first_recipe_lands_on_the_bits_of_the_watch() {
        let course = person().train(&crate::recipe::watch().unwrap()).unwrap();
        let golden = golden("golden.json");
        assert_eq!(course.hash(), golden["parameters_hash"].as_str().unwrap());
        assert_eq!(course.losses().len() as u64, golden["steps"].as_u64().unwrap());
        let right: u32 = course.confusion().iter().step_by(CLASSES + 1).sum();
        assert_eq!(u64::from(right), golden["right_after"].as_u64().unwrap());
        assert_eq!(course.ram_bytes(), size_of::<Adapter<'_>>());
    }

    #[test]
    fn the_watch_is_asked_frozen_and_calibrated_as_on_the_device() {
        let (person, golden) = (person(), golden("golden.json"));
        for (counts, name) in [
            (person.before().unwrap(), "right_before"),
            (person.calibrated().unwrap(), "right_calibrated"),
        ] {
            let right: u32 = counts.iter().step_by(CLASSES + 1).sum();
            assert_eq!(u64::from(right), golden[name].as_u64().unwrap(), "{name}");
            assert_eq!(u64::from(counts.iter().sum::<u32>()), golden["tested"].as_u64().unwrap());
        }
        let file = file("vowels/data/vowel_speakers.csv");
        let speaker = Person::read("vowels", &file, "0", false).unwrap();
        assert_eq!(speaker.calibrated().unwrap(), [0; 0]);
    }

    #[test]
    fn the_smaller_tasks_land_on_the_bits_of_the_device_by_their_own_recipes() {
        for (name, data) in [
            ("vowels", "vowels/data/vowel_speakers.csv"),
            ("new-speaker", "new-speaker/data/japanese_vowels_speakers.csv.gz"),
        ] {
            let file = file(data);
            let people = task(name).unwrap().people(&file, false).unwrap();
            let person = Person::read(name, &file, people.last().unwrap(), false).unwrap();
            let own = person.task.recipe(person.labelled()).unwrap();
            let course = person.train(&own).unwrap();
            let golden = golden("tasks.json");
            assert_eq!(course.hash(), golden[name]["parameters_hash"].as_str().unwrap(), "{name}");
        }
    }

    #[test]
    fn what_is_not_there_is_named() {
        let file = file("vowels/data/vowel_speakers.csv");
        let refused =
            |name, file: &[u8], person| Person::read(name, file, person, true).unwrap_err();
        assert_eq!(
            refused("chess", &file, "0"),
            "task is \"chess\"; allowed: watch, vowels, new-speaker"
        );
        let nobody = refused("vowels", &file, "99");
        assert!(nobody.starts_with("person is \"99\"; allowed: 0, 1, 2"), "{nobody}");
        let column = |column, header| {
            format!("no column {column} in {header:?}; allowed: a header that names it")
        };
        let error = refused("new-speaker", &file, "9");
        assert_eq!(error, column("part", "speaker,sex,original_split,repetition,vo"));
        assert_eq!(refused("vowels", b"speaker\n", "0"), column("repetition", "speaker"));
        for empty in [&b""[..], b"\n"] {
            assert_eq!(refused("vowels", empty, "0"), "no row; allowed: one or more");
        }
        let utf16: Vec<_> = "\u{feff}speaker\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let text = "UTF-16 text; allowed: UTF-8 (iconv -t UTF-8 converts)";
        assert_eq!(refused("vowels", &utf16, "0"), text);
        assert!(refused("vowels", b"\xc3\x28", "0").starts_with("bytes that are no text; allowed"));
        // A name that fills a page, and more people than it holds.
        let columns = "lar_0,lar_1,lar_2,lar_3,lar_4,lar_5,lar_6,lar_7,lar_8,lar_9";
        let table = |rows: &[(String, &str)]| {
            let rows =
                rows.iter().map(|(who, vowel)| format!("{who},0,{vowel},1,2,3,4,5,6,7,8,9,0\n"));
            format!("speaker,repetition,vowel,{columns}\n{}", rows.collect::<String>())
        };
        let long = table(&[("\u{5143}".repeat(1_000_000), "hid")]);
        let error = refused("vowels", long.as_bytes(), "0");
        assert!(error.len() < 200 && error.ends_with("allowed: 1 to 40 letters"), "{error}");
        let vowel = "\u{5143}".repeat(1_000_000);
        let error = refused("vowels", table(&[("0".to_owned(), &vowel)]).as_bytes(), "0");
        assert!(error.len() < 200 && error.ends_with("allowed: one of the eleven: hid, hId, hEd, hAd, hYd, had, hOd, hod, hUd, hud, hed"), "{error}");
        let crowd: Vec<_> = (0..101).map(|i| (i.to_string(), "hid")).collect();
        let error = task("vowels").unwrap().people(table(&crowd).as_bytes(), true).unwrap_err();
        assert_eq!(error, "more than 100 people; allowed: up to 100");
    }

    #[test]
    fn another_rule_is_another_course() {
        let person = person();
        let mut recipe = crate::recipe::watch().unwrap();
        recipe.rule = Sgd.into();
        assert_ne!(person.train(&recipe).unwrap().hash(), golden("golden.json")["parameters_hash"]);
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
        let table = b"wrist,exercise,sample,ax,ay,az,wx,wy,wz\nR,RUN,0,1,1,1,1,1,1\n";
        let error = Person::read("watch", table, "", true).unwrap_err();
        assert!(error.starts_with("line 2: exercise is \"RUN\"; allowed: PEN"), "{error}");
    }

    #[test]
    fn a_range_test_is_read() {
        let found = person().range_test(&crate::recipe::watch().unwrap()).unwrap();
        assert!(found[0] > 1e-5 && found[0] < 1.0, "{found:?}");
    }
}
