//! What is kept between steps, as bytes that survive a power cut.
//!
//! [`save`] writes all that a training needs to go on: parameters, the optimizer's state in its precision, how far the
//! groups and the transformations have come, averages, feedbacks, whatever a program adds. [`load`] puts it into
//! objects that were made in the same way, which then go on to the same bits. Both work through a stream: nothing of
//! the size of the state is on the stack.
//!
//! ```
//! use thalweg::checkpoint::{self, Buffer, Bytes, Identity};
//! use thalweg::optimizer::{Adam, Optimizer};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! type Training = ([f32; 2], Optimizer<Adam, [f32; 2]>);
//! const LENGTH: usize = checkpoint::max_length::<Training>() as usize;
//! const START: [f32; 2] = [3.0, -2.0];
//!
//! let mut training: Training = (START, Optimizer::new(Adam::DEFAULT)?);
//! let (w, optimizer) = &mut training;
//! optimizer.step(w, &[6.0, -4.0], 0.1)?;
//!
//! let identity = Identity { model: checkpoint::fingerprint(&START), recipe: 0 };
//! let mut bytes = [0; LENGTH];
//! checkpoint::save(&training, identity, &mut Buffer::new(&mut bytes))?;
//!
//! let mut resumed: Training = ([0.0; 2], Optimizer::new(Adam::DEFAULT)?); // after a reset
//! checkpoint::load(&mut resumed, identity, &mut Bytes::new(&bytes))?;
//! assert_eq!((resumed.0, resumed.1.steps()), (training.0, 1));
//!
//! let other = Identity { model: checkpoint::fingerprint(&[1.0, 1.0]), ..identity };
//! let error = checkpoint::load(&mut resumed, other, &mut Bytes::new(&bytes)).unwrap_err();
//! assert!(error.to_string().starts_with("the checkpoint is of another model"));
//! # Ok(())
//! # }
//! ```
//!
//! What is loaded was checked before: the checksum over all, then each part, and only then is anything changed. A
//! checkpoint of another model, recipe, rule, precision or version is refused and says which. The
//! [format](crate::guide::checkpoint_format) says it byte by byte. It is neither encrypted nor authenticated: who can
//! write it can write any state that its rule may have left behind.
//!
//! With the feature `storage` the module `store` keeps checkpoints in NOR flash; with `print` the module `print` writes
//! parameters as a C header or a Rust constant.

#[allow(clippy::module_inception)]
mod checkpoint;
mod checkpoint_error;
mod envelope;
mod fingerprint;
mod keeps;
mod loader;
mod medium;
mod plain;
#[cfg(feature = "print")]
pub mod print;
mod saver;
#[cfg(feature = "storage")]
pub mod store;
mod tag;
mod values;

pub use checkpoint::{Checkpoint, MaxLength};
pub use checkpoint_error::CheckpointError;
pub use envelope::{Identity, Summary, inspect, length, load, max_length, save};
pub use fingerprint::fingerprint;
pub(crate) use fingerprint::{combined, named};
pub(crate) use keeps::{keeps_nothing, keeps_state};
pub use loader::Loader;
pub use medium::{Buffer, Bytes, Sink, Source};
pub use plain::Plain;
pub use saver::Saver;
pub use tag::Tag;
pub(crate) use values::{floats_length, get_floats, get_judged_floats, put_floats};

/// Of the layout of a checkpoint.
const VERSION: u32 = 1;
