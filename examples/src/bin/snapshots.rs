//! A snapshot ensemble: one training whose rate falls to zero several times, and the mean of what the networks at those ends say.
//!
//! `cargo run --release -p thalweg-examples --bin snapshots` tunes a network of vowels on one of each by a speaker whom it does not
//! know, four cycles long, and prints the accuracy on his later vowels after each cycle: of that network alone, and of the mean of all so far
//! (Huang et al. 2017, "Snapshot Ensembles: Train 1, get M for free", section 3).

use anyhow::Result;
use thalweg::{
    loss::softmax,
    metric::argmax,
    nn::SnapshotEnsemble,
    optimizer::Momentum,
    schedule::{Schedule, WarmRestarts},
};
use thalweg_tasks::{
    Course, CourseMemory, Lesson, Recipe, Room, of_class,
    vowels::{KNOWN, NETWORK, PARAMETERS, RECIPE, VOWELS},
};
use thalweg_tasks_study::{Labelled, outputs, vowels::Split};

const RULE: Momentum = Momentum { momentum: 0.9 };
const CYCLES: usize = 4;
type Ensemble<const M: usize> = SnapshotEnsemble<M, PARAMETERS>;

fn main() -> Result<()> {
    let Split { mut first, later, .. } = Split::read()?;
    first.truncate(VOWELS.len()); // one of each
    let cycle = Recipe { epochs: RECIPE.epochs / CYCLES as u32, ..RECIPE }.steps(first.len());
    let rates = WarmRestarts::new(RECIPE.learning_rate, 0.0, cycle)?;
    let mut kept = CourseMemory::ZERO;
    let mut course = Course::<_, _, Vec<_>, PARAMETERS>::idle(RULE, &mut kept)?;
    let plan = RECIPE.plan(RULE, first.len(), 1)?.by(rates);
    course.begin(plan, vec![0; first.len()])?;
    let (trained, loss) = (0..PARAMETERS, of_class::<Vec<f32>>);
    let lesson = Lesson { network: &NETWORK, trained, samples: &first, before: &[], loss };
    let (mut memory, mut y) = (vec![0.0; NETWORK.memory()], vec![0.0; VOWELS.len()]);
    let mut room = Room { memory: &mut memory, y: &mut y };
    let (mut parameters, mut all) = (KNOWN.parameters, Ensemble::<CYCLES>::new());
    println!(
        "| cycles | rate at the end | the last alone, % | mean of all, % | bytes of parameters |"
    );
    println!("|---|---|---|---|---|");
    while let Some(progress) = course.step(&mut parameters, &lesson, &mut room)? {
        if !rates.is_cycle_end(progress.step) {
            continue;
        }
        let mut last = Ensemble::<1>::new();
        last.push(&parameters)?;
        all.push(&parameters)?;
        let (count, rate) = (all.count(), rates.at(progress.step));
        let bytes = size_of_val(all.snapshots());
        let (alone, mean) = (right(&last, &later)?, right(&all, &later)?);
        println!("| {count} | {rate:.5} | {alone:.1} | {mean:.1} | {bytes} |");
    }
    Ok(())
}

/// The share of samples that the mean of the networks' probabilities tells rightly, in per cent.
fn right<const M: usize>(ensemble: &Ensemble<M>, samples: &[Labelled<usize>]) -> Result<f64> {
    let mut right = 0;
    for (x, class) in samples {
        let network = |parameters: &[f32; PARAMETERS], y: &mut [f32]| {
            y.copy_from_slice(&outputs(&NETWORK, parameters, x)?);
            softmax(y)
        };
        let (mut y, mut mean) = ([0.0; VOWELS.len()], [0.0; VOWELS.len()]);
        ensemble.predict(network, &mut y, &mut mean)?;
        right += usize::from(argmax(&mean) == Some(*class));
    }
    Ok(100.0 * right as f64 / samples.len() as f64)
}
