//! A Raspberry Pi Pico in an emulator that runs the very image a person flashes: `xtask/pico`.

use crate::{
    emulator::{Running, tied},
    npm, shell,
};
use anyhow::{Context, Result};
use std::{fs::File, path::Path, process::Stdio};

pub(super) fn start(image: &Path, flash: &Path, log: &Path, cut: Option<u32>) -> Result<Running> {
    let folder = shell::root().join("xtask/pico");
    npm::install(&folder)?;
    let log = File::create(log).with_context(|| log.display().to_string())?;
    let mut node = tied("node");
    node.arg(folder.join("board.mjs"))
        .args([image, flash])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log);
    if let Some(operation) = cut {
        node.env("CUT", operation.to_string());
    }
    Running::start(&mut node)
}
