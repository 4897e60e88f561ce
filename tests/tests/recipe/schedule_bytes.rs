//! The bytes of a schedule alone are what the document says: its table of parts turns the words that stand in a recipe into
//! them.

use crate::arbitrary::recipe;
use proptest::prelude::*;
use std::{collections::BTreeMap, slice::Iter, str::FromStr};

const DOCUMENT: &str = include_str!("../../../core/src/guide/recipe_format.md");
const CURVES: &str = "0 Linear, 1 Cosine, 2 Polynomial and f32, 3 OneMinusPower and f32, 4 Exponential and f32, 5 Tanh and f32 lower, f32 upper";

/// How a field is written.
#[derive(Clone, Debug)]
enum Kind {
    F32,
    U32,
    U64,
    Bool,
    Option(Box<Kind>),
    List(Vec<Kind>),
    Enum(BTreeMap<u32, Vec<Kind>>),
}

impl FromStr for Kind {
    type Err = String;

    /// The kind in a cell of the table, behind the name of the field; f32 where none is named.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(inner) = text.strip_prefix("Option ") {
            return Ok(Self::Option(Box::new(inner.parse()?)));
        }
        if let Some(pair) = text.strip_prefix("list of (").and_then(|rest| rest.strip_suffix(')')) {
            return Ok(Self::List(pair.split(", ").map(str::parse).collect::<Result<_, _>>()?));
        }
        if let Some(variants) = text.strip_prefix("enum: ") {
            return variants_of(if variants == "see below" { CURVES } else { variants })
                .map(Self::Enum);
        }
        match text.split(' ').next() {
            Some("" | "f32") => Ok(Self::F32),
            Some("u32") => Ok(Self::U32),
            Some("u64") => Ok(Self::U64),
            Some("bool") => Ok(Self::Bool),
            _ => Err(text.to_owned()),
        }
    }
}

/// "0 None, 1 Span and f32", or "0 Later, 1 Earlier, then u32".
fn variants_of(text: &str) -> Result<BTreeMap<u32, Vec<Kind>>, String> {
    let (text, all) = text.split_once(", then ").unwrap_or((text, ""));
    let mut variants = BTreeMap::new();
    let mut number = 0;
    for piece in text.split(", ") {
        let (head, held) = piece.split_once(" and ").unwrap_or((piece, ""));
        let kind = match head.split_once(' ').and_then(|(first, _)| first.parse().ok()) {
            Some(next) => {
                number = next;
                held
            }
            None => head, // more of the variant before
        };
        let kinds: &mut Vec<Kind> = variants.entry(number).or_default();
        let named = [kind, all].into_iter().filter(|kind| !kind.is_empty());
        kinds.extend(named.map(str::parse).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(variants)
}

/// The table of the parts: the kinds of each one's fields.
fn parts() -> BTreeMap<u32, Vec<Kind>> {
    let section = DOCUMENT.split("# Parts of a schedule").nth(1).expect("it has the section");
    let section = section.split("\n# ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| {
        let cells: Vec<_> = line.split(" | ").collect();
        let number = cells[0].trim_start_matches("| ").parse().ok()?;
        Some((number, cells[3].trim_end_matches(" |").to_owned()))
    });
    rows.map(|(number, fields)| (number, kinds(&fields))).collect()
}

/// Of "`steps` u32, `begin`": what stands behind each name of a field, but not names inside a variant.
fn kinds(fields: &str) -> Vec<Kind> {
    if fields == "none" {
        return Vec::new();
    }
    let fields = fields.strip_prefix('`').expect("a name");
    let each = fields.split(", `").map(|field| {
        let (_, kind) = field.split_once('`').expect("a name ends");
        kind.replace('`', "").parse().expect("a kind")
    });
    each.collect()
}

/// What postcard writes of a number.
fn number(value: u64, to: &mut Vec<u8>) {
    to.extend(postcard::to_allocvec(&value).expect("it has room"));
}

/// Writes a field as postcard does, of which the words are next.
fn transcode(kind: &Kind, words: &mut Iter<'_, u32>, to: &mut Vec<u8>) {
    let mut next = || *words.next().expect("the words of a whole schedule");
    match kind {
        Kind::F32 => to.extend(next().to_le_bytes()),
        Kind::U32 => number(next().into(), to),
        Kind::U64 => number(u64::from(next()) | u64::from(next()) << 32, to),
        Kind::Bool => to.push(u8::try_from(next()).expect("0 or 1")),
        Kind::Option(inner) => {
            let some = next();
            to.push(u8::try_from(some).expect("0 or 1"));
            if some == 1 {
                transcode(inner, words, to);
            }
        }
        Kind::List(each) => {
            let count = next();
            number(count.into(), to);
            for _ in 0..count {
                each.iter().for_each(|kind| transcode(kind, words, to));
            }
        }
        Kind::Enum(variants) => {
            let variant = next();
            number(variant.into(), to);
            variants[&variant].iter().for_each(|kind| transcode(kind, words, to));
        }
    }
}

/// The body of the section `schedule` of a recipe.
fn words_of_the_schedule(recipe: &[u8]) -> Vec<u32> {
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    let mut sections = &recipe[12..recipe.len() - 4];
    loop {
        let (tag, length) = (word(&sections[..4]) & 0x7FFF, word(&sections[..4]) >> 16);
        let (body, rest) = sections[4..].split_at(length as usize);
        if tag == 3 {
            return body.chunks(4).map(word).collect();
        }
        sections = rest;
    }
}

/// The bytes of a schedule, by the document, from those in a recipe.
fn by_the_document(recipe: &[u8]) -> Vec<u8> {
    let (parts, words) = (parts(), words_of_the_schedule(recipe));
    let mut words = words.iter();
    let count = *words.next().expect("how many");
    let mut bytes = vec![1, u8::try_from(count).expect("at most 255")];
    for _ in 0..count {
        let part = *words.next().expect("a part");
        if part < 256 {
            bytes.push(0);
            number(part.into(), &mut bytes);
        } else {
            number(u64::from(part) - 255, &mut bytes);
        }
        parts[&part].iter().for_each(|kind| transcode(kind, &mut words, &mut bytes));
    }
    assert_eq!(words.len(), 0, "words are left");
    bytes
}

proptest! {
    #[test]
    fn the_document_says_what_a_schedule_is_written_as(recipe in recipe()) {
        let mut buffer = vec![0; 1 << 14];
        let bytes = recipe.encode(&mut buffer).unwrap();
        let expected = by_the_document(bytes);
        let mut buffer = vec![0; 1 << 14];
        let found = recipe.schedule.encode(&mut buffer).unwrap();
        prop_assert_eq!(&*found, &expected[..], "{:?}", recipe.schedule);
    }
}
