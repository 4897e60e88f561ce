//! A formula of two variables with its gradient: dual numbers over a stack.

use super::surface::Place;
use thalweg::math::{cos, exp, ln, powf, sqrt};

/// A formula, in the order of a pocket calculator.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    codes: Vec<Code>,
}

#[derive(Clone, Copy, Debug)]
enum Code {
    X,
    Y,
    Number(f32),
    Unary(Unary),
    Binary(Binary),
}

#[derive(Clone, Copy, Debug)]
enum Unary {
    Minus,
    Sin,
    Cos,
    Exp,
    Ln,
    Sqrt,
    Abs,
    Square,
}

#[derive(Clone, Copy, Debug)]
enum Binary {
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

/// A value and how it changes along x and y.
type Dual = (f32, Place);

impl Formula {
    /// Pairs `[what, number]`: 0 a number, 1 x, 2 y, 10 and on − sin cos exp ln sqrt abs square,
    /// 20 and on + − × / ^.
    pub(crate) fn new(pairs: &[f32]) -> Result<Self, String> {
        let code = |pair: &[f32]| {
            Some(match pair {
                [0.0, number] => Code::Number(*number),
                [1.0, _] => Code::X,
                [2.0, _] => Code::Y,
                [10.0, _] => Code::Unary(Unary::Minus),
                [11.0, _] => Code::Unary(Unary::Sin),
                [12.0, _] => Code::Unary(Unary::Cos),
                [13.0, _] => Code::Unary(Unary::Exp),
                [14.0, _] => Code::Unary(Unary::Ln),
                [15.0, _] => Code::Unary(Unary::Sqrt),
                [16.0, _] => Code::Unary(Unary::Abs),
                [17.0, _] => Code::Unary(Unary::Square),
                [20.0, _] => Code::Binary(Binary::Plus),
                [21.0, _] => Code::Binary(Binary::Minus),
                [22.0, _] => Code::Binary(Binary::Times),
                [23.0, _] => Code::Binary(Binary::Over),
                [24.0, _] => Code::Binary(Binary::Power),
                _ => return None,
            })
        };
        let codes: Option<Vec<_>> = pairs.chunks(2).map(code).collect();
        let codes = codes.ok_or("a code of the formula is unknown")?;
        let depth = codes.iter().try_fold(0_i32, |depth, code| match code {
            Code::X | Code::Y | Code::Number(_) => Some(depth + 1),
            Code::Unary(_) => (depth >= 1).then_some(depth),
            Code::Binary(_) => (depth >= 2).then_some(depth - 1),
        });
        if depth == Some(1) {
            Ok(Self { codes })
        } else {
            Err("the formula is incomplete".to_owned())
        }
    }

    /// Its value and its gradient.
    pub(super) fn at(&self, [x, y]: Place) -> Dual {
        let mut stack: Vec<Dual> = Vec::with_capacity(8);
        for code in &self.codes {
            let value = match code {
                Code::X => (x, [1.0, 0.0]),
                Code::Y => (y, [0.0, 1.0]),
                Code::Number(number) => (*number, [0.0; 2]),
                Code::Unary(unary) => unary.of(stack.pop().unwrap_or_default()),
                Code::Binary(binary) => {
                    let right = stack.pop().unwrap_or_default();
                    binary.of(stack.pop().unwrap_or_default(), right)
                }
            };
            stack.push(value);
        }
        stack.pop().unwrap_or_default()
    }
}

impl Unary {
    fn of(self, (a, da): Dual) -> Dual {
        const QUARTER: f32 = std::f32::consts::FRAC_PI_2;
        let (value, slope) = match self {
            Self::Minus => (-a, -1.0),
            Self::Sin => (cos(a - QUARTER), cos(a)),
            Self::Cos => (cos(a), -cos(a - QUARTER)),
            Self::Exp => (exp(a), exp(a)),
            Self::Ln => (ln(a), 1.0 / a),
            Self::Sqrt => (sqrt(a), 0.5 / sqrt(a)),
            Self::Abs => (a.abs(), a.signum()),
            Self::Square => (a * a, 2.0 * a),
        };
        (value, da.map(|d| slope * d))
    }
}

impl Binary {
    fn of(self, (a, da): Dual, (b, db): Dual) -> Dual {
        let (value, along_a, along_b) = match self {
            Self::Plus => (a + b, 1.0, 1.0),
            Self::Minus => (a - b, 1.0, -1.0),
            Self::Times => (a * b, b, a),
            Self::Over => (a / b, 1.0 / b, -a / (b * b)),
            Self::Power => power(a, b, db == [0.0; 2]),
        };
        (value, [along_a * da[0] + along_b * db[0], along_a * da[1] + along_b * db[1]])
    }
}

/// aᵇ and its slopes; a whole power of a negative number is one too.
fn power(a: f32, b: f32, constant: bool) -> Dual2 {
    if constant && b == b.round() && b.abs() < 64.0 {
        let whole = |n: i32| a.powi(n);
        return (whole(b as i32), b * whole(b as i32 - 1), 0.0);
    }
    let value = powf(a, b);
    (value, b * value / a, value * ln(a))
}

type Dual2 = (f32, f32, f32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_knows_its_gradient() {
        // x² y + sin(x)
        let codes =
            [1.0, 0.0, 0.0, 2.0, 24.0, 0.0, 2.0, 0.0, 22.0, 0.0, 1.0, 0.0, 11.0, 0.0, 20.0, 0.0];
        let (value, [dx, dy]) = Formula::new(&codes).unwrap().at([-1.5, 2.0]);
        assert!((value - (4.5 + (-1.5_f32).sin())).abs() < 1e-5);
        assert!((dx - (-6.0 + (-1.5_f32).cos())).abs() < 1e-5);
        assert!((dy - 2.25).abs() < 1e-5);
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        assert!(Formula::new(&[1.0, 0.0, 20.0, 0.0]).is_err());
        assert!(Formula::new(&[99.0, 0.0]).is_err());
        assert!(Formula::new(&[]).is_err());
    }
}
