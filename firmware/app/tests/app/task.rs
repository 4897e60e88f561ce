//! A task on the host, over a line in memory: what is damaged or comes twice changes nothing, and what was learnt outlives a
//! power cut.

use crate::end::{Host, Memory, Still};
use anyhow::{Context, Result, anyhow};
use embassy_futures::{block_on, poll_once};
use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{ErrorType, Read, Write};
use embedded_storage::nor_flash::{
    ErrorType as FlashErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash,
};
use std::{convert::Infallible, future::pending};
use thalweg_app::{MaxLength, RamFlash, SAVED_EVERY, Slot, TaskApp, slot};
use thalweg_tasks::{
    Factory, Keeps, Refusal, State,
    general::{General, Shape},
    humidity::Humidity,
    new_speaker::NewSpeaker,
    vowels::Vowels,
    wire::{Answer, Command, Counted, Kept, Question, Reply, Resumed},
};
use thalweg_watch::wire::{Counters, Decoder, FRAME, Stranger, encode};

/// A page of the flash in memory.
const PAGE: usize = 4096;
/// Places for checkpoints.
const PLACES: usize = 4;

/// The frames of questions, numbered from 1.
fn frames(commands: &[Command]) -> Result<Vec<Vec<u8>>> {
    let numbered = commands.iter().cloned().zip(1..);
    let frame = |(command, number)| {
        let (mut room, question) = ([0; FRAME], Question { number, command });
        Ok(encode(&question, &mut room).context("too long")?.to_vec())
    };
    numbered.map(frame).collect()
}

/// What a device answers that learns vowels.
fn said(frames: &[Vec<u8>]) -> Result<Vec<Answer>> {
    let mut kept = Vowels::ZERO;
    said_by(&mut Vowels::factory(&mut kept)?, frames)
}

/// What a device answers.
fn said_by<T: Keeps + MaxLength>(task: &mut T, frames: &[Vec<u8>]) -> Result<Vec<Answer>> {
    said_over(task, &mut blank::<T>(), frames)
}

/// Flash that is erased.
fn blank<T: MaxLength>() -> Vec<u8> {
    vec![0xFF; PLACES * slot::<T>(PAGE) as usize]
}

/// The same over this flash.
fn said_over<T: Keeps + MaxLength>(
    task: &mut T,
    flash: &mut [u8],
    frames: &[Vec<u8>],
) -> Result<Vec<Answer>> {
    let mut memory = Memory { said: frames.concat().into(), ..Memory::default() };
    let slots: [Slot; PLACES] = Slot::ring(0, slot::<T>(PAGE));
    let flash = (RamFlash(flash), slots.as_slice());
    block_on(TaskApp::new(&mut memory, Still, flash, &Host, task)?.run());
    answers(&memory)
}

fn answers(memory: &Memory) -> Result<Vec<Answer>> {
    let mut decoder = Decoder::new();
    let heard = memory.heard.iter().filter_map(|&byte| decoder.push(byte));
    heard.map(|answer| answer.ok().context("a damaged answer")).collect()
}

/// How things stand, as was said last.
fn stands(answers: &[Answer]) -> Result<(State, Counted)> {
    let last = answers.iter().rev().find_map(|answer| match answer.reply {
        Reply::State(state, counted) => Some((state, counted)),
        _ => None,
    });
    last.context("it does not say how things stand")
}

fn vowel(x: f32) -> Command {
    Command::Hear { first: true, values: [x; 10].into_iter().collect() }
}

#[test]
fn what_is_damaged_or_comes_twice_changes_nothing() -> Result<()> {
    let commands =
        [Command::Begin(0), vowel(0.5), Command::Learn(3.0), Command::Adapt, Command::Finish];
    let clean = frames(&commands)?;
    let answers = said(&clean)?;
    let steps = answers.iter().filter(|a| matches!(a.reply, Reply::Progress(_))).count();
    assert_eq!(steps, 80); // an epoch of one sample is a step
    let mut damaged = clean[2].clone();
    damaged[3] ^= 0x55;
    let twice = |at: usize| clean[at].clone();
    let spoiled = [twice(0), twice(1), damaged, twice(2), twice(2), twice(3), twice(3), twice(4)];
    let found = said(&spoiled)?;
    let ((state, counted), (clean, none)) = (stands(&found)?, stands(&answers)?);
    assert_eq!((state, counted.cost), (clean, none.cost));
    assert_eq!(none.line, Counters::default());
    assert_eq!(counted.line, Counters { damaged: 1, lost: 0, doubled: 2 });
    assert!(found.contains(&Answer { number: 0, reply: Reply::Again }));
    let progress = found.iter().filter(|a| matches!(a.reply, Reply::Progress(_))).count();
    assert_eq!(progress, steps, "it has adapted twice");
    Ok(())
}

#[test]
fn what_cannot_be_done_is_refused() -> Result<()> {
    let long = Command::Hear { first: true, values: [1.0; 11].into_iter().collect() };
    let cases = [
        (Command::Begin(1), Refusal::Number),
        (Command::Learn(0.0), Refusal::Order),
        (Command::Judge(0), Refusal::Order),
        (Command::Adapt, Refusal::Order),
        (long, Refusal::Length),
        (vowel(f32::NAN), Refusal::NotFinite),
        (vowel(1.0), Refusal::Full),
        (Command::Learn(11.0), Refusal::Number),
        (Command::Learn(0.5), Refusal::Number),
        (Command::Judge(1), Refusal::Number),
    ];
    let answers = said(&frames(&cases.clone().map(|(command, _)| command))?)?;
    for (answer, (command, refusal)) in answers.iter().zip(cases) {
        let done = command == vowel(1.0);
        let wanted = if done { Reply::Done } else { Reply::Refused(refusal) };
        assert_eq!(answer.reply, wanted, "{command:?}");
    }
    Ok(())
}

#[test]
fn a_loss_that_is_none_says_its_sample() -> Result<()> {
    let hear = |x: f32| Command::Hear { first: true, values: [x].into_iter().collect() };
    let shape = Shape { values: 1, window: 1, classes: 2, hidden: 1 };
    // What is hidden is beyond the largest number for the larger of two values, and nothing for the other.
    let values = [3e38, 3e38, 1.0, 0.0, -1.0, 0.0].into_iter().collect();
    let commands = [
        Command::Shape(shape),
        Command::Begin(0),
        Command::Given { first: 0, values },
        hear(0.0),
        Command::Learn(0.0),
        hear(1.0),
        Command::Learn(1.0),
        Command::Adapt,
    ];
    let mut kept = General::ZERO;
    let answers = said_by(&mut General::factory(&mut kept)?, &frames(&commands)?)?;
    let last = answers.last().map(|answer| answer.reply);
    assert_eq!(last, Some(Reply::Refused(Refusal::Loss(1))));
    let text = Refusal::Loss(1).to_string();
    assert_eq!(text, "the loss of labelled sample 1, from 0, is not finite");
    Ok(())
}

/// A line on which, after all was said, nobody says anything for a while; and which takes no more than so many bytes.
struct Quiet {
    memory: Memory,
    was_quiet: bool,
    takes: usize,
}

impl Quiet {
    fn of(commands: &[Command], takes: usize) -> Result<Self> {
        let said = frames(commands)?.concat().into();
        Ok(Self { memory: Memory { said, ..Memory::default() }, was_quiet: false, takes })
    }
}

impl ErrorType for &mut Quiet {
    type Error = Infallible;
}

impl Read for &mut Quiet {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        if self.memory.said.is_empty() && !self.was_quiet {
            self.was_quiet = true;
            pending::<()>().await;
        }
        (&mut &mut self.memory).read(buffer).await
    }
}

impl Write for &mut Quiet {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        if self.memory.heard.len() >= self.takes {
            pending::<()>().await; // as a device without power, it goes no further
        }
        (&mut &mut self.memory).write(bytes).await
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// Time passes as soon as nobody says anything.
struct Soon;

impl DelayNs for Soon {
    async fn delay_ns(&mut self, _: u32) {}
}

/// What vowels say over this flash until the line ends, or takes no more.
fn until_it_ends(flash: &mut [u8], line: &mut Quiet) -> Result<Vec<Answer>> {
    let mut kept = Vowels::ZERO;
    let mut task = Vowels::factory(&mut kept)?;
    let slots: [Slot; PLACES] = Slot::ring(0, slot::<Vowels<'_>>(PAGE));
    let flash = (RamFlash(flash), slots.as_slice());
    let mut app = TaskApp::new(&mut *line, Soon, flash, &Host, &mut task)?;
    let _ended_or_cut = poll_once(app.run());
    answers(&line.memory)
}

/// Somebody new, and three vowels.
fn learning() -> Vec<Command> {
    let vowels = [(0.5, 3.0), (-0.25, 4.0), (0.125, 5.0)];
    let learnt = vowels.into_iter().flat_map(|(x, label)| [vowel(x), Command::Learn(label)]);
    [Command::Begin(0)].into_iter().chain(learnt).collect()
}

/// What a device with vowels says over this flash after its power came back.
fn again(flash: &mut [u8], commands: &[Command]) -> Result<Vec<Answer>> {
    let mut kept = Vowels::ZERO;
    said_over(&mut Vowels::factory(&mut kept)?, flash, &frames(commands)?)
}

#[test]
fn labels_outlive_a_power_cut_once_the_line_was_quiet() -> Result<()> {
    let (mut flash, mut unsaid) = (blank::<Vowels<'_>>(), blank::<Vowels<'_>>());
    until_it_ends(&mut flash, &mut Quiet::of(&learning(), usize::MAX)?)?;
    let (state, Counted { kept, .. }) = stands(&again(&mut flash, &[Command::Finish])?)?;
    assert_eq!((state.learnt, state.steps), (3, [0, 0]));
    let resumed = Some(Resumed { step: 0, learnt: 3 });
    assert_eq!((kept.resumed, kept.stranger, kept.generation), (resumed, None, 1));
    assert_eq!((kept.slots, kept.erases_per_page), (PLACES as u16, 10_000));
    // Control: where nobody was quiet, nothing was saved.
    again(&mut unsaid, &learning())?;
    let (state, Counted { kept, .. }) = stands(&again(&mut unsaid, &[Command::Finish])?)?;
    assert_eq!((state.learnt, kept.resumed, kept.generation), (0, None, 0));
    // Whoever asks how things stand may rely on it.
    again(&mut unsaid, &[learning(), vec![Command::Finish]].concat())?;
    assert_eq!(stands(&again(&mut unsaid, &[Command::Finish])?)?.0.learnt, 3);
    Ok(())
}

#[test]
fn an_adaptation_goes_on_wherever_the_power_fails() -> Result<()> {
    let adapts = [learning(), vec![Command::Adapt, Command::Finish]].concat();
    let (whole, Counted { kept, .. }) = stands(&again(&mut blank::<Vowels<'_>>(), &adapts)?)?;
    // When it began, at 20, 40 and 60 of 80 steps, and at the end.
    assert_eq!((whole.steps, kept.generation, kept.saving.times), ([80, 80], 5, 5));
    let mut line = Quiet::of(&adapts, usize::MAX)?;
    let said = until_it_ends(&mut blank::<Vowels<'_>>(), &mut line)?;
    assert_eq!(stands(&said)?.0, whole);
    let (all, mut from) = (line.memory.heard.len(), Vec::new());
    for takes in (0..=all).step_by(97) {
        let mut flash = blank::<Vowels<'_>>();
        let said = until_it_ends(&mut flash, &mut Quiet::of(&adapts, takes)?)?;
        let steps = said.iter().filter(|answer| matches!(answer.reply, Reply::Progress(_)));
        let done = steps.count() as u32;
        let (found, Counted { kept, .. }) = stands(&again(&mut flash, &[Command::Finish])?)?;
        let Some(resumed) = kept.resumed else {
            assert_eq!((found.learnt, done), (0, 0), "after {takes} bytes");
            continue;
        };
        assert_eq!((found.learnt, found.steps), (3, [resumed.step, 80]));
        assert!(resumed.step + SAVED_EVERY > done, "{done} steps, and on from {resumed:?}");
        from.push(resumed.step);
        let mut rest = vec![Command::Adapt, Command::Finish];
        if resumed.step == 80 {
            assert_eq!(again(&mut flash, &rest)?[0].reply, Reply::Refused(Refusal::Order));
            rest.remove(0);
        }
        let said = again(&mut flash, &rest)?;
        assert_eq!(stands(&said)?.0, whole, "after {takes} bytes");
        let told = said.iter().filter(|answer| matches!(answer.reply, Reply::Progress(_)));
        assert_eq!(told.count() as u32, 80 - resumed.step);
    }
    from.dedup();
    assert_eq!(from, [0, 20, 40, 60, 80]);
    Ok(())
}

#[test]
fn somebody_new_forgets_what_was_saved() -> Result<()> {
    let mut flash = blank::<Vowels<'_>>();
    again(&mut flash, &[learning(), vec![Command::Adapt]].concat())?;
    let found = stands(&again(&mut flash, &[Command::Finish])?)?;
    assert_eq!(found.1.kept.resumed, Some(Resumed { step: 80, learnt: 3 }));
    let new = again(&mut flash, &[Command::Begin(0), Command::Finish])?;
    assert_eq!(new[0].reply, Reply::Done);
    let (state, Counted { kept, .. }) = stands(&new)?;
    assert_eq!((state.learnt, kept.resumed, kept.generation), (0, None, 0));
    assert_eq!(stands(&again(&mut flash, &[Command::Finish])?)?.1.kept.resumed, None);
    // One who cannot begin forgets nothing.
    again(&mut flash, &[learning(), vec![Command::Finish]].concat())?;
    again(&mut flash, &[Command::Begin(7), Command::Shape(Shape::DEFAULT)])?;
    assert_eq!(stands(&again(&mut flash, &[Command::Finish])?)?.0.learnt, 3);
    Ok(())
}

#[test]
fn what_another_firmware_has_left_is_kept_until_somebody_new_begins() -> Result<()> {
    let mut flash = blank::<NewSpeaker<'_>>();
    let left = PLACES * slot::<Vowels<'_>>(PAGE) as usize;
    again(&mut flash[..left], &[learning(), vec![Command::Finish]].concat())?;
    let mut speaks = |commands: &[Command]| {
        let mut kept = NewSpeaker::ZERO;
        stands(&said_over(&mut NewSpeaker::factory(&mut kept)?, &mut flash, &frames(commands)?)?)
    };
    let utterance = Command::Hear { first: true, values: [0.5; 24].into_iter().collect() };
    let learns = [utterance, Command::Learn(6.0), Command::Finish];
    let stranger = |kept: Kept| (kept.resumed, kept.stranger, kept.saving.times);
    for _ in 0..2 {
        let (state, Counted { kept, .. }) = speaks(&learns)?;
        assert_eq!((state.learnt, stranger(kept)), (1, (None, Some(Stranger::Model), 0)));
    }
    let (_, Counted { kept, .. }) = speaks(&[&[Command::Begin(0)], &learns[..]].concat())?;
    assert_eq!(stranger(kept), (None, None, 1));
    let (state, Counted { kept, .. }) = speaks(&[Command::Finish])?;
    assert_eq!((state.learnt, kept.resumed), (1, Some(Resumed { step: 0, learnt: 1 })));
    Ok(())
}

/// A reference every six hours for years would wear a flash out that is written at each.
#[test]
fn references_are_saved_when_the_line_is_quiet() -> Result<()> {
    let hour = Command::Hear { first: true, values: [0.5; 10].into_iter().collect() };
    let commands =
        [vec![Command::Begin(1)], vec![[hour, Command::Learn(50.0)]; 9].concat()].concat();
    let (mut flash, mut kept) = (blank::<Humidity<'_>>(), Humidity::ZERO);
    let asks = [commands, vec![Command::Finish]].concat();
    let said = said_over(&mut Humidity::factory(&mut kept)?, &mut flash, &frames(&asks)?)?;
    let (whole, counted) = stands(&said)?;
    assert_eq!((whole.learnt, counted.kept.saving.times), (9, 1));
    let mut kept = Humidity::ZERO;
    let finish = frames(&[Command::Finish])?;
    let said = said_over(&mut Humidity::factory(&mut kept)?, &mut flash, &finish)?;
    assert_eq!(stands(&said)?.0, whole);
    Ok(())
}

/// Flash that can be erased no more.
struct Worn<'f>(RamFlash<'f>);

impl FlashErrorType for Worn<'_> {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Worn<'_> {
    const READ_SIZE: usize = RamFlash::READ_SIZE;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        self.0.read(offset, bytes)
    }

    fn capacity(&self) -> usize {
        self.0.capacity()
    }
}

impl NorFlash for Worn<'_> {
    const WRITE_SIZE: usize = RamFlash::WRITE_SIZE;
    const ERASE_SIZE: usize = RamFlash::ERASE_SIZE;

    fn erase(&mut self, _: u32, _: u32) -> Result<(), NorFlashErrorKind> {
        Err(NorFlashErrorKind::Other)
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        self.0.write(offset, bytes)
    }
}

#[test]
fn a_flash_that_fails_is_said_and_stops_nobody() -> Result<()> {
    let mut flash = blank::<Vowels<'_>>();
    let learnt = [learning(), vec![Command::Finish]].concat();
    let saved = stands(&again(&mut flash, &learnt)?)?.1.kept.generation;
    let commands = [Command::Begin(0), vowel(1.0), Command::Learn(2.0), Command::Finish];
    let mut memory = Memory { said: frames(&commands)?.concat().into(), ..Memory::default() };
    let mut kept = Vowels::ZERO;
    let (mut task, slots) = (Vowels::factory(&mut kept)?, Slot::ring(0, slot::<Vowels<'_>>(PAGE)));
    let slots: [Slot; PLACES] = slots;
    let worn = (Worn(RamFlash(&mut flash)), slots.as_slice());
    block_on(TaskApp::new(&mut memory, Still, worn, &Host, &mut task)?.run());
    let said = answers(&memory)?;
    assert_eq!(said[0].reply, Reply::Refused(Refusal::Flash));
    let (state, Counted { kept, .. }) = stands(&said)?;
    assert_eq!((state.learnt, kept.generation), (1, saved));
    Ok(())
}

#[test]
fn slots_that_are_too_short_are_refused() -> Result<()> {
    let (mut kept, mut flash) = (Vowels::ZERO, blank::<Vowels<'_>>());
    let (mut task, mut memory) = (Vowels::factory(&mut kept)?, Memory::default());
    let slots: [Slot; PLACES] = Slot::ring(0, 4096);
    let made = TaskApp::new(&mut memory, Still, (RamFlash(&mut flash), &slots), &Host, &mut task);
    let error = made.err().ok_or_else(|| anyhow!("they were taken"))?.to_string();
    let needed = thalweg::checkpoint::max_length::<Vowels<'_>>() + 32;
    let wanted = format!("slots[0].length is 4096; allowed: for what is saved, at least {needed}");
    assert_eq!(error, wanted);
    Ok(())
}
