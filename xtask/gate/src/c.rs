//! thalweg for C: a program in C that calls every function lands on the core's bits, on the host
//! under valgrind and on a Cortex-M4F and the instructions of a Cortex-M0+; nothing in it panics, no name but ours is given.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use thalweg_catalogue::board;
use xtask::{debian, elf, emulator::Emulator, shell, toolchain::Toolchain};

const FOLDER: &str = "bindings/c";
const PATIENCE: Duration = Duration::from_secs(60);
/// The file for `CMake`, and the board.
const CORES: [(&str, &str); 2] = [("cortex-m4f", "mps2-an386"), ("cortex-m0plus", "mps2-an385")];

pub(crate) fn check() -> Result<()> {
    debian::need("cmake", &["cmake", "make"])?;
    debian::need("valgrind", &["valgrind"])?;
    need_newlib()?;
    let expected = fs::read_to_string(shell::root().join(FOLDER).join("test/expected.txt"))?;
    on_the_host(&expected)?;
    CORES.iter().try_for_each(|(file, machine)| on_a_board(file, machine, &expected).context(*file))
}

/// The compiler alone comes without the library that prints over semihosting.
fn need_newlib() -> Result<()> {
    const PACKAGES: [&str; 2] = ["gcc-arm-none-eabi", "libnewlib-arm-none-eabi"];
    debian::need("arm-none-eabi-gcc", &PACKAGES)?;
    let mut gcc = Command::new("arm-none-eabi-gcc");
    let found = shell::output(gcc.arg("-print-file-name=rdimon.specs"));
    if found.is_none_or(|file| !Path::new(&file).is_absolute()) {
        debian::install("newlib for arm-none-eabi-gcc is not installed", &PACKAGES)?;
    }
    Ok(())
}

fn on_the_host(expected: &str) -> Result<()> {
    let folder = built("host", &[])?;
    names(&folder, "nm")?;
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--quiet", "--error-exitcode=3", "--leak-check=full"]).arg(folder.join("every"));
    let printed = shell::printed("running under valgrind", &mut valgrind)?;
    compare(&printed, expected)?;
    println!("host: {} lines, as expected; valgrind finds nothing", printed.lines().count());
    Ok(())
}

fn on_a_board(core: &str, machine: &str, expected: &str) -> Result<()> {
    let board = board(machine).context("no such board")?;
    let toolchain = Toolchain::find(board.target)?;
    let mut cargo = toolchain.cargo_profile("build", "small", &shell::root().join(FOLDER));
    shell::quiet(&format!("building for {}", board.core), &mut cargo)?;
    let archive = toolchain.product_of("small", "libthalweg_c.a");
    let file = shell::root().join(FOLDER).join(format!("board/{core}.cmake"));
    let folder = built(
        core,
        &[
            format!("-DCMAKE_TOOLCHAIN_FILE={}", file.display()),
            format!("-DTHALWEG_ARCHIVE={}", archive.display()),
        ],
    )?;
    names(&folder, "arm-none-eabi-nm")?;
    let printed = |program: &str| {
        let elf = folder.join(program);
        Emulator { board, elf: &elf, patience: PATIENCE, asked: "" }.print()
    };
    compare(&printed("every")?, expected)?;
    ensure!(printed("example")?.starts_with("slope 3ffdaa74"), "the example lands on other bits");
    let mut nm = Command::new("arm-none-eabi-nm");
    let names = shell::output(nm.arg(folder.join("every"))).context("nm")?;
    ensure!(names.contains("thalweg_step"), "nm sees no names");
    ensure!(!names.contains("panicking"), "a path that can panic is linked");
    let flash = elf::sizes(&folder.join("example"))?.flash;
    println!(
        "{}: the host's lines; the example takes {flash} bytes of flash with newlib",
        board.core
    );
    Ok(())
}

/// Builds the example and the test in a folder.
fn built(name: &str, arguments: &[String]) -> Result<PathBuf> {
    let folder = shell::root().join("target/c").join(name);
    let mut cmake = Command::new("cmake");
    cmake.arg("-S").arg(shell::root().join(FOLDER).join("example")).arg("-B").arg(&folder);
    shell::quiet("asking CMake", cmake.args(arguments))?;
    let mut cmake = Command::new("cmake");
    shell::quiet(&format!("building C for {name}"), cmake.arg("--build").arg(&folder))?;
    Ok(folder)
}

/// The library gives no names but ours.
fn names(folder: &Path, nm: &str) -> Result<()> {
    let object = folder.join("thalweg/thalweg.o");
    let names = shell::output(Command::new(nm).args(["-g", "--defined-only"]).arg(object));
    let names = names.context("nm cannot read the library")?;
    let foreign = names.lines().find(|line| !line.contains(" thalweg_"));
    ensure!(names.contains("thalweg_step") && foreign.is_none(), "it gives the name {foreign:?}");
    Ok(())
}

fn compare(printed: &str, expected: &str) -> Result<()> {
    for (found, expected) in printed.lines().zip(expected.lines()) {
        ensure!(found == expected, "C printed {found:?}, expected is {expected:?}");
    }
    let [found, expected] = [printed, expected].map(|text| text.lines().count());
    ensure!(found == expected, "C printed {found} lines, expected are {expected}");
    Ok(())
}
