//! The exponential moving average.

use crate::message;
use thalweg::average::Ema;
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// An exponential moving average of numbers.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Average {
    ema: Ema,
}

#[wasm_bindgen]
impl Average {
    /// # Errors
    /// A decay outside of [0, 1).
    #[wasm_bindgen(constructor)]
    pub fn new(decay: f32) -> Result<Self, JsError> {
        Ok(Self { ema: Ema::new(decay).map_err(message)? })
    }

    /// Takes a number.
    ///
    /// # Errors
    /// One that is not finite.
    pub fn push(&mut self, x: f32) -> Result<(), JsError> {
        self.ema.push(x).map_err(message)
    }

    /// The average, which starts at 0.
    #[must_use]
    pub fn value(&self) -> f32 {
        self.ema.value()
    }

    /// The average, over the weights that it has seen.
    #[must_use]
    pub fn corrected(&self) -> f32 {
        self.ema.corrected()
    }

    /// How many numbers it averages, about.
    #[must_use]
    pub fn window(&self) -> f32 {
        self.ema.window()
    }
}
