//! The rules and the parts of schedules, each with what a field is where nobody says it.

use super::layout::{Field, Row, Type, parts, rules};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thalweg::{
    optimizer::Sgd,
    recipe::{Recipe, RuleSet},
    schedule::{AnySchedule, Constant, Node},
};
use thalweg_catalogue::{combinators, families};

/// Larger than the bytes of any of these recipes.
const BUFFER: usize = 4096;

/// Stands in JSON for JavaScript's `Infinity`.
pub(crate) const INFINITY: &str = "@Infinity";

/// A row of the format, and the standards of its fields.
pub(crate) struct Entry {
    pub(crate) row: Row,
    pub(crate) standards: Vec<Option<Value>>,
}

/// Every rule; all its settings have a standard.
pub(crate) fn rule_entries() -> Result<Vec<Entry>> {
    let defaults = thalweg_any::defaults();
    let entry = |row: Row| {
        let rule = defaults.iter().find(|rule| rule.name() == row.name);
        let rule = *rule.with_context(|| format!("the catalogue has no {}", row.name))?;
        let recipe: Recipe = Recipe::new(rule, Constant::new(0.0)?.into());
        let values = values(&row, &section(&recipe, 1)?).with_context(|| row.name.clone())?;
        Ok(Entry { row, standards: values.into_iter().map(Some).collect() })
    };
    rules()?.into_iter().map(entry).collect()
}

/// Every family and combinator; a field has a standard where two different ones agree on it.
pub(crate) fn part_entries() -> Result<Vec<Entry>> {
    let (one, other) = (nodes(1.0, 1)?, nodes(1.5, 2)?);
    let rows = parts()?;
    ensure!(rows.len() == one.len(), "{} parts, {} samples", rows.len(), one.len());
    let entry = |((row, one), other): ((Row, &Node), &Node)| {
        let (a, b) = (part(&row, one)?, part(&row, other)?);
        let standards = a.into_iter().zip(b).map(|(a, b)| (a == b).then_some(a)).collect();
        Ok(Entry { row, standards })
    };
    rows.into_iter().zip(&one).zip(&other).map(entry).collect()
}

/// The bytes of a recipe for each rule and for each part.
pub(crate) fn recipes() -> Result<Vec<Vec<u8>>> {
    let constant = AnySchedule::from(Constant::new(0.01)?);
    let defaults = thalweg_any::defaults();
    let rules = defaults.into_iter().map(|rule| Ok(Recipe::new(rule, constant.clone())));
    let rows = parts()?;
    let nodes = nodes(1.5, 2)?;
    let parts = rows.iter().zip(&nodes).map(|(row, node)| on_constants(row, node));
    let encode = |recipe: Result<Recipe>| {
        let mut buffer = [0; BUFFER];
        Ok(recipe?.encode(&mut buffer)?.to_vec())
    };
    rules.chain(parts).map(encode).collect()
}

/// How many schedules a part of the samples stands on; theirs of `Cyclic` stands on none.
fn below(row: &Row) -> usize {
    row.operands * usize::from(row.name != "Cyclic")
}

/// A recipe with one part, on constants where it stands on something.
fn on_constants(row: &Row, node: &Node) -> Result<Recipe> {
    let constant = Node::Family(Constant::new(0.5)?.into());
    let nodes = std::iter::repeat_n(constant, below(row)).chain([*node]);
    Ok(Recipe::new(Sgd, AnySchedule::from_nodes(nodes)?))
}

/// The values of a part that stands on constants.
fn part(row: &Row, node: &Node) -> Result<Vec<Value>> {
    let words = section(&on_constants(row, node)?, 3)?;
    // How many, then the constants: a number and a value each.
    let own = words.get(1 + 2 * below(row)..).context("no words")?;
    values(row, own).with_context(|| row.name.clone())
}

/// The words of a section of a recipe's bytes.
fn section(recipe: &Recipe, tag: u32) -> Result<Vec<u32>> {
    let mut buffer = [0; BUFFER];
    let bytes = recipe.encode(&mut buffer)?;
    let words: Vec<_> = bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
    let mut rest = words.get(3..).context("no sections")?;
    while let [head, body @ ..] = rest {
        let length = (head >> 16) as usize / 4;
        if head & 0x7fff == tag {
            return Ok(body[..length].to_vec());
        }
        rest = &body[length..];
    }
    anyhow::bail!("no section {tag}")
}

/// The values of a row's fields, which take all of the words.
fn values(row: &Row, words: &[u32]) -> Result<Vec<Value>> {
    let mut words = words.iter().copied();
    let number = words.next();
    ensure!(number == Some(row.number), "the number is {number:?}, the guide's {}", row.number);
    let read = row.fields.iter().map(|field| value(&field.of, &mut words));
    let values = read.collect::<Result<_>>()?;
    ensure!(words.next().is_none(), "words are left over");
    Ok(values)
}

fn value(of: &Type, words: &mut impl Iterator<Item = u32>) -> Result<Value> {
    let mut word = || words.next().context("the words end too early");
    Ok(match of {
        Type::F32 => float(word()?)?,
        Type::U32 => word()?.into(),
        Type::U64 => (u64::from(word()?) | u64::from(word()?) << 32).into(),
        Type::Bool => (word()? == 1).into(),
        Type::Option(inner) => match word()? {
            0 => Value::Null,
            _ => value(inner, words)?,
        },
        Type::Times(count) => {
            Value::Array((0..*count).map(|_| float(word()?)).collect::<Result<_>>()?)
        }
        Type::List(pair) => {
            let count = word()?;
            let items = (0..count).map(|_| {
                Ok(Value::Array(pair.iter().map(|f| value(&f.of, words)).collect::<Result<_>>()?))
            });
            Value::Array(items.collect::<Result<_>>()?)
        }
        Type::Enum(variants) => {
            let variant = variants.get(word()? as usize).context("no such variant")?;
            match variant.fields.as_slice() {
                [] => variant.name.clone().into(),
                [Field { name, of }] if name.is_empty() => {
                    json!({ &variant.name: value(of, words)? })
                }
                fields => {
                    let named = |f: &Field| Ok((f.name.clone(), value(&f.of, words)?));
                    let named = fields.iter().map(named);
                    json!({ &variant.name: named.collect::<Result<serde_json::Map<_, _>>>()? })
                }
            }
        }
    })
}

/// The shortest decimals of a float; what JSON has no number for is [`INFINITY`].
fn float(word: u32) -> Result<Value> {
    if f32::from_bits(word) == f32::INFINITY {
        return Ok(INFINITY.into());
    }
    Ok(f32::from_bits(word).to_string().parse::<f64>()?.into())
}

/// Each part in the order of the format, with values that grow with `k` and `s`.
fn nodes(k: f32, s: u32) -> Result<Vec<Node>> {
    let families = families(k, s)?.map(Node::Family);
    Ok(families.into_iter().chain(combinators(k, s)?).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names at the ends of a JSON value, without those that only wrap and those that choose a type.
    fn leaves(name: &str, value: &Value, known: &[String], to: &mut Vec<String>) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                fields.iter().for_each(|(name, value)| leaves(name, value, known, to));
            }
            Value::Null if known.iter().all(|other| other != name) => {}
            _ => to.push(name.to_owned()),
        }
    }

    #[test]
    fn the_names_of_the_guide_are_those_of_the_core() {
        let defaults = thalweg_any::defaults();
        for Entry { row, .. } in rule_entries().unwrap() {
            let rule = defaults.iter().find(|rule| rule.name() == row.name).unwrap();
            let last = |field: &Field| field.name.rsplit('.').next().unwrap().to_owned();
            let mut guide: Vec<_> = row.fields.iter().map(last).collect();
            let mut core = Vec::new();
            leaves("", &serde_json::to_value(rule).unwrap()[&row.name], &guide, &mut core);
            core.retain(|name| !name.is_empty());
            core.sort();
            guide.sort();
            assert_eq!(core, guide, "{}", row.name);
        }
    }

    #[test]
    fn what_a_constructor_asks_for_has_no_standard() {
        let parts = part_entries().unwrap();
        let cosine = parts.iter().find(|entry| entry.row.name == "Cosine").unwrap();
        let asked: Vec<_> = cosine.standards.iter().map(Option::is_none).collect();
        assert_eq!(asked, [true, true, true, false, false]);
    }
}
