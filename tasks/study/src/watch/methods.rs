//! What each method does that is said to help: to the new person, and to the people of before.
//!
//! All tune the same networks on the same 28 windows, with the same rule, rate and batch, for as many epochs; one thing is
//! different in each.

use super::{FIRST, Model, NETWORK, PARAMETERS, Person, Window, apply, features};
use crate::{
    statistics::mean,
    training::{Labelled, outputs, train},
};
use thalweg::{
    Error,
    average::interpolate,
    data::Mixup,
    group::Whole,
    loss::{Distillation, L2Sp, SoftmaxCrossEntropy, softmax},
    metric::argmax,
    nn::{Dense, Int8, LowRank, Relu, Sequential, quantize_rows},
    optimizer::{Optimizer, Outcome, Rule},
};
use thalweg_tasks::{Moved, Recipe, Update, of_class};
use thalweg_watch::{CLASSES, FEATURES, HIDDEN, WINDOW, training::Chain};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// All layers, and nothing else.
    Plain,
    /// A tenth of every target is spread over all classes.
    LabelSmoothing,
    /// Four mixtures of two windows for each, α 0.2.
    Mixup,
    /// Half of the loss is the distance from what the frozen network says, at a temperature of 2.
    Distillation,
    /// As many windows of before in each batch, out of 84.
    Replay,
    /// A penalty of [`loss::L2Sp`](thalweg::loss::L2Sp) on the way from the start, α 0.1, before the gradient is clipped.
    L2Sp,
    /// 0.7 of the way from the start.
    Wise,
    /// An adapter of rank 4 beside the first layer in 8 bits, and the last layer.
    LowRank,
    /// The mean of what the networks at the ends of four cycles of a cosine say, each as long as a fourth.
    Snapshots,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Plain,
        Self::LabelSmoothing,
        Self::Mixup,
        Self::Distillation,
        Self::Replay,
        Self::L2Sp,
        Self::Wise,
        Self::LowRank,
        Self::Snapshots,
    ];
}

const RECIPE: Recipe =
    Recipe { update: Update::Adam, learning_rate: 3e-3, epochs: 20, batch: 4, replayed: 0 };
const CYCLES: u32 = 4;
const MIXTURES: u32 = 4;
const RANK: usize = 4;
const ADAPTED: usize = RANK * (FEATURES + HIDDEN) + PARAMETERS - FIRST;

const PENALTY: L2Sp = L2Sp { alpha: 0.1 };

/// All parameters, with a penalty on their way from a start.
struct KeptTo<'m> {
    start: &'m Parameters,
}

impl Moved<Whole> for KeptTo<'_> {
    fn update<R: Rule, const N: usize>(
        &self,
        optimizer: &mut Optimizer<R, &mut [f32; N], Chain, Whole>,
        _: u32,
        parameters: &mut [f32; N],
        gradient: &mut [f32; N],
        rate: f32,
    ) -> Result<Outcome, Error> {
        PENALTY.value_and_grad(parameters, self.start, gradient)?;
        optimizer.step(parameters, gradient, rate)
    }
}

/// Parameters of the network.
type Parameters = [f32; PARAMETERS];
/// What a tuned network says of a window: larger is likelier.
type Says<'m> = Box<dyn Fn(&[f32]) -> Result<Vec<f32>, Error> + 'm>;

impl Model {
    /// The accuracy on a person's later windows, and by how much that of the old people changes.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn by(&self, method: Method, person: &Person, seed: u32) -> Result<[f64; 2], Error> {
        let everything = std::array::from_fn::<usize, CLASSES, _>(|class| class);
        let seen = person.tuning(WINDOW, &everything);
        let own = self.statistics.towards(&features(&seen), self.start.own);
        let says = self.tuned(method, &apply(&own, &seen), seed)?;
        let new = share(&says, &apply(&own, &person.test()))?;
        let frozen: Says<'_> = Box::new(|x| outputs(&NETWORK, &self.parameters, x));
        let change = |windows: &Vec<Window>| Ok(share(&says, windows)? - share(&frozen, windows)?);
        let old = self.old.iter().map(change).collect::<Result<Vec<_>, Error>>()?;
        Ok([new, mean(&old).mean])
    }

    fn tuned<'m>(
        &'m self,
        method: Method,
        windows: &[Window],
        seed: u32,
    ) -> Result<Says<'m>, Error> {
        let smoothed = SoftmaxCrossEntropy { label_smoothing: 0.1 };
        let smooth =
            |z: &mut [f32], _: &Vec<f32>, class: &usize| smoothed.value_and_grad(z, *class);
        let distilled = |z: &mut [f32], x: &Vec<f32>, class: &usize| {
            let mut soft = z.to_vec();
            let teacher = outputs(&NETWORK, &self.parameters, x)?;
            let far = Distillation { temperature: 2.0 }.value_and_grad(&mut soft, &teacher)?;
            let hard = of_class(z, x, class)?;
            z.iter_mut().zip(&soft).for_each(|(z, soft)| *z = 0.5 * (*z + soft));
            Ok(0.5 * (hard + far))
        };
        let replaying = Recipe { replayed: RECIPE.batch, ..RECIPE };
        let parameters = match method {
            Method::LowRank => return self.adapted(windows, seed),
            Method::Snapshots => return self.snapshots(windows, seed),
            Method::Plain => self.trained(windows, &[], &RECIPE, seed, of_class)?,
            Method::LabelSmoothing => self.trained(windows, &[], &RECIPE, seed, smooth)?,
            Method::Distillation => self.trained(windows, &[], &RECIPE, seed, distilled)?,
            Method::Replay => self.trained(windows, &self.kept, &replaying, seed, of_class)?,
            Method::Mixup => self.mixed(windows, seed)?,
            Method::L2Sp => self.pulled(windows, seed)?,
            Method::Wise => {
                let mut tuned = self.trained(windows, &[], &RECIPE, seed, of_class)?;
                interpolate(&mut tuned, &self.parameters, 0.7)?;
                tuned
            }
        };
        Ok(Box::new(move |x| outputs(&NETWORK, &parameters, x)))
    }

    fn trained<Y>(
        &self,
        windows: &[Labelled<Y>],
        before: &[Labelled<Y>],
        recipe: &Recipe,
        seed: u32,
        loss: impl Fn(&mut [f32], &Vec<f32>, &Y) -> Result<f32, Error>,
    ) -> Result<Parameters, Error> {
        let mut tuned = self.parameters;
        train(&NETWORK, &mut tuned, 0..PARAMETERS, windows, before, recipe, seed, loss)?;
        Ok(tuned)
    }

    fn mixed(&self, windows: &[Window], seed: u32) -> Result<Parameters, Error> {
        let mixup = Mixup { alpha: 0.2, seed };
        let (mut mixtures, count) = (Vec::new(), windows.len());
        for number in 0..MIXTURES * count as u32 {
            let (mut x, class) = windows[number as usize % count].clone();
            // Another one each time, and in the end every one as often.
            let (other, of_it) = &windows[(number as usize * 5 + 1) % count];
            let share = mixup.mix(number, &mut x, other)?;
            let mut target = [0.0; CLASSES];
            Mixup::mix_classes(share, class, *of_it, &mut target)?;
            mixtures.push((x, target));
        }
        let recipe = Recipe { epochs: RECIPE.epochs / MIXTURES, ..RECIPE };
        let loss = |z: &mut [f32], _: &Vec<f32>, target: &[f32; CLASSES]| {
            SoftmaxCrossEntropy::DEFAULT.value_and_grad_soft(z, target)
        };
        self.trained(&mixtures, &[], &recipe, seed, loss)
    }

    fn pulled(&self, windows: &[Window], seed: u32) -> Result<Parameters, Error> {
        let (mut tuned, kept_to) = (self.parameters, KeptTo { start: &self.parameters });
        train(&NETWORK, &mut tuned, kept_to, windows, &[], &RECIPE, seed, of_class)?;
        Ok(tuned)
    }

    fn adapted(&self, windows: &[Window], seed: u32) -> Result<Says<'_>, Error> {
        let (mut weights, mut scales, mut biases) =
            (vec![0; FEATURES * HIDDEN], vec![0.0; HIDDEN], vec![0.0; HIDDEN]);
        let (first, last) = self.parameters.split_at(FIRST);
        quantize_rows(FEATURES, first, &mut weights, &mut scales, &mut biases)?;
        let base = Int8::new(Dense::new(FEATURES, HIDDEN), &weights, &scales, &biases);
        let adapter = LowRank { base, rank: RANK, alpha: RANK as f32 };
        let mut tuned = [0.0; ADAPTED];
        let (thin, head) = tuned.split_at_mut(ADAPTED - last.len());
        adapter.start(thin, seed)?;
        head.copy_from_slice(last);
        let head = Dense::new(HIDDEN, CLASSES);
        let network = Sequential::new((adapter, Relu::new(HIDDEN), head))?;
        train(&network, &mut tuned, 0..ADAPTED, windows, &[], &RECIPE, seed, of_class)?;
        Ok(Box::new(move |x| {
            let base = Int8::new(Dense::new(FEATURES, HIDDEN), &weights, &scales, &biases);
            let adapter = LowRank { base, rank: RANK, alpha: RANK as f32 };
            outputs(&Sequential::new((adapter, Relu::new(HIDDEN), head))?, &tuned, x)
        }))
    }

    fn snapshots(&self, windows: &[Window], seed: u32) -> Result<Says<'_>, Error> {
        let recipe = Recipe { epochs: RECIPE.epochs / CYCLES, ..RECIPE };
        let (mut tuned, mut ends) = (self.parameters, Vec::new());
        for cycle in 0..CYCLES {
            let (all, seed) = (0..PARAMETERS, seed + 1000 * cycle);
            train(&NETWORK, &mut tuned, all, windows, &[], &recipe, seed, of_class)?;
            ends.push(tuned);
        }
        Ok(Box::new(move |x| {
            let mut mean = vec![0.0; CLASSES];
            for parameters in &ends {
                let mut p = outputs(&NETWORK, parameters, x)?;
                softmax(&mut p)?;
                mean.iter_mut().zip(p).for_each(|(mean, p)| *mean += p / CYCLES as f32);
            }
            Ok(mean)
        }))
    }
}

/// The share that is told rightly, in per cent.
fn share(says: &Says<'_>, windows: &[Window]) -> Result<f64, Error> {
    let mut right = 0.0;
    for (x, class) in windows {
        right += f64::from(u8::from(argmax(&says(x)?) == Some(*class)));
    }
    Ok(100.0 * right / windows.len().max(1) as f64)
}
