//! The watch's fine-tuning by any recipe, on the host: any rule, any schedule, the bits of the device for the device's
//! own recipe.

mod inputs;
mod person;
mod recipe;
mod tune;

pub use inputs::for_inputs;
pub use person::{Person, Score};
pub use recipe::watch_recipe;
pub use tune::{Parameters, Tuned};
