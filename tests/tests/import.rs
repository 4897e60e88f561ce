//! A network from PyTorch: what its two files say, and what is refused.

use safetensors::{Dtype, serialize, tensor::TensorView};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::PathBuf};
use thalweg::nn::{Layer, Pass};
use thalweg_examples::import::{Format, Model, Tensor, blob, rust};
use thalweg_tests::vectors::{self, Case};

/// What `import` wrote for a network; that it builds and gives PyTorch's logits is tested here.
#[path = "../golden/import/trained.rs"]
#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, missing_docs, unreachable_pub)]
mod trained;
#[path = "../golden/import/int8.rs"]
#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, missing_docs, unreachable_pub)]
mod int8;

type Tensors = BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>;

/// The whole networks of the reference vectors.
fn networks() -> Vec<Case> {
    let cases = vectors::cases(&["layers"]).unwrap();
    cases.into_iter().filter(|case| case.kind == "network").collect()
}

/// The tensors of a network, as PyTorch would save them.
fn tensors(case: &Case) -> Tensors {
    let mut tensors = Tensors::new();
    for object in [&case.inputs["parameters"], &case.inputs["buffers"]] {
        for (name, value) in object.as_object().into_iter().flatten() {
            let Ok(tensor) = Tensor::read(value) else { continue };
            let bytes = tensor.values.iter().flat_map(|w| (*w as f32).to_le_bytes()).collect();
            tensors.insert(name.clone(), (Dtype::F32, tensor.shape, bytes));
        }
    }
    tensors
}

fn file(tensors: &Tensors) -> Vec<u8> {
    let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
        (name, TensorView::new(*dtype, shape.clone(), bytes).unwrap())
    });
    serialize(views, None).unwrap()
}

/// `LAYERS.json` with PyTorch's logits.
fn description(case: &Case) -> Value {
    json!({
        "input": Tensor::read(&case.inputs["x"]).unwrap().shape,
        "layers": case.config["layers"],
        "checks": [{"x": case.inputs["x"], "logits": case.expected["logits"]}],
    })
}

fn read(tensors: &Tensors, description: &Value) -> Result<Model, String> {
    Model::read(&file(tensors), &description.to_string()).map_err(|error| format!("{error:#}"))
}

#[test]
fn every_network_gives_the_logits_of_pytorch() {
    for case in networks() {
        let model = read(&tensors(&case), &description(&case)).unwrap();
        let exact = model.largest_error_in(Format::Trained).unwrap().unwrap();
        assert!(exact < 2e-6, "{}: {exact}", case.name);
        let rounded = model.largest_error_in(Format::Int8).unwrap().unwrap();
        assert!(rounded < 0.05 && rounded > exact, "{}: {rounded}", case.name);
        let (floats, integers) =
            (blob(&model, Format::Trained).unwrap(), blob(&model, Format::Int8).unwrap());
        assert_eq!(floats.len(), 4 * model.parameters().len());
        assert!(integers.len() < floats.len(), "{}", case.name);
    }
}

/// The first network with a residual, and the first with a convolution.
fn written() -> Vec<(&'static str, Format, Case)> {
    let of = |what: &str| {
        let mut cases = networks().into_iter();
        cases.find(|case| case.config["layers"].to_string().contains(what)).unwrap()
    };
    vec![("trained", Format::Trained, of("residual")), ("int8", Format::Int8, of("conv1d"))]
}

#[test]
fn what_is_written_stays_as_it_is_and_builds() {
    if std::env::var_os("REFERENCE_DIR").is_some() {
        return; // what was written is of our own vectors
    }
    for (name, format, case) in written() {
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("golden/import/{name}.rs"));
        let model = read(&tensors(&case), &description(&case)).unwrap();
        let text = rust(&model, format).unwrap();
        if std::env::var_os("WRITE_GOLDEN").is_some() {
            fs::write(&path, &text).unwrap();
            continue; // the next build has it
        }
        assert_eq!(
            text,
            fs::read_to_string(&path).unwrap(),
            "{name}: WRITE_GOLDEN=1 writes it anew"
        );
        let x: Vec<f32> =
            Tensor::read(&case.inputs["x"]).unwrap().values.iter().map(|x| *x as f32).collect();
        let logits = Tensor::read(&case.expected["logits"]).unwrap().values;
        let mut z = vec![0.0; logits.len()];
        let bound = if format == Format::Trained {
            let mut memory = [0.0; trained::NETWORK.inference_memory()];
            let pass = Pass::Inference;
            trained::NETWORK.forward(&trained::PARAMETERS, &x, &mut z, &mut memory, pass).unwrap();
            2e-6
        } else {
            let mut memory = [0.0; int8::NETWORK.inference_memory()];
            int8::NETWORK.forward(&[], &x, &mut z, &mut memory, Pass::Inference).unwrap();
            0.05
        };
        for (found, wanted) in z.iter().zip(logits) {
            assert!((f64::from(*found) - wanted).abs() < bound, "{name}: {found} for {wanted}");
        }
    }
}

#[test]
fn bad_files_are_refused_in_one_line() {
    let case = written().remove(0).2;
    let (good, layers) = (tensors(&case), description(&case));
    let name = good.keys().next().unwrap().clone();
    let refused = |tensors: &Tensors, layers: &Value| {
        let error = read(tensors, layers).err().unwrap();
        assert!(!error.contains('\n'), "{error}");
        error
    };
    let bytes = file(&good);
    for length in [0, 4, 8, 20, bytes.len() / 2, bytes.len() - 1] {
        let error = Model::read(&bytes[..length], &layers.to_string()).err().unwrap();
        let error = format!("{error:#}");
        assert!(error.starts_with("no safetensors file") && !error.contains('\n'), "{error}");
    }
    let mut changed = good.clone();
    changed.get_mut(&name).unwrap().0 = Dtype::I32;
    assert!(refused(&changed, &layers).ends_with(&format!("{name} is I32; allowed: F32")));
    let mut changed = good.clone();
    changed.get_mut(&name).unwrap().2[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(
        refused(&changed, &layers).ends_with(&format!("{name}[0] is not finite; allowed: finite"))
    );
    let mut changed = good.clone();
    changed.remove("0.weight");
    assert_eq!(refused(&changed, &layers), "no tensor 0.weight");
    let mut changed = good.clone();
    changed.insert("9.weight".into(), (Dtype::F32, vec![1], vec![0; 4]));
    assert_eq!(refused(&changed, &layers), "no layer takes the tensor 9.weight");
    let mut changed = good.clone();
    changed.insert("0.bias".into(), (Dtype::F32, vec![1], vec![0; 4]));
    let error = refused(&changed, &layers);
    assert!(error.starts_with("0.bias has the shape [1]; allowed: exactly ["), "{error}");
    let mut unknown = layers.clone();
    unknown["layers"][1]["kind"] = json!("lstm");
    assert_eq!(refused(&good, &unknown), "layer 1: the kind \"lstm\" is not known");
    let mut unlike = layers.clone();
    unlike["checks"][0]["x"] = json!([1.0]);
    let model = read(&good, &unlike).unwrap();
    let error = model.largest_error_in(Format::Trained).unwrap_err().to_string();
    assert!(error.starts_with("check 0 has 1 inputs"), "{error}");
}

/// A dense layer of these widths, with a weight of this shape.
fn dense(inputs: u64, outputs: u64, shape: [usize; 2]) -> (Tensors, Value) {
    let bytes = vec![0; 4 * shape[0] * shape[1]];
    let tensors = Tensors::from([("0.weight".into(), (Dtype::F32, shape.to_vec(), bytes))]);
    (tensors, json!([{"kind": "dense", "inputs": inputs, "outputs": outputs}]))
}

#[test]
fn shapes_are_looked_at_and_never_overflow() {
    let refused = |(tensors, layers): (Tensors, Value)| read(&tensors, &layers).err().unwrap();
    let error = refused(dense(24, 7, [24, 7]));
    assert_eq!(error, "0.weight has the shape [24, 7]; allowed: exactly [7, 24]");
    assert!(read(&dense(24, 7, [7, 24]).0, &dense(24, 7, [7, 24]).1).is_ok());
    let error = refused(dense(0, 2, [2, 0]));
    assert!(error.ends_with("the dimensions are [0]; allowed: 1 to 16777216 values"), "{error}");
    let error = refused(dense(u64::MAX, 2, [2, 1]));
    assert!(error.contains("the dimensions are [18446744073709551615]"), "{error}");
    for input in [json!([4_294_967_296_u64, 4_294_967_296_u64]), json!([0, 3])] {
        let layers = json!({"input": input, "layers": [{"kind": "flatten"}]});
        let error = refused((Tensors::new(), layers));
        assert!(error.contains("the dimensions are ["), "{error}");
    }
    let convolution = json!({"input": [2, 8, 8], "layers": [{
        "kind": "conv2d", "in_channels": 2, "out_channels": 2, "groups": 4, "kernel": u64::MAX
    }]});
    let error = refused((Tensors::new(), convolution));
    assert!(error.contains("the dimensions are [2, 0, "), "{error}");
}

#[test]
fn logits_that_are_not_finite_are_refused() {
    let (mut tensors, layers) = dense(1, 1, [1, 1]);
    tensors.get_mut("0.weight").unwrap().2.copy_from_slice(&f32::MAX.to_le_bytes());
    let checks = json!([{"x": [1e38], "logits": [0.0]}]);
    let model = read(&tensors, &json!({"layers": layers, "checks": checks})).unwrap();
    let error = model.largest_error_in(Format::Trained).unwrap_err().to_string();
    assert_eq!(error, "check 0: logits[0] becomes inf; allowed: finite");
}
