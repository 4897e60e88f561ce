//! A frame of the watch's line: whatever is decoded is encoded and decoded to the same, and a watch that is told it goes on.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use std::sync::LazyLock;
use thalweg_fuzz::{Counts, FRONT, mutate_in_place};
use thalweg_watch::{
    Exercise, Next, PRETRAINED, Session, Settings, WINDOW, training,
    wire::{
        Answer, CHUNK, Command, Decoder, FRAME, Packet, Purpose, Receiver, Reply, VALUES, VERSION,
        WireError, encode,
    },
};

/// What a host may tell, one of each kind, as what stands within a frame.
static COMMANDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut room = [0; 1024];
    let recipe = training::DEFAULT.encode(&mut room).unwrap();
    let told = recipe[..recipe.len().min(CHUNK) / 4 * 4].iter().copied().collect();
    let commands = [
        Command::Hello { version: VERSION },
        Command::Recording { purpose: Purpose::Tune, exercise: Exercise::UprightRow },
        Command::Samples([[1, -2, 1000, 300, -4000, 5]; 8].into_iter().collect()),
        Command::Adapt,
        Command::Finish,
        Command::Report { offset: 32 },
        Command::Parameters { offset: 0, values: (0..VALUES).map(|i| i as f32).collect() },
        Command::Adopt { hash: 0x3022_fff5_006a_d404 },
        Command::ForgetLast,
        Command::ForgetAll,
        Command::Factory,
        Command::Recipe { offset: 0, bytes: told },
        Command::Follow,
        Command::Audit,
    ];
    let packets = commands.into_iter().zip(0..);
    packets.map(|(command, number)| within(&Packet { session: 1, number, command })).collect()
});
static COUNTS: Counts = Counts::new();

/// What stands in the frame of a packet, before its CRC.
fn within(packet: &Packet) -> Vec<u8> {
    let mut room = [0; FRAME];
    let frame = packet.encode(&mut room).unwrap();
    let mut bytes = cobs::decode_vec(frame).unwrap();
    bytes.truncate(bytes.len() - 4);
    bytes
}

/// The frame of bytes that nobody need have written.
fn frame(bytes: &[u8]) -> Vec<u8> {
    let mut whole = bytes.to_vec();
    whole.extend(thalweg_fuzz::checksum(bytes).to_le_bytes());
    let mut frame = cobs::encode_vec(&whole);
    frame.push(0);
    frame
}

/// A watch that is told this in the middle of everything: it may refuse, but it does not panic.
fn goes_on(packet: &Packet) {
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT).unwrap();
    let mut receiver = Receiver::new();
    let label = Command::Recording { purpose: Purpose::Tune, exercise: Exercise::UprightRow };
    session.handle(&label).unwrap();
    let samples = Command::Samples([[1, -2, 1000, 300, -4000, 5]; 8].into_iter().collect());
    (0..=WINDOW / 8).for_each(|_| assert!(session.handle(&samples).is_ok()));
    let _ = receiver.hear(packet);
    let mut trains = session.handle(&packet.command) == Ok(Next::Train);
    trains |= session.handle(&Command::Adapt) == Ok(Next::Train);
    if trains {
        for _ in 0..2 {
            let _ = session.watch.step();
        }
    }
    let _ = session.handle(&samples);
    let _ = session.watch.audit();
}

fn push_all<M: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<Result<M, WireError>> {
    let mut decoder = Decoder::new();
    let heard = bytes.iter().find_map(|&byte| decoder.push(byte));
    assert!(heard.is_some() || !bytes.contains(&0) || bytes.iter().all(|&byte| byte == 0));
    heard
}

fuzz_target!(|bytes: &[u8]| {
    // The first byte says whether the others are framed, or come as from a line that was cut.
    let Some((&kind, body)) = bytes.split_first() else { return };
    let framed = kind % 16 != 15;
    let line = if framed { frame(body) } else { [body, &[0]].concat() };
    let heard = push_all::<Packet>(&line);
    if let Some(Ok(answer)) = push_all::<Answer>(&line) {
        let mut room = [0; FRAME];
        let once = answer.encode(&mut room).unwrap().to_vec();
        // NaN is no equal of itself; its bytes are.
        let again = push_all::<Answer>(&once).unwrap().unwrap();
        assert!(encode(&again, &mut [0; FRAME]).unwrap() == once);
        if let Reply::Audit(audit) = answer.reply {
            audit.findings().for_each(|finding| assert!(!finding.to_string().contains('\n')));
        }
    }
    COUNTS.count(framed, matches!(heard, Some(Ok(_))));
    let Some(Ok(packet)) = heard else { return };
    let mut room = [0; FRAME];
    let once = packet.encode(&mut room).unwrap().to_vec();
    let again = push_all::<Packet>(&once).unwrap().unwrap();
    assert!(again.encode(&mut [0; FRAME]).unwrap() == once);
    goes_on(&again);
});

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    let mut size = size;
    if size < FRONT || seed % 8 < 7 {
        let valid = &COMMANDS[seed as usize / 8 % COMMANDS.len()];
        size = (1 + valid.len()).min(most);
        data[0] = (seed / 1024) as u8;
        data[1..size].copy_from_slice(&valid[..size - 1]);
    }
    if seed / 256 % 8 == 7 {
        return libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    mutate_in_place(&mut data[1..size], seed);
    size
});
