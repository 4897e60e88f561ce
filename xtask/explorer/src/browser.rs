//! The page's tests: real headless Chromium against the page as it is served.
//!
//! What the browser must show comes from the host: the same averages and schedules, computed here by
//! the core, and the golden bits of the main job.

use crate::{serve::Server, web};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::{env, fs, path::PathBuf, process::Command};
use thalweg::{
    average::Ema,
    schedule::{
        Constant, Cosine, OneCycle, OneCycleOptions, Polynomial, Schedule, StepDecay, WarmRestarts,
        WarmupStableDecay,
    },
};
use xtask::{debian, shell};

/// Names that Chromium goes by.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

pub(crate) fn test() -> Result<()> {
    let browser = browser()?;
    let folder = web::build()?;
    let server = Server::listen(0)?;
    let mut tests = Command::new("npm");
    tests
        .args(["run", "--silent", "test"])
        .current_dir(web::folder())
        .env("EXPLORER_URL", server.address()?)
        .env("EXPLORER_BROWSER", browser)
        .env("EXPLORER_EXPECTED", expected()?.to_string());
    server.serve(&folder, || shell::loud(&mut tests))
}

/// The browser named by `CHROMIUM`, or one on the path, or Debian's.
fn browser() -> Result<PathBuf> {
    if let Some(browser) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if !browser.is_file() {
            bail!("CHROMIUM is {}; allowed: the path of a browser", browser.display());
        }
        return Ok(browser);
    }
    if let Some(browser) = BROWSERS.into_iter().find_map(shell::find) {
        return Ok(browser);
    }
    debian::need("chromium", &["chromium"])?;
    shell::find("chromium").context("chromium is not on the path")
}

/// What the host finds: bits of floats as integers, which JSON carries exactly.
fn expected() -> Result<Value> {
    let golden = fs::read_to_string(shell::root().join("tests/golden.json"))?;
    let averages = [0.0, 0.5, 0.9, 0.99].map(average);
    let schedules = [
        rates(
            "cosine",
            &[20.0, 0.1, 0.002, 180.0],
            &Cosine::new(0.1, 0.002, 180)?.warmup(20, 0.0)?,
        ),
        rates("cosine", &[0.0, 0.003, 0.0, 1.0], &Cosine::new(0.003, 0.0, 1)?),
        rates(
            "factor",
            &[7.0, 0.5, 0.7, 45.0, 0.01],
            &StepDecay::new(0.5, 0.7, 45, 0.01)?.warmup(7, 0.0)?,
        ),
        rates("constant", &[3.0, 0.25], &Constant::new(0.25)?.warmup(3, 0.0)?),
        rates(
            "polynomial",
            &[20.0, 0.1, 0.002, 2.0, 180.0],
            &Polynomial::new(0.1, 0.002, 2.0, 180)?.warmup(20, 0.0)?,
        ),
        rates(
            "restarts",
            &[7.0, 0.1, 0.002, 45.0, 1.5],
            &WarmRestarts::new(0.1, 0.002, 45)?.t_mult(1.5)?.warmup(7, 0.0)?,
        ),
        rates(
            "stable",
            &[20.0, 0.1, 0.002, 90.0, 45.0],
            &WarmupStableDecay::new(0.1, 0.002, 20, 90, 45)?,
        ),
        rates("one_cycle", &[0.1, 200.0], &OneCycle::new(0.1, 200, &OneCycleOptions::DEFAULT)?),
    ];
    Ok(json!({
        "golden": serde_json::from_str::<Value>(&golden)?,
        "averages": averages.into_iter().collect::<Result<Vec<_>>>()?,
        "schedules": schedules,
        "person": thalweg_watch_study::dataset::file(thalweg_watch_study::dataset::NEW_PERSON),
    }))
}

/// An average through a signal, after each value.
fn average(decay: f32) -> Result<Value> {
    let signal: Vec<f32> = (0..64_u16).map(|i| f32::from(i * 37 % 11) * 0.3 - 1.1).collect();
    let mut ema = Ema::new(decay)?;
    let (mut value, mut corrected) = (Vec::new(), Vec::new());
    for &x in &signal {
        ema.push(x)?;
        value.push(ema.value().to_bits());
        corrected.push(ema.corrected().to_bits());
    }
    let bits: Vec<_> = signal.iter().map(|x| x.to_bits()).collect();
    Ok(json!({ "decay": decay.to_bits(), "signal": bits, "value": value, "corrected": corrected }))
}

/// A schedule at its boundaries and between them.
fn rates(shape: &str, arguments: &[f32], schedule: &impl Schedule) -> Value {
    let steps = [0, 1, 2, 3, 6, 7, 8, 19, 20, 21, 52, 110, 199, 200, 201, 5000, u32::MAX];
    let bits = steps.map(|step| schedule.at(step).to_bits());
    json!({ "shape": shape, "arguments": arguments, "steps": steps, "bits": bits })
}
