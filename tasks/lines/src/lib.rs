//! Readings of sensors from lines of text, as others write them: the Edge Impulse data forwarder (numbers split by commas or
//! tabs), Arduino's serial plotter (`label:value`), and tables in CSV with columns in any order.
//!
//! ```
//! use thalweg_lines::{Channels, Form, Parser};
//! let mut parser = Parser::new(Form::default(), Channels::Named(&[&["ax"], &["ay"]]));
//! assert_eq!(parser.line("Booting ..."), None);
//! assert_eq!(parser.line("ax:1.25 ay:-0.5").unwrap().values, [1.25, -0.5]);
//! assert_eq!(parser.line("0.1\t0.2").unwrap().values, [0.1, 0.2]);
//! assert_eq!(parser.tally().to_string(), "2 readings; 1 line dropped: 1 of text (line 1: \"Booting ...\")");
//! ```
//!
//! What is no reading is dropped and [counted](Tally), nothing is guessed silently; what has no end is refused.

mod columns;
mod fields;
mod form;
mod parser;
mod series;
mod tally;
mod text;

pub use columns::Channels;
pub use form::{Acceleration, Form, Rotation, Units};
pub use parser::{Parser, Reading};
pub use series::{Collected, Series, collect};
pub use tally::Tally;
pub use text::{Text, silent_for, unpacked};

/// How many characters of a text a message shows at most.
const SHOWN: usize = 40;

/// As much of a text as a message shows, between quotation marks and in one line.
#[must_use]
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
    }
}
