//! The functions of a program as `objdump` lists them.

use anyhow::{Context, Result};
use std::{path::Path, process::Command};
use xtask::shell;

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) instructions: Vec<Instruction>,
}

/// One line of the listing.
#[derive(Debug)]
pub(crate) struct Instruction {
    pub(crate) address: u64,
    pub(crate) mnemonic: String,
    pub(crate) operands: Vec<String>,
}

/// Disassembles a program.
pub(crate) fn read(elf: &Path) -> Result<Vec<Function>> {
    let mut objdump = Command::new("arm-none-eabi-objdump");
    let text = shell::output(objdump.args(["-d", "-C", "--no-show-raw-insn"]).arg(elf));
    Ok(parse(&text.context("arm-none-eabi-objdump failed")?))
}

pub(crate) fn parse(listing: &str) -> Vec<Function> {
    let mut functions: Vec<Function> = Vec::new();
    for line in listing.lines() {
        if let Some((_, name)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
            functions.push(Function { name: name.to_owned(), instructions: Vec::new() });
        } else if let (Some(function), Some(found)) = (functions.last_mut(), instruction(line)) {
            function.instructions.push(found);
        }
    }
    functions
}

fn instruction(line: &str) -> Option<Instruction> {
    let mut columns = line.split('\t');
    let address = columns.next()?.trim().strip_suffix(':')?;
    let mnemonic = columns.next()?.trim();
    let operands = columns.next().unwrap_or_default();
    let operands = operands.split(['@', '<']).next().unwrap_or_default();
    Some(Instruction {
        address: u64::from_str_radix(address, 16).ok()?,
        mnemonic: mnemonic.to_owned(),
        operands: operands.split(", ").map(|operand| operand.trim().to_owned()).collect(),
    })
}

impl Instruction {
    /// Whether it consumes a floating-point register from its start on. A store's first operand is a
    /// source; what a multiply-accumulate adds to is consumed later.
    pub(crate) fn reads(&self, register: &str) -> bool {
        let first = ["vstr", "vcmp", "vstm", "vpush"].iter();
        let first = first.clone().any(|name| self.mnemonic.starts_with(name));
        let sources = self.operands.iter().skip(usize::from(!first));
        sources.map(|operand| operand.trim_matches(['{', '}'])).any(|source| {
            match source.split_once('-') {
                Some((from, to)) => (number(from)..=number(to)).contains(&number(register)),
                None => source == register,
            }
        })
    }

    /// Whether its address is made of a core register.
    pub(crate) fn addresses_by(&self, register: &str) -> bool {
        let all = self.operands.join(", ");
        let several = self.mnemonic.contains("ldm") || self.mnemonic.contains("stm");
        let address = match all.split_once('[') {
            Some((_, address)) => address.split(']').next(),
            None if several => all.split(['!', ',']).next(),
            None => None,
        };
        address.is_some_and(|address| address.split(", ").any(|part| part == register))
    }

    /// How many words it moves, by the registers between its braces; two where there are none, as in
    /// `ldrd`.
    pub(crate) fn words(&self) -> u32 {
        let all = self.operands.join(", ");
        let Some((_, list)) = all.split_once('{') else { return 2 };
        let list = list.trim_end_matches('}');
        let registers: u32 = list
            .split(", ")
            .map(|range| match range.split_once('-') {
                Some((first, last)) => number(last).saturating_sub(number(first)) + 1,
                None => 1,
            })
            .sum();
        if list.starts_with('d') { 2 * registers } else { registers }
    }
}

/// The number of a register.
fn number(register: &str) -> u32 {
    match register.trim() {
        "sl" => 10,
        "fp" => 11,
        "ip" => 12,
        other => other.trim_start_matches(char::is_alphabetic).parse().unwrap_or(0),
    }
}
