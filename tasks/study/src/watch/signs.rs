//! What is seen without labels of a fine-tuning that harms: signs on the later windows, and a gate by each of them.

use super::{Model, NETWORK, PARAMETERS, Person, Start, Tuning, Window, apply, features};
use crate::{statistics::Features, training::outputs};
use thalweg::{Error, loss::softmax, metric::argmax};
use thalweg_watch::WINDOW;

/// The signs, in the order of [`Run::signs`].
pub const SIGNS: [&str; 4] = [
    "the two disagree, share of windows",
    "confidence, tuned less calibrated",
    "gain, by what both believe",
    "drift of the features, σ",
];

/// What a fine-tuning did, and what was seen of it without labels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Run {
    /// The accuracy on the later windows before it, in per cent.
    pub calibrated: f64,
    /// After it.
    pub tuned: f64,
    /// Of the same windows, without their labels.
    pub signs: [f64; SIGNS.len()],
}

impl Run {
    /// By how many points the accuracy grew.
    #[must_use]
    pub fn gain(&self) -> f64 {
        self.tuned - self.calibrated
    }
}

/// Keeps what was tuned where a sign is on one side of a threshold, and goes back to the calibrated start elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    sign: usize,
    threshold: f64,
    above: bool,
}

impl Gate {
    /// The gate by this sign that serves some runs best: all thresholds between them, both sides, and to keep always.
    #[must_use]
    pub fn chosen(sign: usize, runs: &[Run]) -> Self {
        let thresholds = runs.iter().map(|run| run.signs[sign]);
        let sides = thresholds
            .flat_map(|threshold| [true, false].map(|above| Self { sign, threshold, above }));
        let always = Self { sign, threshold: f64::NEG_INFINITY, above: true };
        let served = |gate: &Self| runs.iter().map(|run| gate.accuracy(run)).sum::<f64>();
        let best = sides.map(|gate| (served(&gate), gate));
        best.fold((served(&always), always), |a, b| if b.0 > a.0 { b } else { a }).1
    }

    /// Whether a fine-tuning is kept.
    #[must_use]
    pub fn keeps(&self, run: &Run) -> bool {
        let value = run.signs[self.sign];
        if self.above { value >= self.threshold } else { value <= self.threshold }
    }

    /// The accuracy behind it.
    #[must_use]
    pub fn accuracy(&self, run: &Run) -> f64 {
        if self.keeps(run) { run.tuned } else { run.calibrated }
    }
}

impl Model {
    /// Meets a person as [`meet`](Self::meet) does, and looks at the later windows also without their labels.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn look(
        &self,
        person: &Person,
        tuning: &Tuning,
        labelled: &[usize],
        seed: u32,
    ) -> Result<Run, Error> {
        let own = self.calibrate(person);
        let windows = apply(&own, &person.tuning(tuning.hop, labelled));
        let tuned = self.tune(&windows, tuning, seed)?;
        let test = apply(&own, &person.test());
        let mut run = Run::default();
        let share = 1.0 / test.len().max(1) as f64;
        for (x, class) in &test {
            let (before, after) = (said(&self.parameters, x)?, said(&tuned, x)?);
            let (first, second) = (before.class, after.class);
            run.calibrated += 100.0 * share * f64::from(u8::from(first == *class));
            run.tuned += 100.0 * share * f64::from(u8::from(second == *class));
            let both = |class| f64::midpoint(before.of(class), after.of(class));
            let [disagree, confidence, gain, _] = &mut run.signs;
            *disagree += share * f64::from(u8::from(first != second));
            *confidence += share * (after.of(second) - before.of(first));
            *gain += share * (both(second) - both(first));
        }
        run.signs[3] = drift(&windows_without_labels(&own, person), &test);
        Ok(run)
    }
}

/// What a network says of a window.
struct Said {
    probabilities: Vec<f32>,
    class: usize,
}

impl Said {
    fn of(&self, class: usize) -> f64 {
        self.probabilities.get(class).copied().map_or(0.0, f64::from)
    }
}

fn said(parameters: &[f32; PARAMETERS], x: &[f32]) -> Result<Said, Error> {
    let mut probabilities = outputs(&NETWORK, parameters, x)?;
    softmax(&mut probabilities)?;
    let class = argmax(&probabilities).unwrap_or_default();
    Ok(Said { probabilities, class })
}

/// All that was done in the first four seconds.
fn windows_without_labels(own: &Features, person: &Person) -> Vec<Window> {
    let all: Vec<usize> = (0..NETWORK.outputs()).collect();
    apply(own, &person.tuning(WINDOW, &all))
}

/// The root of the mean square of what features' means moved by.
fn drift(before: &[Window], after: &[Window]) -> f64 {
    features(before).distance(&features(after))
}

/// Networks of all people but some, each with a seed, that meet one of those.
pub struct Study<'p> {
    /// The people.
    pub people: &'p [Person],
    /// How the others' networks are trained.
    pub start: Start,
    /// How each is met.
    pub tuning: Tuning,
}

impl Study<'_> {
    /// The runs of each person whom the network of all others meets, with the exercises that `labelled` says of a person and seed.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn reported(
        &self,
        seeds: &[u32],
        labelled: impl Fn(usize, u32) -> Vec<usize>,
    ) -> Result<Vec<Vec<Run>>, Error> {
        let each = |person: usize| {
            seeds
                .iter()
                .map(|&seed| {
                    let model = self.without(&[person], seed)?;
                    model.look(&self.people[person], &self.tuning, &labelled(person, seed), seed)
                })
                .collect()
        };
        (0..self.people.len()).map(each).collect()
    }

    /// For each person, the runs of the others, of networks that know neither: what a gate may be chosen by. `met` is called once
    /// for each pair.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn of_others(
        &self,
        seeds: &[u32],
        labelled: impl Fn(usize, u32) -> Vec<usize>,
        mut met: impl FnMut(),
    ) -> Result<Vec<Vec<Run>>, Error> {
        let mut runs = vec![Vec::new(); self.people.len()];
        for outer in 0..self.people.len() {
            for inner in 0..outer {
                for &seed in seeds {
                    let model = self.without(&[outer, inner], seed)?;
                    for (of, by) in [(outer, inner), (inner, outer)] {
                        let exercises = labelled(by, seed);
                        let run = model.look(&self.people[by], &self.tuning, &exercises, seed)?;
                        runs[of].push(run);
                    }
                }
                met();
            }
        }
        Ok(runs)
    }

    fn without(&self, left_out: &[usize], seed: u32) -> Result<Model, Error> {
        let others = self.people.iter().enumerate();
        let others: Vec<_> = others
            .filter(|(index, _)| !left_out.contains(index))
            .map(|(_, person)| person)
            .collect();
        Model::new(&others, self.start, false, seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(gain: f64, sign: f64) -> Run {
        Run { calibrated: 80.0, tuned: 80.0 + gain, signs: [sign; SIGNS.len()] }
    }

    #[test]
    fn a_gate_keeps_what_gains() {
        let gate = Gate::chosen(0, &[run(5.0, 0.1), run(4.0, 0.2), run(-3.0, 0.4)]);
        assert!(gate.keeps(&run(1.0, 0.15)) && !gate.keeps(&run(1.0, 0.3)));
        let gate = Gate::chosen(0, &[run(5.0, 0.1), run(-4.0, 0.0)]);
        assert!(gate.keeps(&run(1.0, 0.2)) && !gate.keeps(&run(1.0, 0.05)));
        let gate = Gate::chosen(1, &[run(5.0, 0.1), run(4.0, 0.2)]);
        assert!(gate.keeps(&run(1.0, 9.0)), "nothing lost: it always keeps");
        assert_eq!(gate.accuracy(&run(1.0, 0.15)), 81.0);
    }
}
