//! An optimizer whose rule and length are chosen at run time, on a host: its memory is on the heap, its bits are those
//! of the device.

mod defaults;
mod held;
mod of_rule;

pub use defaults::defaults;
pub use held::{Steps, Way};
pub use of_rule::{of_recipe, of_rule, state_bytes};
