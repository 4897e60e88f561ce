//! A rule and a transformation of one's own, ten lines each, on the watch's real task.
//!
//! `cargo run --release -p thalweg-examples --bin own_rule` fine-tunes for the eighth person with them and
//! prints how many of that person's later windows are told rightly, before, with Adam, and after.

use anyhow::Result;
use thalweg::gradient::{Element, Flow, Gradient, Guard, Step, Transform};
use thalweg::optimizer::{Adam, Elements, Optimizer, Pass, Rule};
use thalweg::{Error, schedule::Schedule};
use thalweg_watch::{PARAMETERS, PRETRAINED, Settings};
use thalweg_watch_study::{dataset, fine_tuning::FineTuning};

/// m ← 0.9 m + 0.1 g;  w ← w − η m / (1 + |m|): momentum whose large steps are softened.
#[derive(Clone, Copy, Debug)]
struct Softened;

impl Rule for Softened {
    type State = [f32; 1];
    type Memory = ();
    type Scalars<'a> = f32;
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }
    fn begin(&self, pass: &Pass, _: impl Elements<[f32; 1]>, (): &mut ()) -> f32 {
        pass.learning_rate
    }
    fn update(learning_rate: &mut f32, w: &mut f32, g: f32, [m]: &mut [f32; 1], _: f32) {
        *m = 0.9 * *m + 0.1 * g;
        *w -= *learning_rate * *m / (1.0 + m.abs());
    }
}

/// g ← g / max |g|: whatever the loss, the steepest parameter has a gradient of 1.
#[derive(Clone, Copy, Debug, Default)]
struct ScaleByLargest;

impl Transform for ScaleByLargest {
    type Ready<'a> = f32;
    fn begin<'s>(&mut self, _: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<f32> {
        let largest = gradient.fold(0.0, |largest: f32, element| largest.max(element.g.abs()));
        if largest > 0.0 { Flow::Pass(1.0 / largest) } else { Flow::Skip }
    }
    fn apply(scale: &f32, element: Element<'_>) -> f32 {
        element.g * scale
    }
}

fn main() -> Result<()> {
    let task = FineTuning::new(&PRETRAINED, &dataset::load(dataset::NEW_PERSON)?);
    println!("| | windows told rightly, % |\n|---|---|");
    println!("| before | {:.1} |", task.accuracy(task.start()));
    let adam = task.run_float(Adam::DEFAULT, &Settings::DEFAULT)?;
    println!("| Adam | {:.1} |", task.accuracy(&adam));
    let chain = (Guard::DEFAULT, ScaleByLargest);
    let mut optimizer = Optimizer::<_, PARAMETERS, _>::with(Softened, chain)?;
    let settings = Settings { learning_rate: 0.03, ..Settings::DEFAULT };
    let rate = task.schedule(&settings)?;
    let own = task.run(&settings, |step, parameters, gradient| {
        optimizer.step(parameters, gradient, rate.at(step))?;
        Ok(())
    })?;
    println!("| the rule above | {:.1} |", task.accuracy(&own));
    Ok(())
}
