//! A training over memory that is lent, longer than the model, and moved to other memory before every micro-batch has
//! the bits of one that keeps all inside and never moves: state, the sum of an accumulation, averages.

use crate::precisions::{in_every_precision, in_f32};
use oorandom::Rand32;
use thalweg::{
    Zero,
    average::{ParameterEma, ParameterEmaOptions, ParameterEmaState, Swa, SwaState},
    gradient::{Accumulate, Chain, SkipNonFinite},
    group::Layers,
    optimizer::{
        Adafactor, Adam, Counters, Memory, Momentum, NAdam, Optimizer, Outcome, Rule, Sgd,
        rule::{GroupState, Tensor},
        rules,
        rules::{Lamb, Prodigy},
        state::{self, Precision, Slots, Storage},
    },
};
use thalweg_catalogue::{rules, tensor_rules};
use thalweg_tests::training::{BLOCKS, N, layers, numbers};

/// Micro-batches of a step, and of the training: some are left to be flushed.
const EVERY: u32 = 3;
const BATCHES: usize = 8;
/// Numbers of lent memory that no parameter has.
const SPARE: usize = 5;
const OPTIONS: ParameterEmaOptions =
    ParameterEmaOptions { step_size: 0.25, warmup: true, start_after: 1 };

/// What stands between two micro-batches, as a program would write it down.
struct Saved<R: Rule> {
    counters: Counters,
    states: Vec<R::State>,
    groups: Vec<GroupState<<R::Tensor as Tensor>::State>>,
    waiting: (u32, Vec<f32>),
    ema: (ParameterEmaState, Vec<f32>),
    swa: (SwaState, Vec<f32>),
    w: Vec<f32>,
}

impl<R: Rule> Saved<R> {
    fn of<S: Storage, T: Chain, A: AsRef<[f32]>>(
        optimizer: &Optimizer<R, S, T, Layers<3>>,
        (ema, swa): &(ParameterEma<A>, Swa<A>),
        w: &[f32],
    ) -> Self {
        let waiting = optimizer.accumulated().unwrap();
        Self {
            counters: optimizer.counters(),
            states: optimizer.state().collect(),
            groups: optimizer.group_states().to_vec(),
            waiting: (waiting.count, waiting.sum.to_vec()),
            ema: (ema.state(), ema.value().to_vec()),
            swa: (swa.state(), swa.value().to_vec()),
            w: w.to_vec(),
        }
    }

    /// Goes on by a micro-batch, or a flush, in memory that holds something else.
    fn resumed<P: Precision>(&self, rule: R, bias: Option<f32>, batch: Option<&[f32]>) -> Self {
        let mut cells = [<P::Cell<R> as Zero>::ZERO; N + SPARE];
        let [mut sums, mut first, mut second] = [7.0, 8.0, 9.0].map(|x| vec![x; N + SPARE]);
        let mut memory = Memory::<R, &mut [P], Layers<3>>::over(&mut cells[..N]);
        let chain = (SkipNonFinite::DEFAULT, Accumulate::over(&mut sums[..], EVERY));
        let mut optimizer =
            Optimizer::lend_grouped(rule, chain, layers(bias), &mut memory).unwrap();
        optimizer.restore(self.counters, &self.states, &self.groups).unwrap();
        optimizer.restore_accumulated(self.waiting.0, &self.waiting.1).unwrap();
        let mut averages =
            (ParameterEma::lend(OPTIONS, &mut first[..N]).unwrap(), Swa::lend(&mut second[..N]));
        averages.0.restore(self.ema.0, &self.ema.1).unwrap();
        averages.1.restore(self.swa.0, &self.swa.1).unwrap();
        let mut w = self.w.clone();
        taken(&mut optimizer, &mut averages, &mut w, batch);
        Self::of(&optimizer, &averages, &w)
    }

    fn bits(&self) -> String {
        let of = |numbers: &[f32]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let states = self.states.iter().flat_map(|slots| {
            let bits = slots.map(|_, slot| slot.to_bits());
            bits.as_ref().to_vec()
        });
        let Self { counters, groups, waiting, ema, swa, w, .. } = self;
        let vectors = [&waiting.1, &ema.1, &swa.1, w].map(|numbers| of(numbers));
        let counts = (counters, waiting.0, ema.0, swa.0, groups);
        format!("{counts:?} {vectors:08x?} {:08x?}", states.collect::<Vec<_>>())
    }
}

/// A micro-batch, or what waits.
fn taken<R: Rule, S: Storage, T: Chain, A: AsRef<[f32]> + AsMut<[f32]>>(
    optimizer: &mut Optimizer<R, S, T, Layers<3>>,
    (ema, swa): &mut (ParameterEma<A>, Swa<A>),
    w: &mut [f32],
    batch: Option<&[f32]>,
) {
    let outcome = match batch {
        Some(g) => optimizer.step(w, g, 0.01),
        None => optimizer.flush(w, &[0.0; N], 0.01),
    };
    if outcome.unwrap() == Outcome::Applied {
        ema.push(w).unwrap();
        swa.push(w).unwrap();
    }
}

fn moves<R: Rule, P: Precision>(name: &str, rule: R, bias: Option<f32>) {
    let chain = (SkipNonFinite::DEFAULT, Accumulate::<[f32; N]>::new(EVERY));
    let mut inside = Optimizer::<R, [P; N], _, _>::grouped(rule, chain, layers(bias)).unwrap();
    let mut averages =
        (ParameterEma::<[f32; N]>::with_options(OPTIONS).unwrap(), Swa::<[f32; N]>::new());
    let mut random = Rand32::new(1);
    let mut w = numbers(&mut random, N);
    let mut saved = Saved::of(&inside, &averages, &w);
    for number in 0..=BATCHES {
        let g = (number < BATCHES).then(|| numbers(&mut random, N));
        taken(&mut inside, &mut averages, &mut w, g.as_deref());
        saved = saved.resumed::<P>(rule, bias, g.as_deref());
        let expected = Saved::of(&inside, &averages, &w).bits();
        assert_eq!(saved.bits(), expected, "{name}, moved in front of {number}");
    }
    assert_eq!((saved.counters.steps, saved.swa.0.count), (3, 3), "{name}");
}

#[test]
fn every_rule_in_every_precision_moves_to_longer_memory_in_the_middle_of_an_accumulation() {
    rules!(in_f32 [moves Some(0.0)]);
    tensor_rules!(in_f32 [moves None]);
    in_every_precision!(moves);
}

#[test]
fn an_average_over_longer_memory_than_the_model_says_so() {
    let mut memory = [0.0; N + SPARE];
    let error = Swa::lend(&mut memory).push(&[0.0; N]).unwrap_err().to_string();
    assert_eq!(error, "parameters has 171 elements; allowed: exactly 176");
    let error = ParameterEma::lend(OPTIONS, &mut memory).unwrap().push(&[0.0; N]).unwrap_err();
    assert_eq!(error.to_string(), "parameters has 171 elements; allowed: exactly 176");
}
