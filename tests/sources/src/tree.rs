//! The modules of a crate, and what stands in each when its macros are expanded.

use crate::expand::Macro;
use anyhow::{Context, Result, bail};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::{collections::BTreeMap, fs, path::Path};
use syn::{Attribute, ImplItem, Item, ItemImpl, ItemMod};

/// Sources: each text by its path, with `/` between folders.
pub type Files = BTreeMap<String, String>;

/// Reads every Rust file of a folder, and of the folders in it.
///
/// # Errors
/// The folder or a file cannot be read.
pub fn files(root: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name: Vec<_> =
                    path.strip_prefix(root)?.iter().map(|p| p.to_string_lossy()).collect();
                files.insert(name.join("/"), fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

/// A module: of which file, whether its parent shows it, and its items.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) file: String,
    pub(crate) items: Vec<Item>,
}

/// Where a module stands in its crate: the names on the way to it.
pub(crate) type Place = Vec<String>;

/// A crate, as its sources say it.
#[derive(Debug)]
pub struct Crate {
    pub(crate) modules: BTreeMap<Place, Module>,
}

impl Crate {
    /// Reads a crate from its `lib.rs`; tests are left out.
    ///
    /// # Errors
    /// A file is missing, is no Rust, or calls a macro that the crate does not define.
    pub fn new(files: &Files) -> Result<Self> {
        let mut found = Self { modules: BTreeMap::new() };
        found.file(files, "lib.rs", Vec::new())?;
        let mut macros = Macros::new();
        for (place, module) in &found.modules {
            for item in &module.items {
                if let Item::Macro(item) = item
                    && let Some(name) = &item.ident
                {
                    let definition = Macro::new(item.mac.tokens.clone())
                        .with_context(|| format!("{}: {name}!", module.file))?;
                    macros.entry(name.to_string()).or_default().push((place.clone(), definition));
                }
            }
        }
        for (place, module) in &mut found.modules {
            let items = std::mem::take(&mut module.items);
            module.items = expanded(&macros, place, items).with_context(|| module.file.clone())?;
        }
        Ok(found)
    }

    fn file(&mut self, files: &Files, file: &str, place: Place) -> Result<()> {
        let text = files.get(file).with_context(|| format!("{file} is missing"))?;
        let items = syn::parse_file(text).with_context(|| file.to_owned())?.items;
        self.module(files, file, place, items)
    }

    fn module(&mut self, files: &Files, file: &str, place: Place, items: Vec<Item>) -> Result<()> {
        let (folder, stem) =
            file.rsplit_once('/').map_or(("", file), |(folder, stem)| (folder, stem));
        let folder = if matches!(stem, "lib.rs" | "mod.rs") {
            folder.to_owned()
        } else {
            join(folder, stem.trim_end_matches(".rs"))
        };
        let items: Vec<_> = items.into_iter().filter(|item| !is_test(item)).collect();
        for item in &items {
            let Item::Mod(item) = item else { continue };
            let ItemMod { ident, content, .. } = item;
            let place = [place.clone(), vec![ident.to_string()]].concat();
            if let Some((_, items)) = content {
                self.module(files, file, place, items.clone())?;
                continue;
            }
            for file in module_files(files, &folder, item) {
                self.file(files, &file, place.clone())?;
            }
        }
        // One that has a file for each processor is all of them.
        let module = self
            .modules
            .entry(place)
            .or_insert_with(|| Module { file: file.to_owned(), items: Vec::new() });
        module.items.extend(items);
        Ok(())
    }
}

/// Where a module may be found: where its attributes say, or else by its name.
fn module_files(files: &Files, folder: &str, item: &ItemMod) -> Vec<String> {
    let paths: Vec<_> = item.attrs.iter().filter_map(stated_path).collect();
    let beside = join(folder, &format!("{}.rs", item.ident));
    let inside = join(folder, &format!("{}/mod.rs", item.ident));
    match paths.as_slice() {
        [] if files.contains_key(&beside) => vec![beside],
        [] => vec![inside],
        paths => paths.iter().map(|path| join(folder, path)).collect(),
    }
}

/// The file that `path = "…"` names, under whatever condition.
fn stated_path(attribute: &Attribute) -> Option<String> {
    let text = attribute.meta.to_token_stream().to_string();
    let (_, path) = text.rsplit_once("path = \"")?;
    path.split('"').next().map(str::to_owned)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Whether an item is there for tests only.
pub(crate) fn is_test(item: &Item) -> bool {
    attributes(item).iter().any(|attribute| {
        let text = attribute.meta.to_token_stream().to_string();
        attribute.path().is_ident("cfg") && matches!(text.as_str(), "cfg (test)" | "cfg (doctest)")
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

type Macros = BTreeMap<String, Vec<(Place, Macro)>>;

/// The items with what every macro call among them stands for in its place.
fn expanded(macros: &Macros, place: &Place, items: Vec<Item>) -> Result<Vec<Item>> {
    let mut all = Vec::new();
    for item in items {
        match item {
            // Instructions are no items.
            Item::Macro(call) if is_assembly(&call.mac) => {}
            Item::Macro(call) if call.ident.is_none() => {
                let items = syn::parse2::<syn::File>(expansion(macros, place, &call.mac)?)?.items;
                all.extend(expanded(macros, place, items)?);
            }
            Item::Macro(_) => {}
            Item::Impl(mut block) => {
                members(macros, place, &mut block)?;
                all.push(Item::Impl(block));
            }
            item => all.push(item),
        }
    }
    Ok(all)
}

/// Whether a call is `global_asm!`, by whatever path.
fn is_assembly(call: &syn::Macro) -> bool {
    call.path.segments.last().is_some_and(|name| name.ident == "global_asm")
}

/// The same for the members of an `impl`.
fn members(macros: &Macros, place: &Place, block: &mut ItemImpl) -> Result<()> {
    for member in std::mem::take(&mut block.items) {
        let ImplItem::Macro(call) = member else {
            block.items.push(member);
            continue;
        };
        let expanded = expansion(macros, place, &call.mac)?;
        let header: TokenStream = quote::quote! { impl X { #expanded } };
        block.items.extend(syn::parse2::<ItemImpl>(header)?.items);
    }
    Ok(())
}

/// What a call stands for, by the macro of that name that is nearest.
fn expansion(macros: &Macros, place: &Place, call: &syn::Macro) -> Result<TokenStream> {
    let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let near = |other: &Place| place.iter().zip(other).take_while(|(a, b)| a == b).count();
    let candidates = macros.get(&name).map(Vec::as_slice).unwrap_or_default();
    let nearest = candidates.iter().map(|(place, _)| near(place)).max();
    let mut nearest = candidates.iter().filter(|(place, _)| Some(near(place)) == nearest);
    match (nearest.next(), nearest.next()) {
        (Some((_, found)), None) => {
            found.expand(call.tokens.clone()).with_context(|| format!("{name}!"))
        }
        (None, _) => bail!("{name}! is no macro of the crate"),
        (Some(_), Some(_)) => bail!("{name}! is defined twice as near"),
    }
}
