//! Every layer is read as it was written; one that was tampered with is refused, or computes finite numbers in buffers of
//! the lengths that its shape says, and refuses others.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::fmt::Debug;
use thalweg::nn::{Layer, Pass, Trace};
use thalweg_catalogue::layers;
use thalweg_tests::configuration::{comes_back, tamper};

/// Longer buffers are none that a test makes.
const LONGEST: usize = 4096;

/// Whether it has a shape, and computes finite numbers in it.
fn computes(layer: &dyn Layer, what: &str) -> bool {
    let Ok(shape) = layer.shape() else {
        let refused = layer.forward(&[0.5], &[0.5], &mut [0.0], &mut [], Pass::Inference);
        assert!(refused.is_err(), "{what}: no shape, and a pass");
        return false;
    };
    let lengths = [shape.parameters, shape.inputs, shape.outputs, shape.memory];
    if lengths.into_iter().any(|length| length > LONGEST) {
        return true;
    }
    let [w, x, mut y, mut memory] = lengths.map(|length| vec![0.5; length]);
    for pass in [Pass::Inference, Pass::Training(7)] {
        layer.forward(&w, &x, &mut y, &mut memory, pass).unwrap();
        let (mut gradient, mut dx) = (vec![0.0; w.len()], vec![0.0; x.len()]);
        let dy = vec![0.25; y.len()];
        let trace = Trace { x: &x, y: &y, dy: &dy, memory: &mut memory, pass };
        // A network that was planned to train less keeps less, and says so.
        let planned = ["sequential", "residual"].iter().any(|name| what.starts_with(name));
        let done = layer.backward(&w, trace, Some(&mut gradient), Some(&mut dx));
        assert!(done.is_ok() || planned, "{what}: {done:?}");
        assert!(y.iter().chain(&gradient).all(|x| x.is_finite()), "{what}: {y:?} {gradient:?}");
    }
    let longer = vec![0.5; x.len() + 1];
    assert!(layer.forward(&w, &longer, &mut y, &mut memory, Pass::Inference).is_err(), "{what}");
    true
}

fn checked<L: Layer + Debug + PartialEq + Serialize + DeserializeOwned>(name: &str, layer: &L) {
    comes_back(layer);
    let written = serde_json::to_value(layer).unwrap();
    assert!(computes(layer, name));
    let numbers = [json!(-1), json!(0), json!(1), json!(2), json!(5), json!(1e39), json!(1e18)];
    let large = [json!(1e-45), json!(u32::MAX), json!(u64::MAX), json!(u64::MAX / 2), Value::Null];
    for number in numbers.iter().chain(&large) {
        for place in 0.. {
            let mut tampered = written.clone();
            if !tamper(&mut tampered, &mut { place }, number) {
                break;
            }
            let what = format!("{name}, {tampered}");
            if let Ok(layer) = serde_json::from_value::<L>(tampered) {
                let _refused_or_not = computes(&layer, &what);
            }
        }
    }
}

#[test]
fn every_layer_that_is_read_is_refused_or_computes() {
    macro_rules! each {
        ($($name:ident: $layer:ty = $value:expr;)*) => {
            $(checked::<$layer>(stringify!($name), &$value);)*
        };
    }
    layers!(each);
}
