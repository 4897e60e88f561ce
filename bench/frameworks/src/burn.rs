//! burn: `Optimizer::step` on one tensor, which is what its module optimizer calls for each parameter.

use burn_core::tensor::{Device, Tensor};
use burn_optim::{AdamConfig, AdamWConfig, Optimizer, SgdConfig, momentum::MomentumConfig};
use thalweg_bench_host::Contestant;
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, parameters};

/// burn's optimizer of that name, with the settings of ours.
pub(crate) fn contestant(rule: &str, n: usize) -> Option<Contestant> {
    let momentum = |nesterov| {
        let momentum = MomentumConfig::new().with_momentum(0.9).with_dampening(0.0);
        SgdConfig::new().with_momentum(Some(momentum.with_nesterov(nesterov))).build()
    };
    Some(match rule {
        "sgd" => with(SgdConfig::new().build(), n),
        "momentum" => with(momentum(false), n),
        "nesterov" => with(momentum(true), n),
        "adam" => with(AdamConfig::new().with_epsilon(1e-8).build(), n),
        "adamw" => {
            let config = AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(0.01);
            with(config.build(), n)
        }
        _ => return None,
    })
}

/// Every step gets a gradient that nobody else holds, as a backward pass leaves it: burn then reuses
/// its memory. Parameter and state are handed on, never cloned.
fn with(optimizer: impl Optimizer + 'static, n: usize) -> Contestant {
    let device = Device::default();
    let (mut w, mut g) = (vec![0.0; n], vec![0.0; n]);
    parameters(&mut w);
    gradient(&mut g);
    let mut kept = Some((Tensor::<1>::from_floats(w.as_slice(), &device), None));
    let fresh = move || Tensor::<1>::from_floats(g.as_slice(), &device);
    Contestant::prepared("burn", fresh, move |g| {
        if let Some((w, state)) = kept.take() {
            kept = Some(optimizer.step(f64::from(LEARNING_RATE), w, g, state));
        }
    })
}
