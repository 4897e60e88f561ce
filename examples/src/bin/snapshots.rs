//! A snapshot ensemble: one training whose rate falls to zero several times, and the mean of what the networks at those ends say.
//!
//! `cargo run --release -p thalweg-examples --bin snapshots` tunes a network of vowels on one of each by a speaker whom it does not
//! know, four cycles long, and prints the accuracy on his later vowels after each cycle: of that network alone, and of the mean of all so far
//! (Huang et al. 2017, "Snapshot Ensembles: Train 1, get M for free", section 3).

use anyhow::Result;
use thalweg::{
    loss::softmax,
    metric::argmax,
    optimizer::Momentum,
    schedule::{Schedule, WarmRestarts},
};
use thalweg_tasks::{
    Course, CourseMemory, Lesson, Recipe, Room, of_class,
    vowels::{KNOWN, NETWORK, PARAMETERS, RECIPE, VOWELS},
};
use thalweg_tasks_study::{Labelled, outputs, vowels::Split};

const RULE: Momentum = Momentum { momentum: 0.9 };
const CYCLES: u32 = 4;

fn main() -> Result<()> {
    let Split { mut first, later, .. } = Split::read()?;
    first.truncate(VOWELS.len()); // one of each
    let cycle = Recipe { epochs: RECIPE.epochs / CYCLES, ..RECIPE }.steps(first.len());
    let rates = WarmRestarts::new(RECIPE.learning_rate, 0.0, cycle)?;
    let mut kept = CourseMemory::ZERO;
    let mut course = Course::<_, _, Vec<_>, PARAMETERS>::idle(RULE, &mut kept)?;
    let plan = RECIPE.plan(RULE, first.len(), 1)?.by(rates);
    course.begin(plan, vec![0; first.len()])?;
    let (trained, loss) = (0..PARAMETERS, of_class::<Vec<f32>>);
    let lesson = Lesson { network: &NETWORK, trained, samples: &first, before: &[], loss };
    let (mut memory, mut y) = (vec![0.0; NETWORK.memory()], vec![0.0; VOWELS.len()]);
    let mut room = Room { memory: &mut memory, y: &mut y };
    let (mut parameters, mut snapshots) = (KNOWN.parameters, Vec::new());
    println!(
        "| cycles | rate at the end | the last alone, % | mean of all, % | bytes of parameters |"
    );
    println!("|---|---|---|---|---|");
    while let Some(progress) = course.step(&mut parameters, &lesson, &mut room)? {
        if !rates.is_cycle_end(progress.step) {
            continue;
        }
        snapshots.push(parameters);
        let (count, rate) = (snapshots.len(), rates.at(progress.step));
        let (alone, all) = (right(&[parameters], &later)?, right(&snapshots, &later)?);
        println!("| {count} | {rate:.5} | {alone:.1} | {all:.1} | {} |", count * 4 * PARAMETERS);
    }
    Ok(())
}

/// The share of samples that the mean of the networks' probabilities tells rightly, in per cent.
fn right(networks: &[[f32; PARAMETERS]], samples: &[Labelled<usize>]) -> Result<f64> {
    let mut right = 0.0;
    for (x, class) in samples {
        let mut mean = [0.0; VOWELS.len()];
        for parameters in networks {
            let mut z = outputs(&NETWORK, parameters, x)?;
            softmax(&mut z)?;
            mean.iter_mut().zip(&z).for_each(|(mean, p)| *mean += p / networks.len() as f32);
        }
        right += f64::from(u8::from(argmax(&mean) == Some(*class)));
    }
    Ok(100.0 * right / samples.len() as f64)
}
