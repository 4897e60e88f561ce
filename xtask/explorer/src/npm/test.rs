//! The package as a stranger has it: packed, installed into a fresh project, run in Node.js, from a bundler and from a
//! page without one.

use super::{assemble, catalogue, copy_file, pack, source};
use crate::{browser, serve::Server, web};
use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::{fs, io::Write as _, path::Path, process::Command};
use thalweg::recipe::Recipe;
use xtask::{npm, shell};

/// What `import 'thalweg'` may load, gzipped, and what `import 'thalweg/optimizer'` may load besides.
const LARGEST: [usize; 2] = [60 * 1024, 96 * 1024];
/// The files of the latter.
const OPTIMIZER: [&str; 3] = ["optimizer.js", "rules.js", "rules_bg.wasm"];

pub(crate) fn test() -> Result<()> {
    npm::install(&web::folder())?;
    let folder = shell::root().join("target/npm");
    let package = folder.join("package");
    assemble(&package)?;
    let packed = pack(&package)?;
    let sizes = sizes(&package.join("lib"))?;
    eprintln!("  gzipped: {} bytes, the optimizers {} besides", sizes[0], sizes[1]);
    ensure!(
        sizes[0] <= LARGEST[0] && sizes[1] <= LARGEST[1],
        "the package has {sizes:?} bytes; allowed: {LARGEST:?}"
    );
    let project = folder.join("project");
    install(&packed, &project)?;
    types(&project)?;
    run(&project)
}

/// The gzipped bytes of what runs: without the optimizers, and theirs.
fn sizes(lib: &Path) -> Result<[usize; 2]> {
    let mut sizes = [0; 2];
    for entry in fs::read_dir(lib)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".d.ts") {
            continue;
        }
        let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
        zipped.write_all(&fs::read(&path)?)?;
        sizes[usize::from(OPTIMIZER.contains(&name))] += zipped.finish()?.len();
    }
    Ok(sizes)
}

/// A project with nothing but the package.
fn install(packed: &Path, project: &Path) -> Result<()> {
    if project.exists() {
        fs::remove_dir_all(project)?;
    }
    fs::create_dir_all(project)?;
    fs::write(project.join("package.json"), r#"{ "private": true, "type": "module" }"#)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--offline"]).arg(packed);
    shell::quiet("installing the package", npm.current_dir(project))?;
    let tests = source().join("../test");
    for entry in fs::read_dir(&tests).with_context(|| tests.display().to_string())? {
        let entry = entry?;
        copy_file(&entry.path(), &project.join(entry.file_name()))?;
    }
    Ok(())
}

/// The types are those of what is used as it should be, and of nothing else.
fn types(project: &Path) -> Result<()> {
    let mut compiler = Command::new(web::folder().join("node_modules/.bin/tsc"));
    compiler.args(["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"]);
    shell::quiet("checking the types", compiler.arg("types.ts").current_dir(project))
}

fn run(project: &Path) -> Result<()> {
    let server = Server::listen(0)?;
    let mut tests = Command::new("node");
    tests
        .arg("--test")
        .arg(format!("--test-reporter={}", web::folder().join("test/report.mjs").display()))
        .arg("package.test.mjs")
        .current_dir(project)
        .env("EXPLORER_URL", server.address()?)
        .env("EXPLORER_BROWSER", browser::browser()?)
        .env("EXPLORER_WEB", web::folder())
        .env("EXPLORER_EXPECTED", expected()?.to_string());
    server.serve(project, || shell::loud(&mut tests))
}

/// What the page's tests expect, and the bytes of a recipe of everything that there is.
fn expected() -> Result<Value> {
    let mut expected = browser::expected()?;
    let hex = |bytes: &[u8]| {
        let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.concat()
    };
    let all = catalogue::recipes()?;
    let schedules = all.iter().map(|bytes| {
        let recipe: Recipe = Recipe::decode(bytes)?;
        let mut buffer = [0; 512];
        Ok(hex(recipe.schedule.encode(&mut buffer)?))
    });
    expected["encoded"] = json!(schedules.collect::<Result<Vec<_>>>()?);
    let mut recipes: Vec<_> = all.iter().map(|bytes| hex(bytes)).collect();
    for entry in fs::read_dir(shell::root().join("tests/golden/recipes"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "bin") {
            recipes.push(hex(&fs::read(path)?));
        }
    }
    expected["recipes"] = json!(recipes);
    Ok(expected)
}
