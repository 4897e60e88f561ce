//! Tells the crate if it is compiled for size, by `opt_level = "s"` or `"z"`: the compiler then rolls up what is written for
//! several parameters at once, which takes longer than one parameter after the other, and more bytes.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!(r#"cargo::rustc-check-cfg=cfg(opt_level, values("s", "z"))"#);
    if let Ok(level @ ("s" | "z")) = env::var("OPT_LEVEL").as_deref() {
        println!(r#"cargo::rustc-cfg=opt_level="{level}""#);
    }
}
