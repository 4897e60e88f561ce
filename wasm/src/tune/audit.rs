//! What looks wrong with recordings of the watch, though it may be meant: the device's own audit of what it is to learn.

use thalweg_watch::{
    Adapter, PRETRAINED, Plan, Settings,
    recordings::{self, Recording},
};

/// Each in one line; nothing where there are more windows than the watch remembers, which it looks at alone.
pub(super) fn findings(all: &[Recording]) -> Vec<String> {
    let Ok(mut watch) = Adapter::new(&PRETRAINED, Settings::DEFAULT) else { return Vec::new() };
    // What there is no room for is not learnt, and not looked at.
    let _ = recordings::learn(&mut watch, all, &Plan::DEFAULT);
    watch.audit().findings().map(|finding| finding.to_string()).collect()
}
