//! A task over a line: it does what it is asked, and counts what that takes.

use crate::Board;
use embassy_futures::select::{Either, select};
use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{Read, Write};
use thalweg_tasks::{
    Task, carry_out,
    wire::{Answer, Command, Cost, Question, Reply},
};
use thalweg_watch::wire::{Counters, Decoder, FRAME, encode};

/// How long it waits for a byte before it tells the watchdog that all is well, in milliseconds.
const PATIENCE: u32 = 500;

/// A task over a line.
pub struct TaskApp<'t, L, D, B> {
    line: L,
    delay: D,
    board: B,
    task: &'t mut dyn Task,
    /// The last question that was carried out, and what was said to it.
    last: Answer,
    ticks: u64,
    steps: u32,
    /// Damaged frames, and questions that came twice; of one that is lost the host knows.
    heard: Counters,
}

impl<'t, L: Read + Write, D: DelayNs, B: Board> TaskApp<'t, L, D, B> {
    /// Over this line, on this board.
    pub fn new(line: L, delay: D, board: B, task: &'t mut dyn Task) -> Self {
        let last = Answer { number: 0, reply: Reply::Done };
        Self { line, delay, board, task, last, ticks: 0, steps: 0, heard: Counters::default() }
    }

    /// Listens for ever; on a line that ends, to its end.
    pub async fn run(&mut self) {
        let (mut buffer, mut decoder) = ([0; 64], Decoder::new());
        loop {
            self.board.feed();
            let heard = select(self.line.read(&mut buffer), self.delay.delay_ms(PATIENCE)).await;
            let Either::First(heard) = heard else { continue };
            match heard {
                Ok(0) => return,
                Ok(length) => {
                    for &byte in buffer.get(..length).unwrap_or_default() {
                        match decoder.push::<Question>(byte) {
                            None => {}
                            Some(Ok(question)) => self.heed(&question).await,
                            Some(Err(_)) => self.ask_again().await,
                        }
                    }
                }
                Err(_) => {
                    decoder.abandon();
                    self.ask_again().await;
                }
            }
        }
    }

    /// A frame is damaged.
    async fn ask_again(&mut self) {
        self.heard.damaged = self.heard.damaged.saturating_add(1);
        self.tell(0, Reply::Again).await;
    }

    async fn heed(&mut self, Question { number, command }: &Question) {
        if *number == self.last.number {
            self.heard.doubled = self.heard.doubled.saturating_add(1);
        } else {
            let cost = self.cost();
            let mut reply = carry_out(self.task, command, cost, self.heard);
            // No comparison of what holds floats: on a core without an FPU it would link routines for them.
            if matches!(reply, Reply::Done) {
                reply = self.steps(*number, command).await;
            }
            self.last = Answer { number: *number, reply };
        }
        self.tell(*number, self.last.reply).await;
    }

    /// Does the steps that follow, and tells of each that was asked for.
    async fn steps(&mut self, number: u16, command: &Command) -> Reply {
        if !matches!(command, Command::Learn(_) | Command::Adapt) {
            return Reply::Done;
        }
        loop {
            self.board.feed();
            let start = self.board.ticks();
            let step = self.task.step();
            let ticks = self.board.ticks().wrapping_sub(start);
            match step {
                Ok(Some(progress)) => {
                    self.ticks += u64::from(ticks);
                    self.steps += 1;
                    if matches!(command, Command::Adapt) {
                        self.tell(number, Reply::Progress(progress)).await;
                    }
                }
                Ok(None) => return Reply::Done,
                Err(refusal) => return Reply::Refused(refusal),
            }
        }
    }

    fn cost(&self) -> Cost {
        let instructions = self.ticks * u64::from(B::INSTRUCTIONS_PER_TICK);
        Cost { steps: self.steps, instructions, stack: self.board.stack() }
    }

    /// What the line loses of it, the host asks for again.
    async fn tell(&mut self, number: u16, reply: Reply) {
        let mut room = [0; FRAME];
        let Some(frame) = encode(&Answer { number, reply }, &mut room) else { return };
        if self.line.write_all(frame).await.is_ok() {
            let _ = self.line.flush().await;
        }
    }
}

impl<L, D, B> core::fmt::Debug for TaskApp<'_, L, D, B> {
    fn fmt(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        to.debug_struct("TaskApp").field("last", &self.last).finish_non_exhaustive()
    }
}
