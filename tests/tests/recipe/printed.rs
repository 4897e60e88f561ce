//! The Rust that a recipe prints is compiled here, as it stands in `golden/printed`, and runs with the bits of the recipe.

use crate::linked::{all, bits, linked};
use thalweg::{
    gradient::{
        Accumulate, AddDecayedWeights, ClipByBlockRms, ClipByGlobalNorm, ClipByNorm, ClipByValue,
        SkipNonFinite,
    },
    group::{Group, Groups, Layers, Whole},
    optimizer::{
        rules::*,
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, blocks},
    },
    recipe::{AnyRule, Recipe, StatePrecision},
    schedule::{AnySchedule, Schedule},
};
use thalweg_catalogue::{
    hostile::{Hostile, NODES},
    rules, tensor_rules,
};
use thalweg_tests::recipes::recipes;

#[allow(dead_code, missing_docs, unreachable_pub, clippy::all, clippy::pedantic)] // as it is printed
mod texts {
    pub(crate) mod rules {
        include!("../../golden/printed/rules.rs");
    }
    pub(crate) mod schedules {
        include!("../../golden/printed/schedules.rs");
    }
    pub(crate) mod sgd {
        include!("../../golden/printed/01-sgd.rs");
    }
    pub(crate) mod watch {
        include!("../../golden/printed/02-watch.rs");
    }
    pub(crate) mod adamw_groups {
        include!("../../golden/printed/03-adamw-groups.rs");
    }
    pub(crate) mod momentum_steps {
        include!("../../golden/printed/04-momentum-steps.rs");
    }
    pub(crate) mod rmsprop_cyclic {
        include!("../../golden/printed/05-rmsprop-cyclic.rs");
    }
    pub(crate) mod amsgrad_restarts {
        include!("../../golden/printed/06-amsgrad-restarts.rs");
    }
    pub(crate) mod muon_one_cycle {
        include!("../../golden/printed/07-muon-one-cycle.rs");
    }
    pub(crate) mod lion_composed {
        include!("../../golden/printed/08-lion-composed.rs");
    }
    pub(crate) mod adafactor_piecewise {
        include!("../../golden/printed/09-adafactor-piecewise.rs");
    }
    pub(crate) mod prodigy_epsilons {
        include!("../../golden/printed/10-prodigy-epsilons.rs");
    }
    pub(crate) mod fine_tuning {
        include!("../../golden/printed/11-fine-tuning.rs");
    }
    pub(crate) mod adapters {
        include!("../../golden/printed/12-adapters.rs");
    }
    pub(crate) mod channels {
        include!("../../golden/printed/13-channels.rs");
    }
}

thalweg::optimizer_set! {
    /// What the golden recipes ask for, of one group.
    mod plain for 150 parameters {
        rules {
            Sgd(Sgd), Momentum(Momentum), Adam(Adam), AmsGrad(AmsGrad), Lion(Lion), Prodigy(Prodigy),
            RmsPropMomentum(RmsPropMomentum)
        }
        precisions {
            F32(f32), Bf16(Bf16), F16(F16), Dynamic8(Blockwise8<{ blocks(150) }, DynamicMap>),
            Linear8(Blockwise8<{ blocks(150) }, LinearMap>)
        }
    }
}

thalweg::optimizer_set! {
    /// And of a group as long as a rule of matrices has columns.
    mod short for 60 parameters {
        rules { Adafactor(Adafactor<16, 64>) }
        precisions { F32(f32) }
    }
}

thalweg::optimizer_set! {
    /// And of three.
    mod grouped for 782 parameters {
        rules { AdamW(AdamW) }
        precisions { Bf16(Bf16) }
    }
}

fn schedule(seed: u32) -> AnySchedule<NODES> {
    Hostile::new(seed).schedule()
}

#[test]
fn every_rule_printed_has_its_bits() {
    let mut compared = 0;
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$({
            let (rule, precision) = (linked(AnyRule::from($value)), StatePrecision::F32);
            let layout = Groups([Group::matrix(3, 4)]);
            let mut memory = Box::new(all::Memory::ZERO);
            let mut chosen =
                all::Optimizer::lend(rule, precision, SkipNonFinite::DEFAULT, layout, &mut memory)
                    .unwrap();
            let mut printed = Box::new(texts::rules::$name::optimizer().unwrap());
            let chosen = bits::<12>(|w, g, lr| { chosen.step(w, g, lr).unwrap(); });
            let printed = bits::<12>(|w, g, lr| { printed.step(w, g, lr).unwrap(); });
            assert_eq!(printed, chosen, stringify!($name));
            compared += 1;
        })*};
    }
    rules!(each);
    tensor_rules!(each);
    println!("printed rules compared={compared}");
}

#[test]
fn every_schedule_printed_has_its_bits() {
    for (seed, printed) in (0..).zip(texts::schedules::ALL) {
        let chosen = schedule(seed);
        for step in (0..300).chain([1000, 65_535, 1 << 24, u32::MAX - 1, u32::MAX]) {
            let printed = printed(step).map(f32::to_bits);
            assert_eq!(printed, Some(chosen.at(step).to_bits()), "seed {seed}, step {step}");
        }
    }
}

/// Thirty steps at the printed rates, of what was printed and of what the recipe says.
macro_rules! compare {
    ($name:literal, $module:ident, $set:ident, $n:literal, $layout:expr, [$($sizes:tt)*], $chain:ty) => {{
        let recipe = recipes().unwrap().into_iter().find(|(name, _)| *name == $name).unwrap().1;
        let numbers = (recipe.batch, recipe.accumulation, recipe.epochs, recipe.seed);
        assert_eq!(
            (
                texts::$module::BATCH,
                texts::$module::ACCUMULATION,
                texts::$module::EPOCHS,
                texts::$module::SEED
            ),
            numbers
        );
        let mut buffer = [0; 1024];
        let bytes = recipe.encode(&mut buffer).unwrap();
        let precision = match recipe.precision {
            StatePrecision::Fixed => StatePrecision::F32,
            other => other,
        };
        let rule = Recipe::<$set::Rules>::decode(bytes).unwrap().rule;
        let chain = recipe.chain::<$chain>().unwrap();
        let mut memory = Box::new($set::Memory::ZERO);
        let mut chosen = $set::Optimizer::lend(rule, precision, chain, $layout, &mut memory).unwrap();
        let mut printed = Box::new(texts::$module::optimizer $($sizes)* ().unwrap());
        let rate = texts::$module::schedule().unwrap();
        for step in 0..500 {
            assert_eq!(rate.at(step).to_bits(), recipe.schedule.at(step).to_bits(), $name);
        }
        let mut step = 0;
        let chosen = bits::<$n>(|w, g, _| {
            chosen.step(w, g, recipe.schedule.at(step)).unwrap();
            step += 1;
        });
        let mut step = 0;
        let printed = bits::<$n>(|w, g, _| {
            printed.step(w, g, rate.at(step)).unwrap();
            step += 1;
        });
        assert_eq!(printed, chosen, $name);
    }};
}

/// A guard, what accumulates, and what clips.
type Accumulated<C> = (SkipNonFinite, Accumulate<[f32; 150]>, Option<C>, Option<AddDecayedWeights>);

#[test]
fn the_golden_recipes_printed_have_their_bits() {
    let groups: Vec<Group> = texts::adamw_groups::GROUPS.to_vec();
    let layout = Layers(texts::adamw_groups::GROUPS);
    let (_, recipe) = recipes().unwrap().swap_remove(2);
    assert_eq!(recipe.groups.as_slice(), groups);
    assert_eq!(recipe.ema, Some(texts::adamw_groups::EMA));
    compare!("01-sgd", sgd, plain, 150, Whole, [::<150>], SkipNonFinite);
    compare!("02-watch", watch, plain, 150, Whole, [::<150>], SkipNonFinite);
    compare!(
        "03-adamw-groups",
        adamw_groups,
        grouped,
        782,
        layout,
        [],
        (SkipNonFinite, Option<ClipByGlobalNorm>)
    );
    compare!("04-momentum-steps", momentum_steps, plain, 150, Whole, [::<150, 3>], Accumulated<ClipByValue>);
    compare!("05-rmsprop-cyclic", rmsprop_cyclic, plain, 150, Whole, [::<150>], SkipNonFinite);
    compare!("06-amsgrad-restarts", amsgrad_restarts, plain, 150, Whole, [::<150>], SkipNonFinite);
    // Muon moves matrices alone, and this recipe names none: what is printed is refused as the recipe is.
    assert!(texts::muon_one_cycle::optimizer::<150>().is_err());
    compare!("08-lion-composed", lion_composed, plain, 150, Whole, [::<150, 3>], (SkipNonFinite, Option<ClipByNorm>));
    compare!("09-adafactor-piecewise", adafactor_piecewise, short, 60, Whole, [::<60>], (SkipNonFinite, Option<ClipByBlockRms>));
    compare!("10-prodigy-epsilons", prodigy_epsilons, plain, 150, Whole, [::<150>], Accumulated<ClipByValue>);
    compare!("11-fine-tuning", fine_tuning, plain, 150, Whole, [::<150>], SkipNonFinite);
    compare!("12-adapters", adapters, plain, 150, Whole, [::<150>], SkipNonFinite);
    compare!("13-channels", channels, plain, 150, Whole, [::<150>], SkipNonFinite);
}

#[test]
fn what_is_trained_is_printed_as_the_recipe_says_it() {
    let recipe = |place: usize| recipes().unwrap().swap_remove(place).1;
    let (tuning, adapters, channels) = (recipe(10), recipe(11), recipe(12));
    assert_eq!(tuning.trained, texts::fine_tuning::TRAINED);
    assert_eq!(tuning.unfreezing, Some(texts::fine_tuning::UNFREEZING));
    assert_eq!(tuning.l2_sp, Some(texts::fine_tuning::L2_SP));
    assert_eq!(tuning.wise, Some(texts::fine_tuning::WISE));
    assert_eq!(tuning.replay, texts::fine_tuning::REPLAY);
    assert_eq!(adapters.trained, texts::adapters::TRAINED);
    assert_eq!(adapters.lora, Some(texts::adapters::LORA));
    assert_eq!(channels.trained, texts::channels::TRAINED);
}
