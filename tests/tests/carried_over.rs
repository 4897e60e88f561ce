//! What an average or a follower of a metric keeps can be read, written, and goes on with the same bits, in
//! memory inside or lent: `cargo test -p thalweg-tests --test carried_over`.

use oorandom::Rand32;
use serde::{Serialize, de::DeserializeOwned};
use thalweg::{
    average::{
        Ema, EmaState, ParameterEma, ParameterEmaOptions, ParameterEmaState, Swa, SwaState,
        VectorEma, VectorEmaState,
    },
    data::{RunningStatistics, RunningStatisticsState},
    feedback::{
        Best, Divergence, EarlyStopping, EarlyStoppingOptions, EarlyStoppingState, Feedback,
        Judged, PlateauOptions, PlateauState, RangeAnalysis, RangeOptions, RangeState,
        ReduceOnPlateau,
    },
};

/// By way of text and of bytes, as a checkpoint goes.
fn written<T: Serialize + DeserializeOwned>(state: &T) -> T {
    let text = serde_json::to_string(state).unwrap();
    let state: T = serde_json::from_str(&text).unwrap();
    postcard::from_bytes(&postcard::to_allocvec(&state).unwrap()).unwrap()
}

const STEPS: usize = 40;

/// Runs two of a kind, the second cut at every step and begun anew: after each step both must show the same.
fn the_same<A, B, R: PartialEq + std::fmt::Debug>(
    mut whole: A,
    mut step: impl FnMut(&mut A, &[f32; 2]) -> R,
    mut cut: B,
    mut resumed: impl FnMut(&mut B, &[f32; 2]) -> R,
) {
    let mut random = Rand32::new(7);
    for at in 0..STEPS {
        let x = [random.rand_float() * 4.0 - 2.0, 2.0 + random.rand_float()];
        assert_eq!(step(&mut whole, &x), resumed(&mut cut, &x), "step {at}");
    }
}

#[test]
fn averages_go_on_with_the_same_bits() {
    let bits = |x: &[f32]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    for decay in [0.0, 0.3, 0.9, 0.999] {
        the_same(
            Ema::new(decay).unwrap(),
            |ema, x| {
                ema.push(x[0]).unwrap();
                bits(&[ema.value(), ema.corrected()])
            },
            Ema::new(decay).unwrap(),
            |ema, x| {
                let state = written(&ema.state());
                *ema = Ema::new(decay).unwrap();
                ema.restore(state).unwrap();
                ema.push(x[0]).unwrap();
                bits(&[ema.value(), ema.corrected()])
            },
        );
        the_same(
            VectorEma::<[f32; 2]>::new(decay).unwrap(),
            |ema, x| {
                ema.push(x).unwrap();
                bits(ema.value())
            },
            (VectorEmaState { weights: 0.0 }, vec![0.0; 2]),
            |(state, kept), x| {
                let mut memory = vec![9.0; 2];
                let mut ema = VectorEma::lend(decay, &mut memory).unwrap();
                ema.restore(written(state), kept).unwrap();
                ema.push(x).unwrap();
                (*state, *kept) = (ema.state(), ema.value().to_vec());
                bits(kept)
            },
        );
        for (warmup, start_after) in [(false, 0), (true, 0), (false, 5), (true, 5)] {
            let options = ParameterEmaOptions { step_size: 1.0 - decay, warmup, start_after };
            the_same(
                ParameterEma::<[f32; 2]>::with_options(options).unwrap(),
                |ema, x| {
                    ema.push(x).unwrap();
                    bits(ema.value())
                },
                (ParameterEmaState::default(), vec![0.0; 2]),
                |(state, kept), x| {
                    let mut memory = vec![9.0; 2];
                    let mut ema = ParameterEma::lend(options, &mut memory).unwrap();
                    ema.restore(written(state), kept).unwrap();
                    ema.push(x).unwrap();
                    (*state, *kept) = (ema.state(), ema.value().to_vec());
                    bits(kept)
                },
            );
        }
    }
    the_same(
        Swa::<[f32; 2]>::new(),
        |swa, x| {
            swa.push(x).unwrap();
            bits(swa.value())
        },
        (SwaState::default(), vec![0.0; 2]),
        |(state, kept), x| {
            let mut memory = vec![9.0; 2];
            let mut swa = Swa::lend(&mut memory);
            swa.restore(written(state), kept).unwrap();
            swa.push(x).unwrap();
            (*state, *kept) = (swa.state(), swa.value().to_vec());
            bits(kept)
        },
    );
}

#[test]
fn what_follows_a_metric_goes_on_with_the_same_bits() {
    let options =
        PlateauOptions { patience: 1, cooldown: 2, factor: 0.7, ..PlateauOptions::DEFAULT };
    let plateau = || ReduceOnPlateau::new(0.3, options).unwrap();
    the_same(
        plateau(),
        |plateau, x| plateau.observe(x[0]).to_bits(),
        plateau(),
        |cut, x| {
            let state = written(&cut.state());
            *cut = plateau();
            cut.restore(state).unwrap();
            cut.observe(x[0]).to_bits()
        },
    );
    let stopping = || EarlyStopping::new(EarlyStoppingOptions::DEFAULT).unwrap();
    the_same(
        stopping(),
        |stopping, x| stopping.observe(x[0]),
        stopping(),
        |cut, x| {
            let state = written(&cut.state());
            *cut = stopping();
            cut.restore(state).unwrap();
            cut.observe(x[0])
        },
    );
    let options = RangeOptions { decay: 0.8, ..RangeOptions::LOSS };
    let analysis = || RangeAnalysis::new(options).unwrap();
    let rates = || (0..).map(|step| 0.01 * step as f32);
    let (mut one, mut other) = (rates(), rates());
    the_same(
        analysis(),
        |analysis, x| {
            let progress = analysis.observe(one.next().unwrap(), x[1]).unwrap();
            (progress, analysis.suggest(), *analysis)
        },
        analysis(),
        |cut, x| {
            let state = written(&cut.state());
            *cut = analysis();
            cut.restore(state).unwrap();
            let progress = cut.observe(other.next().unwrap(), x[1]).unwrap();
            (progress, cut.suggest(), *cut)
        },
    );
}

#[test]
fn a_damaged_state_is_refused_and_nothing_changes() {
    let mut ema = Ema::new(0.5).unwrap();
    ema.push(3.0).unwrap();
    let before = ema;
    let good = ema.state();
    for damaged in [
        EmaState { value: f32::NAN, ..good },
        EmaState { weights: 1.5, ..good },
        EmaState { weights: f32::NAN, ..good },
    ] {
        assert!(ema.restore(damaged).is_err());
        assert_eq!(ema, before);
    }
    let mut swa = Swa::<[f32; 2]>::new();
    let mut parameters = ParameterEma::<[f32; 2]>::new(0.5).unwrap();
    let mut vector = VectorEma::<[f32; 2]>::new(0.5).unwrap();
    for damaged in [&[1.0][..], &[1.0, f32::INFINITY], &[1.0; 3]] {
        assert!(swa.restore(SwaState { count: 3 }, damaged).is_err());
        assert!(parameters.restore(ParameterEmaState { pushes: 3 }, damaged).is_err());
        assert!(vector.restore(VectorEmaState { weights: 0.5 }, damaged).is_err());
        let values = [swa.value(), parameters.value(), vector.value()];
        assert_eq!((values.concat(), swa.count()), (vec![0.0; 6], 0));
    }
    // Nothing was averaged, and yet there is an average: the next vector would be added to it.
    assert!(swa.restore(SwaState { count: 0 }, &[0.0, 1e30]).is_err());
    // But one that takes the place of whatever is there may be given anything.
    parameters.restore(ParameterEmaState { pushes: 0 }, &[0.0, 1e30]).unwrap();
    parameters.push(&[1.0, 2.0]).unwrap();
    assert_eq!(parameters.value(), [1.0, 2.0]);
    assert!(vector.restore(VectorEmaState { weights: 0.0 }, &[0.0, 1e30]).is_err());
    assert!(ema.restore(EmaState { weights: 0.0, ..good }).is_err());
    assert_eq!(([swa.value(), vector.value()].concat(), ema), (vec![0.0; 4], before));
    let mut statistics = RunningStatistics::<[f32; 1]>::new();
    for [mean, squares] in [[1e30, 0.0], [0.0, 1.0]] {
        let state = RunningStatisticsState { count: 0 };
        assert!(statistics.restore(state, &[mean], &[squares]).is_err());
    }
    assert_eq!(statistics, RunningStatistics::new());

    let mut plateau = ReduceOnPlateau::new(0.3, PlateauOptions::DEFAULT).unwrap();
    let (before, good) = (plateau, plateau.state());
    for damaged in [
        PlateauState { rate_bits: f64::NAN.to_bits(), ..good },
        PlateauState { rate_bits: (-1.0_f64).to_bits(), ..good },
        PlateauState { best: Some(f32::NAN), ..good },
        PlateauState { bad_epochs: 11, ..good },
        PlateauState { cooldown_left: 1, ..good },
    ] {
        assert!(plateau.restore(damaged).is_err());
        assert_eq!(plateau, before);
    }
    let mut stopping = EarlyStopping::new(EarlyStoppingOptions::DEFAULT).unwrap();
    let (before, good) = (stopping, stopping.state());
    for damaged in [
        EarlyStoppingState { best: Some(Best { epoch: 0, metric: 1.0 }), ..good },
        EarlyStoppingState { best: Some(Best { epoch: 0, metric: f32::NAN }), epoch: 1, ..good },
        EarlyStoppingState { bad_epochs: 1, ..good },
    ] {
        assert!(stopping.restore(damaged).is_err());
        assert_eq!(stopping, before);
    }
    let mut range = RangeAnalysis::new(RangeOptions::LOSS).unwrap();
    for step in 0..30 {
        range.observe(step as f32, 2.0).unwrap();
    }
    let (before, good) = (range, range.state());
    let judged = good.judged.unwrap();
    for damaged in [
        RangeState { averages: [0.0, f32::NAN], ..good },
        RangeState { weights: 2.0, ..good },
        RangeState { lr: f32::INFINITY, ..good },
        RangeState { observed: 3, ..good },
        RangeState { judged: Some(Judged { best: f32::NAN, ..judged }), ..good },
        // No rate and no metric is below 0.
        RangeState { averages: [-1.0, 2.0], ..good },
        RangeState { averages: [1.0, -2.0], ..good },
        RangeState { judged: Some(Judged { first: -1.0, ..judged }), ..good },
        RangeState { judged: Some(Judged { last_gain: Some((-1.0, 25)), ..judged }), ..good },
        RangeState { over: Some(Divergence::NotFinite { lr: f32::INFINITY }), ..good },
        RangeState {
            over: Some(Divergence::Worse { lr: 0.1, smoothed: f32::NAN, limit: 1.0 }),
            ..good
        },
    ] {
        assert!(range.restore(damaged).is_err());
        assert_eq!(range, before);
    }
}
