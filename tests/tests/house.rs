//! The order of the house: imports in the core go one way, and a public name has one meaning.

use std::path::Path;
use thalweg_sources::{Crate, Dependency, Exceptions, Files, circles, dependencies, files};

/// The modules of the core's root: each takes from those before it alone.
const ORDER: [&str; 25] = [
    "error",
    "zero",
    "checksum",
    "literal",
    "words",
    "config",
    "default",
    "infinite",
    "numbered",
    "checkpoint",
    "math",
    "random",
    "group",
    "average",
    "data",
    "metric",
    "nn",
    "loss",
    "gradient",
    "optimizer",
    "schedule",
    "feedback",
    "fixed",
    "recipe",
    "guide",
];

/// Public names that are given twice.
const EXCEPTIONS: Exceptions<'_> = Exceptions {
    list: &[
        ("Adam", IN_INTEGERS),
        ("AddDecayedWeights", IN_INTEGERS),
        ("Amplitude", IN_INTEGERS),
        ("Cells", IN_INTEGERS),
        ("Clamp", IN_INTEGERS),
        ("ClipByGlobalNorm", IN_INTEGERS),
        ("Constant", IN_INTEGERS),
        ("Cosine", IN_INTEGERS),
        ("CosineWithHardRestarts", IN_INTEGERS),
        ("Counters", IN_INTEGERS),
        ("Cyclic", IN_INTEGERS),
        ("Dense", IN_INTEGERS),
        ("Exponential", IN_INTEGERS),
        ("Hold", IN_INTEGERS),
        ("InverseSqrt", IN_INTEGERS),
        ("InverseTime", IN_INTEGERS),
        ("Linear", IN_INTEGERS),
        ("Lion", IN_INTEGERS),
        ("MeanSquaredError", IN_INTEGERS),
        ("Memory", IN_INTEGERS),
        ("Momentum", IN_INTEGERS),
        ("MultiStep", IN_INTEGERS),
        ("Nesterov", IN_INTEGERS),
        ("Normalizer", IN_INTEGERS),
        ("OneCycle", IN_INTEGERS),
        ("Optimizer", IN_INTEGERS),
        ("ParameterEma", IN_INTEGERS),
        ("PartialStep", IN_INTEGERS),
        ("PiecewiseConstant", IN_INTEGERS),
        ("Polynomial", IN_INTEGERS),
        ("Repeat", IN_INTEGERS),
        ("Rule", IN_INTEGERS),
        ("Scale", IN_INTEGERS),
        ("Schedule", IN_INTEGERS),
        ("Sgd", IN_INTEGERS),
        ("SignSgd", IN_INTEGERS),
        ("Signum", IN_INTEGERS),
        ("SoftmaxCrossEntropy", IN_INTEGERS),
        ("StepDecay", IN_INTEGERS),
        ("Storage", IN_INTEGERS),
        ("Swa", IN_INTEGERS),
        ("Then", IN_INTEGERS),
        ("WarmRestarts", IN_INTEGERS),
        ("Warmup", IN_INTEGERS),
        ("WarmupStableDecay", IN_INTEGERS),
        ("argmax", IN_INTEGERS),
        ("interpolate", IN_INTEGERS),
        ("mean", IN_INTEGERS),
        ("relu", IN_INTEGERS),
        ("relu_backward", IN_INTEGERS),
    ],
    file: FILE,
};
const FILE: &str = "tests/tests/house.rs";
const IN_INTEGERS: &str = "the same in floats and in fixed point";

/// Files of a module that take from each other.
const CIRCLES: Exceptions<'_> = Exceptions {
    list: &[
        ("checkpoint: loader, plain", "a loader reads plain values, which are read from a loader"),
        ("checkpoint::store: store, writer", PARTIAL),
        ("fixed: grouped_optimizer, grouped_partial_step, optimizer, partial_step", PARTIAL),
        ("fixed: memory, storage", STORAGE),
        (
            "math::arch: portable, processor",
            "the portable loops take the root that the processor has",
        ),
        (
            "nn: layer, one_by_one",
            "what a layer does with a batch unless it says otherwise takes the layer",
        ),
        ("nn: passes, sequential", "a type, and its methods apart for their length"),
        ("optimizer: optimizer, partial_step", PARTIAL),
        ("optimizer::state: memory, storage", STORAGE),
        (
            "recipe: bytes, recipe_error",
            "the bytes are refused with an error that names their version",
        ),
        (
            "schedule::any: set, tree",
            "a node is evaluated on the tree before it, which is of nodes",
        ),
    ],
    file: FILE,
};
const PARTIAL: &str = "what is begun borrows the one who begins it";
const STORAGE: &str = "a memory is of cells, and what stores it hands it out";

fn sources() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src")).unwrap()
}

/// The sources with a line more in some files.
fn with(lines: &[(&str, &str)]) -> Files {
    let mut files = sources();
    for (file, line) in lines {
        files.get_mut(*file).unwrap().push_str(line);
    }
    files
}

/// Imports that go against the order, each as a line that says what to do.
fn against_the_order(files: &Files) -> Vec<String> {
    let place = |room: &str| ORDER.iter().position(|other| *other == room);
    let wrong = |Dependency { by, of, file }: Dependency| match (place(&by), place(&of)) {
        (Some(by), Some(of)) if of < by => None,
        (Some(_), Some(_)) => {
            Some(format!("core/src/{file}: {by} comes before {of}, and takes from it"))
        }
        _ => Some(format!("core/src/{file}: {by} takes from {of}; list both in {FILE}")),
    };
    dependencies(files).unwrap().into_iter().filter_map(wrong).collect()
}

/// Files of one module that take from each other, each with what to do.
fn in_circles(files: &Files) -> Vec<(String, String)> {
    let what = "these take from each other; move what both need into a third";
    circles(files).unwrap().into_iter().map(|circle| (circle, what.to_owned())).collect()
}

/// Names with more than one definition, each with where those are.
fn given_twice(files: &Files) -> Vec<(String, String)> {
    let names = Crate::new(files).unwrap().names().into_iter();
    let twice = names.filter(|(_, places)| places.len() > 1);
    let what = |places: Vec<_>| format!("public as {}; rename one", places.join(" and as "));
    twice.map(|(name, places)| (name, what(places.into_iter().collect()))).collect()
}

#[test]
fn imports_go_one_way() {
    assert_eq!(against_the_order(&sources()), [""; 0]);
    let circle = with(&[("math/sum.rs", "fn f(g: &crate::group::Group) {}")]);
    assert_eq!(
        against_the_order(&circle),
        ["core/src/math/sum.rs: math comes before group, and takes from it"]
    );
}

#[test]
fn files_of_a_module_take_one_way() {
    CIRCLES.check(&in_circles(&sources())).unwrap();
    let circle = with(&[
        ("math/sum.rs", "fn f() { super::norm::f() }"),
        ("math/norm.rs", "fn g() { super::sum::g() }"),
    ]);
    let error = CIRCLES.check(&in_circles(&circle)).unwrap_err().to_string();
    assert_eq!(
        error,
        "math: norm, sum: these take from each other; move what both need into a third, or except it in \
         tests/tests/house.rs with a reason"
    );
}

#[test]
fn a_public_name_has_one_meaning() {
    EXCEPTIONS.check(&given_twice(&sources())).unwrap();
    let gradient = with(&[
        ("gradient/transform.rs", "pub trait Gradient {}"),
        ("gradient/mod.rs", "pub use transform::Gradient;"),
    ]);
    let error = EXCEPTIONS.check(&given_twice(&gradient)).unwrap_err().to_string();
    assert_eq!(
        error,
        "Gradient: public as fixed::q::Gradient and as gradient::transform::Gradient; rename one, or except it \
         in tests/tests/house.rs with a reason"
    );
}
