//! Words of the board's address space that are no memory of the program's.

#[allow(unsafe_code)]
pub(super) fn read(address: usize) -> u32 {
    // SAFETY: an aligned register or word that a file of this module names, which exists on this board; the program has
    // nothing there.
    unsafe { core::ptr::with_exposed_provenance::<u32>(address).read_volatile() }
}

#[allow(unsafe_code)]
pub(super) fn write(address: usize, value: u32) {
    // SAFETY: as above.
    unsafe { core::ptr::with_exposed_provenance_mut::<u32>(address).write_volatile(value) }
}
