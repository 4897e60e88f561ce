//! A device and a sensor on serial ports of this machine, as on a desk: the emulator's, and a pair of terminals.

use super::{
    BOARD, Fault, Flash, Line, build, data, folder,
    job::{Before, Desk, Job, Work},
    live::{Live, Sensor},
    over_a_line, port,
    show::Show,
};
use crate::emulator::Emulator;
use anyhow::{Context, Result};
use serialport::{SerialPort, TTYPort};
use std::{io::Write, path::Path, thread, time::Duration};
use thalweg_lines::Form;
use thalweg_watch::{
    Sample,
    wire::{Purpose, Status},
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

/// Lets an emulated device adapt to one short recording over a line in memory and another over a port, and then learn a second
/// one from a sensor on another port; how things stand after each.
pub fn over_a_port() -> Result<[Status; 3]> {
    let clean = over_a_line(Fault::None, "no-port.img")?;
    let mut recordings = data::of_file(&dataset::file(NEW_PERSON))?;
    let other = recordings.swap_remove(1);
    recordings.truncate(1);
    recordings[0].samples.truncate(500);
    let (elf, flash) = (build("watch")?, Flash::blank(&folder().join("port.img"))?);
    let emulator = Emulator { board: BOARD, elf: &elf, patience: Duration::MAX, asked: "" };
    let (_running, on) =
        emulator.converse_over_a_port(&flash.file.with_extension("log"), &flash.file)?;
    let (to, from) = port::open(&on, 460_800)?;
    let (mut line, keep) = (Line::new(to, from), false);
    let job = Job {
        recordings: &recordings,
        recipe: None,
        parameters: None,
        keep,
        before: Before::Forget,
    };
    let adapted = work(&mut line, job)?;
    let (sensor, tty) = terminals()?;
    let samples = other.samples.into_iter().take(260).collect::<Vec<_>>();
    let speaker = thread::spawn(move || speak(sensor, &samples));
    let live = Live { exercise: other.exercise, purpose: Purpose::Tune, seconds: 4 };
    let (_, from) = port::open(Path::new(&tty), 115_200)?;
    let sensor = Sensor::new(from, Form { rate: Some(100.0), ..Form::default() })?;
    let live = Some((live, Some(sensor)));
    let labelled = work(&mut line, Desk { live, adapt: false, keep, before: Before::GoOn })?;
    // It holds its end of the line until then.
    let _ended = speaker.join();
    Ok([clean, adapted, labelled])
}

fn work(line: &mut Line, mut work: impl Work) -> Result<Status> {
    let mut show = Show::new(None);
    let status = work.run(line, &mut show)?.0;
    show.end()?;
    Ok(status)
}

/// The end of a line into which a sensor speaks, and the name of the other.
fn terminals() -> Result<(TTYPort, String)> {
    let (sensor, other) = TTYPort::pair().context("a pair of terminals")?;
    let name = other.name().context("a terminal without a name")?;
    Ok((sensor, name))
}

/// What a data forwarder writes at twice the rate of the watch, after what its board says at its start.
fn speak(mut sensor: TTYPort, samples: &[Sample]) -> Result<TTYPort> {
    writeln!(sensor, "starting ...\r\n0.1,0.2")?;
    for sample in samples {
        let row = sample.map(|value| (f64::from(value) / 1000.0).to_string()).join("\t");
        writeln!(sensor, "{row}\r\n{row}\r")?;
    }
    Ok(sensor)
}
