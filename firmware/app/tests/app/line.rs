//! The application on the host, over a line in memory: whatever arrives, it goes on.

use crate::end::{Host, Memory, Still};
use anyhow::{Result, anyhow};
use embassy_futures::block_on;
use std::cell::RefCell;
use thalweg::{
    checkpoint::{self, store::Store},
    loss::L2Sp,
    recipe::{Lora, Trained, Unfreezing, WiseFt},
};
use thalweg_app::{App, Board, LogRing, NoSource, RamFlash, SLOT, Slot, Source};
use thalweg_watch::{
    Adapter, Audit, Model, PARAMETERS, PRETRAINED, Plan, Session, Settings, recordings, training,
    wire::{
        Answer, CHUNK, Command, Counters, Decoder, FRAME, Packet, Refusal, Reply, Status, Stranger,
        VERSION,
    },
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

/// Says bytes to a device until the line ends; what it answered, and what it counted.
pub(crate) fn said(bytes: Vec<u8>) -> Result<(Vec<Answer>, Counters)> {
    said_to(&mut vec![0; 2 * SLOT as usize], bytes)
}

/// The same to one with this flash.
fn said_to(flash: &mut [u8], bytes: Vec<u8>) -> Result<(Vec<Answer>, Counters)> {
    said_beside(NoSource, flash, Memory { said: bytes.into(), ..Memory::default() })
}

/// The same to one with this sensor.
pub(crate) fn said_beside(
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

pub(crate) fn frames(commands: &[Command]) -> Vec<u8> {
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
