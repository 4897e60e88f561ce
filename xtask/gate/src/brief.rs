//! What a new person does with a device, cut short: most of the time that a job takes in an emulator is that of the bytes on its
//! line, and most of these are of samples that test.

use anyhow::{Context, Result};
use std::{fmt::Write, fs, path::PathBuf};
use thalweg_tasks_study::script::{Act, Script};
use thalweg_watch::{Plan, WINDOW, recordings::Recording};
use thalweg_watch_study::dataset::{self, NEW_PERSON};
use xtask::device;

/// Windows of each recording that test, one a second.
const TESTED: usize = 5;

/// Of so many samples that a script asks about, one is left.
const ASKED: usize = 4;

/// All that tunes, and a little that tests.
pub(crate) fn recordings() -> Result<Vec<Recording>> {
    let mut recordings = dataset::load(NEW_PERSON)?;
    for recording in &mut recordings {
        recording.samples.truncate(Plan::DEFAULT.samples_needed() + (TESTED - 1) * WINDOW / 2);
    }
    Ok(recordings)
}

/// The same as a file in our form.
pub(crate) fn file() -> Result<PathBuf> {
    let mut text = "wrist,exercise,sample,ax,ay,az,wx,wy,wz\n".to_owned();
    for Recording { wrist, exercise, samples } in recordings()? {
        for (number, sample) in samples.iter().enumerate() {
            write!(text, "{wrist},{},{number}", exercise.name())?;
            sample.iter().try_for_each(|value| write!(text, ",{:.3}", f64::from(*value) / 1e3))?;
            text.push('\n');
        }
    }
    let file = device::folder().join("brief.csv");
    fs::create_dir_all(device::folder())?;
    fs::write(&file, text).with_context(|| file.display().to_string())?;
    Ok(file)
}

/// The same of the scripts of a task: what it learns of is whole.
pub(crate) fn scripts(mut scripts: Vec<Script>) -> Vec<Script> {
    for script in &mut scripts {
        let mut asked = (0..ASKED).cycle();
        script.acts.retain(|act| !matches!(act, Act::Judge { .. }) || asked.next() == Some(0));
    }
    scripts
}
