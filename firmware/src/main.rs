//! The watch: listens to samples, adapts, reports.
#![no_std]
#![no_main]

mod board;
mod failure;

use board::{Board, stack};
use cortex_m_rt::entry;
use cortex_m_semihosting::debug;
use defmt_semihosting as _;
use embedded_io::Read;
use static_cell::{ConstStaticCell, StaticCell};
use thalweg_watch::{
    AdapterMemory, Next, PARAMETERS, PRETRAINED, Session, Settings,
    wire::{Command, Decoder, WireError},
};

/// A session whose optimizer keeps its state in [`MEMORY`].
type Watch = Session<'static, &'static mut [f32; PARAMETERS]>;

/// Statics, so that what the watch needs is known when it is linked.
static SESSION: StaticCell<Result<Watch, thalweg_watch::Error>> = StaticCell::new();
static MEMORY: ConstStaticCell<AdapterMemory> = ConstStaticCell::new(AdapterMemory::ZERO);

#[entry]
fn main() -> ! {
    stack::paint();
    match run() {
        Ok(()) => failure::stop(debug::EXIT_SUCCESS),
        Err(reason) => {
            defmt::error!("{}", reason);
            failure::stop(debug::EXIT_FAILURE)
        }
    }
}

fn run() -> Result<(), &'static str> {
    let mut board = Board::take().ok_or("the board is taken already")?;
    if flushes_to_zero() {
        return Err("the FPU flushes subnormals to zero: results would differ from other machines");
    }
    let session = start()?;
    let mut decoder = Decoder::new();
    defmt::info!("listening");
    loop {
        let command = match receive(&mut board, &mut decoder) {
            Ok(command) => command,
            Err(error) => {
                defmt::warn!("a frame was damaged: {}", error);
                session.lose_frame();
                continue;
            }
        };
        if let Command::Recording { purpose, exercise } = command {
            defmt::info!("recording={} purpose={}", exercise, purpose);
        }
        match session.handle(&command) {
            Ok(Next::Listen) => {}
            Ok(Next::Train) => train(&board, session)?,
            Ok(Next::Stop) => break,
            Err(error) => {
                defmt::error!("{}", error);
                return Err("a command was refused");
            }
        }
    }
    report(session);
    Ok(())
}

/// The session, made where it stays: what is built on the way is on the stack no longer than that.
#[inline(never)]
fn start() -> Result<&'static mut Watch, &'static str> {
    SESSION
        .init_with(|| Session::lend(&PRETRAINED, Settings::DEFAULT, MEMORY.take()))
        .as_mut()
        .map_err(|_| "the settings are out of range")
}

/// The next command, or what is wrong with its frame.
fn receive(board: &mut Board, decoder: &mut Decoder) -> Result<Command, WireError> {
    loop {
        let mut byte = [0];
        let Ok(_) = board.read(&mut byte);
        if let Some(command) = decoder.push(byte[0]) {
            return command;
        }
    }
}

/// The fine-tuning, reported step by step.
fn train(board: &Board, session: &mut Watch) -> Result<(), &'static str> {
    defmt::info!("before right={=u32} of={=u32}", session.before.right, session.before.of);
    defmt::info!("tuning windows={=usize}", session.watch.windows());
    let (mut instructions, mut steps) = (0, 0);
    loop {
        let start = board.ticks();
        let progress = session.watch.step().map_err(|_| "the fine-tuning diverged")?;
        let Some(progress) = progress else { break };
        instructions += board.instructions_since(start);
        steps += 1;
        defmt::info!(
            "step={=u32} of={=u32} loss={=f32} lr={=f32} norm={=f32}",
            progress.step,
            progress.steps,
            progress.loss,
            progress.learning_rate,
            progress.norm,
        );
    }
    defmt::info!("instructions_per_step={=u64}", instructions / steps.max(1));
    Ok(())
}

fn report(session: &Watch) {
    defmt::info!("after right={=u32} of={=u32}", session.after.right, session.after.of);
    defmt::info!("skipped={=u32}", session.watch.skipped());
    defmt::info!("damaged={=u32}", session.damaged);
    defmt::info!("parameters_hash={=u64:016x}", session.watch.parameters_hash());
    defmt::info!("stack={=usize}", stack::deepest());
}

/// Whether start-up code has set FPSCR.FZ, bit 24.
fn flushes_to_zero() -> bool {
    cortex_m::register::fpscr::read().fz()
}
