//! Python: a virtual environment among the products, with our own package built into it.

use crate::{debian, shell};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest Python that our package runs on.
const OLDEST: (u32, u32) = (3, 11);
/// What builds it.
const MATURIN: &str = "maturin==1.16.0";

/// A virtual environment.
#[derive(Clone, Debug)]
pub struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// The environment of that name with these packages, each with its version; made anew when they change.
    pub fn new(name: &str, packages: &[&str]) -> Result<Self> {
        let folder = shell::root().join("target/python").join(name);
        let environment = Self { folder };
        let wanted = packages.join("\n");
        let stamp = environment.folder.join("packages.txt");
        if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
            return Ok(environment);
        }
        debian::need("python3", &["python3", "python3-venv"])?;
        recent()?;
        let mut python = Command::new("python3");
        python.args(["-m", "venv", "--clear"]).arg(&environment.folder);
        if shell::quiet("making Python's environment", &mut python).is_err() {
            debian::install("Python comes without venv", &["python3-venv"])?;
            shell::quiet("making Python's environment", &mut python)?;
        }
        if !packages.is_empty() {
            environment.pip(&format!("installing {}", packages.join(" ")), packages)?;
        }
        fs::write(stamp, wanted)?;
        Ok(environment)
    }

    /// The same with the package `thalweg` as the sources are.
    pub fn with_thalweg(name: &str, packages: &[&str]) -> Result<Self> {
        let environment = Self::new(name, &[packages, &[MATURIN]].concat())?;
        let wheels = environment.folder.join("wheels");
        let cargo = shell::root().join("target/python/cargo");
        fs::create_dir_all(&cargo)?;
        // Maturin copies what it built to one place, which two at a time take from each other.
        let building = fs::File::create(cargo.join("maturin.lock"))?;
        building.lock()?;
        let mut maturin = environment.program("maturin");
        maturin.current_dir(shell::root().join("bindings/python"));
        maturin.env("CARGO_TARGET_DIR", cargo);
        maturin.args(["build", "--release", "--locked", "--out"]).arg(&wheels);
        // Its own compiler is looked for on the path.
        shell::forget_our_cargo(&mut maturin);
        shell::quiet("building thalweg for Python", &mut maturin)?;
        drop(building);
        let wheel = newest(&wheels)?;
        let wheel = wheel.display().to_string();
        let installed = environment.folder.join("wheel.txt");
        let state = format!("{wheel} {:?}", fs::metadata(&wheel)?.modified()?);
        if fs::read_to_string(&installed).is_ok_and(|found| found == state) {
            return Ok(environment);
        }
        environment.pip("installing thalweg", &["--force-reinstall", "--no-deps", &wheel])?;
        fs::write(installed, state)?;
        Ok(environment)
    }

    /// `pip install` of something.
    pub fn pip(&self, doing: &str, arguments: &[&str]) -> Result<()> {
        let mut pip = self.program("python");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(arguments);
        shell::quiet(doing, &mut pip)
    }

    /// A program of the environment, which finds the others.
    pub fn program(&self, name: &str) -> Command {
        let programs = self.folder.join("bin");
        let mut command = Command::new(programs.join(name));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path =
            std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path)));
        command.env("PATH", path.unwrap_or_default()).env("VIRTUAL_ENV", &self.folder);
        command
    }
}

fn recent() -> Result<()> {
    let mut python = Command::new("python3");
    let version = shell::output(python.args(["-c", "import sys; print(*sys.version_info[:2])"]));
    let version = version.unwrap_or_default();
    let mut numbers = version.split(' ').map_while(|n| n.parse().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ensure!(found >= OLDEST, "Python is {version:?}; allowed: {}.{} or later", OLDEST.0, OLDEST.1);
    Ok(())
}

/// The wheel that was built last.
fn newest(folder: &Path) -> Result<PathBuf> {
    let wheels = fs::read_dir(folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let wheels = wheels.filter(|file| file.extension().is_some_and(|kind| kind == "whl"));
    let newest = wheels.max_by_key(|file| fs::metadata(file).and_then(|of| of.modified()).ok());
    newest.context("maturin has made no wheel")
}
