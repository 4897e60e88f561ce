//! What a name in a module stands for.

use crate::tree::{Crate, Place};
use syn::{Ident, Item, ItemUse, UseTree};

/// How many names may stand for names before it is taken for a circle.
const DEPTH: u32 = 16;

/// Types, traits and modules have names apart from those of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Space {
    Types,
    Values,
}

/// A name that a `use` brings, and what it is the name of; everything of a module has no name.
pub(crate) struct Import {
    pub(crate) name: Option<String>,
    pub(crate) path: Place,
}

impl Crate {
    /// Where that is defined which a path stands for in a module; `None` if not in this crate.
    pub(crate) fn resolve(&self, place: &Place, path: &[String], space: Space) -> Option<Place> {
        self.resolve_within(place, path, space, DEPTH)
    }

    fn resolve_within(
        &self,
        place: &Place,
        path: &[String],
        space: Space,
        depth: u32,
    ) -> Option<Place> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        let space_of_first = if rest.is_empty() { space } else { Space::Types };
        let mut found = match first.as_str() {
            "crate" => Vec::new(),
            "self" => place.clone(),
            "super" => place[..place.len().checked_sub(1)?].to_vec(),
            _ => self.lookup(place, first, space_of_first, depth)?,
        };
        for (i, name) in rest.iter().enumerate() {
            let space = if i + 1 == rest.len() { space } else { Space::Types };
            found = match name.as_str() {
                "super" => found[..found.len().checked_sub(1)?].to_vec(),
                _ => self.lookup(&found, name, space, depth)?,
            };
        }
        Some(found)
    }

    fn lookup(&self, place: &Place, name: &str, space: Space, depth: u32) -> Option<Place> {
        let module = self.modules.get(place)?;
        if module.items.iter().any(|item| defines(item, space).is_some_and(|found| found == name)) {
            return Some([place.clone(), vec![name.to_owned()]].concat());
        }
        let uses = module.items.iter().filter_map(|item| match item {
            Item::Use(item) => Some(imports(item)),
            _ => None,
        });
        let imports: Vec<_> = uses.flatten().collect();
        let named = imports.iter().filter(|import| import.name.as_deref() == Some(name));
        let by_name = |import: &Import| self.resolve_within(place, &import.path, space, depth);
        let globs = imports.iter().filter(|import| import.name.is_none());
        let by_glob = |import: &Import| {
            let module = self.resolve_within(place, &import.path, Space::Types, depth)?;
            self.lookup(&module, name, space, depth.checked_sub(1)?)
        };
        named.clone().find_map(by_name).or_else(|| globs.clone().find_map(by_glob))
    }
}

/// The name that an item defines.
pub(crate) fn defines(item: &Item, space: Space) -> Option<&Ident> {
    match (item, space) {
        (Item::Enum(item), Space::Types) => Some(&item.ident),
        (Item::Mod(item), Space::Types) => Some(&item.ident),
        (Item::Struct(item), Space::Types) => Some(&item.ident),
        (Item::Trait(item), Space::Types) => Some(&item.ident),
        (Item::Type(item), Space::Types) => Some(&item.ident),
        (Item::Fn(item), Space::Values) => Some(&item.sig.ident),
        (Item::Const(item), Space::Values) => Some(&item.ident),
        _ => None,
    }
}

/// Each name that a `use` brings.
pub(crate) fn imports(item: &ItemUse) -> Vec<Import> {
    let mut all = Vec::new();
    flatten(&item.tree, &Vec::new(), &mut all);
    all
}

fn flatten(tree: &UseTree, before: &Place, all: &mut Vec<Import>) {
    let with = |ident: &Ident| [before.clone(), vec![ident.to_string()]].concat();
    match tree {
        UseTree::Path(path) => flatten(&path.tree, &with(&path.ident), all),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, all)),
        UseTree::Glob(_) => all.push(Import { name: None, path: before.clone() }),
        UseTree::Name(name) if name.ident == "self" => {
            all.push(Import { name: before.last().cloned(), path: before.clone() });
        }
        UseTree::Name(name) => {
            all.push(Import { name: Some(name.ident.to_string()), path: with(&name.ident) });
        }
        UseTree::Rename(rename) => {
            all.push(Import { name: Some(rename.rename.to_string()), path: with(&rename.ident) });
        }
    }
}
