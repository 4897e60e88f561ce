//! What a linked program calls of a crate: by its symbols, and by the relocations that its linker kept.

use crate::public::{Function, type_name};
use anyhow::{Result, ensure};
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget, SymbolKind};
use std::collections::BTreeSet;
use syn::Expr;

/// What a program calls.
#[derive(Debug, Default)]
pub struct Called {
    /// By a function that is not the crate's own.
    pub from_outside: BTreeSet<Function>,
    /// By whatever function.
    pub at_all: BTreeSet<Function>,
}

impl Called {
    /// Whether the program calls a function; one of a trait is called by the crate's own loops, any
    /// other has to be called from outside, on whatever values there are.
    #[must_use]
    pub fn has(&self, function: &Function) -> bool {
        let any = |called: &&Function| called.by == function.by && called.name == function.name;
        match (&function.by, function.of.as_deref()) {
            (Some(_), Some("_")) => self.at_all.iter().any(|called| any(&called)),
            (Some(_), _) => self.at_all.contains(function),
            (None, _) => self.from_outside.contains(function),
        }
    }
}

/// What a program calls of the crate of that name.
///
/// It has to be built without optimisation, with mangled names of version 0 and linked with
/// `--gc-sections --emit-relocs`.
///
/// # Errors
/// The program is none, or its relocations are missing.
pub fn called(elf: &[u8], name: &str) -> Result<Called> {
    let elf = object::File::parse(elf)?;
    let mut functions: Vec<_> = elf
        .symbols()
        .filter(|symbol| symbol.kind() == SymbolKind::Text && symbol.is_definition())
        .filter_map(|symbol| Some((symbol.address() & !1, demangled(symbol.name().ok()?)?)))
        .collect();
    functions.sort();
    let mut called = Called::default();
    called.at_all.extend(functions.iter().filter_map(|(_, symbol)| function(symbol, name)));
    let mut relocations = 0;
    for section in elf.sections() {
        for (place, relocation) in section.relocations() {
            let RelocationTarget::Symbol(target) = relocation.target() else { continue };
            relocations += 1;
            let target = elf.symbol_by_index(target)?;
            let Some(target) = target.name().ok().and_then(demangled) else { continue };
            let caller = functions.partition_point(|(address, _)| *address <= place);
            let caller = caller.checked_sub(1).and_then(|i| functions.get(i));
            let own = caller.is_some_and(|(_, caller)| is_part_of(caller, name));
            if !own {
                called.from_outside.extend(function(&target, name));
            }
        }
    }
    ensure!(relocations > 0, "the program was linked without --emit-relocs");
    ensure!(!functions.is_empty(), "the program holds no symbols");
    Ok(called)
}

/// The name of a symbol of Rust, without hashes; `{closure#0}` as a name like any other.
fn demangled(symbol: &str) -> Option<String> {
    let name = format!("{:#}", rustc_demangle::try_demangle(symbol).ok()?);
    Some(name.replace(['{', '#'], "_").replace('}', ""))
}

/// Whether a symbol is a function of the crate or lies within one: a closure, say.
///
/// What calls a function through a value, as in `map(Cosine::staircase)`, is no part of it.
fn is_part_of(symbol: &str, name: &str) -> bool {
    let within = symbol.trim_start_matches('<').starts_with(&format!("{name}::"));
    within && (symbol.contains("_closure_") || !symbol.contains(" as core::ops::function::Fn"))
}

/// The function of the crate that a symbol is, if it is one.
fn function(symbol: &str, name: &str) -> Option<Function> {
    let Ok(Expr::Path(path)) = syn::parse_str::<Expr>(symbol) else { return None };
    let segments: Vec<_> = path.path.segments.iter().map(|s| s.ident.to_string()).collect();
    let Some(of) = path.qself else {
        return match segments.as_slice() {
            [first, rest @ ..] if first == name => {
                Some(Function { of: None, by: None, name: rest.join("::") })
            }
            _ => None,
        };
    };
    let (last, by) = segments.split_last()?;
    let by = match by.split_first() {
        None => None,
        Some((first, rest)) if first == name => Some(rest.join("::")),
        Some(_) => return None,
    };
    let of = match type_name(&of.ty, name) {
        Ok(of) => of,
        // Another crate's type has functions of the crate by its traits alone.
        Err(of) => Some(of).filter(|_| by.is_some())?,
    };
    Some(Function { of: Some(of), by, name: last.clone() })
}

#[cfg(test)]
mod tests {
    use super::{function, is_part_of};

    fn read(symbol: &str) -> Option<String> {
        function(symbol, "thalweg").map(|function| function.to_string())
    }

    #[test]
    fn a_symbol_is_a_function_of_a_type() {
        let adam = "thalweg::rules::adam::Adam<f32>";
        let update = format!("<{adam} as thalweg::rule::Rule>::update::<bits::_closure_0, 4>");
        assert_eq!(read(&update).unwrap(), "<rules::adam::Adam as rule::Rule>::update");
        assert_eq!(read(&format!("<{adam}>::new")).unwrap(), "rules::adam::Adam::new");
        assert_eq!(read("thalweg::math::sqrt").unwrap(), "math::sqrt");
        assert_eq!(
            read("<&thalweg::Cosine as thalweg::Schedule>::at").unwrap(),
            "<& as Schedule>::at"
        );
        assert_eq!(read(&format!("<{adam} as core::fmt::Debug>::fmt")), None);
        assert_eq!(read("core::slice::index::len"), None);
    }

    #[test]
    fn a_call_through_a_value_comes_from_outside() {
        let shim = "<thalweg::Cosine>::staircase as core::ops::function::FnOnce<()>>::call_once";
        assert!(!is_part_of(&format!("<{shim}"), "thalweg"));
        assert!(is_part_of("<thalweg::Cosine>::new::_closure_0", "thalweg"));
        assert!(!is_part_of("proof::schedule::at::<thalweg::Cosine>", "thalweg"));
    }
}
