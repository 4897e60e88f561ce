//! The application on the host, over a line in memory: whatever arrives, it goes on.

mod end;

use anyhow::{Result, anyhow, ensure};
use crc::{CRC_32_ISCSI, Crc};
use embassy_futures::block_on;
use end::{Host, Memory, Still};
use oorandom::Rand32;
use std::{cell::RefCell, collections::VecDeque};
use thalweg::{
    checkpoint::{self, store::Store},
    loss::L2Sp,
    recipe::{Lora, Trained, Unfreezing, WiseFt},
};
use thalweg_app::{App, Board, LogRing, NoSource, RamFlash, Reading, SLOT, Slot, Source};
use thalweg_watch::{
    Adapter, Audit, Exercise, Model, PARAMETERS, PRETRAINED, Plan, Sample, Session, Settings,
    recordings, training,
    wire::{
        Answer, CHUNK, Command, Counters, Decoder, FRAME, Packet, Purpose, Refusal, Reply, Status,
        Stranger, VERSION,
    },
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

/// Says bytes to a device until the line ends; what it answered, and what it counted.
fn said(bytes: Vec<u8>) -> Result<(Vec<Answer>, Counters)> {
    said_to(&mut vec![0; 2 * SLOT as usize], bytes)
}

/// The same to one with this flash.
fn said_to(flash: &mut [u8], bytes: Vec<u8>) -> Result<(Vec<Answer>, Counters)> {
    said_beside(NoSource, flash, Memory { said: bytes.into(), ..Memory::default() })
}

/// The same to one with this sensor.
fn said_beside(
    source: impl Source,
    flash: &mut [u8],
    memory: Memory,
) -> Result<(Vec<Answer>, Counters)> {
    said_on(&Host, source, flash, memory)
}

/// The same on this board.
fn said_on(
    board: &impl Board,
    source: impl Source,
    flash: &mut [u8],
    mut memory: Memory,
) -> Result<(Vec<Answer>, Counters)> {
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let slots: [Slot; 2] = Slot::ring(0, SLOT);
    let flash = (RamFlash(flash), slots.as_slice());
    let counters =
        block_on(App::new(&mut memory, Still, flash, board, source, &mut session)?.run());
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

/// A board that has logged something.
struct Logs(RefCell<LogRing<256>>);

impl Board for Logs {
    const INSTRUCTIONS_PER_TICK: u32 = 1;
    const ERASES_PER_PAGE: u32 = 10_000;

    fn ticks(&self) -> u32 {
        0
    }

    fn stack(&self) -> u32 {
        0
    }

    fn feed(&self) {}

    fn logged(&self, room: &mut [u8]) -> usize {
        self.0.borrow_mut().take(room)
    }
}

#[test]
fn what_a_board_logs_is_told_in_a_conversation() -> Result<()> {
    let log: Vec<u8> = (0..200).collect();
    let board = Logs(RefCell::new(LogRing::EMPTY));
    let mut ring = board.0.borrow_mut();
    ring.begin();
    ring.write(&log);
    ring.end();
    drop(ring);
    let mut flash = vec![0; 2 * SLOT as usize];
    let mut hear = |said: Vec<u8>| -> Result<Vec<u8>> {
        let memory = Memory { said: said.into(), ..Memory::default() };
        let (answers, _) = said_on(&board, NoSource, &mut flash, memory)?;
        let logged = answers.into_iter().filter_map(|answer| match answer.reply {
            Reply::Logged { bytes } => Some(bytes),
            _ => None,
        });
        Ok(logged.flatten().collect())
    };
    assert_eq!(hear(vec![1, 2, 0])?, [], "nobody has said anything that it understands");
    assert_eq!(hear(frames(&[Command::Finish]))?, log);
    assert_eq!(hear(frames(&[Command::Finish]))?, [], "it is told once");
    Ok(())
}

#[test]
fn what_is_saved_is_found_and_what_is_forgotten_is_gone() -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..2];
    let mut flash = vec![0; 2 * SLOT as usize];
    let labels = recordings::tuning(person, &Plan::DEFAULT);
    let (answers, _) = said_to(&mut flash, frames(&[labels, vec![Command::Finish]].concat()))?;
    assert_eq!(first_and_last(&answers)[0].resumed, None);
    assert_eq!(first_and_last(&answers)[1].windows, 10);
    let (answers, _) = said_to(&mut flash, frames(&[Command::ForgetLast, Command::Finish]))?;
    let [first, last] = first_and_last(&answers);
    assert_eq!((first.resumed, first.windows, last.windows), (Some(0), 10, 5));
    let (answers, _) = said_to(&mut flash, frames(&[Command::Factory]))?;
    assert_eq!(first_and_last(&answers)[0].windows, 5, "what was forgotten stays so");
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
    assert_eq!(audits.iter().map(|audit| windows(audit)).collect::<Vec<_>>(), [10, 0]);
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
    assert_eq!((last.windows, flash == before), (5, true), "it works, and touches nothing");
    let (answers, _) = said_to(&mut flash, frames(&[vec![Command::Factory], labels].concat()))?;
    assert_eq!(first_and_last(&answers)[1].stranger, None);
    let (answers, _) = said_to(&mut flash, frames(&[]))?;
    assert_eq!(first_and_last(&answers)[0].windows, 5);
    Ok(())
}

/// Biases alone, held near the factory's: told over the line, followed, and saved with the rest.
#[test]
fn a_recipe_of_what_is_trained_is_followed_over_the_line() -> Result<()> {
    let recipe = training::Recipe {
        epochs: 2,
        trained: Trained::Biases { layers: None },
        unfreezing: Some(Unfreezing { layers: 1, every: 3 }),
        l2_sp: Some(L2Sp { alpha: 0.1 }),
        wise: Some(WiseFt { share: 0.5 }),
        ..training::DEFAULT
    };
    let mut buffer = [0; training::RECIPE_BYTES];
    let bytes = recipe.encode(&mut buffer)?;
    let tell = bytes.chunks(CHUNK).enumerate().map(|(i, bytes)| {
        let bytes = bytes.iter().copied().collect();
        Command::Recipe { offset: (i * CHUNK) as u16, bytes }
    });
    let labels = recordings::tuning(&dataset::load(NEW_PERSON)?[..2], &Plan::DEFAULT);
    let follow = [Command::Follow, Command::Adapt];
    let said: Vec<_> = labels.iter().cloned().chain(tell).chain(follow).collect();
    let said = frames(&[said, vec![Command::Finish; 100]].concat()).into();
    let mut flash = vec![0; 2 * SLOT as usize];
    let slowly = Memory { said, at_a_time: 1, ..Memory::default() };
    let (answers, _) = said_beside(NoSource, &mut flash, slowly)?;
    let trained = answers.iter().any(|answer| answer.reply == Reply::Trained);
    assert!(trained, "it trains to its end: {:?}", answers.last());
    let mut here = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    recordings::learn(&mut here, &dataset::load(NEW_PERSON)?[..2], &Plan::DEFAULT)?;
    here.tell_recipe(0, bytes).map_err(|refused| anyhow!("{refused:?}"))?;
    here.follow().map_err(|refused| anyhow!("{refused:?}"))?;
    here.begin()?;
    while here.step()?.is_some() {}
    let moved = here.parameters().iter().zip(&PRETRAINED.parameters).filter(|(w, w0)| w != w0);
    assert_eq!(moved.count(), 31, "24 biases and 7");
    // It is saved: a device that starts anew has it.
    let (answers, _) = said_to(&mut flash, frames(&[Command::Finish]))?;
    assert_eq!(first_and_last(&answers)[0].parameters_hash, here.parameters_hash());
    // And what it cannot follow is refused, so that it goes on as before.
    let lora = Some(Lora { rank: 1, alpha: 1.0 });
    let recipe = training::Recipe { lora, trained: Trained::All, ..recipe };
    let bytes = recipe.encode(&mut buffer)?.iter().copied();
    let (first, second): (Vec<_>, Vec<_>) = bytes.enumerate().partition(|(i, _)| *i < CHUNK);
    let tell = |offset: usize, bytes: Vec<(usize, u8)>| Command::Recipe {
        offset: offset as u16,
        bytes: bytes.into_iter().map(|(_, byte)| byte).collect(),
    };
    let said = [tell(0, first), tell(CHUNK, second), Command::Follow, Command::Finish];
    let (answers, _) = said_to(&mut flash, frames(&said))?;
    let refused =
        answers.iter().any(|it| matches!(it.reply, Reply::Refused { why: Refusal::Recipe, .. }));
    assert!(refused, "{answers:?}");
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

/// A sensor of which each poll fetches what is next here: a reading, or that none waits.
#[derive(Clone)]
struct Scripted(VecDeque<Option<Reading>>);

impl Scripted {
    /// Samples of a person, of which so many come before each poll that finds none waiting.
    fn of(samples: &[Sample], at_a_time: usize) -> Self {
        let polls = samples.chunks(at_a_time).flat_map(|some| {
            some.iter().map(|sample| Some(Reading::Sample(*sample))).chain([None])
        });
        Self(polls.collect())
    }
}

impl Source for Scripted {
    async fn start(&mut self) -> bool {
        !self.0.is_empty()
    }

    async fn next(&mut self) -> Option<Reading> {
        self.0.pop_front().flatten()
    }
}

fn sense(purpose: Purpose, samples: u16) -> Command {
    Command::Sense { purpose, exercise: Exercise::UprightRow, samples }
}

/// What it says to these commands, if it listens to the sensor after each byte of them and of more than are needed.
fn heard_beside(source: &Scripted, commands: &[Command]) -> Result<Vec<Reply>> {
    let mut flash = vec![0; 2 * SLOT as usize];
    let said = frames(&[commands, &vec![Command::Finish; 100]].concat()).into();
    let memory = Memory { said, at_a_time: 1, ..Memory::default() };
    let answers = said_beside(source.clone(), &mut flash, memory)?.0;
    Ok(answers.into_iter().map(|answer| answer.reply).collect())
}

fn row() -> Result<Vec<Sample>> {
    let person = dataset::load(NEW_PERSON)?;
    let row = person.into_iter().find(|recording| recording.exercise == Exercise::UprightRow);
    Ok(row.expect("everybody rows").samples)
}

#[test]
fn a_sensor_is_learnt_from_as_the_host_is() -> Result<()> {
    let commands = [sense(Purpose::Tune, 200), Command::Finish, Command::Audit];
    let heard = heard_beside(&Scripted::of(&row()?[..300], 500), &commands)?;
    assert!(heard.contains(&Reply::Sensed { taken: 200, lost: 0 }), "{heard:?}");
    let row = row()?;
    let samples =
        row[..200].chunks(8).map(|batch| Command::Samples(batch.iter().copied().collect()));
    let recording = Command::Recording { purpose: Purpose::Tune, exercise: Exercise::UprightRow };
    let told: Vec<_> = [recording].into_iter().chain(samples).chain([Command::Audit]).collect();
    let audit =
        |replies: &[Reply]| replies.iter().find(|reply| matches!(reply, Reply::Audit(_))).cloned();
    let told = said(frames(&told))?.0.into_iter().map(|answer| answer.reply).collect::<Vec<_>>();
    assert_eq!(audit(&heard), audit(&told));
    assert!(matches!(heard.last(), Some(Reply::Status(Status { windows: 5, .. }))), "{heard:?}");
    Ok(())
}

#[test]
fn no_window_goes_on_behind_a_gap() -> Result<()> {
    let mut source = Scripted::of(&row()?[..250], 500);
    source.0.insert(99, Some(Reading::Lost(7)));
    let heard = heard_beside(&source, &[sense(Purpose::Tune, 250)])?;
    assert!(heard.contains(&Reply::Sensed { taken: 250, lost: 7 }), "{heard:?}");
    // 99 of a window, then 151: three, that begin every 25.
    assert!(matches!(heard.last(), Some(Reply::Status(Status { windows: 3, .. }))), "{heard:?}");
    Ok(())
}

#[test]
fn a_sensor_that_is_none_or_ends_is_said() -> Result<()> {
    let refused = |heard: &[Reply]| {
        heard
            .iter()
            .filter(|reply| matches!(reply, Reply::Refused { why: Refusal::NoSensor, .. }))
            .count()
    };
    let none = heard_beside(&Scripted(VecDeque::new()), &[sense(Purpose::Tune, 9)])?;
    assert_eq!(refused(&none), 1);
    let mut source = Scripted::of(&row()?[..5], 500);
    source.0[3] = Some(Reading::Gone);
    let gone = heard_beside(&source, &[sense(Purpose::Test, 9)])?;
    assert_eq!(refused(&gone), 1);
    assert!(gone.contains(&Reply::Sensed { taken: 3, lost: 0 }), "{gone:?}");
    let stopped = heard_beside(
        &Scripted::of(&row()?[..5], 500),
        &[
            sense(Purpose::Test, 9),
            sense(Purpose::Test, 0),
            Command::Samples([[0; 6]].into_iter().collect()),
        ],
    )?;
    assert!(stopped.contains(&Reply::Sensed { taken: 5, lost: 0 }), "{stopped:?}");
    assert!(
        stopped
            .iter()
            .any(|reply| matches!(reply, Reply::Refused { why: Refusal::NoRecording, .. }))
    );
    Ok(())
}

/// More than a second of samples before each step: windows are tested while it trains, and the training is the one without a sensor.
#[test]
fn a_sensor_is_listened_to_while_it_trains() -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..1];
    let labels = recordings::tuning(person, &Plan::DEFAULT);
    let none = Scripted(VecDeque::new());
    let alone = heard_beside(&none, &[labels.clone(), vec![Command::Adapt]].concat())?;
    let listening = [labels, vec![sense(Purpose::Test, 5000), Command::Adapt]].concat();
    let heard = heard_beside(&Scripted::of(&row()?, 60), &listening)?;
    let trained = heard.iter().position(|reply| *reply == Reply::Trained);
    let begun = heard.iter().position(|reply| matches!(reply, Reply::Progress(_)));
    let (begun, trained) = begun.zip(trained).expect("it trains to its end");
    let seen = |reply: &Reply| matches!(reply, Reply::Recognised { .. });
    assert!(heard[begun..trained].iter().any(seen), "nothing was recognised meanwhile");
    let losses = |replies: &[Reply]| {
        replies
            .iter()
            .filter_map(|reply| match reply {
                Reply::Progress(progress) => Some(progress.loss.to_bits()),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(losses(&alone), losses(&heard));
    assert!(losses(&alone).len() > 5);
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
