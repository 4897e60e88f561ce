//! What a recipe prints for PyTorch and MXNet is parsed by Python, and its call, arguments and defaults are those of a
//! vector of that library, which the rule passes: `cargo test -p thalweg-tests --test recipe -- --ignored parsed`, with a
//! Python that `PYTHON` may name.

use crate::{
    arbitrary::every_rule,
    executed::{by_python, is_near},
};
use serde_json::{Map, Value, json};
use thalweg::{
    optimizer::{Optimizer, Rule},
    recipe::{AnyRule, Recipe},
    schedule::{AnySchedule, Constant},
};
use thalweg_catalogue::rules;
use thalweg_tests::vectors::{Case, cases, floats, rows};

/// The rate that is printed.
const RATE: f32 = 0.125;

/// A library whose text is looked at.
struct Library {
    name: &'static str,
    print: fn(&Recipe) -> String,
    /// What a vector calls an argument, where its name is another.
    names: &'static [(&'static str, &'static str)],
    /// Arguments that are not printed, with the library's defaults.
    defaults: fn() -> Value,
    /// What the vectors call its optimizers, where that is not the name of the call in small letters; and what is known
    /// of such a one by its name alone.
    kinds: &'static [(&'static str, &'static str, &'static str)],
}

const LIBRARIES: [Library; 2] = [
    Library {
        name: "torch",
        print: |recipe| recipe.pytorch().to_string(),
        names: &[],
        defaults: || json!({"maximize": false}),
        kinds: &[
            ("schedulefree.SGDScheduleFree", "schedule_free_sgd", ""),
            ("schedulefree.AdamWScheduleFree", "schedule_free_adamw", ""),
        ],
    },
    Library {
        name: "mxnet",
        print: |recipe| recipe.mxnet().to_string(),
        names: &[
            ("learning_rate", "lr"),
            ("epsilon", "eps"),
            ("wd", "weight_decay"),
            ("lamda1", "lambda1"),
        ],
        defaults: || json!({"nesterov": false, "gamma2": 0.9, "clip_weights": null}),
        kinds: &[("nag", "sgd", "nesterov")],
    },
];

/// The call of a text, as a vector of the library would have it: its kind, and its arguments by name.
fn call(library: &Library, parsed: &Value) -> (String, Map<String, Value>) {
    let call = parsed["call"].as_str().unwrap();
    // MXNet's optimizers are made by their names.
    let name = parsed["with"][0].as_str().unwrap_or(call);
    let last = name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let known = library.kinds.iter().find(|(printed, ..)| *printed == name);
    let mut all = (library.defaults)().as_object().unwrap().clone();
    for (name, value) in parsed["named"].as_object().unwrap() {
        let other = library.names.iter().find(|(printed, _)| printed == name);
        all.insert(other.map_or(name.as_str(), |(_, vector)| vector).to_owned(), value.clone());
    }
    let kind = known.map_or(last, |(_, kind, _)| (*kind).to_owned());
    if let Some((.., flag @ "nesterov")) = known {
        all.insert((*flag).to_owned(), json!(true));
    }
    (kind, all)
}

/// Whether they are the same number as an f32, the same word, or lists of the same.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a.as_f64().unwrap() as f32 == b.as_f64().unwrap() as f32
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        _ => a == b,
    }
}

/// Whether a vector is of this call: every setting that it has is said or a default, but for the rate, which is the
/// vector's own, and the shape; and every argument is a setting that it has.
fn is_of(case: &Case, library: &Library, kind: &str, arguments: &Map<String, Value>) -> bool {
    let config = case.config.as_object().unwrap();
    let settled = |(name, value): (&String, &Value)| match name.as_str() {
        "lr" => true,
        "shape" => *value == json!([8]),
        _ => arguments.get(name).is_some_and(|said| same(said, value)),
    };
    let defaults = (library.defaults)();
    let known = |name: &String| config.contains_key(name) || defaults.get(name).is_some();
    case.library == library.name
        && case.kind == kind
        && config.iter().all(settled)
        && arguments.keys().all(known)
}

/// Parameters after each step of ours, on the gradients of a vector, at its rate; beside the library's.
fn passes<R: Rule>(rule: R, case: &Case) -> Result<f64, String> {
    let params = floats(&case.inputs["params"]).unwrap();
    let rate = case.config["lr"].as_f64().unwrap() as f32;
    let start: [f32; 8] = std::array::from_fn(|i| params[i] as f32);
    let (mut w, mut ours) = (start, Vec::new());
    let mut optimizer = Box::new(Optimizer::<R, [f32; 8]>::new(rule).unwrap());
    for g in rows(&case.inputs["grads"]).unwrap() {
        let g: [f32; 8] = std::array::from_fn(|i| g[i] as f32);
        optimizer.step(&mut w, &g, rate).unwrap();
        ours.push(w);
    }
    is_near(&start, &ours, &rows(&case.expected["params"]).unwrap())
}

/// The rules of which a library can say all: their names and texts.
fn printed(library: &Library) -> Vec<Value> {
    let schedule = || AnySchedule::from(Constant::new(RATE).unwrap());
    let text = |rule: &AnyRule| (library.print)(&Recipe::new(*rule, schedule()));
    let mut texts = Vec::new();
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            texts.push((stringify!($name), text(&AnyRule::from($value))));
        )*};
    }
    rules!(each);
    let said = |text: &String| !text.contains("# not said: ") && text.contains("optimizer = ");
    texts.retain(|(_, text)| said(text));
    texts.iter().map(|(name, text)| json!({"name": name, "text": text})).collect()
}

/// How many rules a library can say, and how many of them are those of a vector that passes.
fn check(library: &Library) -> (usize, usize) {
    let all = cases(&["optimizers"]).unwrap();
    let texts = printed(library);
    let parsed = by_python("parse.py", &json!(texts));
    let (mut passed, mut wrong) = (0, Vec::new());
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            if let Some(parsed) = parsed.get(stringify!($name)) {
                let (kind, arguments) = call(library, parsed);
                assert!(same(&arguments["lr"], &json!(RATE)), "{parsed}");
                let case = all.iter().find(|case| is_of(case, library, &kind, &arguments));
                match case.map(|case| (&case.name, passes::<$type>($value, case))) {
                    Some((case, Ok(worst))) => {
                        println!("{}: {case}, {worst:.2} of the bound", stringify!($name));
                        passed += 1;
                    }
                    Some((case, Err(error))) => wrong.push(format!("{case}: {error}")),
                    None => println!("{}: no vector has {arguments:?}", stringify!($name)),
                }
            }
        )*};
    }
    rules!(each);
    assert_eq!(wrong, [""; 0]);
    println!("{}: {} of {} rules said", library.name, texts.len(), every_rule().len());
    (texts.len(), passed)
}

#[test]
#[ignore = "runs Python"]
fn parsed_texts_are_calls_of_vectors_that_pass() {
    let passed = LIBRARIES.map(|library| check(&library).1);
    println!("rules whose text is the call of a vector that passes: {passed:?}");
    assert!(passed[0] >= 10 && passed[1] >= 5, "{passed:?}");
}
