//! The watch with all that helps: each of eight people is left out of the pre-training in turn, and met anew.
//!
//! `cargo run --release -p thalweg-examples --bin watch` prints, in per cent over five seeds, of the plain network and of those
//! that were trained with windows as they might have been worn: frozen, by the statistics of the others; calibrated, by
//! statistics half the person's own, without labels; tuned by a fixed recipe, and by the one that the other people choose, of
//! networks that know neither; what the same windows teach a network from scratch; and what the old people lose. Then the same
//! where four of the seven exercises are labelled. It takes some minutes. `--data FILE` meets the person of another file, in
//! the form of `tasks/watch/data`, by networks of all eight and what most of them chose; `--json` prints one line.

use anyhow::Result;
use std::process::ExitCode;
use thalweg_examples::task::{self, Options, progress};
use thalweg_tasks_study::{
    Mean, mean,
    watch::{self, Choice, Meeting, Model, PLAIN, POOL, Person, ROBUST, Tuning},
};

const SEEDS: [u32; 5] = [1, 2, 3, 4, 5];
/// Exercises that are labelled in the second table.
const LABELLED: usize = 4;
/// Of the pool: the plain tuning and the fixed one, the device's.
const FIXED: [usize; 2] = [0, 1];
/// Of both tables.
const ROWS: usize = 5;

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    let new = options.data.as_deref().map(watch::read).transpose()?;
    let findings = options.findings(watch::audit)?;
    let people = watch::everyone()?;
    let bar = progress("choosing", people.len() * (people.len() - 1) / 2);
    let chosen = watch::choose(&people, || bar.inc(1))?;
    bar.finish_and_clear();
    let mut rows: [Vec<Row>; ROWS] = Default::default();
    if let Some(new) = &new {
        let (known, choice) = (people.iter().collect::<Vec<_>>(), most(&chosen));
        let bar = progress("meeting", SEEDS.len());
        bar.println(format!("most chose {:?}, {:?}", choice.start, choice.tuning));
        push(&mut rows, met(&known, new, choice, 100 * people.len() as u32, || bar.inc(1))?);
        bar.finish_and_clear();
    } else {
        let bar = progress("meeting", people.len() * SEEDS.len());
        for (index, (person, choice)) in people.iter().zip(&chosen).enumerate() {
            let Choice { start, tuning } = choice;
            let number = index + 1;
            bar.println(format!("the others chose for person {number:02}: {start:?}, {tuning:?}"));
            let others: Vec<_> =
                (0..people.len()).filter(|i| *i != index).map(|i| &people[i]).collect();
            push(&mut rows, met(&others, person, choice, 100 * index as u32, || bar.inc(1))?);
        }
        bar.finish_and_clear();
    }
    print(&rows, options.json.then_some(&findings));
    Ok(())
}

/// What most people chose.
fn most(chosen: &[Choice]) -> &Choice {
    let count = |choice: &Choice| chosen.iter().filter(|other| *other == choice).count();
    chosen.iter().max_by_key(|choice| count(choice)).unwrap_or(&chosen[0])
}

/// One person, by networks of others.
fn met(
    others: &[&Person],
    person: &Person,
    choice: &Choice,
    of_exercises: u32,
    done: impl Fn(),
) -> Result<[Row; ROWS]> {
    let mut own: [Row; ROWS] = Default::default();
    let all = person.exercises();
    for seed in SEEDS {
        let today = Model::new(others, PLAIN, false, seed)?;
        let robust = Model::new(others, ROBUST, false, seed)?;
        let asked = Model::new(others, ROBUST, true, seed)?;
        let own_start = Model::new(others, choice.start, false, seed)?;
        let own_asked = Model::new(others, choice.start, true, seed)?;
        let mut add = |row: usize,
                       model: &Model,
                       asked: Option<&Model>,
                       tuning: &Tuning,
                       labelled: &[usize]| {
            let meeting = model.meet(person, tuning, labelled, seed)?;
            let old = asked.map(|asked| asked.meet(person, tuning, labelled, seed)).transpose()?;
            let scratch = model.scratch(person, tuning, labelled, seed)?;
            own[row].push(&meeting, scratch, old.map(|old| old.old).unwrap_or_default());
            anyhow::Ok(())
        };
        add(0, &today, None, &POOL[FIXED[0]], &all)?;
        add(1, &robust, Some(&asked), &POOL[FIXED[1]], &all)?;
        add(2, &own_start, Some(&own_asked), &choice.tuning, &all)?;
        // Who did no more than are labelled leaves none for it to recognise by itself.
        if all.len() > LABELLED {
            let some = watch::some_of(all.clone(), LABELLED, seed + of_exercises);
            add(3, &today, None, &POOL[FIXED[0]], &some)?;
            add(4, &robust, Some(&asked), &POOL[FIXED[1]], &some)?;
        }
        done();
    }
    Ok(own)
}

/// A row of a person to those of the others; none of what he was not asked.
fn push(rows: &mut [Vec<Row>; ROWS], of_person: [Row; ROWS]) {
    for (rows, row) in rows.iter_mut().zip(of_person) {
        if !row.tuned.is_empty() {
            rows.push(row);
        }
    }
}

/// The runs of one person.
#[derive(Clone, Default)]
struct Row {
    frozen: Vec<f64>,
    calibrated: Vec<f64>,
    tuned: Vec<f64>,
    scratch: Vec<f64>,
    old: Vec<f64>,
}

impl Row {
    fn push(&mut self, meeting: &Meeting, scratch: f64, old: Vec<f64>) {
        self.frozen.push(meeting.frozen);
        self.calibrated.push(meeting.calibrated);
        self.tuned.push(meeting.tuned);
        self.scratch.push(scratch);
        self.old.extend(old);
    }
}

/// Of each person the mean over runs, and of these the mean.
fn of(rows: &[Row], value: fn(&Row) -> &[f64]) -> Mean {
    mean(&rows.iter().map(|row| mean(value(row)).mean).collect::<Vec<_>>())
}

/// The table, or a line of JSON with what looks wrong with the data.
fn print(rows: &[Vec<Row>; ROWS], json: Option<&String>) {
    if let Some(findings) = json {
        let [_, fixed, ..] = rows;
        println!(
            "{{\"metric\":\"accuracy\",\"before\":{:.4},\"calibrated\":{:.4},\"after\":{:.4},\"findings\":{findings}}}",
            of(fixed, |r| &r.frozen).mean / 100.0,
            of(fixed, |r| &r.calibrated).mean / 100.0,
            of(fixed, |r| &r.tuned).mean / 100.0
        );
        return;
    }
    let names: [&str; ROWS] = [
        "plain",
        "fixed recipe",
        "chosen by the others",
        "plain, 4 of 7 labelled",
        "fixed recipe, 4 of 7 labelled",
    ];
    println!(
        "| | frozen | calibrated | tuned | from scratch | worst person | worst gain over frozen, runs that lose | over calibrated | old people | worst old person |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (name, rows) in names.iter().zip(rows).filter(|(_, rows)| !rows.is_empty()) {
        let [frozen, calibrated] = [of(rows, |r| &r.frozen), of(rows, |r| &r.calibrated)];
        let [tuned, scratch] = [of(rows, |r| &r.tuned), of(rows, |r| &r.scratch)];
        let [over_frozen, over_calibrated] =
            [beside(rows, |r| &r.frozen), beside(rows, |r| &r.calibrated)];
        let old = of(rows, |r| &r.old);
        let least = rows.iter().flat_map(|r| &r.old).copied().fold(f64::INFINITY, f64::min);
        let asked = rows.iter().any(|r| !r.old.is_empty());
        let old = if asked { format!("{:+.1} | {least:+.1}", old.mean) } else { "| ".to_owned() };
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} ± {:.1} | {:.1} | {:.1} | {over_frozen} | {over_calibrated} | {old} |",
            frozen.mean, calibrated.mean, tuned.mean, tuned.error, scratch.mean, tuned.least
        );
    }
}

/// The least gain of a person's mean over a start, and how many runs end below it.
fn beside(rows: &[Row], start: fn(&Row) -> &[f64]) -> String {
    let gains = rows.iter().map(|r| mean(&r.tuned).mean - mean(start(r)).mean);
    let worst = gains.fold(f64::INFINITY, f64::min);
    let lost = rows.iter().flat_map(|r| r.tuned.iter().zip(start(r)));
    let lost = lost.filter(|(tuned, start)| tuned < start).count();
    let runs: usize = rows.iter().map(|r| r.tuned.len()).sum();
    format!("{worst:+.1}, {lost} of {runs}")
}
