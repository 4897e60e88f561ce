//! A log in RAM, for a board that nobody has a probe at.

/// Says that what follows is a log, and not what RAM holds when the power comes.
const MARK: u32 = 0x6C6F_6721;
/// Of a message that has no room: longer than any.
const LEFT_OUT: usize = usize::MAX;

/// The oldest messages that fit into `N` bytes; what has no room is left out whole, and counted.
///
/// Whatever stands in its memory is a log: an empty one, unless one was left there. So it may lie where no
/// start-up code clears it, and outlive a reset; a message that the reset has cut is not in it.
#[derive(Debug)]
#[repr(C)]
pub struct LogRing<const N: usize> {
    mark: u32,
    first: usize,
    /// Bytes of whole messages, from the first.
    whole: usize,
    /// Bytes of the one behind them that is being written.
    partial: usize,
    left_out: u32,
    bytes: [u8; N],
}

impl<const N: usize> LogRing<N> {
    /// Without a message.
    pub const EMPTY: Self =
        Self { mark: MARK, first: 0, whole: 0, partial: 0, left_out: 0, bytes: [0; N] };

    /// A message begins.
    pub fn begin(&mut self) {
        if self.mark != MARK || self.first >= N || self.whole > N {
            (self.mark, self.first, self.whole, self.left_out) = (MARK, 0, 0, 0);
        }
        self.partial = 0;
    }

    /// Its next bytes.
    pub fn write(&mut self, bytes: &[u8]) {
        if bytes.len() > (N - self.whole).saturating_sub(self.partial) {
            self.partial = LEFT_OUT;
            return;
        }
        for &byte in bytes {
            let at = (self.first + self.whole + self.partial) % N;
            if let Some(place) = self.bytes.get_mut(at) {
                *place = byte;
            }
            self.partial += 1;
        }
    }

    /// It is whole.
    pub fn end(&mut self) {
        if self.partial == LEFT_OUT {
            self.left_out = self.left_out.saturating_add(1);
        } else {
            self.whole += self.partial;
        }
        self.partial = 0;
    }

    /// Takes the oldest bytes, at most as many as there is room for; how many they are. No message is being written.
    pub fn take(&mut self, room: &mut [u8]) -> usize {
        self.begin();
        let taken = self.whole.min(room.len());
        for (i, to) in room.iter_mut().take(taken).enumerate() {
            *to = self.bytes.get((self.first + i) % N).copied().unwrap_or_default();
        }
        self.first = (self.first + taken) % N;
        self.whole -= taken;
        taken
    }

    /// How many messages had no room since the last call.
    pub const fn take_left_out(&mut self) -> u32 {
        core::mem::replace(&mut self.left_out, 0)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::LogRing;
    use std::vec::Vec;

    fn say<const N: usize>(ring: &mut LogRing<N>, message: &[u8]) {
        ring.begin();
        message.chunks(2).for_each(|part| ring.write(part));
        ring.end();
    }

    /// All there is, a few bytes at a time.
    fn taken<const N: usize>(ring: &mut LogRing<N>) -> Vec<u8> {
        let (mut all, mut room) = (Vec::new(), [0; 3]);
        while let length @ 1.. = ring.take(&mut room) {
            all.extend(&room[..length]);
        }
        all
    }

    #[test]
    fn messages_are_whole_and_the_oldest_stay() {
        let mut ring = LogRing::<10>::EMPTY;
        for round in 0..20 {
            let [first, long, last] = [&[round; 4][..], &[99; 7], &[round; 5]];
            [first, long, last].into_iter().for_each(|message| say(&mut ring, message));
            assert_eq!(taken(&mut ring), [first, last].concat(), "round {round}");
            assert_eq!((ring.take_left_out(), ring.take_left_out()), (1, 0));
        }
    }

    #[test]
    fn a_message_that_a_reset_has_cut_is_not_in_it() {
        let mut ring = LogRing::<10>::EMPTY;
        say(&mut ring, b"panic");
        ring.begin();
        ring.write(b"pa");
        say(&mut ring, b"anew");
        assert_eq!(taken(&mut ring), b"panicanew");
    }

    #[test]
    fn whatever_stands_in_memory_is_a_log() {
        for word in [0, 1, 9, 10, 11, u32::MAX as usize, usize::MAX] {
            for (first, whole, partial) in [(word, 3, 1), (3, word, 1), (3, 1, word)] {
                for mark in [super::MARK, 7] {
                    let mut ring = LogRing::<10> {
                        mark,
                        first,
                        whole,
                        partial,
                        left_out: 5,
                        bytes: [b'?'; 10],
                    };
                    say(&mut ring, b"new");
                    let all = taken(&mut ring);
                    let left_out = all.iter().all(|&byte| byte == b'?');
                    assert!(all.ends_with(b"new") || left_out, "{all:?}");
                    assert!(mark == super::MARK || all == b"new", "{all:?}");
                    say(&mut ring, b"then");
                    assert_eq!(taken(&mut ring), b"then");
                }
            }
        }
    }
}
