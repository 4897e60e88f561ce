//! AdaGrad, RMSProp and `AdaDelta`: where ε stands, what is centred, where momentum has its η.

use super::{
    config::Config,
    run::{Decay, Run, State},
};
use crate::{Checked, Verdict};
use anyhow::Result;
use thalweg::optimizer::{
    AdaGrad, Clamped, RmsProp, Rule,
    epsilon::{Epsilon, Inside},
    rules::{
        AdaDelta, CenteredRmsProp, CenteredRmsPropMomentum, LearningRate, RmsPropMomentum, Velocity,
    },
};
use thalweg_tests::vectors::Case;

pub(crate) fn adagrad(case: &Case, config: &Config<'_>) -> Checked {
    let epsilon = config.epsilon()?;
    match config.convention {
        "torch" => summed(case, config, epsilon, "sum"),
        "mxnet" => summed(case, config, Inside(epsilon), "history"),
        "optax" => summed(case, config, Inside(epsilon), "sum_of_squares"),
        "keras" => summed(case, config, Inside(epsilon), "accumulator"),
        "d2l" => summed(case, config, Inside(epsilon), "s0"),
        _ => Ok(Verdict::Unknown),
    }
}

fn summed<E: Epsilon>(case: &Case, config: &Config<'_>, epsilon: E, name: &str) -> Checked {
    let run = Run::new(case, config)?;
    let initial = config.or_zero(&["initial_accumulator_value"])?;
    let rule = AdaGrad { epsilon, initial, learning_rate_decay: config.or_zero(&["lr_decay"])? };
    run.check_decayed(rule, after_clipping(config)?, |s| Ok((s.slots([name])?, ())))
}

/// MXNet decays the parameter here, and clips nothing but the gradient.
fn after_clipping(config: &Config<'_>) -> Result<Decay> {
    Ok(if config.convention == "mxnet" { Decay::Decoupled } else { config.decay()? })
}

pub(crate) fn adadelta(case: &Case, config: &Config<'_>) -> Checked {
    let mut run = Run::new(case, config)?;
    if matches!(config.convention, "mxnet" | "d2l") {
        // The paper's form has no learning rate; MXNet takes one and does not use it.
        config.unused(&["lr"]);
        run = run.learning_rate(1.0);
    }
    let names = match config.convention {
        "torch" => ["square_avg", "acc_delta"],
        "mxnet" => ["acc_g", "acc_delta"],
        "optax" => ["e_g", "e_x"],
        "keras" => ["accumulated_grad", "accumulated_delta_var"],
        "d2l" => ["s0", "s1"],
        _ => return Ok(Verdict::Unknown),
    };
    let rule = AdaDelta { rho: config.number(&["rho"])?, epsilon: config.epsilon()? };
    run.check_decayed(rule, after_clipping(config)?, |s| Ok((s.slots(names)?, ())))
}

/// The setting of an RMSProp, and the names and signs of the library's state.
struct Setting {
    decay: f32,
    initial: f32,
    bias_correction: bool,
    centered: bool,
    velocity: Option<Velocity>,
    square: &'static str,
    mean: &'static str,
    /// Its velocity, and the sign of it: 1 where it points uphill.
    sum: (&'static str, f32),
}

pub(crate) fn rmsprop(case: &Case, config: &Config<'_>) -> Checked {
    let epsilon = config.epsilon()?;
    let plain = Setting {
        decay: config.number(&["alpha", "gamma1", "decay", "rho", "gamma"])?,
        initial: config.or_zero(&["initial_scale"])?,
        bias_correction: config.flag("bias_correction")?,
        centered: config.flag("centered")?,
        velocity: None,
        square: "",
        mean: "",
        sum: ("", 1.0),
    };
    let (momentum, nesterov) = (config.optional(&["momentum"])?, config.flag("nesterov")?);
    let velocity = |learning_rate| move |momentum| Velocity { momentum, learning_rate, nesterov };
    let given = momentum.filter(|&momentum| momentum > 0.0);
    match config.convention {
        "torch" => {
            let velocity = given.map(velocity(LearningRate::Outside));
            let sum = ("momentum_buffer", 1.0);
            let setting =
                Setting { velocity, square: "square_avg", mean: "grad_avg", sum, ..plain };
            divided(case, config, epsilon, &setting)
        }
        "mxnet" => {
            let second = config.optional(&["gamma2"])?.filter(|_| plain.centered);
            let velocity = second.map(velocity(LearningRate::Inside));
            let setting =
                Setting { velocity, square: "n", mean: "g", sum: ("delta", -1.0), ..plain };
            divided(case, config, Inside(epsilon), &setting)
        }
        "optax" => {
            let velocity = momentum.map(velocity(LearningRate::Inside));
            let setting =
                Setting { velocity, square: "nu", mean: "mu", sum: ("trace", -1.0), ..plain };
            if config.flag_or("eps_in_sqrt", true)? {
                divided(case, config, Inside(epsilon), &setting)
            } else {
                divided(case, config, epsilon, &setting)
            }
        }
        "keras" => {
            let velocity = given.map(velocity(LearningRate::Inside));
            let (square, mean) = ("velocity", "average_gradient");
            let setting = Setting { velocity, square, mean, sum: ("momentum", 1.0), ..plain };
            divided(case, config, Inside(epsilon), &setting)
        }
        "d2l" => {
            let setting = Setting { square: "s0", ..plain };
            divided(case, config, Inside(epsilon), &setting)
        }
        _ => Ok(Verdict::Unknown),
    }
}

fn divided<E: Epsilon>(case: &Case, config: &Config<'_>, epsilon: E, s: &Setting) -> Checked {
    let run = Run::new(case, config)?;
    let &Setting { decay, initial, bias_correction, sum: (sum, sign), .. } = s;
    let plain = RmsProp { decay, epsilon, initial, bias_correction };
    let centered = CenteredRmsProp { decay, epsilon, initial, bias_correction };
    let velocities = |library: &State<'_>| {
        Ok::<_, anyhow::Error>(
            library.vector(sum)?.into_iter().map(|v| sign * v).collect::<Vec<_>>(),
        )
    };
    match (s.centered, s.velocity) {
        (false, None) => clamped(&run, plain, |library| library.slots([s.square])),
        (true, None) => clamped(&run, centered, |library| s.variance(library)),
        (false, Some(velocity)) => {
            let rule = RmsPropMomentum { rule: plain, velocity };
            clamped(&run, rule, |library| {
                let squares = library.vector(s.square)?;
                Ok(squares.into_iter().zip(velocities(library)?).map(|(v, m)| [v, m]).collect())
            })
        }
        (true, Some(velocity)) => {
            let rule = CenteredRmsPropMomentum { rule: centered, velocity };
            clamped(&run, rule, |library| {
                let pairs = s.variance(library)?.into_iter().zip(velocities(library)?);
                Ok(pairs.map(|([v, mean], m)| [v, mean, m]).collect())
            })
        }
    }
}

impl Setting {
    /// The variance and the mean, corrected where the rule's are, in all digits.
    fn variance(&self, library: &State<'_>) -> Result<Vec<[f32; 2]>> {
        let left = f64::from(self.decay).powi(library.steps as i32);
        let sum = if self.bias_correction { 1.0 - left } else { 1.0 };
        let begun = if self.bias_correction { left * f64::from(self.initial) } else { 0.0 };
        let pairs = library.exact(self.square)?.into_iter().zip(library.exact(self.mean)?);
        let pairs = pairs.map(|(square, mean)| ((square - begun) / sum, mean / sum));
        // What float64 has lost of a variance of 0 may lie below 0.
        Ok(pairs
            .map(|(square, mean)| [(square - mean * mean).max(0.0) as f32, mean as f32])
            .collect())
    }
}

/// Clamped to MXNet's `clip_weights`, or within everything.
fn clamped<R: Rule<Tensor = ()>>(
    run: &Run<'_>,
    rule: R,
    state: impl Fn(&State<'_>) -> Result<Vec<R::State>>,
) -> Checked {
    let max = run.config.optional(&["clip_weights"])?.filter(|&max| max > 0.0);
    let rule = Clamped { rule, max: max.unwrap_or(f32::MAX) };
    run.check_decayed(rule, run.config.decay()?, |library| Ok((state(library)?, ())))
}
