//! What a firmware takes of flash and RAM, and whether it calculates in floats, read from its ELF file.

use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, elf};
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

/// The routines in a linked firmware that stand in for float instructions, by name.
pub fn soft_floats(file: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
    let object = object::File::parse(&*bytes).with_context(|| file.display().to_string())?;
    let names = object.symbols().filter_map(|symbol| symbol.name().ok().map(str::to_owned));
    let names: Vec<_> = names.collect();
    ensure!(!names.is_empty(), "{}: it has no symbols", file.display());
    Ok(names.into_iter().filter(|name| is_soft_float(name)).collect())
}

/// Whether a symbol is one of Arm's run-time ABI (IHI 0043, section 5.1) or of a compiler's library that calculates in
/// floats, compares or converts them.
fn is_soft_float(name: &str) -> bool {
    if let Some(routine) = name.strip_prefix("__aeabi_") {
        let of_integers = ["i2", "ui2", "l2", "ul2", "h2"];
        return routine.starts_with(['f', 'd', 'c'])
            || of_integers.iter().any(|from| routine.starts_with(from));
    }
    let ends = [
        "sf2", "sf3", "df2", "df3", "sfsi", "dfsi", "sfdi", "dfdi", "sisf", "sidf", "disf", "didf",
    ];
    name.starts_with("__") && ends.iter().any(|end| name.ends_with(end))
        || name.contains("compiler_builtins") && name.contains("float")
}

#[cfg(test)]
mod tests {
    use super::is_soft_float;

    #[test]
    fn what_calculates_in_floats_is_told_by_its_name() {
        for name in ["__aeabi_fmul", "__aeabi_dcmplt", "__aeabi_ui2f", "__aeabi_l2d", "__addsf3"] {
            assert!(is_soft_float(name), "{name}");
        }
        for name in ["__floatunsisf", "__fixsfsi", "_ZN17compiler_builtins5float3add8__addsf317h1E"]
        {
            assert!(is_soft_float(name), "{name}");
        }
        for name in ["__aeabi_lmul", "__aeabi_uidiv", "__aeabi_llsl", "__aeabi_memcpy4", "main"] {
            assert!(!is_soft_float(name), "{name}");
        }
    }
}
