//! When labels are taken, and the hard case: right wrists only were seen, then a left one comes.
//!
//! `cargo run --release -p thalweg-examples --bin moments` prints two tables of the watch, over eight people and three seeds: labels
//! taken in the first four seconds of each exercise or at two moments, tested on the same later windows; and
//! networks of right wrists, also as a mirror across each axis shows them, that meet a left one and are tuned plainly.

use anyhow::Result;
use thalweg_examples::task::progress;
use thalweg_tasks_study::{
    mean,
    watch::{
        self, Model, PLAIN, POOL, Person, ROBUST, Start, Tuning,
        moments::{Gain, Labels},
    },
};
use thalweg_watch::RATE_HZ;

const SEEDS: [u32; 3] = [1, 2, 3];
const PLAINLY: Tuning = POOL[0];
const COMMITTED: Tuning = POOL[1];
const BACK: Tuning = POOL[5];

/// A row: its name, what is labelled and how it is tuned.
type Case = (String, Labels, Tuning);

fn main() -> Result<()> {
    let people = watch::everyone()?;
    let bar = progress("meeting", people.len() * 6);
    let (at_once, apart, longer) =
        ([[0, 4]].as_slice(), [[0, 2], [14, 16]].as_slice(), [[0, 3], [13, 16]].as_slice());
    let met = |seen: &dyn Fn(&Person) -> Person,
               met: &dyn Fn(&Person) -> Person,
               start,
               cases: &[Case]| {
        let rows = everyone(&people, seen, met, start, cases, || bar.inc(1))?;
        let lines = cases.iter().zip(rows).map(|((name, ..), rows)| line(name, &rows));
        anyhow::Ok(lines.collect::<Vec<_>>())
    };
    let of =
        |name: &str, seconds: &[[usize; 2]], tuning| (name.to_owned(), labels(seconds), tuning);
    let whole = |person: &Person| person.clone();
    let mut lines = met(
        &whole,
        &whole,
        PLAIN,
        &[of("plain, 0–4 s", at_once, PLAINLY), of("plain, 0–2 and 14–16 s", apart, PLAINLY)],
    )?;
    lines.extend(met(
        &whole,
        &whole,
        ROBUST,
        &[
            of("windows apart, 0.7 of the way, 0–4 s", at_once, BACK),
            of("windows apart, 0.7 of the way, 0–2 and 14–16 s", apart, BACK),
            of("as committed, 0–4 s", at_once, COMMITTED),
            of("as committed, 0–2 and 14–16 s", apart, COMMITTED),
            of("as committed, 0–3 and 13–16 s", longer, COMMITTED),
        ],
    )?);
    bar.suspend(|| table("labels", &lines));
    lines.clear();
    for (name, mirror) in
        [("right", None), ("right, mirrored in x", Some(0)), ("in y", Some(1)), ("in z", Some(2))]
    {
        let seen = |person: &Person| {
            let right = person.wrist("R");
            mirror.map_or(right.clone(), |axis| right.and(&right.mirrored(axis)))
        };
        let cases = [2, 6]
            .map(|count| (format!("{name}, {} windows", 7 * count), Labels::first(count), PLAINLY));
        lines.extend(met(&seen, &|person| person.wrist("L"), ROBUST, &cases)?);
    }
    bar.finish_and_clear();
    table("then a left wrist", &lines);
    Ok(())
}

/// Labelled within these seconds, tested from 18 s on.
fn labels(seconds: &[[usize; 2]]) -> Labels {
    let hertz = RATE_HZ as usize;
    let moments = seconds.iter().map(|[from, to]| from * hertz..to * hertz).collect();
    Labels { moments, from: 18 * hertz }
}

/// Each person, met in each case by a network of what was seen of the others: the means over seeds.
fn everyone(
    people: &[Person],
    seen: &dyn Fn(&Person) -> Person,
    met: &dyn Fn(&Person) -> Person,
    start: Start,
    cases: &[Case],
    done: impl Fn(),
) -> Result<Vec<Vec<[f64; 3]>>> {
    let seen: Vec<_> = people.iter().map(seen).collect();
    let mut rows = vec![vec![[0.0; 3]; people.len()]; cases.len()];
    for (index, person) in people.iter().map(met).enumerate() {
        let others: Vec<_> = (0..people.len()).filter(|i| *i != index).map(|i| &seen[i]).collect();
        for seed in SEEDS {
            let model = Model::new(&others, start, false, seed)?;
            for ((_, labels, tuning), rows) in cases.iter().zip(&mut rows) {
                let Gain { calibrated, tuned, scratch } =
                    model.meet_at(&person, labels, tuning, seed)?;
                let all = rows[index].iter_mut().zip([calibrated, tuned, scratch]);
                all.for_each(|(sum, value)| *sum += value / SEEDS.len() as f64);
            }
        }
        done();
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
