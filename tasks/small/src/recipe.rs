//! How a network of a smaller task is trained.

/// The rule of a recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Adam with its defaults.
    Adam,
    /// Momentum of 0.9.
    Momentum,
}

/// How it is trained: the rate falls to 0 along a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// The rule.
    pub update: Update,
    /// The learning rate at the start.
    pub learning_rate: f32,
    /// How often every sample is seen.
    pub epochs: u32,
    /// How many samples a step takes.
    pub batch: usize,
    /// How many samples of before a step takes besides.
    pub replayed: usize,
}
