//! The watch with all that helps: each of eight people is left out of the pre-training in turn, and met anew.
//!
//! `cargo run --release -p thalweg-examples --bin watch` prints, in per cent over five seeds: the plain network as it is;
//! with windows as they might have been worn and statistics half the person's own, without labels; tuned by a fixed
//! recipe, and by the one that the other people choose, of networks that know neither; and what the old people lose. Then the
//! same where four of the seven exercises are labelled. It takes some minutes.

use anyhow::{Result, ensure};
use std::process::ExitCode;
use thalweg_examples::task::{self, Options, progress};
use thalweg_tasks_study::{
    mean,
    watch::{self, Choice, Meeting, Model, PLAIN, POOL, ROBUST, Tuning},
};
use thalweg_watch::CLASSES;

const SEEDS: [u32; 5] = [1, 2, 3, 4, 5];
/// Exercises that are labelled in the second table.
const LABELLED: usize = 4;
/// Of the pool: the plain tuning and the fixed one, the device's.
const FIXED: [usize; 2] = [0, 1];

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    ensure!(options.data.is_none(), "--data is not known here; allowed: --json");
    let people = watch::everyone()?;
    let bar = progress("choosing", people.len() * (people.len() - 1) / 2);
    let chosen = watch::choose(&people, || bar.inc(1))?;
    bar.finish_and_clear();
    let bar = progress("meeting", people.len() * SEEDS.len());
    for (index, Choice { start, tuning }) in chosen.iter().enumerate() {
        bar.println(format!("the others chose for person {:02}: {start:?}, {tuning:?}", index + 1));
    }
    let mut rows: [Vec<Row>; 5] = Default::default();
    for (index, (person, choice)) in people.iter().zip(&chosen).enumerate() {
        let others: Vec<_> =
            (0..people.len()).filter(|i| *i != index).map(|i| &people[i]).collect();
        let mut own: [Row; 5] = Default::default();
        for seed in SEEDS {
            let today = Model::new(&others, PLAIN, false, seed)?;
            let robust = Model::new(&others, ROBUST, false, seed)?;
            let asked = Model::new(&others, ROBUST, true, seed)?;
            let own_start = Model::new(&others, choice.start, false, seed)?;
            let own_asked = Model::new(&others, choice.start, true, seed)?;
            let all: Vec<usize> = (0..CLASSES).collect();
            let some = watch::some_exercises(LABELLED, seed + 100 * index as u32);
            let mut add = |row: usize,
                           model: &Model,
                           asked: Option<&Model>,
                           tuning: &Tuning,
                           labelled: &[usize]| {
                let meeting = model.meet(person, tuning, labelled, seed)?;
                let old =
                    asked.map(|asked| asked.meet(person, tuning, labelled, seed)).transpose()?;
                own[row].push(&meeting, old.map(|old| old.old).unwrap_or_default());
                anyhow::Ok(())
            };
            add(0, &today, None, &POOL[FIXED[0]], &all)?;
            add(1, &robust, Some(&asked), &POOL[FIXED[1]], &all)?;
            add(2, &own_start, Some(&own_asked), &choice.tuning, &all)?;
            add(3, &today, None, &POOL[FIXED[0]], &some)?;
            add(4, &robust, Some(&asked), &POOL[FIXED[1]], &some)?;
            bar.inc(1);
        }
        rows.iter_mut().zip(own).for_each(|(rows, own)| rows.push(own));
    }
    bar.finish_and_clear();
    print(&rows, options.json);
    Ok(())
}

/// The runs of one person.
#[derive(Clone, Default)]
struct Row {
    calibrated: Vec<f64>,
    tuned: Vec<f64>,
    old: Vec<f64>,
}

impl Row {
    fn push(&mut self, meeting: &Meeting, old: Vec<f64>) {
        self.calibrated.push(meeting.calibrated);
        self.tuned.push(meeting.tuned);
        self.old.extend(old);
    }
}

fn print(rows: &[Vec<Row>; 5], json: bool) {
    let of = |rows: &[Row], value: fn(&Row) -> &[f64]| {
        mean(&rows.iter().map(|row| mean(value(row)).mean).collect::<Vec<_>>())
    };
    if json {
        let [today, fixed, ..] = rows;
        println!(
            "{{\"metric\":\"accuracy\",\"before\":{:.4},\"calibrated\":{:.4},\"after\":{:.4}}}",
            of(today, |r| &r.calibrated).mean / 100.0,
            of(fixed, |r| &r.calibrated).mean / 100.0,
            of(fixed, |r| &r.tuned).mean / 100.0
        );
        return;
    }
    let names = [
        "plain",
        "fixed recipe",
        "chosen by the others",
        "plain, 4 of 7 labelled",
        "fixed recipe, 4 of 7 labelled",
    ];
    println!(
        "| | frozen or calibrated | tuned | ± | worst person | worst gain | runs that lose | old people | worst old person |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (name, rows) in names.iter().zip(rows) {
        let (calibrated, tuned) = (of(rows, |r| &r.calibrated), of(rows, |r| &r.tuned));
        let gains = rows.iter().map(|r| mean(&r.tuned).mean - mean(&r.calibrated).mean);
        let worst = gains.fold(f64::INFINITY, f64::min);
        let lost = rows.iter().flat_map(|r| r.tuned.iter().zip(&r.calibrated));
        let lost = lost.filter(|(tuned, before)| tuned < before).count();
        let runs: usize = rows.iter().map(|r| r.tuned.len()).sum();
        let old = of(rows, |r| &r.old);
        let least = rows.iter().flat_map(|r| &r.old).copied().fold(f64::INFINITY, f64::min);
        let asked = rows.iter().any(|r| !r.old.is_empty());
        let old = if asked { format!("{:+.1} | {least:+.1}", old.mean) } else { "| ".to_owned() };
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.1} | {worst:+.1} | {lost} of {runs} | {old} |",
            calibrated.mean, tuned.mean, tuned.error, tuned.least
        );
    }
}
