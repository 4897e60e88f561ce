//! Which module of a crate's root takes something from which other.

use crate::{
    names::imports,
    tree::{Files, is_test},
};
use anyhow::{Context, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::Item;

/// That a module of the root takes something from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The module that takes.
    pub by: String,
    /// The module that it takes from.
    pub of: String,
    /// The file that says so.
    pub file: String,
}

/// Every dependency between the modules of the root, whether by `use` or where it is needed, tests left out.
///
/// What `lib.rs` shows of a module is that module's.
///
/// # Errors
/// A file is no Rust, or names something of the root that is neither a module nor shown by `lib.rs`.
pub fn dependencies(files: &Files) -> Result<BTreeSet<Dependency>> {
    let rooms: BTreeSet<_> = files.keys().map(|file| room(file).to_owned()).collect();
    let shown = shown(files)?;
    let mut all = BTreeSet::new();
    for (file, text) in files.iter().filter(|(file, _)| *file != ROOT) {
        let by = room(file);
        for name in of_the_root(&tokens(file, text)?, depth(file)) {
            let of = rooms.get(&name).or_else(|| shown.get(&name));
            let of = of.with_context(|| format!("{file}: crate::{name} is nowhere"))?.clone();
            if of != by {
                all.insert(Dependency { by: by.to_owned(), of, file: file.clone() });
            }
        }
    }
    Ok(all)
}

const ROOT: &str = "lib.rs";

/// The module of the root that a file belongs to.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// How many times `super` leads from a file to the root.
fn depth(file: &str) -> usize {
    file.trim_end_matches("/mod.rs").split('/').count()
}

/// The module that each name is of which the root shows.
fn shown(files: &Files) -> Result<BTreeMap<String, String>> {
    let text = files.get(ROOT).with_context(|| format!("{ROOT} is missing"))?;
    let mut shown = BTreeMap::new();
    for item in syn::parse_file(text).context(ROOT)?.items {
        let Item::Use(item) = item else { continue };
        for import in imports(&item) {
            if let (Some(name), Some(of)) = (import.name, import.path.first()) {
                shown.insert(name, of.clone());
            }
        }
    }
    Ok(shown)
}

/// A file without its tests.
fn tokens(file: &str, text: &str) -> Result<TokenStream> {
    let items = syn::parse_file(text).with_context(|| file.to_owned())?.items;
    Ok(items.iter().filter(|item| !is_test(item)).map(ToTokens::to_token_stream).collect())
}

/// The names behind `crate::`, and behind as many `super::` as lead to the root; macros are called, not taken.
fn of_the_root(tokens: &TokenStream, depth: usize) -> BTreeSet<String> {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let mut names = BTreeSet::new();
    let mut ups = 0;
    for (i, token) in tokens.iter().enumerate() {
        let behind = &tokens[i + 1..];
        match token {
            TokenTree::Group(group) => names.extend(of_the_root(&group.stream(), depth)),
            TokenTree::Ident(ident) if ident == "super" => ups += 1,
            TokenTree::Punct(punct) if punct.as_char() == ':' => continue,
            _ => ups = 0,
        }
        let at_root = matches!(token, TokenTree::Ident(ident) if ident == "crate") || ups == depth;
        if let ([a, b, rest @ ..], true) = (behind, at_root)
            && is_punct(a, ':')
            && is_punct(b, ':')
        {
            names.extend(first_names(rest));
        }
    }
    names
}

/// The first name of a path, or of each path between braces.
fn first_names(path: &[TokenTree]) -> Vec<String> {
    match path {
        [TokenTree::Ident(_), mark, ..] if is_punct(mark, '!') => Vec::new(),
        [TokenTree::Ident(ident), ..] if ident == "super" => Vec::new(),
        [TokenTree::Ident(ident), ..] => vec![ident.to_string()],
        [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::Brace => {
            let tokens: Vec<_> = group.stream().into_iter().collect();
            tokens.split(|token| is_punct(token, ',')).flat_map(first_names).collect()
        }
        _ => Vec::new(),
    }
}

fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

#[cfg(test)]
mod tests {
    use super::{Dependency, Files, dependencies};

    fn files(text: &str) -> Files {
        let root = "mod a; mod b; mod c; pub use c::Shown;";
        let files = [("lib.rs", root), ("a/deep.rs", text), ("b.rs", ""), ("c.rs", "")];
        files.map(|(file, text)| (file.to_owned(), text.to_owned())).into()
    }

    fn found(text: &str) -> Vec<String> {
        let found = dependencies(&files(text)).unwrap();
        assert!(found.iter().all(|Dependency { by, file, .. }| by == "a" && file == "a/deep.rs"));
        found.into_iter().map(|dependency| dependency.of).collect()
    }

    #[test]
    fn every_way_to_take_from_a_module_is_seen() {
        assert_eq!(found("use crate::{b::{X, y}, Shown};"), ["b", "c"]);
        assert_eq!(found("use super::super::b::X;"), ["b"]);
        assert_eq!(found("fn f() -> crate::Shown { crate::b::g() }"), ["b", "c"]);
        assert_eq!(found("macro_rules! m { () => { $crate::b::g() }; }"), ["b"]);
        assert!(found("use super::b::X; use crate::a::Y; fn f() { crate::m!() }").is_empty());
        assert!(found("/// [b](crate::b)\n#[cfg(test)] mod tests { use crate::b::X; }").is_empty());
        let error = dependencies(&files("use crate::lost::X;")).unwrap_err().to_string();
        assert_eq!(error, "a/deep.rs: crate::lost is nowhere");
    }
}
