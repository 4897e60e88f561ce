//! Which rules a program that is measured holds: all, or those that `RULES` names, with commas between.

use std::env;

/// What each rule of the lists is built by: `every_rule`, or its own name.
pub(crate) fn cfg() {
    println!("cargo::rerun-if-env-changed=RULES");
    let rules = env::var("RULES").unwrap_or_else(|_| "every_rule".to_owned());
    rules.split(',').for_each(|rule| println!("cargo::rustc-cfg={rule}"));
}
