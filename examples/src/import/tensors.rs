//! Numbers under names, as PyTorch's `state_dict` has them.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The numbers of one tensor, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// How long each of its dimensions is.
    pub shape: Vec<usize>,
    /// Its numbers; as many as the shape says.
    pub values: Vec<f64>,
}

/// The most values of a tensor, or of what a layer takes or gives: 64 MiB of floats.
const MOST: usize = 1 << 24;

/// How many values dimensions hold.
///
/// # Errors
/// One of 0; more values than anything here may have.
pub(super) fn values(dimensions: &[usize]) -> Result<usize> {
    let product = dimensions.iter().try_fold(1_usize, |all, &one| all.checked_mul(one));
    match product {
        Some(product @ 1..=MOST) => Ok(product),
        _ => bail!("the dimensions are {dimensions:?}; allowed: 1 to {MOST} values"),
    }
}

/// Where tensors come from.
pub trait Tensors {
    /// The tensor of this name; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be read.
    fn tensor(&self, name: &str) -> Result<Option<Tensor>>;
}

/// An object whose lists of lists are the tensors.
impl Tensors for Value {
    fn tensor(&self, name: &str) -> Result<Option<Tensor>> {
        self.get(name).map(|value| Tensor::read(value).context(name.to_owned())).transpose()
    }
}

impl Tensor {
    /// A list of lists … of numbers.
    ///
    /// # Errors
    /// Something else; lists of different lengths side by side.
    pub fn read(value: &Value) -> Result<Self> {
        let mut tensor = Self { shape: Vec::new(), values: Vec::new() };
        tensor.add(value, 0)?;
        let product = tensor.shape.iter().try_fold(1_usize, |all, &one| all.checked_mul(one));
        ensure!(product == Some(tensor.values.len()), "lists side by side differ in length");
        Ok(tensor)
    }

    fn add(&mut self, value: &Value, depth: usize) -> Result<()> {
        match value {
            Value::Array(list) => {
                if depth == self.shape.len() {
                    ensure!(self.values.is_empty(), "a list stands beside a number");
                    self.shape.push(list.len());
                }
                list.iter().try_for_each(|value| self.add(value, depth + 1))
            }
            Value::Number(number) => {
                self.values.push(number.as_f64().context("a number is no 64-bit float")?);
                Ok(())
            }
            _ => bail!("{value} is neither a number nor a list"),
        }
    }
}
