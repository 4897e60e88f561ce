//! Tells the crate by which of the two levels for size it is compiled: what is written for several parameters at once the compiler
//! rolls up at "s", and of what is small it makes calls at "z". And which of our routines for floats run on a processor that has
//! no instructions for them, as no setting that a crate may ask for tells these from others of ARM's.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!(r#"cargo::rustc-check-cfg=cfg(opt_level, values("s", "z"))"#);
    if let Ok(level @ ("s" | "z")) = env::var("OPT_LEVEL").as_deref() {
        println!(r#"cargo::rustc-cfg=opt_level="{level}""#);
    }
    println!(r#"cargo::rustc-check-cfg=cfg(soft_floats, values("armv6m", "armv7m"))"#);
    if let Some(instructions) = env::var("TARGET").ok().as_deref().and_then(soft_floats) {
        println!(r#"cargo::rustc-cfg=soft_floats="{instructions}""#);
    }
}

/// The instructions of a Cortex-M without a floating-point unit: an M0, M0+ and M23; an M3, and an M4, M7 and M33 whose unit
/// is not used.
fn soft_floats(target: &str) -> Option<&'static str> {
    match target {
        "thumbv6m-none-eabi" | "thumbv8m.base-none-eabi" => Some("armv6m"),
        "thumbv7m-none-eabi" | "thumbv7em-none-eabi" | "thumbv8m.main-none-eabi" => Some("armv7m"),
        _ => None,
    }
}
