//! What every rule of the catalogue does without a gradient, and with a field that is no number.

use crate::N;
use ciborium::Value;
use serde::{Serialize, de::DeserializeOwned};
use thalweg::optimizer::{Optimizer, Rule};
use thalweg_catalogue::{rules, tensor_rules};

/// Without a gradient these still move, each for a reason of its own.
const MOVING: [(&str, &str); 12] = [
    ("momentum_l2", DECAY),
    ("momentum_decoupled", DECAY),
    ("adamw", DECAY),
    ("nadamw", DECAY),
    ("adamaxw", DECAY),
    ("yogi", START),
    ("yogi_uncorrected", START),
    ("lion_decoupled", DECAY),
    ("ftrl", SUM),
    ("asgd", DECAY),
    ("ftrl_power", SUM),
    ("rms_prop_clamped", "parameters are brought into its bounds"),
];
const DECAY: &str = "weight decay";
const START: &str = "m starts above 0";
const SUM: &str = "parameters follow from the sum of gradients, whatever they were";

/// Whether parameters change in 50 steps whose gradients are 0.
fn moves<R: Rule>(rule: R) -> bool {
    let mut optimizer = Optimizer::<R, [f32; N]>::new(rule).unwrap();
    let before = [1.0, -2.5e-7, 3e20, -0.0];
    let mut w = before;
    for _ in 0..50 {
        optimizer.step(&mut w, &[0.0, -0.0, 0.0, 0.0], 0.5).unwrap();
    }
    w != before
}

#[test]
fn without_a_gradient_only_what_says_so_moves() {
    let mut moving = Vec::new();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(if moves::<$rule>($value) { moving.push(stringify!($name)); })*
        };
    }
    rules!(each);
    assert_eq!(moving, MOVING.map(|(name, _)| name));
}

/// Puts NaN in place of a number, which is `left` numbers away; the name of the field that holds it.
fn spoil(value: &mut Value, left: &mut usize) -> Option<String> {
    match value {
        Value::Float(number) if *left == 0 => {
            *number = f64::NAN;
            Some(String::new())
        }
        Value::Float(_) => {
            *left -= 1;
            None
        }
        Value::Map(entries) => entries.iter_mut().find_map(|(key, value)| {
            let deeper = spoil(value, left)?;
            let name = key.as_text().unwrap_or_default();
            Some(if deeper.is_empty() { name.to_owned() } else { deeper })
        }),
        Value::Array(values) => values.iter_mut().find_map(|value| spoil(value, left)),
        _ => None,
    }
}

/// Every number of a rule, replaced by NaN, is refused by the name of its field; how many there are.
fn refuses_nan<R: Rule + Serialize + DeserializeOwned>(name: &str, rule: R) -> usize {
    for which in 0.. {
        let mut value = Value::serialized(&rule).unwrap();
        let Some(field) = spoil(&mut value, &mut { which }) else { return which };
        let error = match value.deserialized::<R>() {
            Ok(spoilt) => spoilt.validate().map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let error = error.expect_err(&format!("{name} takes NaN as {field}"));
        assert!(error.contains(&field), "{name}, {field}: {error}");
    }
    unreachable!("a rule has a finite number of fields")
}

#[test]
fn nan_in_any_field_is_refused_by_its_name() {
    let mut fields = 0;
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(fields += refuses_nan::<$rule>(stringify!($name), $value);)*
        };
    }
    rules!(each);
    tensor_rules!(each);
    assert!(fields > 150, "only {fields} fields were found");
}
