//! Flash within an emulated chip, as a micro:bit's, which QEMU has in its memory alone: it begins with the bytes of a file, and
//! is read out over QEMU's control line before the emulator is ended.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use thalweg_catalogue::Board;

/// Where it begins behind the program, and its bytes: as `firmware/memory/microbit.x` has it.
const FIRST: u32 = 0x2_8000;
const LENGTH: u32 = 0x1_8000;
/// How long the emulator may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Flash within an emulated chip.
#[derive(Debug)]
pub(crate) struct Inside {
    control: BufReader<TcpStream>,
    file: PathBuf,
}

impl Inside {
    /// Whether the chip of a board has flash of its own that it saves in.
    pub(crate) fn is_in(board: &Board) -> bool {
        board.machine == "microbit"
    }

    /// Tells QEMU with what it begins, and on which port somebody waits for its control line.
    pub(crate) fn tell(command: &mut Command, file: &Path, port: u16) -> Result<()> {
        if file.exists() {
            let file = named(file)?;
            command.args(["-device", &format!("loader,file={file},addr={FIRST},force-raw=on")]);
        }
        command
            .args(["-chardev", &format!("socket,host=127.0.0.1,port={port},id=control")])
            .args(["-mon", "chardev=control,mode=control"]);
        Ok(())
    }

    /// Over the control line, whose greeting is still to come.
    pub(crate) fn new(control: TcpStream, file: &Path) -> Result<Self> {
        control.set_read_timeout(Some(PATIENCE))?;
        let mut inside = Self { control: BufReader::new(control), file: file.to_owned() };
        inside.hear()?;
        inside.ask(&json!({"execute": "qmp_capabilities"}))?;
        Ok(inside)
    }

    /// Stops the chip, and keeps what is in its flash.
    pub(crate) fn keep(&mut self) -> Result<()> {
        self.ask(&json!({"execute": "stop"}))?;
        let filename = self.file.to_str().with_context(|| no_text(&self.file))?;
        let what = json!({"val": FIRST, "size": LENGTH, "filename": filename, "cpu-index": 0});
        self.ask(&json!({"execute": "memsave", "arguments": what}))
    }

    fn ask(&mut self, what: &Value) -> Result<()> {
        writeln!(self.control.get_mut(), "{what}")?;
        loop {
            let heard = self.hear()?;
            if let Some(error) = heard.get("error") {
                bail!("the emulator refused {what}: {error}");
            }
            if heard.get("return").is_some() {
                return Ok(()); // behind events, which nobody waits for
            }
        }
    }

    fn hear(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.control.read_line(&mut line).context("the emulator's control line")?;
        serde_json::from_str(&line).with_context(|| format!("the emulator said {line:?}"))
    }
}

/// A file's name as QEMU wants it among options.
pub(crate) fn named(file: &Path) -> Result<String> {
    Ok(file.to_str().with_context(|| no_text(file))?.replace(',', ",,"))
}

fn no_text(file: &Path) -> String {
    format!("{}: no text", file.display())
}
