//! The head of a classifier, and all that learns it.

use crate::checkpoint::{Reader, Writer};
use thalweg::{
    Error,
    average::{ParameterEma, ParameterEmaOptions, ParameterEmaState},
    gradient::{Accumulate, ClipByGlobalNorm, SkipNonFinite},
    group::{Group, Layers},
    loss::SoftmaxCrossEntropy,
    nn::Dense,
    optimizer::{AdamW, Counters, Memory, Optimizer, Outcome, rule::GroupState},
    schedule::{Cosine, Schedule, Warmup},
    valid,
};

/// What the frozen part of the model computes of a sample, and how many classes there are.
pub const FEATURES: usize = 32;
pub const CLASSES: usize = 5;
const HEAD: Dense = Dense::new(FEATURES, CLASSES);
const N: usize = HEAD.parameters();

const LEARNING_RATE: Warmup<Cosine> =
    valid!(Warmup::linear(10, 0.0, valid!(Cosine::new(0.02, 0.0, 190))));
const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.1 };
/// Samples a step.
const BATCH: u32 = 8;

/// Bytes of a checkpoint: counters of the optimizer and of its group, two moments a parameter, the parameters,
/// the gradients that wait and how many, the average and of how many.
pub const CHECKPOINT: usize = 4 * (2 + 1 + 2 * N + N + 1 + N + 1 + N);

/// What grows with the model: in a zeroed static it takes neither flash nor stack.
pub struct Buffers {
    optimizer: Memory<AdamW, [f32; N], Layers<1>>,
    waiting: [f32; N],
    average: [f32; N],
    parameters: [f32; N],
    gradient: [f32; N],
}

impl Buffers {
    pub const ZERO: Self = Self {
        optimizer: Memory::ZERO,
        waiting: [0.0; N],
        average: [0.0; N],
        parameters: [0.0; N],
        gradient: [0.0; N],
    };
}

type Chain<'m> = (SkipNonFinite, Accumulate<&'m mut [f32; N]>, ClipByGlobalNorm);

/// The head with its optimizer: samples go in, classes come out.
pub struct Learner<'m> {
    optimizer: Optimizer<AdamW, &'m mut [f32; N], Chain<'m>, Layers<1>>,
    average: ParameterEma<&'m mut [f32]>,
    parameters: &'m mut [f32; N],
    gradient: &'m mut [f32; N],
}

impl<'m> Learner<'m> {
    /// A head that knows nothing, whatever the buffers hold.
    pub fn new(buffers: &'m mut Buffers) -> Result<Self, Error> {
        let Buffers { optimizer, waiting, average, parameters, gradient } = buffers;
        let chain =
            (SkipNonFinite::DEFAULT, Accumulate::over(waiting, BATCH), ClipByGlobalNorm::new(1.0));
        // One group: rows of 32 weights and a bias; the biases do not decay.
        let head = Group { bias_weight_decay: Some(0.0), ..Group::dense(FEATURES, CLASSES) };
        let options = ParameterEmaOptions { step_size: 0.02, ..ParameterEmaOptions::DEFAULT };
        parameters.fill(0.0);
        Ok(Self {
            optimizer: Optimizer::lend_grouped(AdamW::DEFAULT, chain, Layers([head]), optimizer)?,
            average: ParameterEma::lend(options, average)?,
            parameters,
            gradient,
        })
    }

    /// Learns from one sample; every eighth takes a step.
    pub fn learn(&mut self, features: &[f32; FEATURES], class: usize) -> Result<Outcome, Error> {
        let mut scores = [0.0; CLASSES];
        HEAD.forward(self.parameters, features, &mut scores)?;
        LOSS.value_and_grad(&mut scores, class)?; // the scores become ∂L/∂y
        self.gradient.fill(0.0);
        HEAD.accumulate(features, &scores, self.gradient)?;
        let rate = LEARNING_RATE.at(self.optimizer.steps());
        let outcome = self.optimizer.step(self.parameters, self.gradient, rate)?;
        if outcome == Outcome::Applied {
            self.average.push(self.parameters)?;
        }
        Ok(outcome)
    }

    /// The class of a sample, by the averaged parameters.
    pub fn classify(&self, features: &[f32; FEATURES]) -> Result<usize, Error> {
        let mut scores = [0.0; CLASSES];
        HEAD.forward(self.average.value(), features, &mut scores)?;
        let best = scores.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
        Ok(best.map_or(0, |(class, _)| class))
    }

    /// Writes everything that the next step depends on; `None` if there is too little room.
    pub fn save(&self, to: &mut [u8]) -> Option<()> {
        let mut to = Writer::new(to);
        let Counters { steps, skipped } = self.optimizer.counters();
        to.put(steps)?;
        to.put(skipped)?;
        for group in self.optimizer.group_states() {
            to.put(group.steps)?;
        }
        for moments in self.optimizer.state() {
            to.put_all(&moments)?;
        }
        to.put_all(self.parameters)?;
        let waiting = self.optimizer.accumulated()?;
        to.put(waiting.count)?;
        to.put_all(waiting.sum)?;
        to.put(self.average.state().pushes)?;
        to.put_all(self.average.value())
    }

    /// Goes on where [`save`](Self::save) was called; `None` if these bytes are none that it wrote. The learner
    /// is of no use then.
    pub fn restore(&mut self, from: &[u8]) -> Option<()> {
        let mut from = Reader::new(from);
        let counters = Counters { steps: from.get()?, skipped: from.get()? };
        let group = GroupState { steps: from.get()?, tensor: () };
        let moments = from.pairs(N)?;
        self.optimizer.restore_from(counters, moments, &[group]).ok()?;
        from.get_all(self.parameters)?;
        let count = from.get()?;
        // The gradient is computed anew for each sample: until then its buffer is free.
        from.get_all(self.gradient)?;
        self.optimizer.restore_accumulated(count, self.gradient).ok()?;
        let average = ParameterEmaState { pushes: from.get()? };
        from.get_all(self.gradient)?;
        self.average.restore(average, self.gradient).ok()
    }
}
