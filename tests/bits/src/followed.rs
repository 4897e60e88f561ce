//! What follows a training, a metric or its samples, over steps of parameters that shrink and grow.

use crate::lines::Line;
use thalweg::{
    Error,
    average::{Ema, ParameterEma, Swa, VectorEma},
    data::{Augmentation, Mixup, Normalizer, Replay, Reservoir, RunningStatistics},
    feedback::{EarlyStopping, Feedback, RangeAnalysis, ReduceOnPlateau, Verdict},
};
use thalweg_catalogue::{
    averages, feedbacks,
    numbers::{hash, parameters},
    preparations,
};

const N: usize = 4;
/// Two sensors of three axes, of which a window holds three samples.
const CHANNELS: usize = 6;
/// A feedback sees a window of 20 and more.
const STEPS: u32 = 40;

/// Every average, feedback and preparation of the catalogue.
pub(crate) fn all(line: &mut dyn FnMut(Line)) {
    macro_rules! results {
        ([$what:literal] $($name:ident: $type:ty = $value:expr;)*) => {$(
            let follower: Result<$type, Error> = $value;
            line(Line(stringify!($name), $what, follower.map_or(0, followed)));
        )*};
    }
    macro_rules! values {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            let follower: $type = $value;
            line(Line(stringify!($name), "preparation", followed(follower)));
        )*};
    }
    averages!(results["average"]);
    feedbacks!(results["feedback"]);
    preparations!(values);
}

/// What is seen of it after each step; 0 stands for a refusal.
#[inline(never)]
fn followed(mut follower: impl Follows) -> u32 {
    let (mut w, mut bits) = ([0.0; N], 0_u32);
    parameters(&mut w);
    for k in 0..STEPS {
        let metric = w.iter().map(|w| w * w).sum();
        let Ok(seen) = follower.follow(&w, metric, k) else { return 0 };
        bits = bits.rotate_left(5) ^ seen;
        let by = if k < STEPS / 2 { -0.875 } else { -1.25 };
        w.iter_mut().for_each(|w| *w *= by);
    }
    bits
}

trait Follows {
    /// The bits of what it makes of a step's parameters, metric and number.
    fn follow(&mut self, w: &[f32; N], metric: f32, k: u32) -> Result<u32, Error>;
}

/// The hash of a few numbers, and of zeros in the rest.
fn bits(values: impl IntoIterator<Item = f32>) -> u32 {
    let mut all = [0.0; CHANNELS * 3];
    all.iter_mut().zip(values).for_each(|(place, value)| *place = value);
    hash(&all)
}

impl Follows for Ema {
    fn follow(&mut self, _: &[f32; N], metric: f32, _: u32) -> Result<u32, Error> {
        self.push(metric)?;
        Ok(bits([self.value(), self.corrected()]))
    }
}

impl Follows for VectorEma<[f32; N]> {
    fn follow(&mut self, w: &[f32; N], _: f32, _: u32) -> Result<u32, Error> {
        self.push(w)?;
        Ok(bits(self.corrected()))
    }
}

impl Follows for ParameterEma<[f32; N]> {
    fn follow(&mut self, w: &[f32; N], _: f32, _: u32) -> Result<u32, Error> {
        self.push(w)?;
        Ok(bits(self.value().iter().copied()))
    }
}

impl Follows for Swa<[f32; N]> {
    fn follow(&mut self, w: &[f32; N], _: f32, _: u32) -> Result<u32, Error> {
        self.push(w)?;
        Ok(bits(self.value().iter().copied()))
    }
}

impl Follows for EarlyStopping {
    fn follow(&mut self, _: &[f32; N], metric: f32, _: u32) -> Result<u32, Error> {
        let left = match self.observe(metric) {
            Verdict::Improved => -1.0,
            Verdict::Wait { left } => left as f32,
            Verdict::Stop { .. } => -2.0,
        };
        let best = self.best().map(|best| [best.metric, best.epoch as f32]);
        Ok(bits([left].into_iter().chain(best.into_iter().flatten())))
    }
}

impl Follows for ReduceOnPlateau {
    fn follow(&mut self, _: &[f32; N], metric: f32, _: u32) -> Result<u32, Error> {
        Ok(bits([Feedback::observe(self, metric)]))
    }
}

impl Follows for RangeAnalysis {
    fn follow(&mut self, _: &[f32; N], metric: f32, k: u32) -> Result<u32, Error> {
        self.observe(1e-3 * (1.0 + k as f32), metric)?;
        let max_lr = self.suggest().map_or(0.0, |suggestion| suggestion.max_lr);
        Ok(bits([self.smoothed(), max_lr]))
    }
}

impl Follows for Normalizer<2> {
    fn follow(&mut self, w: &[f32; N], metric: f32, _: u32) -> Result<u32, Error> {
        Ok(bits(self.apply(&[w[0], metric])))
    }
}

impl Follows for RunningStatistics<[f32; 2]> {
    fn follow(&mut self, w: &[f32; N], metric: f32, _: u32) -> Result<u32, Error> {
        self.push(&[w[0], metric])?;
        let mut x = [w[1], w[2]];
        self.normalize(&mut x)?;
        Ok(bits(x.into_iter().chain(self.scale())))
    }
}

impl Follows for Augmentation<2> {
    fn follow(&mut self, w: &[f32; N], _: f32, k: u32) -> Result<u32, Error> {
        let mut window = [0.0; CHANNELS * 3];
        window.iter_mut().zip(w.iter().cycle()).for_each(|(x, w)| *x = *w);
        self.apply(k, &mut window)?;
        Ok(bits(window))
    }
}

impl Follows for Mixup {
    fn follow(&mut self, w: &[f32; N], metric: f32, k: u32) -> Result<u32, Error> {
        let mut x = [w[0], w[1]];
        let share = self.mix(k, &mut x, &[w[2], metric])?;
        Ok(bits([x[0], x[1], share]))
    }
}

impl<const S: usize, const C: usize> Follows for Reservoir<S, 2, C> {
    fn follow(&mut self, w: &[f32; N], metric: f32, k: u32) -> Result<u32, Error> {
        self.push(&[w[0], metric], (k % 7) as usize % C)?;
        let (x, class) = self.pick(k)?;
        Ok(bits(x.iter().copied().chain([class as f32])))
    }
}

impl Follows for Replay<'_> {
    fn follow(&mut self, _: &[f32; N], _: f32, k: u32) -> Result<u32, Error> {
        let (x, class) = self.pick::<2>(k)?;
        Ok(bits(x.iter().copied().chain([class as f32])))
    }
}
