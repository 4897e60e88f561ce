//! What is wrong with data, found before anything is trained on it: each finding says which sample, and why.

use super::{BoxFault, Fault, NameFault};
use crate::{Error, error, numbered::numbered};
use core::ops::RangeInclusive;

/// Looks through samples of as many features as there are `ranges`, and their classes out of `count`; every fault goes
/// to `report`, sample after sample.
///
/// Duplicates take a comparison of each with each: of a thousand samples half a million.
///
/// ```
/// use thalweg::data::{Fault, audit};
/// let samples = [0.5, 1.0, 0.5, f32::NAN, 0.5, 1.0, 0.5, 9.0];
/// let mut faults = Vec::new();
/// audit(&samples, &[0, 1, 1, 2], 2, &[0.0..=1.0, 0.0..=2.0], |fault| faults.push(fault)).unwrap();
/// assert_eq!(faults, [
///     Fault::NotFinite { sample: 1, feature: 1 },
///     Fault::Duplicate { sample: 2, of: 0, classes_differ: true },
///     Fault::OutOfRange { sample: 3, feature: 1, value: 9.0 },
///     Fault::NoClass { sample: 3, class: 2 },
///     Fault::Constant { feature: 0, value: 0.5 },
/// ]);
/// ```
///
/// # Errors
/// No feature; a range whose start is not at most its end; another number of values or of classes than of samples.
/// Nothing is reported then.
pub fn audit(
    samples: &[f32],
    classes: &[usize],
    count: usize,
    ranges: &[RangeInclusive<f32>],
    mut report: impl FnMut(Fault),
) -> Result<(), Error> {
    if ranges.is_empty() {
        return Err(Error::Count { field: "ranges", value: 0, allowed: "at least 1" });
    }
    ranges.iter().try_for_each(ordered)?;
    let features = ranges.len().max(1);
    error::same_length("samples", classes.len().saturating_mul(features), samples.len())?;
    for ((sample, x), &class) in numbered(samples.chunks_exact(features)).zip(classes) {
        for ((feature, &value), range) in numbered(x).zip(ranges) {
            if !value.is_finite() {
                report(Fault::NotFinite { sample, feature });
            } else if !range.contains(&value) {
                report(Fault::OutOfRange { sample, feature, value });
            }
        }
        let before = samples.chunks_exact(features).zip(classes).take(sample);
        let like = numbered(before).find(|(_, (other, _))| same(other, x));
        if let Some((of, (_, other))) = like {
            report(Fault::Duplicate { sample, of, classes_differ: *other != class });
        }
        if class >= count {
            report(Fault::NoClass { sample, class });
        }
    }
    for feature in 0..features {
        let mut values = samples.iter().skip(feature).step_by(features);
        if let Some(&value) = values.next()
            && samples.len() > features
            && values.all(|other| other.to_bits() == value.to_bits())
        {
            report(Fault::Constant { feature, value });
        }
    }
    (0..count)
        .filter(|class| !classes.contains(class))
        .for_each(|class| report(Fault::Missing { class }));
    Ok(())
}

/// A range that holds a number: NaN is neither start nor end.
fn ordered(range: &RangeInclusive<f32>) -> Result<(), Error> {
    if range.start() <= range.end() {
        return Ok(());
    }
    let value = if range.start().is_nan() { *range.start() } else { *range.end() };
    Err(Error::OutOfRange { field: "ranges", value, allowed: "a start at most the end" })
}

fn same(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// Looks through labels that are words, of which a vocabulary holds the right ones.
///
/// ```
/// use thalweg::data::{NameFault, audit_names};
/// let mut faults = Vec::new();
/// audit_names(["PEN", "pen", "ROW ", "row it"], &["PEN", "ROW"], |fault| faults.push(fault));
/// assert_eq!(faults, [
///     NameFault::Spelling { sample: 1, meant: 0 },
///     NameFault::Spelling { sample: 2, meant: 1 },
///     NameFault::Unknown { sample: 3 },
/// ]);
/// ```
pub fn audit_names<'l>(
    labels: impl IntoIterator<Item = &'l str>,
    vocabulary: &[&str],
    mut report: impl FnMut(NameFault),
) {
    for (sample, label) in numbered(labels) {
        if vocabulary.contains(&label) {
            continue;
        }
        let meant =
            vocabulary.iter().position(|word| word.eq_ignore_ascii_case(label.trim_ascii()));
        report(match meant {
            Some(meant) => NameFault::Spelling { sample, meant },
            None => NameFault::Unknown { sample },
        });
    }
}

/// Where something is in a picture, in pixels from its upper left corner, and what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DetectionBox {
    /// The left edge.
    pub x: f32,
    /// The upper edge.
    pub y: f32,
    /// The width.
    pub w: f32,
    /// The height.
    pub h: f32,
    /// The class.
    pub label: usize,
}

/// Looks through the boxes of a picture of this width and height; those with a side below `least` pixels are too small.
///
/// ```
/// use thalweg::data::{BoxFault, DetectionBox, audit_boxes};
/// let right = DetectionBox { x: 10.0, y: 10.0, w: 50.0, h: 40.0, label: 0 };
/// let boxes = [right, DetectionBox { x: -1.0, ..right }, DetectionBox { x: 300.0, w: 30.0, h: 2.0, ..right }];
/// let mut faults = Vec::new();
/// audit_boxes(&boxes, [320.0, 240.0], 4.0, 2, |fault| faults.push(fault)).unwrap();
/// assert_eq!(faults, [
///     BoxFault::Negative { index: 1, field: "x", value: -1.0 },
///     BoxFault::Outside { index: 2, field: "x + w", value: 330.0, most: 320.0 },
///     BoxFault::Small { index: 2, field: "h", value: 2.0, least: 4.0 },
/// ]);
/// assert_eq!(faults[1].to_string(), "box 2: x + w is 330; allowed: at most 320");
/// ```
///
/// # Errors
/// A width or height that is not finite and above 0, a least size that is not finite and at least 0; nothing is reported
/// then.
pub fn audit_boxes(
    boxes: &[DetectionBox],
    [width, height]: [f32; 2],
    least: f32,
    classes: usize,
    mut report: impl FnMut(BoxFault),
) -> Result<(), Error> {
    error::positive("width", width)?;
    error::positive("height", height)?;
    error::non_negative("least", least)?;
    for (index, found) in numbered(boxes) {
        let DetectionBox { x, y, w, h, label } = *found;
        let sides = [("w", w), ("h", h)];
        let numbers = [("x", x), ("y", y)].into_iter().chain(sides);
        let infinite = numbers.clone().filter(|(_, value)| !value.is_finite());
        infinite.for_each(|(field, _)| report(BoxFault::NotFinite { index, field }));
        for (field, value) in numbers.filter(|(_, value)| value.is_finite() && *value < 0.0) {
            report(BoxFault::Negative { index, field, value });
        }
        let ends = [("x + w", x, w, width), ("y + h", y, h, height)];
        for (field, edge, side, most) in ends {
            let value = edge + side;
            if edge.is_finite() && side.is_finite() && value > most {
                report(BoxFault::Outside { index, field, value, most });
            }
        }
        for (field, value) in sides {
            if value.is_finite() && value < least {
                report(BoxFault::Small { index, field, value, least });
            }
        }
        if let Some((of, _)) = numbered(boxes.iter().take(index)).find(|(_, other)| *other == found)
        {
            report(BoxFault::Duplicate { index, of });
        }
        if label >= classes {
            report(BoxFault::NoClass { index, label });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::{string::ToString, vec::Vec};

    fn faults(samples: &[f32], classes: &[usize], count: usize) -> Vec<Fault> {
        let mut faults = Vec::new();
        audit(samples, classes, count, &[-1.0..=1.0, -1.0..=1.0], |fault| faults.push(fault))
            .unwrap();
        faults
    }

    #[test]
    fn sound_data_has_no_fault_and_each_fault_is_found_alone() {
        let sound = [0.1, 0.2, 0.3, 0.4, -0.5, 1.0];
        assert_eq!(faults(&sound, &[0, 1, 0], 2), []);
        let with = |index: usize, value: f32| {
            let mut samples = sound;
            samples[index] = value;
            samples
        };
        assert_eq!(
            faults(&with(3, f32::INFINITY), &[0, 1, 0], 2),
            [Fault::NotFinite { sample: 1, feature: 1 }]
        );
        let wanted = Fault::OutOfRange { sample: 2, feature: 0, value: 1.5 };
        assert_eq!(faults(&with(4, 1.5), &[0, 1, 0], 2), [wanted]);
        assert_eq!(faults(&sound, &[0, 1, 0], 3), [Fault::Missing { class: 2 }]);
        assert_eq!(faults(&sound, &[0, 5, 1], 2), [Fault::NoClass { sample: 1, class: 5 }]);
        let twice = [0.1, 0.2, 0.3, 0.4, 0.1, 0.2];
        let wanted = Fault::Duplicate { sample: 2, of: 0, classes_differ: false };
        assert_eq!(faults(&twice, &[0, 1, 0], 2), [wanted]);
        let constant = [0.1, 0.5, 0.3, 0.5, -0.5, 0.5];
        assert_eq!(faults(&constant, &[0, 1, 0], 2), [Fault::Constant { feature: 1, value: 0.5 }]);
        // One sample is no constant feature.
        assert_eq!(faults(&[0.5, 0.5], &[0], 1), []);
        let error = audit(&[0.0; 3], &[0, 1], 2, &[0.0..=1.0, 0.0..=1.0], |_| {}).unwrap_err();
        assert_eq!(error.to_string(), "samples has 3 elements; allowed: exactly 4");
    }

    #[test]
    fn boxes_with_numbers_that_are_none() {
        let right = DetectionBox { x: 1.0, y: 1.0, w: 5.0, h: 5.0, label: 1 };
        let boxes = [
            right,
            DetectionBox { h: f32::NAN, ..right },
            right,
            DetectionBox { label: 2, x: 2.0, ..right },
        ];
        let mut faults = Vec::new();
        audit_boxes(&boxes, [10.0; 2], 2.0, 2, |fault| faults.push(fault)).unwrap();
        let wanted = [
            BoxFault::NotFinite { index: 1, field: "h" },
            BoxFault::Duplicate { index: 2, of: 0 },
            BoxFault::NoClass { index: 3, label: 2 },
        ];
        assert_eq!(faults, wanted);
        faults.clear();
        let wrong = [DetectionBox { x: -2.0, y: f32::INFINITY, w: 20.0, h: -1.0, label: 0 }];
        audit_boxes(&wrong, [10.0; 2], 2.0, 1, |fault| faults.push(fault)).unwrap();
        let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let wanted = [
            "box 0: y is NaN or infinite; allowed: finite",
            "box 0: x is -2; allowed: at least 0",
            "box 0: h is -1; allowed: at least 0",
            "box 0: x + w is 18; allowed: at most 10",
            "box 0: h is -1; allowed: at least 2",
        ];
        assert_eq!(lines, wanted);
        // Two finite numbers whose sum is none reach beyond every picture.
        faults.clear();
        let far = [DetectionBox { x: f32::MAX, y: 0.0, w: f32::MAX, h: 2.0, label: 0 }];
        audit_boxes(&far, [10.0; 2], 2.0, 1, |fault| faults.push(fault)).unwrap();
        let most = 10.0;
        let wanted = BoxFault::Outside { index: 0, field: "x + w", value: f32::INFINITY, most };
        assert_eq!(faults, [wanted]);
    }

    #[test]
    fn settings_that_nothing_can_be_held_against_are_refused() {
        let outside = DetectionBox { x: 1.0, y: 1.0, w: 50.0, h: 0.0, label: 0 };
        for (size, least, wanted) in [
            ([f32::NAN, 9.0], 2.0, "width is NaN; allowed: finite and above 0"),
            ([9.0, f32::NAN], 2.0, "height is NaN; allowed: finite and above 0"),
            ([9.0, 0.0], 2.0, "height is 0; allowed: finite and above 0"),
            ([9.0, 9.0], f32::NAN, "least is NaN; allowed: finite and at least 0"),
        ] {
            let error = audit_boxes(&[outside], size, least, 1, |fault| panic!("{fault:?}"));
            assert_eq!(error.unwrap_err().to_string(), wanted);
        }
        for (range, value) in [(f32::NAN..=1.0, "NaN"), (0.0..=f32::NAN, "NaN"), (2.0..=1.0, "1")] {
            let error = audit(&[0.5], &[0], 1, &[range], |fault| panic!("{fault:?}"));
            let wanted = std::format!("ranges is {value}; allowed: a start at most the end");
            assert_eq!(error.unwrap_err().to_string(), wanted);
        }
    }
}
