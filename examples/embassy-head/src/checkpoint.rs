//! Numbers as bytes, one after the other: what a flash driver writes and reads.

/// Writes numbers of 4 bytes.
pub struct Writer<'a> {
    left: &'a mut [u8],
}

impl<'a> Writer<'a> {
    pub fn new(to: &'a mut [u8]) -> Self {
        Self { left: to }
    }

    pub fn put(&mut self, number: u32) -> Option<()> {
        let (place, left) = core::mem::take(&mut self.left).split_first_chunk_mut()?;
        *place = number.to_le_bytes();
        self.left = left;
        Some(())
    }

    pub fn put_all(&mut self, numbers: &[f32]) -> Option<()> {
        numbers.iter().try_for_each(|number| self.put(number.to_bits()))
    }
}

/// Reads what a [`Writer`] wrote.
pub struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(from: &'a [u8]) -> Self {
        Self { left: from }
    }

    pub fn get(&mut self) -> Option<u32> {
        let (number, left) = self.left.split_first_chunk()?;
        self.left = left;
        Some(u32::from_le_bytes(*number))
    }

    pub fn get_all(&mut self, numbers: &mut [f32]) -> Option<()> {
        numbers.iter_mut().try_for_each(|number| {
            *number = f32::from_bits(self.get()?);
            Some(())
        })
    }

    /// So many pairs, read as they are asked for: they need no buffer.
    pub fn pairs(&mut self, count: usize) -> Option<impl Iterator<Item = [f32; 2]> + Clone + 'a> {
        let (pairs, left) = self.left.split_at_checked(count.checked_mul(8)?)?;
        self.left = left;
        let (pairs, _) = pairs.as_chunks::<8>();
        Some(pairs.iter().map(|&[a, b, c, d, e, f, g, h]| {
            [f32::from_le_bytes([a, b, c, d]), f32::from_le_bytes([e, f, g, h])]
        }))
    }
}
