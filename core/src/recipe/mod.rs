//! A whole training as plain data: drawn in a browser, sent by a host, obeyed by a device.
//!
//! A [`Recipe`] says which rule with which hyper-parameters, in which precision its state is kept, the schedule, the
//! loss, clipping, decay, accumulation, batches, epochs, the seed, groups, averages, when to stop, which parameters are
//! trained ([`Trained`], [`Unfreezing`], [`Lora`]) and how the start is kept. It is
//! [bytes](Recipe::encode), as the [format](crate::guide::recipe_format) says byte by byte, and JSON with the feature
//! `serde`; [`validate`](Recipe::validate) names everything in it that is wrong.
//!
//! A device pays flash for what it links: the rules of a [`rule_set!`](crate::rule_set) and the parts of a
//! [`schedule_set!`](crate::schedule_set). A recipe that asks for something else is refused by name.

mod any_loss;
mod any_rule;
mod bytes;
mod chain;
mod clip;
mod findings;
mod group_list;
mod lora;
mod malformed;
mod named_precision;
mod one_of;
mod optimizer_set;
mod precision_set;
#[cfg(feature = "print")]
pub mod print;
#[allow(clippy::module_inception)]
mod recipe;
mod recipe_error;
mod recipe_optimizer;
mod rule_set;
mod section;
mod selection;
mod state_precision;
mod swa_options;
mod trained;
mod unfreezing;
mod wise_ft;

pub use any_loss::AnyLoss;
pub use any_rule::AnyRule;
pub(crate) use any_rule::rule_name;
pub use chain::{Asked, Stage, StageChain};
pub use clip::Clip;
pub use group_list::GroupList;
pub use lora::Lora;
pub use named_precision::NamedPrecision;
pub use recipe::Recipe;
pub use recipe_error::RecipeError;
pub use rule_set::{NamedRule, RuleSet};
pub use selection::Selection;
pub use state_precision::StatePrecision;
pub use swa_options::SwaOptions;
pub use trained::Trained;
pub use unfreezing::Unfreezing;
pub use wise_ft::WiseFt;
