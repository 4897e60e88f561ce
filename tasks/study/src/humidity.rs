//! A humidity sensor for a station that has none: one reference every six hours, a regression that is tuned on the stream.
//!
//! A network that knows another station from January to April runs at a new one from May on. Every hour is predicted
//! before anything is learnt of it. The settings for a station are those that do best the other way round: trained there,
//! run at the station that this one's network comes from.

mod audit;
mod station;

pub use audit::{audit, audit_of};
pub use station::{Hour, Station, read, stations};

use crate::{
    script::{Act, Script},
    statistics::{Features, Running},
    training::{Labelled, train},
};
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use thalweg::Error;
use thalweg_tasks::{
    Known, Recipe, Update,
    humidity::{
        FEATURES, HIDDEN, Memory, NETWORK, PARAMETERS, REFERENCE, Sensor, Tuning, scaled, squared,
    },
    initial,
};

/// The network of the factory that knows the first of the committed stations.
pub const JFK: u8 = 0;
/// That of both, which a stranger meets.
pub const BOTH: u8 = 1;
/// The month that the new station begins in.
const MAY: u32 = 5;
const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 3e-3, epochs: 30, batch: 16, replayed: 0 };

impl Station {
    /// Whether there are hours to predict, one of them after the first reference.
    ///
    /// # Errors
    /// There are fewer than two from May on.
    pub fn check(&self) -> Result<()> {
        let (name, runs) = (&self.name, self.hours.iter().filter(|hour| hour.month >= MAY).count());
        ensure!(runs > 0, "station {name}: no hour from May on; allowed: 2 or more");
        ensure!(runs > 1, "station {name}: one hour from May on; allowed: 2 or more");
        Ok(())
    }

    /// The months of the hours that are predicted, hour by hour.
    pub fn months(&self) -> impl Iterator<Item = u32> + '_ {
        self.predicted().map(|hour| hour.month)
    }

    /// What happens here: every hour from May on is predicted by a network of the factory, and every sixth is then told.
    ///
    /// # Errors
    /// There are fewer than two hours from May on.
    pub fn script(&self, model: u8) -> Result<Script> {
        self.check()?;
        let mut acts = Vec::new();
        for Hour { number, x, humidity, .. } in self.predicted() {
            let (values, label) = (x.to_vec(), *humidity);
            acts.push(Act::Judge { values: values.clone(), networks: 1, label, known: false });
            if number % REFERENCE == 0 {
                acts.push(Act::Learn(values, label));
            }
        }
        Ok(Script::of(self.name.clone(), model, Vec::new(), acts))
    }

    fn predicted(&self) -> impl Iterator<Item = &Hour> {
        self.hours.iter().filter(|hour| hour.month >= MAY)
    }
}

/// The settings that are chosen from.
fn pool() -> Vec<Tuning> {
    let of =
        |learning_rate| [1, 4, 8, 16, 28].map(|remembered| Tuning { learning_rate, remembered });
    [0.003, 0.01, 0.03].into_iter().flat_map(of).collect()
}

/// Hours that the statistics of before count as, beside those of the new station.
const BEFORE: [f64; 3] = [168.0, 1000.0, 6000.0];
/// How many times the mean a recent squared error is that has drifted.
const BOUNDS: [f64; 2] = [1.5, 3.0];

/// How a sensor is run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Way {
    tuning: Tuning,
    /// The parameters from this one on are tuned.
    first: usize,
    /// Hours that the statistics of before count as; none if they stay.
    before: Option<f64>,
    /// Where a drift begins; none if nobody looks.
    bound: Option<f64>,
}

impl Way {
    const fn tuned(tuning: Tuning) -> Self {
        Self { tuning, first: 0, before: None, bound: None }
    }
}

/// What was chosen for a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// Statistics that stay, as on a device.
    pub tuning: Tuning,
    /// Statistics that go on.
    pub running: Way,
    /// References that are always gone through twice.
    pub twice: Way,
    /// A drift that is heeded.
    pub heeded: Way,
}

/// What came of a way.
struct Run {
    error: f64,
    drifted: f64,
}

/// The recent squared error of references beside that of all: the first is an exponential mean of the last ten or so.
#[derive(Debug, Default)]
struct Drift {
    recent: f64,
    mean: f64,
    count: f64,
}

impl Drift {
    /// Takes in a squared error; how many times the mean the recent one is.
    fn see(&mut self, square: f64) -> f64 {
        self.count += 1.0;
        self.mean += (square - self.mean) / self.count;
        self.recent += (square - self.recent) / self.count.min(10.0);
        self.recent / self.mean.max(f64::MIN_POSITIVE)
    }
}

/// The root mean square errors of a station, in %RH.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// The network as it was.
    pub frozen: f64,
    /// Only the last bias is tuned.
    pub bias: f64,
    /// All of it is tuned.
    pub tuned: f64,
    /// A network that starts from nothing is tuned alike.
    pub scratch: f64,
    /// All of it is tuned, and the statistics of the features go on at the new station.
    pub running: f64,
    /// All of it is tuned, and the references are always gone through twice.
    pub twice: f64,
    /// All of it is tuned, and they are gone through twice where the error has drifted.
    pub heeded: f64,
    /// The share of references at which it has.
    pub drifted: f64,
}

/// The committed file.
#[must_use]
pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../humidity/data/weather_stations.csv.gz")
}

/// A network that knows stations from January to April.
pub struct Model {
    parameters: [f32; PARAMETERS],
    statistics: Features,
}

impl Model {
    /// Trained on these.
    ///
    /// # Errors
    /// No hour before May.
    pub fn new(stations: &[&Station], seed: u32) -> Result<Self, Error> {
        let hours = || stations.iter().flat_map(|station| &station.hours).filter(|h| h.month < MAY);
        let statistics =
            Features::of(hours().map(|h| h.x.as_slice()).collect::<Vec<_>>().into_iter());
        let samples: Vec<Labelled<f32>> =
            hours().map(|h| (statistics.apply(&h.x), scaled(h.humidity))).collect();
        let mut parameters = start(seed)?;
        let all = 0..PARAMETERS;
        train(&NETWORK, &mut parameters, all, &samples, &[], &PRETRAINING, seed, of_humidity)?;
        Ok(Self { parameters, statistics })
    }

    /// The errors at a new station from May on.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn meet(&self, station: &Station, chosen: &Chosen, seed: u32) -> Result<Errors, Error> {
        let Chosen { tuning, running, twice, heeded } = *chosen;
        let plain = Way::tuned(tuning);
        let still = Way::tuned(Tuning { learning_rate: 0.0, ..tuning });
        let error = |way: Way, parameters: &[f32; PARAMETERS]| {
            self.run(station, &way, parameters).map(|run| run.error)
        };
        let heeded = self.run(station, &heeded, &self.parameters)?;
        Ok(Errors {
            frozen: error(still, &self.parameters)?,
            bias: error(Way { first: PARAMETERS - 1, ..plain }, &self.parameters)?,
            tuned: error(plain, &self.parameters)?,
            scratch: error(plain, &start(seed)?)?,
            running: error(running, &self.parameters)?,
            twice: error(twice, &self.parameters)?,
            heeded: heeded.error,
            drifted: heeded.drifted,
        })
    }

    /// As a device has it.
    ///
    /// # Errors
    /// A mean beyond the largest number.
    pub fn known(&self) -> Result<Known<FEATURES, PARAMETERS>, Error> {
        Ok(Known { normalizer: self.statistics.normalizer()?, parameters: self.parameters })
    }

    /// Predicts each hour, then learns of every sixth.
    fn run(
        &self,
        station: &Station,
        way: &Way,
        parameters: &[f32; PARAMETERS],
    ) -> Result<Run, Error> {
        let mut memory = Memory::ZERO;
        let mut sensor = Sensor::new(parameters, way.tuning, way.first, &mut memory)?;
        let mut running = way.before.map(|before| Running::new(&self.statistics, before));
        let (mut drift, mut drifted, mut references) = (Drift::default(), 0.0, 0.0);
        let (mut squares, mut count) = (0.0, 0.0);
        for hour in station.hours.iter().filter(|hour| hour.month >= MAY) {
            let mut x = [0.0; FEATURES];
            x.copy_from_slice(&match &mut running {
                Some(running) => running.apply(&hour.x)?,
                None => self.statistics.apply(&hour.x),
            });
            let square = f64::from(sensor.predict(&x)? - hour.humidity).powi(2);
            squares += square;
            count += 1.0;
            if hour.number % REFERENCE == 0 && way.tuning.learning_rate > 0.0 {
                let has_drifted = way.bound.is_some_and(|bound| drift.see(square) > bound);
                sensor.refer(x, hour.humidity);
                while sensor.step()?.is_some() {}
                if has_drifted {
                    drifted += 1.0;
                    sensor.again();
                    while sensor.step()?.is_some() {}
                }
                references += 1.0;
            }
        }
        let error = (squares / f64::max(count, 1.0)).sqrt();
        Ok(Run { error, drifted: drifted / f64::max(references, 1.0) })
    }
}

fn start(seed: u32) -> Result<[f32; PARAMETERS], Error> {
    initial(&[(0..HIDDEN, FEATURES), (HIDDEN..PARAMETERS, 16)], seed)
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as every target
fn of_humidity(y: &mut [f32], _: &Vec<f32>, target: &f32) -> Result<f32, Error> {
    squared(y, *target)
}

/// What does best the other way round: trained at `there`, run at the `others`, over some seeds.
///
/// # Errors
/// No hour before May.
pub fn choose(there: &Station, others: &[&Station], seeds: &[u32]) -> Result<Chosen, Error> {
    let models =
        seeds.iter().map(|&seed| Model::new(&[there], seed)).collect::<Result<Vec<_>, _>>()?;
    let best = |ways: Vec<Way>| {
        let mut best = (f64::INFINITY, ways[0]);
        for way in ways {
            let mut error = 0.0;
            for model in &models {
                for station in others {
                    error += model.run(station, &way, &model.parameters)?.error;
                }
            }
            if error < best.0 {
                best = (error, way);
            }
        }
        Ok::<_, Error>(best.1)
    };
    let of = |more: &dyn Fn(Way) -> Vec<Way>| {
        pool().into_iter().map(Way::tuned).flat_map(more).collect()
    };
    let before = |way: Way| BEFORE.map(|before| Way { before: Some(before), ..way }).to_vec();
    let bound = |way: Way| BOUNDS.map(|bound| Way { bound: Some(bound), ..way }).to_vec();
    Ok(Chosen {
        tuning: best(of(&|way| vec![way]))?.tuning,
        running: best(of(&before))?,
        twice: best(of(&|way| vec![Way { bound: Some(0.0), ..way }]))?,
        heeded: best(of(&bound))?,
    })
}

/// What happens at the stations of a file, or else at the one that the device does not know.
///
/// # Errors
/// A file that cannot be read, a station without an hour from May on.
pub fn scripts(path: Option<&Path>) -> Result<Vec<Script>> {
    let stations = read(path.unwrap_or(&file()))?;
    match path {
        Some(_) => stations.iter().map(|station| station.script(BOTH)).collect(),
        None => stations.iter().skip(1).map(|station| station.script(JFK)).collect(),
    }
}

#[cfg(test)]
mod tests;
