//! The serial line of the watch: what is sent arrives, and what is damaged costs one frame.

use anyhow::Result;
use proptest::prelude::*;
use thalweg_watch::{
    Audit, Exercise, Next, PARAMETERS, PRETRAINED, Plan, Progress, Sample, Score, Session,
    Settings, recordings,
    wire::{
        Answer, BATCH, CHUNK, Command, Counters, Decoder, FRAME, Heard, Heeded, Packet, Purpose,
        Receiver, Refusal, Reply, Sender, Status, Stranger, Took, VALUES, VERSION, WINDOW,
        WireError,
    },
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

fn frame(packet: &Packet) -> Vec<u8> {
    packet.encode(&mut [0; FRAME]).expect("every command fits a frame").to_vec()
}

fn decoded(bytes: &[u8]) -> Vec<Result<Packet, WireError>> {
    let mut decoder = Decoder::new();
    bytes.iter().filter_map(|&byte| decoder.push(byte)).collect()
}

fn any_command() -> impl Strategy<Value = Command> {
    let samples = prop::collection::vec(any::<Sample>(), 0..=BATCH);
    let values = prop::collection::vec(-1e30_f32..1e30, 0..=VALUES);
    prop_oneof![
        (any::<bool>(), 0..Exercise::ALL.len()).prop_map(|(tune, class)| Command::Recording {
            purpose: if tune { Purpose::Tune } else { Purpose::Test },
            exercise: Exercise::ALL[class],
        }),
        samples.prop_map(|samples| Command::Samples(samples.into_iter().collect())),
        (any::<u16>(), values).prop_map(|(offset, values)| Command::Parameters {
            offset,
            values: values.into_iter().collect(),
        }),
        any::<u16>().prop_map(|offset| Command::Report { offset }),
        any::<u64>().prop_map(|hash| Command::Adopt { hash }),
        any::<u8>().prop_map(|version| Command::Hello { version }),
        Just(Command::Adapt),
        Just(Command::Finish),
        Just(Command::ForgetLast),
        Just(Command::ForgetAll),
        Just(Command::Factory),
        (any::<u16>(), prop::collection::vec(any::<u8>(), 0..=CHUNK)).prop_map(
            |(offset, bytes)| { Command::Recipe { offset, bytes: bytes.into_iter().collect() } }
        ),
        Just(Command::Follow),
        Just(Command::Audit),
    ]
}

fn any_packet() -> impl Strategy<Value = Packet> {
    (any::<u16>(), any::<u16>(), any_command()).prop_map(|(session, number, command)| Packet {
        session,
        number,
        command,
    })
}

proptest! {
    #[test]
    fn what_is_sent_arrives(packets in prop::collection::vec(any_packet(), 1..20)) {
        let bytes: Vec<u8> = packets.iter().flat_map(frame).collect();
        let found: Vec<_> = packets.into_iter().map(Ok).collect();
        prop_assert_eq!(decoded(&bytes), found);
    }

    #[test]
    fn a_damaged_byte_costs_one_frame(
        first in any_packet(),
        second in any_packet(),
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

    /// Both sides over lines that lose, double and delay frames: every command arrives once and in order.
    #[test]
    fn every_command_is_taken_once_and_in_order(
        commands in prop::collection::vec(any_command(), 1..60),
        session in 1..u16::MAX,
        chances in prop::collection::vec(0..10_u8, 4000),
    ) {
        let mut chance = chances.into_iter();
        let (mut sender, mut receiver) = (Sender::new(session), Receiver::new());
        let hello = Command::Hello { version: VERSION };
        let mut waiting = [&[hello], commands.as_slice()].concat().into_iter();
        let (mut to_watch, mut to_host): (Vec<Packet>, Vec<Answer>) = (vec![], vec![]);
        let (mut taken, mut late) = (Vec::new(), None);
        let mut again = false;
        for _ in 0..600 {
            while sender.has_room() {
                let Some(command) = waiting.next() else { break };
                to_watch.extend(sender.push(command));
            }
            if again {
                to_watch.extend(sender.unheard());
            }
            for packet in to_watch.drain(..) {
                let copies = match chance.next() { Some(0) => 0, Some(1) => 2, _ => 1 };
                if chance.next() == Some(2) {
                    late = Some(packet.clone()); // comes once more, much later
                }
                for _ in 0..copies {
                    let heard = receiver.hear(&packet);
                    if heard == Heard::Next {
                        taken.push(packet.command.clone());
                        receiver.take();
                    }
                    let reply = if heard == Heard::Gap { Reply::Again } else { Reply::Taken };
                    let (session, next) = receiver.expects();
                    to_host.push(Answer { session, next, reply });
                }
            }
            again = false;
            for answer in to_host.drain(..) {
                if chance.next() != Some(0) {
                    again |= sender.hear(&answer) == Heeded::Again;
                }
            }
            again |= chance.next().is_none_or(|c| c < 5); // the host's patience is over
            if chance.next() == Some(3) {
                to_watch.extend(late.take());
            }
            if sender.is_done() && waiting.len() == 0 {
                break;
            }
        }
        prop_assert!(sender.is_done(), "{} left", waiting.len());
        prop_assert_eq!(&taken[1..], commands);
    }
}

#[test]
fn the_longest_messages_fit_a_frame() {
    let mut room = [0; FRAME];
    for command in [
        Command::Samples([[i16::MIN; 6]; BATCH].into_iter().collect()),
        Command::Parameters { offset: u16::MAX, values: [f32::MIN; VALUES].into_iter().collect() },
    ] {
        let packet = Packet { session: u16::MAX, number: u16::MAX, command };
        assert!(packet.encode(&mut room).is_some());
    }
    let score = Score { right: u32::MAX, of: u32::MAX };
    let took = Took { instructions: u64::MAX, times: u32::MAX };
    let line = Counters { damaged: u32::MAX, lost: u32::MAX, doubled: u32::MAX };
    let status = Status {
        version: u8::MAX,
        windows: u16::MAX,
        step: u32::MAX,
        steps: u32::MAX,
        skipped: u32::MAX,
        before: score,
        calibrated: score,
        after: score,
        parameters_hash: u64::MAX,
        resumed: Some(u32::MAX),
        stranger: Some(Stranger::Settings),
        generation: u32::MAX,
        slots: u16::MAX,
        erases_per_page: u32::MAX,
        line,
        stepping: took,
        saving: took,
        stack: u32::MAX,
    };
    let progress =
        Progress { step: u32::MAX, steps: u32::MAX, loss: 1.5, learning_rate: 1.5, norm: 1.5 };
    for reply in [
        Reply::Status(status),
        Reply::Progress(progress),
        Reply::Parameters { offset: u16::MAX, values: [f32::MIN; VALUES].into_iter().collect() },
        Reply::Refused { number: u16::MAX, why: Refusal::Mismatch },
        Reply::Audit(Audit {
            gravity: 1.5,
            rotation: 1.5,
            roughness: 1.5,
            frozen: u8::MAX,
            windows: [u8::MAX; 7],
            seen: [Some(Exercise::UprightRow); 7],
        }),
    ] {
        let answer = Answer { session: u16::MAX, next: u16::MAX, reply };
        assert!(answer.encode(&mut room).is_some());
    }
}

#[test]
fn an_overlong_frame_is_refused_and_the_next_is_found() {
    let packet = Packet { session: 1, number: 2, command: Command::Adapt };
    let mut bytes = vec![1; FRAME + 1];
    bytes.push(0);
    bytes.extend(frame(&packet));
    assert_eq!(decoded(&bytes), [Err(WireError::Overlong), Ok(packet)]);
}

#[test]
fn a_frame_of_a_former_conversation_changes_nothing() {
    let packet = |session, number, command| Packet { session, number, command };
    let hello = Command::Hello { version: VERSION };
    let mut receiver = Receiver::new();
    assert_eq!(receiver.hear(&packet(7, 0, hello.clone())), Heard::Next);
    receiver.take();
    assert_eq!(receiver.hear(&packet(9, 0, hello)), Heard::Next);
    receiver.take();
    for number in 0..WINDOW as u16 {
        assert_eq!(receiver.hear(&packet(7, number, Command::Factory)), Heard::Stray);
    }
    assert_eq!(receiver.expects(), (9, 1));
    assert_eq!(receiver.counters().doubled, WINDOW as u32);
}

/// Carries out commands one after the other, each fine-tuning to its end.
fn told(session: &mut Session<'_>, commands: &[Command]) -> Result<(), Refusal> {
    for command in commands {
        if session.handle(command)? == Next::Train {
            while session.watch.step().expect("it does not diverge").is_some() {}
        }
    }
    Ok(())
}

#[test]
fn a_session_over_the_wire_is_the_session_at_hand() -> Result<()> {
    let person = dataset::load(NEW_PERSON)?;
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let testing = recordings::testing(&person, &Plan::DEFAULT);
    told(&mut session, &recordings::tuning(&person, &Plan::DEFAULT)).expect("carried out");
    told(&mut session, &testing).expect("carried out");
    told(&mut session, &[Command::Adapt]).expect("carried out");
    told(&mut session, &testing).expect("carried out");
    let mut direct = thalweg_watch::Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    assert_eq!(session.before, recordings::test(&direct, &person, &Plan::DEFAULT));
    recordings::learn(&mut direct, &person, &Plan::DEFAULT)?;
    direct.calibrate();
    assert_eq!(session.calibrated, recordings::test(&direct, &person, &Plan::DEFAULT));
    assert_ne!(session.calibrated, session.before);
    direct.begin()?;
    while direct.step()?.is_some() {}
    assert_eq!(session.after, recordings::test(&direct, &person, &Plan::DEFAULT));
    assert_eq!(session.watch.parameters_hash(), direct.parameters_hash());
    Ok(())
}

#[test]
fn commands_out_of_turn_are_refused() -> Result<()> {
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let samples = Command::Samples([[0; 6]].into_iter().collect());
    assert_eq!(session.handle(&samples), Err(Refusal::NoRecording));
    assert_eq!(session.handle(&Command::Adapt), Err(Refusal::NothingLearnt));
    assert_eq!(session.handle(&Command::ForgetLast), Err(Refusal::NothingToForget));
    assert_eq!(session.handle(&Command::Hello { version: VERSION + 1 }), Err(Refusal::Version));
    Ok(())
}

#[test]
fn what_was_learnt_can_be_undone() -> Result<()> {
    let person = &dataset::load(NEW_PERSON)?[..3];
    let factory = Session::new(&PRETRAINED, Settings::DEFAULT)?.watch.parameters_hash();
    let learnt = |count: usize| -> Result<u64> {
        let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
        told(&mut session, &recordings::tuning(&person[..count], &Plan::DEFAULT)).expect("taken");
        told(&mut session, &[Command::Adapt]).expect("trained");
        Ok(session.watch.parameters_hash())
    };
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    told(&mut session, &recordings::tuning(person, &Plan::DEFAULT)).expect("taken");
    told(&mut session, &[Command::ForgetLast, Command::Adapt]).expect("forgotten and trained");
    assert_eq!(session.watch.windows(), 2 * Plan::DEFAULT.tuning().windows());
    assert_eq!(session.watch.parameters_hash(), learnt(2)?);
    told(&mut session, &[Command::Factory]).expect("forgotten");
    assert_eq!((session.watch.windows(), session.watch.parameters_hash()), (0, factory));
    told(&mut session, &recordings::tuning(person, &Plan::DEFAULT)).expect("taken");
    told(&mut session, &[Command::Adapt]).expect("trained");
    assert_eq!(session.watch.parameters_hash(), learnt(3)?, "as if nothing had been before");
    told(&mut session, &[Command::ForgetAll]).expect("forgotten");
    assert_eq!(session.watch.windows(), 0);
    assert_eq!(session.watch.parameters_hash(), learnt(3)?, "labels alone are forgotten");
    Ok(())
}

#[test]
fn parameters_are_adopted_whole_or_not_at_all() -> Result<()> {
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let factory = session.watch.parameters_hash();
    let other: Vec<f32> = (0..PARAMETERS).map(|i| i as f32 / 1000.0).collect();
    let hash = thalweg_watch::parameters_hash(&other);
    let chunk = |i: usize| Command::Parameters {
        offset: (i * VALUES) as u16,
        values: other.iter().copied().skip(i * VALUES).take(VALUES).collect(),
    };
    let chunks: Vec<_> = (0..PARAMETERS.div_ceil(VALUES)).map(chunk).collect();
    let adopt = Command::Adopt { hash };
    told(&mut session, &chunks[..chunks.len() - 1]).expect("kept");
    assert_eq!(session.handle(&adopt), Err(Refusal::Mismatch), "some are missing");
    assert_eq!(session.handle(&chunks[3]), Err(Refusal::Misplaced));
    let nan = Command::Parameters { offset: 0, values: [f32::NAN].into_iter().collect() };
    assert_eq!(session.handle(&nan), Err(Refusal::NotFinite));
    told(&mut session, &chunks).expect("kept");
    assert_eq!(session.handle(&Command::Adopt { hash: hash + 1 }), Err(Refusal::Mismatch));
    assert_eq!(session.watch.parameters_hash(), factory, "nothing is adopted so far");
    session.handle(&adopt).expect("adopted");
    assert_eq!(session.watch.parameters(), other.as_slice());
    Ok(())
}
