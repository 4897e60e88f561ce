//! Every rule at every length, beside the loop written by hand and beside the memory's own speed.

use anyhow::{Result, ensure};
use thalweg::optimizer::{
    Adam, Momentum, Rule,
    state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, blocks},
};
use thalweg_bench_host::{
    Contest, LENGTHS, bits, divider, guarded, hand, memory, roomy, unguarded,
};
use thalweg_catalogue::rules;

fn main() -> Result<()> {
    roomy(measure)
}

fn measure() -> Result<()> {
    let mut contest = Contest::default();
    contest.run("memory", memory::BEYOND_CACHES, &mut [memory::beyond_caches()]);
    contest.run("divider", divider::LENGTH, &mut [divider::alone()]);
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            same_bits::<$rule>(stringify!($name), $value)?;
            at::<$rule, { LENGTHS[0] }>(&mut contest, stringify!($name), $value)?;
            at::<$rule, { LENGTHS[1] }>(&mut contest, stringify!($name), $value)?;
            at::<$rule, { LENGTHS[2] }>(&mut contest, stringify!($name), $value)?;
        )*};
    }
    rules!(each);
    precisions::<{ LENGTHS[0] }, { blocks(LENGTHS[0]) }>(&mut contest)?;
    precisions::<{ LENGTHS[1] }, { blocks(LENGTHS[1]) }>(&mut contest)?;
    precisions::<{ LENGTHS[2] }, { blocks(LENGTHS[2]) }>(&mut contest)
}

/// The rules whose state is meant to be kept in fewer bits.
fn precisions<const N: usize, const BLOCKS: usize>(contest: &mut Contest) -> Result<()> {
    rounded::<_, N, BLOCKS>(contest, "momentum", Momentum::DEFAULT)?;
    rounded::<_, N, BLOCKS>(contest, "adam", <Adam>::DEFAULT)
}

/// One rule in each precision below `f32`.
fn rounded<R: Rule + 'static, const N: usize, const BLOCKS: usize>(
    contest: &mut Contest,
    name: &str,
    rule: R,
) -> Result<()> {
    let contestants = &mut [
        unguarded::<R, N, Bf16>("bf16", rule)?,
        unguarded::<R, N, F16>("f16", rule)?,
        unguarded::<R, N, Blockwise8<BLOCKS, DynamicMap>>("8-bit-dynamic", rule)?,
        unguarded::<R, N, Blockwise8<BLOCKS, LinearMap>>("8-bit-linear", rule)?,
    ];
    contest.run(name, N, contestants);
    Ok(())
}

/// The comparison is void unless both end on the same bits.
fn same_bits<R: Rule>(name: &str, rule: R) -> Result<()> {
    if let Some(theirs) = hand::bits(name, LENGTHS[0], 50) {
        let ours = bits::<R, { LENGTHS[0] }>(rule, 50)?;
        ensure!(ours == theirs, "{name} by hand has other bits than ours");
    }
    Ok(())
}

/// Everything that is measured of one rule at one length.
fn at<R: Rule + 'static, const N: usize>(contest: &mut Contest, name: &str, rule: R) -> Result<()> {
    let mut contestants =
        vec![guarded::<R, N, f32>("f32", rule)?, unguarded::<R, N, f32>("f32", rule)?];
    contestants.extend(hand::contestant(name, N));
    if N == LENGTHS[2] {
        contestants.push(memory::triad(N, size_of::<R::State>() as f64));
    }
    contest.run(name, N, &mut contestants);
    Ok(())
}
