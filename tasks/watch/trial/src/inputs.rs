//! A model for a device whose statistics of the inputs are others.

use thalweg_watch::{FEATURES, HIDDEN, Model};

/// Weights of a row of the first layer, and its bias.
const ROW: usize = FEATURES + 1;

/// The same function of the features, written for inputs that are normalised with the statistics of another model, as that in
/// the flash of a device that adopts parameters alone; what is replayed is then of that model as well.
///
/// With x = (φ − m) s and x′ = (φ − m′) s′: w′ = w s / s′ and b′ = b + Σ w s (m′ − m), in `f64`, each rounded once.
#[must_use]
pub fn for_inputs(model: &Model, of: &Model) -> Model {
    let (mut parameters, old, normalizer) = (model.parameters, &model.normalizer, &of.normalizer);
    for row in parameters.chunks_exact_mut(ROW).take(HIDDEN) {
        let Some((bias, weights)) = row.split_last_mut() else { continue };
        let mut sum = f64::from(*bias);
        let statistics = old.scale.iter().zip(&normalizer.scale);
        let means = old.mean.iter().zip(&normalizer.mean);
        for ((weight, (s, other_s)), (m, other_m)) in weights.iter_mut().zip(statistics).zip(means)
        {
            let scaled = f64::from(*weight) * f64::from(*s);
            sum += scaled * (f64::from(*other_m) - f64::from(*m));
            *weight = (scaled / f64::from(*other_s)) as f32;
        }
        *bias = sum as f32;
    }
    Model { parameters, ..of.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Person;
    use thalweg_watch::{PRETRAINED, Plan, Settings};
    use thalweg_watch_study::{dataset::load, training::pretrain};

    #[test]
    fn a_model_for_other_inputs_recognises_the_same_windows() {
        let people: Vec<_> = [1, 2].map(|person| load(person).unwrap()).into();
        let people: Vec<_> = people.iter().map(Vec::as_slice).collect();
        let model = pretrain(&people, 1).unwrap();
        let other = for_inputs(&model, &PRETRAINED);
        assert_ne!(model.normalizer, other.normalizer);
        for person in [3, 8] {
            let recordings = load(person).unwrap();
            let score = |model: &Model| {
                let (plan, settings) = (Plan::DEFAULT, Settings::DEFAULT);
                let person = Person::new(model, &recordings, &plan, &settings).unwrap();
                person.score_uncalibrated(&model.parameters)
            };
            assert_eq!(score(&model), score(&other));
        }
        assert_eq!(for_inputs(&model, &model).parameters, model.parameters);
    }
}
