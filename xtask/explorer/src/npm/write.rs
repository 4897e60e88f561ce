//! The package's generated files: tables, a class for each entry, and types.

use super::{
    catalogue::{Entry, INFINITY, part_entries, rule_entries},
    layout::{Field, Type, Variant},
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{fmt::Write as _, fs, path::Path};

const HEAD: &str = "// Made by cargo xtask explorer --package from the catalogue; do not edit.\n";
/// Its options are not the words that it is written in.
const BY_HAND: &str = "OneCycle";

/// Writes `lib/tables.js`, `lib/catalogue.js`, and adds the classes to `index.d.ts`.
pub(crate) fn generated(folder: &Path) -> Result<()> {
    let (rules, parts) = (rule_entries()?, part_entries()?);
    let write = |file: &str, content: String| {
        let content = content.replace(&format!("\"{INFINITY}\""), "Infinity");
        fs::write(folder.join(file), content).with_context(|| file.to_owned())
    };
    write("lib/tables.js", tables(&rules, &parts))?;
    write("lib/catalogue.js", classes(&rules, &parts))?;
    let types = fs::read_to_string(folder.join("index.d.ts"))?;
    write("index.d.ts", types + &declarations(&rules, &parts))
}

fn tables(rules: &[Entry], parts: &[Entry]) -> String {
    let table = |entries: &[Entry]| -> String {
        let line = |Entry { row, standards }: &Entry| {
            let fields: Vec<_> =
                row.fields.iter().zip(standards).map(|(f, s)| field(f, s.as_ref())).collect();
            format!("  {}: {},\n", row.name, json!([row.number, fields, row.operands]))
        };
        entries.iter().map(line).collect()
    };
    format!(
        "{HEAD}export const RULES = {{\n{}}};\nexport const PARTS = {{\n{}}};\n",
        table(rules),
        table(parts)
    )
}

fn field(field: &Field, standard: Option<&Value>) -> Value {
    let mut made = vec![json!(field.name), of_type(&field.of)];
    made.extend(standard.map(camel_keys));
    Value::Array(made)
}

fn of_type(of: &Type) -> Value {
    let fields = |fields: &[Field]| -> Vec<_> { fields.iter().map(|f| field(f, None)).collect() };
    match of {
        Type::F32 => json!("f32"),
        Type::U32 => json!("u32"),
        Type::U64 => json!("u64"),
        Type::Bool => json!("bool"),
        Type::Option(inner) => json!({ "option": of_type(inner) }),
        Type::Times(count) => json!({ "times": count }),
        Type::List(pair) => json!({ "list": fields(pair) }),
        Type::Enum(variants) => {
            let made: Vec<_> =
                variants.iter().map(|v| json!([v.name, fields(&v.fields)])).collect();
            json!({ "enum": made })
        }
    }
}

/// The fields within a variant by their names in JavaScript.
fn camel_keys(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.iter().map(|(key, value)| (camel(key), camel_keys(value))).collect(),
        ),
        other => other.clone(),
    }
}

/// As `camel` in `lib/error.js`.
fn camel(name: &str) -> String {
    let rate = if name == "final_lr" { "last" } else { name.trim_end_matches("_lr") };
    let mut up = false;
    let mut made = String::new();
    for c in rate.chars() {
        match c {
            '_' | '.' => up = true,
            _ if up => {
                made.push(c.to_ascii_uppercase());
                up = false;
            }
            _ => made.push(c),
        }
    }
    made
}

fn classes(rules: &[Entry], parts: &[Entry]) -> String {
    let mut made = format!(
        "{HEAD}import {{ Rule }} from './rule.js';\nimport {{ Schedule }} from './schedule.js';\n"
    );
    made.push_str("export { OneCycle } from './one-cycle.js';\n\n");
    for Entry { row, .. } in rules {
        let name = &row.name;
        let _ = writeln!(
            made,
            "export class {name} extends Rule {{ constructor(options) {{ super('{name}', options); }} }}"
        );
    }
    for Entry { row, .. } in parts.iter().filter(|entry| entry.row.name != BY_HAND) {
        let name = &row.name;
        let (taken, on) = match (name.as_str(), row.operands) {
            ("Cyclic", _) => ("options, on", ", on ? [on] : []"),
            (_, 0) => ("options", ""),
            (_, 1) => ("on, options", ", [on]"),
            _ => ("first, second, options", ", [first, second]"),
        };
        let _ = writeln!(
            made,
            "export class {name} extends Schedule {{ constructor({taken}) {{ super('{name}', options{on}); }} }}"
        );
    }
    made
}

fn declarations(rules: &[Entry], parts: &[Entry]) -> String {
    let mut made = String::new();
    for entry in rules {
        let name = &entry.row.name;
        options(&mut made, entry);
        let _ = writeln!(
            made,
            "export class {name} extends Rule {{\n  constructor(options?: {name}Options);\n}}"
        );
    }
    let mut methods = String::new();
    for entry in parts.iter().filter(|entry| entry.row.name != BY_HAND) {
        let name = &entry.row.name;
        options(&mut made, entry);
        let asks = if entry.standards.iter().any(Option::is_none) { "" } else { "?" };
        let taken = match (name.as_str(), entry.row.operands) {
            ("Cyclic", _) => format!("options: {name}Options, on?: Schedule"),
            (_, 0) => format!("options{asks}: {name}Options"),
            (_, 1) => format!("on: Schedule, options{asks}: {name}Options"),
            _ => format!("first: Schedule, second: Schedule, options{asks}: {name}Options"),
        };
        let _ =
            writeln!(made, "export class {name} extends Schedule {{\n  constructor({taken});\n}}");
        if entry.row.operands == 1 && name != "Cyclic" {
            let method = name[..1].to_lowercase() + &name[1..];
            let numeric = matches!(entry.row.fields[0].of, Type::F32 | Type::U32);
            let alone = if numeric { "number | " } else { "" };
            let _ = writeln!(methods, "  {method}(options: {alone}{name}Options): Schedule;");
        }
    }
    let _ = writeln!(made, "export interface Schedule {{\n{methods}}}");
    made
}

/// The interface of an entry's options.
fn options(made: &mut String, Entry { row, standards }: &Entry) {
    let _ = writeln!(made, "\nexport interface {}Options {{", row.name);
    for (field, standard) in row.fields.iter().zip(standards) {
        let (name, of) = (camel(&field.name), type_name(&field.of));
        let _ = match standard {
            None => writeln!(made, "  {name}: {of};"),
            Some(value) => {
                writeln!(made, "  /** @default {} */\n  {name}?: {of};", camel_keys(value))
            }
        };
    }
    let _ = writeln!(made, "}}");
}

fn type_name(of: &Type) -> String {
    match of {
        Type::F32 | Type::U32 => "number".to_owned(),
        Type::U64 => "number | bigint".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Option(inner) => format!("{} | null", type_name(inner)),
        Type::Times(count) => format!("[{}]", vec!["number"; *count].join(", ")),
        Type::List(pair) => {
            let pair: Vec<_> = pair.iter().map(|field| type_name(&field.of)).collect();
            format!("[{}][]", pair.join(", "))
        }
        Type::Enum(variants) => variants.iter().map(variant_name).collect::<Vec<_>>().join(" | "),
    }
}

fn variant_name(Variant { name, fields }: &Variant) -> String {
    let typed = |f: &Field| format!("{}: {}", camel(&f.name), type_name(&f.of));
    match fields.as_slice() {
        [] => format!("'{name}'"),
        [Field { name: unnamed, of }] if unnamed.is_empty() => {
            format!("{{ {name}: {} }}", type_name(of))
        }
        fields => {
            let fields: Vec<_> = fields.iter().map(typed).collect();
            format!("{{ {name}: {{ {} }} }}", fields.join("; "))
        }
    }
}
