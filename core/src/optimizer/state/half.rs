//! State in 16-bit floats: 2 bytes a slot, rounded stochastically after each step.

use super::{
    Bf16, F16, Float16, MomentKind, Precision, Range, Slots, float16::NEAREST, get_each, put_each,
    sealed::Sealed,
};
use crate::optimizer::{Rule, rule::Block};
use crate::{
    Zero,
    checkpoint::{CheckpointError, Loader, Saver},
    gradient::Chain,
    group::Span,
    math::{sqrt, upper_halves},
    numbered::numbered,
    random::Random,
};
use core::hint::black_box;

type Codes<R> = <<R as Rule>::State as Slots>::Each<u16>;

#[inline]
fn decode<R: Rule, F: Float16>(codes: &Codes<R>) -> R::State {
    let mut codes = codes.as_ref().iter();
    R::State::from_fn(|slot| {
        let x = F::decode(codes.next().copied().unwrap_or_default());
        if F::ROOTS && R::moment(slot) == MomentKind::Second { x * x } else { x }
    })
}

#[inline]
fn encode<R: Rule, F: Float16>(state: &R::State, noise: impl Fn(usize) -> u32) -> Codes<R> {
    state.map(|slot, x| match R::moment(slot) {
        MomentKind::First => F::encode(x, noise(slot)),
        MomentKind::Second => {
            let code = F::encode(if F::ROOTS { sqrt(x) } else { x }, noise(slot));
            if x > 0.0 { code.max(1) } else { code }
        }
    })
}

// The codes of a parameter's slots lie side by side. `$upper` says whether they are the upper halves of numbers, for which a
// processor may have a loop.
macro_rules! half {
    ($format:ident, $number:literal, $upper:literal) => {
        impl<const SEED: u32> Sealed for $format<SEED> {}

        impl<const SEED: u32> Precision for $format<SEED> {
            type Cell<R: Rule> = Codes<R>;
            type Extra<R: Rule> = ();

            const PRECISION: (u32, &'static str) = ($number, stringify!($format));
            const NOISE: u32 = SEED;
            const SLOT_BYTES: (u32, u32) = (2, 0);
            const GRAIN: usize = 1;

            #[inline]
            fn fill<R: Rule>(cells: &mut [Codes<R>], (): &mut (), initial: &R::State) {
                // For zeros that it knows the compiler would link a function that takes more flash than the loop.
                cells.fill(black_box(encode::<R, Self>(initial, |_| NEAREST)));
            }

            #[inline]
            fn read<R: Rule>(
                cells: &[Codes<R>],
                (): &(),
                _: &Span,
                range: Range<usize>,
            ) -> impl Iterator<Item = R::State> + Clone {
                cells.get(range).unwrap_or_default().iter().map(decode::<R, Self>)
            }

            fn are_finite<R: Rule>(cells: &[Codes<R>]) -> bool {
                let is_finite = |code: &u16| code & 0x7fff < <Self as Float16>::INFINITY;
                cells.iter().all(|codes| codes.as_ref().iter().all(is_finite))
            }

            fn update<'a, 't, R: Rule, T: Chain>(
                cells: &mut [Codes<R>],
                (): &mut (),
                (range, t): (Range<usize>, u32),
                parameters: &mut [f32],
                gradient: &[f32],
                mut block: Block<'a, 't, R, T>,
            ) -> Block<'a, 't, R, T> {
                if Block::<R, T>::RUNS && $upper {
                    let noise = Random::new(SEED, t);
                    update_blocks(cells, (range, noise), parameters, gradient, &mut block);
                } else {
                    update::<R, Self, T>(cells, (range, t), parameters, gradient, &mut block);
                }
                block
            }

            fn write<R: Rule>(
                cells: &mut [Codes<R>],
                (): &mut (),
                span: &Span,
                states: impl Iterator<Item = R::State>,
            ) {
                let cells = cells.get_mut(span.start..span.end()).unwrap_or_default();
                for (cell, state) in cells.iter_mut().zip(states) {
                    *cell = encode::<R, Self>(&state, |_| NEAREST);
                }
            }

            fn save<R: Rule>(
                rule: &R,
                cells: &[Codes<R>],
                (): &(),
                _: &[Span],
                to: &mut Saver<'_>,
            ) -> Result<(), CheckpointError> {
                for codes in cells {
                    let state = decode::<R, Self>(codes);
                    rule.validate_state(&state).map_err(|error| to.refuse(error))?;
                    put_each(codes.as_ref(), to)?;
                }
                Ok(())
            }

            fn load<R: Rule>(
                rule: &R,
                cells: &mut [Codes<R>],
                (): &mut (),
                _: &[Span],
                from: &mut Loader<'_>,
            ) -> Result<(), CheckpointError> {
                for place in cells {
                    let mut codes = Codes::<R>::ZERO;
                    get_each(codes.as_mut(), from)?;
                    let state = decode::<R, Self>(&codes);
                    rule.validate_state(&state).map_err(|error| from.refuse(error))?;
                    if from.commits() {
                        *place = codes;
                    }
                }
                Ok(())
            }
        }
    };
}

half!(Bf16, 1, true);
half!(F16, 2, false);

#[inline]
fn update<R: Rule, F: Float16, T: Chain>(
    cells: &mut [Codes<R>],
    (range, t): (Range<usize>, u32),
    parameters: &mut [f32],
    gradient: &[f32],
    block: &mut Block<'_, '_, R, T>,
) {
    let random = Random::new(F::SEED, t);
    let (pairs, first) = (parameters.iter_mut().zip(gradient), range.start);
    let cells = cells.get_mut(range).unwrap_or_default();
    for (i, ((w, &g), codes)) in numbered(pairs.zip(cells)) {
        let index = first.wrapping_add(i);
        let mut state = decode::<R, F>(codes);
        block.one(index, w, g, &mut state);
        let number = index.wrapping_mul(R::State::LEN);
        *codes = encode::<R, F>(&state, |slot| random.at(number.wrapping_add(slot) as u32));
    }
}

/// Parameters whose states are unpacked on the stack at once.
const BLOCK: usize = 64;

/// The same where a processor has loops for the rule and for the codes, which are upper halves of numbers: block by block.
fn update_blocks<R: Rule, T: Chain>(
    cells: &mut [Codes<R>],
    (range, random): (Range<usize>, Random),
    parameters: &mut [f32],
    gradient: &[f32],
    block: &mut Block<'_, '_, R, T>,
) {
    let mut first = range.start.wrapping_mul(R::State::LEN);
    let cells = cells.get_mut(range).unwrap_or_default();
    let (mut rest, mut rest_of_g) = (parameters, gradient);
    let mut states = [R::State::ZERO; BLOCK];
    // Not three iterators side by side: at "z" such a one is copied by a function that is linked for it.
    for cells in cells.chunks_mut(BLOCK) {
        let (w, g);
        (w, rest) = rest.split_at_mut_checked(cells.len()).unwrap_or_default();
        (g, rest_of_g) = rest_of_g.split_at_checked(cells.len()).unwrap_or_default();
        for (state, codes) in states.iter_mut().zip(&*cells) {
            *state = decode::<R, Bf16>(codes);
        }
        move_block(w, g, &mut states, block);
        let slots = R::State::flattened(&states);
        encode_halves(slots, R::State::flattened_mut(cells), random, first);
        if R::State::LEN > 0 {
            keep_seconds::<R>(&states, cells);
        }
        first = first.wrapping_add(slots.len());
    }
}

/// Moves the parameters of a block, and what its turns leave one by one.
#[inline]
fn move_block<R: Rule, T: Chain>(
    parameters: &mut [f32],
    gradient: &[f32],
    states: &mut [R::State; BLOCK],
    block: &mut Block<'_, '_, R, T>,
) {
    let (turns, rest) = parameters.as_chunks_mut();
    let done = turns.as_flattened().len();
    block.run(turns, gradient.as_chunks().0, states.as_chunks_mut().0);
    let gradient = gradient.get(done..).unwrap_or_default();
    let states = states.get_mut(done..).unwrap_or_default();
    for ((w, &g), state) in rest.iter_mut().zip(gradient).zip(states) {
        block.update(w, g, state);
    }
}

/// Upper halves of numbers, rounded by the random numbers from `first` on, of as many as there are codes.
fn encode_halves(mut xs: &[f32], mut codes: &mut [u16], random: Random, mut first: usize) {
    while !codes.is_empty() {
        let done = upper_halves(xs, codes, (random.key(), first as u32));
        first = first.wrapping_add(done);
        xs = xs.get(done..).unwrap_or_default();
        codes = codes.get_mut(done..).unwrap_or_default();
        // A large number, or the last one.
        if let (Some((x, rest)), Some((code, rest_of_codes))) =
            (xs.split_first(), codes.split_first_mut())
        {
            *code = Bf16::<0>::encode(*x, random.at(first as u32));
            (xs, codes, first) = (rest, rest_of_codes, first.wrapping_add(1));
        } else {
            return;
        }
    }
}

/// Second moments that are above 0 have no code of 0.
fn keep_seconds<R: Rule>(states: &[R::State], cells: &mut [Codes<R>]) {
    for (codes, state) in cells.iter_mut().zip(states) {
        let mut kept = codes.as_mut().iter_mut();
        state.map(|slot, x| {
            if let Some(code) = kept.next()
                && R::moment(slot) == MomentKind::Second
                && *code == 0
            {
                *code = u16::from(x > 0.0);
            }
            0_u8
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_of_a_processor_makes_the_codes_that_one_after_another_has() {
        let random = Random::new(3, 4);
        let special =
            [0.0, -0.0, 1e-45, 1.7e38, -1.8e38, f32::MAX, f32::INFINITY, f32::NAN, -f32::NAN];
        for length in [0, 1, 2, 7, 64, 300] {
            let mut xs = [0.0; 300];
            for (i, x) in (0_u32..).zip(&mut xs) {
                let usual = f32::from_bits(i.wrapping_mul(2_654_435_761));
                *x = special.get(i as usize / 5).filter(|_| i % 5 == 0).copied().unwrap_or(usual);
            }
            let mut codes = [7; 300];
            encode_halves(&xs, &mut codes[..length], random, 11);
            for (i, (x, code)) in (0..).zip(xs.iter().zip(codes)) {
                let one = Bf16::<0>::encode(*x, random.at(i + 11));
                assert_eq!(code, if (i as usize) < length { one } else { 7 }, "{x} at {i}");
            }
        }
    }
}
