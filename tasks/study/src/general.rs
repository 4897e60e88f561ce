//! Somebody's own data for the [general](thalweg_tasks::general) task: a table with a column `label`, every other column a feature
//! or, where samples are windows, a channel.

use crate::{
    read::table,
    script::{Act, Script},
    vowels,
};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use thalweg_tasks::{
    general::{CAPACITY, CHANNELS, CLASSES, FEATURES, HIDDEN, Shape},
    tables::{Finding, NUMBER, Samples, number_of, spellings},
    vowels::{RATIOS, VOWELS},
};
use thalweg_watch_study::files;

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
    /// The bytes of a recipe of its training; none for the task's own.
    pub recipe: Vec<u8>,
}

impl Form {
    /// Rows of features, two of each class learnt, from scratch.
    pub const DEFAULT: Self =
        Self { window: 1, learn: 2, hidden: HIDDEN as u8, weights: None, recipe: Vec::new() };
}

/// A sample: its values row by row, and the number of its class.
type Sample = (Vec<f32>, usize);

/// What is done with the samples of a file; without one, with the vowels of the last speaker of the committed file.
///
/// # Errors
/// A file that cannot be read, that has no column `label` or one too many; a value that is no number; too few or too many
/// classes or samples; parameters that are not as many as the network has.
pub fn scripts(file: Option<&Path>, form: &Form) -> Result<Vec<Script>> {
    let (name, values, names, samples) = if let Some(file) = file {
        let name = file.display().to_string();
        let table = read(file, form.window).with_context(|| name.clone())?;
        let left = match table.left {
            0 => String::new(),
            rows => format!(" ({rows} rows fill no window)"),
        };
        (name + &left, table.columns.len(), table.names, table.samples)
    } else {
        let speaker = vowels::read(&vowels::file())?.pop().context("nobody speaks")?;
        let (name, samples) = speaker.labelled();
        (name, RATIOS, VOWELS.map(str::to_owned).to_vec(), samples)
    };
    let classes = names.len();
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
    let given = form
        .weights
        .as_deref()
        .map(|file| weights(file, needed).with_context(|| file.display().to_string()));
    let given = given.transpose()?;
    let (learnt, asked) = split(samples, classes, form.learn);
    ensure!(
        (1..=CAPACITY).contains(&learnt.len()) && !asked.is_empty(),
        "{} samples to learn and {} to be asked about; allowed: 1 to {CAPACITY}, and 1 or more",
        learnt.len(),
        asked.len()
    );
    for (class, name) in names.iter().enumerate() {
        let of = |samples: &[Sample]| samples.iter().filter(|(_, other)| *other == class).count();
        let (learnt, asked) = (of(&learnt), of(&asked));
        ensure!(
            learnt > 0 && asked > 0,
            "class {:?}: {learnt} samples to learn and {asked} to be asked about; allowed: 1 or more of each",
            shown(name)
        );
    }
    let learn = learnt.into_iter().map(|(values, class)| Act::Learn(values, class as f32));
    let ask = asked.into_iter().map(|(values, class)| Act::Judge {
        values,
        networks: 1,
        label: class as f32,
        known: false,
    });
    let acts = learn.chain([Act::Adapt]).chain(ask).collect();
    let script = Script::of(name, 0, names, acts);
    let (shape, given, recipe) = (Some(shape), given.unwrap_or_default(), form.recipe.clone());
    Ok(vec![Script { shape, given, recipe, ..script }])
}

/// What looks wrong with the samples of a file; without one, with the vowels of the last speaker of the committed file.
///
/// # Errors
/// A file that cannot be read.
pub fn audit(file: Option<&Path>, form: &Form) -> Result<Vec<Finding>> {
    let Some(file) = file else { return vowels::audit(None) };
    let Table { columns, names, samples, rows, .. } =
        read(file, form.window).with_context(|| file.display().to_string())?;
    let mut met = vec![0; names.len()];
    for ((_, class), row) in samples.iter().zip(&rows).rev() {
        met[*class] = *row;
    }
    let mut findings = spellings(met.into_iter().zip(names.iter().map(String::as_str)));
    // A window has rows of channels, a sample of features but one.
    let places = columns.len() * usize::from(form.window);
    let samples = Samples {
        columns: columns.iter().cycle().take(places).cloned().collect(),
        values: samples.iter().flat_map(|(values, _)| values.iter().copied()).collect(),
        classes: samples.iter().map(|(_, class)| *class).collect(),
        rows,
    };
    let what = if form.window == 1 { "row" } else { "the window from row" };
    findings.extend(samples.audit(what, &vec![f32::MIN..=f32::MAX; places])?);
    Ok(Finding::first(findings))
}

/// The first so many of each class, and the others.
fn split(samples: Vec<Sample>, classes: usize, learn: usize) -> (Vec<Sample>, Vec<Sample>) {
    let mut seen = vec![0; classes];
    samples.into_iter().partition(|(_, class)| {
        seen[*class] += 1;
        seen[*class] <= learn
    })
}

/// What a file holds.
struct Table {
    /// What the values of a row are called.
    columns: Vec<String>,
    /// The classes, as they come.
    names: Vec<String>,
    samples: Vec<Sample>,
    /// The row at which each begins, from 1.
    rows: Vec<usize>,
    /// Rows that fill no window.
    left: usize,
}

fn read(file: &Path, window: u16) -> Result<Table> {
    let mut table = table(file)?;
    let header = table.headers()?.clone();
    let label = header.iter().position(|name| name.trim() == "label");
    let label = label.context("no column label")?;
    let (values, most) = (header.len() - 1, if window == 1 { FEATURES } else { CHANNELS });
    let what = if window == 1 { "features" } else { "channels" };
    ensure!((1..=most).contains(&values), "{values} {what}; allowed: 1 to {most}");
    let mut names: Vec<String> = Vec::new();
    let columns = header.iter().enumerate().filter(|(place, _)| *place != label);
    let columns = columns.map(|(_, name)| shown(name.trim())).collect();
    let (mut samples, mut rows, mut left) = (Vec::new(), Vec::new(), 0);
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
            left += waiting.0.len() / values;
            waiting = (Vec::new(), class);
        }
        for (place, text) in record.iter().enumerate().filter(|(place, _)| *place != label) {
            let value = number_of(text).with_context(|| {
                let column = shown(header.get(place).unwrap_or_default());
                format!("{}: {column:?} is {:?}; allowed: {NUMBER}", row(), shown(text))
            })?;
            waiting.0.push(value);
        }
        if waiting.0.len() == values * usize::from(window) {
            samples.push(std::mem::take(&mut waiting));
            rows.push(number + 2 - usize::from(window));
            waiting.1 = class;
        }
    }
    left += waiting.0.len() / values;
    Ok(Table { columns, names, samples, rows, left })
}

/// So many numbers, separated by white space or commas.
fn weights(file: &Path, needed: usize) -> Result<Vec<f32>> {
    const MOST: u64 = 1 << 20;
    let text = String::from_utf8(files::read(file, MOST)?).ok().context("not text")?;
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    let numbers = words.filter(|word| !word.is_empty()).enumerate().map(|(number, word)| {
        let value = word.parse().ok().filter(|value: &f32| value.is_finite());
        let (number, start) = (number + 1, shown(word));
        value.with_context(|| format!("number {number} is {start:?}; allowed: a finite number"))
    });
    let numbers = numbers.collect::<Result<Vec<f32>>>()?;
    let found = numbers.len();
    ensure!(found == needed, "{found} numbers; allowed: the network's {needed}");
    Ok(numbers)
}

/// The beginning of what a user wrote.
fn shown(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A file of this test.
    fn file(name: &str, text: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/general");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    }

    #[test]
    fn windows_follow_one_another_within_a_label() {
        // Three of x, of which one is cut, then y, then x again.
        let labels = "xxxxxxxyyyyyxxxxyy".chars();
        let rows = labels.enumerate().map(|(i, label)| format!("{i},{label},-{i}.5\n"));
        let rows = rows.collect::<Vec<_>>().concat();
        let table = file("windows.csv", &format!("a,label,b\n{rows}"));
        let numbers: Vec<_> = (0..2 * 7 + 2 * 3).map(|i| format!("{i}.25,")).collect();
        let weights = Some(file("weights.txt", &numbers.concat()));
        let form = Form { window: 2, learn: 1, hidden: 2, weights, ..Form::DEFAULT };
        let script = scripts(Some(&table), &form).unwrap().remove(0);
        assert!(script.name.ends_with("windows.csv (2 rows fill no window)"), "{}", script.name);
        let shape = Shape { values: 2, window: 2, classes: 2, hidden: 2 };
        assert_eq!(script.shape, Some(shape));
        assert_eq!((script.given.len(), script.given[3]), (20, 3.25));
        assert_eq!(script.acts[0], Act::Learn(vec![0.0, -0.5, 1.0, -1.5], 0.0));
        assert_eq!(script.acts[1], Act::Learn(vec![7.0, -7.5, 8.0, -8.5], 1.0));
        assert_eq!(script.acts[2], Act::Adapt);
        let asked = script.acts.iter().skip(3).map(|act| match act {
            Act::Judge { values, label, .. } => (values[0], *label),
            other => panic!("{other:?}"),
        });
        let expected = [(2.0, 0.0), (4.0, 0.0), (9.0, 1.0), (12.0, 0.0), (14.0, 0.0), (16.0, 1.0)];
        assert_eq!(asked.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_looks_wrong_with_a_table_is_said() {
        let table = file("wrong.csv", "label,a,b\nx,1,7\nX,2,7\nx,3,7\nX,4,7\nx,5,7\nX,1,7\n");
        let found = audit(Some(&table), &Form::DEFAULT).unwrap();
        let lines: Vec<_> = found.iter().map(Finding::to_string).collect();
        assert_eq!(
            lines,
            [
                "row 2: \"X\" and \"x\" differ in capitals or blanks only: are they two?",
                "row 6 has the values of row 1 and another label: one of them is wrong",
                "b is 7 in every sample: is the sensor dead?",
            ]
        );
    }

    #[test]
    fn a_class_that_is_not_asked_about_is_named() {
        let table = file("class.csv", "label,a\nx,1\nx,2\nx,3\ny,4\n");
        let error = scripts(Some(&table), &Form::DEFAULT).unwrap_err().to_string();
        let expected =
            "class \"y\": 1 samples to learn and 0 to be asked about; allowed: 1 or more of each";
        assert_eq!(error, expected);
    }
}
