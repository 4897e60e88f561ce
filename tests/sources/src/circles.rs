//! Which modules beside each other take something from each other.

use crate::{
    names::Space,
    tree::{Crate, Files, Place},
};
use anyhow::Result;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::Item;

/// What each child of a module takes from its siblings, or whatever stands in them: by the module, and by the child.
type Taken = BTreeMap<Place, BTreeMap<String, BTreeSet<String>>>;

/// The children of each module that take from each other, on whatever ways, tests left out: `module: one, other`. What a module
/// defines itself, beside its children, is nobody's.
///
/// # Errors
/// A file is missing, is no Rust, or calls a macro that the crate does not define.
pub fn circles(files: &Files) -> Result<BTreeSet<String>> {
    let mut circles = BTreeSet::new();
    for (module, taken) in taken(&Crate::new(files)?) {
        let reach: BTreeMap<_, _> =
            taken.keys().map(|child| (child, reach(&taken, child))).collect();
        for (child, reached) in &reach {
            let back = |other: &&String| reach.get(other).is_some_and(|them| them.contains(*child));
            let circle: Vec<_> = reached.iter().filter(back).cloned().collect();
            if !circle.is_empty() {
                circles.insert(format!("{}: {}", module.join("::"), circle.join(", ")));
            }
        }
    }
    Ok(circles)
}

/// What a child takes from, and what those take from; itself, if a way leads back to it.
fn reach(taken: &BTreeMap<String, BTreeSet<String>>, child: &str) -> BTreeSet<String> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![child]);
    while let Some(by) = open.pop() {
        for of in taken.get(by).into_iter().flatten() {
            if reached.insert(of.clone()) {
                open.push(of);
            }
        }
    }
    reached
}

fn taken(all: &Crate) -> Taken {
    let mut taken = Taken::new();
    for (place, module) in &all.modules {
        // What stands in an inline module is that module's.
        let items = module.items.iter().filter(|item| !matches!(item, Item::Mod(_)));
        let paths: BTreeSet<_> = items.flat_map(|item| paths(&item.to_token_stream())).collect();
        for of in paths.iter().filter_map(|path| defined(all, place, path)) {
            let common = place.iter().zip(&of).take_while(|(a, b)| a == b).count();
            let (parent, by) = place.split_at(common);
            let Some((by, of)) = by.first().zip(of.get(common)) else { continue };
            if all.modules.contains_key(&[parent, std::slice::from_ref(of)].concat()) {
                let of_parent = taken.entry(parent.to_vec()).or_default();
                of_parent.entry(by.clone()).or_default().insert(of.clone());
            }
        }
    }
    taken
}

/// Where the longest part of a path that stands for something is defined.
fn defined(all: &Crate, place: &Place, path: &[String]) -> Option<Place> {
    let resolve = |path, space| all.resolve(place, path, space);
    let parts = (1..=path.len()).rev().filter_map(|n| path.get(..n));
    let mut found =
        parts.map(|part| resolve(part, Space::Types).or_else(|| resolve(part, Space::Values)));
    found.find_map(|place| place)
}

/// Every path from the root or from a module above, that between braces as well; macros are called, not taken.
fn paths(tokens: &TokenStream) -> Vec<Place> {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let mut all = Vec::new();
    let mut rest = tokens.as_slice();
    while let [token, behind @ ..] = rest {
        rest = behind;
        match token {
            TokenTree::Group(group) => all.extend(paths(&group.stream())),
            TokenTree::Ident(ident) if ident == "crate" || ident == "super" => {
                rest = path(&mut vec![ident.to_string()], behind, &mut all);
            }
            _ => {}
        }
    }
    all
}

/// Adds the paths that go on so; what stands behind them.
fn path<'t>(before: &mut Place, tokens: &'t [TokenTree], all: &mut Vec<Place>) -> &'t [TokenTree] {
    let mut rest = tokens;
    while let [TokenTree::Punct(a), TokenTree::Punct(b), next, behind @ ..] = rest
        && (a.as_char(), b.as_char()) == (':', ':')
    {
        match next {
            TokenTree::Ident(ident) => before.push(ident.to_string()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let tokens: Vec<_> = group.stream().into_iter().collect();
                for part in tokens.split(|token| is_punct(token, ',')) {
                    let [TokenTree::Ident(first), behind @ ..] = part else { continue };
                    path(&mut [before.as_slice(), &[first.to_string()]].concat(), behind, all);
                }
                return behind;
            }
            _ => break,
        }
        rest = behind;
    }
    if !rest.first().is_some_and(|token| is_punct(token, '!')) {
        all.push(before.clone());
    }
    rest
}

fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

#[cfg(test)]
mod tests {
    use super::{Files, circles};

    /// Three files of a module, of which `a` takes from `b`.
    fn found(b: &str, c: &str) -> Vec<String> {
        let files: Files = [
            ("lib.rs", "mod m;"),
            ("m/mod.rs", "mod a; mod b; mod c; pub use a::A; pub use c::C; pub struct Own;"),
            ("m/a.rs", "use super::b::B; pub struct A(B);"),
            ("m/b.rs", b),
            ("m/c.rs", c),
        ]
        .map(|(file, text)| (file.to_owned(), text.to_owned()))
        .into();
        circles(&files).unwrap().into_iter().collect()
    }

    #[test]
    fn every_way_back_is_seen() {
        for b in [
            "use super::A; pub struct B;",
            "use crate::m::{Own, a::A}; pub struct B;",
            "pub struct B; fn f() -> super::A { crate::m::a::g() }",
            "pub struct B; mod inner { use super::super::a::A; }",
            "macro_rules! m { () => { fn f(_: $crate::m::A) {} }; } m! {} pub struct B;",
        ] {
            assert_eq!(found(b, "pub struct C;"), ["m: a, b"], "{b}");
        }
        assert_eq!(
            found("use super::C; pub struct B;", "use super::{A, Own}; pub struct C;"),
            ["m: a, b, c"]
        );
    }

    #[test]
    fn what_leads_nowhere_back_is_none() {
        assert!(found("use super::{C, Own}; pub struct B;", "pub struct C;").is_empty());
        let b = "/// [A](super::A)\npub struct B; #[cfg(test)] mod tests { use super::super::A; }";
        assert!(found(b, "pub struct C;").is_empty());
        assert!(found("pub struct B; fn f() { super::a::m!() }", "pub struct C;").is_empty());
    }
}
