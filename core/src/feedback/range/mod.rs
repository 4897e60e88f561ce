//! What a learning-rate range test says: the largest rate that still helps.
//!
//! L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017), section 3.3: let the rate
//! rise through a short training and take, for `max_lr`, the rate where the accuracy stops rising or
//! becomes ragged, or the loss turns; for `base_lr` a third or a quarter of it.
//!
//! Read off without looking, in fixed memory, as follows.
//!
//! 1. Rate and metric pass through the same bias-corrected moving average, so that a smoothed metric
//!    is set beside the mean of the rates it comes from; a lag of the average moves both alike.
//! 2. Judging begins when one window, 1/(1 − γ) steps, has passed: the value there is the `first`.
//! 3. A smoothed metric s *gains* when it beats the best before it by more than `least_gain` of all
//!    that was gained so far: |s − best| > `least_gain` · |s − first|. It then is the best.
//! 4. `max_lr` is the smoothed rate at the last gain.
//! 5. The test is over early when a metric is not finite, or the smoothed metric is worse than the
//!    best by the factor `divergence`.

mod analysis;
mod options;
mod report;

pub use analysis::{Judged, RangeAnalysis, RangeState};
pub use options::RangeOptions;
pub use report::{Divergence, NoSuggestion, RangeProgress, Suggestion};
