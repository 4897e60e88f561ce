//! The loops of dense layers and convolutions, their shapes known to the compiler or told at run time, beside the same in C;
//! and a whole training step.
//!
//! Every line of output is a list of `name=value`.
#![no_std]
#![no_main]

mod convolution;
mod counter;
mod deep_step;
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
    let mut counter = Counter::take()?;
    dense::<24, 24>(&mut counter, "24→24");
    dense::<24, 7>(&mut counter, "24→7");
    dense::<64, 64>(&mut counter, "64→64");
    convolution::measure(&mut counter);
    whole_step::measure(&mut counter)
}

const WIDEST: usize = 64;
/// No input or output is longer.
const LONGEST: usize = 800;

/// What a loop reads and writes.
struct Buffers {
    /// The parameters, or their gradient.
    w: [f32; Dense::new(WIDEST, WIDEST).parameters()],
    x: [f32; LONGEST],
    y: [f32; LONGEST],
}

impl Buffers {
    /// So many parameters, inputs and outputs.
    #[inline]
    fn of(&mut self, [parameters, inputs, outputs]: [usize; 3]) -> Option<[&mut [f32]; 3]> {
        let (w, x) = (self.w.get_mut(..parameters)?, self.x.get_mut(..inputs)?);
        Some([w, x, self.y.get_mut(..outputs)?])
    }
}

/// What is done, and in how many multiply-accumulates.
struct Work {
    name: &'static str,
    shape: &'static str,
    macs: usize,
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
fn dense<const I: usize, const O: usize>(counter: &mut Counter, shape: &'static str) {
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
        let work = Work { name, shape, macs: I * O };
        line(counter, &work, "known", known);
        line(counter, &work, "told", |buffers| told(&layer, buffers));
        line(counter, &work, "C", |buffers| in_c(&layer, buffers));
    }
}

/// Measures a loop and prints what it took.
#[allow(clippy::large_stack_arrays)] // the board has megabytes
fn line(counter: &mut Counter, of: &Work, by: &str, work: impl Fn(&mut Buffers) -> bool) {
    let mut buffers = Buffers { w: [0.0; _], x: [0.0; LONGEST], y: [0.0; LONGEST] };
    parameters(&mut buffers.w);
    gradient(&mut buffers.x);
    parameters(&mut buffers.y);
    let (counting, mut done) = (counter.countings, false);
    let instructions = counter.count(|| done = work(black_box(&mut buffers)));
    let bits = hash(&buffers.w) ^ hash(&buffers.x) ^ hash(&buffers.y);
    let Work { name, shape, macs } = of;
    hprintln!(
        "loop={} by={} shape={} macs={} done={} instructions={} counting={} bits={:08x}",
        name,
        by,
        shape,
        macs,
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
