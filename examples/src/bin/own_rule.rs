//! A rule and a transformation of one's own, ten lines each, on the watch's real task.
//!
//! `cargo run --release -p thalweg-examples --bin own_rule` fine-tunes for the eighth person with them and
//! prints how many of that person's later windows are told rightly, before, with Adam, and after.

use anyhow::Result;
use thalweg::gradient::{Element, Flow, GradientPart, SkipNonFinite, Step, Transform};
use thalweg::optimizer::{
    Adam, Optimizer, Rule,
    rule::{GroupStep, TensorMut},
};
use thalweg::{Error, schedule::Schedule};
use thalweg_watch::{PARAMETERS, PRETRAINED, Settings};
use thalweg_watch_study::{dataset, fine_tuning::FineTuning};

/// m ← 0.9 m + 0.1 g;  w ← w − η m / (1 + |m|): momentum whose large steps are softened.
#[derive(Clone, Copy, Debug)]
struct Softened;

impl Rule for Softened {
    type State = [f32; 1];
    type Tensor = ();
    type Scalars<'a> = f32;
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }
    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> f32 {
        step.learning_rate
    }
    fn update(learning_rate: &mut f32, w: &mut f32, g: f32, [m]: &mut [f32; 1]) {
        *m = 0.9 * *m + 0.1 * g;
        *w -= *learning_rate * *m / (1.0 + m.abs());
    }
}

/// g ← g / max |g|: whatever the loss, the steepest parameter has a gradient of 1.
#[derive(Clone, Copy, Debug, Default)]
struct ScaleByLargest {
    largest: f32,
}

impl Transform for ScaleByLargest {
    type Ready<'a> = f32;
    fn begin(&mut self, _: &Step<'_>) -> Flow {
        self.largest = 0.0;
        Flow::Look
    }
    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        self.largest = part.fold(self.largest, |largest, element| largest.max(element.g.abs()));
    }
    fn looked(&mut self, _: &Step<'_>) -> Flow {
        if self.largest > 0.0 { Flow::Continue } else { Flow::Skip }
    }
    fn ready(&self, _: &Step<'_>) -> f32 {
        1.0 / self.largest
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
    let chain = (SkipNonFinite::DEFAULT, ScaleByLargest::default());
    let mut optimizer = Optimizer::<_, [f32; PARAMETERS], _>::with_transform(Softened, chain)?;
    let settings = Settings { learning_rate: 0.03, ..Settings::DEFAULT };
    let rate = task.schedule(&settings)?;
    let own = task.run(&settings, |step, parameters, gradient| {
        optimizer.step(parameters, gradient, rate.at(step))?;
        Ok(())
    })?;
    println!("| the rule above | {:.1} |", task.accuracy(&own));
    Ok(())
}
