//! A task over a line: it does what it is asked, counts what that takes, and keeps what it has learnt.

use crate::{
    Board,
    fed::Fed,
    saves::{Saves, saved_every},
};
use embassy_futures::select::{Either, select};
use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{Read, Write};
use embedded_storage::nor_flash::NorFlash;
use thalweg::{
    Error,
    checkpoint::{MaxLength, max_length, store::Slot},
};
use thalweg_tasks::{
    Keeps, Progress, Refusal, carry_out,
    wire::{Answer, Command, Cost, Counted, Kept, Question, Reply, Resumed},
};
use thalweg_watch::wire::{Counters, Decoder, FRAME, Took, encode};

/// How long it waits for a byte before it tells the watchdog that all is well, in milliseconds; as long as that nobody says
/// anything before it saves what it has learnt.
const PATIENCE: u32 = 500;

/// A task over a line.
pub struct TaskApp<'t, L, D, F, B> {
    line: L,
    delay: D,
    board: &'t B,
    saves: Saves<'t, Fed<'t, F, B>>,
    task: &'t mut dyn Keeps,
    /// Something was learnt since it was saved.
    unsaved: bool,
    /// How many samples it had learnt when it started.
    learnt: u32,
    /// The last question that was carried out, and what was said to it.
    last: Answer,
    ticks: u64,
    steps: u32,
    saving: Took,
    /// Damaged frames, and questions that came twice; of one that is lost the host knows.
    heard: Counters,
}

impl<'t, L: Read + Write, D: DelayNs, F: NorFlash, B: Board> TaskApp<'t, L, D, F, B> {
    /// Over this line, on this board, where it goes on with what was saved last in these slots of its flash.
    ///
    /// # Errors
    /// Slots that are not in the flash, overlap, or are too short or too few.
    pub fn new<T: Keeps + MaxLength>(
        line: L,
        delay: D,
        (flash, slots): (F, &'t [Slot]),
        board: &'t B,
        task: &'t mut T,
    ) -> Result<Self, Error> {
        let (longest, task) = (max_length::<T>(), task as &mut dyn Keeps);
        let saves = Saves::resume(Fed { flash, board }, slots, longest, task)?;
        let (learnt, last) = (task.state().learnt, Answer { number: 0, reply: Reply::Done });
        let (unsaved, ticks, steps, saving, heard) = Default::default();
        Ok(Self {
            line,
            delay,
            board,
            saves,
            task,
            unsaved,
            learnt,
            last,
            ticks,
            steps,
            saving,
            heard,
        })
    }

    /// Listens for ever; on a line that ends, to its end.
    pub async fn run(&mut self) {
        let (mut buffer, mut decoder) = ([0; 64], Decoder::new());
        loop {
            self.board.feed();
            let heard = select(self.line.read(&mut buffer), self.delay.delay_ms(PATIENCE)).await;
            let Either::First(heard) = heard else {
                self.save_what_is_new();
                continue;
            };
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
            let mut reply = self.carry_out(command);
            // No comparison of what holds floats: on a core without an FPU it would link routines for them.
            if matches!(reply, Reply::Done) {
                reply = self.steps(*number, command).await;
            }
            self.last = Answer { number: *number, reply };
        }
        self.tell(*number, self.last.reply).await;
    }

    /// Does what is asked but for the steps, and sees to it that nothing is left in the flash of what it is to forget.
    #[inline(never)]
    fn carry_out(&mut self, command: &Command) -> Reply {
        if matches!(command, Command::Finish) {
            self.save_what_is_new();
        }
        let counted = self.counted();
        let reply = carry_out(self.task, command, counted);
        if !matches!(reply, Reply::Done) {
            return reply;
        }
        match command {
            Command::Begin(_) | Command::Shape(_) if !self.saves.forget() => {
                return Reply::Refused(Refusal::Flash);
            }
            Command::Learn(_) | Command::Shape(_) | Command::Given { .. } | Command::Follow => {
                self.unsaved = true;
            }
            _ => {}
        }
        reply
    }

    /// Does the steps that follow; of a training each is told, and some are saved.
    async fn steps(&mut self, number: u16, command: &Command) -> Reply {
        let trains = matches!(command, Command::Adapt);
        if !trains && !matches!(command, Command::Learn(_)) {
            return Reply::Done;
        }
        if let (true, [0, _]) = (trains, self.task.steps()) {
            self.save();
        }
        loop {
            match self.step() {
                Ok(Some(progress)) if trains => {
                    self.tell(number, Reply::Progress(progress)).await;
                    let (done, every) = (progress.step + 1, saved_every(progress.steps));
                    if done.is_multiple_of(every) && done < progress.steps {
                        self.save();
                    }
                }
                Ok(Some(_)) => {}
                Ok(None) => {
                    if trains {
                        self.save();
                    }
                    return Reply::Done;
                }
                Err(refusal) => return Reply::Refused(refusal),
            }
        }
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        self.board.feed();
        let start = self.board.ticks();
        let step = self.task.step();
        if matches!(step, Ok(Some(_))) {
            self.ticks += u64::from(self.board.ticks().wrapping_sub(start));
            self.steps += 1;
        }
        step
    }

    fn save_what_is_new(&mut self) {
        if self.unsaved {
            self.save();
        }
    }

    /// Saves everything, unless that would be over what another firmware has left.
    #[inline(never)]
    fn save(&mut self) {
        self.unsaved = false;
        if !self.saves.can() {
            return;
        }
        self.board.feed();
        let start = self.board.ticks();
        // Where it cannot be saved, what was saved last is kept; the host sees that it is no more.
        let _saved = self.saves.save(&*self.task);
        let ticks = self.board.ticks().wrapping_sub(start);
        self.saving.add(u64::from(ticks) * u64::from(B::INSTRUCTIONS_PER_TICK));
    }

    #[inline(never)]
    fn counted(&self) -> Counted {
        let instructions = self.ticks * u64::from(B::INSTRUCTIONS_PER_TICK);
        let learnt = self.learnt;
        Counted {
            cost: Cost { steps: self.steps, instructions, stack: self.board.stack() },
            line: self.heard,
            kept: Kept {
                resumed: self.saves.resumed().map(|step| Resumed { step, learnt }),
                stranger: self.saves.stranger(),
                generation: self.saves.generation(),
                slots: self.saves.slots(),
                erases_per_page: B::ERASES_PER_PAGE,
                saving: self.saving,
            },
        }
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

impl<L, D, F, B> core::fmt::Debug for TaskApp<'_, L, D, F, B> {
    fn fmt(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        to.debug_struct("TaskApp").field("last", &self.last).finish_non_exhaustive()
    }
}
