//! The header is what `cbindgen` makes of the sources.

use std::{env, fs, path::Path};

/// `HEADER=write cargo test -p thalweg-c header` writes it anew.
#[test]
fn the_header_is_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).unwrap();
    let bindings = cbindgen::Builder::new().with_crate(folder).with_config(config).generate();
    let mut made = Vec::new();
    bindings.unwrap().write(&mut made);
    let made = String::from_utf8(made).unwrap();
    let file = folder.join("include/thalweg.h");
    if env::var("HEADER").as_deref() == Ok("write") {
        fs::write(&file, &made).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == made,
        "include/thalweg.h is not current: HEADER=write cargo test -p thalweg-c header"
    );
}
