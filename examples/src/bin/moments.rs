//! When labels are taken, and the hard case: right wrists only were seen, then a left one comes.
//!
//! `cargo run --release -p thalweg-examples --bin moments` prints two tables of the watch, over eight people and three seeds: as many
//! labels taken in the first four seconds of each exercise or at two moments 14 s apart, tested on the same later windows; and
//! networks of right wrists, also as a mirror shows them, that meet a left one.

use anyhow::Result;
use thalweg_examples::task::progress;
use thalweg_tasks_study::{
    mean,
    watch::{
        self, Model, PLAIN, POOL, Person, ROBUST,
        moments::{APART, Gain, first},
    },
};
use thalweg_watch::{Plan, WINDOW};

const SEEDS: [u32; 3] = [1, 2, 3];

fn main() -> Result<()> {
    let people = watch::everyone()?;
    let bar = progress("meeting", people.len() * 8);
    let later = APART + WINDOW + Plan::DEFAULT.gap;
    let mut lines = Vec::new();
    for (name, start, tuning) in [("plain", PLAIN, &POOL[0]), ("as committed", ROBUST, &POOL[5])] {
        for (when, starts) in [("at once", [0, WINDOW]), ("14 s apart", [0, APART])] {
            let rows = everyone(&people, Clone::clone, |others, person, seed| {
                let model = Model::new(others, start, false, seed)?;
                Ok(model.meet_at(person, &starts, later, tuning, seed)?)
            });
            lines.push(line(&format!("{name}, {when}"), &rows?));
            bar.inc(people.len() as u64);
        }
    }
    bar.suspend(|| table("labels", &lines));
    lines.clear();
    for (name, mirror) in
        [("right", None), ("right, mirrored in x", Some(0)), ("in y", Some(1)), ("in z", Some(2))]
    {
        let seen = |person: &Person| {
            let right = person.wrist("R");
            mirror.map_or(right.clone(), |axis| right.and(&right.mirrored(axis)))
        };
        for count in [2, 6] {
            let rows = everyone(&people, seen, |others, person, seed| {
                let (model, (starts, from)) =
                    (Model::new(others, ROBUST, false, seed)?, first(count));
                Ok(model.meet_at(&person.wrist("L"), &starts, from, &POOL[0], seed)?)
            });
            lines.push(line(&format!("{name}, {} windows", 7 * count), &rows?));
        }
        bar.inc(people.len() as u64);
    }
    bar.finish_and_clear();
    table("then a left wrist", &lines);
    Ok(())
}

/// Each person, met by a network of what was seen of the others: the mean over seeds.
fn everyone(
    people: &[Person],
    seen: impl Fn(&Person) -> Person,
    meet: impl Fn(&[&Person], &Person, u32) -> Result<Gain>,
) -> Result<Vec<[f64; 3]>> {
    let seen: Vec<_> = people.iter().map(seen).collect();
    let mut rows = vec![[0.0; 3]; people.len()];
    for (index, (person, row)) in people.iter().zip(&mut rows).enumerate() {
        let others: Vec<_> = (0..people.len()).filter(|i| *i != index).map(|i| &seen[i]).collect();
        for seed in SEEDS {
            let Gain { calibrated, tuned, scratch } = meet(&others, person, seed)?;
            let all = row.iter_mut().zip([calibrated, tuned, scratch]);
            all.for_each(|(sum, value)| *sum += value / SEEDS.len() as f64);
        }
    }
    Ok(rows)
}

fn line(name: &str, rows: &[[f64; 3]]) -> String {
    let of = |which: usize| mean(&rows.iter().map(|row| row[which]).collect::<Vec<_>>());
    let (tuned, gains) = (of(1), rows.iter().map(|row| row[1] - row[2]).collect::<Vec<_>>());
    let beside = mean(&gains);
    format!(
        "| {name} | {:.1} | {:.1} ± {:.1} | {:.1} | {:.1} | {:+.1} ± {:.1} |",
        of(0).mean,
        tuned.mean,
        tuned.error,
        tuned.least,
        of(2).mean,
        beside.mean,
        beside.error
    )
}

fn table(what: &str, lines: &[String]) {
    println!(
        "| {what} | before, calibrated | tuned | worst person | from scratch | tuned beside scratch |"
    );
    println!("|---|---|---|---|---|---|\n{}\n", lines.join("\n"));
}
