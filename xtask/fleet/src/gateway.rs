//! `cargo xtask fleet gateway`: what a node calls that stands before a device, once a round. Weights and a recipe in, a count
//! and weights out; what is said on the line in between is the business of `xtask::device`.

use anyhow::{Context, Result, ensure};
use clap::Args;
use std::{
    fs,
    io::{self, Read, Write},
    path::PathBuf,
};
use thalweg_watch::{PARAMETERS, recordings::Recording};
use thalweg_watch_study::dataset;
use xtask::{
    device::{Asked, Kind, Member},
    shell,
};

/// Bytes of the weights.
const WEIGHTS: usize = 4 * PARAMETERS;
/// Bytes of a recipe, at most.
const RECIPE: u64 = 64 << 10;

/// Lets a device fine-tune for a round: from the standard input its weights, 775 little-endian floats, and behind them the
/// bytes of a recipe; to the standard output from how many windows it learnt, in 4 bytes, and its weights.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Who wears it: the device hears that person's recordings.
    #[arg(long, value_name = "1 TO 8")]
    person: usize,
    /// Only those of one wrist: L or R.
    #[arg(long)]
    wrist: Option<String>,
    /// Only those of one exercise: PEN, ABD, FEL, IR, ER, TRAP or ROW.
    #[arg(long)]
    exercise: Option<String>,
    /// Which emulated board.
    #[arg(long, value_name = "NAME", default_value = "m4")]
    board: Kind,
    /// The program that it runs; built if it is not said.
    #[arg(long, value_name = "FILE")]
    elf: Option<PathBuf>,
    /// Its flash, which keeps what it has heard; by default one for each wearer, below target/fleet/gateway.
    #[arg(long, value_name = "FILE")]
    flash: Option<PathBuf>,
    /// A board on a serial port in place of an emulated one.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["board", "elf", "flash"])]
    port: Option<PathBuf>,
    /// Bits a second of the port.
    #[arg(long, default_value_t = 115_200, requires = "port")]
    baud: u32,
    /// The device hears another person.
    #[arg(long)]
    impostor: bool,
    /// It was told these recordings in an earlier round: not again, unless it remembers another number of windows.
    #[arg(long)]
    told: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let recordings = arguments.recordings()?;
    let mut sent = Vec::new();
    io::stdin().take(WEIGHTS as u64 + RECIPE).read_to_end(&mut sent)?;
    let found = sent.len();
    ensure!(
        found > WEIGHTS,
        "the standard input has {found} bytes; allowed: {WEIGHTS} of weights, and a recipe's"
    );
    let (weights, recipe) = sent.split_at(WEIGHTS);
    let words = weights.as_chunks().0.iter();
    let parameters: Vec<_> = words.map(|word| f32::from_le_bytes(*word)).collect();
    let told = arguments.told;
    let asked = Asked { recordings: &recordings, told, parameters: &parameters, recipe };
    let (windows, parameters) = arguments.member()?.update(asked)?;
    let mut answer = windows.to_le_bytes().to_vec();
    answer.extend(parameters.iter().flat_map(|w| w.to_le_bytes()));
    io::stdout().write_all(&answer).context("nobody takes the weights")
}

impl Arguments {
    /// What the device hears.
    fn recordings(&self) -> Result<Vec<Recording>> {
        let Self { person, wrist, exercise, .. } = self;
        let people = dataset::PEOPLE;
        ensure!((1..=people).contains(person), "person is {person}; allowed: from 1 to {people}");
        let mut recordings = dataset::load(self.heard())?;
        recordings.retain(|recording| {
            wrist.as_ref().is_none_or(|wrist| recording.wrist == *wrist)
                && exercise.as_ref().is_none_or(|code| recording.exercise.code() == code)
        });
        ensure!(
            !recordings.is_empty(),
            "no recording of wrist {wrist:?} and exercise {exercise:?}; allowed: L or R, and PEN, ABD, FEL, IR, ER, TRAP or ROW"
        );
        Ok(recordings)
    }

    /// Whom it hears.
    const fn heard(&self) -> usize {
        if self.impostor { self.person % dataset::PEOPLE + 1 } else { self.person }
    }

    /// The file that is its flash: devices of two wearers have no flash in common.
    fn flash(&self) -> PathBuf {
        let named = || {
            let heard = [Some(self.heard().to_string()), self.wrist.clone(), self.exercise.clone()];
            let name = heard.into_iter().flatten().collect::<Vec<_>>().join("-");
            PathBuf::from(format!("target/fleet/gateway/{name}.img"))
        };
        shell::root().join(self.flash.clone().unwrap_or_else(named))
    }

    fn member(&self) -> Result<Member> {
        if let Some(port) = &self.port {
            return Ok(Member::Port(port.clone(), self.baud));
        }
        let elf = self.elf.clone().map_or_else(|| Member::build(self.board), Ok)?;
        let flash = self.flash();
        if let Some(folder) = flash.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        Ok(Member::Emulated { board: self.board, elf, flash })
    }
}

#[cfg(test)]
mod tests {
    use crate::arguments::{Command, CommandLine};
    use clap::Parser;

    #[test]
    fn each_wearer_has_a_flash_of_its_own() {
        let flash = |told: &str| {
            let line = format!("fleet gateway {told}");
            match CommandLine::parse_from(line.split(' ')).command {
                Some(Command::Gateway(arguments)) => arguments.flash(),
                None => panic!("no gateway"),
            }
        };
        assert!(flash("--person 3").ends_with("target/fleet/gateway/3.img"));
        assert!(flash("--person 3 --wrist L --exercise ROW").ends_with("gateway/3-L-ROW.img"));
        assert!(flash("--person 8 --impostor").ends_with("gateway/1.img"));
        assert!(flash("--person 3 --flash here.img").ends_with("here.img"));
    }
}
