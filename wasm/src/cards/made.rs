//! The cards, made from the catalogue.

use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use thalweg::{
    Error,
    recipe::{AnyRule, RuleSet},
    schedule::{
        Amplitude, Boundary, Clamp, Constant, ConstantFactor, Cosine, CosineWithHardRestarts,
        Curve, CycleShape, Cyclic, CyclicalDecay, Epochs, Exponential, Family, Hold, Horizon,
        InverseSqrt, InverseTime, Linear, Max, Min, MultiStep, Noam, Node, Offset, OneCycle,
        OneCycleOptions, Operand, PastEnd, PeakDecay, PerEpoch, PiecewiseConstant, PiecewiseCurve,
        Plateau, Polynomial, Product, Ramp, RangeTest, Repeat, Scale, ScheduleSet, Shift,
        StepDecay, Sum, Then, WarmRestarts, Warmup, WarmupStableDecay,
    },
};
use thalweg_catalogue::{rules, tensor_rules};

/// One card: a name and a value to start from.
#[derive(Serialize)]
pub(super) struct Card {
    pub(super) name: String,
    /// On how many schedules it stands.
    operands: usize,
    /// The ways to its whole numbers, elements of lists written as `#`.
    whole: Vec<String>,
    /// Its JSON as text, in which the fields keep their order.
    pub(super) value: String,
}

impl Card {
    fn new(name: &str, operands: usize, value: &impl Serialize) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(value)?;
        let value = serde_json::from_str(&text)?;
        let mut whole = Vec::new();
        wholes(&value, "", &mut whole);
        // A node is named by its family, or by itself.
        let name = if name.is_empty() { name_of(&value) } else { name.to_owned() };
        Ok(Self { name, operands, whole, value: text })
    }
}

/// The ways to the whole numbers of a value.
fn wholes(value: &Value, path: &str, to: &mut Vec<String>) {
    match value {
        Value::Number(number) if !number.is_f64() => to.push(path.to_owned()),
        Value::Array(items) => {
            // A pair is two fields, a list many of the same.
            for (index, item) in items.iter().enumerate() {
                let part = if item.is_array() { "#".to_owned() } else { index.to_string() };
                wholes(item, &format!("{path}.{part}"), to);
            }
            to.dedup();
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                wholes(field, &format!("{path}.{name}"), to);
            }
        }
        _ => {}
    }
}

/// A value as JSON: by way of its text, as that is written anyway.
fn to_value(value: impl Serialize) -> Result<Value, serde_json::Error> {
    serde_json::from_str(&serde_json::to_string(&value)?)
}

/// The cards of rules, each once.
#[derive(Default)]
struct RuleCards {
    cards: Vec<Card>,
    seen: BTreeSet<&'static str>,
}

impl RuleCards {
    #[inline(never)] // called for each rule
    fn add(&mut self, rule: AnyRule) -> Result<(), serde_json::Error> {
        if self.seen.insert(rule.name()) {
            self.cards.push(Card::new(rule.name(), 0, &rule)?);
        }
        Ok(())
    }
}

/// Every rule of the catalogue, once, as it stands in the JSON of a recipe.
pub(super) fn rule_cards() -> Result<Vec<Card>, serde_json::Error> {
    let mut cards = RuleCards::default();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(cards.add(AnyRule::from($value))?;)*
        };
    }
    rules!(each);
    tensor_rules!(each);
    Ok(cards.cards)
}

/// Every family, as a node, for a training of some two hundred steps.
fn families() -> Result<Vec<Node>, Error> {
    let points = [(0, 0.0), (20, 0.1), (120, 0.04), (200, 0.0)];
    let changes = [(60, 0.05), (120, 0.02)];
    Ok([
        Family::from(Constant::new(0.1)?),
        ConstantFactor::new(0.1, 0.25, 20)?.into(),
        StepDecay::new(0.1, 0.5, 45, 1e-4)?.into(),
        MultiStep::from_slice(0.1, 0.3, &[60, 120, 160])?.into(),
        Exponential::new(0.1, 0.5, 50)?.into(),
        Linear::new(0.1, 0.0, 200)?.into(),
        Polynomial::new(0.1, 0.0, 2.0, 200)?.into(),
        InverseTime::new(0.1, 1.0, 40)?.into(),
        InverseSqrt::new(0.1, 20)?.into(),
        Noam::new(1.0, 512, 40)?.into(),
        Cosine::new(0.1, 0.0, 180)?.into(),
        WarmupStableDecay::new(0.1, 0.0, 20, 120, 60)?.into(),
        CyclicalDecay::new(0.01, 0.1, CycleShape::Cosine, 40)?
            .length_decay(1.2)?
            .magnitude_decay(0.8)?
            .into(),
        WarmRestarts::new(0.1, 0.0, 40)?.t_mult(1.5)?.into(),
        OneCycle::new(0.1, 200, &OneCycleOptions::DEFAULT)?.into(),
        PiecewiseConstant::from_slice(0.1, &changes)?.into(),
        PiecewiseCurve::from_slice(Curve::Linear, &points)?.into(),
        RangeTest::exponential(1e-4, 1.0, 200)?.into(),
        CosineWithHardRestarts::new(0.1, 0.0, 200, 3)?.into(),
    ]
    .map(Node::Family)
    .to_vec())
}

/// Every combinator, as a node.
fn combinators() -> Result<Vec<Node>, Error> {
    Ok(vec![
        Warmup::linear(20, 0.0, Operand)?.into(),
        Repeat::times(50, 4, Operand)?.into(),
        Scale::new(0.5, Operand)?.into(),
        Clamp::new(0.01, 0.08, Operand)?.into(),
        Offset::new(Shift::Later(20), Operand).into(),
        Hold::after(150, Operand).into(),
        PerEpoch::new(Epochs::new(7)?, Operand).into(),
        Cyclic::new(0.01, 0.1, 20, 20)?.around_nothing(),
        Then::new(Operand, 100, Operand).into(),
        Max::new(Operand, Operand).into(),
        Min::new(Operand, Operand).into(),
        Product::new(Operand, Operand).into(),
        Sum::new(Operand, Operand).into(),
    ])
}

/// What a cycle is as a node: without an amplitude it stands on nothing.
trait Around {
    fn around_nothing(self) -> Node;
}

impl Around for Cyclic {
    fn around_nothing(self) -> Node {
        Node::Cyclic(self.amplitude(Amplitude::<Operand>::Full))
    }
}

/// The name of a node: of its family, or its own.
fn name_of(value: &Value) -> String {
    let key = |value: &Value| value.as_object().and_then(|object| object.keys().next().cloned());
    match key(value) {
        Some(family) if family == "Family" => key(&value["Family"]).unwrap_or_default(),
        name => name.unwrap_or_default(),
    }
}

fn part(node: &Node) -> Result<Card, serde_json::Error> {
    Card::new("", node.operands(), node)
}

/// What a field can be where it is neither a number nor a switch, by the field's name.
fn choices() -> Result<Value, serde_json::Error> {
    let curves = [
        Curve::Linear,
        Curve::Cosine,
        Curve::Polynomial(2.0),
        Curve::OneMinusPower(0.5),
        Curve::Exponential(0.1),
    ];
    Ok(json!({
        "past_end": to_value([PastEnd::Hold, PastEnd::RiseAgain])?,
        "boundary": to_value([Boundary::At, Boundary::After, Boundary::Before])?,
        "curve": to_value(curves)?,
        "decay": to_value(curves)?,
        "horizon": to_value([Horizon::InFront, Horizon::Inside])?,
        "ramp": to_value([Ramp::Linear, Ramp::Constant, Ramp::Exponential])?,
        "shift": to_value([Shift::Later(20), Shift::Earlier(20)])?,
        "shape": to_value([CycleShape::Cosine, CycleShape::Triangular { inc_fraction: 0.5 }])?,
        "amplitude": to_value([Amplitude::<Operand>::Full, Amplitude::Halving])?,
        "peak_decay": to_value([PeakDecay::None, PeakDecay::Span(0.8), PeakDecay::Peak(0.8)])?,
        "plateau": to_value([Plateau::Constant])?,
    }))
}

pub(super) fn all() -> Result<Value, Box<dyn std::error::Error>> {
    let parts = |nodes: Vec<Node>| nodes.iter().map(part).collect::<Result<Vec<_>, _>>();
    Ok(json!({
        "rules": to_value(rule_cards()?)?,
        "families": to_value(parts(families()?)?)?,
        "combinators": to_value(parts(combinators()?)?)?,
        "choices": choices()?,
    }))
}
