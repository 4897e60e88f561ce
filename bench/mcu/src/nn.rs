//! The loops of a dense layer, its shape known to the compiler or told at run time, beside the same in C; and a whole
//! training step.
//!
//! Every line of output is a list of `name=value`.
#![no_std]
#![no_main]

mod counter;
mod ending;
mod tiled;
mod whole_step;

use core::hint::black_box;
use cortex_m_rt::entry;
use cortex_m_semihosting::hprintln;
use counter::Counter;
use thalweg::nn::Dense;
use thalweg_catalogue::numbers::{gradient, hash, parameters};

#[entry]
fn main() -> ! {
    ending::end(run())
}

fn run() -> Result<(), &'static str> {
    let peripherals = cortex_m::Peripherals::take().ok_or("the peripherals are taken")?;
    let mut counter = Counter::start(peripherals.SYST)?;
    dense::<24, 24>(&mut counter);
    dense::<24, 7>(&mut counter);
    dense::<64, 64>(&mut counter);
    whole_step::measure(&mut counter)
}

const WIDEST: usize = 64;

/// What the loops of a dense layer read and write.
struct Buffers {
    /// The parameters, or their gradient.
    w: [f32; Dense::new(WIDEST, WIDEST).parameters()],
    x: [f32; WIDEST],
    y: [f32; WIDEST],
}

/// One loop of a dense layer.
#[derive(Clone, Copy)]
struct Loop {
    name: &'static str,
    /// Of the shape that its parameters know.
    known: fn(&mut Buffers) -> bool,
    told: fn(&Dense, &mut Buffers) -> bool,
    in_c: fn(&Dense, &mut Buffers) -> bool,
}

/// Measures each loop of one shape.
#[inline(never)]
fn dense<const I: usize, const O: usize>(counter: &mut Counter) {
    let layer = black_box(Dense::new(I, O));
    let loops = [
        Loop { name: "forward", known: forward::<I, O>, told: forward_of, in_c: tiled::forward },
        Loop {
            name: "weight_gradient",
            known: weights::<I, O>,
            told: weights_of,
            in_c: tiled::weights,
        },
        Loop {
            name: "input_gradient",
            known: inputs::<I, O>,
            told: inputs_of,
            in_c: tiled::inputs,
        },
    ];
    for Loop { name, known, told, in_c } in loops {
        line::<I, O>(counter, (name, "known"), known);
        line::<I, O>(counter, (name, "told"), |buffers| told(&layer, buffers));
        line::<I, O>(counter, (name, "C"), |buffers| in_c(&layer, buffers));
    }
}

/// Measures a loop and prints what it took.
#[allow(clippy::large_stack_arrays)] // the board has megabytes
fn line<const I: usize, const O: usize>(
    counter: &mut Counter,
    (name, by): (&str, &str),
    work: impl Fn(&mut Buffers) -> bool,
) {
    let mut buffers = Buffers { w: [0.0; _], x: [0.0; WIDEST], y: [0.0; WIDEST] };
    parameters(&mut buffers.w);
    gradient(&mut buffers.x);
    parameters(&mut buffers.y);
    let (counting, mut done) = (counter.countings, false);
    let instructions = counter.count(|| done = work(black_box(&mut buffers)));
    let bits = hash(&buffers.w) ^ hash(&buffers.x) ^ hash(&buffers.y);
    hprintln!(
        "loop={} by={} inputs={} outputs={} done={} instructions={} counting={} bits={:08x}",
        name,
        by,
        I,
        O,
        done,
        instructions,
        counting,
        bits
    );
}

/// The three loops, each a call of its own, as it is in a user's program.
macro_rules! loops {
    ($($known:ident, $told:ident: |$layer:ident, $w:ident, $x:ident, $y:ident| $call:expr;)*) => {$(
        #[inline(never)]
        fn $known<const I: usize, const O: usize>(buffers: &mut Buffers) -> bool {
            $told(&Dense::new(I, O), buffers)
        }

        #[inline(always)]
        fn $told($layer: &Dense, buffers: &mut Buffers) -> bool {
            let Some($w) = buffers.w.get_mut(..$layer.parameters()) else { return false };
            let Some($x) = buffers.x.get_mut(..$layer.inputs()) else { return false };
            let Some($y) = buffers.y.get_mut(..$layer.outputs()) else { return false };
            $call.is_ok()
        }
    )*};
}
loops! {
    forward, forward_of: |layer, w, x, y| layer.forward(w, x, y);
    weights, weights_of: |layer, w, x, y| layer.accumulate(x, y, w);
    inputs, inputs_of: |layer, w, x, y| layer.backward(w, y, x);
}
