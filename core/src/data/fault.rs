//! What an audit finds: which sample, feature or box, and why.

use core::fmt;

/// What is wrong with a sample or a feature.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Fault {
    /// A value is NaN or infinite.
    NotFinite {
        /// Which sample, from 0 on.
        sample: usize,
        /// Which of its features.
        feature: usize,
    },
    /// A value lies outside what was allowed.
    OutOfRange {
        /// Which sample, from 0 on.
        sample: usize,
        /// Which of its features.
        feature: usize,
        /// The value.
        value: f32,
    },
    /// A feature has the same value in every sample: it says nothing.
    Constant {
        /// Which feature.
        feature: usize,
        /// The value.
        value: f32,
    },
    /// A sample has the bits of one before it.
    Duplicate {
        /// Which sample, from 0 on.
        sample: usize,
        /// The first that it is like.
        of: usize,
        /// Whether their classes differ: one of them is wrong.
        classes_differ: bool,
    },
    /// A label is no class.
    NoClass {
        /// Which sample, from 0 on.
        sample: usize,
        /// The label.
        class: usize,
    },
    /// A class has no sample.
    Missing {
        /// Which class.
        class: usize,
    },
}

/// What is wrong with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum NameFault {
    /// It is in no vocabulary.
    Unknown {
        /// Which sample, from 0 on.
        sample: usize,
    },
    /// It differs from a word of the vocabulary in capitals only, or by spaces around it.
    Spelling {
        /// Which sample, from 0 on.
        sample: usize,
        /// The word.
        meant: usize,
    },
}

/// What is wrong with a box.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum BoxFault {
    /// A number is NaN or infinite.
    NotFinite {
        /// Which box, from 0 on.
        index: usize,
        /// Which of its numbers.
        field: &'static str,
    },
    /// A coordinate, the width or the height is below 0.
    Negative {
        /// Which box, from 0 on.
        index: usize,
        /// Which of its numbers.
        field: &'static str,
        /// The number.
        value: f32,
    },
    /// It reaches beyond the picture.
    Outside {
        /// Which box, from 0 on.
        index: usize,
        /// `x + w` or `y + h`.
        field: &'static str,
        /// How far it reaches.
        value: f32,
        /// The width or the height of the picture.
        most: f32,
    },
    /// It is narrower or lower than the least size.
    Small {
        /// Which box, from 0 on.
        index: usize,
        /// `w` or `h`.
        field: &'static str,
        /// The number.
        value: f32,
        /// The least size.
        least: f32,
    },
    /// It is the same as one before it.
    Duplicate {
        /// Which box, from 0 on.
        index: usize,
        /// The first that it is like.
        of: usize,
    },
    /// Its label is no class.
    NoClass {
        /// Which box, from 0 on.
        index: usize,
        /// The label.
        label: usize,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { sample, feature } => {
                write!(f, "sample {sample}, feature {feature}: NaN or infinite; allowed: finite")
            }
            Self::OutOfRange { sample, feature, value } => {
                write!(f, "sample {sample}, feature {feature}: {value} is outside its range")
            }
            Self::Constant { feature, value } => {
                write!(f, "feature {feature} is {value} in every sample")
            }
            Self::Duplicate { sample, of, classes_differ } => {
                write!(f, "sample {sample} is the same as sample {of}")?;
                f.write_str(if *classes_differ { ", which is of another class" } else { "" })
            }
            Self::NoClass { sample, class } => write!(f, "sample {sample}: {class} is no class"),
            Self::Missing { class } => write!(f, "class {class} has no sample"),
        }
    }
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { sample } => {
                write!(f, "sample {sample}: the label is not in the vocabulary")
            }
            Self::Spelling { sample, meant } => {
                write!(
                    f,
                    "sample {sample}: the label is spelt unlike word {meant} of the vocabulary"
                )
            }
        }
    }
}

impl fmt::Display for BoxFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { index, field } => {
                write!(f, "box {index}: {field} is NaN or infinite; allowed: finite")
            }
            Self::Negative { index, field, value } => {
                write!(f, "box {index}: {field} is {value}; allowed: at least 0")
            }
            Self::Outside { index, field, value, most } => {
                write!(f, "box {index}: {field} is {value}; allowed: at most {most}")
            }
            Self::Small { index, field, value, least } => {
                write!(f, "box {index}: {field} is {value}; allowed: at least {least}")
            }
            Self::Duplicate { index, of } => write!(f, "box {index} is the same as box {of}"),
            Self::NoClass { index, label } => write!(f, "box {index}: {label} is no class"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn each_says_which_and_why_in_one_line() {
        for (fault, wanted) in [
            (
                Fault::NotFinite { sample: 1, feature: 2 },
                "sample 1, feature 2: NaN or infinite; allowed: finite",
            ),
            (
                Fault::OutOfRange { sample: 1, feature: 2, value: 9.5 },
                "sample 1, feature 2: 9.5 is outside its range",
            ),
            (Fault::Constant { feature: 2, value: 0.5 }, "feature 2 is 0.5 in every sample"),
            (
                Fault::Duplicate { sample: 3, of: 1, classes_differ: true },
                "sample 3 is the same as sample 1, which is of another class",
            ),
            (
                Fault::Duplicate { sample: 3, of: 1, classes_differ: false },
                "sample 3 is the same as sample 1",
            ),
            (Fault::NoClass { sample: 3, class: 7 }, "sample 3: 7 is no class"),
            (Fault::Missing { class: 7 }, "class 7 has no sample"),
        ] {
            assert_eq!(fault.to_string(), wanted);
        }
        let unknown = NameFault::Unknown { sample: 3 };
        assert_eq!(unknown.to_string(), "sample 3: the label is not in the vocabulary");
        let spelling = NameFault::Spelling { sample: 3, meant: 1 };
        let wanted = "sample 3: the label is spelt unlike word 1 of the vocabulary";
        assert_eq!(spelling.to_string(), wanted);
        assert_eq!(
            BoxFault::Duplicate { index: 3, of: 1 }.to_string(),
            "box 3 is the same as box 1"
        );
        assert_eq!(BoxFault::NoClass { index: 3, label: 7 }.to_string(), "box 3: 7 is no class");
    }
}
