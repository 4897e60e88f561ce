//! Layers one after the other: all, or with some that are not trained.

use crate::against::{PASS, Random, SHAPES, check, doubles};
use crate::formulas::{dense, logistic};
use oorandom::Rand32;
use thalweg::{
    nn::{Bias, Dense, Frozen, Layer, Mlp, Pass, Relu, Residual, Sequential, Silu, Tanh},
    sequential,
};

/// W₂ tanh(x̃ + silu(W₁ x̃)), x̃ = W₀ x: whatever a network has.
fn network(inputs: usize, width: usize) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |w, x| {
        let (first, rest) = w.split_at(width * (inputs + 1));
        let (inner, last) = rest.split_at(width * (width + 1));
        let x = dense(width)(first, x);
        let sum = dense(width)(inner, &x).into_iter().zip(&x);
        let sum: Vec<_> = sum.map(|(y, x)| (x + y * logistic(y)).tanh()).collect();
        dense(2)(last, &sum)
    }
}

#[test]
fn networks() {
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let (inputs, width) = (random.count(1, 6), random.count(1, 6));
        let block = Sequential::new((Dense::new(width, width), Silu::new(width))).unwrap();
        let (first, last) = (Dense::new(inputs, width), Dense::new(width, 2));
        let layers = (first, Residual::new(block), Tanh::new(width), last);
        let whole = Sequential::new(layers).unwrap();
        check(&whole, network(inputs, width), &mut random, false);
        check(&whole.into_block(), network(inputs, width), &mut random, true);
        let mlp = Mlp::new(inputs, width, 2);
        let formula = |w: &[f64], x: &[f64]| {
            let (first, last) = w.split_at(width * (inputs + 1));
            let hidden: Vec<_> = dense(width)(first, x).iter().map(|x| x.max(0.0)).collect();
            dense(2)(last, &hidden)
        };
        check(&mlp, formula, &mut random, true);
        let layers = (first, Relu::new(width), last);
        check(&Sequential::new(layers).unwrap().into_block(), formula, &mut random, true);
    }
}

#[test]
fn below_the_lowest_trained_layer_nothing_is_kept() {
    const INPUTS: usize = 6;
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let weights = random.numbers(5 * (INPUTS + 1), 1.0);
        let frozen = Frozen::new(Dense::new(INPUTS, 5), &weights);
        let layers = (frozen, Relu::new(5), Dense::new(5, 3));
        let network = Sequential::new(layers).unwrap();
        assert_eq!(network.parameters(), 18);
        // The hidden activations, which the last layer's gradient takes, and two buffers.
        assert_eq!((network.memory(), network.inference_memory()), (15, 10));
        let weights = doubles(&weights);
        let formula = |w: &[f64], x: &[f64]| {
            let hidden: Vec<_> = dense(5)(&weights, x).iter().map(|x| x.max(0.0)).collect();
            dense(3)(w, &hidden)
        };
        check(&network, formula, &mut random, false);
        check(&network.into_block(), formula, &mut random, true);
        // A bias behind a frozen layer is trained, and no input of it is kept.
        let last = random.numbers(3 * 6, 1.0);
        let layers = (frozen, Relu::new(5), Frozen::new(Dense::new(5, 3), &last), Bias::new(3));
        let biases = Sequential::new(layers).unwrap();
        assert_eq!((biases.parameters(), biases.memory()), (3, biases.inference_memory()));
        let last = doubles(&last);
        let formula = |w: &[f64], x: &[f64]| {
            let hidden: Vec<_> = dense(5)(&weights, x).iter().map(|x| x.max(0.0)).collect();
            dense(3)(&last, &hidden).iter().zip(w).map(|(y, b)| y + b).collect()
        };
        check(&biases, formula, &mut random, false);
    }
}

#[test]
fn inference_takes_less_memory_and_gives_the_same() {
    const NETWORK: Sequential<(Dense, Tanh, Dense, Tanh, Dense)> = sequential!(
        Dense::new(4, 6),
        Tanh::new(6),
        Dense::new(6, 5),
        Tanh::new(5),
        Dense::new(5, 3),
    );
    const { assert!(NETWORK.inference_memory() < NETWORK.memory()) };
    let mut random = Random(Rand32::new(1));
    let (w, x) = (random.numbers(NETWORK.parameters(), 1.0), random.numbers(4, 1.0));
    let (mut trained, mut inferred) = ([0.0; 3], [0.0; 3]);
    let mut memory = [f32::NAN; NETWORK.memory()];
    NETWORK.forward(&w, &x, &mut trained, &mut memory, PASS).unwrap();
    let mut memory = [f32::NAN; NETWORK.inference_memory()];
    NETWORK.forward(&w, &x, &mut inferred, &mut memory, Pass::Inference).unwrap();
    assert_eq!(trained, inferred);
    let error = NETWORK.forward(&w, &x, &mut trained, &mut memory, PASS).unwrap_err();
    assert_eq!(error.to_string(), "memory: room for 12; needed: at least 23");
}
