//! No checkpoint is lost where the power fails: the tests of it with optimisation, and that they can fail.

use crate::bits::profile;
use crate::copy::Copy;
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    process::{Command, Stdio},
};
use xtask::shell;

/// A fault in the store for checkpoints, and the test that must notice it.
struct Mutation {
    name: &'static str,
    file: &'static str,
    /// What stands in the file, once, and what takes its place.
    edits: &'static [(&'static str, &'static str)],
    test: &'static str,
}

const PACKAGE: &str = "thalweg-power-loss";
const STORE: &str = "store.rs";
const WRITER: &str = "writer.rs";

const MUTATIONS: [Mutation; 11] = [
    Mutation {
        name: "no CRC of the body",
        file: "chunks.rs",
        edits: &[(
            "checksum(flash, slot, header.length) == Ok(header.checksum)",
            "checksum(flash, slot, header.length).is_ok()",
        )],
        test: "flips::every_flipped_bit_of_1_kib_is_found",
    },
    Mutation {
        name: "no CRC of the header",
        file: "header.rs",
        edits: &[("(ours && whole)", "(ours || whole)")],
        test: "flips::every_flipped_bit_of_1_kib_is_found",
    },
    Mutation {
        name: "header first",
        file: WRITER,
        edits: &[
            ("self.flush()?;\n        let Saved", "let Saved"),
            (
                "let (flash, offset) = (&mut self.store.flash, self.slot.offset);",
                "let offset = self.slot.offset;
                flash::write(&mut self.store.flash, offset, header.encode().as_flattened())?;
                self.flush()?;
                let flash = &mut self.store.flash;",
            ),
            ("        flash::write(flash, offset, header.encode().as_flattened())?;", ""),
        ],
        test: "ring::the_header_is_written_last",
    },
    Mutation {
        name: "body not read back",
        file: WRITER,
        edits: &[("if !chunks::holds(flash, self.slot, header)", "if false")],
        test: "faults::a_worn_page_is_reported_and_passed_over",
    },
    Mutation {
        name: "no erase",
        file: STORE,
        edits: &[(ERASE, "let saved")],
        test: "single::a_cut_loses_nothing_in_256_bytes",
    },
    Mutation {
        name: "no erase of what reads as erased",
        file: STORE,
        edits: &[(
            ERASE,
            "let mut chunk = [0; 32];
            let mut reads_as_erased = true;
            for offset in (slot.offset..slot.offset.wrapping_add(slot.length)).step_by(32) {
                reads_as_erased &= flash::read(&mut self.flash, offset, &mut chunk).is_ok();
                reads_as_erased &= chunk == [0xFF; 32];
            }
            if !reads_as_erased {
                flash::erase(&mut self.flash, slot.offset, slot.length)?;
            }
            let saved",
        )],
        test: "single::a_cut_loses_nothing_in_256_bytes",
    },
    Mutation {
        name: "newer slot reused",
        file: STORE,
        edits: &[
            ("ring(self.slots, self.tried.wrapping_add(1))", "ring(self.slots, self.tried)"),
            ("others.find(|(index, _)| Some(*index) != newest)", "others.find(|_| newest >= None)"),
        ],
        test: "single::a_cut_loses_nothing_in_256_bytes",
    },
    Mutation {
        name: "generation ignored",
        file: "header.rs",
        edits: &[(NEWER, "a != b")],
        test: "ring::the_newest_generation_is_loaded_wherever_it_is",
    },
    Mutation {
        name: "generations not counted around",
        file: "header.rs",
        edits: &[(NEWER, "a > b")],
        test: "ring::generations_count_around",
    },
    Mutation {
        name: "an unreadable slot ends the search",
        file: STORE,
        edits: &[(
            "let Some(header) = header(&mut self.flash, *slot) else { continue };
            if highest",
            "let Some(header) = header(&mut self.flash, *slot) else { return };
            if highest",
        )],
        test: "faults::a_word_that_cannot_be_read_spoils_one_slot",
    },
    Mutation {
        name: "newest cleared first",
        file: STORE,
        edits: &[(
            "map_or(0, |newest| newest.slot.wrapping_add(1))",
            "map_or(0, |newest| newest.slot)",
        )],
        test: "ring::what_is_cleared_does_not_come_back",
    },
];
const ERASE: &str =
    "        flash::erase(&mut self.flash, slot.offset, slot.length)?;\n        let saved";
const NEWER: &str = "a.wrapping_sub(b).cast_signed() > 0";

/// The tests of one file; with `all` those that take minutes, and every mutation.
pub(crate) fn check(all: bool) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root());
    cargo.args(["test", "--profile", profile(all), "--package", PACKAGE]);
    cargo.args(["--", "--nocapture"]).args(all.then_some("--include-ignored"));
    shell::loud(&mut cargo)?;
    if all { mutations() } else { Ok(()) }
}

/// Each fault breaks the test that it names, which passes without it.
fn mutations() -> Result<()> {
    let copy = Copy::new("mutations")?;
    for mutation in &MUTATIONS {
        ensure!(passes(&copy, mutation.test)?, "{} fails without a mutation", mutation.test);
    }
    for Mutation { name, file, edits, test } in &MUTATIONS {
        let file = format!("core/src/checkpoint/store/{file}");
        edit(&copy, &file, edits).with_context(|| (*name).to_owned())?;
        ensure!(!passes(&copy, test)?, "{name}: {test} does not notice it");
        copy.restore(&file)?;
        println!("{name}: {test} fails");
    }
    println!("{} mutations, each noticed", MUTATIONS.len());
    Ok(())
}

fn edit(copy: &Copy, file: &str, edits: &[(&str, &str)]) -> Result<()> {
    let path = copy.folder().join(file);
    let mut text = fs::read_to_string(&path)?;
    for (from, to) in edits {
        ensure!(text.matches(from).count() == 1, "{file} does not hold once: {from}");
        text = text.replace(from, to);
    }
    fs::write(path, text)?;
    Ok(())
}

/// Whether a test passes; an error if it is not built, or does not exist.
fn passes(copy: &Copy, test: &str) -> Result<bool> {
    let one = ["test", "--package", PACKAGE, "--test", "power_loss"];
    shell::quiet("building the tests of the power loss", copy.cargo(&one).args(["--no-run"]))?;
    let mut run = copy.cargo(&one);
    let output = run.args(["--", "--exact", test]).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(said.contains("running 1 test"), "there is no test {test}");
    Ok(output.status.success())
}
