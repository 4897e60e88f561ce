//! Listening, training, telling: whatever arrives, it goes on.

use crate::{
    Board, NoSource, Reading, Source,
    fed::Fed,
    saves::{LONGEST, SAVED_EVERY, Saves},
};
use core::task::Poll;
use embassy_futures::{
    poll_once,
    select::{Either, select},
    yield_now,
};
use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{Read, Write};
use embedded_storage::nor_flash::NorFlash;
use thalweg::{Error, checkpoint::store::Slot};
use thalweg_watch::{
    Exercise, Next, PARAMETERS, Room, Session,
    wire::{
        Answer, Command, Counters, Decoder, FRAME, Heard, LOG, Packet, Receiver, Refusal, Reply,
        Status, Took, VALUES, VERSION,
    },
};

/// How long a frame may take to arrive once it has begun, in milliseconds.
const PATIENCE: u32 = 500;
/// How long a sensor that is listened to is left alone, in milliseconds: it measures every 20.
const BETWEEN: u32 = 5;

/// The application: a session over a line.
#[derive(Debug)]
pub struct App<'a, 'm, L, D, F, B, S: Room = [f32; PARAMETERS], O = NoSource> {
    line: L,
    delay: D,
    saves: Saves<'a, Fed<'a, F, B>>,
    board: &'a B,
    source: O,
    session: &'a mut Session<'m, S>,
    decoder: Decoder,
    receiver: Receiver,
    stepping: Took,
    saving: Took,
    /// Samples of the source that were taken for the recording, and that are missing in it.
    taken: u32,
    lost: u32,
}

impl<'a, 'm, L, D, F, B, S, O> App<'a, 'm, L, D, F, B, S, O>
where
    L: Read + Write,
    D: DelayNs,
    F: NorFlash,
    B: Board,
    S: Room,
    O: Source,
{
    /// Over this line, on this board, which goes on with what it saved last in these slots of its flash; with a sensor
    /// or [`NoSource`].
    ///
    /// # Errors
    /// Slots that are not in the flash, overlap, or are too short or too few.
    pub fn new(
        line: L,
        delay: D,
        (flash, slots): (F, &'a [Slot]),
        board: &'a B,
        source: O,
        session: &'a mut Session<'m, S>,
    ) -> Result<Self, Error> {
        let saves = Saves::resume(Fed { flash, board }, slots, LONGEST, session)?;
        let (decoder, receiver) = (Decoder::new(), Receiver::new());
        let (stepping, saving, taken, lost) = Default::default();
        Ok(Self {
            line,
            delay,
            saves,
            board,
            source,
            session,
            decoder,
            receiver,
            stepping,
            saving,
            taken,
            lost,
        })
    }

    /// Listens for ever; on a line that ends, to its end. What was lost, damaged, doubled or late on it until then.
    pub async fn run(&mut self) -> Counters {
        let mut buffer = [0; 64];
        self.tell(Reply::Status(self.status())).await; // a host that was talking hears that we have started anew
        loop {
            self.board.feed();
            self.say_what_is_logged().await;
            self.sense().await;
            let heard = if self.session.watch.trains() {
                self.slice().await;
                yield_now().await;
                match poll_once(self.line.read(&mut buffer)) {
                    Poll::Ready(heard) => Some(heard),
                    Poll::Pending => None,
                }
            } else {
                let patience = if self.session.senses() { BETWEEN } else { PATIENCE };
                match select(self.line.read(&mut buffer), self.delay.delay_ms(patience)).await {
                    Either::First(heard) => Some(heard),
                    Either::Second(()) => None,
                }
            };
            match heard {
                Some(Ok(0)) => return self.receiver.counters(),
                Some(Ok(length)) => self.hear(buffer.get(..length).unwrap_or_default()).await,
                Some(Err(_)) => self.lose().await, // a byte that nobody fetched in time
                None if self.session.senses() => {}
                None if self.decoder.within_a_frame() && !self.session.watch.trains() => {
                    self.lose().await; // its end has not come
                }
                None if self.session.unsaved() && !self.session.watch.trains() => self.save().await,
                None => {}
            }
        }
    }

    /// Only in a conversation: what was logged before one, as by a panic, waits for it.
    async fn say_what_is_logged(&mut self) {
        let (session, _) = self.receiver.expects();
        if session == 0 {
            return;
        }
        let mut room = [0; LOG];
        while let logged @ 1.. = self.board.logged(&mut room) {
            let bytes = room.into_iter().take(logged).collect();
            self.tell(Reply::Logged { bytes }).await;
        }
    }

    async fn hear(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match self.decoder.push::<Packet>(byte) {
                None => {}
                Some(Ok(packet)) => self.heed(&packet).await,
                Some(Err(_)) => self.lose().await,
            }
        }
    }

    /// A frame is lost.
    async fn lose(&mut self) {
        self.decoder.abandon();
        self.receiver.damaged();
        self.tell(Reply::Again).await;
    }

    async fn heed(&mut self, packet: &Packet) {
        let waits = self.session.watch.trains() && !packet.command.only_asks();
        let reply = match self.receiver.hear(packet) {
            Heard::Next if waits => Reply::Wait,
            Heard::Next => {
                let mut reply = self.carry_out(packet);
                let senses = matches!(packet.command, Command::Sense { .. });
                if senses && self.session.senses() && !self.source.start().await {
                    self.session.end_recording();
                    reply = Reply::Refused { number: packet.number, why: Refusal::NoSensor };
                }
                if self.session.unsaved() && !packet.command.labels() {
                    self.save().await;
                }
                self.receiver.take(); // the host hears of it when it outlives a power cut
                reply
            }
            Heard::Doubled => Reply::Taken,
            Heard::Gap => Reply::Again,
            Heard::Stray => Reply::Status(self.status()),
        };
        self.tell(reply).await;
    }

    /// Takes what the sensor has measured, if it is listened to.
    async fn sense(&mut self) {
        while self.session.senses() {
            let Some(reading) = self.source.next().await else { return };
            let why = match self.take(reading) {
                Ok(Some((exercise, seen))) => {
                    self.tell(Reply::Recognised { exercise, seen }).await;
                    None
                }
                Ok(None) => None,
                Err(why) => Some(why),
            };
            if let Some(why) = why {
                let (_, number) = self.receiver.expects();
                self.tell(Reply::Refused { number, why }).await;
            }
            if !self.session.senses() {
                self.tell(self.sensed()).await;
            }
        }
    }

    #[inline(never)]
    fn take(&mut self, reading: Reading) -> Result<Option<(Exercise, Exercise)>, Refusal> {
        match reading {
            Reading::Sample(sample) => {
                self.taken += 1;
                self.session.sensed(sample)
            }
            Reading::Lost(lost) => {
                self.lost = self.lost.saturating_add(lost);
                self.session.interrupted();
                Ok(None)
            }
            Reading::Gone => {
                self.session.end_recording();
                Err(Refusal::NoSensor)
            }
        }
    }

    const fn sensed(&self) -> Reply {
        Reply::Sensed { taken: self.taken, lost: self.lost }
    }

    #[inline(never)]
    fn carry_out(&mut self, packet: &Packet) -> Reply {
        let refused = |why| Reply::Refused { number: packet.number, why };
        match self.session.handle(&packet.command) {
            Ok(Next::Listen | Next::Train) => Reply::Taken,
            Ok(Next::Recognised(exercise, seen)) => Reply::Recognised { exercise, seen },
            Ok(Next::Clear) if self.saves.clear() => Reply::Taken,
            Ok(Next::Clear) => refused(Refusal::Flash),
            Ok(Next::Status) => Reply::Status(self.status()),
            Ok(Next::Report(offset)) => self.parameters(packet.number, offset),
            Ok(Next::Audit) => Reply::Audit(self.session.watch.audit()),
            Ok(Next::Sense) if self.session.senses() => {
                (self.taken, self.lost) = (0, 0);
                Reply::Taken
            }
            Ok(Next::Sense) => self.sensed(),
            Err(why) => refused(why),
        }
    }

    /// Saves everything, and says so.
    async fn save(&mut self) {
        if !self.saves.can() {
            return self.session.saved();
        }
        self.tell(Reply::Saving).await;
        let start = self.board.ticks();
        let saved = self.saves.save(self.session);
        self.saving.add(self.instructions_since(start));
        self.session.saved();
        self.tell(saved.map_or(Reply::NotSaved, |generation| Reply::Saved { generation })).await;
    }

    /// As many parameters as a frame holds.
    fn parameters(&self, number: u16, offset: u16) -> Reply {
        let parameters = self.session.watch.parameters().get(usize::from(offset)..);
        match parameters {
            Some(values) => {
                Reply::Parameters { offset, values: values.iter().copied().take(VALUES).collect() }
            }
            None => Reply::Refused { number, why: Refusal::Misplaced },
        }
    }

    /// One step of the fine-tuning.
    async fn slice(&mut self) {
        let start = self.board.ticks();
        let step = self.session.watch.step();
        self.stepping.add(self.instructions_since(start));
        match step {
            Ok(Some(progress)) => {
                self.tell(Reply::Progress(progress)).await;
                if (progress.step + 1).is_multiple_of(SAVED_EVERY) || !self.session.watch.trains() {
                    self.save().await;
                }
            }
            Ok(None) => {}
            Err(_) => {
                self.session.watch.stop();
                let (_, number) = self.receiver.expects();
                self.tell(Reply::Refused { number, why: Refusal::Diverged }).await;
            }
        }
        if !self.session.watch.trains() {
            self.tell(Reply::Trained).await;
        }
    }

    fn instructions_since(&self, start: u32) -> u64 {
        let ticks = self.board.ticks().wrapping_sub(start);
        u64::from(ticks) * u64::from(B::INSTRUCTIONS_PER_TICK)
    }

    /// Tells the host; what the line loses of it, the host asks for again.
    async fn tell(&mut self, reply: Reply) {
        let (session, next) = self.receiver.expects();
        let mut room = [0; FRAME];
        let Some(frame) = encode(&Answer { session, next, reply }, &mut room) else { return };
        if self.line.write_all(frame).await.is_ok() {
            let _ = self.line.flush().await;
        }
    }

    #[inline(never)]
    fn status(&self) -> Status {
        let watch = &self.session.watch;
        let (step, steps) = watch.steps();
        Status {
            version: VERSION,
            windows: watch.windows() as u16,
            step,
            steps,
            skipped: watch.skipped(),
            before: self.session.before,
            calibrated: self.session.calibrated,
            after: self.session.after,
            parameters_hash: watch.parameters_hash(),
            resumed: self.saves.resumed(),
            stranger: self.saves.stranger(),
            generation: self.saves.generation(),
            slots: self.saves.slots(),
            erases_per_page: B::ERASES_PER_PAGE,
            line: self.receiver.counters(),
            stepping: self.stepping,
            saving: self.saving,
            stack: self.board.stack(),
        }
    }
}

/// Once in the image, though it is told in many places.
#[inline(never)]
fn encode<'b>(answer: &Answer, room: &'b mut [u8; FRAME]) -> Option<&'b [u8]> {
    answer.encode(room)
}
