//! Every feedback, average and preparation under one rule.

use crate::training::{STEPS, gradient, noise, resumes};
use thalweg::{
    Error,
    average::{Ema, ParameterEma, Swa, VectorEma},
    checkpoint::Checkpoint,
    data::{Normalizer, Reservoir, RunningStatistics},
    feedback::{EarlyStopping, Feedback, RangeAnalysis, ReduceOnPlateau},
    metric::{ConfusionMatrix, Forgetting},
    nn::{Prototypes, SnapshotEnsemble},
    optimizer::{Momentum, Optimizer},
};
use thalweg_catalogue::{averages, feedbacks};

const N: usize = 4;

/// What follows a training, and what it makes of it: a learning rate.
trait Follows: Checkpoint {
    /// A metric, the parameters, the step.
    fn follow(&mut self, metric: f32, w: &[f32; N], k: u32) -> f32;
}

impl Follows for EarlyStopping {
    fn follow(&mut self, metric: f32, _: &[f32; N], _: u32) -> f32 {
        self.observe(metric);
        self.best().map_or(0.1, |best| 0.1 / (1.0 + best.epoch as f32))
    }
}

impl Follows for ReduceOnPlateau {
    fn follow(&mut self, metric: f32, _: &[f32; N], _: u32) -> f32 {
        Feedback::observe(self, metric)
    }
}

impl Follows for RangeAnalysis {
    fn follow(&mut self, metric: f32, _: &[f32; N], _: u32) -> f32 {
        let rate = 1e-4 * (1.0 + self.state().observed as f32);
        let metric = if self.state().observed == 400 { f32::NAN } else { metric };
        self.observe(rate, metric).unwrap();
        rate
    }
}

impl Follows for Ema {
    fn follow(&mut self, metric: f32, _: &[f32; N], _: u32) -> f32 {
        self.push(metric).unwrap();
        0.01 * self.corrected()
    }
}

macro_rules! pushes {
    ($($type:ty),*) => {$(
        impl Follows for $type {
            fn follow(&mut self, _: f32, w: &[f32; N], _: u32) -> f32 {
                self.push(w).unwrap();
                0.01 * (1.0 + self.value()[1].abs())
            }
        }
    )*};
}

pushes!(VectorEma<[f32; N]>, ParameterEma<[f32; N]>, Swa<[f32; N]>);

impl Follows for RunningStatistics<[f32; 2]> {
    fn follow(&mut self, metric: f32, w: &[f32; N], _: u32) -> f32 {
        self.push(&[metric, w[0]]).unwrap();
        0.01 * self.scale().next().unwrap().min(2.0)
    }
}

/// One that is measured anew at every step.
impl Follows for Normalizer<2> {
    fn follow(&mut self, metric: f32, _: &[f32; N], k: u32) -> f32 {
        self.mean = [metric, noise(k, 0)];
        self.scale[1] = 0.5 * self.scale[1] + self.apply(&[0.5, 0.5])[1].abs().min(3.0);
        0.01
    }
}

impl Follows for Reservoir<16, 4, 3> {
    fn follow(&mut self, _: f32, w: &[f32; N], k: u32) -> f32 {
        self.push(w, (k % 7 % 3) as usize).unwrap();
        0.01 * (1.0 + self.pick(k).unwrap().0[0].abs())
    }
}

impl Follows for Prototypes<3, N> {
    fn follow(&mut self, _: f32, w: &[f32; N], k: u32) -> f32 {
        self.push((k % 3) as usize, w).unwrap();
        0.01 * (1.0 + self.means()[1][2].abs())
    }
}

impl Follows for SnapshotEnsemble<3, N> {
    fn follow(&mut self, _: f32, w: &[f32; N], k: u32) -> f32 {
        if k % 5 == 4 {
            self.push(w).unwrap();
        }
        0.01 * (1.0 + self.snapshots().last().map_or(0.0, |w| w[2].abs()))
    }
}

impl Follows for Forgetting<3> {
    fn follow(&mut self, metric: f32, _: &[f32; N], k: u32) -> f32 {
        self.push((k % 3) as usize, 1.0 / (1.0 + metric)).unwrap();
        0.01 * (1.0 + self.mean().unwrap_or(0.0))
    }
}

impl Follows for ConfusionMatrix<3> {
    fn follow(&mut self, _: f32, w: &[f32; N], k: u32) -> f32 {
        self.push_outputs((k % 3) as usize, &w[..3]).unwrap();
        0.01 * (1.0 + self.accuracy().unwrap_or(0.0))
    }
}

type Training<F> = ([f32; N], Optimizer<Momentum, [f32; N]>, F, f32);

fn follows<F: Follows + Clone>(name: &str, follower: &F) -> u32 {
    let make = || -> Training<F> {
        let optimizer = Optimizer::new(Momentum::DEFAULT).unwrap();
        ([0.5; N], optimizer, follower.clone(), 0.01)
    };
    let step = |(w, optimizer, follower, rate): &mut Training<F>, k: u32| {
        let g = gradient(w, k);
        optimizer.step(w, &g, *rate).unwrap();
        let metric = g.iter().map(|g| g * g).sum::<f32>() + 1e-3 * (1.0 + noise(k, 99));
        *rate = follower.follow(metric, w, k);
    };
    resumes(name, make, step, STEPS)
}

#[test]
fn whatever_follows_a_training_goes_on() {
    let (mut count, mut stops) = (0, 0);
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            count += 1;
            stops += follows::<$type>(stringify!($name), &$value.unwrap());
        )*};
    }
    feedbacks!(each);
    averages!(each);
    each! {
        normalizer: Normalizer<2>
            = Ok::<_, Error>(Normalizer { mean: [0.5, -0.5], scale: [2.0, 0.5] });
        running_statistics: RunningStatistics<[f32; 2]> = Ok::<_, Error>(RunningStatistics::new());
        reservoir: Reservoir<16, 4, 3> = Ok::<_, Error>(Reservoir::new(7));
        prototypes: Prototypes<3, N> = Ok::<_, Error>(Prototypes::new());
        snapshot_ensemble: SnapshotEnsemble<3, N> = Ok::<_, Error>(SnapshotEnsemble::new());
        forgetting: Forgetting<3> = Ok::<_, Error>(Forgetting::new());
        confusion_matrix: ConfusionMatrix<3> = Ok::<_, Error>(ConfusionMatrix::new());
    }
    println!(
        "{count} feedbacks, averages, metrics and keepers of samples stopped and resumed {stops} times"
    );
    assert_eq!(stops, count * STEPS);
}
