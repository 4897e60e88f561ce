//! Where the gradient of a batch goes.

/// The gradient of several samples at once, and what becomes of what was there before.
///
/// A batch that is shown in parts stores its first part and adds the others: nothing is zeroed. The bits are those of a
/// gradient that was zeroed and then added to, one sample after the other.
#[derive(Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum BatchGradient<'g> {
    /// It takes the place of what was there.
    Store(&'g mut [f32]),
    /// It is added to what is there.
    Add(&'g mut [f32]),
}

impl<'g> BatchGradient<'g> {
    /// Whether it takes the place of what was there, and the values.
    pub(super) const fn into_parts(self) -> (bool, &'g mut [f32]) {
        match self {
            Self::Store(values) => (true, values),
            Self::Add(values) => (false, values),
        }
    }

    /// Either of these values.
    pub(super) const fn new(stores: bool, values: &'g mut [f32]) -> Self {
        if stores { Self::Store(values) } else { Self::Add(values) }
    }
}

/// Whether a gradient takes the place of what was there, and its values if it is asked for.
pub(super) fn parts_of(gradient: Option<BatchGradient<'_>>) -> (bool, Option<&mut [f32]>) {
    match gradient.map(BatchGradient::into_parts) {
        Some((stores, values)) => (stores, Some(values)),
        None => (false, None),
    }
}
