//! What emulated devices count and take, held to what was agreed to in `bench/devices.json`: a step or a save that grew
//! unannounced is found here, as no test of bits sees it.
//!
//! A compiler has figures of its own; those of one that is not named there are held to nothing.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};
use std::fs;
use xtask::{shell, toolchain::Toolchain};

/// What is agreed to of each device.
const COUNTS: [&str; 4] =
    ["instructions_per_step", "instructions_per_save", "ram_bytes", "flash_bytes"];
/// What the figures are of.
const TARGET: &str = "thumbv7em-none-eabihf";
/// A figure may differ by this part before it is agreed to anew.
const TOLERANCE: f64 = 0.01;

/// The figures of a line that `cargo xtask device --json` closes with are those of this task, or near them.
pub(crate) fn hold(task: &str, line: &Value) -> Result<()> {
    let text = fs::read_to_string(shell::root().join("bench/devices.json"))?;
    let agreed: Value = serde_json::from_str(&text).context("bench/devices.json")?;
    let compiler = Toolchain::find(TARGET)?.version()?;
    if let Some(agreed) = agreed.get(&compiler) {
        return compare(task, &agreed[task], line);
    }
    println!("bench/devices.json has no figures of {compiler}: {task} is not compared");
    Ok(())
}

fn compare(task: &str, agreed: &Value, line: &Value) -> Result<()> {
    let found: Map<_, _> =
        COUNTS.map(|name| (name.to_owned(), line[name].clone())).into_iter().collect();
    let near = |name: &str| {
        let (Some(found), Some(agreed)) = (found[name].as_f64(), agreed[name].as_f64()) else {
            return false;
        };
        (found - agreed).abs() <= TOLERANCE * agreed
    };
    let other: Vec<&str> = COUNTS.into_iter().filter(|name| !near(name)).collect();
    ensure!(
        other.is_empty(),
        "{} of {task} {} not as agreed to, {agreed}; allowed: 1 % more or less, or in bench/devices.json {}",
        other.join(", "),
        if other.len() == 1 { "is" } else { "are" },
        Value::from(found)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_grew_is_named() {
        let line = |step: u64, save: u64| json!({ "instructions_per_step": step, "instructions_per_save": save, "ram_bytes": 4000, "flash_bytes": 60_000, "steps": 7 });
        let agreed = line(1000, 400_000);
        compare("vowels", &agreed, &line(1009, 396_500)).unwrap();
        let error = compare("vowels", &agreed, &line(1000, 464_000)).unwrap_err().to_string();
        assert!(
            error.starts_with("instructions_per_save of vowels is not as agreed to"),
            "{error}"
        );
        assert!(error.contains("464000"), "{error}");
        assert!(compare("vowels", &agreed, &line(980, 400_000)).is_err(), "what fell is agreed to");
        assert!(compare("other", &Value::Null, &line(1000, 400_000)).is_err());
    }
}
