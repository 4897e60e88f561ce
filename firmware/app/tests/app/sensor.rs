//! A sensor that is listened to beside the line.

use crate::{
    end::Memory,
    line::{frames, said, said_beside},
};
use anyhow::Result;
use std::collections::VecDeque;
use thalweg_app::{Reading, SLOT, Source};
use thalweg_watch::{
    Exercise, Plan, Sample, recordings,
    wire::{Command, Purpose, Refusal, Reply, Status},
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

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

pub(crate) fn sense(purpose: Purpose, samples: u16) -> Command {
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
