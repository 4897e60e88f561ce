//! What a user does wrong is refused with a message that helps, in one line, and a failure.

use anyhow::{Result, ensure};
use std::{fs, path::Path, process::Command};
use xtask::shell;

pub(crate) fn check() -> Result<()> {
    let folder = shell::root().join("target/bad-input");
    fs::create_dir_all(&folder)?;
    let header = "wrist,exercise,sample,ax,ay,az,wx,wy,wz";
    let short = (0..300).map(|i| format!("R,ROW,{i},0,0,1,0,0,0\n")).collect::<Vec<_>>().concat();
    for (name, content, expected) in [
        ("empty.csv", String::new(), "line 1: the header is"),
        ("header.csv", format!("{header}\n"), "holds no sample"),
        ("nan.csv", format!("{header}\nR,ROW,0,NaN,0,1,0,0,0\n"), "line 2: ax is NaN g; allowed"),
        ("columns.csv", format!("{header}\nR,ROW,0,1\n"), "line 2: 4 columns; allowed: 9"),
        ("short.csv", format!("{header}\n{short}"), "400 samples are needed"),
        ("cut.csv.gz", "\x1f".to_owned(), "line 1: the header is"),
    ] {
        let file = folder.join(name);
        fs::write(&file, content)?;
        refused(&["device", "--data", &file.display().to_string()], expected)?;
    }
    for (file, expected) in [
        ("/dev/zero", "/dev/zero: a device or a pipe; allowed: a regular file"),
        (pipe(&folder)?.as_str(), "a device or a pipe; allowed: a regular file"),
        (".", ".: a folder; allowed: a file"),
    ] {
        for option in ["--data", "--recipe", "--load-model"] {
            refused(&["device", option, file], expected)?;
        }
    }
    let text = folder.join("text.json").display().to_string();
    fs::write(&text, "a recipe?")?;
    refused(&["device", "--recipe", &text], "allowed: a recipe, as bytes or JSON")?;
    let long = folder.join("long.bin").display().to_string();
    fs::write(&long, vec![0; 1 << 20])?;
    refused(&["device", "--load-model", &long], "too long; allowed: at most")?;
    refused(&["device", "--data", "no/such/file.csv"], "no/such/file.csv: No such file")?;
    refused(&["device", "--dat", "x"], "unexpected argument")?;
    refused(&["test", "--only", "nonsense"], "no section of that name; allowed: format")
}

/// A pipe into which nobody writes.
fn pipe(folder: &Path) -> Result<String> {
    let pipe = folder.join("pipe");
    if !pipe.exists() {
        shell::quiet("making a pipe", Command::new("mkfifo").arg(&pipe))?;
    }
    Ok(pipe.display().to_string())
}

fn refused(arguments: &[&str], expected: &str) -> Result<()> {
    let mut cargo = Command::new("cargo");
    let output = cargo.current_dir(shell::root()).arg("xtask").args(arguments).output()?;
    let message = String::from_utf8_lossy(&output.stderr);
    ensure!(message.lines().all(|line| line.len() < 300), "{arguments:?} said {message:.1000?}");
    ensure!(!output.status.success(), "{arguments:?} was not refused");
    ensure!(message.contains(expected), "{arguments:?} said {message:?}, not {expected:?}");
    println!("{}", message.lines().next().unwrap_or_default());
    Ok(())
}
