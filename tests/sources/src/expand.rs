//! `macro_rules!`: patterns matched and templates filled as the compiler does it, hygiene left out.

use anyhow::{Context, Result, bail, ensure};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::parse::{Parse, ParseStream, Parser};

/// A macro by its arms.
#[derive(Debug)]
pub(crate) struct Macro {
    arms: Vec<(Vec<Pattern>, Vec<TokenTree>)>,
}

#[derive(Debug)]
enum Pattern {
    Token(TokenTree),
    Group(Delimiter, Vec<Pattern>),
    /// `$name:fragment`.
    Variable(String, String),
    /// `$(…)separator*`.
    Repeat(Vec<Pattern>, Option<TokenTree>),
}

#[derive(Clone, Debug)]
enum Bound {
    Once(TokenStream),
    Many(Vec<Bound>),
}

type Bindings = BTreeMap<String, Bound>;

impl Macro {
    /// The macro of what stands between the braces of its definition.
    pub(crate) fn new(definition: TokenStream) -> Result<Self> {
        let tokens: Vec<_> = definition.into_iter().collect();
        let arms = tokens.split(|token| is_punct(token, ';')).filter(|arm| !arm.is_empty());
        let arms = arms.map(|arm| match arm {
            [TokenTree::Group(pattern), _, _, TokenTree::Group(template)] => {
                Ok((patterns(&trees(pattern.stream()))?, trees(template.stream())))
            }
            _ => bail!("an arm is not (pattern) => {{template}}"),
        });
        Ok(Self { arms: arms.collect::<Result<_>>()? })
    }

    /// What a call with these arguments stands for.
    pub(crate) fn expand(&self, arguments: TokenStream) -> Result<TokenStream> {
        let arguments = trees(arguments);
        let matched = self.arms.iter().find_map(|(pattern, template)| {
            let (bindings, rest) = matches(pattern, &arguments)?;
            rest.is_empty().then_some((bindings, template))
        });
        let (bindings, template) = matched.context("no arm matches")?;
        fill(template, &bindings)
    }
}

fn trees(stream: TokenStream) -> Vec<TokenTree> {
    stream.into_iter().collect()
}

fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

/// Splits what follows the parentheses of a repetition into its separator and the rest after the operator.
fn repetition(tokens: &[TokenTree]) -> Result<(Option<TokenTree>, &[TokenTree])> {
    let operator = |token: &TokenTree| ['*', '+', '?'].iter().any(|&c| is_punct(token, c));
    match tokens {
        [first, rest @ ..] if operator(first) => Ok((None, rest)),
        [separator, second, rest @ ..] if operator(second) => Ok((Some(separator.clone()), rest)),
        _ => bail!("a repetition without *, + or ?"),
    }
}

fn patterns(mut tokens: &[TokenTree]) -> Result<Vec<Pattern>> {
    let mut patterns = Vec::new();
    while let [first, rest @ ..] = tokens {
        tokens = rest;
        patterns.push(match (first, rest) {
            (dollar, [TokenTree::Group(group), rest @ ..]) if is_punct(dollar, '$') => {
                let (separator, rest) = repetition(rest)?;
                tokens = rest;
                Pattern::Repeat(self::patterns(&trees(group.stream()))?, separator)
            }
            (dollar, [name, _, fragment, rest @ ..]) if is_punct(dollar, '$') => {
                tokens = rest;
                let fragment = fragment.to_string();
                ensure!(FRAGMENTS.contains(&fragment.as_str()), "${name}:{fragment} is not known");
                Pattern::Variable(name.to_string(), fragment)
            }
            (TokenTree::Group(group), _) => {
                Pattern::Group(group.delimiter(), self::patterns(&trees(group.stream()))?)
            }
            (token, _) => Pattern::Token(token.clone()),
        });
    }
    Ok(patterns)
}

/// What the variables of a pattern stand for, and the tokens that are left.
fn matches<'a>(
    patterns: &[Pattern],
    mut tokens: &'a [TokenTree],
) -> Option<(Bindings, &'a [TokenTree])> {
    let mut bindings = Bindings::new();
    for pattern in patterns {
        match (pattern, tokens) {
            (Pattern::Variable(name, fragment), _) => {
                let (found, rest) = fragment_of(fragment, tokens)?;
                bindings.insert(name.clone(), Bound::Once(found));
                tokens = rest;
            }
            (Pattern::Repeat(patterns, separator), _) => {
                let (found, rest) = repeated(patterns, separator.as_ref(), tokens);
                bindings.extend(found);
                tokens = rest;
            }
            (Pattern::Group(delimiter, patterns), [TokenTree::Group(group), rest @ ..])
                if group.delimiter() == *delimiter =>
            {
                let inner = trees(group.stream());
                let (found, left) = matches(patterns, &inner)?;
                if !left.is_empty() {
                    return None;
                }
                bindings.extend(found);
                tokens = rest;
            }
            (Pattern::Token(wanted), [token, rest @ ..])
                if wanted.to_string() == token.to_string() =>
            {
                tokens = rest;
            }
            _ => return None,
        }
    }
    Some((bindings, tokens))
}

/// As many turns of a repetition as there are.
fn repeated<'a>(
    patterns: &[Pattern],
    separator: Option<&TokenTree>,
    mut tokens: &'a [TokenTree],
) -> (Bindings, &'a [TokenTree]) {
    let mut names = Vec::new();
    variables(patterns, &mut names);
    let mut all: BTreeMap<_, _> = names.into_iter().map(|name| (name, Vec::new())).collect();
    let mut next = tokens;
    while let Some((found, rest)) = matches(patterns, next)
        && rest.len() < next.len()
    {
        for (name, bound) in found {
            all.entry(name).or_default().push(bound);
        }
        tokens = rest;
        next = match (separator, rest) {
            (None, _) => rest,
            (Some(separator), [token, rest @ ..]) if separator.to_string() == token.to_string() => {
                rest
            }
            _ => break,
        };
    }
    (all.into_iter().map(|(name, bound)| (name, Bound::Many(bound))).collect(), tokens)
}

fn variables(patterns: &[Pattern], names: &mut Vec<String>) {
    for pattern in patterns {
        match pattern {
            Pattern::Variable(name, _) => names.push(name.clone()),
            Pattern::Group(_, inner) | Pattern::Repeat(inner, _) => variables(inner, names),
            Pattern::Token(_) => {}
        }
    }
}

/// The fragments that [`fragment_of`] knows.
const FRAGMENTS: [&str; 11] =
    ["block", "expr", "ident", "item", "lifetime", "literal", "meta", "path", "tt", "ty", "vis"];

/// The longest beginning of the tokens that is such a fragment.
fn fragment_of<'a>(
    fragment: &str,
    tokens: &'a [TokenTree],
) -> Option<(TokenStream, &'a [TokenTree])> {
    match fragment {
        "tt" => tokens.split_first().map(|(first, rest)| (first.clone().into(), rest)),
        "ident" => match tokens {
            [TokenTree::Ident(ident), rest @ ..] => Some((ident.to_token_stream(), rest)),
            _ => None,
        },
        "literal" => parsed::<syn::Lit>(tokens),
        "ty" => parsed::<syn::Type>(tokens),
        "path" => parsed::<syn::Path>(tokens),
        "expr" => parsed::<syn::Expr>(tokens),
        "block" => parsed::<syn::Block>(tokens),
        "item" => parsed::<syn::Item>(tokens),
        "lifetime" => parsed::<syn::Lifetime>(tokens),
        "meta" => parsed::<syn::Meta>(tokens),
        "vis" => parsed::<syn::Visibility>(tokens),
        _ => None,
    }
}

fn parsed<T: Parse + ToTokens>(tokens: &[TokenTree]) -> Option<(TokenStream, &[TokenTree])> {
    let all: TokenStream = tokens.iter().cloned().collect();
    let split = |input: ParseStream<'_>| {
        let found: T = input.parse()?;
        let rest: TokenStream = input.parse()?;
        Ok((found.to_token_stream(), rest.into_iter().count()))
    };
    let (found, left) = split.parse2(all).ok()?;
    Some((found, &tokens[tokens.len() - left..]))
}

fn fill(mut template: &[TokenTree], bindings: &Bindings) -> Result<TokenStream> {
    let mut filled = TokenStream::new();
    while let [first, rest @ ..] = template {
        template = rest;
        match (first, rest) {
            (dollar, [TokenTree::Group(group), rest @ ..]) if is_punct(dollar, '$') => {
                let (separator, rest) = repetition(rest)?;
                template = rest;
                let inner = trees(group.stream());
                for (turn, bindings) in turns(&inner, bindings)?.iter().enumerate() {
                    filled.extend(separator.iter().filter(|_| turn > 0).cloned());
                    filled.extend(fill(&inner, bindings)?);
                }
            }
            (dollar, [TokenTree::Ident(name), rest @ ..]) if is_punct(dollar, '$') => {
                template = rest;
                match bindings.get(&name.to_string()) {
                    Some(Bound::Once(tokens)) => filled.extend(tokens.clone()),
                    Some(Bound::Many(_)) => bail!("${name} stands outside its repetition"),
                    None => filled.extend([TokenTree::from(name.clone())]),
                }
            }
            (TokenTree::Group(group), _) => {
                let inner = fill(&trees(group.stream()), bindings)?;
                filled.extend([TokenTree::from(Group::new(group.delimiter(), inner))]);
            }
            (token, _) => filled.extend([token.clone()]),
        }
    }
    Ok(filled)
}

/// The bindings of each turn of a repetition.
fn turns(template: &[TokenTree], bindings: &Bindings) -> Result<Vec<Bindings>> {
    let mut names = Vec::new();
    used(template, &mut names);
    let many = |name: &String| match bindings.get(name) {
        Some(Bound::Many(bound)) => Some((name.clone(), bound)),
        _ => None,
    };
    let many: Vec<_> = names.iter().filter_map(many).collect();
    let length = many.first().map(|(_, bound)| bound.len());
    let length = length.context("a repetition of nothing that repeats")?;
    ensure!(many.iter().all(|(_, bound)| bound.len() == length), "repetitions of two lengths");
    let turn = |i: usize| {
        let mut turn = bindings.clone();
        turn.extend(many.iter().map(|(name, bound)| (name.clone(), bound[i].clone())));
        turn
    };
    Ok((0..length).map(turn).collect())
}

/// The variables that a template names.
fn used(template: &[TokenTree], names: &mut Vec<String>) {
    for pair in template.windows(2) {
        if let [dollar, TokenTree::Ident(name)] = pair
            && is_punct(dollar, '$')
        {
            names.push(name.to_string());
        }
    }
    for token in template {
        if let TokenTree::Group(group) = token {
            used(&trees(group.stream()), names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Macro;
    use quote::quote;

    fn expanded(definition: proc_macro2::TokenStream, call: proc_macro2::TokenStream) -> String {
        Macro::new(definition).unwrap().expand(call).unwrap().to_string()
    }

    #[test]
    fn variables_repetitions_and_groups_are_filled_in() {
        let families = quote! {
            ($($family:ident $(<$parameter:ident>)?),* $(,)?) => {
                enum Family { $($family($family $(<$parameter>)?),)* }
            };
        };
        assert_eq!(
            expanded(families, quote! { Linear, MultiStep<LIST>, }),
            quote! { enum Family { Linear(Linear), MultiStep(MultiStep<LIST>), } }.to_string()
        );
    }

    #[test]
    fn the_first_arm_that_matches_is_taken() {
        let rules = quote! {
            ($rule:ident: $type:ty = $value:expr;) => { fn $rule() -> $type { $value } };
            ($rule:ident of $inner:ident) => { impl<E> $crate::Rule for $rule<E> {} };
        };
        assert_eq!(
            expanded(rules.clone(), quote! { a: L2<Sgd> = L2 { rule: Sgd }; }),
            quote! { fn a() -> L2<Sgd> { L2 { rule: Sgd } } }.to_string()
        );
        assert_eq!(
            expanded(rules.clone(), quote! { A of B }),
            quote! { impl<E> crate::Rule for A<E> {} }.to_string()
        );
        assert!(Macro::new(rules).unwrap().expand(quote! { A for B }).is_err());
        let unknown = Macro::new(quote! { ($x:pat) => {} }).unwrap_err();
        assert_eq!(unknown.to_string(), "$x:pat is not known");
    }
}
