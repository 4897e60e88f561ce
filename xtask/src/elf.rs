//! What a firmware takes of flash and RAM, read from its ELF sections.

use anyhow::{Context, Result};
use object::{Object, ObjectSection, SectionFlags, elf};
use std::{fs, path::Path};

/// Bytes of flash and of static RAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sizes {
    /// Code, constants, and the initial values of variables.
    pub flash: u64,
    /// Variables; the stack is not among them.
    pub ram: u64,
    /// Of the variables those with initial values, which lie in flash as well.
    pub data: u64,
}

/// Reads the sizes from a linked firmware.
pub fn sizes(file: &Path) -> Result<Sizes> {
    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
    let object = object::File::parse(&*bytes).with_context(|| file.display().to_string())?;
    let mut sizes = Sizes { flash: 0, ram: 0, data: 0 };
    for section in object.sections() {
        let SectionFlags::Elf { sh_flags } = section.flags() else { continue };
        if sh_flags & u64::from(elf::SHF_ALLOC) == 0 {
            continue; // symbols and log strings stay on the host
        }
        if section.kind() != object::SectionKind::UninitializedData {
            sizes.flash += section.size();
        }
        if sh_flags & u64::from(elf::SHF_WRITE) != 0 {
            sizes.ram += section.size();
            if section.kind() != object::SectionKind::UninitializedData {
                sizes.data += section.size();
            }
        }
    }
    Ok(sizes)
}
