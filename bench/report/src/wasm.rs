//! WebAssembly in Node.js: nanoseconds a parameter, with and without simd128, beside JavaScript.

use crate::{
    machine,
    record::{Record, Report},
};
use anyhow::{Context, Result};
use std::{path::PathBuf, process::Command};
use wasm_bindgen_cli_support::Bindgen;
use xtask::{fields::Fields, npm, shell, toolchain::Toolchain};

const TARGET: &str = "wasm32-unknown-unknown";

/// The builds that are compared, with what the compiler may use.
const BUILDS: [(&str, &str); 2] = [("scalar", ""), ("simd128", "-Ctarget-feature=+simd128")];

const METHOD: &str = include_str!("../methods/wasm.md");

pub(crate) fn measure() -> Result<Report> {
    let toolchain = Toolchain::find(TARGET)?;
    let folders =
        BUILDS.iter().map(|build| module(&toolchain, build)).collect::<Result<Vec<_>>>()?;
    let folder = shell::root().join("bench/wasm");
    npm::install(&folder)?;
    let mut node = Command::new("node");
    node.current_dir(folder).arg("bench.mjs").args(folders);
    let output = shell::printed("measuring in Node.js", &mut node)?;
    let node = shell::output(Command::new("node").arg("--version")).unwrap_or_default();
    let mut report = Report::default();
    report.heading("Nanoseconds of a step in WebAssembly");
    report.paragraph(METHOD);
    report.paragraph(&format!(
        "{} Node.js {node}; the module by {}.",
        machine::description(),
        toolchain.version()?
    ));
    tabulate(&Fields::lines(&output, "rule"), &mut report)?;
    Ok(report)
}

/// The module of one build, with its JavaScript; the folder they are in.
fn module(toolchain: &Toolchain, (name, flags): &(&str, &str)) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo("build", &shell::root().join("bench/wasm"));
    shell::quiet(&format!("building the module ({name})"), cargo.env("RUSTFLAGS", flags))?;
    let folder = shell::root().join("target/bench-wasm").join(name);
    Bindgen::new()
        .input_path(toolchain.product("thalweg_bench_wasm.wasm"))
        .out_name("module")
        .nodejs(true)
        .and_then(|bindgen| bindgen.generate(&folder))
        .with_context(|| format!("wasm-bindgen on the module ({name})"))?;
    Ok(folder)
}

const HEADER: [&str; 9] =
    ["rule", "N", "wasm", "simd128", "guarded", "JS exact", "×", "JS naive", "×"];

fn tabulate(lines: &[Fields], report: &mut Report) -> Result<()> {
    let mut rows = Vec::new();
    let ours = |line: &&Fields| line.is("by", "simd128") && line.is("guard", "false");
    for ours in lines.iter().filter(ours) {
        let time = |by: &str, guard: &str| {
            let theirs = lines
                .iter()
                .find(|line| line.is("by", by) && line.is("guard", guard) && line.same_work(ours));
            theirs.map(|line| line.number::<f64>("ns")).transpose()
        };
        let ns = ours.number::<f64>("ns")?;
        let [scalar, guarded] = [time("wasm", "false")?, time("simd128", "true")?];
        let [exact, naive] = [time("exact", "false")?, time("naive", "false")?];
        let figure = |ns: Option<f64>| ns.map_or(String::new(), |ns| format!("{ns:.3}"));
        let ratio = |theirs: Option<f64>| {
            theirs.map_or(String::new(), |theirs| format!("{:.2}", ns / theirs))
        };
        rows.push([
            ours.text("rule")?.to_owned(),
            ours.text("n")?.to_owned(),
            figure(scalar),
            figure(Some(ns)),
            figure(guarded),
            figure(exact),
            ratio(exact),
            figure(naive),
            ratio(naive),
        ]);
        let beside = [("wasm", scalar), ("JS exact", exact), ("JS naive", naive)];
        for (by, theirs) in beside.into_iter().filter(|(_, theirs)| theirs.is_some()) {
            report.records.push(Record {
                target: "wasm32 simd128".to_owned(),
                name: ours.text("rule")?.to_owned(),
                state: "f32".to_owned(),
                backend: "libm".to_owned(),
                n: ours.number("n")?,
                ns_per_parameter: Some(ns),
                baseline: by.to_owned(),
                baseline_value: theirs,
                ..Record::default()
            });
        }
    }
    report.table(HEADER, rows);
    Ok(())
}
