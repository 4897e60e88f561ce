//! Groups and averages in integers: they go on from any step, are refused where they do not belong, and their files load ever
//! after.

use crate::{
    golden::goes_on,
    refusals::refused,
    training::{STEPS, gradient, resumes, saved},
};
use thalweg::{
    average::ParameterEmaOptions,
    checkpoint::{Checkpoint, MaxLength},
    fixed::{
        Adam, Gradient, GroupedOptimizer, Momentum, Nearest, Optimizer, Rate, Stochastic, Weight,
        average::{ParameterEma, Swa},
        quantize,
    },
    group::{Group, Groups},
};

const N: usize = 9;
const SLOW: Group = Group { learning_rate: 0.25, ..Group::vector(6) };
const LATE: Group = Group { frozen: true, ..Group::vector(3) };
const OPTIONS: ParameterEmaOptions =
    ParameterEmaOptions { step_size: 0.05, warmup: true, start_after: 2 };

type Optimized = GroupedOptimizer<Adam, [Weight; N], 2, Stochastic>;
type Averages = (ParameterEma<[Weight; N], Stochastic>, Swa<[Weight; N]>);
type Training = ([Weight; N], Optimized, Averages);

fn training() -> Training {
    let optimizer = Optimizer::with_rounding(Adam::DEFAULT, Stochastic::new(11)).unwrap();
    let averages =
        (ParameterEma::with_options(OPTIONS, Stochastic::new(5)).unwrap(), Swa::new(Nearest));
    let grouped = optimizer.grouped(Groups([SLOW, LATE])).unwrap();
    ([Weight::from_f32(0.5).unwrap(); N], grouped, averages)
}

/// The second group thaws on the way.
fn step((w, optimizer, (ema, swa)): &mut Training, k: u32) {
    let mut g = [Gradient::default(); N];
    quantize(&gradient(&w.map(Weight::to_f32), k), &mut g).unwrap();
    optimizer.set_group(1, Group { frozen: k % 100 < 7, ..LATE }).unwrap();
    optimizer.step(w, &g, Rate::from_f32(0.01).unwrap()).unwrap();
    ema.push(w).unwrap();
    swa.push(w).unwrap();
}

#[test]
fn groups_and_averages_go_on() {
    assert_eq!(training().length(), Training::MAX_LENGTH);
    assert_eq!(resumes("groups and averages", training, step, STEPS), STEPS);
}

#[test]
fn a_file_of_groups_and_averages_loads_ever_after() {
    goes_on("12-fixed-groups-averages", training, step);
}

#[test]
fn other_groups_averages_and_roundings_are_named() {
    let (_, optimizer, (ema, swa)) = training();
    let bytes = saved(&optimizer).unwrap();
    let other = |groups| {
        let rounding = Stochastic::new(1);
        let optimizer = Optimizer::<_, [Weight; N], _>::with_rounding(Adam::DEFAULT, rounding);
        optimizer.unwrap().grouped(Groups(groups)).unwrap()
    };
    let error = refused(other([Group::vector(5), Group::vector(4)]), &bytes);
    assert!(error.contains("group has 6 elements; allowed: exactly 5"), "{error}");
    let one = Optimizer::<_, [Weight; N], _>::with_rounding(Adam::DEFAULT, Stochastic::new(1));
    let one = one.unwrap().grouped(Groups([Group::vector(N)])).unwrap();
    let error = refused(one, &bytes);
    assert!(error.contains("groups has 2 elements; allowed: exactly 1"), "{error}");
    let plain = Optimizer::<_, [Weight; N], _>::with_rounding(Adam::DEFAULT, Stochastic::new(1));
    let error = refused(plain.unwrap(), &bytes);
    assert_eq!(error, "the checkpoint's next section has tag 23; allowed: none");
    let momentum =
        Optimizer::<_, [Weight; N], _>::with_rounding(Momentum::DEFAULT, Stochastic::new(1));
    let error = refused(momentum.unwrap().grouped(Groups([SLOW, LATE])).unwrap(), &bytes);
    assert!(error.ends_with("allowed: that of Momentum"), "{error}");

    let bytes = saved(&ema).unwrap();
    let other = ParameterEma::<[Weight; N], _>::with_options(OPTIONS, Nearest).unwrap();
    assert_eq!(
        refused(other, &bytes),
        "the checkpoint is in another precision, number 1; allowed: the same rounding"
    );
    let other = ParameterEma::<[Weight<20>; N], _>::with_options(OPTIONS, Stochastic::new(1));
    let error = refused(other.unwrap(), &bytes);
    assert!(error.ends_with("allowed: the format of these parameters"), "{error}");
    let other = ParameterEma::<[Weight; N - 1], _>::with_options(OPTIONS, Stochastic::new(1));
    let error = refused(other.unwrap(), &bytes);
    assert!(error.contains("value has 9 elements; allowed: exactly 8"), "{error}");
    let error = refused(swa, &bytes);
    assert_eq!(error, "the checkpoint's next section has tag 21; allowed: fixed swa");
}
