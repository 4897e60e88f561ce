//! The application on the host, over a line in memory: whatever arrives, it goes on.

mod end;

use anyhow::{Result, ensure};
use crc::{CRC_32_ISCSI, Crc};
use embassy_futures::block_on;
use end::{Host, Memory, Still};
use oorandom::Rand32;
use thalweg::checkpoint::{self, store::Store};
use thalweg_app::{App, RamFlash, SLOT, Slot};
use thalweg_watch::{
    Audit, Model, PARAMETERS, PRETRAINED, Plan, Session, Settings, recordings,
    wire::{
        Answer, Command, Counters, Decoder, FRAME, Packet, Refusal, Reply, Status, Stranger,
        VERSION,
    },
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

/// Says bytes to a device until the line ends; what it answered, and what it counted.
fn said(bytes: Vec<u8>) -> Result<(Vec<Answer>, Counters)> {
    said_to(&mut vec![0; 2 * SLOT as usize], bytes)
}

/// The same to one with this flash.
fn said_to(flash: &mut [u8], bytes: Vec<u8>) -> Result<(Vec<Answer>, Counters)> {
    let mut memory = Memory { said: bytes.into(), heard: Vec::new() };
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let slots: [Slot; 2] = Slot::ring(0, SLOT);
    let flash = (RamFlash(flash), slots.as_slice());
    let counters = block_on(App::new(&mut memory, Still, flash, &Host, &mut session)?.run());
    let mut decoder = Decoder::new();
    let heard = memory.heard.iter().filter_map(|&byte| decoder.push(byte));
    Ok((heard.map(|answer| answer.expect("it says whole frames")).collect(), counters))
}

/// What a device says first, and last.
fn first_and_last(answers: &[Answer]) -> [&Status; 2] {
    let status = |answer: &Answer| matches!(answer.reply, Reply::Status(_));
    let first = answers.iter().find(|answer| status(answer)).expect("it says how things stand");
    let last = answers.iter().rfind(|answer| status(answer)).expect("it says how things stand");
    [first, last].map(|answer| match &answer.reply {
        Reply::Status(status) => status,
        other => panic!("{other:?}"),
    })
}

#[test]
fn what_is_saved_is_found_and_what_is_forgotten_is_gone() -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..2];
    let mut flash = vec![0; 2 * SLOT as usize];
    let labels = recordings::tuning(person, &Plan::DEFAULT);
    let (answers, _) = said_to(&mut flash, frames(&[labels, vec![Command::Finish]].concat()))?;
    assert_eq!(first_and_last(&answers)[0].resumed, None);
    assert_eq!(first_and_last(&answers)[1].windows, 4);
    let (answers, _) = said_to(&mut flash, frames(&[Command::ForgetLast, Command::Finish]))?;
    let [first, last] = first_and_last(&answers);
    assert_eq!((first.resumed, first.windows, last.windows), (Some(0), 4, 2));
    let (answers, _) = said_to(&mut flash, frames(&[Command::Factory]))?;
    assert_eq!(first_and_last(&answers)[0].windows, 2, "what was forgotten stays so");
    let (answers, _) = said_to(&mut flash, frames(&[]))?;
    assert_eq!(
        (first_and_last(&answers)[0].resumed, first_and_last(&answers)[0].windows),
        (None, 0)
    );
    Ok(())
}

#[test]
fn all_is_forgotten_and_the_windows_are_told_of() -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..2];
    let labels = recordings::tuning(person, &Plan::DEFAULT);
    let rest = vec![Command::Audit, Command::ForgetAll, Command::Audit, Command::Finish];
    let (answers, _) = said(frames(&[labels, rest].concat()))?;
    let audits: Vec<_> = answers
        .iter()
        .filter_map(|answer| match &answer.reply {
            Reply::Audit(audit) => Some(audit),
            _ => None,
        })
        .collect();
    let windows = |audit: &Audit| audit.windows.iter().sum::<u8>();
    assert_eq!(audits.iter().map(|audit| windows(audit)).collect::<Vec<_>>(), [4, 0]);
    assert_eq!(*audits[1], Audit::default());
    assert_eq!(first_and_last(&answers)[1].windows, 0);
    Ok(())
}

#[test]
fn a_checkpoint_of_another_model_is_kept_until_it_is_forgotten() -> Result<()> {
    let mut flash = vec![0; 2 * SLOT as usize];
    let slots: [Slot; 2] = Slot::ring(0, SLOT);
    let other = Model { parameters: [0.5; PARAMETERS], ..PRETRAINED.clone() };
    let session = Session::new(&other, Settings::DEFAULT)?;
    let mut store = Store::open(RamFlash(&mut flash), &slots)?;
    let mut writer = store.save(checkpoint::length(&session))?;
    checkpoint::save(&session, session.watch.identity(), &mut writer).expect("saved");
    writer.finish()?;
    let before = flash.clone();
    let person = &dataset::load(NEW_PERSON)?[..1];
    let labels = recordings::tuning(person, &Plan::DEFAULT);
    let labels = [labels, vec![Command::Finish]].concat();
    let (answers, _) = said_to(&mut flash, frames(&labels))?;
    let [first, last] = first_and_last(&answers);
    assert_eq!((first.stranger, first.resumed), (Some(Stranger::Model), None));
    assert_eq!((last.windows, flash == before), (2, true), "it works, and touches nothing");
    let (answers, _) = said_to(&mut flash, frames(&[vec![Command::Factory], labels].concat()))?;
    assert_eq!(first_and_last(&answers)[1].stranger, None);
    let (answers, _) = said_to(&mut flash, frames(&[]))?;
    assert_eq!(first_and_last(&answers)[0].windows, 2);
    Ok(())
}

fn frames(commands: &[Command]) -> Vec<u8> {
    let hello = Command::Hello { version: VERSION };
    let commands = std::iter::once(&hello).chain(commands).cloned().zip(0..);
    let packets = commands.map(|(command, number)| Packet { session: 7, number, command });
    packets.flat_map(|packet| packet.encode(&mut [0; FRAME]).expect("it fits").to_vec()).collect()
}

#[test]
fn a_refused_command_is_reported_and_the_device_goes_on() -> Result<()> {
    let (answers, _) = said(frames(&[Command::Adapt, Command::ForgetLast, Command::Finish]))?;
    let refused: Vec<_> = answers
        .iter()
        .filter_map(|answer| match answer.reply {
            Reply::Refused { number, why } => Some((number, why)),
            _ => None,
        })
        .collect();
    assert_eq!(refused, [(1, Refusal::NothingLearnt), (2, Refusal::NothingToForget)]);
    assert!(matches!(answers.last().map(|last| &last.reply), Some(Reply::Status(_))));
    assert_eq!(answers.last().map(|last| last.next), Some(4));
    Ok(())
}

#[test]
fn what_is_not_a_question_waits_while_it_trains() -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..1];
    let mut commands = recordings::tuning(person, &Plan::DEFAULT);
    commands.extend([Command::Adapt, Command::Finish, Command::Factory]);
    let (answers, _) = said(frames(&commands))?;
    let place = |wanted: &dyn Fn(&Reply) -> bool| answers.iter().position(|a| wanted(&a.reply));
    let waits = place(&|reply| *reply == Reply::Wait).expect("it is asked to wait");
    let status = answers.iter().rposition(|a| matches!(a.reply, Reply::Status(_))).unwrap();
    assert!(status < waits, "the question was answered");
    assert_eq!(usize::from(answers[waits].next), commands.len(), "the command is not taken");
    Ok(())
}

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
    let (answers, counters) = said(bytes)?;
    let last = answers.last().map(|last| (last.session, last.next));
    ensure!(last == Some((0x8000, 1)), "its last word was {last:?}");
    let obeyed = answers.windows(2).filter(|pair| pair[0].next != pair[1].next).count();
    ensure!(obeyed > count as usize / 5, "{obeyed} of {count} commands were carried out");
    ensure!(counters.damaged > count / 50, "{counters:?}");
    println!("{count} frames, {valid} whole, {obeyed} carried out or refused: {counters:?}");
    Ok(())
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
    ]
}
