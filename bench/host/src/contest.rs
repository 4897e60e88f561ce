//! Contestants that take turns: on a machine that is shared, only neighbours in time compare.

use criterion::Criterion;
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// How often each contestant has its turn.
const ROUNDS: usize = 10;
/// Taken before the first turn: the first steps of some rules are cheaper than the later ones.
const FIRST_STEPS: u64 = 20;
const WARM_UP: Duration = Duration::from_millis(4);
const TURN: Duration = Duration::from_millis(24);
/// The fewest that criterion takes; its statistics of a single turn are not used.
const SAMPLES: usize = 10;

/// One of those whose steps are timed.
pub struct Contestant {
    by: &'static str,
    state: &'static str,
    guard: bool,
    state_bytes: f64,
    /// Takes so many steps, and says how long they took.
    steps: Box<dyn FnMut(u64) -> Duration>,
}

impl Contestant {
    /// Times `step`, many in a row.
    pub fn new(by: &'static str, mut step: impl FnMut() + 'static) -> Self {
        Self::timed(by, move |steps| {
            let start = Instant::now();
            for _ in 0..steps {
                step();
            }
            start.elapsed()
        })
    }

    /// Times `step` alone, without `prepare`, which makes what a step consumes.
    pub fn prepared<I>(
        by: &'static str,
        mut prepare: impl FnMut() -> I + 'static,
        mut step: impl FnMut(I) + 'static,
    ) -> Self {
        Self::timed(by, move |steps| {
            let mut time = Duration::ZERO;
            for _ in 0..steps {
                let input = black_box(prepare());
                let start = Instant::now();
                step(input);
                time += start.elapsed();
            }
            time
        })
    }

    fn timed(by: &'static str, mut steps: impl FnMut(u64) -> Duration + 'static) -> Self {
        steps(FIRST_STEPS);
        Self { by, state: "", guard: false, state_bytes: 0.0, steps: Box::new(steps) }
    }

    /// Goes by another name.
    #[must_use]
    pub fn named(self, by: &'static str) -> Self {
        Self { by, ..self }
    }

    /// Says how the state is kept, and whether the gradient is guarded.
    #[must_use]
    pub fn keeping(self, state: &'static str, state_bytes: f64, guard: bool) -> Self {
        Self { state, guard, state_bytes, ..self }
    }
}

/// Runs contests and prints a line for each contestant.
pub struct Contest(Criterion);

impl Default for Contest {
    fn default() -> Self {
        let criterion = Criterion::default().without_plots().nresamples(1000);
        Self(criterion.warm_up_time(WARM_UP).measurement_time(TURN).sample_size(SAMPLES))
    }
}

impl Contest {
    /// Lets every contestant run one turn after the other, and prints the fastest and the median of
    /// all their samples in nanoseconds a parameter.
    pub fn run(&mut self, rule: &str, n: usize, contestants: &mut [Contestant]) {
        let mut samples = vec![Vec::new(); contestants.len()];
        for round in 0..ROUNDS {
            for (contestant, samples) in contestants.iter_mut().zip(&mut samples) {
                let Contestant { by, state, guard, steps, .. } = contestant;
                let name = format!("{n} {rule} by {by} {state} {guard} {round}");
                self.0.bench_function(&name, |bencher| {
                    bencher.iter_custom(|count| {
                        let time = steps(count);
                        samples.push(time.as_secs_f64() * 1e9 / count as f64 / n as f64);
                        time
                    });
                });
            }
        }
        for (contestant, samples) in contestants.iter().zip(&mut samples) {
            samples.sort_by(f64::total_cmp);
            let Contestant { by, state, guard, state_bytes, .. } = contestant;
            let (fastest, median) = (samples[0], samples[samples.len() / 2]);
            println!(
                "rule={rule} by={by} state={state} guard={guard} n={n} ns={fastest:.5} \
                 median={median:.5} state_bytes={state_bytes}"
            );
        }
    }
}
