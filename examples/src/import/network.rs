//! A network made of a list of layers, each an object with its `kind` and settings under PyTorch's names.

use super::tensors::{Tensor, Tensors, values};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use thalweg::nn::{
    AveragePool1d, AveragePool2d, Axis, BatchNorm, Conv1d, Conv2d, Dense, Flatten, Gelu,
    GlobalAveragePool, GlobalMaxPool, GroupNorm, HardSigmoid, HardSwish, Layer, LayerList,
    LayerNorm, LeakyRelu, MaxPool1d, MaxPool2d, Relu, Relu6, Residual, Sequential, Sigmoid, Silu,
    Tanh,
};

/// Layers, where their parameters come from, and the shape of what comes out.
#[derive(Default)]
pub struct Network {
    layers: Vec<Box<dyn Layer>>,
    blocks: Vec<Block>,
    dimensions: Vec<usize>,
    written: Vec<Written>,
}

/// The parameters of one layer: rows of weights with a bias behind each.
#[derive(Clone, Debug)]
pub struct Block {
    /// What stands before `weight` and `bias` in their names.
    pub prefix: String,
    /// How many rows.
    pub rows: usize,
    /// How many weights a row has.
    pub weights: usize,
    /// The shape of its tensor `weight`: its first dimension are the rows.
    pub shape: Vec<usize>,
}

/// A layer as Rust writes it.
#[derive(Clone, Debug)]
pub enum Written {
    /// Its type and its value, and whether it has a [`Block`] of parameters that may be integers of 8 bits.
    Layer {
        /// `Conv1d`.
        of: String,
        /// `Conv1d { … }`.
        value: String,
        /// Whether it has weights that are summed.
        sums: bool,
        /// Whether it has parameters.
        owns: bool,
    },
    /// A residual around others.
    Residual(Vec<Written>),
}

impl LayerList for Network {
    fn layer(&self, index: usize) -> Option<&dyn Layer> {
        self.layers.get(index).map(|layer| &**layer)
    }
}

impl Network {
    /// The layers of a list, for an input of these dimensions (`[channels][length]`, `[channels][height][width]` or
    /// `[values]`), with the statistics of batch normalisations from `buffers`.
    ///
    /// # Errors
    /// A layer of a kind that is not known, a setting that is missing or out of its range, statistics that are missing, more
    /// values than a layer here may have.
    pub fn new(layers: &Value, dimensions: &[usize], buffers: &dyn Tensors) -> Result<Self> {
        let list = layers.as_array().context("the layers are no list")?;
        let mut network = Self { dimensions: dimensions.to_vec(), ..Self::default() };
        network.push_all(list, "", buffers)?;
        Ok(network)
    }

    /// One layer whose tensors are called `weight` and `bias`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn single(layer: &Value, dimensions: &[usize], buffers: &dyn Tensors) -> Result<Self> {
        let mut network = Self { dimensions: dimensions.to_vec(), ..Self::default() };
        network.push(layer, "", buffers)?;
        Ok(network)
    }

    /// Parameters, or gradients, in thalweg's order: every row of weights with its bias behind it. A bias that is
    /// missing is 0.
    ///
    /// # Errors
    /// A weight that is missing, or a tensor of another shape.
    pub fn gather(&self, tensors: &dyn Tensors) -> Result<Vec<f64>> {
        let mut all = Vec::new();
        for block in &self.blocks {
            let of = |name: &str| format!("{}{name}", block.prefix);
            let weight = tensors.tensor(&of("weight"))?;
            let weight = shaped(&of("weight"), weight, &block.shape)?;
            let bias = match tensors.tensor(&of("bias"))? {
                None => vec![0.0; block.rows],
                // A bias of a layer norm over several dimensions has the shape of its weight.
                Some(bias) if block.weights == 1 && bias.shape == block.shape => bias.values,
                bias => shaped(&of("bias"), bias, &[block.rows])?,
            };
            for (row, bias) in weight.chunks(block.weights).zip(bias) {
                all.extend_from_slice(row);
                all.push(bias);
            }
        }
        Ok(all)
    }

    /// The parameters of each layer that has some, in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The layers as Rust writes them.
    #[must_use]
    pub fn written(&self) -> &[Written] {
        &self.written
    }

    /// The dimensions of what comes out.
    #[must_use]
    pub fn dimensions(&self) -> &[usize] {
        &self.dimensions
    }

    fn push_all(&mut self, list: &[Value], prefix: &str, buffers: &dyn Tensors) -> Result<()> {
        for (index, layer) in list.iter().enumerate() {
            self.push(layer, &format!("{prefix}{index}."), buffers)
                .with_context(|| format!("layer {prefix}{index}"))?;
        }
        Ok(())
    }

    #[allow(clippy::too_many_lines)] // an arm for each kind
    fn push(&mut self, config: &Value, prefix: &str, buffers: &dyn Tensors) -> Result<()> {
        let kind = config["kind"].as_str().context("a layer without its kind")?;
        let settings = Settings(config);
        let size = values(&self.dimensions)?;
        let channels = self.dimensions.first().copied().unwrap_or(1).max(1);
        let (length, blocks) = (size / channels, self.blocks.len());
        let layer: Box<dyn Show> = match kind {
            "dense" => {
                let dense = Dense::new(settings.count("inputs")?, settings.count("outputs")?);
                self.dimensions = vec![dense.outputs()];
                self.own(prefix, &[dense.outputs(), dense.inputs()])?;
                Box::new(dense)
            }
            "conv1d" | "depthwise_conv1d" => {
                let (in_channels, out_channels) = settings.channels()?;
                let default = if kind == "conv1d" { 1 } else { in_channels };
                let groups = settings.count_or("groups", default)?;
                let axis = settings.axis(0, length, 1)?;
                let layer = Conv1d { in_channels, out_channels, groups, axis };
                self.own(prefix, &[out_channels, in_channels / groups.max(1), axis.kernel])?;
                self.dimensions = vec![out_channels, axis.outputs()];
                Box::new(layer)
            }
            "conv2d" | "depthwise_conv2d" => {
                let (in_channels, out_channels) = settings.channels()?;
                let default = if kind == "conv2d" { 1 } else { in_channels };
                let groups = settings.count_or("groups", default)?;
                let (rows, columns) = self.plane(&settings, 1)?;
                let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
                let kernel = [rows.kernel, columns.kernel];
                let group = in_channels / groups.max(1);
                self.own(prefix, &[out_channels, group, kernel[0], kernel[1]])?;
                self.dimensions = vec![out_channels, rows.outputs(), columns.outputs()];
                Box::new(layer)
            }
            "average_pool1d" | "max_pool1d" => {
                let axis = settings.axis(0, length, settings.count("kernel")?)?;
                self.dimensions = vec![channels, axis.outputs()];
                match kind {
                    "max_pool1d" => Box::new(MaxPool1d { channels, axis }),
                    _ => Box::new(AveragePool1d { channels, axis }),
                }
            }
            "average_pool2d" | "max_pool2d" => {
                let (rows, columns) = self.plane(&settings, settings.each("kernel", 0)?)?;
                self.dimensions = vec![channels, rows.outputs(), columns.outputs()];
                match kind {
                    "max_pool2d" => Box::new(MaxPool2d { channels, rows, columns }),
                    _ => Box::new(AveragePool2d { channels, rows, columns }),
                }
            }
            "global_average_pool1d" | "global_average_pool2d" => {
                self.dimensions = vec![channels, 1];
                Box::new(GlobalAveragePool { channels, size: length })
            }
            "global_max_pool1d" | "global_max_pool2d" => {
                self.dimensions = vec![channels, 1];
                Box::new(GlobalMaxPool { channels, size: length })
            }
            "relu" => Box::new(Relu { size }),
            "relu6" => Box::new(Relu6 { size }),
            "leaky_relu" => {
                let negative_slope = settings.number("slope")?;
                Box::new(LeakyRelu { size, negative_slope })
            }
            "tanh" => Box::new(Tanh { size }),
            "sigmoid" => Box::new(Sigmoid { size }),
            "hard_sigmoid" => Box::new(HardSigmoid { size }),
            "hard_swish" => Box::new(HardSwish { size }),
            "silu" => Box::new(Silu { size }),
            "gelu" => {
                let by_tanh = config["approximate"].as_str() == Some("tanh");
                Box::new(Gelu { size, by_tanh })
            }
            "batch_norm1d_inference" | "batch_norm2d_inference" => {
                let of = |name: &str| -> Result<Vec<f32>> {
                    let name = format!("{prefix}{name}");
                    let values = shaped(&name, buffers.tensor(&name)?, &[channels])?;
                    Ok(values.into_iter().map(|value| value as f32).collect())
                };
                let (mean, variance) = (of("running_mean")?, of("running_var")?);
                self.own(prefix, &[channels])?;
                let epsilon = settings.number("eps")?;
                Box::new(BatchNorm { length, mean, variance, epsilon })
            }
            "layer_norm" => {
                let shape = self.dimensions.clone();
                self.own(prefix, &shape)?;
                if let Some(block) = self.blocks.last_mut() {
                    (block.rows, block.weights) = (size, 1);
                }
                Box::new(LayerNorm { size, epsilon: settings.number("eps")? })
            }
            "group_norm" => {
                self.own(prefix, &[channels])?;
                let (groups, epsilon) = (settings.count("groups")?, settings.number("eps")?);
                Box::new(GroupNorm { groups, channels, length, epsilon })
            }
            "flatten" => {
                self.dimensions = vec![size];
                Box::new(Flatten { size })
            }
            // It does nothing but in training, which is the watch's own affair.
            "dropout" => return Ok(()),
            "residual" => {
                let list = config["layers"].as_array().context("a residual without its layers")?;
                let mut inner = Self { dimensions: self.dimensions.clone(), ..Self::default() };
                inner.push_all(list, &format!("{prefix}inner."), buffers)?;
                self.blocks.append(&mut inner.blocks);
                self.written.push(Written::Residual(std::mem::take(&mut inner.written)));
                let residual = Residual::new(Sequential::new(inner)?);
                Layer::shape(&residual)?;
                self.layers.push(Box::new(residual));
                return Ok(());
            }
            _ => bail!("the kind {kind:?} is not known"),
        };
        layer.shape()?;
        let value = match kind {
            "dense" => {
                format!("Dense::new({}, {})", settings.count("inputs")?, settings.count("outputs")?)
            }
            _ => format!("{layer:?}"),
        };
        let of = value.split([' ', ':']).next().unwrap_or_default().to_owned();
        let of = if of == "BatchNorm" { format!("BatchNorm<[f32; {channels}]>") } else { of };
        let sums = kind == "dense" || kind.contains("conv");
        self.written.push(Written::Layer { of, value, sums, owns: self.blocks.len() > blocks });
        self.layers.push(layer.layer());
        Ok(())
    }

    fn own(&mut self, prefix: &str, shape: &[usize]) -> Result<()> {
        let all = values(shape)?;
        let rows = shape.first().copied().unwrap_or(1);
        let (prefix, shape) = (prefix.to_owned(), shape.to_vec());
        self.blocks.push(Block { prefix, rows, weights: all / rows, shape });
        Ok(())
    }

    fn plane(&self, settings: &Settings<'_>, stride: usize) -> Result<(Axis, Axis)> {
        let &[_, height, width] = self.dimensions.as_slice() else {
            bail!("it takes [channels][height][width], not {:?}", self.dimensions);
        };
        Ok((settings.axis(0, height, stride)?, settings.axis(1, width, stride)?))
    }
}

fn shaped(name: &str, tensor: Option<Tensor>, wanted: &[usize]) -> Result<Vec<f64>> {
    let Tensor { shape, values } = tensor.with_context(|| format!("no tensor {name}"))?;
    ensure!(shape == wanted, "{name} has the shape {shape:?}; allowed: exactly {wanted:?}");
    Ok(values)
}

/// The settings of one layer.
struct Settings<'a>(&'a Value);

impl Settings<'_> {
    fn count(&self, name: &str) -> Result<usize> {
        let value = self.0[name].as_u64().with_context(|| format!("no whole number {name:?}"))?;
        Ok(usize::try_from(value)?)
    }

    fn count_or(&self, name: &str, default: usize) -> Result<usize> {
        if self.0[name].is_null() { Ok(default) } else { self.count(name) }
    }

    fn number(&self, name: &str) -> Result<f32> {
        Ok(self.0[name].as_f64().with_context(|| format!("no number {name:?}"))? as f32)
    }

    fn channels(&self) -> Result<(usize, usize)> {
        Ok((self.count("in_channels")?, self.count("out_channels")?))
    }

    /// A setting of one dimension: a number for all of them, or a list.
    fn each(&self, name: &str, dimension: usize) -> Result<usize> {
        match &self.0[name] {
            Value::Array(list) => {
                let value = list.get(dimension).and_then(Value::as_u64);
                Ok(usize::try_from(value.with_context(|| format!("{name:?} is too short"))?)?)
            }
            _ => self.count(name),
        }
    }

    fn each_or(&self, name: &str, dimension: usize, default: usize) -> Result<usize> {
        if self.0[name].is_null() { Ok(default) } else { self.each(name, dimension) }
    }

    fn axis(&self, dimension: usize, size: usize, stride: usize) -> Result<Axis> {
        Ok(Axis {
            size,
            kernel: self.each("kernel", dimension)?,
            stride: self.each_or("stride", dimension, stride)?,
            padding: self.each_or("padding", dimension, 0)?,
            dilation: self.each_or("dilation", dimension, 1)?,
        })
    }
}

/// A layer that says what it is.
trait Show: Layer + std::fmt::Debug {
    /// The layer alone.
    fn layer(self: Box<Self>) -> Box<dyn Layer>;
}

impl<L: Layer + std::fmt::Debug + 'static> Show for L {
    fn layer(self: Box<Self>) -> Box<dyn Layer> {
        self
    }
}
