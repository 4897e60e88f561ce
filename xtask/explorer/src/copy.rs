//! A folder with what is in it.

use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Copies a folder into another, which may hold more.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::copy(&source, &target).with_context(|| format!("writing {}", target.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_copied_with_what_is_in_them() {
        let base = std::env::temp_dir().join(format!("thalweg-copy-{}", std::process::id()));
        let (from, to) = (base.join("from"), base.join("to"));
        fs::create_dir_all(from.join("assets")).unwrap();
        fs::write(from.join("assets/a.js"), "1").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("assets/a.js")).unwrap(), "1");
        fs::remove_dir_all(base).unwrap();
    }
}
