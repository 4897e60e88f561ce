//! What a function needs: code and constants that are reachable from it, and its deepest stack.
//!
//! Read from relocatable objects in which every function has a section of its own: relocations say
//! what a section refers to, as they do to a linker that collects garbage; those of calls make the
//! call graph.

use crate::thumb;
use anyhow::{Context, Result, ensure};
use object::{
    Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget, SectionFlags,
    SectionKind, elf, read::archive::ArchiveFile,
};
use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

/// A section of one of the archive's members.
type Id = (usize, usize);

#[derive(Debug, Default)]
struct Section {
    size: u64,
    references: Vec<String>,
    calls: Vec<String>,
    local: Vec<Id>,
    local_calls: Vec<Id>,
    /// Bytes of its own frame, where they are known; for code only.
    frame: Option<u64>,
    calls_a_register: bool,
    data: Vec<u8>,
    /// Zeros that take no flash.
    zeroed: bool,
}

/// Every section of an archive, and what refers to what.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    sections: HashMap<Id, Section>,
    /// Where each symbol is defined; the first definition wins, as in a linker.
    symbols: HashMap<String, Id>,
}

impl Graph {
    pub(crate) fn read(archive: &Path) -> Result<Self> {
        let context = || archive.display().to_string();
        let bytes = fs::read(archive).with_context(context)?;
        let mut graph = Self::default();
        for (number, member) in ArchiveFile::parse(&*bytes)?.members().enumerate() {
            let data = member?.data(&*bytes)?;
            graph.add(number, &object::File::parse(data).with_context(context)?)?;
        }
        Ok(graph)
    }

    fn add(&mut self, number: usize, file: &object::File<'_>) -> Result<()> {
        for symbol in file.symbols().filter(|symbol| symbol.is_global() && !symbol.is_undefined()) {
            let Some(section) = symbol.section_index() else { continue };
            self.symbols.entry(symbol.name()?.to_owned()).or_insert((number, section.0));
        }
        for section in file.sections().filter(kept) {
            let read = read(number, file, &section)?;
            self.sections.insert((number, section.index().0), read);
        }
        frames(number, file, &mut self.sections)
    }

    /// Bytes of flash that the functions need together.
    pub(crate) fn flash(&self, roots: &[&str]) -> Result<u64> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<_> = roots.iter().map(|root| self.symbol(root)).collect::<Result<_>>()?;
        while let Some(id) = open.pop() {
            if !reached.insert(id) {
                continue;
            }
            let Some(section) = self.sections.get(&id) else { continue };
            open.extend(&section.local);
            open.extend(section.references.iter().filter_map(|name| self.symbols.get(name)));
        }
        Ok(reached.iter().filter_map(|id| self.sections.get(id)).map(|section| section.size).sum())
    }

    /// Bytes of stack that a function takes at its deepest, with everything that it calls; `None` where a call
    /// goes through a pointer.
    pub(crate) fn stack(&self, root: &str) -> Result<Option<u64>> {
        self.deepest(self.symbol(root)?, &mut Vec::new())
    }

    fn deepest(&self, id: Id, path: &mut Vec<Id>) -> Result<Option<u64>> {
        ensure!(!path.contains(&id), "a function calls itself: its stack has no bound");
        let section = self.sections.get(&id).context("a call leads to what is not code")?;
        if section.calls_a_register {
            return Ok(None);
        }
        path.push(id);
        let mut below = 0;
        let called = section.calls.iter().map(|name| self.symbol(name));
        let local = section.local_calls.iter().filter(|&&callee| callee != id).map(|&id| Ok(id));
        for callee in called.chain(local) {
            let Some(deepest) = self.deepest(callee?, path)? else { return Ok(None) };
            below = below.max(deepest);
        }
        path.pop();
        Ok(Some(section.frame.context("a frame is unknown")? + below))
    }

    /// A number that a program keeps in a constant.
    pub(crate) fn number(&self, name: &str) -> Result<u32> {
        let section = self.sections.get(&self.symbol(name)?).context("no such constant")?;
        let bytes = section.data.first_chunk().with_context(|| format!("{name} is no number"))?;
        Ok(u32::from_le_bytes(*bytes))
    }

    /// Whether a variable begins as zeros, so that it takes no flash.
    pub(crate) fn is_zeroed(&self, name: &str) -> Result<bool> {
        Ok(self.sections.get(&self.symbol(name)?).context("no such variable")?.zeroed)
    }

    /// The names of the symbols that begin with `prefix`, without it, in order.
    pub(crate) fn names(&self, prefix: &str) -> BTreeSet<&str> {
        self.symbols.keys().filter_map(|name| name.strip_prefix(prefix)).collect()
    }

    fn symbol(&self, name: &str) -> Result<Id> {
        self.symbols.get(name).copied().with_context(|| format!("{name} is nowhere defined"))
    }
}

/// What is loaded onto a device; unwinding tables are not.
fn kept(section: &object::Section<'_, '_>) -> bool {
    let SectionFlags::Elf { sh_flags } = section.flags() else { return false };
    let unwinding = section.name().is_ok_and(|name| name.starts_with(".ARM.ex"));
    sh_flags & u64::from(elf::SHF_ALLOC) != 0 && !unwinding
}

fn read(
    number: usize,
    file: &object::File<'_>,
    section: &object::Section<'_, '_>,
) -> Result<Section> {
    let zeroed = section.kind() == SectionKind::UninitializedData;
    let mut read = Section { size: section.size(), zeroed, ..Section::default() };
    for (_, relocation) in section.relocations() {
        let RelocationTarget::Symbol(target) = relocation.target() else { continue };
        let target = file.symbol_by_index(target)?;
        let RelocationFlags::Elf { r_type } = relocation.flags() else { continue };
        let call = matches!(
            r_type,
            elf::R_ARM_THM_PC22
                | elf::R_ARM_THM_JUMP24
                | elf::R_ARM_THM_JUMP19
                | elf::R_ARM_THM_PC11
        );
        if let (false, Some(section)) = (target.is_global(), target.section_index()) {
            read.local.push((number, section.0));
            read.local_calls.extend(call.then_some((number, section.0)));
        } else {
            read.references.push(target.name()?.to_owned());
            read.calls.extend(call.then_some(target.name()?.to_owned()));
        }
    }
    read.data = section.data()?.to_vec();
    if section.kind() == SectionKind::Text {
        let instructions = thumb::instructions(&read.data, &data_in(file, section)?);
        let known =
            !instructions.iter().copied().any(thumb::Instruction::moves_the_stack_by_a_register);
        let frame = instructions.iter().copied().map(thumb::Instruction::takes_of_the_stack).sum();
        read.frame = known.then_some(frame);
        read.calls_a_register =
            instructions.iter().copied().any(thumb::Instruction::calls_a_register);
    }
    Ok(read)
}

/// Where constants begin and end among the code of a section, by its mapping symbols.
fn data_in(
    file: &object::File<'_>,
    section: &object::Section<'_, '_>,
) -> Result<Vec<(usize, bool)>> {
    let mut marks = Vec::new();
    for symbol in file.symbols().filter(|symbol| symbol.section_index() == Some(section.index())) {
        let name = symbol.name()?;
        if name.starts_with("$d") || name.starts_with("$t") {
            marks.push((usize::try_from(symbol.address())?, name.starts_with("$d")));
        }
    }
    marks.sort_unstable();
    Ok(marks)
}

/// Frames as the compiler states them; they must be what the instructions say, where it states any.
fn frames(
    number: usize,
    file: &object::File<'_>,
    sections: &mut HashMap<Id, Section>,
) -> Result<()> {
    for stated in file.sections().filter(|section| section.name() == Ok(".stack_sizes")) {
        let data = stated.data()?;
        for (offset, relocation) in stated.relocations() {
            let RelocationTarget::Symbol(target) = relocation.target() else { continue };
            let function = file.symbol_by_index(target)?.section_index();
            let function = function.context("a stack size of nothing")?;
            let frame = data.get(usize::try_from(offset)? + 4..).and_then(uleb128);
            let frame = frame.context("a stack size is damaged")?;
            let Some(section) = sections.get_mut(&(number, function.0)) else { continue };
            ensure!(
                section.frame.is_none_or(|shown| shown >= frame),
                "a frame of {frame} bytes, of which its instructions show {:?}",
                section.frame
            );
            section.frame = Some(frame);
        }
    }
    Ok(())
}

/// A number of 7 bits a byte, the lowest first.
fn uleb128(bytes: &[u8]) -> Option<u64> {
    let mut number = 0;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
