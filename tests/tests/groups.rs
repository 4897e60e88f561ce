//! Groups of one optimizer: frozen, thawed, slowed down, changed on the way.

use proptest::prelude::*;
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Groups, Hyperparams},
    optimizer::{Adam, AdamW, Decoupled, L2, Momentum, Optimizer, Outcome, Rule, Sgd},
};

type Grouped<R> = Optimizer<R, [f32; 4], SkipNonFinite, Groups<2>>;

const START: [f32; 4] = [1.0, -2.0, 3.0, -4.0];
const GRADIENTS: [[f32; 4]; 3] =
    [[0.3, -0.1, 0.2, 0.9], [0.1, 0.4, -0.5, 0.6], [-0.7, 0.2, 0.1, 0.3]];

fn grouped<R: Rule>(rule: R, groups: [Group; 2]) -> Grouped<R> {
    Grouped::grouped(rule, SkipNonFinite::DEFAULT, Groups(groups)).unwrap()
}

/// Two parameters alone, stepped with a part of each gradient.
fn alone<R: Rule>(rule: R, from: usize, gradients: &[[f32; 4]], rates: Hyperparams) -> [f32; 2] {
    let mut optimizer = Optimizer::<R, [f32; 2]>::new(rule).unwrap();
    let mut w = [START[from], START[from + 1]];
    for g in gradients {
        optimizer.step(&mut w, &g[from..from + 2], rates).unwrap();
    }
    w
}

#[test]
fn a_frozen_group_keeps_its_bits_its_state_and_its_count() {
    let frozen = Group { frozen: true, ..Group::vector(2) };
    let mut optimizer = grouped(AdamW::DEFAULT, [Group::vector(2), frozen]);
    let mut w = START;
    for g in &GRADIENTS {
        assert_eq!(optimizer.step(&mut w, g, 0.1), Ok(Outcome::Applied));
    }
    assert_eq!(w[2..], START[2..]);
    assert_eq!(optimizer.state().skip(2).collect::<Vec<_>>(), [[0.0; 2]; 2]);
    assert_eq!(optimizer.steps(), 3);
    assert_eq!([0, 1].map(|group| optimizer.group_states()[group].steps), [3, 0]);
    // The other went its way as if there were none beside it.
    assert_eq!(w[..2], alone(AdamW::DEFAULT, 0, &GRADIENTS, 0.1.into()));
}

#[test]
fn a_group_that_thaws_late_starts_like_a_first_step() {
    let frozen = Group { frozen: true, ..Group::vector(2) };
    let mut optimizer = grouped(Adam::DEFAULT, [Group::vector(2), frozen]);
    let mut w = START;
    optimizer.step(&mut w, &GRADIENTS[0], 0.1).unwrap();
    optimizer.set_group(1, Group::vector(2)).unwrap();
    optimizer.step(&mut w, &GRADIENTS[1], 0.1).unwrap();
    assert_eq!(w[2..], alone(Adam::DEFAULT, 2, &GRADIENTS[1..2], 0.1.into()));
    assert_eq!([0, 1].map(|group| optimizer.group_states()[group].steps), [2, 1]);
    // Frozen again it keeps what it has learnt, and goes on from there.
    optimizer.set_group(1, frozen).unwrap();
    optimizer.step(&mut w, &GRADIENTS[0], 0.1).unwrap();
    optimizer.set_group(1, Group::vector(2)).unwrap();
    optimizer.step(&mut w, &GRADIENTS[2], 0.1).unwrap();
    assert_eq!(w[2..], alone(Adam::DEFAULT, 2, &GRADIENTS[1..], 0.1.into()));
}

#[test]
fn what_happens_in_a_frozen_group_is_nobodys_concern() {
    let frozen = Group { frozen: true, ..Group::vector(2) };
    let mut optimizer = grouped(Sgd, [Group::vector(2), frozen]);
    let mut w = START;
    let outcome = optimizer.step(&mut w, &[0.5, 0.5, f32::NAN, f32::INFINITY], 1.0);
    assert_eq!((outcome, w), (Ok(Outcome::Applied), [0.5, -2.5, 3.0, -4.0]));
    let mut optimizer = grouped(Sgd, [frozen; 2]);
    assert_eq!(optimizer.step(&mut w, &[f32::NAN; 4], 1.0), Ok(Outcome::Applied));
    assert_eq!((optimizer.steps(), w), (1, [0.5, -2.5, 3.0, -4.0]));
}

#[test]
fn multipliers_act_as_other_rates_would() {
    let rule = Decoupled { rule: Adam::DEFAULT, weight_decay: 0.1 };
    for (learning_rate, weight_decay) in
        [(0.0, 1.0), (0.5, 1.0), (1.0, 1.0), (0.5, 0.0), (1.0, 0.5)]
    {
        let group = Group { learning_rate, weight_decay, ..Group::vector(2) };
        let mut optimizer = grouped(rule, [Group::vector(2), group]);
        let mut w = START;
        for g in &GRADIENTS {
            optimizer.step(&mut w, g, 0.25).unwrap();
        }
        let rates = Hyperparams {
            weight_decay: Some(rule.weight_decay * weight_decay),
            ..Hyperparams::from(0.25 * learning_rate)
        };
        assert_eq!(w[..2], alone(rule, 0, &GRADIENTS, 0.25.into()));
        assert_eq!(w[2..], alone(rule, 2, &GRADIENTS, rates), "{learning_rate} {weight_decay}");
    }
}

#[test]
fn without_a_learning_rate_a_group_learns_but_does_not_move() {
    let group = Group { learning_rate: 0.0, ..Group::vector(2) };
    let mut optimizer = grouped(Momentum::DEFAULT, [Group::vector(2), group]);
    let mut w = START;
    optimizer.step(&mut w, &GRADIENTS[0], 0.1).unwrap();
    assert_eq!(w[2..], START[2..]);
    let velocities: Vec<_> = optimizer.state().skip(2).collect();
    assert_eq!(velocities, [[0.2], [0.9]]);
    assert_eq!(optimizer.group_states()[1].steps, 1);
}

#[test]
fn a_scheduled_weight_decay_is_multiplied_too() {
    let group = Group { weight_decay: 0.5, ..Group::vector(2) };
    let mut optimizer = grouped(L2 { rule: Sgd, weight_decay: 0.0 }, [Group::vector(2), group]);
    let mut w = START;
    let rates = Hyperparams { weight_decay: Some(0.5), ..Hyperparams::from(1.0) };
    optimizer.step(&mut w, &[0.0; 4], rates).unwrap();
    assert_eq!(w, [0.5, -1.0, 2.25, -3.0]);
}

#[test]
fn a_group_keeps_its_shape() {
    let mut optimizer = Optimizer::<Sgd, [f32; 6], _, _>::grouped(
        Sgd,
        SkipNonFinite::DEFAULT,
        Groups([Group::vector(2), Group::matrix(2, 2)]),
    )
    .unwrap();
    let refused = [
        (2, Group::vector(2), "group is 2; allowed: below the number of groups"),
        (0, Group::vector(3), "group has 3 elements; allowed: exactly 2"),
        (1, Group::matrix(4, 1), "row of the group has 1 elements; allowed: exactly 2"),
        (1, Group::vector(4), "row of the group has 4 elements; allowed: exactly 2"),
        (
            0,
            Group { learning_rate: -1.0, ..Group::vector(2) },
            "group.learning_rate is -1; allowed: finite and at least 0",
        ),
        (
            0,
            Group { weight_decay: f32::NAN, ..Group::vector(2) },
            "group.weight_decay is NaN; allowed: finite and at least 0",
        ),
    ];
    let before: Vec<_> = optimizer.groups().copied().collect();
    for (number, group, message) in refused {
        assert_eq!(optimizer.set_group(number, group).unwrap_err().to_string(), message);
        assert_eq!(optimizer.groups().copied().collect::<Vec<_>>(), before);
    }
    let slow = Group { learning_rate: 0.5, ..Group::matrix(2, 2) };
    optimizer.set_group(1, slow).unwrap();
    assert_eq!(optimizer.groups().nth(1), Some(&slow));
}

#[test]
fn without_groups_none_is_set_that_no_step_would_look_at() {
    let mut optimizer = Optimizer::<AdamW, [f32; 4]>::new(AdamW::DEFAULT).unwrap();
    let own = Group::vector(4);
    for group in [
        Group { frozen: true, ..own },
        Group { learning_rate: 0.5, ..own },
        Group { weight_decay: 0.0, ..own },
    ] {
        let error = optimizer.set_group(0, group).unwrap_err().to_string();
        assert_eq!(
            error,
            "group cannot be set: all parameters are one group that is not looked at; allowed: Groups([…])"
        );
        assert_eq!(optimizer.groups().collect::<Vec<_>>(), [&own]);
    }
    assert_eq!(optimizer.set_group(0, own), Ok(()));
}

#[test]
fn groups_that_do_not_fill_the_buffer_are_refused() {
    let made = |groups| Grouped::grouped(Sgd, SkipNonFinite::DEFAULT, Groups(groups)).map(|_| ());
    let message = |groups| made(groups).unwrap_err().to_string();
    let short = [Group::vector(2), Group::vector(1)];
    assert_eq!(message(short), "groups together has 3 elements; allowed: exactly 4");
    let torn = [Group::vector(1), Group { columns: Some(2), ..Group::vector(3) }];
    assert_eq!(message(torn), "group of whole rows has 3 elements; allowed: exactly 2");
    assert!(made([Group::vector(0), Group::vector(4)]).is_ok());
}

proptest! {
    #[test]
    fn freezing_and_thawing_never_mixes_two_groups(
        frozen in prop::collection::vec(any::<[bool; 2]>(), 1..12),
        gradients in prop::collection::vec(any::<[i8; 4]>(), 12),
    ) {
        let mut optimizer = grouped(Adam::DEFAULT, [Group::vector(2); 2]);
        let mut each = [0, 2].map(|_| Optimizer::<Adam, [f32; 2]>::new(Adam::DEFAULT).unwrap());
        let (mut w, mut apart) = (START, START);
        for (frozen, gradient) in frozen.iter().zip(&gradients) {
            let g = gradient.map(f32::from);
            for number in [0, 1] {
                let frozen = frozen[number];
                optimizer.set_group(number, Group { frozen, ..Group::vector(2) }).unwrap();
                let range = 2 * number..2 * number + 2;
                if !frozen {
                    each[number].step(&mut apart[range.clone()], &g[range], 0.1).unwrap();
                }
            }
            optimizer.step(&mut w, &g, 0.1).unwrap();
            prop_assert_eq!(w.map(f32::to_bits), apart.map(f32::to_bits));
        }
    }
}
