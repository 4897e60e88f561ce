//! Which rules to build.

#[path = "../chosen.rs"]
mod chosen;

fn main() {
    chosen::cfg();
}
