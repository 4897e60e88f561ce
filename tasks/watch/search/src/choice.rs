//! Which recipe is chosen, and what it is worth to someone who took no part in the choice.

use crate::{candidates::Candidate, rows::Rows, trial::Trial};
use anyhow::{Context, Result};

/// What was chosen for a person, and what it did, in per cent.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) person: usize,
    pub(crate) recipe: String,
    pub(crate) before: f64,
    pub(crate) after: f64,
}

/// Mean accuracies before and after, in per cent, of a recipe on these people.
fn accuracy(
    candidate: &Candidate,
    pairs: impl Iterator<Item = (usize, usize)>,
    (people, seeds): (usize, &[u64]),
    rows: &Rows,
) -> Result<(f64, f64)> {
    let (mut before, mut after, mut count) = (0.0, 0.0, 0.0);
    for (person, outer) in pairs {
        for &seed in seeds {
            let row = rows.get(&Trial::new(&candidate.recipe, person, outer, people, seed))?;
            before += 100.0 * f64::from(row.before) / f64::from(row.of);
            after += 100.0 * f64::from(row.after) / f64::from(row.of);
            count += 1.0;
        }
    }
    Ok((before / count, after / count))
}

/// The first of the best.
fn best_by(
    candidates: &[Candidate],
    mut worth: impl FnMut(&Candidate) -> Result<f64>,
) -> Result<&Candidate> {
    let mut best: Option<(f64, &Candidate)> = None;
    for candidate in candidates {
        let worth = worth(candidate)?;
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, candidate));
        }
    }
    best.map(|(_, candidate)| candidate).context("there are no recipes")
}

/// For each person the recipe that is best on the others, and what it does for this one.
pub(crate) fn nested(
    candidates: &[Candidate],
    people: usize,
    seeds: &[u64],
    rows: &Rows,
) -> Result<Vec<Choice>> {
    let with = (people, seeds);
    (1..=people)
        .map(|outer| {
            let others = || (1..=people).filter(move |p| *p != outer).map(move |p| (p, outer));
            // Of an adaptive search, only the recipes that were proposed for this person.
            let tried: Vec<_> = candidates
                .iter()
                .filter(|of| accuracy(of, others(), with, rows).is_ok())
                .cloned()
                .collect();
            let chosen = best_by(&tried, |of| Ok(accuracy(of, others(), with, rows)?.1))?;
            let (before, after) = accuracy(chosen, std::iter::once((outer, outer)), with, rows)?;
            Ok(Choice { person: outer, recipe: chosen.name.clone(), before, after })
        })
        .collect()
}

/// The recipe that is best on everyone, each met by a model of the others: to take along, not to be reported.
pub(crate) fn best<'c>(
    candidates: &'c [Candidate],
    people: usize,
    seeds: &[u64],
    rows: &Rows,
) -> Result<&'c Candidate> {
    best_by(candidates, |candidate| everyone(candidate, people, seeds, rows))
}

/// Mean accuracy of a recipe on everyone.
pub(crate) fn everyone(
    candidate: &Candidate,
    people: usize,
    seeds: &[u64],
    rows: &Rows,
) -> Result<f64> {
    Ok(accuracy(candidate, (1..=people).map(|p| (p, p)), (people, seeds), rows)?.1)
}

/// Mean and standard error.
pub(crate) fn mean(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}
