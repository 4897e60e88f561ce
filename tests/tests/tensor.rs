//! Rules that look at a whole tensor: what their papers promise, what they cost, and what they bear.

use proptest::prelude::*;
use std::mem::size_of;
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Groups, Layout},
    optimizer::{
        Adafactor, Adam, Decoupled, L2, Momentum, NAdam, Nesterov, Optimizer, Rule, Sgd,
        rule::Tensor,
        rules::{
            HeavyBall, Lamb, Lars, LarsDenominator, Muon, MuonScale, NovoGrad, Prodigy,
            RowsAndColumns, Sm3, TorchAdafactor, Yogi,
        },
        state::Slots,
    },
};
use thalweg_catalogue::tensor_rules;

const SHAPE: (usize, usize) = (3, 4);
const N: usize = SHAPE.0 * SHAPE.1;
const LARS_JOINED: Lars = Lars {
    denominator: LarsDenominator::Joined,
    momentum_correction: true,
    nesterov: true,
    weight_decay: 0.01,
    ..Lars::DEFAULT
};
/// Without η in the velocity, a local rate out of range would reach it.
const LARS_CORRECTED: Lars = Lars { momentum_correction: true, ..Lars::DEFAULT };
/// Without weight decay the direction of a subnormal gradient is all but 0.
const LAMB_WITHOUT_DECAY: Lamb = Lamb { weight_decay: 0.0, ..Lamb::DEFAULT };
const LAMB_BARE: Lamb =
    Lamb { epsilon: 0.0, weight_decay: 0.0, bias_correction: false, ..Lamb::DEFAULT };
const NOVOGRAD_BARE: NovoGrad = NovoGrad { epsilon: 0.0, ..NovoGrad::DEFAULT };
const SM3_BARE: Sm3<12, 12> = Sm3 { epsilon: 0.0, ..Sm3::<12, 12>::DEFAULT };
const ADAFACTOR_BARE: Adafactor<12, 12> =
    Adafactor { epsilon1: 0.0, ..Adafactor::<12, 12>::DEFAULT };
const TORCH_ADAFACTOR_BARE: TorchAdafactor<12, 12> =
    TorchAdafactor { epsilon1: 0.0, weight_decay: 0.1, ..TorchAdafactor::DEFAULT };
/// Its ε stands below every length, or gradients shorter than it would keep their size.
const MUON_BARE: Muon<3, 4> = Muon { epsilon: f32::MIN_POSITIVE, ..Muon::DEFAULT };
const MUON_OPTAX: Muon<12, 12> =
    Muon { bias_correction: true, scale: MuonScale::Inputs, dual_norm: true, ..Muon::DEFAULT };

/// Calls a generic function with every rule of the catalogue that looks at a whole tensor, and with some in
/// other settings.
macro_rules! each_tensor_rule {
    ($check:ident $arguments:tt) => {
        tensor_rules!(listed [$check $arguments]);
        listed! {
            [$check $arguments]
            variant: _ = LARS_JOINED;
            variant: _ = LARS_CORRECTED;
            variant: _ = LAMB_WITHOUT_DECAY;
            variant: _ = LAMB_BARE;
            variant: _ = Decoupled { rule: Lamb::DEFAULT, weight_decay: 0.1 };
            variant: _ = NOVOGRAD_BARE;
            variant: _ = SM3_BARE;
            variant: _ = ADAFACTOR_BARE;
            variant: _ = TORCH_ADAFACTOR_BARE;
            variant: _ = MUON_OPTAX;
            variant: _ = L2 { rule: Prodigy::DEFAULT, weight_decay: 0.1 };
        }
    };
}

macro_rules! listed {
    ([$check:ident $arguments:tt] $($name:ident: $rule:ty = $value:expr;)*) => {
        $(call!($check, { let rule: $rule = $value; rule }, $arguments);)*
    };
}

macro_rules! call {
    ($check:ident, $rule:expr, ($($argument:expr),*)) => { $check($rule $(, $argument)*) };
}

fn numbers(n: usize) -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec((-1.0..1.0_f32, -5..4).prop_map(|(x, p)| x * 10_f32.powi(p)), n)
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|x| x.to_bits()).collect()
}

/// Parameters after steps with these gradients; state and all in groups.
fn run<R: Rule, L: Layout, const K: usize>(
    rule: R,
    layout: L,
    start: &[f32],
    gradients: &[Vec<f32>],
    rate: f32,
) -> Vec<f32> {
    let mut optimizer =
        Optimizer::<R, [f32; K], _, L>::grouped(rule, SkipNonFinite::DEFAULT, layout).unwrap();
    let mut w = start.to_vec();
    for gradient in gradients {
        optimizer.step(&mut w, gradient, rate).unwrap();
    }
    w
}

const MATRIX: Group = Group::matrix(SHAPE.0, SHAPE.1);

/// Two tensors in one buffer go the way of each in a buffer of its own.
fn split_equals_two<R: Rule>(rule: R, w: &[f32], gradients: &[Vec<f32>]) {
    let both = run::<R, _, { 2 * N }>(rule, Groups([MATRIX; 2]), w, gradients, 0.1);
    let half = |range: std::ops::Range<usize>| {
        let gradients: Vec<_> = gradients.iter().map(|g| g[range.clone()].to_vec()).collect();
        run::<R, _, N>(rule, Groups([MATRIX]), &w[range], &gradients, 0.1)
    };
    let apart = [half(0..N), half(N..2 * N)].concat();
    assert_eq!(bits(&both), bits(&apart), "{rule:?}");
}

/// An elementwise rule does not notice where one group ends.
fn split_equals_whole<R: Rule>(rule: R, w: &[f32], gradients: &[Vec<f32>]) {
    let groups = Groups([Group::vector(7), Group::vector(2 * N - 7)]);
    let split = run::<R, _, { 2 * N }>(rule, groups, w, gradients, 0.1);
    let whole = Groups([Group::vector(2 * N)]);
    let whole = run::<R, _, { 2 * N }>(rule, whole, w, gradients, 0.1);
    assert_eq!(bits(&split), bits(&whole), "{rule:?}");
}

/// Gradients times a power of two: the same way, to the bit.
fn forgets_the_size_of_gradients<R: Rule>(rule: R, w: &[f32], gradients: &[Vec<f32>], scale: f32) {
    let scaled: Vec<Vec<f32>> =
        gradients.iter().map(|g| g.iter().map(|g| g * scale).collect()).collect();
    let plain = run::<R, _, N>(rule, Groups([MATRIX]), w, gradients, 0.01);
    let scaled = run::<R, _, N>(rule, Groups([MATRIX]), w, &scaled, 0.01);
    assert_eq!(bits(&plain), bits(&scaled), "{rule:?}");
}

/// Parameters times a power of two: the way times the same.
fn moves_in_proportion<R: Rule>(rule: R, w: &[f32], gradients: &[Vec<f32>], scale: f32) {
    let times = |w: &[f32]| -> Vec<f32> { w.iter().map(|w| w * scale).collect() };
    let plain = run::<R, _, N>(rule, Groups([MATRIX]), w, gradients, 0.01);
    let scaled = run::<R, _, N>(rule, Groups([MATRIX]), &times(w), gradients, 0.01);
    assert_eq!(bits(&times(&plain)), bits(&scaled), "{rule:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn two_tensors_in_one_buffer_are_two_optimizers(
        w in numbers(2 * N),
        gradients in prop::collection::vec(numbers(2 * N), 1..5),
    ) {
        each_tensor_rule!(split_equals_two(&w, &gradients));
    }

    #[test]
    fn an_elementwise_rule_does_not_see_its_groups(
        w in numbers(2 * N),
        gradients in prop::collection::vec(numbers(2 * N), 1..5),
    ) {
        split_equals_whole(Sgd, &w, &gradients);
        split_equals_whole(Momentum::DEFAULT, &w, &gradients);
        split_equals_whole(Nesterov::DEFAULT, &w, &gradients);
        split_equals_whole(HeavyBall::DEFAULT, &w, &gradients);
        split_equals_whole(Adam::DEFAULT, &w, &gradients);
        split_equals_whole(NAdam::DEFAULT, &w, &gradients);
        split_equals_whole(Yogi::DEFAULT, &w, &gradients);
        split_equals_whole(Decoupled { rule: Adam::DEFAULT, weight_decay: 0.1 }, &w, &gradients);
    }

    #[test]
    fn the_size_of_the_gradient_does_not_matter(
        w in numbers(N),
        gradients in prop::collection::vec(numbers(N), 1..5),
        power in -20..20,
    ) {
        // Without ε and weight decay, as the papers say it.
        let scale = 2_f32.powi(power);
        forgets_the_size_of_gradients(Lars::DEFAULT, &w, &gradients, scale);
        forgets_the_size_of_gradients(LAMB_BARE, &w, &gradients, scale);
        forgets_the_size_of_gradients(NOVOGRAD_BARE, &w, &gradients, scale);
        forgets_the_size_of_gradients(SM3_BARE, &w, &gradients, scale);
        forgets_the_size_of_gradients(ADAFACTOR_BARE, &w, &gradients, scale);
        forgets_the_size_of_gradients(TORCH_ADAFACTOR_BARE, &w, &gradients, scale);
        forgets_the_size_of_gradients(MUON_BARE, &w, &gradients, scale);
    }

    #[test]
    fn a_longer_tensor_takes_longer_steps(
        w in numbers(N),
        gradients in prop::collection::vec(numbers(N), 1..5),
        power in -20..20,
    ) {
        let scale = 2_f32.powi(power);
        moves_in_proportion(Lars::DEFAULT, &w, &gradients, scale);
        moves_in_proportion(LAMB_BARE, &w, &gradients, scale);
        let adafactor = Adafactor { epsilon2: Some(0.0), ..ADAFACTOR_BARE };
        moves_in_proportion(adafactor, &w, &gradients, scale);
    }

    #[test]
    fn a_vector_is_a_matrix_of_one_row(
        w in numbers(N),
        gradients in prop::collection::vec(numbers(N), 1..5),
    ) {
        let (vector, row) = (Groups([Group::vector(N)]), Groups([Group::matrix(1, N)]));
        let rule = Sm3::<1, N, 1>::DEFAULT;
        let one = run::<_, _, N>(rule, vector, &w, &gradients, 0.1);
        prop_assert_eq!(bits(&one), bits(&run::<_, _, N>(rule, row, &w, &gradients, 0.1)));
        // The row's own mean is rounded, so that the two agree but for that.
        let rule = Adafactor::<1, N>::DEFAULT;
        let one = run::<_, _, N>(rule, vector, &w, &gradients, 0.1);
        for (a, b) in one.iter().zip(run::<_, _, N>(rule, row, &w, &gradients, 0.1)) {
            prop_assert!((a - b).abs() <= 1e-5 * (a.abs() + 1.0), "{a} {b}");
        }
    }

    #[test]
    fn sm3_never_takes_a_longer_step_than_adagrad(
        gradients in prop::collection::vec(numbers(N), 1..5),
    ) {
        let mut optimizer =
            Optimizer::<_, [f32; N], _, _>::grouped(SM3_BARE, SkipNonFinite::DEFAULT, Groups([MATRIX])).unwrap();
        let mut sums = [0.0_f32; N];
        for gradient in &gradients {
            let mut w = [0.0; N];
            optimizer.step(&mut w, gradient, 1.0).unwrap();
            for ((w, g), sum) in w.iter().zip(gradient).zip(&mut sums) {
                *sum += g * g;
                let adagrad = if *sum > 0.0 { g / sum.sqrt() } else { 0.0 };
                prop_assert!(w.abs() <= adagrad.abs() * 1.000_001);
            }
        }
    }

    #[test]
    fn prodigy_never_lowers_its_estimate(
        w in numbers(N),
        gradients in prop::collection::vec(numbers(N), 1..20),
        growth in 1.0..2.0_f32,
    ) {
        let rule = Prodigy { growth_rate: growth, ..Prodigy::DEFAULT };
        let mut optimizer = Optimizer::<_, [f32; N]>::new(rule).unwrap();
        let (mut w, mut before) = (w, rule.d0);
        for gradient in &gradients {
            optimizer.step(&mut w, gradient, 1.0).unwrap();
            let d = optimizer.group_states()[0].tensor.d;
            // While d is d₀ the first estimate above it is taken over at once.
            prop_assert!(d >= before && (before == rule.d0 || d <= before * growth));
            before = d;
        }
    }
}

/// State and memory in bytes, as documented.
fn costs<R: Rule>(rule: R, a_parameter: usize, a_group: usize) {
    assert_eq!(size_of::<R::State>(), a_parameter, "{rule:?}");
    assert_eq!(size_of::<<R::Tensor as Tensor>::State>(), a_group, "{rule:?}");
    // Nothing else grows with the parameters.
    let (small, large) =
        (size_of::<Optimizer<R, [f32; 10]>>(), size_of::<Optimizer<R, [f32; 30]>>());
    assert_eq!(large - small, 20 * a_parameter, "{rule:?}");
}

#[test]
fn memory_is_what_the_documentation_says() {
    costs(Lars::DEFAULT, 4, 0);
    costs(Lamb::DEFAULT, 8, 0);
    costs(NovoGrad::DEFAULT, 4, 4);
    costs(Muon::<24, 25>::DEFAULT, 4, 0);
    costs(Sm3::<24, 25>::DEFAULT, 0, 4 * (24 + 25));
    costs(Sm3::<24, 25, 1>::DEFAULT, 4, 4 * (24 + 25));
    costs(Adafactor::<24, 25>::DEFAULT, 0, 4 * (24 + 25));
    costs(Adafactor::<24, 25, 1>::DEFAULT, 4, 4 * (24 + 25));
    costs(TorchAdafactor::<24, 25>::DEFAULT, 0, 4 * (24 + 25));
    costs(Prodigy::DEFAULT, 16, 12);
    costs(
        L2 { rule: Decoupled { rule: Lamb::DEFAULT, weight_decay: 0.0 }, weight_decay: 0.0 },
        8,
        0,
    );
    assert_eq!(size_of::<RowsAndColumns<3, 5>>(), 32);
}

/// Zero, huge, subnormal and mixed gradients on parameters of every size: everything stays finite.
fn bears_anything<R: Rule>(rule: R) {
    let largest = SkipNonFinite::DEFAULT.limit();
    let gradients = [0.0, largest, -largest, 1e-45, -1e-40, 1e-20, 1.0];
    let shapes = [(1, 1), (1, 12), (12, 1), (3, 4), (4, 3)];
    for (rows, columns) in shapes {
        for start in [0.0, 1e-45, -1.0, 1e30] {
            for (shift, &constant) in gradients.iter().enumerate() {
                for rate in [0.0, 0.1, 10.0] {
                    let mixed = |k: usize| {
                        (0..12).map(move |i| gradients[(i + k + shift) % gradients.len()]).collect()
                    };
                    let same = |_| vec![constant; 12];
                    finite(rule, (rows, columns), start, rate, &[0, 1, 2, 3].map(mixed));
                    finite(rule, (rows, columns), start, rate, &[0, 1, 2, 3].map(same));
                }
            }
        }
    }
}

fn finite<R: Rule>(
    rule: R,
    (rows, columns): (usize, usize),
    start: f32,
    rate: f32,
    gradients: &[Vec<f32>],
) {
    let rest = 12 - rows * columns;
    // The matrix, and what is left of the buffer as matrices of one column.
    let groups = Groups([Group::matrix(rows, columns), Group::matrix(rest, 1)]);
    let mut optimizer =
        Optimizer::<R, [f32; 12], _, _>::grouped(rule, SkipNonFinite::DEFAULT, groups).unwrap();
    let mut w = [start; 12];
    for gradient in gradients {
        optimizer.step(&mut w, gradient, rate).unwrap();
        let mut all = w.to_vec();
        for state in optimizer.state() {
            let _ = Slots::map(&state, |_, slot| all.push(slot));
        }
        assert!(
            all.iter().all(|x| x.is_finite()),
            "{rule:?} {rows} × {columns}, from {start}, at {rate}, {gradient:?}: {all:?}"
        );
    }
    assert_eq!(optimizer.skipped(), 0);
}

#[test]
fn nothing_makes_a_rule_lose_its_numbers() {
    each_tensor_rule!(bears_anything());
}

#[test]
fn a_tensor_that_is_too_large_is_refused() {
    fn refused<R: Rule>(rule: R, group: Group) -> String {
        let made =
            Optimizer::<R, [f32; 12], _, _>::grouped(rule, SkipNonFinite::DEFAULT, Groups([group]));
        made.unwrap_err().to_string()
    }
    assert_eq!(
        refused(Sm3::<3, 3>::DEFAULT, Group::matrix(3, 4)),
        "columns of the group is 4; allowed: at most COLUMNS of the rule"
    );
    assert_eq!(
        refused(Adafactor::<2, 6>::DEFAULT, Group::matrix(3, 4)),
        "rows of the group is 3; allowed: at most ROWS of the rule"
    );
    assert_eq!(
        refused(TorchAdafactor::<1, 11>::DEFAULT, Group::vector(12)),
        "columns of the group is 12; allowed: at most COLUMNS of the rule"
    );
    assert_eq!(
        refused(Muon::<12, 12>::DEFAULT, Group::vector(12)),
        "columns: None cannot be set: Muon moves matrices; allowed: Some(length of a row)"
    );
}

#[test]
fn a_setting_out_of_its_range_is_named() {
    fn refused<R: Rule>(rule: R) -> String {
        rule.validate().unwrap_err().to_string()
    }
    let share = "allowed: at least 0 and below 1";
    let from_zero = "allowed: finite and at least 0";
    let positive = "allowed: finite and above 0";
    let lars = Lars::DEFAULT;
    assert_eq!(refused(Lars { momentum: 1.0, ..lars }), format!("momentum is 1; {share}"));
    assert_eq!(
        refused(Lars { trust_coefficient: 0.0, ..lars }),
        format!("trust_coefficient is 0; {positive}")
    );
    assert_eq!(refused(Lars { epsilon: f32::NAN, ..lars }), format!("epsilon is NaN; {from_zero}"));
    let lamb = Lamb::DEFAULT;
    assert_eq!(refused(Lamb { beta2: -0.1, ..lamb }), format!("beta2 is -0.1; {share}"));
    assert_eq!(
        refused(Lamb { lower_bound: Some(2.0), upper_bound: Some(1.0), ..lamb }),
        "upper_bound is 1; allowed: finite and at least lower_bound"
    );
    assert!(Lamb { lower_bound: Some(2.0), upper_bound: Some(2.0), ..lamb }.validate().is_ok());
    assert_eq!(
        refused(NovoGrad { epsilon_root: -1.0, ..NovoGrad::DEFAULT }),
        format!("epsilon_root is -1; {from_zero}")
    );
    assert_eq!(
        refused(Sm3::<1, 1> { momentum: 0.5, epsilon: 0.0 }),
        "momentum cannot be set: the type has no slot for it; allowed: 0, or a type with MOMENTUM = 1"
    );
    assert_eq!(
        refused(Sm3::<1, 1, 2> { momentum: 0.5, epsilon: 0.0 }),
        "MOMENTUM is 2; allowed: 0 or 1 slots"
    );
    let adafactor = Adafactor::<1, 1>::DEFAULT;
    assert_eq!(
        refused(Adafactor { decay_exponent: 0.0, ..adafactor }),
        "decay_exponent is 0; allowed: above 0 and at most 1"
    );
    assert!(Adafactor { decay_exponent: 1.0, ..adafactor }.validate().is_ok());
    assert_eq!(
        refused(Adafactor { clipping_threshold: Some(0.0), ..adafactor }),
        format!("clipping_threshold is 0; {positive}")
    );
    let torch = TorchAdafactor::<1, 1>::DEFAULT;
    assert_eq!(
        refused(TorchAdafactor { epsilon1: f32::INFINITY, ..torch }),
        format!("epsilon1 is inf; {from_zero}")
    );
    let muon = Muon::<1, 1>::DEFAULT;
    for iterations in [0, 101] {
        assert_eq!(
            refused(Muon { iterations, ..muon }),
            format!("iterations is {iterations}; allowed: 1 to 100")
        );
    }
    assert_eq!(refused(Muon { epsilon: 0.0, ..muon }), format!("epsilon is 0; {positive}"));
    assert_eq!(
        refused(Muon { coefficients: [1.0, f32::NAN, 0.0], ..muon }),
        "coefficients[1] is NaN or infinite; allowed: finite"
    );
    let prodigy = Prodigy::DEFAULT;
    assert_eq!(
        refused(Prodigy { growth_rate: 0.99, ..prodigy }),
        "growth_rate is 0.99; allowed: at least 1; infinite for no bound"
    );
    assert_eq!(refused(Prodigy { d0: 0.0, ..prodigy }), format!("d0 is 0; {positive}"));
    assert_eq!(refused(Prodigy { beta3: Some(1.0), ..prodigy }), format!("beta3 is 1; {share}"));
}
