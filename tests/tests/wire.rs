//! The serial line of the watch: what is sent arrives, and what is damaged costs one frame.

use anyhow::Result;
use proptest::prelude::*;
use thalweg_watch::{
    Exercise, Next, PRETRAINED, Plan, Sample, Session, SessionError, Settings, recordings,
    wire::{BATCH, Command, Decoder, FRAME, Purpose, WireError},
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

fn frame(command: &Command) -> Vec<u8> {
    command.encode(&mut [0; FRAME]).expect("every command fits a frame").to_vec()
}

fn decoded(bytes: &[u8]) -> Vec<Result<Command, WireError>> {
    let mut decoder = Decoder::new();
    bytes.iter().filter_map(|&byte| decoder.push(byte)).collect()
}

fn any_command() -> impl Strategy<Value = Command> {
    let samples = prop::collection::vec(any::<Sample>(), 0..=BATCH);
    prop_oneof![
        (any::<bool>(), 0..Exercise::ALL.len()).prop_map(|(tune, class)| Command::Recording {
            purpose: if tune { Purpose::Tune } else { Purpose::Test },
            exercise: Exercise::ALL[class],
        }),
        samples.prop_map(|samples| Command::Samples(samples.into_iter().collect())),
        Just(Command::Adapt),
        Just(Command::Finish),
    ]
}

proptest! {
    #[test]
    fn what_is_sent_arrives(commands in prop::collection::vec(any_command(), 1..20)) {
        let bytes: Vec<u8> = commands.iter().flat_map(frame).collect();
        let found: Vec<_> = commands.into_iter().map(Ok).collect();
        prop_assert_eq!(decoded(&bytes), found);
    }

    #[test]
    fn a_damaged_byte_costs_one_frame(
        first in any_command(),
        second in any_command(),
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    ) {
        let mut bytes = frame(&first);
        let at = at.index(bytes.len() - 1); // the closing zero belongs to what follows
        bytes[at] ^= flip;
        bytes.extend(frame(&second));
        let found = decoded(&bytes);
        prop_assert_eq!(found.last(), Some(&Ok(second)));
        prop_assert!(found[..found.len() - 1].iter().all(Result::is_err), "{:?}", found);
    }

    #[test]
    fn garbage_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(decoded(&bytes).iter().all(Result::is_err));
    }
}

#[test]
fn an_overlong_frame_is_refused_and_the_next_is_found() {
    let mut bytes = vec![1; FRAME + 1];
    bytes.push(0);
    bytes.extend(frame(&Command::Adapt));
    assert_eq!(decoded(&bytes), [Err(WireError::Overlong), Ok(Command::Adapt)]);
}

#[test]
fn a_session_over_the_wire_is_the_session_at_hand() -> Result<()> {
    let person = dataset::load(NEW_PERSON)?;
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let bytes: Vec<u8> =
        recordings::commands(&person, &Plan::DEFAULT).iter().flat_map(frame).collect();
    let mut next = Next::Listen;
    for command in decoded(&bytes) {
        next = session.handle(&command.expect("undamaged")).expect("carried out");
        if next == Next::Train {
            while session.watch.step()?.is_some() {}
        }
    }
    assert_eq!(next, Next::Stop);
    let mut direct = thalweg_watch::Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    assert_eq!(session.before, recordings::test(&direct, &person, &Plan::DEFAULT));
    recordings::learn(&mut direct, &person, &Plan::DEFAULT)?;
    direct.begin()?;
    while direct.step()?.is_some() {}
    assert_eq!(session.after, recordings::test(&direct, &person, &Plan::DEFAULT));
    assert_eq!(session.watch.parameters_hash(), direct.parameters_hash());
    Ok(())
}

#[test]
fn a_damaged_frame_teaches_no_window_of_its_recording() -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..2];
    let mut frames: Vec<_> =
        recordings::commands(person, &Plan::DEFAULT).iter().map(frame).collect();
    // The frame that begins the second recording: its samples must not be taken for the first's.
    let begins = |frame: &Vec<u8>| {
        matches!(decoded(frame)[0], Ok(Command::Recording { purpose: Purpose::Tune, exercise })
            if exercise == person[1].exercise)
    };
    let at = frames.iter().position(begins).expect("the second recording begins");
    frames[at][2] ^= 0x55;
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    for found in decoded(&frames.concat()) {
        match found {
            Ok(command) => {
                session.handle(&command).expect("carried out");
            }
            Err(_) => session.lose_frame(),
        }
    }
    assert_eq!(session.damaged, 1);
    assert_eq!(session.watch.windows(), Plan::DEFAULT.tuning_windows);
    let whole = recordings::test(&session.watch, person, &Plan::DEFAULT);
    assert_eq!(session.before.of, whole.of, "what comes after is found again");
    Ok(())
}

#[test]
fn commands_out_of_turn_are_refused() -> Result<()> {
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let samples = Command::Samples([[0; 6]].into_iter().collect());
    assert_eq!(session.handle(&samples), Err(SessionError::NoRecording));
    assert_eq!(session.handle(&Command::Adapt), Err(SessionError::NothingLearnt));
    Ok(())
}
