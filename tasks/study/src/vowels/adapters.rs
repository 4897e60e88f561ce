//! A fine-tuning by any recipe that has adapters: the layers are frozen in 8-bit integers, and beside those that the recipe
//! picks A and B are trained; and the same recipe without adapters, of the parameters themselves.

use super::{LABELLED, Model, NETWORK, Speaker};
use crate::training::{Labelled, accuracy};
use anyhow::{Result, ensure};
use oorandom::Rand32;
use thalweg::{
    Error,
    average::interpolate,
    loss::SoftmaxCrossEntropy,
    nn::{Dense, Int8, Layer, LayerList, LowRank, Pass, Sequential, Shape, Trace, quantize_rows},
    optimizer::Outcome,
    recipe::{AnyLoss, Lora, Recipe, Selection, Trained},
    schedule::Schedule,
};
use thalweg_any::{of_recipe, state_bytes};

/// Layers with parameters.
const LAYERS: usize = 2;

/// What a fine-tuning came to, and what it takes on a device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// Per cent of the later repetitions.
    pub accuracy: f64,
    /// Parameters that are trained.
    pub trained: usize,
    /// Bytes of RAM: these, their gradient, the state of the rule, and the activations.
    pub ram: usize,
    /// Bytes of flash: what is frozen.
    pub flash: usize,
}

/// A recipe with adapters that can be followed here.
#[derive(Clone, Debug)]
pub struct Adapters {
    recipe: Recipe,
    lora: Lora,
    loss: SoftmaxCrossEntropy,
    selection: Selection<LAYERS>,
}

impl Adapters {
    /// What a recipe asks for.
    ///
    /// # Errors
    /// A setting that is wrong, or that cannot be followed here; a recipe without adapters.
    pub fn new(recipe: &Recipe) -> Result<Self> {
        recipe.check()?;
        let AnyLoss::SoftmaxCrossEntropy(loss) = recipe.loss else {
            anyhow::bail!("loss cannot be {:?}; allowed: SoftmaxCrossEntropy", recipe.loss);
        };
        for (section, set) in [
            ("unfreezing", recipe.unfreezing.is_some()),
            ("ema", recipe.ema.is_some()),
            ("swa", recipe.swa.is_some()),
            ("early_stopping", recipe.early_stopping.is_some()),
        ] {
            ensure!(!set, "{section} cannot be set: adapters are trained without; allowed: null");
        }
        ensure!(
            recipe.replay == 0,
            "replay is {}; allowed: 0, as no vowel of before is kept",
            recipe.replay
        );
        let lora = recipe.lora;
        let Some(lora) = lora else {
            anyhow::bail!("lora is null; allowed: adapters, a rank and an alpha");
        };
        let selection = recipe.selection(NETWORK.groups()?)?;
        let recipe = Recipe { lora: None, trained: Trained::All, ..recipe.clone() };
        of_recipe(&recipe, 1)?; // so that what it cannot follow is said before anything is trained
        Ok(Self { recipe, lora, loss, selection })
    }

    /// Trains what of `w` is picked on some samples.
    fn train<T: LayerList>(
        &self,
        network: &Sequential<T>,
        w: &mut [f32],
        picked: &[usize],
        samples: &[Labelled<usize>],
    ) -> Result<()> {
        let recipe = &self.recipe;
        let (start, mut random) = (w.to_vec(), Rand32::new(recipe.seed));
        let mut optimizer = of_recipe(recipe, picked.len())?;
        let (mut order, mut step): (Vec<usize>, u32) = ((0..samples.len()).collect(), 0);
        let of_picked = |of: &[f32]| picked.iter().map(|&i| of[i]).collect::<Vec<_>>();
        for _ in 0..recipe.epochs {
            for last in (1..order.len()).rev() {
                order.swap(last, random.rand_range(0..last as u32 + 1) as usize);
            }
            for batch in order.chunks(recipe.batch as usize) {
                let batch = batch.iter().map(|&place| &samples[place]);
                let mut gradient = self.gradient(network, w, batch, step)?;
                if let Some(l2_sp) = recipe.l2_sp {
                    l2_sp.value_and_grad(w, &start, &mut gradient)?;
                }
                let (mut moved, gradient) = (of_picked(w), of_picked(&gradient));
                let rate = recipe.schedule.at(step);
                let outcome = optimizer.step(&mut moved, &gradient, rate.into())?;
                ensure!(
                    outcome != Outcome::Diverged,
                    "step {step}: parameters or state are not finite any more; allowed: a lower rate"
                );
                picked.iter().zip(moved).for_each(|(&i, moved)| w[i] = moved);
                step += 1;
            }
        }
        if let Some(wise) = recipe.wise {
            interpolate(w, &start, wise.share)?;
        }
        Ok(())
    }

    /// The gradient of the mean loss of a batch.
    fn gradient<'s, T: LayerList>(
        &self,
        network: &Sequential<T>,
        w: &[f32],
        batch: impl ExactSizeIterator<Item = &'s Labelled<usize>>,
        step: u32,
    ) -> Result<Vec<f32>, Error> {
        let (pass, count) = (Pass::Training(step), batch.len() as f32);
        let (mut memory, mut z) = (vec![0.0; network.memory()], vec![0.0; network.outputs()]);
        let mut gradient = vec![0.0; w.len()];
        for (x, class) in batch {
            network.forward(w, x, &mut z, &mut memory, pass)?;
            self.loss.value_and_grad(&mut z, *class)?;
            let trace = Trace { x, y: &[], dy: &z, memory: &mut memory, pass };
            network.backward(w, trace, Some(&mut gradient), None)?;
        }
        gradient.iter_mut().for_each(|g| *g /= count);
        Ok(gradient)
    }

    /// What so many trained parameters and a network take.
    fn ram<T>(&self, network: &Sequential<T>, trained: usize) -> usize {
        trained * (4 + 4 + state_bytes(&self.recipe.rule)) + 4 * network.memory()
    }
}

/// A dense layer in 8-bit integers.
struct Quantized {
    dense: Dense,
    weights: Vec<i8>,
    scales: Vec<f32>,
    biases: Vec<f32>,
}

impl Quantized {
    fn new(dense: Dense, parameters: &[f32]) -> Result<Self, Error> {
        let Shape { inputs, outputs, .. } = dense.shape()?;
        let (mut weights, mut scales) = (vec![0; inputs * outputs], vec![0.0; outputs]);
        let mut biases = scales.clone();
        quantize_rows(inputs, parameters, &mut weights, &mut scales, &mut biases)?;
        Ok(Self { dense, weights, scales, biases })
    }

    fn bytes(&self) -> usize {
        self.weights.len() + 4 * (self.scales.len() + self.biases.len())
    }

    fn layer(&self) -> Int8<'_, Dense> {
        Int8::new(self.dense, &self.weights, &self.scales, &self.biases)
    }
}

/// A frozen layer, by itself or with an adapter beside it.
enum Part<'q> {
    Frozen(Int8<'q, Dense>),
    Adapted(LowRank<Int8<'q, Dense>>),
}

impl Part<'_> {
    fn layer(&self) -> &dyn Layer {
        match self {
            Self::Frozen(layer) => layer,
            Self::Adapted(layer) => layer,
        }
    }
}

impl Layer for Part<'_> {
    fn shape(&self) -> Result<Shape, Error> {
        self.layer().shape()
    }

    fn forward(
        &self,
        w: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        self.layer().forward(w, x, y, memory, pass)
    }

    fn backward(
        &self,
        w: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        self.layer().backward(w, trace, gradient, dx)
    }
}

impl Model {
    /// The accuracy on a speaker's later repetitions in floats and in 8 bits as it is; and what the first two lead to, of the
    /// parameters that the recipe picks, and of adapters beside them.
    ///
    /// # Errors
    /// A setting that cannot be followed; parameters that leave what is finite.
    pub fn adapt(
        &self,
        speaker: &Speaker,
        by: &Adapters,
        seed: u32,
    ) -> Result<([f64; 2], [Reached; 2])> {
        let own = self.statistics.towards(&speaker.statistics(LABELLED), self.start.own);
        let (tuning, test) = (speaker.of(0..LABELLED, &own), speaker.of(LABELLED..6, &own));
        let frozen = accuracy(&NETWORK, &self.parameters, &test)?;
        let full = self.moved(by, &tuning, &test)?;
        let (in_bytes, adapted) = self.beside(by, &tuning, &test, seed)?;
        Ok(([frozen, in_bytes], [full, adapted]))
    }

    /// The parameters themselves are trained.
    fn moved(
        &self,
        by: &Adapters,
        tuning: &[Labelled<usize>],
        test: &[Labelled<usize>],
    ) -> Result<Reached> {
        let mut w = self.parameters;
        let picked: Vec<usize> = (0..w.len()).filter(|i| by.selection.contains(*i)).collect();
        let network = NETWORK.trained_from(by.selection.lowest_layer(0))?;
        by.train(&network, &mut w, &picked, tuning)?;
        Ok(Reached {
            accuracy: accuracy(&NETWORK, &w, test)?,
            trained: picked.len(),
            ram: by.ram(&network, picked.len()),
            flash: 4 * (w.len() - picked.len()),
        })
    }

    /// Adapters beside frozen layers are; and what these say by themselves.
    fn beside(
        &self,
        by: &Adapters,
        tuning: &[Labelled<usize>],
        test: &[Labelled<usize>],
        seed: u32,
    ) -> Result<(f64, Reached)> {
        let (first, relu, last) = *NETWORK.layers();
        let (of_first, of_last) = self.parameters.split_at(first.parameters());
        let layers = [Quantized::new(first, of_first)?, Quantized::new(last, of_last)?];
        let lowest = by.selection.lowest_layer(0);
        let mut w = Vec::new();
        let mut part = |number: usize| {
            let base = layers[number].layer();
            if number < lowest {
                return Ok(Part::Frozen(base));
            }
            let adapted = by.lora.beside(base);
            let mut thin = vec![0.0; Layer::shape(&adapted)?.parameters];
            adapted.start(&mut thin, seed + number as u32)?;
            w.extend(thin);
            Ok::<_, Error>(Part::Adapted(adapted))
        };
        let network = Sequential::new((part(0)?, relu, part(1)?))?;
        let in_bytes = accuracy(&network, &w, test)?; // B is 0
        let picked: Vec<usize> = (0..w.len()).collect();
        by.train(&network, &mut w, &picked, tuning)?;
        let reached = Reached {
            accuracy: accuracy(&network, &w, test)?,
            trained: w.len(),
            ram: by.ram(&network, w.len()),
            flash: layers.iter().map(Quantized::bytes).sum(),
        };
        Ok((in_bytes, reached))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vowels::{FACTORY, file, read};
    use thalweg::{
        loss::L2Sp,
        optimizer::Adam,
        recipe::{Unfreezing, WiseFt},
        schedule::Cosine,
    };

    fn recipe() -> Recipe {
        let schedule = Cosine::new(1e-2, 0.0, 6 * 20).unwrap();
        let lora = Some(Lora { rank: 2, alpha: 2.0 });
        Recipe { batch: 4, epochs: 20, lora, ..Recipe::new(Adam::DEFAULT, schedule.into()) }
    }

    fn met(recipe: &Recipe) -> ([f64; 2], [Reached; 2]) {
        let speakers = read(&file()).unwrap();
        let (new, known) = speakers.split_last().unwrap();
        let model = Model::new(&known.iter().collect::<Vec<_>>(), FACTORY, 1).unwrap();
        model.adapt(new, &Adapters::new(recipe).unwrap(), 1).unwrap()
    }

    #[test]
    fn adapters_are_trained_beside_the_layers_that_a_recipe_picks() {
        let ([frozen, in_bytes], [full, adapted]) = met(&recipe());
        // (10 + 24) · 2 + (24 + 11) · 2 in place of 11 · 24 + 25 · 11.
        assert_eq!((full.trained, adapted.trained), (539, 138));
        assert_eq!(adapted.flash, 10 * 24 + 24 * 11 + 8 * (24 + 11));
        assert!(adapted.ram < full.ram / 2, "{adapted:?}, {full:?}");
        assert!((frozen - in_bytes).abs() <= 5.0, "{frozen}, {in_bytes}");
        assert!(adapted.accuracy > in_bytes + 10.0 && full.accuracy > frozen + 10.0);
        let last = Trained::LastLayers { layers: 1 };
        let (_, [full, adapted]) = met(&Recipe { trained: last, ..recipe() });
        assert_eq!((full.trained, adapted.trained), (25 * 11, 70));
        // A larger adapter has more parameters; another alpha, another end.
        let (_, [_, larger]) =
            met(&Recipe { lora: Some(Lora { rank: 4, alpha: 2.0 }), ..recipe() });
        assert_eq!(larger.trained, 276);
        // Nothing of the way is left, or nothing leads anywhere.
        let ([_, in_bytes], [_, back]) =
            met(&Recipe { wise: Some(WiseFt { share: 0.0 }), ..recipe() });
        assert!((back.accuracy - in_bytes).abs() < 1e-9);
    }

    #[test]
    fn a_penalty_shortens_the_way_from_the_start() {
        let speaker = &read(&file()).unwrap()[0];
        let samples = speaker.of(0..LABELLED, &speaker.statistics(LABELLED));
        let way = |alpha: f32| {
            let by = Adapters::new(&Recipe { l2_sp: Some(L2Sp { alpha }), ..recipe() }).unwrap();
            let start = crate::vowels::untrained(1).unwrap();
            let (mut w, picked) = (start, (0..start.len()).collect::<Vec<_>>());
            by.train(&NETWORK, &mut w, &picked, &samples).unwrap();
            w.iter().zip(start).map(|(w, start)| (w - start).powi(2)).sum::<f32>()
        };
        assert!(way(1.0) < way(0.1) && way(0.1) < way(0.0));
    }

    #[test]
    fn what_cannot_be_followed_is_refused_by_name() {
        let refused = |recipe: Recipe| Adapters::new(&recipe).unwrap_err().to_string();
        let unfreezing = Some(Unfreezing { layers: 1, every: 1 });
        for (recipe, said) in [
            (
                Recipe { lora: None, ..recipe() },
                "lora is null; allowed: adapters, a rank and an alpha",
            ),
            (
                Recipe { unfreezing, ..recipe() },
                "unfreezing cannot be set: adapters are trained without; allowed: null",
            ),
            (
                Recipe { replay: 2, ..recipe() },
                "replay is 2; allowed: 0, as no vowel of before is kept",
            ),
            (
                Recipe { trained: Trained::LastLayers { layers: 3 }, ..recipe() },
                "trained.layers is 3; allowed: at most the number of layers",
            ),
            (
                Recipe { trained: Trained::Biases { layers: None }, ..recipe() },
                "lora cannot be set: trained picks a part of a layer; allowed: None, or All or LastLayers",
            ),
            (
                Recipe { lora: Some(Lora { rank: 0, alpha: 1.0 }), ..recipe() },
                "lora.rank is 0; allowed: at least 1",
            ),
            (
                Recipe { accumulation: 2, ..recipe() },
                "accumulation is 2; allowed: 1, as no stage of the chain accumulates",
            ),
        ] {
            assert_eq!(refused(recipe), said);
        }
    }
}
