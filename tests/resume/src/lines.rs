//! Where lines go, and where those of another target come from.

use core::fmt::Display;

/// What prints a line, and what another target has printed.
pub struct Lines<'l> {
    /// Where a line goes.
    pub print: &'l mut dyn FnMut(&dyn Display),
    /// What another target has saved; `None` where this one saves.
    pub saved: Option<&'l mut dyn Iterator<Item = u8>>,
}

impl Lines<'_> {
    /// The next line that another target has saved: cut where it is too long, and then of no checkpoint.
    pub(crate) fn next_saved<const N: usize>(&mut self, line: &mut heapless::String<N>) -> bool {
        let Some(saved) = &mut self.saved else { return false };
        line.clear();
        for byte in saved.take_while(|byte| *byte != b'\n') {
            if line.push(char::from(byte)).is_err() {
                break;
            }
        }
        true
    }
}
