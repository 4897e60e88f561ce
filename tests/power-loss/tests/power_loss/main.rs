//! No checkpoint that was acknowledged is lost, wherever the power fails, and no damaged one is loaded: `cargo test
//! -p thalweg-power-loss --release`; `-- --include-ignored --nocapture` for all, with the counts.

mod device;
mod faults;
mod flash;
mod flips;
mod histories;
mod pairs;
mod refusals;
mod ring;
mod single;

/// Calls a function of bytes a word and bytes a page for every size of words, with the arguments that follow; the sum of
/// what it counts.
macro_rules! every_word {
    ($function:ident::<$page:literal>($($argument:expr),*)) => {
        $function::<1, $page>($($argument),*)
            + $function::<4, $page>($($argument),*)
            + $function::<8, $page>($($argument),*)
            + $function::<16, $page>($($argument),*)
            + $function::<32, $page>($($argument),*)
    };
}
use every_word;
