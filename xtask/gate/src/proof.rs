//! No function of the core can panic, a sum that is checked included: a program that calls all of them links
//! only if that is true.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    process::{Command, Stdio},
};
use thalweg_catalogue::{BOARDS, Board};
use thalweg_sources::{Crate, Exceptions, called, files};
use xtask::{shell, toolchain::Toolchain};

/// A profile, and the programs that must not link with it.
type Profile = (&'static str, &'static [&'static str]);

/// At optimisation level 3 and at `s`, without which no dead path is removed, with sums checked in the core,
/// the catalogue and the program, which makes the core's generic functions.
///
/// A check that is left out of a program takes no path away that was proved to be dead: what proves it
/// dead with the check, which itself is removed as one that never fails, is there without. So these stand for
/// the profiles without checks, unless somebody waits for those too.
const LEVEL_3: Profile = ("checked", &["control-index", "control-sum"]);
const LEVEL_S: Profile = ("checked-small", &["control-index", "control-sum"]);
const UNCHECKED: [Profile; 2] = [("release", &["control-index"]), ("small", &["control-index"])];
/// What the program's panic handler calls, and nobody defines.
const UNDEFINED: &str = "a_panicking_path_is_linked";

pub(crate) fn check(all: bool) -> Result<()> {
    everything_is_called()?;
    for Board { target, fpu, .. } in BOARDS.iter().filter(|board| board.thorough) {
        let profiles = profiles(*fpu, all);
        if profiles.is_empty() {
            println!("{target}: with --all only");
            continue;
        }
        let toolchain = Toolchain::find(target)?;
        for (profile, controls) in profiles {
            let (linked, message) = link(&toolchain, profile, "proof")?;
            ensure!(linked, "{target}, {profile}: a function of the core can panic\n{message}");
            for control in controls {
                let (linked, message) = link(&toolchain, profile, control)?;
                ensure!(
                    !linked,
                    "{target}, {profile}: {control} links, so the proof proves nothing"
                );
                ensure!(
                    message.contains(UNDEFINED),
                    "{target}, {profile}: {control} fails to link, but {message}"
                );
            }
        }
        println!("{target}: no panicking path");
    }
    Ok(())
}

/// All; or, as each is optimised over all crates at once for two minutes, the one at which least is inlined, where loops in
/// assembly are called as well.
fn profiles(fpu: bool, all: bool) -> Vec<Profile> {
    match (all, fpu) {
        (true, _) => [[LEVEL_3, LEVEL_S], UNCHECKED].concat(),
        (false, true) => vec![LEVEL_S],
        (false, false) => Vec::new(),
    }
}

/// Whether a program links, and what the compiler says.
fn link(toolchain: &Toolchain, profile: &str, program: &str) -> Result<(bool, String)> {
    let folder = shell::root().join("tests/proof");
    let mut cargo: Command = toolchain.cargo_profile("build", profile, &folder);
    let output = cargo.args(["--bin", program]).stdin(Stdio::null()).output()?;
    Ok((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// What shows which functions a program calls: nothing is inlined, every name says its type, and what
/// calls what is kept. What may panic then stands in the program and never runs.
const AS_WRITTEN: [&str; 6] = [
    "-Copt-level=0",
    "-Cno-prepopulate-passes",
    "-Csymbol-mangling-version=v0",
    "-Clink-arg=--gc-sections",
    "-Clink-arg=--emit-relocs",
    "-Clink-arg=--defsym=a_panicking_path_is_linked=0",
];

/// What the program need not call.
const EXCEPTIONS: Exceptions<'_> = Exceptions {
    list: &[
        ("<[;] as optimizer::slots::Slots>::flattened_mut", RUN),
        ("<optimizer::wrappers::clamped::Clamped as optimizer::rule::rule::Rule>::update", EACH),
        ("<optimizer::wrappers::l2::L2 as optimizer::rule::rule::Rule>::update", EACH),
        (
            "<optimizer::wrappers::micromath::Micromath as optimizer::rule::rule::Rule>::update",
            EACH,
        ),
        ("<optimizer::rules::adadelta::AdaDelta as optimizer::rule::rule::Rule>::update_run", RUN),
        ("<_ as optimizer::kit::epsilon::Epsilon>::outside", RUN),
        ("<f32 as optimizer::kit::epsilon::Epsilon>::outside", RUN),
        (
            "<optimizer::kit::epsilon::Uncorrected as optimizer::kit::epsilon::Epsilon>::outside",
            RUN,
        ),
        ("<_ as optimizer::rule::rule::Rule>::decay_factor", RUN),
        (
            "<optimizer::wrappers::micromath::Micromath as optimizer::rule::rule::Rule>::update_run",
            RUN,
        ),
        ("<_ as optimizer::rule::rooted::Rooted>::run", RUN),
        ("<optimizer::rules::adagrad::AdaGrad as optimizer::rule::rooted::Rooted>::run", RUN),
        ("<optimizer::rules::adam::Adam as optimizer::rule::rooted::Rooted>::run", RUN),
        ("<optimizer::rules::rms_prop::RmsProp as optimizer::rule::rooted::Rooted>::run", RUN),
        ("<optimizer::rules::sgd::Momentum as optimizer::rule::rule::Rule>::update_run", RUN),
        ("<optimizer::rules::sgd::Nesterov as optimizer::rule::rule::Rule>::update_run", RUN),
        ("<optimizer::rules::sgd::Sgd as optimizer::rule::rule::Rule>::update_run", RUN),
        (
            "<optimizer::wrappers::decoupled::Decoupled as optimizer::rule::rule::Rule>::decay_factor",
            RUN,
        ),
        (
            "<optimizer::wrappers::decoupled::Decoupled as optimizer::rule::rule::Rule>::update_run",
            RUN,
        ),
        ("<Vec as checkpoint::checkpoint::Checkpoint>::length", ALIAS),
        ("<Vec as checkpoint::checkpoint::Checkpoint>::load", ALIAS),
        ("<Vec as checkpoint::checkpoint::Checkpoint>::save", ALIAS),
        ("<schedule::any::ScheduleTree as words::Words>::read", READ),
        ("optimizer::rule::rule::GroupStep::momentum", LOOP),
        ("optimizer::rule::rule::GroupStep::weight_decay", LOOP),
    ],
    file: "xtask/gate/src/proof.rs",
};
const EACH: &str = "the loop calls its `update_each`, and no rule around it another";
const ALIAS: &str = "heapless' Vec is an alias: the program names what stands behind it";
const READ: &str = "a recipe is read over the place of another, and nobody reads one by itself";
const RUN: &str =
    "the loop calls it where the processor has an FPU, which the board looked at has not";
const LOOP: &str = "only the optimizer's loop makes one, and shows it to every rule and precision";

/// The program calls every public function of the core, and the control, which calls none, is told so.
fn everything_is_called() -> Result<()> {
    let board = BOARDS.iter().find(|board| board.thorough && !board.fpu);
    let target = board.context("no board without an FPU is looked at")?.target;
    let toolchain = Toolchain::find(target)?;
    let core = Crate::new(&files(&shell::root().join("core/src"))?)?;
    uncalled(&toolchain, target, "proof", &core)?;
    let error = uncalled(&toolchain, target, "control-index", &core).err();
    let error = error.context("the control is said to call every function")?.to_string();
    ensure!(error.contains("Cosine::new: public in core/src"), "of the control: {error}");
    let (functions, exceptions) = (core.functions().len(), EXCEPTIONS.list.len());
    println!("{functions} public functions, all called but {exceptions}");
    Ok(())
}

/// Builds a program as it is written, and fails with the public functions that it does not call.
fn uncalled(toolchain: &Toolchain, target: &str, program: &str, core: &Crate) -> Result<()> {
    let mut cargo = toolchain.cargo_profile("build", "dev", &shell::root().join("tests/proof"));
    // The level that the program is told is that of a release, for which alone it holds all its calls.
    cargo.args(["--config", "profile.dev.opt-level=3", "--bin", program]);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", AS_WRITTEN.join("\x1f"));
    shell::quiet(&format!("building the {program} as it is written"), &mut cargo)?;
    let built = toolchain.target_directory().join(target).join("debug").join(program);
    let called = called(&fs::read(built)?, "thalweg")?;
    let what = |file| format!("public in core/src/{file}; call it in tests/proof/src");
    let functions = core.functions().into_iter().filter(|(function, _)| !called.has(function));
    let missing: Vec<_> = functions.map(|(name, file)| (name.to_string(), what(file))).collect();
    EXCEPTIONS.check(&missing)
}
