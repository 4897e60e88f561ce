//! A network of which only what lies above a layer is trained: the bits of a whole backward, with less memory.

use thalweg::{
    group::Group,
    nn::{
        Axis, BatchGradient, BatchNorm, Bias, Conv1d, Dense, Flatten, Frozen, Layer, LayerNorm,
        Mlp, Pass, Relu, Sequential, Trace,
    },
    sequential,
};

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|w| w.to_bits()).collect()
}

type Deep = Sequential<(Conv1d, Relu, BatchNorm<[f32; 3]>, Flatten, Dense, LayerNorm, Relu, Dense)>;

fn deep() -> Deep {
    let conv = Conv1d::new(2, 3, Axis::new(5, 3));
    let length = conv.axis.outputs();
    let norm = BatchNorm { length, mean: [0.1; 3], variance: [0.9; 3], epsilon: 1e-5 };
    let dense = Dense::new(3 * length, 4);
    let layers = (
        conv,
        Relu::new(3 * length),
        norm,
        Flatten::new(3 * length),
        dense,
        LayerNorm::new(4),
        Relu::new(4),
        Dense::new(4, 2),
    );
    Sequential::new(layers).unwrap()
}

/// Backward that stops gives the bits of a whole one to what it reaches, with less memory, and writes nothing below.
#[test]
fn backward_stops_above_what_is_not_trained() {
    let network = deep();
    let groups = network.groups::<5>().unwrap();
    let rows: Vec<_> = groups.iter().map(|group| (group.length, group.columns.unwrap())).collect();
    assert_eq!(rows, [(3 * 7, 7), (6, 2), (4 * 10, 10), (8, 2), (10, 5)]);
    let count = network.parameters();
    let w: Vec<f32> = (0..count).map(|i| ((i * 31 % 19) as f32 - 9.0) * 0.1).collect();
    let x: Vec<f32> = (0..network.inputs()).map(|i| (i as f32 * 0.7).sin()).collect();
    let run = |network: &Deep, stores: bool| {
        let (mut z, mut memory) = (vec![0.0; 2], vec![0.0; network.memory()]);
        let mut gradient = vec![0.5; count];
        let pass = Pass::Training(0);
        network.forward(&w, &x, &mut z, &mut memory, pass).unwrap();
        let dy = [0.3, -0.2];
        let trace = Trace { x: &x, y: &[], dy: &dy, memory: &mut memory, pass };
        if stores {
            let place = BatchGradient::Store(&mut gradient);
            network.backward_batch(1, &w, trace, Some(place), None).unwrap();
        } else {
            network.backward(&w, trace, Some(&mut gradient), None).unwrap();
        }
        (gradient, network.memory())
    };
    for stores in [false, true] {
        let (whole, most) = run(&network, stores);
        let (mut start, mut last) = (0, most);
        for lowest in 0..=5 {
            let (gradient, memory) = run(&network.trained_from(lowest).unwrap(), stores);
            assert_eq!(bits(&gradient[start..]), bits(&whole[start..]), "{lowest}");
            assert!(gradient[..start].iter().all(|g| *g == 0.5), "{lowest}");
            assert!(memory <= last, "{lowest}: {memory} of {last}");
            last = memory;
            start += groups.get(lowest).map_or(0, |group| group.length);
        }
        assert_eq!(last, network.inference_memory());
        assert!(last < most);
    }
}

/// In another network ∂L/∂x passes through what is not trained.
#[test]
fn a_block_that_is_not_trained_passes_the_gradient_on() {
    let network = deep().into_block();
    let count = network.parameters();
    let w: Vec<f32> = (0..count).map(|i| ((i * 31 % 19) as f32 - 9.0) * 0.1).collect();
    let x: Vec<f32> = (0..network.inputs()).map(|i| (i as f32 * 0.7).sin()).collect();
    let run = |network: &Deep| {
        let mut memory = vec![0.0; network.memory()];
        let (mut z, mut dx, mut gradient) = ([0.0; 2], vec![0.0; x.len()], vec![0.0; count]);
        let pass = Pass::Training(0);
        network.forward(&w, &x, &mut z, &mut memory, pass).unwrap();
        let trace = Trace { x: &x, y: &[], dy: &[0.3, -0.2], memory: &mut memory, pass };
        network.backward(&w, trace, Some(&mut gradient), Some(&mut dx)).unwrap();
        (dx, gradient)
    };
    let ((whole, all), (dx, gradient)) = (run(&network), run(&network.trained_from(2).unwrap()));
    assert_eq!(bits(&dx), bits(&whole));
    assert_eq!(bits(&gradient[27..]), bits(&all[27..]));
    assert!(gradient[..27].iter().all(|g| *g == 0.0) && all[..27].iter().any(|g| *g != 0.0));
}

/// Layers without parameters are not counted, wherever the list comes from.
#[test]
fn layers_are_counted_where_they_have_parameters() {
    const WEIGHTS: [f32; 8] = [0.5; 8];
    let frozen = Frozen::new(Dense::new(3, 2), &WEIGHTS);
    let network = Sequential::new((frozen, Bias::new(2), Relu::new(2), Dense::new(2, 2))).unwrap();
    assert_eq!(network.groups(), Ok([Group::matrix(2, 1), Group::dense(2, 2)]));
    let layers: [&dyn Layer; 2] = [&Relu::new(2), &Dense::new(2, 2)];
    let unnamed = Sequential::new(&layers[..]).unwrap();
    assert_eq!(unnamed.groups(), Ok([Group::vector(6)]));
    let same = Sequential::new([Dense::new(2, 2); 3]).unwrap();
    assert_eq!(same.groups(), Ok([Group::dense(2, 2); 3]));
}

/// A constant of a network, whose head alone is trained.
#[test]
fn a_network_in_a_constant_may_be_trained_from_a_layer() {
    const NETWORK: Sequential<(Dense, Relu, Dense)> =
        sequential!(Dense::new(2, 3), Relu::new(3), Dense::new(3, 2));
    let [hidden, output] = NETWORK.groups().unwrap();
    assert_eq!([hidden, output], Mlp::new(2, 3, 2).groups());
    let head = NETWORK.trained_from(1).unwrap();
    assert_eq!(head.trained_from(0), Ok(NETWORK));
}
