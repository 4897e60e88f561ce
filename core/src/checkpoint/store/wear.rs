//! adaptations a day = erases of a page · slots / (saves of an adaptation · days)

use crate::{
    Error,
    error::{at_least_one, check},
};

/// How often a device may adapt before its flash wears out, as every save erases each page of one slot once.
///
/// | flash | erases a page (data sheets) |
/// |---|---|
/// | nRF52832, nRF52840, most STM32 | 10,000 |
/// | NOR flash on SPI beside an RP2040 | 100,000 |
///
/// ```
/// use thalweg::checkpoint::store::Wear;
/// // 140 steps, saved every 20 of them, and once when the labels arrive: 8 saves.
/// let two = Wear { erases_per_page: 10_000, slots: 2, saves_per_adaptation: 8 };
/// assert_eq!(format!("{:.1}", two.adaptations_per_day()?), "1.4");
/// let ring = Wear { slots: 16, ..two };
/// assert_eq!(format!("{:.1}", ring.adaptations_per_day()?), "11.0");
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Wear {
    /// How often a page may be erased, as the data sheet of the flash promises; at least 1.
    pub erases_per_page: u32,
    /// Among how many slots the store goes around; at least 2.
    pub slots: u32,
    /// How often a checkpoint is saved in one adaptation; at least 1.
    pub saves_per_adaptation: u32,
}

/// Of five years.
const DAYS: f32 = 1826.25;

impl Wear {
    /// How many adaptations a day the flash bears for five years, every day.
    ///
    /// # Errors
    /// [`Error::Count`] for a field below what it allows.
    pub const fn adaptations_per_day(self) -> Result<f32, Error> {
        check!(at_least_one("erases_per_page", self.erases_per_page));
        check!(at_least_one("saves_per_adaptation", self.saves_per_adaptation));
        if self.slots < 2 {
            return Err(Error::Count { field: "slots", value: self.slots, allowed: "at least 2" });
        }
        let saves = self.erases_per_page as f32 * self.slots as f32;
        Ok(saves / (self.saves_per_adaptation as f32 * DAYS))
    }
}
