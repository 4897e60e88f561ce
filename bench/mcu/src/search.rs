//! The dearest value of a schedule that random trees of hostile numbers find.

use crate::counter::Counter;
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::schedule::Schedule;
use thalweg_catalogue::hostile::{Hostile, NODES};

/// The value that costs most: of which tree, at which step.
#[derive(Clone, Copy, Default)]
struct Worst {
    instructions: u32,
    nodes: u32,
    seed: u32,
    step: u32,
}

impl Worst {
    fn print(&self, what: &str, trees: u32) {
        let Self { instructions, nodes, seed, step } = self;
        hprintln!(
            "searched={} trees={} instructions={} nodes={} seed={} step={}",
            what,
            trees,
            instructions,
            nodes,
            seed,
            step
        );
    }
}

/// The dearest of `trees` trees, by itself and by node.
pub(crate) fn measure(counter: &mut Counter, trees: u32) {
    let (mut value, mut node) = (Worst::default(), Worst::default());
    for seed in 0..trees {
        let mut hostile = Hostile::new(seed);
        let schedule = hostile.schedule();
        let nodes = u32::try_from(schedule.nodes().len().min(NODES)).unwrap_or(u32::MAX);
        for step in [hostile.count(), hostile.count(), u32::MAX] {
            let instructions = counter.count(|| {
                black_box(black_box(&schedule).at(black_box(step)));
            });
            let found = Worst { instructions, nodes, seed, step };
            if instructions > value.instructions {
                value = found;
            }
            if instructions / nodes > node.instructions / node.nodes.max(1) {
                node = found;
            }
        }
    }
    value.print("value", trees);
    node.print("node", trees);
}
