//! A configuration that is read back is checked like one that is written down: when the optimizer is made, by
//! the name of its field.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::fmt::Debug;
use thalweg::{
    Error,
    gradient::{
        AdaptiveClip, Chain, ClipByBlockRms, ClipByGlobalNorm, ClipByNorm, ClipByValue, NormType,
        SkipNonFinite, Unit,
    },
    group::{Group, Groups},
    optimizer::{Optimizer, Rule, Sgd, rules::Prodigy},
};
use thalweg_catalogue::{GROUPED, GROUPS, rules, tensor_rules, transforms};

/// The same from text and from bytes.
fn comes_back<T: Debug + Serialize + DeserializeOwned>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    let read: T = serde_json::from_str(&text).unwrap();
    assert_eq!(format!("{read:?}"), format!("{value:?}"), "{text}");
    let bytes = postcard::to_allocvec(value).unwrap();
    let read: T = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(format!("{read:?}"), format!("{value:?}"));
}

#[test]
fn what_says_no_bound_and_what_is_optional_comes_back() {
    const NONE: f32 = f32::INFINITY;
    comes_back(&ClipByValue::new(NONE));
    comes_back(&ClipByGlobalNorm::new(NONE));
    comes_back(&ClipByNorm::new(NormType::Lp(2.5), NONE));
    comes_back(&ClipByBlockRms::<2>::new(NONE));
    comes_back(&AdaptiveClip::<2, 8>::new(NONE, Unit::Column));
    comes_back(&Prodigy::DEFAULT);
    comes_back(&Group::vector(7));
    let dense = Group::dense(3, 2);
    comes_back(&Group { bias_weight_decay: Some(0.5), frozen: true, learning_rate: 0.1, ..dense });
}

/// Calls `each` with every number of a tree, and every `null`, replaced by `bad`, and the names on the way to
/// it.
fn replaced(
    value: &Value,
    bad: &Value,
    path: &mut Vec<String>,
    each: &mut dyn FnMut(Value, &[String]),
) {
    match value {
        Value::Number(_) | Value::Null => each(bad.clone(), path),
        Value::Array(entries) => {
            for (i, entry) in entries.iter().enumerate() {
                path.push(format!("[{i}]"));
                replaced(entry, bad, path, &mut |new, path| {
                    let mut entries = entries.clone();
                    entries[i] = new;
                    each(Value::Array(entries), path);
                });
                path.pop();
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                path.push(name.clone());
                replaced(field, bad, path, &mut |new, path| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), new);
                    each(Value::Object(fields), path);
                });
                path.pop();
            }
        }
        Value::Bool(_) | Value::String(_) => {}
    }
}

/// Each number far below 0 or beyond `f32`: at least one of both is refused where it is read, or by its name
/// when an optimizer is made of it.
fn checked<T: Serialize + DeserializeOwned>(
    name: &str,
    value: &T,
    make: impl Fn(T) -> Result<(), Error>,
) {
    let value = serde_json::to_value(value).unwrap();
    let mut taken: Vec<Vec<String>> = Vec::new();
    for bad in [json!(-1e30), json!(1e39)] {
        replaced(&value, &bad, &mut Vec::new(), &mut |spoilt, path| {
            let Ok(read) = serde_json::from_value::<T>(spoilt.clone()) else { return };
            match make(read) {
                Ok(()) => {
                    assert!(!taken.contains(&path.to_vec()), "{name}: {spoilt} is taken");
                    taken.push(path.to_vec());
                }
                Err(error) => {
                    let error = error.to_string();
                    let named = path.iter().any(|field| error.contains(field.as_str()));
                    assert!(named, "{name}: {path:?}: {error}");
                }
            }
        });
    }
}

fn of_rule<R: Rule>(rule: R) -> Result<(), Error> {
    let groups = Groups([Group::matrix(3, 4)]);
    Optimizer::<R, [f32; 12], _, _>::grouped(rule, SkipNonFinite::DEFAULT, groups).map(|_| ())
}

fn of_chain<T: Chain>(chain: T) -> Result<(), Error> {
    Optimizer::<Sgd, [f32; GROUPED], _, _>::grouped(Sgd, chain, Groups(GROUPS)).map(|_| ())
}

#[test]
fn what_is_read_back_and_out_of_range_is_refused_by_its_name() {
    macro_rules! each {
        ([$make:ident] $($name:ident: $type:ty = $value:expr;)*) => {$(
            let value: $type = $value;
            checked::<$type>(stringify!($name), &value, $make);
            assert_eq!($make(value), Ok(()), "{}", stringify!($name));
        )*};
    }
    rules!(each[of_rule]);
    tensor_rules!(each[of_rule]);
    transforms!(each[of_chain]);
}

#[test]
fn a_group_that_is_read_back_is_checked() {
    checked("group", &Group::matrix(3, 4), |group| {
        let chain = SkipNonFinite::DEFAULT;
        Optimizer::<Sgd, [f32; 12], _, _>::grouped(Sgd, chain, Groups([group])).map(|_| ())
    });
}
