//! Windows as they might have been worn: turned, stronger or weaker, disturbed.

use thalweg::{Error, data::Augmentation};
use thalweg_watch::{CHANNELS, FEATURES, Sample, WINDOW, Windows};

/// Turned by 15° about any axis, deviations from the mean stronger or weaker by a fifth, noise of 0.02 g and 0.06 rad/s.
pub const AS_WORN: Augmentation<2> =
    Augmentation { shift: 0, rotation: 0.262, scaling: 0.2, jitter: [0.02, 0.06], seed: 7 };
/// How many such windows a pre-training has beside each.
pub const COPIES: u32 = 5;

/// The features of a window of samples as it might have been worn, the `number`-th time.
///
/// # Errors
/// None: the settings are in their range.
pub fn worn(samples: &[Sample], number: u32) -> Result<[f32; FEATURES], Error> {
    let mut window: Vec<f32> = samples.iter().flatten().map(|&x| f32::from(x) / 1000.0).collect();
    AS_WORN.apply(number, &mut window)?;
    let mut windows = Windows::new(WINDOW);
    let mut features = None;
    for sample in window.chunks(CHANNELS) {
        let mut turned = [0; CHANNELS];
        turned.iter_mut().zip(sample).for_each(|(to, x)| *to = (x * 1000.0).round() as i16);
        features = windows.push(turned).or(features);
    }
    Ok(features.unwrap_or([0.0; FEATURES]))
}
