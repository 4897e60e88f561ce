//! A fine-tuning as a recipe says it.

use crate::person::{Labelled, Person};
use anyhow::{Result, bail, ensure};
use oorandom::Rand32;
use thalweg::{
    average::{ParameterEma, Swa, interpolate},
    loss::SoftmaxCrossEntropy,
    optimizer::Outcome,
    recipe::{AnyLoss, Recipe, Trained},
    schedule::Schedule,
};
use thalweg_any::of_recipe;
use thalweg_watch::{CLASSES, HIDDEN, NETWORK, PARAMETERS};

/// The parameters of the network.
pub type Parameters = [f32; PARAMETERS];

/// What a fine-tuning came to.
#[derive(Clone, Debug)]
pub struct Tuned {
    /// The parameters at its end, or their average where the recipe asks for one, a part of the way back.
    pub parameters: Parameters,
    /// How many steps were applied.
    pub steps: u32,
    /// How many were skipped, as a gradient was not finite.
    pub skipped: u32,
    /// The mean loss of the last batch, in nats, before its step; 0 without steps.
    pub loss: f32,
}

impl Person {
    /// Fine-tunes from `start` as `recipe` says it, and leaves a `share` of the way at its end, 1 for all, unless the recipe's
    /// `wise` says another; a proximal term `mu`, 0 for none, pulls back to the start by µ (w − start), as `FedProx` does (Li et
    /// al. 2020, equation 2), beside the recipe's `l2_sp`.
    ///
    /// # Errors
    /// A setting of the recipe that is wrong, or that cannot be followed here; parameters that leave what is finite.
    pub fn tune(&self, start: &Parameters, recipe: &Recipe, mu: f32, share: f32) -> Result<Tuned> {
        let AnyLoss::SoftmaxCrossEntropy(loss_of) = recipe.loss else {
            bail!("loss cannot be {:?}; allowed: SoftmaxCrossEntropy", recipe.loss);
        };
        ensure!(recipe.early_stopping.is_none(), "early_stopping cannot be set; allowed: null");
        for (section, set) in
            [("unfreezing", recipe.unfreezing.is_some()), ("lora", recipe.lora.is_some())]
        {
            ensure!(!set, "{section} cannot be set: this fine-tuning does without; allowed: null");
        }
        let share = recipe.wise.map_or(share, |wise| wise.share);
        ensure!((0.0..=1.0).contains(&share), "share is {share}; allowed: 0 to 1");
        ensure!(mu >= 0.0 && mu.is_finite(), "mu is {mu}; allowed: finite and at least 0");
        let selection = recipe.selection(NETWORK.groups())?;
        let picked: Vec<usize> = (0..PARAMETERS).filter(|i| selection.contains(*i)).collect();
        let of_picked = |of: &Parameters| picked.iter().map(|&i| of[i]).collect::<Vec<_>>();
        // An optimizer of nothing but these.
        let trained = Recipe { trained: Trained::All, ..recipe.clone() };
        let mut optimizer = of_recipe(&trained, picked.len())?;
        let (mut ema_memory, mut swa_memory) = ([0.0; PARAMETERS], [0.0; PARAMETERS]);
        let mut ema = recipe.ema.map(|o| ParameterEma::lend(o, &mut ema_memory)).transpose()?;
        let mut swa = Swa::lend(&mut swa_memory);
        let mut parameters = *start;
        let mut random = Rand32::new(recipe.seed);
        let (mut loss, mut step) = (0.0, 0);
        for epoch in 0..recipe.epochs {
            for batch in order(self.windows(), &mut random).chunks(recipe.batch as usize) {
                let mut batch: Vec<_> = batch.iter().map(|&window| &self.tuning[window]).collect();
                batch.extend(self.replay(recipe.replay, &mut random));
                let mut gradient;
                (loss, gradient) = mean(&parameters, batch.into_iter(), loss_of)?;
                if mu > 0.0 {
                    for ((g, w), start) in gradient.iter_mut().zip(&parameters).zip(start) {
                        *g += mu * (w - start);
                    }
                }
                if let Some(l2_sp) = recipe.l2_sp {
                    l2_sp.value_and_grad(&parameters, start, &mut gradient)?;
                }
                let rate = recipe.schedule.at(step);
                let (mut w, gradient) = (of_picked(&parameters), of_picked(&gradient));
                let outcome = optimizer.step(&mut w, &gradient, rate.into())?;
                picked.iter().zip(w).for_each(|(&i, w)| parameters[i] = w);
                if outcome == Outcome::Diverged {
                    bail!(
                        "step {step}: parameters or state are not finite any more; allowed: a lower rate"
                    );
                }
                step += 1;
                if let Some(ema) = &mut ema {
                    ema.push(&parameters)?;
                }
            }
            if let Some(options) = recipe.swa
                && let Some(since) = epoch.checked_sub(options.start_epoch)
                && since.is_multiple_of(options.every)
            {
                swa.push(&parameters)?;
            }
        }
        if swa.count() > 0 {
            parameters.copy_from_slice(swa.value());
        } else if let Some(ema) = &ema {
            parameters.copy_from_slice(ema.value());
        }
        if share < 1.0 {
            interpolate(&mut parameters, start, share)?;
        }
        let counters = optimizer.counters();
        Ok(Tuned { parameters, steps: counters.steps, skipped: counters.skipped, loss })
    }

    /// The windows of before that a step has: as many as the recipe says, or else the watch's settings.
    fn replay(&self, told: u32, random: &mut Rand32) -> Vec<&Labelled> {
        let replayed = if told > 0 { told } else { self.replayed };
        let replayed = if self.before.is_empty() { 0 } else { replayed };
        let any = |_| random.rand_range(0..self.before.len() as u32) as usize;
        (0..replayed).map(any).map(|index| &self.before[index]).collect()
    }
}

/// The windows of an epoch, in the watch's order.
fn order(windows: usize, random: &mut Rand32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..windows).collect();
    for last in (1..windows).rev() {
        order.swap(last, random.rand_range(0..last as u32 + 1) as usize);
    }
    // The watch takes them from the end.
    order.reverse();
    order
}

/// The mean loss of a batch and its gradient, summed in the watch's order.
fn mean<'a>(
    parameters: &Parameters,
    batch: impl Iterator<Item = &'a Labelled>,
    loss_of: SoftmaxCrossEntropy,
) -> Result<(f32, Parameters)> {
    let (mut loss, mut count, mut gradient) = (0.0, 0.0, [0.0; PARAMETERS]);
    for (x, class) in batch {
        let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
        NETWORK.forward(parameters, x, &mut hidden, &mut z)?;
        loss += loss_of.value_and_grad(&mut z, *class)?;
        NETWORK.backward(parameters, x, &mut hidden, &z, &mut gradient)?;
        count += 1.0;
    }
    let share = 1.0 / count;
    gradient.iter_mut().for_each(|g| *g *= share);
    Ok((loss * share, gradient))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch_recipe;
    use thalweg::{
        average::ParameterEmaOptions,
        loss::L2Sp,
        recipe::{Lora, SwaOptions, Unfreezing, WiseFt},
    };
    use thalweg_watch::{Adapter, PRETRAINED, Plan, Settings, recordings, training::RECIPE_BYTES};
    use thalweg_watch_study::dataset::{NEW_PERSON, load};

    fn new_person() -> Person {
        let recordings = load(NEW_PERSON).unwrap();
        Person::new(&PRETRAINED, &recordings, &Plan::DEFAULT, &Settings::DEFAULT).unwrap()
    }

    fn hash(parameters: &Parameters) -> String {
        let bytes = parameters.iter().flat_map(|w| w.to_le_bytes());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }

    #[test]
    fn the_watch_s_recipe_lands_on_the_bits_of_the_device() {
        let golden = include_str!("../../../../tests/golden.json");
        let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
        let person = new_person();
        let recipe = watch_recipe(&Settings::DEFAULT, person.windows()).unwrap();
        let share = Settings::DEFAULT.share;
        let tuned = person.tune(&PRETRAINED.parameters, &recipe, 0.0, share).unwrap();
        assert_eq!(hash(&tuned.parameters), golden["parameters_hash"]);
        assert_eq!(tuned.steps, golden["steps"]);
        let frozen = &PRETRAINED.parameters;
        assert_eq!(person.score_uncalibrated(frozen).right, golden["right_before"]);
        assert_eq!(person.score(frozen).right, golden["right_calibrated"]);
        assert_eq!(person.score(&tuned.parameters).right, golden["right_after"]);
    }

    #[test]
    fn what_a_recipe_asks_for_has_an_effect_or_is_refused() {
        let person = new_person();
        let recipe = Recipe { epochs: 3, ..watch_recipe(&Settings::DEFAULT, 28).unwrap() };
        let start = &PRETRAINED.parameters;
        let plain = person.tune(start, &recipe, 0.0, 1.0).unwrap();
        let ema = Recipe { ema: Some(ParameterEmaOptions::DEFAULT), ..recipe.clone() };
        let swa = Recipe { swa: Some(SwaOptions { start_epoch: 1, every: 1 }), ..recipe.clone() };
        let seed = Recipe { seed: 2, ..recipe.clone() };
        for other in [ema, swa, seed] {
            let tuned = person.tune(start, &other, 0.0, 1.0).unwrap();
            assert_ne!(tuned.parameters, plain.parameters);
        }
        let moved = |tuned: &Tuned| {
            tuned.parameters.iter().zip(start).map(|(a, b)| (a - b).powi(2)).sum::<f32>()
        };
        assert!(moved(&person.tune(start, &recipe, 1.0, 1.0).unwrap()) < moved(&plain));
        let wrong = Recipe { batch: 0, ..recipe.clone() };
        let error = person.tune(start, &wrong, 0.0, 1.0).unwrap_err().to_string();
        assert_eq!(error, "batch is 0; allowed: at least 1");
        let error = person.tune(start, &recipe, f32::NAN, 1.0).unwrap_err().to_string();
        assert_eq!(error, "mu is NaN; allowed: finite and at least 0");
        let error = person.tune(start, &recipe, 0.0, 1.5).unwrap_err().to_string();
        assert_eq!(error, "share is 1.5; allowed: 0 to 1");
        assert!(moved(&person.tune(start, &recipe, 0.0, 0.5).unwrap()) < 0.3 * moved(&plain));
        for (section, other) in [
            (
                "unfreezing",
                Recipe { unfreezing: Some(Unfreezing { layers: 1, every: 1 }), ..recipe.clone() },
            ),
            ("lora", Recipe { lora: Some(Lora { rank: 1, alpha: 1.0 }), ..recipe.clone() }),
        ] {
            let error = person.tune(start, &other, 0.0, 1.0).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{section} cannot be set")), "{error}");
        }
    }

    /// What is trained and how the start is kept, on the device and here.
    #[test]
    fn a_fine_tuning_lands_on_the_bits_of_the_device() {
        let person = new_person();
        for trained in [
            Trained::LastLayers { layers: 1 },
            Trained::Biases { layers: None },
            Trained::Channels { layer: 1, first: 2, count: 3 },
        ] {
            let recipe = Recipe {
                trained,
                l2_sp: Some(L2Sp { alpha: 0.3 }),
                wise: Some(WiseFt { share: 0.6 }),
                replay: 2,
                ..watch_recipe(&Settings::DEFAULT, person.windows()).unwrap()
            };
            let tuned = person.tune(&PRETRAINED.parameters, &recipe, 0.0, 1.0).unwrap();
            let mut watch = Adapter::new(&PRETRAINED, Settings::DEFAULT).unwrap();
            let recordings = load(NEW_PERSON).unwrap();
            recordings::learn(&mut watch, &recordings, &Plan::DEFAULT).unwrap();
            let mut buffer = [0; RECIPE_BYTES];
            watch.tell_recipe(0, recipe.encode(&mut buffer).unwrap()).unwrap();
            watch.follow().unwrap();
            watch.begin().unwrap();
            while watch.step().unwrap().is_some() {}
            assert_eq!(hash(&tuned.parameters), hash(watch.parameters()), "{trained:?}");
        }
    }
}
