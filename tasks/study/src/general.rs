//! Somebody's own data for the [general](thalweg_tasks::general) task: a table with a column `label`, every other column a feature
//! or, where samples are windows, a channel.

use crate::{
    read::table,
    script::{Act, Script},
    vowels,
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};
use thalweg_tasks::{
    general::{CAPACITY, CHANNELS, CLASSES, FEATURES, HIDDEN, Shape},
    vowels::{RATIOS, VOWELS},
};

/// How a table is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Rows of a sample: 1, or those of a window, which follow one another with the same label.
    pub window: u16,
    /// Of each class the first so many samples are learnt; the device is asked about the others.
    pub learn: usize,
    /// Hidden units.
    pub hidden: u8,
    /// Parameters to start from, as text: of each layer and each of its outputs the weights, then the bias.
    pub weights: Option<PathBuf>,
}

impl Form {
    /// Rows of features, two of each class learnt, from scratch.
    pub const DEFAULT: Self = Self { window: 1, learn: 2, hidden: HIDDEN as u8, weights: None };
}

/// A sample: its values row by row, and the number of its class.
type Sample = (Vec<f32>, usize);

/// What is done with the samples of a file; without one, with the vowels of the last speaker of the committed file.
///
/// # Errors
/// A file that cannot be read, that has no column `label` or one too many; a value that is no number; too few or too many
/// classes or samples; parameters that are not as many as the network has.
pub fn scripts(file: Option<&Path>, form: &Form) -> Result<Vec<Script>> {
    let (name, values, classes, samples) = if let Some(file) = file {
        let name = file.display().to_string();
        let (values, names, samples) = read(file, form.window).with_context(|| name.clone())?;
        (name, values, names.len(), samples)
    } else {
        let speaker = vowels::read(&vowels::file())?.pop().context("nobody speaks")?;
        let (name, samples) = speaker.labelled();
        (name, RATIOS, VOWELS.len(), samples)
    };
    ensure!((2..=CLASSES).contains(&classes), "{classes} classes; allowed: 2 to {CLASSES}");
    let shape = Shape {
        values: values as u8,
        window: form.window,
        classes: classes as u8,
        hidden: form.hidden,
    };
    let features = shape.features().with_context(|| {
        format!(
            "{} hidden units, windows of {} rows; allowed: 1 to {HIDDEN}, 1 or more",
            form.hidden, form.window
        )
    })?;
    let hidden = usize::from(form.hidden);
    let needed = hidden * (features + 1) + classes * (hidden + 1);
    let given = form.weights.as_deref().map(|file| weights(file, needed)).transpose()?;
    let (learnt, asked) = split(samples, classes, form.learn);
    ensure!(
        (1..=CAPACITY).contains(&learnt.len()) && !asked.is_empty(),
        "{} samples to learn and {} to be asked about; allowed: 1 to {CAPACITY}, and 1 or more",
        learnt.len(),
        asked.len()
    );
    let learn = learnt.into_iter().map(|(values, class)| Act::Learn(values, class as f32));
    let ask = asked.into_iter().map(|(values, class)| Act::Judge {
        values,
        networks: 1,
        label: class as f32,
        known: false,
    });
    let acts = learn.chain([Act::Adapt]).chain(ask).collect();
    let script = Script::of(name, 0, acts);
    Ok(vec![Script { shape: Some(shape), given: given.unwrap_or_default(), ..script }])
}

/// The first so many of each class, and the others.
fn split(samples: Vec<Sample>, classes: usize, learn: usize) -> (Vec<Sample>, Vec<Sample>) {
    let mut seen = vec![0; classes];
    samples.into_iter().partition(|(_, class)| {
        seen[*class] += 1;
        seen[*class] <= learn
    })
}

/// How many values a row has, the names of the classes as they come, and the samples.
fn read(file: &Path, window: u16) -> Result<(usize, Vec<String>, Vec<Sample>)> {
    let mut table = table(file)?;
    let header = table.headers()?.clone();
    let label = header.iter().position(|name| name.trim() == "label");
    let label = label.context("no column label")?;
    let (values, most) = (header.len() - 1, if window == 1 { FEATURES } else { CHANNELS });
    let what = if window == 1 { "features" } else { "channels" };
    ensure!((1..=most).contains(&values), "{values} {what}; allowed: 1 to {most}");
    let mut names: Vec<String> = Vec::new();
    let mut samples = Vec::new();
    // What has come of the sample that is not whole yet.
    let mut waiting: Sample = (Vec::new(), 0);
    for (number, record) in table.records().enumerate() {
        let record = record?;
        let row = || format!("row {}", number + 1);
        let name = record.get(label).unwrap_or_default().trim();
        ensure!(!name.is_empty(), "{}: no label", row());
        let known = names.iter().position(|other| other == name);
        let class = known.unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        ensure!(names.len() <= CLASSES, "{}: more than {CLASSES} classes", row());
        if waiting.1 != class {
            waiting = (Vec::new(), class);
        }
        for (place, text) in record.iter().enumerate().filter(|(place, _)| *place != label) {
            let value = text.trim().parse().ok().filter(|value: &f32| value.is_finite());
            let column = header.get(place).unwrap_or_default();
            let value = value.with_context(|| {
                let start: String = text.chars().take(20).collect();
                format!("{}: {column} is {start:?}; allowed: a finite number", row())
            })?;
            waiting.0.push(value);
        }
        if waiting.0.len() == values * usize::from(window) {
            samples.push(std::mem::take(&mut waiting));
            waiting.1 = class;
        }
    }
    Ok((values, names, samples))
}

/// So many numbers, separated by white space or commas.
fn weights(file: &Path, needed: usize) -> Result<Vec<f32>> {
    const MOST: u64 = 1 << 20;
    let name = || file.display().to_string();
    let length = fs::metadata(file).with_context(name)?.len();
    ensure!(length <= MOST, "{}: {length} bytes; allowed: up to {MOST}", name());
    let text = fs::read_to_string(file).with_context(name)?;
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    let numbers = words.filter(|word| !word.is_empty()).enumerate().map(|(number, word)| {
        let value = word.parse().ok().filter(|value: &f32| value.is_finite());
        value.with_context(|| format!("{}: number {} is not finite", name(), number + 1))
    });
    let numbers = numbers.collect::<Result<Vec<f32>>>()?;
    let found = numbers.len();
    ensure!(found == needed, "{}: {found} numbers; allowed: the network's {needed}", name());
    Ok(numbers)
}
