//! The same sources give the same image, wherever they lie.

use anyhow::{Context, Result};
use std::{
    env::{self, consts::EXE_SUFFIX},
    ffi::OsString,
    path::PathBuf,
    process::{Command, ExitCode, ExitStatus},
};

use crate::shell;

/// Set for the compilers of an image.
const ASKED: &str = "THALWEG_REPRODUCIBLE";

/// Lets cargo build so that the bytes do not depend on where the sources lie.
pub(super) fn by(cargo: &mut Command) -> Result<&mut Command> {
    let here = env::current_exe().context("the tool does not know where it is")?;
    cargo.env(ASKED, "1").env("RUSTC_WRAPPER", here.with_file_name(format!("xtask{EXE_SUFFIX}")));
    // It builds anew when flags change, and not when somebody stands in for the compiler. Paths among the flags would be in
    // the names of folders, and so of generated files.
    Ok(cargo.env("CARGO_ENCODED_RUSTFLAGS", "--cfg=reproducible"))
}

/// Messages name files.
fn no_paths() -> impl Iterator<Item = OsString> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || env::home_dir().map(|home| home.join(".cargo"));
    let paths = [(cargo.or_else(home), "cargo"), (Some(shell::root().to_owned()), "thalweg")];
    paths.into_iter().filter_map(|(path, name)| {
        path.map(|path| format!("--remap-path-prefix={}={name}", path.display()).into())
    })
}

/// Stands in for the compiler, whatever its name, if cargo calls us as that: it is called with another name for crates of ours.
///
/// Cargo tells crates of one name apart by a number, which for those outside of a workspace is of where they lie; it is part of
/// the name of every function, by which functions are sorted, and what is inlined follows.
pub fn as_the_compiler() -> Option<ExitCode> {
    env::var_os(ASKED)?;
    let mut arguments = env::args_os().skip(1);
    let compiler = arguments.next()?;
    let ours = env::var("CARGO_PKG_NAME").is_ok_and(|name| name.starts_with("thalweg"));
    let arguments = arguments.map(|argument| if ours { without_place(argument) } else { argument });
    let status = Command::new(compiler).args(arguments).args(no_paths()).status();
    Some(match status.as_ref().map(ExitStatus::code) {
        Ok(Some(code)) => ExitCode::from(code as u8),
        _ => ExitCode::FAILURE,
    })
}

fn without_place(argument: OsString) -> OsString {
    let number = argument.to_str().is_some_and(|text| text.starts_with("metadata="));
    if number { "metadata=thalweg".into() } else { argument }
}
