//! The benchmark in WebAssembly: every rule, its parameters, gradient and state inside the module.

use std::hint::black_box;
use thalweg::{
    Error,
    gradient::{Chain, SkipNonFinite},
    optimizer::{Optimizer, Rule},
};
use thalweg_catalogue::{
    numbers::{LEARNING_RATE, LENGTHS},
    rules,
};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// The lengths that are measured.
#[wasm_bindgen]
pub fn lengths() -> Vec<usize> {
    LENGTHS.to_vec()
}

/// The parameters that a run starts with.
#[wasm_bindgen]
pub fn parameters(n: usize) -> Vec<f32> {
    let mut w = vec![0.0; n];
    thalweg_catalogue::numbers::parameters(&mut w);
    w
}

/// The gradient of every step.
#[wasm_bindgen]
pub fn gradient(n: usize) -> Vec<f32> {
    let mut g = vec![0.0; n];
    thalweg_catalogue::numbers::gradient(&mut g);
    g
}

/// η of every step.
#[wasm_bindgen]
pub fn learning_rate() -> f32 {
    LEARNING_RATE
}

/// One optimizer, to be stepped from JavaScript.
#[wasm_bindgen]
pub struct Run(Box<dyn Steps>);

#[wasm_bindgen]
impl Run {
    /// The rule of that name over `n` parameters, guarded or not.
    ///
    /// # Errors
    /// No such rule or length.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, n: usize, guard: bool) -> Result<Run, JsError> {
        macro_rules! each {
            ($($name:ident: $rule:ty = $value:expr;)*) => {
                match name {
                    $(stringify!($name) => boxed::<$rule>($value, n, guard),)*
                    _ => Ok(None),
                }
            };
        }
        let run = rules!(each).map_err(|error| JsError::new(&error.to_string()))?;
        run.map(Self).ok_or_else(|| JsError::new("no such rule or length"))
    }

    /// One step.
    pub fn step(&mut self) {
        self.0.step();
    }

    /// The parameters now.
    pub fn parameters(&self) -> Vec<f32> {
        self.0.parameters().to_vec()
    }
}

/// A run whose rule and length are forgotten.
trait Steps {
    fn step(&mut self);
    fn parameters(&self) -> &[f32];
}

struct Buffers<O> {
    optimizer: Box<O>,
    w: Vec<f32>,
    g: Vec<f32>,
}

impl<R: Rule, const N: usize, T: Chain> Steps for Buffers<Optimizer<R, [f32; N], T>> {
    fn step(&mut self) {
        let _ = black_box(self.optimizer.step(&mut self.w, &self.g, LEARNING_RATE));
    }

    fn parameters(&self) -> &[f32] {
        &self.w
    }
}

type Boxed = Result<Option<Box<dyn Steps>>, Error>;

fn boxed<R: Rule + 'static>(rule: R, n: usize, guard: bool) -> Boxed {
    if guard { at::<R, SkipNonFinite>(rule, n) } else { at::<R, ()>(rule, n) }
}

fn at<R: Rule + 'static, T: Chain + Default + 'static>(rule: R, n: usize) -> Boxed {
    Ok(Some(match n {
        n if n == LENGTHS[0] => run::<R, T, { LENGTHS[0] }>(rule)?,
        n if n == LENGTHS[1] => run::<R, T, { LENGTHS[1] }>(rule)?,
        n if n == LENGTHS[2] => run::<R, T, { LENGTHS[2] }>(rule)?,
        _ => return Ok(None),
    }))
}

fn run<R, T, const N: usize>(rule: R) -> Result<Box<dyn Steps>, Error>
where
    R: Rule + 'static,
    T: Chain + Default + 'static,
{
    let optimizer = Box::new(Optimizer::<R, [f32; N], T>::new(rule)?);
    Ok(Box::new(Buffers { optimizer, w: parameters(N), g: gradient(N) }))
}
