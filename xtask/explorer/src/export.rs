//! The page as a folder for any web server.

use crate::{copy::copy, web};
use anyhow::{Result, ensure};
use std::{fs, path::Path};

/// Builds the page and copies it; a folder that holds something else is not touched.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let strange = folder.is_dir()
        && fs::read_dir(folder)?.next().is_some()
        && !folder.join("index.html").is_file();
    ensure!(
        !strange,
        "{} holds something else; allowed: an empty folder, or one that was exported to before",
        folder.display()
    );
    copy(&web::build()?, folder)?;
    println!("the page is in {}: serve it by any web server, at any path", folder.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("thalweg-export-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("thesis.txt"), "years of work").unwrap();
        let error = write(&folder).unwrap_err().to_string();
        assert!(error.contains("holds something else; allowed: an empty folder"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
