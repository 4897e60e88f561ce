//! A number as a file writes it. The standard library reads any `f64` to the last bit and has tables for it, of which a
//! page would download more than of all the rest that reads a file.

/// What programs write where a sensor gave no number; none of it is in any range.
const NO_NUMBER: [&str; 3] = ["nan", "inf", "infinity"];
/// No sensor measures in larger powers of ten, and larger ones have no `f64`.
const LARGEST_POWER: u32 = 308;

/// The number of a text: the nearest `f64` where it has up to 15 digits and its powers of ten up to 22, as a product of two
/// numbers that are exact is rounded once; nearly that for others. NaN for infinities too, `None` for what is no number.
#[must_use]
pub fn decimal(text: &str) -> Option<f64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if NO_NUMBER.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Some(f64::NAN);
    }
    let (digits, power) = match text.split_once(['e', 'E']) {
        Some((digits, power)) => (digits, power.parse().ok()?),
        None => (text, 0),
    };
    let (digits, power) = whole(digits, power)?;
    let scale = (0..power.unsigned_abs().min(LARGEST_POWER)).fold(1.0, |scale, _| scale * 10.0);
    Some(sign * if power < 0 { digits as f64 / scale } else { digits as f64 * scale })
}

/// Digits with or without a point as a whole number, and its power of ten. Digits that have no room do not count.
fn whole(text: &str, mut power: i32) -> Option<(u64, i32)> {
    let (front, behind) = text.split_once('.').unwrap_or((text, ""));
    if front.is_empty() && behind.is_empty() {
        return None;
    }
    let mut digits = 0_u64;
    for (part, point) in [(front, 0), (behind, 1)] {
        for character in part.chars() {
            let digit = u64::from(character.to_digit(10)?);
            let more = digits.checked_mul(10).and_then(|tens| tens.checked_add(digit));
            power = power.saturating_add(i32::from(more.is_none()) - point);
            digits = more.unwrap_or(digits);
        }
    }
    Some((digits, power))
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use std::format;

    #[test]
    fn thousandths_are_those_of_the_standard_library() {
        for thousandths in -40_000..=40_000 {
            let number = f64::from(thousandths) / 1000.0;
            for text in [format!("{number}"), format!("{number:.3}"), format!("{number:e}")] {
                let (read, expected) = (decimal(&text).unwrap(), text.parse::<f64>().unwrap());
                assert_eq!(read.to_bits(), expected.to_bits(), "{text}");
            }
        }
    }

    #[test]
    fn other_forms_are_those_of_the_standard_library() {
        for text in [
            "+.5",
            "5.",
            "1E+1",
            "25e-22",
            "12345678.9012345",
            "0e400",
            "",
            ".",
            "-",
            "+-1",
            "e1",
            "1e",
            "1e.5",
            "0x1",
            "1_0",
            "1.2.3",
            "١",
        ] {
            assert_eq!(decimal(text), text.parse().ok(), "{text:?}");
        }
        for text in ["NaN", "-inf", "Infinity"] {
            assert!(decimal(text).unwrap().is_nan(), "{text:?}");
        }
    }

    #[test]
    fn more_digits_than_have_room_change_the_last_alone() {
        let long = "7".repeat(400);
        for text in ["0.05799999833106995", &format!("0.{long}"), &format!("{long}e-399")] {
            let expected: f64 = text.parse().unwrap();
            assert!((decimal(text).unwrap() / expected - 1.0).abs() < 1e-14, "{text}");
        }
        assert!(decimal(&long).unwrap() > 1e300);
    }
}
