//! What `test/every.c` has to print, by the core alone, and the recipes that it reads.

use std::{env, fmt::Write as _, fs, path::Path};
use thalweg::{
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    optimizer::{
        AdaGrad, Adam, AdamW, Lion, Momentum, Nesterov, Optimizer, RmsProp, Rule, Sgd, rules::Yogi,
    },
    recipe::{Clip, Recipe},
    schedule::{AnySchedule, Cosine, Exponential, Linear, Schedule, StepDecay},
};

const N: usize = 5;
const STEPS: u32 = 50;

fn start() -> [f32; N] {
    core::array::from_fn(|i| 1.0 / (i + 1) as f32)
}

fn slope(w: &[f32; N]) -> [f32; N] {
    core::array::from_fn(|i| (i + 1) as f32 * w[i])
}

fn hash(w: &[f32; N]) -> u32 {
    let bytes = w.iter().flat_map(|w| w.to_le_bytes());
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn trained<R: Rule>(rule: R, clip: Option<f32>, rate: impl Fn(u32) -> f32) -> u32 {
    let chain = (SkipNonFinite::DEFAULT, clip.map(ClipByGlobalNorm::new));
    let mut optimizer = Optimizer::<R, [f32; N], _>::with_transform(rule, chain).unwrap();
    let mut w = start();
    for step in 0..STEPS {
        let g = slope(&w);
        optimizer.step(&mut w, &g, rate(step)).unwrap();
    }
    hash(&w)
}

fn drawn(schedule: &impl Schedule) -> u32 {
    hash(&[0, 9, 18, 27, 36].map(|step| schedule.at(step)))
}

fn planned() -> Recipe {
    let cosine = AnySchedule::from(Cosine::new(0.02, 0.001, 40).unwrap());
    Recipe {
        batch: 4,
        epochs: 20,
        seed: 7,
        clip: Some(Clip::ByGlobalNorm { max_norm: 0.5, epsilon: 0.0 }),
        ..Recipe::new(AdamW::DEFAULT, cosine.warmup(5, 0.0).unwrap())
    }
}

/// The lines of results; those of refusals are C's alone.
fn results() -> String {
    let flat = |_| 0.01;
    let recipe = planned();
    let adam = trained(Adam::DEFAULT, None, flat);
    let lines = [
        ("sgd", trained(Sgd, None, flat)),
        ("momentum", trained(Momentum::DEFAULT, None, flat)),
        ("nesterov", trained(Nesterov::DEFAULT, None, flat)),
        ("adagrad", trained(AdaGrad::DEFAULT, None, flat)),
        ("rmsprop", trained(RmsProp::DEFAULT, None, flat)),
        ("adam", adam),
        ("adamw", trained(AdamW::DEFAULT, None, flat)),
        ("lion", trained(Lion::DEFAULT, None, flat)),
        ("adam, clipped", trained(Adam::DEFAULT, Some(0.5), flat)),
        ("adam, in parts", adam),
        ("adam, reset", adam),
        ("adam, resumed", adam),
        ("sgd, resumed", trained(Sgd, None, flat)),
        ("momentum, resumed", trained(Momentum::DEFAULT, None, flat)),
        ("nesterov, resumed", trained(Nesterov::DEFAULT, None, flat)),
        ("adagrad, resumed", trained(AdaGrad::DEFAULT, None, flat)),
        ("rmsprop, resumed", trained(RmsProp::DEFAULT, None, flat)),
        ("adamw, resumed", trained(AdamW::DEFAULT, None, flat)),
        ("lion, resumed", trained(Lion::DEFAULT, None, flat)),
        ("cosine", drawn(&Cosine::new(0.1, 0.01, 30).unwrap().warmup(10, 0.001).unwrap())),
        ("linear", drawn(&Linear::new(0.1, 0.01, 30).unwrap().warmup(10, 0.001).unwrap())),
        (
            "step decay",
            drawn(&StepDecay::new(0.1, 0.5, 7, 0.02).unwrap().warmup(10, 0.001).unwrap()),
        ),
        ("exponential", drawn(&Exponential::new(0.1, 0.9, 5).unwrap().warmup(10, 0.001).unwrap())),
        ("recipe", trained(AdamW::DEFAULT, Some(0.5), |step| recipe.schedule.at(step))),
        ("recipe, resumed", trained(AdamW::DEFAULT, Some(0.5), |step| recipe.schedule.at(step))),
        ("recipe's rate", drawn(&recipe.schedule)),
        ("untouched", hash(&start())),
    ];
    lines.iter().fold(String::new(), |mut text, (name, hash)| {
        writeln!(text, "{name} 0 {hash:08x}").unwrap();
        text
    })
}

fn array(name: &str, recipe: &Recipe) -> String {
    let mut buffer = [0; 256];
    let bytes = recipe.encode(&mut buffer).unwrap();
    let rows = bytes.chunks(16).map(|row| {
        let row: Vec<_> = row.iter().map(|byte| format!("0x{byte:02x}")).collect();
        format!("  {},\n", row.join(", "))
    });
    format!("static const uint8_t {name}[] = {{\n{}}};\n", rows.collect::<String>())
}

fn recipes() -> String {
    let other = Recipe::new(Yogi::DEFAULT, planned().schedule);
    format!(
        "// Made by the test `expected`: AdamW, cosine behind a warmup, clipped by the global norm; and a rule that is\n\
         // not linked.\n#include <stdint.h>\n\n{}\n{}",
        array("RECIPE", &planned()),
        array("OTHER", &other)
    )
}

/// `EXPECTED=write cargo test -p thalweg-c expected` writes the recipes anew.
#[test]
fn what_the_program_in_c_reads_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/recipe.h");
    if env::var("EXPECTED").as_deref() == Ok("write") {
        fs::write(&file, recipes()).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == recipes(), "it is not: EXPECTED=write cargo test -p thalweg-c expected");
}

#[test]
fn what_the_program_in_c_has_to_print_are_the_bits_of_the_core() {
    let printed: Vec<_> = include_str!("../test/expected.txt").lines().collect();
    for line in results().lines() {
        assert!(printed.contains(&line), "test/expected.txt lacks {line:?}");
    }
}
