//! Words of the address space that no variable owns.

#[allow(unsafe_code)]
pub(crate) fn read(address: usize) -> u32 {
    // SAFETY: an aligned word that a file of this crate names: a register of the processor, or RAM that the memory map
    // keeps free.
    unsafe { core::ptr::with_exposed_provenance::<u32>(address).read_volatile() }
}

#[allow(unsafe_code)]
pub(crate) fn write(address: usize, value: u32) {
    // SAFETY: as above.
    unsafe { core::ptr::with_exposed_provenance_mut::<u32>(address).write_volatile(value) }
}
