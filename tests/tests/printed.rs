//! What a recipe prints, as it stands in `golden/printed`: `cargo test -p thalweg-tests --test printed`. The Rust is compiled by
//! the test `recipe`, which for that reason cannot write it.

use std::{collections::BTreeSet, fmt::Write, fs};
use thalweg::{
    group::Group,
    optimizer::Sgd,
    recipe::{AnyRule, GroupList, Recipe},
    schedule::{AnySchedule, Constant},
};
use thalweg_catalogue::{
    hostile::{Hostile, NODES},
    rules, tensor_rules,
};
use thalweg_tests::recipes::{path, recipes};

/// How many drawn schedules are printed: with them every family, combinator and setting is.
const SCHEDULES: u32 = 64;

/// As a module of that name.
fn module(name: &str, text: &str) -> String {
    format!("pub(crate) mod {name} {{\n{text}}}\n")
}

/// A recipe of one rule over a matrix, so that rules of matrices have one.
fn of(rule: AnyRule) -> Recipe {
    let groups = GroupList::from_slice(&[Group::matrix(3, 4)]).unwrap();
    Recipe { groups, ..Recipe::new(rule, Constant::new(0.01).unwrap().into()) }
}

fn every_rule_printed() -> String {
    let mut text = String::new();
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            text += &module(stringify!($name), &of(AnyRule::from($value)).rust().to_string());
        )*};
    }
    rules!(each);
    tensor_rules!(each);
    text
}

fn schedule(seed: u32) -> AnySchedule<NODES> {
    Hostile::new(seed).schedule()
}

fn schedules_printed() -> String {
    let mut text = String::new();
    for seed in 0..SCHEDULES {
        let recipe: Recipe<AnyRule, AnySchedule<NODES>> = Recipe::new(Sgd, schedule(seed));
        text += &module(&format!("seed_{seed}"), &recipe.rust().to_string());
    }
    writeln!(text, "pub(crate) const ALL: [fn(u32) -> Option<f32>; {SCHEDULES}] = [").unwrap();
    for seed in 0..SCHEDULES {
        writeln!(text, "    |step| seed_{seed}::schedule().ok().map(|it| it.at(step)),").unwrap();
    }
    text + "];\nuse thalweg::schedule::Schedule;\n"
}

fn all_texts() -> Vec<(std::path::PathBuf, String)> {
    let folder = path("", "").join("../printed");
    let mut texts = vec![
        (folder.join("rules.rs"), every_rule_printed()),
        (folder.join("schedules.rs"), schedules_printed()),
    ];
    for (name, recipe) in recipes().unwrap() {
        let mut text =
            |extension, text| texts.push((folder.join(name).with_extension(extension), text));
        text("rs", recipe.rust().to_string());
        text("pytorch.py", recipe.pytorch().to_string());
        text("optax.py", recipe.optax().to_string());
        text("mxnet.py", recipe.mxnet().to_string());
    }
    texts
}

#[test]
fn the_texts_are_golden() {
    for (path, text) in all_texts() {
        let golden = fs::read_to_string(&path).unwrap_or_default();
        let again = "cargo test -p thalweg-tests --test printed -- --ignored";
        assert!(
            golden == text,
            "{} is not what is printed; if that is meant: {again}",
            path.display()
        );
    }
}

/// Writes what the printer says now.
#[test]
#[ignore = "writes golden files: cargo test -p thalweg-tests --test printed -- --ignored"]
fn write_the_texts() {
    all_texts().iter().for_each(|(path, text)| fs::write(path, text).unwrap());
}

/// The names of types in a text, but those of the prelude and those behind `::`, which belong to what stands before.
fn types(text: &str) -> BTreeSet<&str> {
    const PRELUDE: [&str; 6] = ["Copy", "Err", "None", "Ok", "Result", "Some"];
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = code.flat_map(|line| {
        let in_a_name = |letter: char| letter.is_alphanumeric() || "_:".contains(letter);
        line.split(move |letter: char| !in_a_name(letter))
    });
    let names = words.map(|word| word.split("::").next().unwrap_or_default().trim_end_matches(':'));
    let is_type = |name: &&str| {
        name.starts_with(char::is_uppercase) && (name.contains(char::is_lowercase) || *name == "L2")
    };
    names.filter(is_type).filter(|name| !PRELUDE.contains(name)).collect()
}

/// Every name that a text of Rust uses comes from somewhere.
fn imports_what_it_uses(what: &str, text: &str) {
    let imported = text.lines().filter_map(|line| line.strip_prefix("use ")).flat_map(|line| {
        let names = line.trim_end_matches([';', '}']).rsplit("::").next().unwrap_or_default();
        names.trim_start_matches('{').split(", ")
    });
    let imported: BTreeSet<_> = imported.collect();
    let body: String = text
        .lines()
        .filter(|line| !line.starts_with("use "))
        .fold(String::new(), |body, line| body + line + "\n");
    let missing: Vec<_> =
        types(&body).into_iter().filter(|name| !imported.contains(name)).collect();
    assert!(
        missing.is_empty(),
        "{what}: {missing:?} are not imported; add them to core/src/recipe/print/imports.rs"
    );
}

#[test]
#[should_panic(expected = r#"a: ["Cosine"] are not imported"#)]
fn what_is_not_imported_is_named() {
    imports_what_it_uses(
        "a",
        "use thalweg::schedule::{Linear, Warmup};\nOk(Warmup::new(Linear::new(Cosine::A)))\n",
    );
}

#[test]
fn what_is_printed_imports_what_it_uses() {
    macro_rules! each_rule {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            imports_what_it_uses(stringify!($name), &of(AnyRule::from($value)).rust().to_string());
        )*};
    }
    rules!(each_rule);
    tensor_rules!(each_rule);
    for seed in 0..1000 {
        let recipe: Recipe<AnyRule, AnySchedule<NODES>> = Recipe::new(Sgd, schedule(seed));
        imports_what_it_uses(&format!("schedule {seed}"), &recipe.rust().to_string());
    }
    for (name, recipe) in recipes().unwrap() {
        imports_what_it_uses(name, &recipe.rust().to_string());
    }
}

/// The variants that a reader would accept, as its refusal of another lists them.
fn variants<T: serde::de::DeserializeOwned>(unknown: &str) -> Vec<String> {
    let error = serde_json::from_str::<T>(unknown).err().unwrap().to_string();
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

/// What is drawn at random holds every family and combinator: a new one is drawn as well.
#[test]
fn every_family_is_drawn() {
    let all = variants::<AnySchedule<NODES>>(r#"[{"Family": {"?": 0}}]"#);
    assert!(all.len() >= 19, "{all:?}");
    let drawn: String =
        (0..2000).map(|seed| serde_json::to_string(&schedule(seed)).unwrap()).collect();
    let drawn = |family: &&String| drawn.contains(&format!("\"{family}\":"));
    let missing: Vec<_> = all.iter().filter(|family| !drawn(family)).collect();
    assert!(
        missing.is_empty(),
        "{missing:?} are never drawn; add them to core/catalogue/src/hostile.rs"
    );
}
