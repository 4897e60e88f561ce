//! Frames of all kinds, in any order: the device answers to the end.

use crate::{end::Memory, line::said_beside, sensor::sense};
use anyhow::{Result, ensure};
use crc::{CRC_32_ISCSI, Crc};
use oorandom::Rand32;
use thalweg_app::{Reading, SLOT, Source};
use thalweg_watch::{
    Plan, recordings,
    wire::{Command, FRAME, Packet, Purpose, VERSION},
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

/// Whole frames, damaged ones, frames of nonsense with the right checksum, and bytes: it answers to the end.
#[test]
fn fuzzed_frames_stop_nothing() -> Result<()> {
    fuzzed(1, 10_000)
}

#[test]
#[ignore = "minutes: run by cargo xtask test --all"]
fn a_million_fuzzed_frames_stop_nothing() -> Result<()> {
    (1..=100).try_for_each(|seed| fuzzed(seed, 10_000))
}

fn fuzzed(seed: u64, count: u32) -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..1];
    let commands = [recordings::tuning(person, &Plan::DEFAULT), extremes()].concat();
    let mut random = Rand32::new(seed);
    let mut bytes = Vec::new();
    let (mut valid, mut session, mut next) = (0, 0_u16, 0);
    for _ in 0..count {
        // A frame that is spoilt ends what a conversation can say: soon there is another.
        if random.rand_range(0..16) == 0 {
            (session, next) = (session.wrapping_add(1), 0);
        }
        let command = match next {
            0 => Command::Hello { version: VERSION },
            _ => commands[random.rand_range(0..commands.len() as u32) as usize].clone(),
        };
        let other = random.rand_range(0..32) == 0;
        let number = if other { random.rand_u32() as u16 } else { next };
        next += 1;
        let packet = Packet { session, number, command };
        let mut room = [0; FRAME];
        let frame = packet.encode(&mut room).expect("it fits").to_vec();
        match random.rand_range(0..32) {
            0 => {
                let mut frame = frame;
                let at = random.rand_range(0..frame.len() as u32) as usize;
                frame[at] ^= 1 << random.rand_range(0..8);
                bytes.extend(frame);
            }
            1 => bytes.extend(with_its_checksum(&frame, &mut random)),
            2 => bytes.extend((0..random.rand_range(0..300)).map(|_| random.rand_u32() as u8)),
            _ => {
                valid += 1;
                bytes.extend(frame);
            }
        }
    }
    bytes.push(0);
    let hello = Packet { session: 0x8000, number: 0, command: Command::Hello { version: VERSION } };
    bytes.extend(hello.encode(&mut [0; FRAME]).expect("it fits").iter()); // is it still there?
    let mut flash = vec![0; 2 * SLOT as usize];
    let line = Memory { said: bytes.into(), ..Memory::default() };
    let (answers, counters) = said_beside(Noisy(Rand32::new(seed)), &mut flash, line)?;
    let last = answers.last().map(|last| (last.session, last.next));
    ensure!(last == Some((0x8000, 1)), "its last word was {last:?}");
    let obeyed = answers.windows(2).filter(|pair| pair[0].next != pair[1].next).count();
    ensure!(obeyed > count as usize / 5, "{obeyed} of {count} commands were carried out");
    ensure!(counters.damaged > count / 50, "{counters:?}");
    println!("{count} frames, {valid} whole, {obeyed} carried out or refused: {counters:?}");
    Ok(())
}

/// A sensor that says anything.
struct Noisy(Rand32);

impl Source for Noisy {
    async fn start(&mut self) -> bool {
        self.0.rand_range(0..4) > 0
    }

    async fn next(&mut self) -> Option<Reading> {
        match self.0.rand_range(0..64) {
            0 => Some(Reading::Gone),
            1..4 => Some(Reading::Lost(self.0.rand_u32())),
            4..60 => Some(Reading::Sample([(); 6].map(|()| self.0.rand_u32() as i16))),
            _ => None,
        }
    }
}

/// What a frame carries, changed, with the checksum that it then has.
fn with_its_checksum(frame: &[u8], random: &mut Rand32) -> Vec<u8> {
    let mut message = frame[..frame.len() - 1].to_vec();
    let length = cobs::decode_in_place(&mut message).expect("it was encoded");
    message.truncate(length - 4);
    for _ in 0..random.rand_range(1..4) {
        let at = random.rand_range(0..message.len() as u32) as usize;
        message[at] = random.rand_u32() as u8;
    }
    let checksum = Crc::<u32>::new(&CRC_32_ISCSI).checksum(&message);
    message.extend(checksum.to_le_bytes());
    let mut frame = vec![0; cobs::max_encoding_length(message.len())];
    let length = cobs::encode(&message, &mut frame);
    frame.truncate(length);
    frame.push(0);
    frame
}

fn extremes() -> Vec<Command> {
    vec![
        Command::Recipe { offset: 0, bytes: [0; 128].into_iter().collect() },
        Command::Recipe { offset: 128, bytes: [255; 64].into_iter().collect() },
        Command::Follow,
        Command::Samples([[i16::MIN; 6], [i16::MAX; 6]].into_iter().collect()),
        Command::Adapt,
        Command::Report { offset: u16::MAX },
        Command::Parameters { offset: u16::MAX, values: [f32::NAN; 4].into_iter().collect() },
        Command::Parameters { offset: 0, values: [f32::MAX; 32].into_iter().collect() },
        Command::Adopt { hash: 0 },
        Command::ForgetLast,
        Command::ForgetAll,
        Command::Factory,
        Command::Audit,
        sense(Purpose::Tune, u16::MAX),
        sense(Purpose::Test, 300),
        sense(Purpose::Test, 0),
    ]
}
