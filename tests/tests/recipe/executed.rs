//! What a recipe prints for Optax is run by Optax, on the 60 steps of the vectors:
//! `cargo test -p thalweg-tests --test recipe -- --ignored optax`, with a Python that has it (`pip install optax`), which
//! `PYTHON` may name.

use crate::arbitrary::every_rule;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env,
    io::Write,
    process::{Command, Stdio},
};
use thalweg::{
    optimizer::{Optimizer, Rule},
    recipe::{AnyRule, Recipe},
    schedule::{AnySchedule, Cosine, Schedule},
};
use thalweg_catalogue::rules;
use thalweg_tests::vectors::{cases, floats, rows};

/// A warmup and a cosine, so that the rate changes, and the printed formula of it is run as well.
fn schedule() -> AnySchedule {
    AnySchedule::from(Cosine::new(0.01, 0.001, 50).unwrap()).warmup(10, 0.001).unwrap()
}

/// Of what is printed of a rule, whatever Optax has no words for aside, or nothing.
fn printed(rule: AnyRule) -> Option<String> {
    let recipe: Recipe = Recipe::new(rule, schedule());
    let text = recipe.optax().to_string();
    let said = !text.contains("# not said: ") && text.contains("optimizer = ");
    said.then_some(text)
}

/// Parameters after each step of ours.
fn ours<R: Rule>(rule: R, w: [f32; 8], gradients: &[Vec<f64>]) -> Vec<[f32; 8]> {
    let (rate, mut w) = (schedule(), w);
    let mut optimizer = Box::new(Optimizer::<R, [f32; 8]>::new(rule).unwrap());
    let step = |(t, g): (u32, &Vec<f64>)| {
        let g: [f32; 8] = std::array::from_fn(|i| g[i] as f32);
        optimizer.step(&mut w, &g, rate.at(t)).unwrap();
        w
    };
    (0..).zip(gradients).map(step).collect()
}

/// What a script of this folder makes of what is asked.
pub(crate) fn by_python(script: &str, asked: &Value) -> BTreeMap<String, Value> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let mut child = Command::new(&python)
        .arg(format!("{}/tests/recipe/{script}", env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{python}: {error}"));
    child.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{python} did not run {script}: pip install optax for optax.py, or set PYTHON"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The bounds of a free run beside a library: 1e-4 of the way travelled, and a rounding a step.
pub(crate) fn is_near(
    start: &[f32; 8],
    ours: &[[f32; 8]],
    theirs: &[Vec<f64>],
) -> Result<f64, String> {
    let (mut way, mut before) = ([0.0_f64; 8], start.map(f64::from));
    let mut worst = 0.0_f64;
    for (k, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        for (i, (&w, &exact)) in ours.iter().zip(theirs).enumerate() {
            way[i] += (exact - before[i]).abs();
            before[i] = exact;
            let ulp = f64::from(w.abs().next_up() - w.abs());
            let bound = 1e-4 * way[i] + (4 + k) as f64 * ulp;
            let error = (f64::from(w) - exact).abs();
            worst = worst.max(error / bound);
            if error > bound {
                return Err(format!(
                    "step {k}, parameter {i}: {w}, Optax {exact}, bound {bound:e}"
                ));
            }
        }
    }
    Ok(worst)
}

#[test]
#[ignore = "runs Python with optax"]
fn optax_runs_what_is_printed_to_the_same_parameters() {
    let all = cases(&["optimizers"]).unwrap();
    let vector = all.iter().find(|case| case.name == "optax/adam-0").unwrap();
    let params = floats(&vector.inputs["params"]).unwrap();
    let grads = rows(&vector.inputs["grads"]).unwrap();
    let start: [f32; 8] = std::array::from_fn(|i| params[i] as f32);
    let mut runs = Vec::new();
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            if let Some(text) = printed(AnyRule::from($value)) {
                runs.push((stringify!($name), text, ours::<$type>($value, start, &grads)));
            }
        )*};
    }
    rules!(each);
    let texts: Vec<_> =
        runs.iter().map(|(name, text, _)| json!({"name": name, "text": text})).collect();
    let found = by_python("optax.py", &json!({"params": params, "grads": grads, "printed": texts}));
    let mut wrong = Vec::new();
    for (name, _, ours) in &runs {
        match is_near(&start, ours, &rows(&found[*name]).unwrap()) {
            Ok(worst) => println!("{name}: {worst:.2} of the bound"),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    println!("rules run by Optax={} of {}", runs.len(), every_rule().len());
    assert_eq!(wrong, [""; 0]);
    assert!(runs.len() >= 15, "only {} rules are said in full", runs.len());
}
