//! The page's tests: real headless Chromium against the page as it is served.
//!
//! What the browser must show comes from the host: the same averages and schedules, computed here by
//! the core, and the golden bits of the main job.

use crate::{serve::Server, web};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use thalweg::{
    average::Ema,
    optimizer::{Adam, Lion, Momentum, Nesterov, Optimizer, RmsProp, Rule, Sgd, rules::Prodigy},
    schedule::{
        AnySchedule, Constant, Cosine, OneCycle, OneCycleOptions, Polynomial, Schedule, StepDecay,
        WarmRestarts, WarmupStableDecay,
    },
};
use xtask::{debian, shell};

/// Names that Chromium goes by.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The page's tests; with `all` also every theme at every width, and the other engines.
pub(crate) fn test(all: bool) -> Result<()> {
    in_chromium(&["run", "--silent", "test"], all)?;
    if all { engines() } else { Ok(()) }
}

/// How long the page takes, as lines of `name=value`.
pub(crate) fn bench() -> Result<()> {
    in_chromium(&["run", "--silent", "bench"], false)
}

/// The pictures of the page in its folder, as it is now.
pub(crate) fn pictures() -> Result<()> {
    in_chromium(&["run", "--silent", "pictures"], false)
}

/// Runs one of npm's scripts beside the page as it is served.
fn in_chromium(script: &[&str], all: bool) -> Result<()> {
    beside_the_page(|npm| {
        npm.args(script)
            .env("EXPLORER_BROWSER", browser()?)
            .env("EXPLORER_ALL", if all { "1" } else { "0" });
        Ok(())
    })
}

/// The engines of Debian's other browsers.
fn engines() -> Result<()> {
    debian::need("firefox-esr", &["firefox-esr"])?;
    debian::need("WebKitWebDriver", &["webkit2gtk-driver"])?;
    debian::need("Xvfb", &["xvfb"])?;
    beside_the_page(|npm| {
        npm.args(["run", "--silent", "engines"])
            .env("EXPLORER_BROWSER", "none")
            .env("EXPLORER_FIREFOX", shell::find("firefox-esr").context("firefox-esr")?)
            .env("EXPLORER_WEBKIT", shell::find("WebKitWebDriver").context("WebKitWebDriver")?)
            .env("EXPLORER_MINI_BROWSER", mini_browser()?);
        Ok(())
    })
}

/// The browser that comes with a library, beside which it lies.
fn mini_browser() -> Result<PathBuf> {
    let folders = |of: &Path| -> Vec<PathBuf> {
        fs::read_dir(of).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let libraries =
        folders(Path::new("/usr/lib")).into_iter().flat_map(|library| folders(&library));
    let browsers = libraries.filter(|folder| folder.to_string_lossy().contains("/webkit2gtk-"));
    let mut browsers = browsers.map(|folder| folder.join("MiniBrowser"));
    browsers
        .find(|browser| browser.is_file())
        .context("WebKit's MiniBrowser is nowhere in /usr/lib")
}

/// Runs npm in the page's folder while the page is served, and what the host expects of it told.
fn beside_the_page(prepare: impl FnOnce(&mut Command) -> Result<()>) -> Result<()> {
    let folder = web::build()?;
    let server = Server::listen(0)?;
    let mut npm = Command::new("npm");
    npm.current_dir(web::folder())
        .env("EXPLORER_URL", server.address()?)
        .env("EXPLORER_EXPECTED", expected()?.to_string());
    prepare(&mut npm)?;
    server.serve(&folder, || shell::loud(&mut npm))
}

/// The browser named by `CHROMIUM`, or one on the path, or Debian's.
pub(crate) fn browser() -> Result<PathBuf> {
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
pub(crate) fn expected() -> Result<Value> {
    let golden = fs::read_to_string(shell::root().join("tests/golden.json"))?;
    let averages = [0.0, 0.5, 0.9, 0.99].map(average);
    let schedules: [AnySchedule; 8] = [
        AnySchedule::from(Cosine::new(0.1, 0.002, 180)?).warmup(20, 0.0)?,
        Cosine::new(0.003, 0.0, 1)?.into(),
        AnySchedule::from(StepDecay::new(0.5, 0.7, 45, 0.01)?).warmup(7, 0.0)?,
        AnySchedule::from(Constant::new(0.25)?).warmup(3, 0.0)?,
        AnySchedule::from(Polynomial::new(0.1, 0.002, 2.0, 180)?).warmup(20, 0.0)?,
        AnySchedule::from(WarmRestarts::new(0.1, 0.002, 45)?.t_mult(1.5)?).warmup(7, 0.0)?,
        WarmupStableDecay::new(0.1, 0.002, 20, 90, 45)?.into(),
        OneCycle::new(0.1, 200, &OneCycleOptions::DEFAULT)?.into(),
    ];
    let races = [
        way("Sgd", Sgd, 0.008)?,
        way("Momentum", Momentum::DEFAULT, 0.004)?,
        way("Nesterov", Nesterov::DEFAULT, 0.004)?,
        way("RmsProp", RmsProp::DEFAULT, 0.02)?,
        way("Adam", Adam::DEFAULT, 0.12)?,
        way("Lion", Lion::DEFAULT, 0.02)?,
        way("Prodigy", Prodigy::DEFAULT, 1.0)?,
    ];
    Ok(json!({
        "golden": serde_json::from_str::<Value>(&golden)?,
        "averages": averages.into_iter().collect::<Result<Vec<_>>>()?,
        "schedules": schedules.iter().map(rates).collect::<Result<Vec<_>>>()?,
        "races": races,
        "person": thalweg_watch_study::dataset::file(thalweg_watch_study::dataset::NEW_PERSON),
    }))
}

/// The way of a rule down Rosenbrock's valley, b = 10, step by step.
fn way<R: Rule>(name: &str, rule: R, rate: f32) -> Result<Value> {
    let mut optimizer = Optimizer::<R, [f32; 2]>::new(rule)?;
    let mut place = [-1.2, 1.0];
    let mut bits = Vec::new();
    for _ in 0..200 {
        let [x, y]: [f32; 2] = place;
        let across = y - x * x;
        let gradient = [-2.0 * (1.0 - x) - 4.0 * 10.0 * x * across, 2.0 * 10.0 * across];
        optimizer.step(&mut place, &gradient, rate)?;
        bits.push(place.map(f32::to_bits));
    }
    Ok(json!({ "rule": name, "rate": rate, "bits": bits }))
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
fn rates(schedule: &AnySchedule) -> Result<Value> {
    let steps = [0, 1, 2, 3, 6, 7, 8, 19, 20, 21, 52, 110, 199, 200, 201, 5000, u32::MAX];
    let bits = steps.map(|step| schedule.at(step).to_bits());
    let schedule = serde_json::to_value(schedule)?;
    Ok(json!({ "schedule": schedule, "steps": steps, "bits": bits }))
}
