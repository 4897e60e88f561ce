//! Where the log goes: to a probe, where the board has one; else into RAM, from where the application takes it to the host.

#[cfg(feature = "probe")]
pub(crate) use probe::take;
#[cfg(feature = "serial-log")]
pub(crate) use serial::take;

#[cfg(feature = "probe")]
mod probe {
    use defmt_rtt as _;

    /// The probe has it.
    pub(crate) const fn take(_: &mut [u8]) -> usize {
        0
    }
}

#[cfg(feature = "serial-log")]
mod serial;
