//! Recipes: read from bytes that could be any, judged, written; of all rules and parts, and of chosen ones.

use crate::{
    kept,
    opaque::{any, keep},
};
use thalweg::{
    Error,
    gradient::{
        Accumulate, AdaptiveClip, AddDecayedWeights, ClipByBlockRms, ClipByGlobalNorm, ClipByNorm,
        ClipByValue, SkipNonFinite,
    },
    group::{Group, Groups, Whole},
    optimizer::{Adam, AdamW, Memory, Momentum, Optimizer, Rule, state::Bf16},
    recipe::{
        AnyRule, GroupList, Lora, Recipe, RuleSet, Selection, StageChain, Trained, Unfreezing,
    },
    schedule::{
        AnySchedule, Clamp, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, Cyclic,
        CyclicalDecay, Exponential, Hold, InverseSqrt, InverseTime, Linear, Max, Min, MultiStep,
        Noam, Offset, OneCycle, Operand, PerEpoch, PiecewiseConstant, PiecewiseCurve, Polynomial,
        Product, RangeTest, Repeat, Scale, Schedule, ScheduleSet, ScheduleTree, Sizes, StepDecay,
        Sum, Then, WarmRestarts, Warmup, WarmupStableDecay,
    },
    words::Words,
};

thalweg::schedule_set! {
    /// Every part by itself.
    enum Parts {
        Constant(Constant), ConstantFactor(ConstantFactor), StepDecay(StepDecay),
        MultiStep(MultiStep<2>), Exponential(Exponential), Linear(Linear), Polynomial(Polynomial),
        InverseTime(InverseTime), InverseSqrt(InverseSqrt), Noam(Noam), Cosine(Cosine),
        Raised(Cosine<f32>), WarmupStableDecay(WarmupStableDecay), CyclicalDecay(CyclicalDecay),
        WarmRestarts(WarmRestarts), OneCycle(OneCycle), PiecewiseConstant(PiecewiseConstant<2>),
        PiecewiseCurve(PiecewiseCurve<2>), RangeTest(RangeTest),
        CosineWithHardRestarts(CosineWithHardRestarts), Warmup(Warmup<Operand>),
        Repeat(Repeat<Operand>), Scale(Scale<Operand>), Clamp(Clamp<Operand>),
        Offset(Offset<Operand>), Hold(Hold<Operand>), PerEpoch(PerEpoch<Operand>),
        Cyclic(Cyclic<Operand>), Then(Then<Operand, Operand>), Max(Max<Operand, Operand>),
        Min(Min<Operand, Operand>), Product(Product<Operand, Operand>), Sum(Sum<Operand, Operand>)
    }
}

thalweg::optimizer_set! {
    /// A choice.
    mod linked for 3 parameters {
        rules { Momentum(Momentum), Adam(Adam), AdamW(AdamW) }
        precisions { F32(f32), Bf16(Bf16) }
    }
}

thalweg::rule_set! {
    /// A choice that is a rule.
    enum One of 2 slots { Momentum(Momentum), Adam(Adam), AdamW(AdamW) }
}

/// A step of it.
#[inline(never)]
fn one() -> Result<(), Error> {
    let rule = any([
        One::Momentum(Momentum::DEFAULT),
        One::Adam(Adam::DEFAULT),
        One::AdamW(AdamW::DEFAULT),
    ]);
    for rule in rule {
        let mut optimizer = Optimizer::<One, [f32; 3]>::new(rule)?;
        let mut w = any([1.0; 3]);
        keep(optimizer.step(&mut w, &any([0.5; 3]), any(0.1))?);
        keep(rule.validate_state(&any([0.5; 2])));
        optimizer.restart(rule, SkipNonFinite::DEFAULT)?;
        keep(w);
    }
    Ok(())
}

/// One as a recipe chooses it.
#[inline(never)]
fn followed() {
    let (bytes, mut place) = (bytes(), None::<Recipe<One, AnySchedule<2>, 2>>);
    keep(Recipe::decode_into(&mut place, bytes.get(..any(64)).unwrap_or_default()));
    let Some(recipe) = place else { return };
    keep(recipe.selection([Group::dense(any(2), any(3)), any(Group::vector(4))]).map(picked));
    let mut memory = Memory::<One, [f32; 3]>::ZERO;
    let Ok(mut optimizer) = recipe.optimizer::<SkipNonFinite, _, 3>(&mut memory) else { return };
    let mut w = any([1.0; 3]);
    keep(optimizer.step(&mut w, &any([0.5; 3]), recipe.schedule.at(any(7))));
    keep(w);
}

/// Steps of a part of the parameters.
#[inline(never)]
fn picked(selection: Selection<2>) -> Result<(), Error> {
    keep((selection.len(), selection.is_empty(), selection.range(), selection.joined()));
    keep((selection.contains(any(3)), selection.lowest_layer(any(1))));
    let (chain, groups) = (SkipNonFinite::DEFAULT, Groups(selection.groups_at(any(0))));
    let rule = any([One::Adam(Adam::DEFAULT); 1])[0];
    let mut optimizer = Optimizer::<One, [f32; 13], _, _>::grouped(rule, chain, groups)?;
    optimizer.restart_grouped(rule, chain, groups)?;
    let (mut w, mut gradient) = (any([1.0; 13]), any([0.5; 13]));
    keep(selection.step(&mut optimizer, any(1), &mut w, &mut gradient, any(0.1))?);
    keep((w, gradient));
    Ok(())
}

/// What a recipe says of it by itself.
#[inline(never)]
fn fine_tuning() {
    let unfreezing = any(Unfreezing { layers: 1, every: 7 });
    keep(unfreezing.layers_at(any(3)));
    keep(Selection::new(any(Trained::All), any(Some(unfreezing)), any([Group::vector(3); 2])));
    let lora = any(Lora { rank: 1, alpha: 1.0 });
    keep((lora.parameters(any(2), any(2)), lora.memory(), lora.beside(any(3))));
}

#[inline(never)]
pub(crate) fn call() {
    fine_tuning();
    all();
    keep(one());
    followed();
    if let (Ok(constant), Ok(sizes)) = (Constant::new(any(0.1)), Sizes::of(any([0, 1]))) {
        let nodes = any([Parts::Constant(constant); 2]);
        keep(ScheduleTree::<Parts, 2>::placed(nodes, sizes).at(any(7)));
    }
    chosen();
    keep(
        GroupList::<2>::from_slice(any(&[Group::vector(1); 3]))
            .map(|groups| groups.as_slice().len()),
    );
    if let Ok(constant) = Constant::new(any(0.1)) {
        keep(ScheduleTree::<Parts, 2>::leaf(constant).at(any(7)));
        keep(Recipe::<linked::Rules, _, 1>::new(Adam::DEFAULT, constant).batch);
    }
}

/// The words of a buffer of which nothing is known.
fn bytes() -> [u8; 64] {
    [(); 64].map(|()| any(0))
}

#[inline(never)]
fn all() {
    let bytes = bytes();
    let read =
        Recipe::<AnyRule, AnySchedule<6>, 2>::decode(bytes.get(..any(64)).unwrap_or_default());
    let Ok(recipe) = read else { return };
    judge(&recipe);
    keep(recipe.chain::<SkipNonFinite>().is_ok());
    chain::<(SkipNonFinite,)>(&recipe);
    chain::<(Accumulate<[f32; 3]>, Option<ClipByValue>)>(&recipe);
    chain::<(SkipNonFinite, Option<ClipByNorm>, Option<AddDecayedWeights>)>(&recipe);
    chain::<(
        SkipNonFinite,
        Accumulate<[f32; 3]>,
        Option<ClipByGlobalNorm>,
        Option<AddDecayedWeights>,
    )>(&recipe);
    chain::<(Option<ClipByBlockRms<1>>, Option<AdaptiveClip<1, 3>>)>(&recipe);
    keep(recipe.schedule.at(any(7)));
    // What they are displayed as is for a page or a host.
    keep((recipe.rust(), recipe.pytorch(), recipe.optax(), recipe.mxnet()));
}

#[inline(never)]
fn chain<C: StageChain>(recipe: &Recipe<AnyRule, AnySchedule<6>, 2>) {
    keep(recipe.chain::<C>().is_ok());
}

#[inline(never)]
fn judge<R: RuleSet, S: Words + PartialEq, const G: usize>(recipe: &Recipe<R, S, G>) {
    recipe.validate().for_each(keep);
    keep(recipe.check());
    keep((recipe.refuse_fine_tuning(), recipe.refuse_selection()));
    keep(recipe.rule.name().len());
    keep((recipe.encoded_len(), recipe.fingerprint()));
    let mut buffer = [0; 64];
    if let Some(buffer) = buffer.get_mut(..any(64)) {
        keep(recipe.encode(buffer).map(|bytes| bytes.len()));
    }
}

#[inline(never)]
fn chosen() {
    type Chosen = Recipe<linked::Rules, ScheduleTree<Parts, 3>, 1>;
    let bytes = bytes();
    let Ok(recipe) = Chosen::decode(bytes.get(..any(64)).unwrap_or_default()) else { return };
    judge(&recipe);
    recipe.schedule.nodes().for_each(|node| keep(node.operands()));
    keep(recipe.schedule.at(any(7)));
    let mut memory = linked::Memory::ZERO;
    let lent = linked::Optimizer::lend(
        recipe.rule,
        recipe.precision,
        SkipNonFinite::DEFAULT,
        Whole,
        &mut memory,
    );
    if let Ok(mut optimizer) = lent {
        keep(optimizer.step(&mut any([0.0; 3]), &any([0.0; 3]), any(0.1)).is_ok());
        keep(optimizer.set_group(any(0), Group { frozen: true, ..Group::vector(3) }).is_ok());
        let (mut w, g) = (any([0.0; 3]), any([0.0; 3]));
        if let Ok(mut step) = optimizer.begin(&mut w, &g, any(0.1)) {
            keep(step.advance(any(1)));
            keep((step.is_done(), step.parameters().len()));
            keep(step.finish());
        }
        keep(optimizer.counters());
        optimizer.reset();
        kept::parts(&mut optimizer);
    }
}
