//! UF2: an image in blocks of 512 bytes, each of which says where its 256 bytes go, so that a drive can take them in any order.
//!
//! <https://github.com/microsoft/uf2>

use anyhow::{Context, Result, ensure};
use object::{
    Endianness,
    elf::{FileHeader32, PT_LOAD},
    read::elf::{FileHeader, ProgramHeader},
};
use std::collections::BTreeMap;

const PAYLOAD: usize = 256;
const FAMILY_IS_STATED: u32 = 0x2000;

/// The UF2 file of a linked program, for chips of a family; every byte follows from what is to be in flash.
pub(super) fn of(elf: &[u8], family: u32) -> Result<Vec<u8>> {
    let pages = pages(elf)?;
    ensure!(!pages.is_empty(), "the program has nothing for the flash");
    let count = u32::try_from(pages.len()).context("the program is too large")?;
    let mut file = Vec::with_capacity(pages.len() * 512);
    for ((address, page), number) in pages.iter().zip(0_u32..) {
        let header = [
            0x0A32_4655,
            0x9E5D_5157,
            FAMILY_IS_STATED,
            *address,
            PAYLOAD as u32,
            number,
            count,
            family,
        ];
        file.extend(header.iter().flat_map(|word| word.to_le_bytes()));
        file.extend(page);
        file.resize(file.len() + 476 - PAYLOAD, 0);
        file.extend(0x0AB1_6F30_u32.to_le_bytes());
    }
    Ok(file)
}

/// What is to be in flash, in pages; what no section fills is 0.
fn pages(elf: &[u8]) -> Result<BTreeMap<u32, [u8; PAYLOAD]>> {
    let header = FileHeader32::<Endianness>::parse(elf)?;
    let endian = header.endian()?;
    let mut pages = BTreeMap::new();
    for segment in header.program_headers(endian, elf)? {
        if segment.p_type(endian) != PT_LOAD {
            continue;
        }
        let bytes = segment.data(endian, elf).ok().context("a segment is not in the file")?;
        for (address, byte) in (segment.p_paddr(endian)..).zip(bytes) {
            let within = address as usize % PAYLOAD;
            let page = pages.entry(address - within as u32).or_insert([0; PAYLOAD]);
            page[within] = *byte;
        }
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program of one segment, as the format of ELF files has it.
    fn elf(address: u32, bytes: &[u8]) -> Vec<u8> {
        let mut elf = b"\x7fELF\x01\x01\x01".to_vec();
        elf.resize(16, 0);
        elf.extend([2, 0, 40, 0]); // executable, Arm
        for word in [1, address, 52, 0, 0] {
            elf.extend(u32::to_le_bytes(word));
        }
        for half in [52, 32, 1, 40, 0, 0] {
            elf.extend(u16::to_le_bytes(half));
        }
        let length = bytes.len() as u32;
        for word in [PT_LOAD, 84, 0, address, length, length, 5, 4] {
            elf.extend(u32::to_le_bytes(word));
        }
        elf.extend(bytes);
        elf
    }

    #[test]
    fn every_byte_goes_where_it_belongs() {
        let bytes: Vec<u8> = (0..=255).cycle().take(600).collect();
        let file = of(&elf(0x1000_0010, &bytes), 0xE48B_FF56).unwrap();
        assert_eq!(file.len(), 3 * 512);
        let mut flash = vec![0; 768];
        for (number, block) in file.chunks(512).enumerate() {
            let word = |at: usize| u32::from_le_bytes(block[at..at + 4].try_into().unwrap());
            assert_eq!((word(0), word(4), word(508)), (0x0A32_4655, 0x9E5D_5157, 0x0AB1_6F30));
            assert_eq!((word(8), word(16), word(28)), (FAMILY_IS_STATED, 256, 0xE48B_FF56));
            assert_eq!((word(20) as usize, word(24)), (number, 3));
            let at = (word(12) - 0x1000_0000) as usize;
            flash[at..at + 256].copy_from_slice(&block[32..288]);
        }
        assert_eq!(flash[0x10..0x10 + 600], bytes);
        assert!(flash[..0x10].iter().chain(&flash[0x10 + 600..]).all(|&byte| byte == 0));
    }

    #[test]
    fn what_is_no_program_is_refused() {
        assert!(of(b"no program", 1).is_err());
        let error = of(&elf(0x1000_0000, &[]), 1).unwrap_err().to_string();
        assert_eq!(error, "the program has nothing for the flash");
    }
}
