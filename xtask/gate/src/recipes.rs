//! What recipes print for other libraries, held against these libraries, where nobody waits for it.

use anyhow::Result;
use std::process::Command;
use xtask::{python::Environment, shell};

/// The version whose vectors stand in `tests/reference_vectors`, and the one of JAX beside it.
const OPTAX: [&str; 2] = ["optax==0.2.8", "jax==0.10.2"];

/// With `all`: Optax runs its texts on the 60 steps of the vectors; those of PyTorch and MXNet are parsed, and their calls are
/// those of vectors that pass.
pub(crate) fn check(all: bool) -> Result<()> {
    if !all {
        println!("nothing without --all: the golden texts are tests of the section host");
        return Ok(());
    }
    let optax = Environment::new("optax", &OPTAX)?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).env("PYTHON", optax.program("python").get_program());
    cargo.args(["test", "--package", "thalweg-tests", "--test", "recipe"]);
    shell::loud(cargo.args(["--", "--ignored", "--nocapture", "optax_runs", "parsed_texts"]))
}
