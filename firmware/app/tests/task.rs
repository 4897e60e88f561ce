//! A task on the host, over a line in memory: what is damaged or comes twice changes nothing.

mod end;

use anyhow::{Context, Result};
use embassy_futures::block_on;
use end::{Host, Memory, Still};
use thalweg_app::TaskApp;
use thalweg_tasks::{
    Factory, Refusal, Task,
    general::{General, Shape},
    vowels::Vowels,
    wire::{Answer, Command, Question, Reply},
};
use thalweg_watch::wire::{Counters, Decoder, FRAME, encode};

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
fn said_by(task: &mut dyn Task, frames: &[Vec<u8>]) -> Result<Vec<Answer>> {
    let mut memory = Memory { said: frames.concat().into(), ..Memory::default() };
    block_on(TaskApp::new(&mut memory, Still, Host, task).run());
    let mut decoder = Decoder::new();
    let heard = memory.heard.iter().filter_map(|&byte| decoder.push(byte));
    heard.map(|answer| answer.ok().context("a damaged answer")).collect()
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
    let (Some(Reply::State(state, cost, counted)), Some(Reply::State(clean, clean_cost, none))) =
        (found.last().map(|of| of.reply), answers.last().map(|of| of.reply))
    else {
        panic!("{found:?}")
    };
    assert_eq!((state, cost), (clean, clean_cost));
    assert_eq!(none, Counters::default());
    assert_eq!(counted, Counters { damaged: 1, lost: 0, doubled: 2 });
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
