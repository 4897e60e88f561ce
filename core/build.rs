//! Tells the crate by which of the two levels for size it is compiled: what is written for several parameters at once the compiler
//! rolls up at "s", and of what is small it makes calls at "z".

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!(r#"cargo::rustc-check-cfg=cfg(opt_level, values("s", "z"))"#);
    if let Ok(level @ ("s" | "z")) = env::var("OPT_LEVEL").as_deref() {
        println!(r#"cargo::rustc-cfg=opt_level="{level}""#);
    }
}
