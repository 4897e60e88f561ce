//! candle: `Optimizer::step` on one variable, with the gradients that a backward pass left.

use candle_core::{Device, Result, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, SGD};
use thalweg_bench_host::Contestant;
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, parameters};

/// candle's optimizer of that name, with the settings of ours.
pub(crate) fn contestant(rule: &str, n: usize) -> Option<Contestant> {
    let rate = f64::from(LEARNING_RATE);
    let adam = |weight_decay| ParamsAdamW { lr: rate, weight_decay, ..ParamsAdamW::default() };
    let made = match rule {
        "sgd" => with::<SGD>(rate, n),
        "adam" => with::<AdamW>(adam(0.0), n),
        "adamw" => with::<AdamW>(adam(0.01), n),
        _ => return None,
    };
    Some(made.expect("candle works on its own variable"))
}

fn with<O: Optimizer + 'static>(config: O::Config, n: usize) -> Result<Contestant> {
    let (mut w, mut g) = (vec![0.0; n], vec![0.0; n]);
    parameters(&mut w);
    gradient(&mut g);
    let w = Var::from_vec(w, n, &Device::Cpu)?;
    let g = Tensor::from_vec(g, n, &Device::Cpu)?;
    // The gradient of Σ w g is g.
    let gradients = (w.as_tensor() * g)?.sum_all()?.backward()?;
    let mut optimizer = O::new(vec![w], config)?;
    Ok(Contestant::new("candle", move || {
        optimizer.step(&gradients).expect("candle takes a step");
    }))
}
