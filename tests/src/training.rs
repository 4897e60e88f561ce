//! A short training that leaves nothing out: several groups, one of them frozen for a while, gradients of all
//! sizes; and what it leaves behind, bit by bit.

use oorandom::Rand32;
use thalweg::{
    gradient::{Chain, SkipNonFinite},
    group::{Group, Layers, Layout},
    optimizer::{
        Optimizer, Outcome, Rule,
        state::{Slots, Storage, blocks},
    },
};

/// More than two blocks of 8-bit state in a group, and no group a whole number of them.
pub const GROUPS: [Group; 3] = [Group::matrix(10, 13), Group::matrix(2, 3), Group::matrix(5, 7)];
/// The parameters of these groups.
pub const N: usize = 171;
/// The blocks of 8-bit state that they need.
pub const BLOCKS: usize = blocks(N) + 2;
/// The group that is frozen until step [`THAW`].
const FROZEN: usize = 1;
const THAW: u32 = 6;
const STEPS: u32 = 11;

/// How a step is cut into parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// Not at all.
    Whole,
    /// Parts of so many parameters.
    Every(usize),
    /// Parts of lengths that differ, up to 100.
    Random,
    /// Dropped after one part of so many parameters.
    Dropped(usize),
}

/// What a training leaves behind after each step.
#[derive(Debug, PartialEq)]
pub struct Trace(Vec<String>);

impl Trace {
    /// The same in every bit.
    ///
    /// # Panics
    /// They differ.
    pub fn is(&self, expected: &Self, what: &str) {
        for (step, (found, expected)) in self.0.iter().zip(&expected.0).enumerate() {
            assert!(found == expected, "{what}, step {step}:\n{found}\nin place of\n{expected}");
        }
        assert_eq!(self.0.len(), expected.0.len(), "{what}");
    }
}

/// [`Layers`] of these groups, whose biases have this weight decay.
pub fn layers(bias_weight_decay: Option<f32>) -> Layers<3> {
    let [first, second, third] = GROUPS;
    let second = Group { frozen: true, learning_rate: 0.5, ..second };
    Layers([
        Group { bias_weight_decay, ..first },
        second,
        Group { learning_rate: 2.0, bias_weight_decay, ..third },
    ])
}

/// Numbers of ordinary size.
pub fn numbers(random: &mut Rand32, count: usize) -> Vec<f32> {
    (0..count).map(|_| 2.0 * random.rand_float() - 1.0).collect()
}

/// The gradient of a step: of every size, nothing at all, and what a guard refuses.
fn gradient(random: &mut Rand32, step: u32, count: usize) -> Vec<f32> {
    let scale = [1.0, 0.0, 1e-30, 1e18, 1.0, 1e30, 1.0, 1e-42, 1.0, f32::NAN, 1.0];
    let scale = scale[step as usize % scale.len()];
    let mut gradient = numbers(random, count);
    if scale.is_nan() {
        gradient[count / 2] = f32::NAN;
    } else {
        gradient.iter_mut().for_each(|g| *g *= scale);
    }
    gradient
}

/// The bits of a number; a NaN is a NaN, whatever its sign.
fn bits(x: f32) -> u32 {
    if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() }
}

/// All that an optimizer keeps.
pub fn kept<R: Rule, S: Storage, T: Chain, L: Layout>(
    optimizer: &Optimizer<R, S, T, L>,
    w: &[f32],
) -> String {
    let state = optimizer.state().flat_map(|slots| {
        let bits = slots.map(|_, slot| bits(slot));
        bits.as_ref().to_vec()
    });
    format!(
        "{} steps, {} skipped, {:?}, {:?}, {:08x?} {:08x?}",
        optimizer.steps(),
        optimizer.skipped(),
        optimizer.group_states(),
        optimizer.transform(),
        w.iter().map(|&w| bits(w)).collect::<Vec<_>>(),
        state.collect::<Vec<_>>(),
    )
}

/// One step in such parts, of which none moves more than it may.
///
/// # Panics
/// A step is refused, or a part moves more than it may.
pub fn step<R: Rule, S: Storage, T: Chain, L: Layout>(
    optimizer: &mut Optimizer<R, S, T, L>,
    w: &mut [f32],
    g: &[f32],
    cut: Cut,
    random: &mut Rand32,
) -> Option<Outcome> {
    const RATE: f32 = 0.01;
    if cut == Cut::Whole {
        return Some(optimizer.step(w, g, RATE).unwrap());
    }
    let mut step = optimizer.begin(w, g, RATE).unwrap();
    if let Cut::Dropped(n) = cut {
        step.advance(n);
        return None;
    }
    loop {
        let n = match cut {
            Cut::Every(n) => n,
            _ => random.rand_range(1..100) as usize,
        };
        let before = step.parameters().to_vec();
        let done = step.advance(n);
        let moved = before.iter().zip(step.parameters()).filter(|(a, b)| bits(**a) != bits(**b));
        // A block of 8-bit state, or a row, is not torn.
        assert!(moved.count() <= n.saturating_add(64), "{cut:?}");
        assert_eq!(done, step.is_done());
        if done {
            return Some(step.finish());
        }
    }
}

/// The training, and what is kept after each step.
///
/// # Panics
/// A step or a group is refused.
pub fn trained<R: Rule, S: Storage, T: Chain, L: Layout>(
    optimizer: &mut Optimizer<R, S, T, L>,
    cut: Cut,
) -> Trace {
    let (mut random, mut lengths) = (Rand32::new(3), Rand32::new(5));
    let mut w = numbers(&mut random, optimizer.len());
    let frozen = optimizer.groups().nth(FROZEN).copied();
    let mut trace = Vec::new();
    for number in 0..STEPS {
        if number == THAW
            && let Some(group) = frozen
        {
            optimizer.set_group(FROZEN, Group { frozen: false, ..group }).unwrap();
        }
        let g = gradient(&mut random, number, optimizer.len());
        step(optimizer, &mut w, &g, cut, &mut lengths);
        trace.push(kept(optimizer, &w));
    }
    if let Some(group) = frozen {
        optimizer.set_group(FROZEN, group).unwrap();
    }
    Trace(trace)
}

/// An optimizer of the groups.
///
/// # Panics
/// The rule is refused.
pub fn made<R: Rule, S, const COUNT: usize>(
    rule: R,
    bias_weight_decay: Option<f32>,
) -> Optimizer<R, [S; COUNT], SkipNonFinite, Layers<3>>
where
    S: thalweg::optimizer::state::Precision,
{
    Optimizer::grouped(rule, SkipNonFinite::DEFAULT, layers(bias_weight_decay)).unwrap()
}
