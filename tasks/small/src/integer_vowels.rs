//! Vowels by a new speaker, wholly in integers: the network, the samples and the recipe of [`vowels`](crate::vowels),
//! for a core without an FPU.
//!
//! Floats are only what comes over the line and goes back; they are taken apart and put together by their bits, so that no
//! routine in place of a float instruction is linked.

use crate::{
    Factory, Progress, Recipe, Refusal, State, Task, Verdict,
    task::only,
    training::shuffle,
    vowels::{self, CAPACITY, CLASSES, PARAMETERS, RATIOS, RECIPE},
};
use heapless::Vec;
use oorandom::Rand32;
use thalweg::{
    Error,
    fixed::{
        self, Activation, Gradient, GradientSum, Loss, Momentum, Optimizer, Q, Weight,
        data::Normalizer,
        gradient::{ClipByGlobalNorm, SkipSaturated, mean},
        loss::SoftmaxCrossEntropy,
        metric::argmax,
        nn::{Dense, relu, relu_backward},
        schedule::{Cosine, Schedule},
    },
    valid,
};
use thalweg_watch::hash_of;

const HIDDEN: usize = 24;
const FIRST: Dense = Dense::new(RATIOS, HIDDEN);
const LAST: Dense = Dense::new(HIDDEN, CLASSES);
const RULE: Momentum = Momentum::DEFAULT;
const CLIP: ClipByGlobalNorm = valid!(ClipByGlobalNorm::new(Recipe::MAX_NORM));

/// A log area ratio as it is heard: up to ±8 in steps of 2.4e-4, where the data have three decimals.
type Ratio = Q<i16, 12>;
/// What the last layer gives: up to ±64 in steps of 2.0e-3, as somebody new is far from everybody known: of twelve
/// speakers none meets its end, where ±32 was met by two.
type Logit = Activation<9>;
/// ∂L/∂y of a sample.
type Delta = Gradient<13>;
type Weights = [Weight; PARAMETERS];
type Features = [Activation; RATIOS];
type Samples = Vec<(Features, u8), CAPACITY>;

/// What a device knows from the factory, in integers.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    normalizer: Normalizer<RATIOS>,
    parameters: Weights,
}

/// Of the numbers of [`vowels::KNOWN`], each rounded once, when this is built.
pub static KNOWN: Known = valid!(Known::of(&vowels::KNOWN));

impl Known {
    /// Every number rounded to nearest; usable in a `static`, so that it lives in flash.
    ///
    /// # Errors
    /// A number beyond its format.
    // In a `static` the compiler itself proves that every index is in bounds.
    #[allow(clippy::indexing_slicing)]
    pub const fn of(known: &crate::Known<RATIOS, PARAMETERS>) -> Result<Self, Error> {
        let crate::Known { normalizer, parameters } = known;
        let normalizer = match Normalizer::new(normalizer.mean, normalizer.scale) {
            Ok(normalizer) => normalizer,
            Err(error) => return Err(error),
        };
        let mut made = Self { normalizer, parameters: [Weight::from_bits(0); PARAMETERS] };
        let mut index = 0;
        while index < PARAMETERS {
            made.parameters[index] = match Weight::from_f32(parameters[index]) {
                Ok(weight) => weight,
                Err(error) => return Err(error),
            };
            index += 1;
        }
        Ok(made)
    }
}

/// What is lent to the task.
#[derive(Debug)]
pub struct Memory {
    parameters: Weights,
    sums: [GradientSum; PARAMETERS],
    gradient: [Gradient; PARAMETERS],
    optimizer: fixed::Memory<Momentum, Weights>,
    samples: Samples,
}

/// The task on a device.
#[derive(Debug)]
pub struct IntegerVowels<'m> {
    known: &'m Known,
    seed: u64,
    parameters: &'m mut Weights,
    sums: &'m mut [GradientSum; PARAMETERS],
    gradient: &'m mut [Gradient; PARAMETERS],
    optimizer: Optimizer<Momentum, &'m mut Weights>,
    samples: &'m mut Samples,
    heard: Option<Features>,
    order: Vec<u16, CAPACITY>,
    random: Rand32,
    schedule: Option<Cosine>,
    step: u32,
    steps: u32,
    skipped: u32,
}

/// Where a sample is on its way through the network.
#[derive(Default)]
struct Way {
    h: [Activation; HIDDEN],
    z: [Logit; CLASSES],
}

impl Way {
    /// Forward; how much has saturated.
    fn forward(&mut self, parameters: &Weights, x: &Features) -> Result<usize, Error> {
        let (first, last) = split(parameters);
        let saturated = FIRST.forward(first, x, &mut self.h)?;
        relu(&mut self.h);
        Ok(saturated.saturating_add(LAST.forward(last, &self.h, &mut self.z)?))
    }

    /// Backward, to the sums of gradients; the loss, and how much has saturated.
    fn backward(
        &self,
        parameters: &Weights,
        (x, class): &(Features, u8),
        sums: &mut [GradientSum],
    ) -> Result<(Loss, usize), Error> {
        let (mut dz, mut dh) = ([Delta::default(); CLASSES], [Delta::default(); HIDDEN]);
        let (_, last) = split(parameters);
        let halves = sums.split_at_mut_checked(FIRST.parameters());
        let (d_first, d_last) = halves.unwrap_or_default();
        let (loss, lost) =
            SoftmaxCrossEntropy.value_and_grad(&self.z, usize::from(*class), &mut dz)?;
        let in_sums = LAST.accumulate(&self.h, &dz, d_last)?;
        let in_hidden = LAST.backward(last, &dz, &mut dh)?;
        relu_backward(&self.h, &mut dh)?;
        let below = FIRST.accumulate(x, &dh, d_first)?;
        let saturated = [lost, in_sums, in_hidden, below];
        Ok((loss, saturated.into_iter().fold(0, usize::saturating_add)))
    }
}

fn split(parameters: &Weights) -> (&[Weight], &[Weight]) {
    parameters.split_at_checked(FIRST.parameters()).unwrap_or_default()
}

/// A small whole number as a float.
const fn whole(number: usize) -> f32 {
    Q::<u32, 0>::from_bits(number as u32).to_f32()
}

fn named(parameters: &Weights, x: &Features) -> Result<f32, Refusal> {
    let mut way = Way::default();
    way.forward(parameters, x)?;
    Ok(whole(argmax(&way.z).unwrap_or_default()))
}

impl<'m> IntegerVowels<'m> {
    /// One that knows others than the factory's, and takes samples in another order.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn knowing(memory: &'m mut Memory, known: &'m Known, seed: u64) -> Result<Self, Error> {
        let Memory { parameters, sums, gradient, optimizer, samples } = memory;
        *parameters = known.parameters;
        samples.clear();
        Ok(Self {
            known,
            seed,
            parameters,
            sums,
            gradient,
            optimizer: Optimizer::lend(RULE, optimizer)?,
            samples,
            heard: None,
            order: Vec::new(),
            random: Rand32::new(seed),
            schedule: None,
            step: 0,
            steps: 0,
            skipped: 0,
        })
    }

    /// The sums of gradients of the next batch; its mean loss, how many samples it has, and how much has saturated.
    fn backward(&mut self) -> Result<(Loss, u32, usize), Error> {
        let batches = self.order.len().div_ceil(RECIPE.batch).max(1);
        let number = self.step as usize % batches;
        if number == 0 {
            shuffle(&mut self.order, &mut self.random);
        }
        self.sums.fill(GradientSum::from_bits(0));
        let (mut total, mut count, mut saturated) = (0_u32, 0_u32, 0_usize);
        for &index in self.order.chunks(RECIPE.batch).nth(number).unwrap_or_default() {
            let Some(sample) = self.samples.get(usize::from(index)) else { continue };
            let mut way = Way::default();
            let forward = way.forward(self.parameters, &sample.0)?;
            let (loss, backward) = way.backward(self.parameters, sample, &mut self.sums[..])?;
            total = total.saturating_add(loss.to_bits());
            saturated = saturated.saturating_add(forward).saturating_add(backward);
            count += 1;
        }
        Ok((Loss::from_bits(total.checked_div(count).unwrap_or_default()), count, saturated))
    }
}

impl<'m> Factory<'m> for IntegerVowels<'m> {
    type Memory = Memory;
    const ZERO: Memory = Memory {
        parameters: [Weight::from_bits(0); PARAMETERS],
        sums: [GradientSum::from_bits(0); PARAMETERS],
        gradient: [Gradient::from_bits(0); PARAMETERS],
        optimizer: fixed::Memory::ZERO,
        samples: Vec::new(),
    };

    fn factory(memory: &'m mut Memory) -> Result<Self, Error> {
        Self::knowing(memory, &KNOWN, 1)
    }
}

impl Task for IntegerVowels<'_> {
    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        only(model)?;
        *self.parameters = self.known.parameters;
        self.samples.clear();
        self.optimizer.reset();
        (self.heard, self.schedule) = (None, None);
        (self.step, self.steps, self.skipped) = (0, 0, 0);
        Ok(())
    }

    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        self.heard = None;
        let values = <[f32; RATIOS]>::try_from(values).map_err(|_| Refusal::Length)?;
        if !first {
            return Err(Refusal::Length);
        }
        // By its bits, as a comparison would be one of floats.
        let is_finite = |x: &f32| x.to_bits() & 0x7f80_0000 != 0x7f80_0000;
        if !values.iter().all(is_finite) {
            return Err(Refusal::NotFinite);
        }
        let (mut ratios, mut x) = ([Ratio::default(); RATIOS], Features::default());
        for (ratio, value) in ratios.iter_mut().zip(values) {
            *ratio = Ratio::from_f32(value).map_err(|_| Refusal::Range)?;
        }
        if self.known.normalizer.apply(&ratios, &mut x)? > 0 {
            return Err(Refusal::Range);
        }
        self.heard = Some(x);
        Ok(())
    }

    fn learn(&mut self, label: f32) -> Result<(), Refusal> {
        let class = Q::<u16, 0>::saturating_from_f32(label);
        let number = usize::from(class.to_bits());
        if class.to_f32().to_bits() != label.to_bits() || number >= CLASSES {
            return Err(Refusal::Number);
        }
        let x = self.heard.ok_or(Refusal::Order)?;
        if self.schedule.is_some() {
            return Err(Refusal::Order);
        }
        self.samples.push((x, number as u8)).map_err(|_| Refusal::Full)
    }

    fn adapt(&mut self) -> Result<(), Refusal> {
        if self.samples.is_empty() || self.schedule.is_some() {
            return Err(Refusal::Order);
        }
        self.order = (0..self.samples.len() as u16).collect();
        self.random = Rand32::new(self.seed);
        (self.step, self.steps) = (0, RECIPE.steps(self.samples.len()));
        self.schedule = Some(Cosine::new(RECIPE.learning_rate, 0.0, self.steps.max(1))?);
        Ok(())
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        let (step, steps) = (self.step, self.steps);
        let Some(schedule) = self.schedule.filter(|_| step < steps) else { return Ok(None) };
        let (loss, count, saturated) = self.backward()?;
        let beyond = mean(&self.sums[..], count, &mut self.gradient[..])?;
        if SkipSaturated::DEFAULT.takes(saturated.saturating_add(beyond)) {
            CLIP.apply(&mut self.gradient[..]);
            self.optimizer.step(self.parameters, self.gradient, schedule.at(step))?;
        } else {
            self.skipped += 1;
        }
        self.step += 1;
        Ok(Some(Progress { step, steps, loss: loss.to_f32() }))
    }

    fn judge(&self, network: u8) -> Result<Verdict, Refusal> {
        only(network)?;
        let x = self.heard.ok_or(Refusal::Order)?;
        let frozen = named(&self.known.parameters, &x)?;
        Ok(Verdict { frozen, tuned: named(self.parameters, &x)?, alarm: false })
    }

    fn state(&self) -> State {
        let bytes = self.parameters.iter().flat_map(|w| w.to_bits().to_le_bytes());
        State {
            learnt: self.samples.len() as u32,
            skipped: self.skipped,
            parameters_hash: hash_of(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_what_has_saturated_changes_nothing() {
        let mut known = KNOWN.clone();
        for weight in known.parameters.iter_mut().skip(FIRST.parameters()) {
            *weight = Weight::saturating_from_f32(500.0);
        }
        let mut memory = IntegerVowels::ZERO;
        let mut task = IntegerVowels::knowing(&mut memory, &known, 1).unwrap();
        task.begin(0).unwrap();
        task.hear(true, &[0.5; RATIOS]).unwrap();
        task.learn(1.0).unwrap();
        let before = task.state();
        task.adapt().unwrap();
        task.step().unwrap().unwrap();
        assert_eq!(task.state(), State { skipped: 1, ..before });
    }

    #[test]
    fn a_value_that_has_no_place_is_refused_and_not_learnt() {
        let mut memory = IntegerVowels::ZERO;
        let mut task = IntegerVowels::factory(&mut memory).unwrap();
        task.begin(0).unwrap();
        // Beyond ±8; then a place in the ratios, but more than 16 deviations off.
        for far in [1e30, -8.1, 7.9] {
            assert_eq!(task.hear(true, &[far; RATIOS]), Err(Refusal::Range), "{far}");
            assert_eq!(task.learn(1.0), Err(Refusal::Order), "{far}");
        }
        assert_eq!(task.hear(true, &[f32::NAN; RATIOS]), Err(Refusal::NotFinite));
    }
}
