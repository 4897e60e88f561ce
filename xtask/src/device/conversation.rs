//! A conversation with a watch: commands in order, each until it is taken, whatever the line does.

use super::line::Line;
use anyhow::{Context, Result, bail, ensure};
use std::{
    process,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use thalweg_watch::{
    Audit, Exercise, PARAMETERS, RATE_HZ, parameters_hash,
    wire::{Answer, Command, Heeded, Purpose, Reply, Sender, Status, VALUES, VERSION},
};

/// When nothing is heard for this long, what is not yet taken is sent again.
const AGAIN: Duration = Duration::from_millis(500);

/// A conversation with a watch.
pub struct Conversation<'l> {
    line: &'l mut Line,
    sender: Sender,
    /// How long the device may be silent.
    patience: Duration,
    heard: Instant,
    greeted: bool,
    /// The device saves, and may not hear what is sent.
    saving: bool,
    /// Frames that were sent once more.
    pub again: u32,
    /// What the device refused, each in one line.
    pub refused: Vec<String>,
}

impl<'l> Conversation<'l> {
    /// Greets the watch, and hears how things stand with it.
    pub fn begin(line: &'l mut Line, patience: Duration) -> Result<(Self, Status)> {
        let sender = Sender::new(a_number());
        let (again, refused) = (0, Vec::new());
        let heard = Instant::now();
        let mut talk =
            Self { line, sender, patience, heard, greeted: false, saving: false, again, refused };
        let hello = Command::Hello { version: VERSION };
        let status = talk.ask(&hello, |reply| match reply {
            Reply::Status(status) => Some(*status),
            _ => None,
        })?;
        Ok((talk, status))
    }

    /// Frames of the device that arrived damaged.
    pub fn damaged(&self) -> u32 {
        self.line.damaged()
    }

    /// Tells commands, each until it is taken; `told` hears how many are, and what else the watch says.
    pub fn tell(
        &mut self,
        commands: Vec<Command>,
        mut told: impl FnMut(usize, &Reply),
    ) -> Result<()> {
        let all = commands.len();
        let mut commands = commands.into_iter();
        loop {
            while self.sender.has_room() && !self.saving {
                let Some(command) = commands.next() else { break };
                let packet = self.sender.push(command).context("no room for a command")?;
                self.line.send(&packet)?;
            }
            if self.sender.is_done() {
                return Ok(());
            }
            if let Some(answer) = self.hear()? {
                let waiting = self.sender.unheard().count();
                told(all - commands.len() - waiting, &answer.reply);
            }
        }
    }

    /// Asks until the answer is heard, which the line may lose.
    fn ask<T>(
        &mut self,
        question: &Command,
        mut answer: impl FnMut(&Reply) -> Option<T>,
    ) -> Result<T> {
        for _ in 0..10 {
            let (mut found, refused) = (None, self.refused.len());
            self.tell(vec![question.clone()], |_, reply| {
                found = found.take().or_else(|| answer(reply));
            })?;
            if let Some(found) = found {
                return Ok(found);
            }
            if let Some(why) = self.refused.get(refused) {
                bail!("{why}");
            }
        }
        bail!("the device took {question:?} ten times, and the line lost every answer")
    }

    /// How things stand.
    pub fn status(&mut self) -> Result<Status> {
        self.ask(&Command::Finish, |reply| match reply {
            Reply::Status(status) => Some(*status),
            _ => None,
        })
    }

    /// Waits until the fine-tuning has ended.
    pub fn wait_for_training(&mut self, mut told: impl FnMut(&Reply)) -> Result<()> {
        loop {
            if let Some(answer) = self.hear()? {
                told(&answer.reply);
                if answer.reply == Reply::Trained {
                    return Ok(());
                }
            } else {
                let status = self.status()?; // the last word may have been lost
                if status.step >= status.steps {
                    return Ok(());
                }
            }
        }
    }

    /// Listens to the sensor on the board for so many samples; how many were taken, and how many are missing.
    pub fn sense(
        &mut self,
        purpose: Purpose,
        exercise: Exercise,
        samples: u16,
        mut told: impl FnMut(&Reply),
    ) -> Result<(u32, u32)> {
        self.carry_out(vec![Command::Sense { purpose, exercise, samples }])?;
        let (refused, mut found) = (self.refused.len(), None);
        let mut see = |reply: &Reply| {
            if let Reply::Sensed { taken, lost } = *reply {
                found = found.or(Some((taken, lost)));
            }
            told(reply);
            found
        };
        let long = Duration::from_secs(u64::from(samples) / u64::from(RATE_HZ)) + self.patience;
        let start = Instant::now();
        while start.elapsed() < long {
            let mut found = None;
            if let Some(answer) = self.hear()? {
                found = see(&answer.reply);
            } else {
                // It says nothing while all is well: is it still there?
                self.tell(vec![Command::Finish], |_, reply| found = see(reply))?;
            }
            if let Some(why) = self.refused.get(refused) {
                bail!("{why}");
            }
            if let Some(found) = found {
                return Ok(found);
            }
        }
        self.stop_sensing(purpose, exercise)
    }

    /// Ends listening to the sensor on the board; how many samples were taken, and how many are missing.
    pub fn stop_sensing(&mut self, purpose: Purpose, exercise: Exercise) -> Result<(u32, u32)> {
        self.ask(&Command::Sense { purpose, exercise, samples: 0 }, |reply| match reply {
            Reply::Sensed { taken, lost } => Some((*taken, *lost)),
            _ => None,
        })
    }

    /// The parameters as they are.
    pub fn parameters(&mut self) -> Result<Vec<f32>> {
        let mut parameters = Vec::with_capacity(PARAMETERS);
        while parameters.len() < PARAMETERS {
            let first = parameters.len() as u16;
            let values = self.ask(&Command::Report { offset: first }, |reply| match reply {
                Reply::Parameters { offset, values } if *offset == first => Some(values.clone()),
                _ => None,
            })?;
            ensure!(!values.is_empty(), "the device has {first} parameters; allowed: {PARAMETERS}");
            parameters.extend(values);
        }
        let (found, told) = (parameters_hash(&parameters), self.status()?.parameters_hash);
        ensure!(
            found == told,
            "the parameters hash to {found:016x}, and the device says {told:016x}"
        );
        Ok(parameters)
    }

    /// What the windows that it remembers are like.
    pub fn audit(&mut self) -> Result<Audit> {
        self.ask(&Command::Audit, |reply| match reply {
            Reply::Audit(audit) => Some(*audit),
            _ => None,
        })
    }

    /// Lets the watch adopt parameters.
    pub fn adopt(&mut self, parameters: &[f32]) -> Result<()> {
        let chunks = parameters.chunks(VALUES).enumerate().map(|(i, values)| {
            let values = values.iter().copied().collect();
            Command::Parameters { offset: (i * VALUES) as u16, values }
        });
        let adopt = Command::Adopt { hash: parameters_hash(parameters) };
        self.carry_out(chunks.chain([adopt]).collect())
    }

    /// Tells commands of which none may be refused.
    pub fn carry_out(&mut self, commands: Vec<Command>) -> Result<()> {
        let refused = self.refused.len();
        self.tell(commands, |_, _| {})?;
        match self.refused.get(refused) {
            Some(why) => bail!("{why}"),
            None => Ok(()),
        }
    }

    /// The next answer of this conversation; `None` if none is heard for a while.
    fn hear(&mut self) -> Result<Option<Answer>> {
        let Some(answer) = self.line.hear(AGAIN)? else {
            let silence = self.heard.elapsed();
            let seconds = self.patience.as_secs();
            ensure!(silence < self.patience, "the device does not answer: silent for {seconds} s");
            self.saving = false;
            self.send_again()?;
            return Ok(None);
        };
        if answer.session != self.sender.session() {
            ensure!(!self.greeted || answer.session != 0, "the device has started anew");
            return Ok(None); // of a conversation before this one
        }
        (self.heard, self.greeted) = (Instant::now(), true);
        self.saving = answer.reply == Reply::Saving;
        let heeded = self.sender.hear(&answer);
        match &answer.reply {
            Reply::Trained => self.send_again()?, // what had to wait
            Reply::NotSaved => self.refused.push("the device could not save".to_owned()),
            Reply::Refused { number, why } => {
                self.refused.push(format!("the device refused command {number}: {why}"));
            }
            _ if heeded == Heeded::Again => self.send_again()?,
            _ => {}
        }
        Ok(Some(answer))
    }

    fn send_again(&mut self) -> Result<()> {
        for packet in self.sender.unheard() {
            self.again += 1;
            self.line.send(&packet)?;
        }
        Ok(())
    }
}

/// Another one than the last conversation had.
fn a_number() -> u16 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (time.subsec_nanos() ^ process::id().rotate_left(8)) as u16 | 1 // 0 is that of none
}
