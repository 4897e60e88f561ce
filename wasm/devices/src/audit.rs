//! What looks wrong with recordings of the watch, though it may be meant: the device's own audit of what it is to learn.

use crate::message;
use thalweg_watch::{
    Adapter, PRETRAINED, Plan, Settings,
    recordings::{self, Recording},
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// What looks wrong with a CSV of recordings, which the browser has unpacked, each in one line.
///
/// # Errors
/// The line that is not of the form.
#[wasm_bindgen]
pub fn findings(file: &[u8]) -> Result<Vec<String>, JsError> {
    recordings::read_plain(file).map(|all| audit(&all)).map_err(message)
}

/// Of the windows that the watch remembers, which it looks at alone.
pub(crate) fn audit(all: &[Recording]) -> Vec<String> {
    let Ok(mut watch) = Adapter::new(&PRETRAINED, Settings::DEFAULT) else { return Vec::new() };
    // What there is no room for is not learnt, and not looked at.
    let _ = recordings::learn(&mut watch, all, &Plan::DEFAULT);
    watch.audit().findings().map(|finding| finding.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::tests::file;

    #[test]
    fn recordings_with_their_sensors_interchanged_are_named() {
        let text = file("watch/data/shoulder_watch_person08.csv.gz");
        assert_eq!(findings(&text).unwrap(), [""; 0]);
        let text = String::from_utf8(text).unwrap();
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let turned = lines.map(|line| {
            let cells: Vec<_> = line.split(',').collect();
            let [first @ .., ax, ay, az, wx, wy, wz] = cells.as_slice() else { panic!("{line}") };
            [first, &[*wx, *wy, *wz, *ax, *ay, *az]].concat().join(",")
        });
        let turned = format!("{header}\n{}\n", turned.collect::<Vec<_>>().join("\n"));
        let found = findings(turned.as_bytes()).unwrap();
        assert!(found[0].ends_with("are ax, ay, az and wx, wy, wz interchanged?"), "{found:?}");
    }
}
