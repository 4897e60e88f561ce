//! What was measured, a line of JSON a row, appended as it comes.

use crate::trial::{Row, Trial};
use anyhow::{Context, Result, bail};
use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::Path,
};

pub(crate) struct Rows {
    file: File,
    rows: HashMap<String, Row>,
}

impl Rows {
    /// What a file holds; its last line may have been cut when a search was stopped.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let text = if path.exists() { fs::read_to_string(path)? } else { String::new() };
        let mut rows = HashMap::new();
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for (number, line) in text[..whole].lines().enumerate() {
            match serde_json::from_str::<Row>(line) {
                Ok(row) => rows.insert(row.key.clone(), row),
                Err(error) => {
                    bail!("{}:{}: {error}; allowed: rows of a search", path.display(), number + 1)
                }
            };
        }
        if whole < text.len() {
            fs::write(path, &text[..whole])?;
        }
        let file = OpenOptions::new().create(true).append(true).open(path);
        Ok(Self { file: file.with_context(|| path.display().to_string())?, rows })
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn has(&self, trial: &Trial) -> bool {
        self.rows.contains_key(&trial.key())
    }

    pub(crate) fn get(&self, trial: &Trial) -> Result<&Row> {
        self.rows.get(&trial.key()).with_context(|| format!("no row of {}", trial.key()))
    }

    pub(crate) fn add(&mut self, row: Row) -> Result<()> {
        self.file.write_all((serde_json::to_string(&row)? + "\n").as_bytes())?;
        self.rows.insert(row.key.clone(), row);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_is_forgotten_and_the_others_are_kept() {
        let path = std::env::temp_dir().join(format!("thalweg-rows-{}.jsonl", std::process::id()));
        let row = |key: &str| Row { key: key.to_owned(), before: 1, after: 2, of: 3 };
        {
            let mut rows = Rows::open(&path).unwrap();
            rows.add(row("a")).unwrap();
            rows.add(row("b")).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 5]).unwrap();
        let mut rows = Rows::open(&path).unwrap();
        assert_eq!(rows.len(), 1);
        rows.add(row("c")).unwrap();
        assert_eq!(Rows::open(&path).unwrap().len(), 2);
        fs::write(&path, "no row\n").unwrap();
        assert!(Rows::open(&path).is_err());
        fs::remove_file(&path).unwrap();
    }
}
