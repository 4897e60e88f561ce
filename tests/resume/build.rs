//! Where an emulated board has its memory.

#[path = "../board.rs"]
mod board;

fn main() {
    board::link();
}
