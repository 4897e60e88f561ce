//! An autoencoder: what it was trained on it rebuilds, and what it has never seen it rebuilds less well.
//!
//! `cargo run --release -p thalweg-examples --bin autoencoder` trains 24–8–24 on seven people's movements without one of the seven
//! exercises, and draws how far the eighth person's windows of each are from what it makes of them. The tables over all people and
//! exercises are those of `unseen-exercise`.

use anyhow::{Context, Result};
use thalweg_tasks_study::unseen_exercise::{Model, everyone};
use thalweg_watch::Exercise;

/// Which exercise it never sees.
const UNSEEN: Exercise = Exercise::Pendulum;

fn main() -> Result<()> {
    let people = everyone()?;
    let (new, known) = people.split_last().context("nobody moves")?;
    let model = Model::new(&known.iter().collect::<Vec<_>>(), UNSEEN.class(), 1)?;
    let distances = model.distances(new)?;
    let most = distances.iter().copied().fold(0.0, f64::max);
    for (exercise, distance) in Exercise::ALL.into_iter().zip(distances) {
        let bar = "█".repeat((40.0 * distance / most).round() as usize);
        let seen = if exercise == UNSEEN { "  ← never seen" } else { "" };
        println!("{:>20} {bar} {distance:.3}{seen}", exercise.name());
    }
    Ok(())
}
