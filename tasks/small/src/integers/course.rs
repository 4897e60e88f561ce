//! A training in integers, from what is learnt to the last step.

mod kept;

use super::{Features, Known, Network, numbers::whole};
use crate::{Progress, Refusal, State, Verdict};
use core::marker::PhantomData;
use heapless::Vec;
use oorandom::Rand32;
use thalweg::{
    Error,
    fixed::{
        self, Gradient, GradientSum, Loss, Optimizer, Rule, Weight,
        gradient::{ClipByGlobalNorm, SkipSaturated, mean},
        schedule::Schedule,
    },
};
use thalweg_watch::hash_of;

/// What a training follows.
#[derive(Clone, Copy, Debug)]
pub struct Plan<T> {
    /// The learning rate of each step.
    pub schedule: T,
    /// How many steps.
    pub steps: u32,
    /// How many samples a step takes.
    pub batch: usize,
    /// What becomes of a gradient.
    pub clip: ClipByGlobalNorm,
    /// Of the order of the samples.
    pub seed: u64,
    /// Puts the numbers of the samples into the order of the next epoch.
    pub order: fn(&mut [u16], &mut Rand32),
}

/// What is lent to a [`Course`].
#[derive(Debug)]
pub struct CourseMemory<R: Rule, const S: u32, const F: usize, const N: usize, const M: usize> {
    parameters: [Weight; N],
    sums: [GradientSum<S>; N],
    gradient: [Gradient; N],
    optimizer: fixed::Memory<R, [Weight; N]>,
    samples: Vec<(Features<F>, u8), M>,
}

impl<R: Rule, const S: u32, const F: usize, const N: usize, const M: usize>
    CourseMemory<R, S, F, N, M>
{
    /// As it is before it is lent.
    pub const ZERO: Self = Self {
        parameters: [Weight::from_bits(0); N],
        sums: [GradientSum::from_bits(0); N],
        gradient: [Gradient::from_bits(0); N],
        optimizer: fixed::Memory::ZERO,
        samples: Vec::new(),
    };
}

/// A [`Network`] `W` of `F` features and `N` parameters, of sums of `S` fraction bits, that is tuned by the rule `R`, by the
/// rates of `T`, on up to `M` labelled samples.
#[derive(Debug)]
pub struct Course<'m, W, R: Rule, T, const S: u32, const F: usize, const N: usize, const M: usize> {
    known: &'m Known<F, N>,
    parameters: &'m mut [Weight; N],
    sums: &'m mut [GradientSum<S>; N],
    gradient: &'m mut [Gradient; N],
    optimizer: Optimizer<R, &'m mut [Weight; N]>,
    samples: &'m mut Vec<(Features<F>, u8), M>,
    order: Vec<u16, M>,
    random: Rand32,
    plan: Option<Plan<T>>,
    step: u32,
    skipped: u32,
    network: PhantomData<W>,
}

impl<'m, W, R, T, const S: u32, const F: usize, const N: usize, const M: usize>
    Course<'m, W, R, T, S, F, N, M>
where
    W: Network<F, S>,
    R: Rule,
    T: Schedule + Copy,
{
    /// From what is known, with nothing learnt.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn lend(
        rule: R,
        known: &'m Known<F, N>,
        memory: &'m mut CourseMemory<R, S, F, N, M>,
    ) -> Result<Self, Error> {
        const { assert!(W::PARAMETERS == N, "another number of parameters") };
        let CourseMemory { parameters, sums, gradient, optimizer, samples } = memory;
        *parameters = known.parameters;
        samples.clear();
        Ok(Self {
            known,
            parameters,
            sums,
            gradient,
            optimizer: Optimizer::lend(rule, optimizer)?,
            samples,
            order: Vec::new(),
            random: Rand32::new(0),
            plan: None,
            step: 0,
            skipped: 0,
            network: PhantomData,
        })
    }

    /// The next step of the training that has begun, and how many there are; zeros if none has.
    pub fn steps(&self) -> [u32; 2] {
        self.plan.as_ref().map_or([0; 2], |plan| [self.step, plan.steps])
    }

    /// What is known.
    pub const fn known(&self) -> &'m Known<F, N> {
        self.known
    }

    /// How many samples were learnt.
    pub fn learnt(&self) -> usize {
        self.samples.len()
    }

    /// Forgets all that was learnt.
    pub fn forget(&mut self) {
        *self.parameters = self.known.parameters;
        self.samples.clear();
        self.optimizer.reset();
        self.plan = None;
        (self.step, self.skipped) = (0, 0);
    }

    /// Remembers a labelled sample.
    ///
    /// # Errors
    /// The training has begun; no room.
    pub fn learn(&mut self, x: Features<F>, class: usize) -> Result<(), Refusal> {
        if self.plan.is_some() {
            return Err(Refusal::Order);
        }
        self.samples.push((x, class as u8)).map_err(|_| Refusal::Full)
    }

    /// Begins to follow a plan.
    ///
    /// # Errors
    /// Nothing was learnt; the training has begun already.
    pub fn begin(&mut self, plan: Plan<T>) -> Result<(), Refusal> {
        if self.samples.is_empty() || self.plan.is_some() {
            return Err(Refusal::Order);
        }
        self.order = (0..self.samples.len() as u16).collect();
        self.random = Rand32::new(plan.seed);
        (self.plan, self.step) = (Some(plan), 0);
        Ok(())
    }

    /// The next step; `None` after the last, and where none has begun.
    ///
    /// # Errors
    /// A learning rate beyond the formats.
    pub fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        let step = self.step;
        let Some(plan) = self.plan.filter(|plan| step < plan.steps) else { return Ok(None) };
        let (loss, count, saturated) = self.backward(&plan)?;
        let beyond = mean(&self.sums[..], count, &mut self.gradient[..])?;
        if SkipSaturated::DEFAULT.takes(saturated.saturating_add(beyond)) {
            plan.clip.apply(&mut self.gradient[..]);
            self.optimizer.step(self.parameters, self.gradient, plan.schedule.at(step))?;
        } else {
            self.skipped += 1;
        }
        self.step += 1;
        Ok(Some(Progress { step, steps: plan.steps, loss: loss.to_f32() }))
    }

    /// The sums of gradients of the next batch; its mean loss, how many samples it has, and how much has saturated.
    fn backward(&mut self, plan: &Plan<T>) -> Result<(Loss, u32, usize), Error> {
        let batch = plan.batch.max(1);
        let batches = self.order.len().div_ceil(batch).max(1);
        let number = self.step as usize % batches;
        if number == 0 {
            (plan.order)(&mut self.order, &mut self.random);
        }
        self.sums.fill(GradientSum::from_bits(0));
        let (mut total, mut count, mut saturated) = (0_u32, 0_u32, 0_usize);
        for &index in self.order.chunks(batch).nth(number).unwrap_or_default() {
            let Some(sample) = self.samples.get(usize::from(index)) else { continue };
            let mut network = W::IDLE;
            let forward = network.forward(&self.parameters[..], &sample.0)?;
            let (loss, backward) =
                network.backward(&self.parameters[..], sample, &mut self.sums[..])?;
            total = total.saturating_add(loss.to_bits());
            saturated = saturated.saturating_add(forward).saturating_add(backward);
            count += 1;
        }
        Ok((Loss::from_bits(total.checked_div(count).unwrap_or_default()), count, saturated))
    }

    /// What a sample is taken for, by what is known and by what was tuned.
    ///
    /// # Errors
    /// None: the network has as many parameters as it takes.
    pub fn judge(&self, x: &Features<F>) -> Result<Verdict, Refusal> {
        let frozen = W::class(&self.known.parameters, x)?;
        let tuned = W::class(&self.parameters[..], x)?;
        Ok(Verdict { frozen: whole(frozen), tuned: whole(tuned), alarm: false })
    }

    /// How things stand.
    pub fn state(&self) -> State {
        let bytes = self.parameters.iter().flat_map(|w| w.to_bits().to_le_bytes());
        State {
            learnt: self.samples.len() as u32,
            skipped: self.skipped,
            steps: self.steps(),
            parameters_hash: hash_of(bytes),
        }
    }
}
