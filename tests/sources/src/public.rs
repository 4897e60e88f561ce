//! What a crate makes public: its types, its functions, and which type implements which trait.

use crate::{
    names::{Space, imports},
    tree::{Crate, Module, Place},
};
use quote::ToTokens;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{Display, Formatter},
};
use syn::{
    FnArg, GenericArgument, GenericParam, ImplItem, ImplItemFn, Item, ItemImpl, PathArguments,
    ReceiverKind, TraitItem, Type, Visibility,
};

/// A function by what it belongs to; types and traits by where they are defined, without parameters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Function {
    /// The type; `_` for any.
    pub of: Option<String>,
    /// The trait by which the type has it.
    pub by: Option<String>,
    /// Its name; of a function that belongs to no type, where it is defined.
    pub name: String,
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match (&self.of, &self.by) {
            (Some(of), Some(by)) => write!(f, "<{of} as {by}>::{}", self.name),
            (Some(of), None) => write!(f, "{of}::{}", self.name),
            _ => f.write_str(&self.name),
        }
    }
}

/// That a type implements a public trait of the crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Implementation {
    /// The trait.
    pub by: String,
    /// The type; one of another crate by its last name, any by `_`.
    pub of: String,
    /// The file that says so.
    pub file: String,
}

impl Crate {
    /// Every public function, with the file that holds it.
    #[must_use]
    pub fn functions(&self) -> BTreeMap<Function, String> {
        let public = self.reachable();
        let mut all = BTreeMap::new();
        for (place, module) in &self.modules {
            let mut add = |function: Function| {
                all.insert(function, module.file.clone());
            };
            for item in &module.items {
                match item {
                    Item::Fn(item) => {
                        let name = path(place, &item.sig.ident);
                        if public.contains(&(Space::Values, name.clone())) {
                            add(Function { of: None, by: None, name: name.join("::") });
                        }
                    }
                    Item::Trait(item) => {
                        let by = path(place, &item.ident);
                        if public.contains(&(Space::Types, by.clone())) {
                            provided(&by, &item.items).for_each(&mut add);
                        }
                    }
                    Item::Impl(block) => self.members(&public, place, block).for_each(&mut add),
                    _ => {}
                }
            }
        }
        all
    }

    /// Every implementation of a public trait by a type that is public or another crate's.
    #[must_use]
    pub fn implementations(&self) -> BTreeSet<Implementation> {
        let public = self.reachable();
        let mut all = BTreeSet::new();
        for (place, block, module) in self.blocks() {
            if let Some(by) = self.public_trait(&public, place, block)
                && let Some(of) = self.public_type(&public, place, block)
            {
                all.insert(Implementation { by, of, file: module.file.clone() });
            }
        }
        all
    }

    /// Every public type that does something: it has a public method. With the file that holds it.
    #[must_use]
    pub fn acting_types(&self) -> BTreeMap<String, String> {
        let public = self.reachable();
        let blocks = self.blocks().filter(|(_, block, _)| {
            block.trait_.is_none()
                && methods(block).any(|member| {
                    is_public(&member.vis)
                        && matches!(member.sig.inputs.first(), Some(FnArg::Receiver(_)))
                })
        });
        let named = |(place, block, module): (&Place, &ItemImpl, &Module)| {
            Some((self.public_type(&public, place, block)?, module.file.clone()))
        };
        blocks.filter_map(named).collect()
    }

    /// Every public type that keeps something between two calls: a method of it, its own or that of a public trait but
    /// for those named, changes it. With the file that holds it.
    #[must_use]
    pub fn changing_types(&self, but_for: &[&str]) -> BTreeMap<String, String> {
        let public = self.reachable();
        let changes = |(place, block, module): (&Place, &ItemImpl, &Module)| {
            let by = self.public_trait(&public, place, block);
            let counts = by.as_deref().is_none_or(|by| !but_for.contains(&by));
            let inherent = block.trait_.is_none();
            let changing = methods(block)
                .any(|member| (is_public(&member.vis) || !inherent) && changes_itself(member));
            let of = self.public_type(&public, place, block)?;
            (counts && changing && (inherent || by.is_some())).then(|| (of, module.file.clone()))
        };
        self.blocks().filter_map(changes).collect()
    }

    /// Each name of public types, traits and functions, with where those are defined.
    #[must_use]
    pub fn names(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut names: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (_, place) in self.reachable() {
            if let Some(name) = place.last() {
                names.entry(name.clone()).or_default().insert(place.join("::"));
            }
        }
        names
    }

    fn blocks(&self) -> impl Iterator<Item = (&Place, &ItemImpl, &Module)> {
        self.modules.iter().flat_map(|(place, module)| {
            module.items.iter().filter_map(move |item| match item {
                Item::Impl(block) => Some((place, block, module)),
                _ => None,
            })
        })
    }

    /// The functions of an `impl` that are public.
    fn members(
        &self,
        public: &Reachable,
        place: &Place,
        block: &ItemImpl,
    ) -> impl Iterator<Item = Function> {
        let by = self.public_trait(public, place, block);
        let of = self.public_type(public, place, block);
        let inherent = block.trait_.is_none();
        let members = methods(block).filter(move |member| !inherent || is_public(&member.vis));
        let names: Vec<_> = members.map(|member| member.sig.ident.to_string()).collect();
        let of = of.filter(|_| inherent || by.is_some());
        of.into_iter().flat_map(move |of| {
            let function = |name: &String| Function {
                of: Some(of.clone()),
                by: by.clone(),
                name: name.clone(),
            };
            names.iter().map(function).collect::<Vec<_>>()
        })
    }

    fn public_trait(&self, public: &Reachable, place: &Place, block: &ItemImpl) -> Option<String> {
        let (path, _) = block.trait_.as_ref()?;
        let by = self.resolve(place, &segments(path), Space::Types)?;
        public.contains(&(Space::Types, by.clone())).then(|| by.join("::"))
    }

    fn public_type(&self, public: &Reachable, place: &Place, block: &ItemImpl) -> Option<String> {
        let Type::Path(of) = block.self_ty.as_ref() else {
            return Some(shape(&block.self_ty));
        };
        let path = segments(&of.path);
        let parameter = |parameter: &GenericParam| match parameter {
            GenericParam::Type(parameter) => path == [parameter.ident.to_string()],
            _ => false,
        };
        if block.generics.params.iter().any(parameter) {
            return Some("_".to_owned());
        }
        match self.resolve_type(place, &path) {
            Some(of) => public.contains(&(Space::Types, of.clone())).then(|| of.join("::")),
            None => path.last().cloned(),
        }
    }

    /// What a type's name stands for, through aliases.
    fn resolve_type(&self, place: &Place, path: &[String]) -> Option<Place> {
        let found = self.resolve(place, path, Space::Types)?;
        let (name, module) = found.split_last()?;
        let alias = self.modules.get(module)?.items.iter().find_map(|item| match item {
            Item::Type(alias) if alias.ident == name => Some(&*alias.ty),
            _ => None,
        });
        match alias {
            Some(Type::Path(of)) => self.resolve_type(&module.to_vec(), &segments(&of.path)),
            _ => Some(found),
        }
    }

    /// Everything that a user can name, from the root on.
    fn reachable(&self) -> Reachable {
        let mut found = Reachable::new();
        let mut shown = BTreeSet::new();
        let mut modules = vec![Vec::new()];
        while let Some(place) = modules.pop() {
            if !shown.insert(place.clone()) {
                continue;
            }
            let items = self.modules.get(&place).map(|module| module.items.as_slice());
            for item in items.unwrap_or_default() {
                self.show(&place, item, &mut found, &mut modules);
            }
        }
        found
    }

    /// What a public item shows; modules are left for later.
    fn show(&self, place: &Place, item: &Item, found: &mut Reachable, modules: &mut Vec<Place>) {
        let (visibility, space, name) = match item {
            Item::Enum(item) => (&item.vis, Space::Types, &item.ident),
            Item::Struct(item) => (&item.vis, Space::Types, &item.ident),
            Item::Trait(item) => (&item.vis, Space::Types, &item.ident),
            Item::Type(item) => (&item.vis, Space::Types, &item.ident),
            Item::Fn(item) => (&item.vis, Space::Values, &item.sig.ident),
            Item::Mod(item) => {
                if is_public(&item.vis) {
                    modules.push(path(place, &item.ident));
                }
                return;
            }
            Item::Use(item) => {
                for import in imports(item).iter().filter(|_| is_public(&item.vis)) {
                    for space in [Space::Types, Space::Values] {
                        let Some(of) = self.resolve(place, &import.path, space) else { continue };
                        if self.modules.contains_key(&of) && space == Space::Types {
                            modules.push(of);
                        } else {
                            found.insert((space, of));
                        }
                    }
                }
                return;
            }
            _ => return,
        };
        if is_public(visibility) {
            found.insert((space, path(place, name)));
        }
    }
}

type Reachable = BTreeSet<(Space, Place)>;

/// The functions of a trait that have a body: one implementer at least has them.
fn provided<'a>(by: &Place, items: &'a [TraitItem]) -> impl Iterator<Item = Function> + 'a {
    let by = by.join("::");
    items.iter().filter_map(move |item| match item {
        TraitItem::Fn(item) if item.default.is_some() => Some(Function {
            of: Some("_".to_owned()),
            by: Some(by.clone()),
            name: item.sig.ident.to_string(),
        }),
        _ => None,
    })
}

fn methods(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|member| match member {
        ImplItem::Fn(member) => Some(member),
        _ => None,
    })
}

/// Whether it takes `&mut self`.
fn changes_itself(member: &ImplItemFn) -> bool {
    let Some(FnArg::Receiver(receiver)) = member.sig.inputs.first() else { return false };
    matches!(receiver.kind, ReceiverKind::Reference(_, _, Some(_)))
}

fn path(place: &Place, name: &impl ToString) -> Place {
    [place.clone(), vec![name.to_string()]].concat()
}

fn segments(path: &syn::Path) -> Place {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The types that a type's name holds, itself and what it is made of: `"Option<krate::A<f32>>"` holds
/// `Option`, `A` and `f32`.
///
/// Types of the crate are named by where they are defined, others by their last name, as those of
/// [`Implementation`] are.
///
/// # Errors
/// The text is no type.
pub fn types_in(text: &str, krate: &str) -> syn::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    collect(&syn::parse_str(text)?, krate, &mut found);
    Ok(found)
}

fn collect(of: &Type, krate: &str, found: &mut BTreeSet<String>) {
    let mut each = |of: &Type| collect(of, krate, found);
    match of {
        Type::Path(path) => {
            let arguments = path.path.segments.iter().filter_map(|last| match &last.arguments {
                PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
                _ => None,
            });
            for argument in arguments.flatten() {
                if let GenericArgument::Type(of) = argument {
                    each(of);
                }
            }
        }
        Type::Tuple(tuple) => tuple.elems.iter().for_each(&mut each),
        Type::Array(array) => each(&array.elem),
        Type::Slice(slice) => each(&slice.elem),
        Type::Reference(reference) => each(&reference.elem),
        _ => {}
    }
    found.insert(type_name(of, krate).unwrap_or_else(|other| other));
}

/// A type of the crate by where it is defined; otherwise another's last name, or the kind of type.
pub(crate) fn type_name(of: &Type, krate: &str) -> Result<String, String> {
    let Type::Path(path) = of else { return Err(shape(of)) };
    let segments = segments(&path.path);
    match segments.split_first() {
        Some((first, rest)) if first == krate => Ok(rest.join("::")),
        _ => Err(segments.last().cloned().unwrap_or_default()),
    }
}

/// A type that has no name of its own, by its kind.
fn shape(of: &Type) -> String {
    match of {
        Type::Reference(_) => "&".to_owned(),
        Type::Array(_) => "[;]".to_owned(),
        Type::Slice(_) => "[]".to_owned(),
        Type::Tuple(tuple) => format!("({})", vec!["_"; tuple.elems.len()].join(", ")),
        other => other.to_token_stream().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::types_in;

    #[test]
    fn a_type_holds_what_it_is_made_of() {
        let found =
            types_in("(krate::rules::L2<krate::Adam<f32, 4>>, &krate::B, [krate::C; 2])", "krate");
        let found: Vec<_> = found.unwrap().into_iter().collect();
        assert_eq!(found, ["&", "(_, _, _)", "Adam", "B", "C", "[;]", "f32", "rules::L2"]);
    }
}
