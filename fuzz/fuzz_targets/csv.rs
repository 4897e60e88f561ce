//! A table of readings: whatever is read is judged and makes finite features, and is read alike by the parser of live lines.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use std::{fmt::Write, sync::LazyLock};
use thalweg_fuzz::{Counts, mutate_in_place};
use thalweg_lines::{Channels, Form, Parser};
use thalweg_watch::{Plan, recordings};

const HEADER: &str = "wrist,exercise,sample,ax,ay,az,wx,wy,wz\n";
const CHANNELS: Channels = Channels::Named(&[&["ax"], &["ay"], &["az"], &["wx"], &["wy"], &["wz"]]);

/// A recording as long as one must be.
static VALID: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut text = HEADER.to_owned();
    for sample in 0..Plan::DEFAULT.samples_needed() {
        let x = sample as f32 / 100.0;
        writeln!(text, "L,ROW,{sample},{:.3},-0.250,0.980,{:.3},0.000,-1.125", x.sin(), x.cos())
            .unwrap();
    }
    text.into_bytes()
});
/// What is longer was fed once, and is not changed again: it takes milliseconds.
const SHORT: usize = 2048;
static COUNTS: Counts = Counts::new();

fuzz_target!(|bytes: &[u8]| {
    let read = recordings::read_plain(bytes);
    COUNTS.count(bytes.starts_with(HEADER.as_bytes()), read.is_ok());
    match &read {
        Ok(recordings) => {
            let plan = Plan::DEFAULT;
            let long_enough = recordings::check(recordings, &plan);
            for recording in recordings {
                assert!(!recording.samples.is_empty());
                for part in [plan.tuning(), plan.test(recording.samples.len())] {
                    recording.features(part).for_each(|x| assert!(x.iter().all(|x| x.is_finite())));
                }
            }
            if let Err(error) = long_enough {
                assert!(!error.to_string().contains('\n'), "{error}");
            }
        }
        Err(error) => assert!(!error.to_string().contains('\n'), "{error}"),
    }
    // Its tables take as long to make as all before: one text in four is cut into lines.
    if bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)) % 4 > 0 {
        return;
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut parser = Parser::new(Form::default(), CHANNELS);
    for reading in text.lines().take(8).filter_map(|line| parser.line(line)) {
        assert!(reading.values.len() == 6 && reading.values.iter().all(|value| value.is_finite()));
    }
    assert!(!parser.tally().to_string().contains('\n'));
});

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    let mut size = size;
    if size <= HEADER.len() || size > SHORT || seed % 8 < 7 {
        let lines = if (seed / 4096).is_multiple_of(256) { usize::MAX } else { 12 };
        size = VALID.split_inclusive(|&byte| byte == b'\n').take(lines).map(<[u8]>::len).sum();
        size = size.min(most);
        data[..size].copy_from_slice(&VALID[..size]);
    }
    // Most change a few digits or separators, some the header as well.
    match seed / 8 % 16 {
        0 => return libfuzzer_sys::fuzzer_mutate(data, size, most),
        1 => mutate_in_place(&mut data[..size], seed),
        2..6 => mutate_in_place(&mut data[HEADER.len()..size], seed),
        _ => {
            let at = HEADER.len() + seed as usize / 128 % (size - HEADER.len());
            data[at] = b"012345678901234567890123456789.,-;eL\n\t"[seed as usize / 7 % 38];
        }
    }
    size
});
