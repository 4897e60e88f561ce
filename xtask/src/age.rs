//! What is older than what: a product is made again when one of its sources has changed since.

use anyhow::{Context, Result};
use std::{fs, path::Path, time::SystemTime};

/// When a product was made; long ago if it is not there.
#[must_use]
pub fn made(product: &Path) -> SystemTime {
    let made = fs::metadata(product).and_then(|metadata| metadata.modified());
    made.unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The latest change of a source or, in a folder, of anything: deleting changes the folder itself.
pub fn changed(source: &Path) -> Result<SystemTime> {
    let context = || source.display().to_string();
    let metadata = fs::metadata(source).with_context(context)?;
    let mut latest = metadata.modified().with_context(context)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(source).with_context(context)? {
            latest = latest.max(changed(&entry?.path())?);
        }
    }
    Ok(latest)
}
