//! What was taken for what, as lines of text.

use std::fmt;

/// How often each class, by rows, was taken for each, by columns.
pub(crate) struct Confusion<'c, R> {
    /// What the classes are called, in a few letters.
    pub(crate) names: &'c [String],
    /// A row for each class.
    pub(crate) rows: &'c [R],
}

impl<R: AsRef<[u32]>> fmt::Display for Confusion<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6}", "taken")?;
        self.names.iter().try_for_each(|name| write!(f, "{name:>6.5}"))?;
        for (name, row) in self.names.iter().zip(self.rows) {
            write!(f, "\n{name:>6.5}")?;
            row.as_ref().iter().try_for_each(|count| match count {
                0 => write!(f, "{:>6}", "·"),
                count => write!(f, "{count:>6}"),
            })?;
        }
        Ok(())
    }
}
