//! A training on the host with the layers, losses and optimizers that the device has.

use thalweg::{
    Error,
    group::Whole,
    metric::argmax,
    nn::{Layer, LayerList, Pass, Sequential},
    optimizer::{Adam, Momentum, Rule},
};
use thalweg_tasks::{Course, CourseMemory, Lesson, Moved, Recipe, Room, Update};

/// Features, and the class or the value that belongs to them.
pub type Labelled<Y> = (Vec<f32>, Y);

/// Trains the parameters that `trained` moves on `samples`, and on as many of `before` as the recipe says.
///
/// # Errors
/// A setting out of its range, a sample of another length, a loss that is not finite.
#[allow(clippy::too_many_arguments)] // what a training is made of
pub fn train<T: LayerList, Y, const N: usize>(
    network: &Sequential<T>,
    parameters: &mut [f32; N],
    trained: impl Moved<Whole>,
    samples: &[Labelled<Y>],
    before: &[Labelled<Y>],
    recipe: &Recipe,
    seed: u32,
    loss: impl Fn(&mut [f32], &Vec<f32>, &Y) -> Result<f32, Error>,
) -> Result<(), Error> {
    let lesson = Lesson { network, trained, samples, before, loss };
    match recipe.update {
        Update::Adam => run(Adam::DEFAULT, parameters, &lesson, recipe, seed),
        Update::Momentum => run(Momentum { momentum: 0.9 }, parameters, &lesson, recipe, seed),
    }
}

fn run<R: Rule, T: LayerList, Y, L, M: Moved<Whole>, const N: usize>(
    rule: R,
    parameters: &mut [f32; N],
    lesson: &Lesson<'_, T, Vec<f32>, Y, L, M>,
    recipe: &Recipe,
    seed: u32,
) -> Result<(), Error>
where
    L: Fn(&mut [f32], &Vec<f32>, &Y) -> Result<f32, Error>,
{
    let samples = lesson.samples.len();
    let mut course_memory = CourseMemory::ZERO;
    let mut course = Course::<R, _, Vec<_>, N>::idle(rule, &mut course_memory)?;
    course.begin(recipe.plan(rule, samples, seed)?, vec![0; samples])?;
    let network = lesson.network;
    let (mut memory, mut y) = (vec![0.0; network.memory()], vec![0.0; network.outputs()]);
    let mut room = Room { memory: &mut memory, y: &mut y };
    while course.step(parameters, lesson, &mut room)?.is_some() {}
    Ok(())
}

/// What the network gives for one sample.
///
/// # Errors
/// A sample of another length.
pub fn outputs<T: LayerList>(
    network: &Sequential<T>,
    parameters: &[f32],
    x: &[f32],
) -> Result<Vec<f32>, Error> {
    let mut memory = vec![0.0; network.inference_memory()];
    let mut y = vec![0.0; network.outputs()];
    network.forward(parameters, x, &mut y, &mut memory, Pass::Inference)?;
    Ok(y)
}

/// The share of samples that is told rightly, in per cent.
///
/// # Errors
/// A sample of another length.
pub fn accuracy<T: LayerList>(
    network: &Sequential<T>,
    parameters: &[f32],
    samples: &[Labelled<usize>],
) -> Result<f64, Error> {
    let mut right = 0.0;
    for (x, class) in samples {
        let named = argmax(&outputs(network, parameters, x)?);
        right += f64::from(u8::from(named == Some(*class)));
    }
    Ok(100.0 * right / samples.len().max(1) as f64)
}
