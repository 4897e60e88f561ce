//! What a device saw in what it was tested with.

use super::event::{Event, Phase};
use serde::{Deserialize, Serialize};
use thalweg_watch::{CLASSES, Exercise, Score, wire::Reply};

/// How often each exercise, by rows, was taken for each, by columns.
pub(super) type Confusion = [[u32; CLASSES]; CLASSES];

/// What a device saw, before and after it learnt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) before: Confusion,
    pub(super) after: Confusion,
    adapted: bool,
}

impl Seen {
    pub(super) fn see(&mut self, event: &Event) {
        match event {
            Event::Begin { phase: Phase::TestBefore, .. } => *self = Self::default(),
            Event::Begin { phase: Phase::TestAfter, .. } => {
                (self.adapted, self.after) = (true, Confusion::default());
            }
            Event::Heard(Reply::Recognised { exercise, seen }) => {
                self.latest_mut()[exercise.class()][seen.class()] += 1;
            }
            _ => {}
        }
    }

    /// What is true of the latest test.
    pub(super) const fn latest(&self) -> &Confusion {
        if self.adapted { &self.after } else { &self.before }
    }

    const fn latest_mut(&mut self) -> &mut Confusion {
        if self.adapted { &mut self.after } else { &mut self.before }
    }
}

/// Right answers of a confusion.
pub(super) fn score(confusion: &Confusion) -> Score {
    let right = confusion.iter().enumerate().map(|(class, row)| row[class]).sum();
    Score { right, of: confusion.iter().flatten().sum() }
}

/// A confusion as lines.
pub(super) fn lines(confusion: &Confusion) -> String {
    let names = Exercise::ALL.map(|exercise| exercise.code().to_owned());
    crate::confusion::Confusion { names: &names, rows: confusion }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_counted_by_test() {
        let mut seen = Seen::default();
        let heard = |seen| Event::Heard(Reply::Recognised { exercise: Exercise::Abduction, seen });
        for event in [
            Event::Begin { phase: Phase::TestBefore, commands: 1 },
            heard(Exercise::UprightRow),
            heard(Exercise::Abduction),
            Event::Begin { phase: Phase::TestAfter, commands: 1 },
            heard(Exercise::Abduction),
        ] {
            seen.see(&event);
        }
        assert_eq!(
            (score(&seen.before), score(&seen.after)),
            (Score { right: 1, of: 2 }, Score { right: 1, of: 1 })
        );
        let text = lines(&seen.before);
        assert_eq!(text.lines().count(), 8);
        assert_eq!(
            text.lines().nth(2).unwrap(),
            "   ABD     ·     1     ·     ·     ·     ·     1"
        );
    }
}
