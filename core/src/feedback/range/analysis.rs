//! The state of a range test, and the judgement of each step.

use super::{Divergence, NoSuggestion, RangeOptions, RangeProgress, Suggestion};
use crate::{
    Error,
    average::{VectorEma, VectorEmaState},
    checkpoint::keeps_state,
    error,
    feedback::Goal,
};

/// Reads a learning-rate range test, step by step.
///
/// ```
/// use thalweg::feedback::{RangeAnalysis, RangeOptions, RangeProgress};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut analysis = RangeAnalysis::new(RangeOptions::LOSS)?;
/// let mut lr = 1e-4;
/// loop {
///     let loss = 1.0 + (lr - 0.1) * (lr - 0.1) / 0.01; // of a batch, trained at this rate
///     if let RangeProgress::Over(why) = analysis.observe(lr, loss)? {
///         assert!(why.to_string().starts_with("the smoothed metric at rate 0.3"));
///         break;
///     }
///     lr *= 1.02;
/// }
/// let suggestion = analysis.suggest()?;
/// assert!(suggestion.turned && (0.08..0.12).contains(&suggestion.max_lr));
/// assert_eq!(suggestion.base_lr_quarter(), suggestion.max_lr / 4.0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RangeAnalysis {
    options: RangeOptions,
    /// Of the rate and of the metric.
    average: VectorEma<[f32; 2]>,
    window: u32,
    observed: u32,
    lr: f32,
    judged: Option<Judged>,
    over: Option<Divergence>,
}

/// What a [`RangeAnalysis`] keeps between steps.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RangeState {
    /// The uncorrected averages of the rate and of the metric.
    pub averages: [f32; 2],
    /// The sum of their weights.
    pub weights: f32,
    /// How many steps there were.
    pub observed: u32,
    /// The rate of the last one.
    pub lr: f32,
    /// What has been seen since the first window.
    pub judged: Option<Judged>,
    /// Why the test is over, if it is.
    pub over: Option<Divergence>,
}

/// What a range test has seen since its first window.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Judged {
    /// The smoothed metric there.
    pub first: f32,
    /// The best one since.
    pub best: f32,
    /// The last one.
    pub last: f32,
    /// The smoothed rate of the last gain, and the step it was made at.
    pub last_gain: Option<(f32, u32)>,
}

crate::plain_struct! {
    struct Judged { first: f32, best: f32, last: f32, last_gain: Option<(f32, u32)> }
}
crate::plain_struct! {
    struct RangeState {
        averages: [f32; 2],
        weights: f32,
        observed: u32,
        lr: f32,
        judged: Option<Judged>,
        over: Option<Divergence>,
    }
}
keeps_state!(RangeAnalysis, RangeState, 12, "range_analysis");

impl Judged {
    const fn from(first: f32) -> Self {
        Self { first, best: first, last: first, last_gain: None }
    }

    /// Adds a smoothed metric, and returns whether it gains.
    fn add(&mut self, smoothed: f32, options: &RangeOptions) -> bool {
        self.last = smoothed;
        let better_than = |other: f32| match options.goal {
            Goal::Minimize => other - smoothed,
            Goal::Maximize => smoothed - other,
        };
        let (added, gained) = (better_than(self.best), better_than(self.first));
        let gains = added > 0.0 && added > options.least_gain * gained;
        if gains {
            self.best = smoothed;
        }
        gains
    }
}

impl RangeAnalysis {
    /// Nothing observed yet.
    ///
    /// # Errors
    /// An option out of its range.
    pub fn new(options: RangeOptions) -> Result<Self, Error> {
        options.validate()?;
        let average = VectorEma::new(options.decay)?;
        let window = rounded_up(average.window());
        Ok(Self { options, average, window, observed: 0, lr: 0.0, judged: None, over: None })
    }

    /// Adds the rate of a step and the loss or accuracy of its batch. Once the test is over,
    /// nothing more is added, and the same result is returned again.
    ///
    /// # Errors
    /// A rate that is not finite or below the one before it; a negative metric. Nothing is added
    /// then.
    pub fn observe(&mut self, lr: f32, metric: f32) -> Result<RangeProgress, Error> {
        if let Some(why) = self.over {
            return Ok(RangeProgress::Over(why));
        }
        self.check(lr, metric)?;
        // The rate is finite, so what the average refuses is the metric.
        self.over = match self.average.push(&[lr, metric]) {
            Ok(()) => self.judge(lr),
            Err(_) => Some(Divergence::NotFinite { lr }),
        };
        Ok(self.over.map_or(RangeProgress::Continue, RangeProgress::Over))
    }

    fn check(&self, lr: f32, metric: f32) -> Result<(), Error> {
        if !(lr >= self.lr && lr.is_finite()) {
            let allowed = "finite and at least the rate before it";
            return Err(Error::OutOfRange { field: "lr", value: lr, allowed });
        }
        if metric < 0.0 && metric.is_finite() {
            return Err(Error::OutOfRange {
                field: "metric",
                value: metric,
                allowed: "at least 0",
            });
        }
        Ok(())
    }

    fn judge(&mut self, lr: f32) -> Option<Divergence> {
        self.lr = lr;
        self.observed = self.observed.saturating_add(1);
        let [smoothed_lr, smoothed] = self.corrected();
        let Some(judged) = &mut self.judged else {
            self.judged = (self.observed >= self.window).then(|| Judged::from(smoothed));
            return None;
        };
        if judged.add(smoothed, &self.options) {
            judged.last_gain = Some((smoothed_lr, self.observed));
        }
        let limit = self.options.limit(judged.best);
        let worse = match self.options.goal {
            Goal::Minimize => smoothed > limit,
            Goal::Maximize => smoothed < limit,
        };
        worse.then_some(Divergence::Worse { lr, smoothed, limit })
    }

    /// What the steps so far suggest.
    ///
    /// # Errors
    /// Less than a window was observed, or the metric never became better.
    pub fn suggest(&self) -> Result<Suggestion, NoSuggestion> {
        let (observed, window) = (self.observed, self.window);
        let Judged { first, last, last_gain, .. } =
            self.judged.ok_or(NoSuggestion::TooShort { observed, window })?;
        let (max_lr, at) = last_gain.ok_or(NoSuggestion::NeverBetter { first, last })?;
        let turned = self.over.is_some() || observed.saturating_sub(at) >= window;
        Ok(Suggestion { max_lr, turned })
    }

    /// The smoothed metric: what to draw over the rate. 0 before the first step.
    pub fn smoothed(&self) -> f32 {
        let [_, smoothed] = self.corrected();
        smoothed
    }

    /// The averages of the rate and of the metric.
    fn corrected(&self) -> [f32; 2] {
        let mut averages = [0.0; 2];
        averages.iter_mut().zip(self.average.corrected()).for_each(|(into, from)| *into = from);
        averages
    }

    /// What is kept between steps.
    pub fn state(&self) -> RangeState {
        let Self { observed, lr, judged, over, .. } = *self;
        let mut averages = [0.0; 2];
        averages.iter_mut().zip(self.average.value()).for_each(|(into, from)| *into = *from);
        let VectorEmaState { weights } = self.average.state();
        RangeState { averages, weights, observed, lr, judged, over }
    }

    /// Goes on where another one of the same options was.
    ///
    /// # Errors
    /// A number out of its range; nothing is changed then.
    pub fn restore(&mut self, state: RangeState) -> Result<(), Error> {
        let RangeState { averages, weights, observed, lr, judged, over } = state;
        // No rate and no metric below 0 was taken, so that nothing made of them is.
        let not_below_0 = |field, numbers: &[f32]| {
            numbers.iter().try_for_each(|&number| error::non_negative(field, number))
        };
        not_below_0("lr", &[lr])?;
        not_below_0("averages", &averages)?;
        match over {
            Some(Divergence::NotFinite { lr }) => not_below_0("over", &[lr])?,
            Some(Divergence::Worse { lr, smoothed, limit }) => {
                not_below_0("over", &[lr, smoothed, limit])?;
            }
            None => {}
        }
        if let Some(Judged { first, best, last, last_gain }) = judged {
            let (rate, step) = last_gain.unwrap_or((0.0, 0));
            not_below_0("judged", &[first, best, last, rate])?;
            if step > observed || observed < self.window {
                let allowed = "at least a window, and the step of the last gain";
                return Err(Error::Count { field: "observed", value: observed, allowed });
            }
        }
        self.average.restore(VectorEmaState { weights }, &averages)?;
        *self = Self { observed, lr, judged, over, ..*self };
        Ok(())
    }
}

/// The whole number at or above a positive `x`.
fn rounded_up(x: f32) -> u32 {
    let whole = x as u32;
    whole.saturating_add(u32::from((whole as f32) < x))
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    /// The analysis of `steps` steps whose rate rises from 0.001 to 1.
    fn read(options: RangeOptions, steps: u32, metric: impl Fn(f32) -> f32) -> RangeAnalysis {
        let mut analysis = RangeAnalysis::new(options).unwrap();
        for step in 0..steps {
            let lr = 0.001 + 0.999 * step as f32 / steps as f32;
            analysis.observe(lr, metric(lr)).unwrap();
        }
        analysis
    }

    #[test]
    fn an_accuracy_that_comes_to_rest_is_cut_where_it_does() {
        let rest = |lr: f32| (3.0 * lr).min(0.9);
        let suggestion = read(RangeOptions::ACCURACY, 1000, rest).suggest().unwrap();
        assert!(suggestion.turned);
        // The average still rises for a while after the accuracy rests; so does the averaged rate.
        assert!((0.29..0.36).contains(&suggestion.max_lr), "{suggestion:?}");
        assert_eq!(suggestion.base_lr_third(), suggestion.max_lr / 3.0);
    }

    #[test]
    fn a_loss_that_still_falls_has_not_turned() {
        let suggestion = read(RangeOptions::LOSS, 1000, |lr| 2.0 - lr).suggest().unwrap();
        assert!(!suggestion.turned && suggestion.max_lr > 0.95, "{suggestion:?}");
    }

    #[test]
    fn divergence_is_reported_with_its_numbers_and_stays() {
        let mut analysis =
            RangeAnalysis::new(RangeOptions { decay: 0.0, ..RangeOptions::LOSS }).unwrap();
        for (lr, loss) in [(0.1, 2.0), (0.2, 1.0), (0.3, 4.0)] {
            assert_eq!(analysis.observe(lr, loss).unwrap(), RangeProgress::Continue);
        }
        let worse = Divergence::Worse { lr: 0.4, smoothed: 4.5, limit: 4.0 };
        for (lr, loss) in [(0.4, 4.5), (0.5, 0.0), (0.0, -1.0)] {
            assert_eq!(analysis.observe(lr, loss).unwrap(), RangeProgress::Over(worse));
        }
        assert_eq!(analysis.suggest().unwrap(), Suggestion { max_lr: 0.2, turned: true });
        assert_eq!(
            worse.to_string(),
            "the smoothed metric at rate 0.4 is 4.5, past the limit of 4"
        );
    }

    #[test]
    fn an_accuracy_diverges_downwards_and_nan_at_once() {
        let options = RangeOptions { decay: 0.0, ..RangeOptions::ACCURACY };
        let mut analysis = RangeAnalysis::new(options).unwrap();
        let mut observe = |lr, accuracy| analysis.observe(lr, accuracy).unwrap();
        assert_eq!(observe(0.1, 0.8), RangeProgress::Continue);
        assert_eq!(observe(0.2, 0.4), RangeProgress::Continue);
        let worse = Divergence::Worse { lr: 0.3, smoothed: 0.3, limit: 0.4 };
        assert_eq!(observe(0.3, 0.3), RangeProgress::Over(worse));
        let mut analysis = RangeAnalysis::new(options).unwrap();
        let over = RangeProgress::Over(Divergence::NotFinite { lr: 0.1 });
        assert_eq!(analysis.observe(0.1, f32::NAN).unwrap(), over);
    }

    #[test]
    fn nothing_is_suggested_without_a_reason() {
        let short = read(RangeOptions::LOSS, 19, |_| 1.0).suggest().unwrap_err();
        assert_eq!(short, NoSuggestion::TooShort { observed: 19, window: 20 });
        let flat = read(RangeOptions::LOSS, 100, |lr| 1.0 + lr).suggest().unwrap_err();
        assert!(matches!(flat, NoSuggestion::NeverBetter { first, last } if last > first));
    }

    #[test]
    fn bad_input_is_named_and_changes_nothing() {
        let mut analysis = read(RangeOptions::LOSS, 100, |lr| 2.0 - lr);
        let before = analysis;
        let error = analysis.observe(0.5, 1.0).unwrap_err().to_string();
        assert_eq!(error, "lr is 0.5; allowed: finite and at least the rate before it");
        let error = analysis.observe(2.0, -1.0).unwrap_err().to_string();
        assert_eq!(error, "metric is -1; allowed: at least 0");
        assert_eq!(analysis, before);
        let options = RangeOptions { divergence: 1.0, ..RangeOptions::LOSS };
        let error = RangeAnalysis::new(options).unwrap_err().to_string();
        assert_eq!(error, "divergence is 1; allowed: finite and above 1");
    }

    proptest! {
        #[test]
        fn whatever_the_metrics_a_suggestion_lies_among_the_rates(
            steps in proptest::collection::vec((0.0..0.1_f32, any::<u32>()), 1..200),
            decay in 0.0..0.99_f32, accuracy: bool,
        ) {
            let options = if accuracy { RangeOptions::ACCURACY } else { RangeOptions::LOSS };
            let mut analysis = RangeAnalysis::new(RangeOptions { decay, ..options }).unwrap();
            let mut lr = 0.01;
            for (more, bits) in steps {
                lr += more;
                let _refused_or_not = analysis.observe(lr, f32::from_bits(bits));
            }
            if let Ok(Suggestion { max_lr, .. }) = analysis.suggest() {
                prop_assert!(max_lr > 0.0099 && max_lr <= lr * 1.0001);
            }
        }
    }
}
