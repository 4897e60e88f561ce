//! Ends an emulated board that is silent for too long, or that nobody waits for any more.

use anyhow::{Result, bail, ensure};
use std::{
    process::Child,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// When the board last showed that it lives: by a byte of its log.
pub(crate) struct Pulse {
    start: Instant,
    last: AtomicU64,
}

impl Pulse {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), last: AtomicU64::new(0) })
    }

    pub(crate) fn beat(&self) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now, Ordering::Relaxed);
    }

    fn silence(&self) -> Duration {
        let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
        self.start.elapsed().saturating_sub(last)
    }
}

/// Ends a board that has been silent for too long, or that nobody waits for any more.
pub(crate) struct Watchdog {
    given_up: Arc<AtomicBool>,
    board: Option<thread::JoinHandle<Result<()>>>,
}

impl Watchdog {
    pub(crate) fn start(board: Child, pulse: Arc<Pulse>, patience: Duration) -> Self {
        let given_up = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&given_up);
        let board = thread::spawn(move || watch(board, &pulse, patience, &over));
        Self { given_up, board: Some(board) }
    }

    /// How the board has ended.
    pub(crate) fn end(mut self) -> Result<()> {
        self.join()
    }

    fn join(&mut self) -> Result<()> {
        let Some(board) = self.board.take() else { return Ok(()) };
        board.join().unwrap_or_else(|_| bail!("the watchdog of the emulator failed"))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
        // An error has been reported already: it is why the board is given up.
        let _ = self.join();
    }
}

fn watch(mut board: Child, pulse: &Pulse, patience: Duration, given_up: &AtomicBool) -> Result<()> {
    loop {
        match board.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => bail!("the firmware ended with a failure ({status})"),
            None => {}
        }
        let silent = pulse.silence() > patience;
        if silent || given_up.load(Ordering::Relaxed) {
            board.kill()?;
            board.wait()?;
            ensure!(!silent, "the firmware was silent for {} s and was ended", patience.as_secs());
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a process is there.
#[cfg(test)]
pub(crate) fn runs(id: u32) -> bool {
    std::path::Path::new("/proc").join(id.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    fn board(script: &str, patience: Duration) -> (Watchdog, u32) {
        let mut command = Command::new("sh");
        let child = command.args(["-c", script]).stdin(Stdio::null()).spawn().unwrap();
        let id = child.id();
        (Watchdog::start(child, Pulse::new(), patience), id)
    }

    #[test]
    fn a_board_that_fails_is_a_failure() {
        let (watchdog, _) = board("exit 3", Duration::from_secs(60));
        let error = watchdog.end().unwrap_err().to_string();
        assert!(error.starts_with("the firmware ended with a failure"), "{error}");
    }

    #[test]
    fn a_silent_board_is_ended() {
        let (watchdog, id) = board("exec sleep 60", Duration::ZERO);
        let error = watchdog.end().unwrap_err().to_string();
        assert_eq!(error, "the firmware was silent for 0 s and was ended");
        assert!(!runs(id));
    }

    #[test]
    fn a_board_that_nobody_waits_for_is_ended() {
        let (watchdog, id) = board("exec sleep 60", Duration::from_secs(60));
        drop(watchdog);
        assert!(!runs(id));
    }
}
