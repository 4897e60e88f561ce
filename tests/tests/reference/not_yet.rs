//! Every kind that is not computed yet, by family: what is still to be built.

/// Families and their kinds; an entry that is computed after all is a failure.
pub(crate) const NOT_YET: &[(&str, &[&str])] = &[];
