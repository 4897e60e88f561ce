//! One case: single steps from the library's own state, and the free run beside it.
//!
//! Bounds. A single step: 1e-5 of the update plus 4 ulp of the parameter. The free run after k steps:
//! 1e-4 of the way travelled plus (4 + k) ulp, or twice as far as the library's own float32 run
//! strays, where that is more: each step rounds the parameter once.

use super::config::Config;
use crate::{Checked, Verdict};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::VecDeque;
use thalweg::{
    gradient::{AddDecayedWeights, Chain},
    group::{Group, Groups, Hyperparams},
    optimizer::{
        Counters, Decoupled, EvalParams, Optimizer, Rule,
        rule::{GroupState, Tensor},
    },
};
use thalweg_tests::vectors::{Case, floats, number, rows};

/// How a case is set up, beside its rule.
pub(crate) struct Run<'a> {
    case: &'a Case,
    pub(crate) config: &'a Config<'a>,
    /// The gradient is climbed: PyTorch's `maximize`.
    maximize: bool,
    /// What the learning rate of each step is, 0 the first, in place of the configured one.
    learning_rate: Option<Box<dyn Fn(usize) -> f32 + 'a>>,
    /// Whether a matrix is shown to the rule as a vector.
    flat: bool,
}

/// Where weight decay acts.
#[derive(Clone, Copy)]
pub(crate) enum Decay {
    /// On the gradient, after it is clipped.
    L2,
    /// On the gradient, before it is clipped.
    Clipped,
    /// On the parameter.
    Decoupled,
}

/// The library's state after a number of steps.
pub(crate) struct State<'a> {
    values: &'a Value,
    /// The parameters then.
    pub(crate) w: &'a [f64],
    /// How many steps it has taken.
    pub(crate) steps: u32,
}

impl State<'_> {
    /// How many parameters there are.
    pub(crate) const fn parameters(&self) -> usize {
        self.w.len()
    }

    /// The vector of this name, or whose name ends in it, in all its digits.
    pub(crate) fn exact(&self, name: &str) -> Result<Vec<f64>> {
        floats(self.find(name)?)
    }

    /// The vector of this name, or whose name ends in it.
    pub(crate) fn vector(&self, name: &str) -> Result<Vec<f32>> {
        Ok(self.exact(name)?.iter().map(|&x| x as f32).collect())
    }

    /// The number of this name, or whose name ends in it.
    pub(crate) fn number(&self, name: &str) -> Result<f32> {
        Ok(number(self.find(name)?)? as f32)
    }

    fn find(&self, name: &str) -> Result<&Value> {
        let values = self.values.as_object().context("a state is not a map")?;
        let found = values.iter().find(|(key, _)| *key == name);
        let found = found.or_else(|| values.iter().find(|(key, _)| key.ends_with(name)));
        found.map(|(_, value)| value).with_context(|| {
            format!("the state has no {name:?}, only {:?}", values.keys().collect::<Vec<_>>())
        })
    }

    /// One slot for each parameter, from vectors of the library's state.
    pub(crate) fn slots<const K: usize>(&self, names: [&str; K]) -> Result<Vec<[f32; K]>> {
        let vectors = names.iter().map(|name| self.vector(name)).collect::<Result<Vec<_>>>()?;
        let length = vectors.first().map_or(0, Vec::len);
        Ok((0..length).map(|i| std::array::from_fn(|slot| vectors[slot][i])).collect())
    }
}

impl<'a> Run<'a> {
    pub(crate) fn new(case: &'a Case, config: &'a Config<'a>) -> Result<Self> {
        let maximize = config.flag("maximize")?;
        if case.expected.get("lr").is_some() {
            // The rates of each step stand in what is expected.
            config.unused(&["lr", "schedule", "first_update"]);
        }
        Ok(Self { case, config, maximize, learning_rate: None, flat: false })
    }

    /// Another learning rate than the configured one, for rules that have none.
    pub(crate) fn learning_rate(self, rate: f32) -> Self {
        self.learning_rates(move |_| rate)
    }

    /// A learning rate for each step, 0 the first.
    pub(crate) fn learning_rates(self, rate: impl Fn(usize) -> f32 + 'a) -> Self {
        Self { learning_rate: Some(Box::new(rate)), ..self }
    }

    /// The parameters as a vector, whatever their shape.
    pub(crate) fn flat(self) -> Self {
        Self { flat: true, ..self }
    }

    /// Both comparisons, with a rule that keeps nothing once a group.
    pub(crate) fn check<R: Rule, T: Chain + Copy>(
        &self,
        rule: R,
        transform: T,
        state: impl Fn(&State<'_>) -> Result<Vec<R::State>>,
    ) -> Checked
    where
        R::Tensor: Tensor<State = ()>,
    {
        self.check_with_memory(rule, transform, |library| Ok((state(library)?, ())))
    }

    /// Both comparisons; `state` maps the library's state onto the rule's.
    pub(crate) fn check_with_memory<R: Rule, T: Chain + Copy>(
        &self,
        rule: R,
        transform: T,
        state: impl Fn(&State<'_>) -> Result<(Vec<R::State>, <R::Tensor as Tensor>::State)>,
    ) -> Checked {
        self.compare_all(rule, transform, state, None)
    }

    /// Both comparisons, with the configured weight decay and clipping around the rule.
    ///
    /// One type for all, as each would be compiled: a decay that acts elsewhere is 0 here.
    pub(crate) fn check_decayed<R: Rule>(
        &self,
        rule: R,
        decay: Decay,
        state: impl Fn(&State<'_>) -> Result<(Vec<R::State>, <R::Tensor as Tensor>::State)>,
    ) -> Checked {
        let configured = self.config.weight_decay()?;
        let (joined, weight_decay) = match decay {
            Decay::L2 | Decay::Clipped => (configured, 0.0),
            Decay::Decoupled => (0.0, configured),
        };
        let clip = self.config.clip_gradient()?;
        let (before, after) = match decay {
            Decay::Clipped => (None, clip),
            Decay::L2 | Decay::Decoupled => (clip, None),
        };
        let chain = (before, AddDecayedWeights { weight_decay: joined }, after);
        self.check_with_memory(Decoupled { rule, weight_decay }, chain, state)
    }

    /// Both comparisons, and in the free run the average of the parameters with the library's, which
    /// stands under `name` for each step or in its state.
    pub(crate) fn check_averaged<R: EvalParams, T: Chain + Copy>(
        &self,
        rule: R,
        transform: T,
        state: impl Fn(&State<'_>) -> Result<(Vec<R::State>, <R::Tensor as Tensor>::State)>,
        name: &str,
    ) -> Checked {
        let points = self.averages(name)?;
        self.compare_all(rule, transform, state, Some((R::eval_param, points)))
    }

    fn compare_all<R: Rule, T: Chain + Copy>(
        &self,
        rule: R,
        transform: T,
        state: impl Fn(&State<'_>) -> Result<(Vec<R::State>, <R::Tensor as Tensor>::State)>,
        average: Option<Average<R>>,
    ) -> Checked {
        match floats(&self.case.inputs["params"])?.len() {
            8 => self.compare::<R, T, 8>(rule, transform, state, average),
            64 => self.compare::<R, T, 64>(rule, transform, state, average),
            n => bail!("{n} parameters; the reader has optimizers for 8 and 64"),
        }
    }

    fn compare<R: Rule, T: Chain + Copy, const N: usize>(
        &self,
        rule: R,
        transform: T,
        state: impl Fn(&State<'_>) -> Result<(Vec<R::State>, <R::Tensor as Tensor>::State)>,
        average: Option<Average<R>>,
    ) -> Checked {
        let layout = Groups([self.group()?]);
        let start = || {
            let optimizer = Optimizer::<R, [f32; N], T, _>::grouped(rule, transform, layout)?;
            Ok::<_, anyhow::Error>(optimizer)
        };
        let free = self.free_run(start()?, average)?;
        let single = self.single_steps(start, state)?;
        Ok(Verdict::Error(free.max(single)))
    }

    fn group(&self) -> Result<Group> {
        match self.config.shape()?.as_slice() {
            shape if self.flat => Ok(Group::vector(shape.iter().product())),
            [length] => Ok(Group::vector(*length)),
            [rows, columns] => Ok(Group::matrix(*rows, *columns)),
            shape => bail!("shape {shape:?}; the reader knows vectors and matrices"),
        }
    }

    /// The rates of step `k`, 0 the first.
    fn rates(&self, k: usize) -> Result<Hyperparams> {
        let at = |name: &str| {
            let value = self.case.expected.get(name).and_then(|values| values.get(k));
            value.map(|value| Ok::<_, anyhow::Error>(number(value)? as f32)).transpose()
        };
        let momentum = at("momentum")?.or(at("beta1")?);
        let own = self.learning_rate.as_ref().map(|rate| rate(k));
        let constant = own.or(self.config.learning_rate()?);
        let learning_rate = at("lr")?.or(constant).context("no learning rate")?;
        Ok(Hyperparams { momentum, ..Hyperparams::from(learning_rate) })
    }

    fn gradient(&self, k: usize) -> Result<Vec<f32>> {
        let sign = if self.maximize { -1.0 } else { 1.0 };
        let gradient = floats(&self.case.inputs["grads"][k])?;
        Ok(gradient.iter().map(|&g| sign * g as f32).collect())
    }

    fn free_run<R: Rule, T: Chain, const N: usize>(
        &self,
        mut optimizer: Optimizer<R, [f32; N], T, Groups<1>>,
        average: Option<Average<R>>,
    ) -> Result<f64> {
        let start = floats(&self.case.inputs["params"])?;
        let mut w: Vec<f32> = start.iter().map(|&w| w as f32).collect();
        let mut parameters = Way::new(&start, self.points()?);
        let (view, points) = average.map_or((None, Vec::new()), |(view, at)| (Some(view), at));
        let mut averages = Way::new(&start, points);
        for k in 0..self.case.inputs["grads"].as_array().map_or(0, Vec::len) {
            optimizer.step(&mut w, &self.gradient(k)?, self.rates(k)?)?;
            parameters.compare(k + 1, w.iter().copied());
            if let Some(view) = view {
                let pairs = w.iter().zip(optimizer.state());
                averages.compare(k + 1, pairs.map(|(&w, state)| view(optimizer.rule(), w, state)));
            }
        }
        let (left, of) = (parameters.points.len() + averages.points.len(), parameters.compared);
        ensure!(left == 0 && of > 0, "{left} points were not compared");
        Ok(larger(parameters.worst, averages.worst))
    }

    /// Where the library's averages of the parameters were after which step.
    fn averages(&self, name: &str) -> Result<Vec<Point>> {
        let expected = &self.case.expected;
        let state = &expected["state"];
        let exact = if let Some(every) = expected.get(name) {
            (1..).zip(rows(every)?).collect()
        } else if let Some(values) = state["values"].as_array() {
            let after = floats(&state["after"])?.into_iter().map(|after| after as usize);
            let vectors = values.iter().map(|values| floats(&values[name]));
            after.zip(vectors.collect::<Result<Vec<_>>>()?).collect()
        } else {
            Vec::new() // the longer sequence lists the parameters alone
        };
        let point = |(after, exact): (usize, Vec<f64>)| {
            let stray = vec![0.0; exact.len()];
            Point { after, exact, stray }
        };
        Ok(exact.into_iter().map(point).collect())
    }

    /// Where the library's runs were after which step.
    fn points(&self) -> Result<Vec<Point>> {
        let expected = &self.case.expected;
        let (exact, float) = if expected.get("params_at").is_some() {
            (listed(&expected["params_at"])?, listed(&expected["params_f32_at"])?)
        } else {
            let every = |name: &str| Ok::<_, anyhow::Error>((1..).zip(rows(&expected[name])?));
            (every("params")?.collect(), every("params_f32")?.collect())
        };
        // Where the library's own float32 run is not listed, it strays as it did when last listed.
        let mut stray = vec![0.0; exact.first().map_or(0, |(_, exact)| exact.len())];
        let points = exact.into_iter().map(|(after, exact)| {
            if let Some((_, float)) = float.iter().find(|(listed, _)| *listed == after) {
                stray = exact.iter().zip(float).map(|(a, b): (&f64, &f64)| (a - b).abs()).collect();
            }
            Point { after, exact, stray: stray.clone() }
        });
        Ok(points.collect())
    }

    fn single_steps<R: Rule, T: Chain, const N: usize>(
        &self,
        start: impl Fn() -> Result<Optimizer<R, [f32; N], T, Groups<1>>>,
        state: impl Fn(&State<'_>) -> Result<(Vec<R::State>, <R::Tensor as Tensor>::State)>,
    ) -> Result<f64> {
        let library = &self.case.expected["state"];
        if library.is_null() {
            return Ok(0.0);
        }
        let params = rows(&self.case.expected["params"])?;
        let values = library["values"].as_array().context("no values of the state")?;
        let mut worst = 0.0_f64;
        for (after, values) in floats(&library["after"])?.iter().zip(values) {
            let k = *after as usize;
            let steps = k as u32;
            let (states, memory) = state(&State { values, w: &params[k - 1], steps })?;
            let mut optimizer = start()?;
            let counters = Counters { steps, skipped: 0 };
            optimizer.restore(counters, &states, &[GroupState { steps, tensor: memory }])?;
            let mut w: Vec<f32> = params[k - 1].iter().map(|&w| w as f32).collect();
            optimizer.step(&mut w, &self.gradient(k)?, self.rates(k)?)?;
            for i in 0..N {
                let (from, to) = (params[k - 1][i], params[k][i]);
                let bound = 1e-5 * (to - from).abs() + 4.0 * ulp(from.abs().max(to.abs()));
                let error = (f64::from(w[i]) - to).abs() / bound;
                worst = larger(worst, error);
            }
        }
        Ok(worst)
    }
}

struct Point {
    after: usize,
    exact: Vec<f64>,
    /// How far the library's own float32 run is from that.
    stray: Vec<f64>,
}

/// How an average of the parameters is read from them and the state, and where it should be.
type Average<R> = (fn(&R, f32, <R as Rule>::State) -> f32, Vec<Point>);

/// A free run beside the library's.
struct Way {
    /// Those not reached yet, the next one first.
    points: VecDeque<Point>,
    compared: usize,
    /// How far each parameter has travelled, the largest it has been, and where it was last.
    way: Vec<f64>,
    largest: Vec<f64>,
    before: Vec<f64>,
    /// The worst error in units of the bound.
    worst: f64,
}

impl Way {
    fn new(start: &[f64], points: Vec<Point>) -> Self {
        let (zero, before) = (vec![0.0; start.len()], start.to_vec());
        let (way, largest) = (zero.clone(), zero);
        Self { points: points.into(), compared: 0, way, largest, before, worst: 0.0 }
    }

    /// Compares the values after `steps` steps, if the library's are listed then.
    fn compare(&mut self, steps: usize, values: impl Iterator<Item = f32>) {
        if self.points.front().is_none_or(|point| point.after != steps) {
            return;
        }
        let Some(point) = self.points.pop_front() else { return };
        self.compared += 1;
        for (i, value) in values.enumerate() {
            let exact = point.exact[i];
            self.way[i] += (exact - self.before[i]).abs();
            self.largest[i] = self.largest[i].max(exact.abs()).max(self.before[i].abs());
            let rounding = (4.0 + steps as f64) * ulp(self.largest[i]);
            let bound = (1e-4 * self.way[i] + rounding).max(2.0 * point.stray[i]);
            self.worst = larger(self.worst, (f64::from(value) - exact).abs() / bound);
        }
        self.before = point.exact;
    }
}

/// Parameters listed after some of the steps.
fn listed(at: &Value) -> Result<Vec<(usize, Vec<f64>)>> {
    let after = floats(&at["after"])?;
    let params = rows(&at["params"])?;
    ensure!(after.len() == params.len(), "a list of steps and one of parameters differ in length");
    Ok(after.iter().map(|&after| after as usize).zip(params).collect())
}

/// The larger error; NaN is the largest.
fn larger(a: f64, b: f64) -> f64 {
    if b > a || b.is_nan() { b } else { a }
}

/// The distance from one `f32` of this magnitude to the next.
fn ulp(x: f64) -> f64 {
    let x = x as f32;
    f64::from(f32::from_bits(x.to_bits() + 1)) - f64::from(x)
}
