//! A stack on which the largest optimizer has room before it moves to the heap.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-cdylib=-zstack-size=67108864");
}
