//! Every rule of the list, with every precision, in one group and in several.

use crate::opaque::{Buffer, any, keep};
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Groups, Hyperparams, Layout, Whole},
    optimizer::{
        Adam, Clamped, Decoupled, EvalParams, L2, Momentum, Optimizer, Precision, RmsProp, Rule,
        ScheduleFreeAdamW, ScheduleFreeSgd,
        describe::{BiasCorrection, EmaDescription, Quantity},
        epsilon::Inside,
        rules::{Asgd, CenteredRmsProp, Distance, RowsAndColumns},
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, blocks},
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
    averaged(Asgd::DEFAULT);
    averaged(L2 { rule: Asgd::DEFAULT, weight_decay: 0.1 });
    averaged(Decoupled { rule: Asgd::DEFAULT, weight_decay: 0.1 });
    averaged(Clamped { rule: Asgd::DEFAULT, max: 1.0 });
    averaged(ScheduleFreeSgd::DEFAULT);
    averaged(ScheduleFreeAdamW::DEFAULT);
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
    with::<R, Blockwise8<{ blocks(4) }, Linear>, Whole>(rule, Whole);
    let groups = any(Groups([Group::vector(2), Group::matrix(1, 2)]));
    with::<R, Blockwise8<2, DynamicMap>, Groups<2>>(rule, groups);
}

#[inline(never)]
fn averaged<R: EvalParams>(rule: R) {
    let Ok(optimizer) = Optimizer::<R, [f32; 4]>::new(any(rule)) else { return };
    let (mut parameters, mut average) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(optimizer.average(parameters.slice(), average.slice()).is_ok());
}

#[inline(never)]
fn rule<R: Rule>(rule: R) {
    keep(Optimizer::<R, [f32; 4]>::new(any(rule)).is_ok());
    keep(Optimizer::<R, [f32; 4]>::with_transform(any(rule), any(SkipNonFinite::DEFAULT)).is_ok());
    with::<R, f32, Whole>(rule, Whole);
    let groups = any(Groups([Group::vector(2), Group::matrix(1, 2)]));
    with::<R, f32, Groups<2>>(rule, groups);
    keep(rule.describe().len());
    keep(R::slot(any(0)));
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
    let (mut states, mut progress) = (rule.initial(), None);
    for state in optimizer.state() {
        states = state;
    }
    for &group in optimizer.group_states() {
        progress = Some(group);
    }
    let states = any([states; 8]);
    let states = states.get(..any(4)).unwrap_or_default();
    let progress = any(progress.map(|progress| [progress; 2]));
    let progress = progress.as_ref().map(|progress| progress.get(..any(1)).unwrap_or_default());
    keep(optimizer.restore(any(1), states, progress.unwrap_or_default()).is_ok());
}
