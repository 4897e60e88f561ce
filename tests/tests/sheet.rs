//! The sheet of schedules in the README is what the example draws.

use std::path::Path;
use thalweg_examples::sheet;

#[test]
fn the_committed_sheet_is_the_drawn_one() {
    let drawn = sheet::draw(&sheet::panels().unwrap()).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/schedules.svg");
    let committed = std::fs::read_to_string(file).unwrap();
    assert!(drawn.len() < 100_000, "{} bytes are too many for a README", drawn.len());
    assert!(drawn == committed, "run the example `schedules` and commit examples/schedules.svg");
}
