//! How each rule and each part of a schedule is written as words: the tables of the recipe's format.

use anyhow::{Context, Result, bail};

const GUIDE: &str = include_str!("../../../../core/src/guide/recipe_format.md");

/// What words mean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    F32,
    U32,
    U64,
    Bool,
    Option(Box<Type>),
    /// So many floats.
    Times(usize),
    List(Vec<Field>),
    Enum(Vec<Variant>),
}

/// Without a name it stands alone in a variant or a pair.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) of: Type,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

/// A rule, or a part of a schedule.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) number: u32,
    pub(crate) name: String,
    /// On how many schedules it stands.
    pub(crate) operands: usize,
    pub(crate) fields: Vec<Field>,
}

/// Every rule.
pub(crate) fn rules() -> Result<Vec<Row>> {
    rows("# Rules", |[number, name, words]| row(number, name, "nothing", words))
}

/// Every family and combinator.
pub(crate) fn parts() -> Result<Vec<Row>> {
    rows("# Parts of a schedule", |[number, name, operands, words]| {
        row(number, name, operands, words)
    })
}

/// The rows of the first table under a heading.
fn rows<const N: usize>(heading: &str, row: impl Fn([&str; N]) -> Result<Row>) -> Result<Vec<Row>> {
    let (_, section) =
        GUIDE.split_once(&format!("\n{heading}\n")).with_context(|| heading.to_owned())?;
    let lines = section.lines().skip_while(|line| !line.starts_with('|')).skip(2);
    let table = lines.take_while(|line| line.starts_with('|'));
    let cells = |line: &'static str| -> Result<[&str; N]> {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        cells.try_into().ok().with_context(|| format!("the table of {heading}: {line}"))
    };
    table.map(|line| row(cells(line)?).with_context(|| line.to_owned())).collect()
}

fn row(number: &str, name: &str, operands: &str, words: &str) -> Result<Row> {
    let (name, _) = name.split_once(',').unwrap_or((name, ""));
    let operands = match operands {
        "nothing" => 0,
        other => other.split(',').next().unwrap_or_default().parse()?,
    };
    Ok(Row { number: number.parse()?, name: plain(name), operands, fields: fields(words)? })
}

fn plain(name: &str) -> String {
    name.trim().trim_matches('`').to_owned()
}

/// Fields with commas between them, as are the variants of an enum.
fn fields(words: &str) -> Result<Vec<Field>> {
    let mut found: Vec<Field> = Vec::new();
    if words == "none" {
        return Ok(found);
    }
    for piece in pieces(words) {
        if let Some(rest) = piece.strip_prefix('`') {
            let (name, of) = rest.split_once('`').context("a name without end")?;
            found.push(Field { name: name.to_owned(), of: of_type(of.trim())? });
            continue;
        }
        let Some(Field { of: Type::Enum(variants), .. }) = found.last_mut() else {
            bail!("{piece:?} belongs to no field");
        };
        more(variants, piece)?;
    }
    Ok(found)
}

/// Pieces between commas that are not within parentheses.
fn pieces(words: &str) -> Vec<&str> {
    let mut depth = 0;
    let outside = |c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    };
    words.split(outside).map(str::trim).collect()
}

/// What goes on with an enum: another variant, another field of the last, or a field of all.
fn more(variants: &mut Vec<Variant>, piece: &str) -> Result<()> {
    if let Some(of) = piece.strip_prefix("then ") {
        let of = of_type(of)?;
        variants.iter_mut().for_each(|variant| variant.fields.push(alone(of.clone())));
    } else if piece.starts_with(|c: char| c.is_ascii_digit()) {
        variants.push(variant(piece)?);
    } else {
        let last = variants.last_mut().context("a field before any variant")?;
        last.fields.push(typed(piece)?);
    }
    Ok(())
}

fn alone(of: Type) -> Field {
    Field { name: String::new(), of }
}

/// `f32`, or a type and a name.
fn typed(piece: &str) -> Result<Field> {
    let (of, name) = piece.split_once(' ').unwrap_or((piece, ""));
    Ok(Field { name: plain(name), of: of_type(of)? })
}

/// `1 Span and f32`.
fn variant(piece: &str) -> Result<Variant> {
    let (_, named) = piece.split_once(' ').context("a number without a name")?;
    let (name, field) = named.split_once(" and ").unwrap_or((named, ""));
    let fields = if field.is_empty() { Vec::new() } else { vec![typed(field)?] };
    Ok(Variant { name: plain(name), fields })
}

fn of_type(text: &str) -> Result<Type> {
    Ok(match text {
        "" | "f32" => Type::F32,
        "u32" => Type::U32,
        "u64" => Type::U64,
        "bool" => Type::Bool,
        "3 × f32" => Type::Times(3),
        "list of (u32, f32)" => Type::List(vec![alone(Type::U32), alone(Type::F32)]),
        "enum: see below" => curve()?,
        _ => match (text.strip_prefix("Option "), text.strip_prefix("enum: ")) {
            (Some(of), _) => Type::Option(Box::new(of_type(of)?)),
            (_, Some(first)) => Type::Enum(vec![variant(first)?]),
            _ => bail!("{text:?} is no type"),
        },
    })
}

/// The curve between two rates, which stands under the table.
fn curve() -> Result<Type> {
    let (_, rest) = GUIDE.split_once("A curve is an ").context("what a curve is")?;
    let (words, _) = rest.split_once(". ").context("the end of what a curve is")?;
    let fields = fields(&format!("`curve` {}", words.replace('\n', " ")))?;
    fields.into_iter().next().map(|field| field.of).context("a curve of nothing")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(rows: &'a [Row], name: &str) -> &'a Row {
        rows.iter().find(|row| row.name == name).unwrap()
    }

    #[test]
    fn fields_and_variants_are_told_apart() {
        let rules = rules().unwrap();
        let names = |name| -> Vec<_> {
            of(&rules, name).fields.iter().map(|field| field.name.clone()).collect()
        };
        assert_eq!(names("AmsGrad"), ["beta1", "beta2", "epsilon", "maximum", "bias_correction"]);
        let Type::Enum(variants) = &of(&rules, "AmsGrad").fields[3].of else { panic!() };
        let variants: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
        assert_eq!(variants, ["Raw", "Corrected", "Uncorrected"]);
        assert_eq!(of(&rules, "Muon").fields[3].of, Type::Times(3));
    }

    #[test]
    fn variants_have_their_fields() {
        let parts = parts().unwrap();
        let variants = |name, field: usize| match &of(&parts, name).fields[field].of {
            Type::Enum(variants) => {
                variants.iter().map(|v| (v.name.clone(), v.fields.len())).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let named = |list: &[(&str, usize)]| -> Vec<_> {
            list.iter().map(|&(name, count)| (name.to_owned(), count)).collect()
        };
        assert_eq!(variants("Offset", 0), named(&[("Later", 1), ("Earlier", 1)]));
        assert_eq!(variants("WarmupStableDecay", 6), named(&[("Constant", 0), ("Power", 2)]));
        assert_eq!(variants("PiecewiseCurve", 0)[5], ("Tanh".to_owned(), 2));
        assert_eq!(of(&parts, "Cyclic").operands, 1);
    }
}
