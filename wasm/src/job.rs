//! The main job in the browser: the watch meets a person, and adapts.

use crate::message;
use thalweg_watch::{
    Adapter, CLASSES, Exercise, PRETRAINED, Plan, Settings, recordings, recordings::Recording,
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// The pre-trained watch, taught the first windows of each recording and about to fine-tune.
fn taught(
    recordings: &[Recording],
    plan: &Plan,
) -> Result<Adapter<'static>, Box<dyn std::error::Error>> {
    let mut watch = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    recordings::learn(&mut watch, recordings, plan)?;
    watch.begin()?;
    Ok(watch)
}

/// A person's recordings and the watch that adapts to them.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Job {
    recordings: Vec<Recording>,
    plan: Plan,
    watch: Adapter<'static>,
}

impl Job {
    fn open(file: &[u8]) -> Result<Self, Box<dyn std::error::Error>> {
        let (recordings, plan) = (recordings::read(file)?, Plan::DEFAULT);
        recordings::check(&recordings, &plan)?;
        let watch = taught(&recordings, &plan)?;
        Ok(Self { recordings, plan, watch })
    }

    fn advance(&mut self) -> Result<Option<Vec<f32>>, thalweg::Error> {
        let progress = self.watch.step()?;
        Ok(progress.map(|p| vec![p.loss, p.learning_rate, p.norm]))
    }
}

#[wasm_bindgen]
impl Job {
    /// Reads a raw CSV, plain or gzipped, and teaches the watch the first windows of each recording.
    ///
    /// # Errors
    /// The line that is not of the form, or the recording that is too short.
    #[wasm_bindgen(constructor)]
    pub fn new(file: &[u8]) -> Result<Self, JsError> {
        Self::open(file).map_err(message)
    }

    /// How many labelled windows tune.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.watch.windows()
    }

    /// How many optimizer steps the fine-tuning has.
    #[must_use]
    pub fn steps(&self) -> u32 {
        Settings::DEFAULT.steps(self.watch.windows())
    }

    /// Forgets the fine-tuning: the watch is again as it was at first.
    ///
    /// # Errors
    /// None that [`Job::new`] has not raised already.
    pub fn restart(&mut self) -> Result<(), JsError> {
        self.watch = taught(&self.recordings, &self.plan).map_err(message)?;
        Ok(())
    }

    /// One step: `[loss, learning rate, norm of the gradient]`; nothing at the end.
    ///
    /// # Errors
    /// A loss that is not finite.
    pub fn step(&mut self) -> Result<Option<Vec<f32>>, JsError> {
        self.advance().map_err(message)
    }

    /// Of each exercise, how many test windows are recognised now and how many there are:
    /// `[right₀, of₀, right₁, of₁, …]`.
    #[must_use]
    pub fn test(&self) -> Vec<u32> {
        let mut counts = [[0; 2]; CLASSES];
        for recording in &self.recordings {
            let Some([right, of]) = counts.get_mut(recording.exercise.class()) else { continue };
            for features in recording.features(self.plan.test(recording.samples.len())) {
                *of += 1;
                *right += u32::from(self.watch.classify(&features) == Some(recording.exercise));
            }
        }
        counts.concat()
    }

    /// The hash of the parameters as they are now, in hexadecimal: equal on every target.
    #[must_use]
    pub fn parameters_hash(&self) -> String {
        format!("{:016x}", self.watch.parameters_hash())
    }

    /// Bytes of RAM of the watch: parameters, gradient, optimizer state and remembered windows.
    #[must_use]
    pub fn ram_bytes(&self) -> usize {
        size_of_val(&self.watch)
    }

    /// The exercises, in the order of the classes.
    #[must_use]
    pub fn exercises() -> Vec<String> {
        Exercise::ALL.iter().map(|exercise| exercise.name().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Vec<u8> {
        let file = "../tasks/watch/data/shoulder_watch_person08.csv.gz";
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
    }

    #[test]
    fn the_job_gains_and_ends() {
        let mut job = Job::open(&person()).unwrap();
        let right = |job: &Job| job.test().iter().step_by(2).sum::<u32>();
        let before = right(&job);
        let steps = std::iter::from_fn(|| job.advance().unwrap()).count();
        assert_eq!(steps, job.steps() as usize);
        assert!(right(&job) > before + 20, "{before} → {}", right(&job));
    }

    #[test]
    fn a_damaged_line_is_named() {
        let error = Job::open(b"wrist,exercise,sample,ax,ay,az,wx,wy,wz\nR,RUN,0,1,1,1,1,1,1\n");
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("line 2: exercise is \"RUN\"; allowed: PEN"), "{error}");
    }
}
