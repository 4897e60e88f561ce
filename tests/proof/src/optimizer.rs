//! Every rule of the list, with every precision, in one group and in several.

use crate::{
    kept,
    opaque::{Buffer, any, keep},
};
use thalweg::{
    gradient::{Accumulate, Chain, SkipNonFinite},
    group::{Group, Groups, Hyperparams, Layers, Layout, Whole},
    optimizer::{
        Adam, Clamped, Counters, Decoupled, EvalParams, L2, Memory, Micromath, Momentum, Optimizer,
        RmsProp, Rule, ScheduleFreeAdamW, ScheduleFreeSgd,
        describe::{BiasCorrection, EmaDescription, Quantity},
        epsilon::Inside,
        rules::{Asgd, CenteredRmsProp, Distance, Ftrl, RowsAndColumns},
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision, Storage, blocks},
    },
};
use thalweg_catalogue::{rules, tensor_rules};

#[inline(never)]
pub(crate) fn call() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            rule::<$rule>($value);
        )*};
    }
    rules!(each);
    tensor_rules!(each);
    precisions::<Momentum>(Momentum::DEFAULT);
    precisions::<Adam>(Adam::DEFAULT);
    rule(L2 { rule: Adam::DEFAULT, weight_decay: 0.1 });
    rule(RmsProp::with_epsilon(any(Inside(1e-8))));
    rule(CenteredRmsProp::with_epsilon(any(Inside(1e-8))));
    keep(any(Ftrl::DEFAULT).start_from(any(0.5), any(0.1)));
    averaged(Asgd::DEFAULT);
    averaged(L2 { rule: Asgd::DEFAULT, weight_decay: 0.1 });
    averaged(Decoupled { rule: Asgd::DEFAULT, weight_decay: 0.1 });
    averaged(Clamped { rule: Asgd::DEFAULT, max: 1.0 });
    averaged(ScheduleFreeSgd::DEFAULT);
    averaged(ScheduleFreeAdamW::DEFAULT);
    averaged(Micromath { rule: ScheduleFreeAdamW::DEFAULT });
    keep((any(Distance::default()), any(RowsAndColumns::<2, 3>::default())));
    let average =
        EmaDescription::new(any(Quantity::Gradient), any(0.9), any(BiasCorrection::Divided));
    keep((average.window(), average.weight(any(3))));
    keep(EmaDescription::sum(any(Quantity::Square), any(0.9)).window());
    keep(any(Group::vector(3)).shape());
    keep(blocks(any(4)));
}

#[inline(never)]
fn precisions<R: Rule>(rule: R) {
    with::<R, Bf16, Whole>(rule, Whole);
    with::<R, F16, Whole>(rule, Whole);
    with::<R, Blockwise8<{ blocks(4) }, DynamicMap>, Whole>(rule, Whole);
    with::<R, Blockwise8<{ blocks(4) }, LinearMap>, Whole>(rule, Whole);
    let groups = any(Groups([Group::vector(2), Group::matrix(1, 2)]));
    with::<R, Blockwise8<2, DynamicMap>, Groups<2>>(rule, groups);
    layers::<R, Bf16>(rule);
}

#[inline(never)]
fn averaged<R: EvalParams>(rule: R) {
    let Ok(optimizer) = Optimizer::<R, [f32; 4]>::new(any(rule)) else { return };
    let (mut parameters, mut average) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(optimizer.eval_params(parameters.slice(), average.slice()).is_ok());
}

#[inline(never)]
fn rule<R: Rule>(rule: R) {
    keep(Optimizer::<R, [f32; 4]>::new(any(rule)).is_ok());
    keep(Optimizer::<R, [f32; 4]>::with_transform(any(rule), any(SkipNonFinite::DEFAULT)).is_ok());
    with::<R, f32, Whole>(rule, Whole);
    lent(rule);
    layers::<R, f32>(rule);
    let groups = any(Groups([Group::vector(2), Group::matrix(1, 2)]));
    with::<R, f32, Groups<2>>(rule, groups);
    keep(rule.describe().len());
    keep(R::moment(any(0)));
}

#[inline(never)]
fn with<R: Rule, P: Precision, L: Layout>(rule: R, layout: L) {
    let guard = any(SkipNonFinite::DEFAULT);
    let optimizer = Optimizer::<R, [P; 4], SkipNonFinite, L>::grouped(any(rule), guard, layout);
    let Ok(mut optimizer) = optimizer else { return };
    let (mut w, mut g) = (Buffer::<8>::new(), Buffer::<8>::new());
    let rates =
        any(Hyperparams { momentum: Some(0.9), weight_decay: Some(0.1), ..Hyperparams::from(0.1) });
    keep(optimizer.step(w.slice(), g.slice(), rates).is_ok());
    keep(optimizer.step(w.slice(), g.slice(), any(0.1)).is_ok());
    keep(optimizer.set_group(any(1), any(Group::vector(2))).is_ok());
    keep((optimizer.steps(), optimizer.skipped(), *optimizer.rule(), *optimizer.transform()));
    for group in optimizer.groups() {
        keep(*group);
    }
    for state in optimizer.state() {
        keep(state);
    }
    keep((optimizer.len(), optimizer.is_empty(), optimizer.counters()));
    in_parts(&mut optimizer);
    let states = any([rule.initial(); 8]);
    let states = states.get(..any(4)).unwrap_or_default();
    let other = optimizer.clone();
    let groups = other.group_states().get(..any(1)).unwrap_or_default();
    keep(optimizer.restore(any(Counters::default()), states, groups).is_ok());
    let states = states.iter().copied().cycle().take(any(4));
    keep(optimizer.restore_from(any(Counters::default()), states, groups).is_ok());
    kept::of_a_tensor::<R>();
    kept::parts(&mut optimizer);
    optimizer.reset();
}

/// A step in parts, to its end and given up.
#[inline(never)]
fn in_parts<R: Rule, S: Storage, T: Chain, L: Layout>(optimizer: &mut Optimizer<R, S, T, L>) {
    let (mut w, mut g) = (Buffer::<8>::new(), Buffer::<8>::new());
    let Ok(mut step) = optimizer.begin(w.slice(), g.slice(), any(0.1)) else { return };
    keep((step.advance(any(1)), step.is_done(), step.parameters().len()));
    if any(true) {
        keep(step.finish());
    }
}

/// Memory that is lent, in every shape.
#[inline(never)]
fn lent<R: Rule>(rule: R) {
    let mut memory = Memory::<R, [f32; 4]>::ZERO;
    keep(Optimizer::lend(any(rule), &mut memory).is_ok());
    let mut cells = [rule.initial(); 4];
    let cells = cells.get_mut(..any(3)).unwrap_or_default();
    let mut memory = Memory::<R, &mut [f32], Groups<2>>::over(cells);
    let groups = any(Groups([Group::vector(2), Group::matrix(1, 2)]));
    let chain = (any(SkipNonFinite::DEFAULT), any(Accumulate::<[f32; 4]>::new(2)));
    let Ok(mut optimizer) = Optimizer::lend_grouped(any(rule), chain, groups, &mut memory) else {
        return;
    };
    let (mut w, mut g) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(optimizer.step(w.slice(), g.slice(), any(0.1)).is_ok());
    keep(optimizer.flush(w.slice(), g.slice(), any(0.1)).is_ok());
    keep(optimizer.accumulated().map(|accumulated| (accumulated.count, accumulated.sum.len())));
    keep(optimizer.restore_accumulated(any(1), g.slice()).is_ok());
    in_parts(&mut optimizer);
    kept::parts(&mut optimizer);
    let mut cells = [rule.initial(); 4];
    keep(Optimizer::over(any(rule), cells.get_mut(..any(3)).unwrap_or_default()).is_ok());
}

/// Biases that decay otherwise than the weights.
#[inline(never)]
fn layers<R: Rule, P: Precision>(rule: R) {
    let group = any(Group { bias_weight_decay: Some(0.0), ..Group::dense(any(1), any(2)) });
    with::<R, P, Layers<1>>(rule, Layers([group]));
}
