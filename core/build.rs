//! Tells the crate whether it is compiled for size: at "s" and "z" the compiler rolls up what is written for several
//! parameters at once, which then takes longer than one parameter after the other, and more bytes.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(for_size)");
    if env::var("OPT_LEVEL").is_ok_and(|level| level == "s" || level == "z") {
        println!("cargo::rustc-cfg=for_size");
    }
}
