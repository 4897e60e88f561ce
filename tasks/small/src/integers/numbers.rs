//! Floats of the line, by their bits: a comparison would be one of floats, for which a routine would be linked.

use crate::Refusal;
use thalweg::fixed::Q;

/// All of them are numbers.
pub(crate) fn finite(values: &[f32]) -> Result<(), Refusal> {
    let is_finite = |x: &f32| x.to_bits() & 0x7f80_0000 != 0x7f80_0000;
    if values.iter().all(is_finite) { Ok(()) } else { Err(Refusal::NotFinite) }
}

/// A small whole number as a float.
pub(crate) const fn whole(number: usize) -> f32 {
    Q::<u32, 0>::from_bits(number as u32).to_f32()
}

/// The class that a label names.
pub(crate) fn class(label: f32, classes: usize) -> Result<usize, Refusal> {
    let label = without_sign_of_zero(label);
    let class = Q::<u16, 0>::saturating_from_f32(label);
    let number = usize::from(class.to_bits());
    let is_one = class.to_f32().to_bits() == label.to_bits() && number < classes;
    if is_one { Ok(number) } else { Err(Refusal::Number) }
}

/// A whole number of 16 bits.
pub(crate) fn integer(value: f32) -> Result<i16, Refusal> {
    let value = without_sign_of_zero(value);
    let integer = Q::<i16, 0>::saturating_from_f32(value);
    let is_one = integer.to_f32().to_bits() == value.to_bits();
    if is_one { Ok(integer.to_bits()) } else { Err(Refusal::Range) }
}

/// A host that rounds may say −0, whose bits are others than those of 0.
fn without_sign_of_zero(value: f32) -> f32 {
    if value.to_bits() == 1 << 31 { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_by_their_bits() {
        assert_eq!([0, 7, 10].map(|n| class(whole(n), 11)), [Ok(0), Ok(7), Ok(10)]);
        for label in [11.0, 0.5, -1.0, f32::NAN, f32::INFINITY, 1e9] {
            assert_eq!(class(label, 11), Err(Refusal::Number), "{label}");
        }
        for value in [0, 1, -1, 1234, i16::MAX, i16::MIN] {
            assert_eq!(integer(value.into()), Ok(value));
        }
        assert_eq!((class(-0.0, 11), integer(-0.0)), (Ok(0), Ok(0)));
        for value in [0.5, 32_768.0, -32_769.0, f32::NAN, f32::INFINITY, 1e-9] {
            assert_eq!(integer(value), Err(Refusal::Range), "{value}");
        }
        assert_eq!(finite(&[0.0, -f32::MAX, 1e-45]), Ok(()));
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(finite(&[1.0, value]), Err(Refusal::NotFinite));
        }
    }
}
