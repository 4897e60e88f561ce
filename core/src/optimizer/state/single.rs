//! State as it is computed: `f32`, 4 bytes a slot, nothing is rounded.

use super::{Precision, Range, Rows, Slots, get_each, put_each, sealed::Sealed};
use crate::optimizer::{Rule, rule::Block};
use crate::{
    Zero,
    checkpoint::{CheckpointError, Loader, Saver},
    gradient::Chain,
    group::Span,
    math::{BLOCK, LANES, RUNS, all_finite},
};
use core::sync::atomic::{Ordering, compiler_fence};

/// Whether a turn moves several parameters, and no level is for size, where Lion takes a quarter more one after the other: at "s" on
/// a core without an FPU, at "z" on one with it.
const IN_TURNS: bool = LANES > 1 && !cfg!(any(opt_level = "s", opt_level = "z"));

type Each<R> = <<R as Rule>::State as Slots>::Each<f32>;

impl Sealed for f32 {}

/// The slots of a parameter lie side by side, so that one load fetches them.
impl Precision for f32 {
    type Cell<R: Rule> = R::State;
    type Extra<R: Rule> = ();

    const PRECISION: (u32, &'static str) = (0, "f32");
    const SLOT_BYTES: (u32, u32) = (4, 0);
    const GRAIN: usize = if RUNS { BLOCK } else { LANES };

    #[inline]
    fn fill<R: Rule>(cells: &mut [R::State], (): &mut (), initial: &R::State) {
        let initial = *initial;
        for cell in cells {
            *cell = initial;
            if cfg!(target_os = "none") {
                // Or the loop becomes a call of a function that is ten times its size, and linked for it alone.
                compiler_fence(Ordering::SeqCst);
            }
        }
    }

    #[inline]
    fn read<R: Rule>(
        cells: &[R::State],
        (): &(),
        _: &Span,
        range: Range<usize>,
    ) -> impl Iterator<Item = R::State> + Clone {
        cells.get(range).unwrap_or_default().iter().copied()
    }

    fn are_finite<R: Rule>(cells: &[R::State]) -> bool {
        all_finite(R::State::flattened(cells))
    }

    // Out of line, the loop finds its slices in registers; inlined, it would recompute
    // where the range starts at every turn. Not on x86-64, where what is handed over, mostly by way of the stack,
    // is a tenth of SGD's step over 256 parameters.
    #[cfg_attr(not(target_arch = "x86_64"), inline(never))]
    #[cfg_attr(target_arch = "x86_64", inline)]
    fn update<'a, 't, R: Rule, T: Chain>(
        cells: &mut [R::State],
        (): &mut (),
        (range, _): (Range<usize>, u32),
        parameters: &mut [f32],
        gradient: &[f32],
        block: Block<'a, 't, R, T>,
    ) -> Block<'a, 't, R, T> {
        // The parameters say how many: one comparison less.
        let first = range.start;
        let states = cells.get_mut(first..).unwrap_or_default();
        update(first, parameters, gradient, states, block, &mut [0.0; LANES])
    }

    /// One call for all rows: a row is short, and to hand a block over takes as long as two turns.
    #[inline(never)]
    fn update_rows<'a, 't, R: Rule, T: Chain>(
        cells: &mut [R::State],
        (): &mut (),
        (rows, _): (Rows, u32),
        parameters: &mut [f32],
        gradient: &[f32],
        mut block: Block<'a, 't, R, T>,
    ) -> Block<'a, 't, R, T> {
        let mut room = [0.0; LANES];
        for (range, row) in rows {
            let first = range.start;
            let (w, g) = (parameters.get_mut(row.clone()), gradient.get(row));
            if let (Some(w), Some(g), Some(states)) = (w, g, cells.get_mut(range)) {
                block = update(first, w, g, states, block, &mut room);
            }
        }
        block
    }

    fn write<R: Rule>(
        cells: &mut [R::State],
        (): &mut (),
        span: &Span,
        states: impl Iterator<Item = R::State>,
    ) {
        let cells = cells.get_mut(span.start..span.end()).unwrap_or_default();
        for (cell, state) in cells.iter_mut().zip(states) {
            *cell = state;
        }
    }

    fn save<R: Rule>(
        rule: &R,
        cells: &[R::State],
        (): &(),
        _: &[Span],
        to: &mut Saver<'_>,
    ) -> Result<(), CheckpointError> {
        for state in cells {
            rule.validate_state(state).map_err(|error| to.refuse(error))?;
            put_each(state.map(|_, slot| slot).as_ref(), to)?;
        }
        Ok(())
    }

    fn load<R: Rule>(
        rule: &R,
        cells: &mut [R::State],
        (): &mut (),
        _: &[Span],
        from: &mut Loader<'_>,
    ) -> Result<(), CheckpointError> {
        for place in cells {
            let mut slots = <Each<R> as Zero>::ZERO;
            get_each(slots.as_mut(), from)?;
            let mut slots = slots.as_ref().iter();
            let state = R::State::from_fn(|_| slots.next().copied().unwrap_or_default());
            rule.validate_state(&state).map_err(|error| from.refuse(error))?;
            if from.commits() {
                *place = state;
            }
        }
        Ok(())
    }
}

/// Moves parameters that lie side by side, the first of which has this index.
#[allow(clippy::inline_always)] // a part of each of the two loops
#[inline(always)]
fn update<'a, 't, R: Rule, T: Chain>(
    first: usize,
    parameters: &mut [f32],
    gradient: &[f32],
    states: &mut [R::State],
    mut block: Block<'a, 't, R, T>,
    room: &mut [f32; LANES],
) -> Block<'a, 't, R, T> {
    let mut done = 0_usize;
    if Block::<R, T>::RUNS {
        let blocks = parameters.as_chunks_mut().0;
        done = blocks.as_flattened().len();
        block.run(blocks, gradient.as_chunks().0, states.as_chunks_mut().0);
    } else if R::RUNS {
        done = block.run_transformed(first, parameters, gradient, states);
    } else if IN_TURNS && R::ONE_BY_ONE {
        for ((w, &g), state) in parameters.iter_mut().zip(gradient).zip(states) {
            block.one(first.wrapping_add(done), w, g, state);
            done = done.wrapping_add(1);
        }
        return block;
    } else {
        let turns = parameters.as_chunks_mut().0.iter_mut().zip(gradient.as_chunks().0);
        for ((w, g), states) in turns.zip(states.as_chunks_mut().0) {
            block.many::<LANES>(first.wrapping_add(done), w, g, states, room);
            done = done.wrapping_add(LANES);
        }
    }
    if LANES == 1 && !R::RUNS {
        return block; // nothing is left
    }
    // Not by what is left of the chunks: knowing that at most seven are, the compiler would write
    // all seven out.
    while let (Some(w), Some(g), Some(state)) =
        (parameters.get_mut(done), gradient.get(done), states.get_mut(done))
    {
        if Block::<R, T>::RUNS {
            block.update(w, *g, state);
        } else {
            block.one(first.wrapping_add(done), w, *g, state);
        }
        done = done.wrapping_add(1);
    }
    block
}
