//! The tasks, each with what the page shows of its device.

mod humidity;
mod unseen_exercise;

use thalweg::{Error, recipe::Recipe};
use thalweg_tasks::{Refusal, Task};
use thalweg_tasks_study::script::{Act, Problem, Script};

/// A task.
pub(crate) trait Kind: Sync {
    /// Which it is.
    fn problem(&self) -> Problem;
    /// Who is in a file; one without a name is all of it.
    ///
    /// # Errors
    /// In one line, what is wrong with the file.
    fn people(&self, file: &[u8]) -> Result<Vec<String>, String>;
    /// What one of them does. `own`: not of the committed data.
    ///
    /// # Errors
    /// In one line, what is wrong with the file, or that nobody has this name.
    fn meeting(&self, file: &[u8], person: &str, own: bool) -> Result<Meeting, String>;
    /// What the device does with a script.
    ///
    /// # Errors
    /// None.
    fn recipe(&self, script: &Script) -> Result<Recipe, Error>;
    /// The learning rate of each step.
    ///
    /// # Errors
    /// None.
    fn rates(&self, script: &Script) -> Result<Vec<f32>, Error>;
    /// Parameters of a network.
    fn parameters(&self) -> usize;
    /// How many networks keep a threshold.
    fn thresholds(&self) -> u8 {
        0
    }
    /// Bytes of RAM of the task but for the stack.
    fn ram_bytes(&self) -> usize;
    /// Makes a device and hands it to somebody.
    ///
    /// # Errors
    /// What the device refuses.
    fn make(&self, visit: &mut Visit<'_>) -> Result<(), Refusal>;
}

pub(crate) type Visit<'v> = dyn FnMut(&mut dyn Task) -> Result<(), Refusal> + 'v;

/// What somebody does with a device.
pub(crate) struct Meeting {
    pub(crate) script: Script,
    /// The month of each sample that is asked about; none where there are none.
    pub(crate) months: Vec<u32>,
}

/// All of them.
pub(crate) static KINDS: [&dyn Kind; 2] =
    [&humidity::HumiditySensor, &unseen_exercise::UnseenExercises];

/// The task of this name.
pub(crate) fn kind(name: &str) -> Result<&'static dyn Kind, String> {
    let found = KINDS.into_iter().find(|kind| kind.problem().name() == name);
    let allowed = || KINDS.map(|kind| kind.problem().name()).join(", ");
    found.ok_or_else(|| format!("task is {name:?}; allowed: {}", allowed()))
}

/// How many samples of a script are labelled.
fn learnt(script: &Script, are: impl Fn(f32) -> bool) -> usize {
    script.acts.iter().filter(|act| matches!(act, Act::Learn(_, label) if are(*label))).count()
}
