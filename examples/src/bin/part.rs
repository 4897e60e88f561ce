//! What it costs to train a part of a network: all of it, the last layer, the biases alone, an adapter.
//!
//! `cargo run --release -p thalweg-examples --bin part` prints, for a network of 2 s of a watch's six channels, the bytes of RAM
//! that training takes (parameters, their gradient, Adam's two moments, what backward keeps) and the microseconds of a forward
//! and a backward pass on this computer, beside those of all of it.

use anyhow::Result;
use indicatif::ProgressBar;
use std::time::Instant;
use thalweg::{
    nn::{
        Axis, Bias, Conv1d, Dense, Frozen, GlobalAveragePool, Int8, Kaiming, Layer, LayerList,
        LowRank, Pass, Relu, Sequential, Trace, quantize_rows,
    },
    sequential,
};
use thalweg_examples::task::progress;

const INPUTS: usize = 6 * 100;
const FIRST: Conv1d = Conv1d::new(6, 12, Axis { stride: 2, padding: 2, ..Axis::new(100, 5) });
const SECOND: Conv1d = Conv1d::new(12, 16, Axis { stride: 2, padding: 2, ..Axis::new(50, 5) });
const POOL: GlobalAveragePool = GlobalAveragePool { channels: 16, size: 25 };
const HIDDEN: Dense = Dense::new(16, 16);
const LAST: Dense = Dense::new(16, 7);
type Whole = (Conv1d, Relu, Conv1d, Relu, GlobalAveragePool, Dense, Relu, Dense);
const WHOLE: Sequential<Whole> =
    sequential!(FIRST, Relu::new(600), SECOND, Relu::new(400), POOL, HIDDEN, Relu::new(16), LAST);
const RUNS: u32 = 50;
const SAMPLES: u32 = 40;

fn main() -> Result<()> {
    let first = rows::<{ FIRST.parameters() }>(6 * 5)?;
    let second = rows::<{ SECOND.parameters() }>(12 * 5)?;
    let hidden = rows::<{ HIDDEN.parameters() }>(16)?;
    let last = rows::<{ LAST.parameters() }>(16)?;
    let stem = (
        Frozen::new(FIRST, &first),
        Relu::new(600),
        Frozen::new(SECOND, &second),
        Relu::new(400),
        POOL,
    );
    let (a, b, c, d, e) = stem;
    let (mut weights, mut scales, mut biases) = ([0; 16 * 16], [0.0; 16], [0.0; 16]);
    quantize_rows(16, &hidden, &mut weights, &mut scales, &mut biases)?;
    let adapted =
        LowRank { base: Int8::new(HIDDEN, &weights, &scales, &biases), rank: 2, alpha: 4.0 };
    let (frozen, head) = (Frozen::new(HIDDEN, &hidden), Frozen::new(LAST, &last));
    let (relu, in_the_middle) =
        (Relu::new(16), (Bias { channels: 12, length: 50 }, Bias { channels: 16, length: 25 }));
    println!("| trained | parameters | RAM, bytes | forward + backward, µs |\n|---|---|---|---|");
    let bar = progress("measuring", 6 * RUNS as usize);
    line(&bar, "all layers", &WHOLE)?;
    line(&bar, "two last layers", &Sequential::new((a, b, c, d, e, HIDDEN, relu, LAST))?)?;
    line(&bar, "last layer", &Sequential::new((a, b, c, d, e, frozen, relu, LAST))?)?;
    let of_head = (Bias::new(16), Bias::new(7));
    line(
        &bar,
        "biases of the last two",
        &Sequential::new((a, b, c, d, e, frozen, of_head.0, relu, head, of_head.1))?,
    )?;
    let (one, two) = in_the_middle;
    line(
        &bar,
        "all biases",
        &Sequential::new((a, one, b, c, two, d, e, frozen, of_head.0, relu, head, of_head.1))?,
    )?;
    line(
        &bar,
        "adapter of rank 2 (8-bit weights)",
        &Sequential::new((a, b, c, d, e, adapted, relu, head))?,
    )?;
    bar.finish_and_clear();
    Ok(())
}

/// Random parameters of a layer.
fn rows<const N: usize>(fan_in: usize) -> Result<[f32; N]> {
    let mut rows = [0.0; N];
    Kaiming::DEFAULT.fill(fan_in, &mut rows, 1)?;
    Ok(rows)
}

fn line<T: LayerList>(bar: &ProgressBar, name: &str, network: &Sequential<T>) -> Result<()> {
    let count = network.parameters();
    let (parameters, mut gradient) = (vec![0.1; count], vec![0.0; count]);
    let (mut memory, mut y) = (vec![0.0; network.memory()], vec![0.0; network.outputs()]);
    let x: Vec<f32> = (0..INPUTS).map(|i| (i % 17) as f32 * 0.1 - 0.8).collect();
    let mut least = f64::INFINITY;
    for run in 0..RUNS {
        let start = Instant::now();
        for sample in 0..SAMPLES {
            let pass = Pass::Training(run * SAMPLES + sample);
            network.forward(&parameters, &x, &mut y, &mut memory, pass)?;
            let trace = Trace { x: &x, y: &[], dy: &y, memory: &mut memory, pass };
            network.backward(&parameters, trace, Some(&mut gradient), None)?;
        }
        // The least is what nothing else disturbed.
        least = least.min(start.elapsed().as_secs_f64() * 1e6 / f64::from(SAMPLES));
        bar.inc(1);
    }
    // Parameters, gradient, m and v.
    let bytes = 4 * (4 * count + network.memory());
    bar.suspend(|| println!("| {name} | {count} | {bytes} | {least:.1} |"));
    Ok(())
}
