//! A recipe that is decoded, judged and run, of three rules and four parts of schedules: `part_recipe.new`,
//! `part_recipe.step`.

use thalweg::{
    optimizer::{Adam, AdamW, Memory, Momentum, Optimizer},
    recipe::Recipe,
    schedule::{Constant, Cosine, Operand, Schedule, ScheduleTree, StepDecay, Warmup},
};

thalweg::schedule_set! {
    /// What is linked.
    enum Parts {
        Constant(Constant),
        Cosine(Cosine),
        StepDecay(StepDecay),
        Warmup(Warmup<Operand>)
    }
}

thalweg::rule_set! {
    /// What is linked.
    pub enum Rules of 2 slots { Momentum(Momentum), Adam(Adam), AdamW(AdamW) }
}

/// A recipe of what is linked.
type Linked = Recipe<Rules, ScheduleTree<Parts, 4>, 0>;
/// Its optimizer.
type Tuner = Optimizer<Rules, &'static mut [f32; 1024]>;

/// Reads a recipe, looks whether it can be followed, and makes its optimizer.
#[allow(unsafe_code)] // a name of its own
#[unsafe(export_name = "part_recipe.new")]
fn new(
    bytes: &[u8],
    place: &mut Option<Linked>,
    tuner: &mut Option<Tuner>,
    memory: &'static mut Memory<Rules, [f32; 1024]>,
) -> bool {
    if Linked::decode_into(place, bytes).is_err() {
        return false;
    }
    let Some(recipe) = place else { return false };
    *tuner = recipe.optimizer(memory).ok();
    tuner.is_some()
}

/// A step of it.
#[allow(unsafe_code)] // a name of its own
#[unsafe(export_name = "part_recipe.step")]
fn step(recipe: &Linked, tuner: &mut Tuner, w: &mut [f32], g: &[f32], t: u32) -> bool {
    tuner.step(w, g, recipe.schedule.at(t)).is_ok()
}
