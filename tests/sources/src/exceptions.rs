//! What a test lets pass, each with its reason; one that is needed no longer is an error as well.

use anyhow::{Result, bail};
use std::collections::BTreeSet;

/// Names that are let pass, each with a reason.
#[derive(Clone, Copy, Debug)]
pub struct Exceptions<'a> {
    /// Name and reason.
    pub list: &'a [(&'a str, &'a str)],
    /// The file that holds the list.
    pub file: &'a str,
}

impl Exceptions<'_> {
    /// Fails unless the exceptions are exactly the names that are `missing`; each comes with what to do.
    ///
    /// # Errors
    /// One line for each name that is missing and no exception, and for each exception that is not
    /// missing, is listed twice or has no reason.
    pub fn check(&self, missing: &[(String, String)]) -> Result<()> {
        let excepted: BTreeSet<_> = self.list.iter().map(|(name, _)| *name).collect();
        let mut errors: Vec<_> = missing
            .iter()
            .filter(|(name, _)| !excepted.contains(name.as_str()))
            .map(|(name, what)| {
                format!("{name}: {what}, or except it in {} with a reason", self.file)
            })
            .collect();
        for (i, (name, reason)) in self.list.iter().enumerate() {
            let error = if self.list[..i].iter().any(|(before, _)| before == name) {
                "an exception that is listed twice"
            } else if !missing.iter().any(|(missing, _)| missing == name) {
                "an exception that is needed no longer; remove it"
            } else if reason.is_empty() {
                "an exception without a reason"
            } else {
                continue;
            };
            errors.push(format!("{name}: {error} ({})", self.file));
        }
        if errors.is_empty() { Ok(()) } else { bail!("{}", errors.join("\n")) }
    }
}

#[cfg(test)]
mod tests {
    use super::Exceptions;

    #[test]
    fn what_is_missing_and_what_is_stale_is_named() {
        let missing = [("a".to_owned(), "call it".to_owned()), ("b".to_owned(), String::new())];
        let check = |list| {
            Exceptions { list, file: "list.rs" }.check(&missing).map_err(|error| error.to_string())
        };
        assert_eq!(check(&[("b", "as it is"), ("a", "as well")]), Ok(()));
        let error = check(&[("b", ""), ("c", "gone"), ("b", "again")]).unwrap_err();
        let expected = "a: call it, or except it in list.rs with a reason\n\
            b: an exception without a reason (list.rs)\n\
            c: an exception that is needed no longer; remove it (list.rs)\n\
            b: an exception that is listed twice (list.rs)";
        assert_eq!(error, expected);
    }
}
