//! The main job: an emulated Cortex-M4F meets a new person, adapts, and shows what it gained.

mod arguments;
mod board;
mod conversation;
mod data;
mod event;
mod firmware;
mod flash;
mod general_form;
mod job;
mod kind;
mod line;
mod listening;
mod live;
mod log;
mod model;
mod on_a_desk;
#[cfg(unix)]
mod over_a_port;
mod pico;
mod port;
mod recipe;
mod report;
mod seen;
mod senses;
mod show;
mod update;

pub use arguments::Arguments;
pub use board::{Device, in_a_line, logged};
pub use conversation::Conversation;
pub use firmware::{Firmware, build, build_for};
pub use flash::Flash;
pub use kind::Kind;
pub use line::{Fault, Line};
#[cfg(unix)]
pub use over_a_port::over_a_port;
pub use recipe::commands as recipe_commands;
pub use report::Report;
pub(crate) use report::borne;
pub use senses::{Sensing, senses};
pub use update::{Asked, Member};

use crate::{desk, elf, shell, task};
use anyhow::{Context, Result};
use event::Event;
use job::{Before, Desk, Job, Work};
use log::Log;
use on_a_desk::OnADesk;
use show::Show;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_catalogue::{BOARDS, Board};
use thalweg_tasks::general::{Shape, read};
use thalweg_tasks_study::{
    general,
    script::{Problem, Script},
};
use thalweg_watch::{recordings::Recording, training, wire::Status};
use thalweg_watch_study::dataset;

/// The board that the firmware is built for.
pub static BOARD: &Board = &BOARDS[0];
/// How long the device may be silent: it answers every frame and tells every step of a training.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does the main job and shows what it gained.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(problem) = arguments.task.problem() {
        arguments.only_of_the_watch(problem)?;
        let file = arguments.data.file();
        let (scripts, findings) = if problem == Problem::General {
            let form = arguments.general.form();
            let mut scripts = general::scripts(file, &form)?;
            for Script { shape, recipe, .. } in &mut scripts {
                let follows = |bytes: &[u8]| read(bytes, shape.unwrap_or(Shape::DEFAULT));
                *recipe = arguments.recipe(follows)?.unwrap_or_default();
            }
            (scripts, general::audit(file, &form)?)
        } else {
            arguments.general.only_of_its_task()?;
            (problem.scripts(file)?, problem.audit(file)?)
        };
        let Arguments { resume, json, .. } = *arguments;
        return task::run((arguments.board, problem), &scripts, &findings, (resume, json));
    }
    arguments.general.only_of_its_task()?;
    let recipe = arguments.recipe(training::read)?;
    if arguments.show_recipe {
        println!("{}", recipe::json(recipe.as_deref())?);
        return Ok(());
    }
    let mut show = Show::new(arguments.save_log.as_deref().map(Log::create).transpose()?);
    let (report, parameters) = match &arguments.replay {
        Some(file) => (log::replay(file, arguments.speed, &mut show)?, Vec::new()),
        None if arguments.desk.is_all() => {
            let live = arguments.desk.live(&arguments.data)?;
            let (adapt, before) = (arguments.desk.adapt, arguments.desk.before(arguments.resume));
            let mut desk = Desk { live, adapt, keep: arguments.save_model.is_some(), before };
            self::adapt(&place(arguments)?, &mut desk, &mut show)?
        }
        None => job(arguments, recipe, &mut show)?,
    };
    show.end()?;
    println!("{}", report.table());
    for line in &report.log {
        println!("log: {line}");
    }
    print!("{}", report.confusion());
    if let Some(file) = &arguments.save_model {
        model::save(file, &parameters)?;
    }
    if arguments.json {
        println!("{}", report.json());
    }
    Ok(())
}

/// The main job on a person's recordings.
fn job(
    arguments: &Arguments,
    recipe: Option<Vec<u8>>,
    show: &mut Show,
) -> Result<(Report, Vec<f32>)> {
    let recordings = arguments.data.recordings(&dataset::file(dataset::NEW_PERSON))?;
    if let Some(person) = seen_in_training(&recordings)? {
        show.note(format!(
            "note: the weights were pre-trained on this person (person {person:02})"
        ));
    }
    let parameters = arguments.load_model.as_deref().map(model::load).transpose()?;
    let (keep, before) = (arguments.save_model.is_some(), arguments.desk.before(arguments.resume));
    let mut job = Job { recordings: &recordings, recipe, parameters, keep, before };
    adapt(&place(arguments)?, &mut job, show)
}

/// Where the device is that does the work.
enum Place {
    Emulated(Kind, Firmware, Flash),
    /// On a serial port, at so many bits a second; and the program it runs, if we are told.
    Desk(PathBuf, u32, Option<PathBuf>),
}

fn place(arguments: &Arguments) -> Result<Place> {
    if let Some(port) = &arguments.desk.port {
        let OnADesk { baud, elf, .. } = &arguments.desk;
        if let Some(elf) = elf {
            board::said(elf, &[])?; // so that nobody waits to hear that it is none
        }
        return Ok(Place::Desk(port.clone(), *baud, elf.clone()));
    }
    let board = arguments.board.unwrap_or(Kind::M4);
    let file = folder().join(format!("{}.img", board.name()));
    let flash = if arguments.resume { Flash::open(&file)? } else { Flash::blank(&file)? };
    let firmware = Firmware { program: arguments.desk.program(), ..Firmware::WATCH };
    Ok(Place::Emulated(board, firmware, flash))
}

/// The person of the training set whose recordings these are.
fn seen_in_training(recordings: &[Recording]) -> Result<Option<usize>> {
    for person in (1..=dataset::PEOPLE).filter(|&person| person != dataset::NEW_PERSON) {
        if dataset::load(person)? == recordings {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// Lets an emulated board adapt to the person that the weights have not met.
pub fn meet(board: Kind) -> Result<Report> {
    meet_with(board, Firmware::WATCH)
}

/// The same with another firmware than the one that is built by default.
pub fn meet_with(board: Kind, firmware: Firmware) -> Result<Report> {
    meet_somebody(board, firmware, &data::of_file(&dataset::file(dataset::NEW_PERSON))?)
}

/// The same with whoever moves as these recordings say.
pub fn meet_somebody(board: Kind, firmware: Firmware, recordings: &[Recording]) -> Result<Report> {
    let mut job = of_a_person(recordings);
    let file = folder().join(format!("meet-{}.img", board.name()));
    let mut show = Show::new(None);
    let report =
        adapt(&Place::Emulated(board, firmware, Flash::blank(&file)?), &mut job, &mut show)?.0;
    show.end()?;
    Ok(report)
}

fn of_a_person(recordings: &[Recording]) -> Job<'_> {
    Job { recordings, recipe: None, parameters: None, keep: false, before: Before::GoOn }
}

/// Lets a device work: an emulated one with firmware that is built for it, or one on the desk.
fn adapt(place: &Place, work: &mut impl Work, show: &mut Show) -> Result<(Report, Vec<f32>)> {
    let (result, sizes, log) = match place {
        Place::Emulated(board, firmware, flash) => {
            let elf = board.build(*firmware)?;
            let mut device = board.start(&elf, flash)?;
            let result = work.run(&mut device.line, show);
            let said = board::said(&elf, &device.line.logged())?;
            let log = if result.is_ok() { device.end()? } else { device.log()? };
            (result, Some(elf::sizes(&elf)?), [log, said].concat())
        }
        Place::Desk(port, baud, elf) => {
            let (to, from) = port::open(port, *baud)?;
            let mut line = Line::new(to, from);
            let result = work.run(&mut line, show).with_context(|| port.display().to_string());
            (result, None, said(elf.as_deref(), &line.logged())?)
        }
    };
    let (status, end, parameters) = match result {
        Err(error) if !log.is_empty() => return Err(error.context(in_a_line(&log))),
        result => result?,
    };
    let report = Report { status, end, sizes, log, seen: show.seen() };
    show.see(Event::End(Box::new(report.clone())));
    Ok((report, parameters))
}

/// What a board on the desk has logged, as far as we know what its program means by it.
fn said(elf: Option<&Path>, log: &[u8]) -> Result<Vec<String>> {
    match elf {
        Some(elf) => board::said(elf, log),
        None if log.is_empty() => Ok(Vec::new()),
        None => {
            Ok(vec![format!("{} bytes; --elf FILE, the program it runs, reads them", log.len())])
        }
    }
}

/// The image of a Pico, as a person flashes it, from its linked program.
pub fn pico_image(elf: &Path) -> Result<PathBuf> {
    let image = folder().join("pico.uf2");
    fs::create_dir_all(folder())?;
    let bytes = desk::image(desk::find("pico")?, elf)?;
    // Another board may be reading it.
    if fs::read(&image).ok().as_ref() != Some(&bytes) {
        fs::write(&image, bytes).with_context(|| image.display().to_string())?;
    }
    Ok(image)
}

/// Lets the emulated device adapt to one short recording over a line that spoils some frames; how things stand in
/// the end.
pub fn over_a_bad_line(fault: Fault) -> Result<Status> {
    over_a_line(fault, "bad-line.img")
}

/// The same, with a flash in a file of this name.
fn over_a_line(fault: Fault, flash: &str) -> Result<Status> {
    let mut recordings = data::of_file(&dataset::file(dataset::NEW_PERSON))?;
    recordings.truncate(1);
    recordings[0].samples.truncate(500);
    let flash = Flash::blank(&folder().join(flash))?;
    let mut device = Device::start(BOARD, &build("watch")?, &flash)?;
    device.line.spoil(fault);
    Ok(of_a_person(&recordings).run(&mut device.line, &mut Show::new(None))?.0)
}

/// Where what a device leaves behind is kept.
pub fn folder() -> PathBuf {
    shell::root().join("target/device")
}
