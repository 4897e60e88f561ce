//! A humidity sensor for a station that has none: a network of another station, tuned by one reference every six hours.
//!
//! `cargo run --release -p thalweg-examples --bin humidity` prints the root mean square error of all hours from May on, in
//! %RH, over three seeds. The settings of a station are those that do best the other way round. Two columns ask whether a device
//! should follow a station further: by statistics of the features that go on there (they gain nothing), and by going through
//! the remembered references twice where the error drifts (always twice gains more). `--data FILE` runs at the stations of
//! another file, `--json` prints one line.

use anyhow::Result;
use std::process::ExitCode;
use thalweg_examples::task::{self, Options, progress};
use thalweg_tasks_study::{
    humidity::{self, Errors, Model, Station},
    mean,
};

const SEEDS: [u32; 3] = [1, 2, 3];

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    let known = humidity::read(&humidity::file())?;
    let new = options.data.as_deref().map(humidity::read).transpose()?;
    let met = new.as_ref().unwrap_or(&known);
    met.iter().try_for_each(Station::check)?;
    let findings = options.findings(humidity::audit)?;
    let bar = progress("running", met.len());
    let mut rows = Vec::new();
    for station in met {
        let others: Vec<_> = known.iter().filter(|other| other.name != station.name).collect();
        rows.push((station.name.clone(), row(&others, &known, station)?));
        bar.inc(1);
    }
    bar.finish_and_clear();
    print(&rows, options.json.then_some(&findings));
    Ok(())
}

/// A station, met by a network of the others. The settings are chosen at those.
fn row(others: &[&Station], known: &[Station], station: &Station) -> Result<Errors> {
    // Trained at a station that is none of those that choose: this one, or the first of them.
    let there = known.iter().find(|other| other.name == station.name).unwrap_or(&known[0]);
    let choosing: Vec<_> =
        others.iter().copied().filter(|other| other.name != there.name).collect();
    let chosen = humidity::choose(there, &choosing, &SEEDS)?;
    let mut all = Vec::new();
    for seed in SEEDS {
        all.push(Model::new(others, seed)?.meet(station, &chosen, seed)?);
    }
    let of = |value: fn(&Errors) -> f64| mean(&all.iter().map(value).collect::<Vec<_>>()).mean;
    Ok(Errors {
        frozen: of(|e| e.frozen),
        bias: of(|e| e.bias),
        tuned: of(|e| e.tuned),
        scratch: of(|e| e.scratch),
        running: of(|e| e.running),
        twice: of(|e| e.twice),
        heeded: of(|e| e.heeded),
        drifted: of(|e| e.drifted),
    })
}

/// The table, or a line of JSON with what looks wrong with the data.
fn print(rows: &[(String, Errors)], json: Option<&String>) {
    let of = |value: fn(&Errors) -> f64| {
        mean(&rows.iter().map(|(_, e)| value(e)).collect::<Vec<_>>()).mean
    };
    let (before, after) = (of(|e| e.frozen), of(|e| e.tuned));
    if let Some(findings) = json {
        println!(
            "{{\"metric\":\"rmse\",\"unit\":\"%RH\",\"before\":{before:.3},\"after\":{after:.3},\"stations\":{},\"findings\":{findings}}}",
            rows.len()
        );
        return;
    }
    println!(
        "| station | frozen | last bias tuned | tuned | from scratch | tuned, statistics go on | tuned twice | tuned twice where the error drifts | references at which it does, % |\n|---|---|---|---|---|---|---|---|---|"
    );
    for (name, Errors { frozen, bias, tuned, scratch, running, twice, heeded, drifted }) in rows {
        let share = 100.0 * drifted;
        println!(
            "| {name} | {frozen:.1} | {bias:.1} | {tuned:.1} | {scratch:.1} | {running:.1} | {twice:.1} | {heeded:.1} | {share:.1} |"
        );
    }
}
