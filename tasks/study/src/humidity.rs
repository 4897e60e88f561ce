//! A humidity sensor for a station that has none: one reference every six hours, a regression that is tuned on the stream.
//!
//! A network that knows another station from January to April runs at a new one from May on. Every hour is predicted
//! before anything is learnt of it. The settings for a station are those that do best the other way round: trained there,
//! run at the station that this one's network comes from.

use crate::{
    read::rows,
    statistics::Features,
    training::{Labelled, Recipe, Update, initial, outputs, train},
};
use anyhow::{Context, Result, ensure};
use std::{
    collections::VecDeque,
    f32::consts::TAU,
    path::{Path, PathBuf},
};
use thalweg::{
    Error,
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    loss::MeanSquaredError,
    nn::{Dense, Layer, Pass, Sequential, Tanh, Trace},
    optimizer::{Optimizer, Sgd},
    sequential,
};

/// The network: 193 parameters.
pub const NETWORK: Sequential<(Dense, Tanh, Dense)> =
    sequential!(Dense::new(10, 16), Tanh::new(16), Dense::new(16, 1));
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
const HIDDEN: usize = 16 * 11;
/// The month that the new station begins in.
const MAY: u32 = 5;
/// Hours from one reference to the next.
const REFERENCE: u32 = 6;
/// The network gives (humidity − 60) / 20.
const CENTRE: f32 = 60.0;
const SPREAD: f32 = 20.0;

const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 3e-3, epochs: 30, batch: 16, replayed: 0 };

/// One hour.
#[derive(Clone, Debug)]
pub struct Hour {
    month: u32,
    number: u32,
    x: Vec<f32>,
    humidity: f32,
}

/// A station and its hours.
#[derive(Clone, Debug)]
pub struct Station {
    /// Its name.
    pub name: String,
    hours: Vec<Hour>,
}

/// How a network is tuned at a new station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// The learning rate of gradient descent, constant.
    pub learning_rate: f32,
    /// How many of the last references are gone through again at each.
    pub remembered: usize,
}

/// The settings that are chosen from.
fn pool() -> Vec<Tuning> {
    let of =
        |learning_rate| [1, 4, 8, 16, 28].map(|remembered| Tuning { learning_rate, remembered });
    [0.003, 0.01, 0.03].into_iter().flat_map(of).collect()
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
}

/// The committed file.
#[must_use]
pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../humidity/data/weather_stations.csv.gz")
}

/// The stations of a file, in its order. What an hour does not say is as it was the hour before; hours without humidity
/// are left out.
///
/// # Errors
/// A column is missing, a number is none, no hour is left.
pub fn read(file: &Path) -> Result<Vec<Station>> {
    const COLUMNS: [&str; 10] = [
        "origin",
        "month",
        "day",
        "hour",
        "temp",
        "pressure",
        "wind_speed",
        "visib",
        "wind_dir",
        "humid",
    ];
    let mut stations: Vec<Station> = Vec::new();
    let mut last = [55.0, 1015.0, 8.0, 10.0, 180.0];
    for (number, row) in rows(file, COLUMNS)?.into_iter().enumerate() {
        let line = || format!("{}, row {}", file.display(), number + 1);
        let [name, month, day, hour, measured @ .., humidity] = row;
        let count = |text: &str| text.parse::<f32>().with_context(line);
        let (month, day, hour) = (count(&month)?, count(&day)?, count(&hour)?);
        for (last, text) in last.iter_mut().zip(&measured) {
            let text = text.trim();
            if !matches!(text, "" | "NA" | "NaN") {
                *last = count(text)?;
            }
        }
        if matches!(humidity.trim(), "" | "NA" | "NaN") {
            continue;
        }
        let humidity = count(humidity.trim())?;
        ensure!(
            (0.0..=100.0).contains(&humidity),
            "{}: humid is {humidity}; allowed: 0 to 100",
            line()
        );
        let [temperature, pressure, wind, visibility, direction] = last;
        let turns = [direction / 360.0, hour / 24.0, ((month - 1.0) * 30.4 + day) / 365.0];
        let mut x = vec![temperature, pressure, wind, visibility];
        x.extend(turns.iter().flat_map(|turn| [(turn * TAU).sin(), (turn * TAU).cos()]));
        let of = Hour { month: month as u32, number: number as u32, x, humidity };
        match stations.iter_mut().find(|station| station.name == name) {
            Some(station) => station.hours.push(of),
            None => stations.push(Station { name, hours: vec![of] }),
        }
    }
    ensure!(!stations.is_empty(), "{}: no hour with a humidity", file.display());
    // References lie a number of hours apart, as they were measured at this station.
    for station in &mut stations {
        station.hours.iter_mut().zip(0..).for_each(|(hour, number)| hour.number = number);
    }
    Ok(stations)
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
        train(&NETWORK, &mut parameters, all, &samples, &[], &PRETRAINING, seed, squared)?;
        Ok(Self { parameters, statistics })
    }

    /// The errors at a new station from May on.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn meet(&self, station: &Station, tuning: &Tuning, seed: u32) -> Result<Errors, Error> {
        let still = Tuning { learning_rate: 0.0, ..*tuning };
        Ok(Errors {
            frozen: self.run(station, &still, self.parameters, 0)?,
            bias: self.run(station, tuning, self.parameters, PARAMETERS - 1)?,
            tuned: self.run(station, tuning, self.parameters, 0)?,
            scratch: self.run(station, tuning, start(seed)?, 0)?,
        })
    }

    /// Predicts each hour, then learns of every sixth, the parameters from `first` on.
    fn run(
        &self,
        station: &Station,
        tuning: &Tuning,
        mut parameters: [f32; PARAMETERS],
        first: usize,
    ) -> Result<f64, Error> {
        let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(2.0));
        let mut optimizer = Optimizer::<Sgd, [f32; PARAMETERS], _>::with_transform(Sgd, chain)?;
        let mut references: VecDeque<Labelled<f32>> = VecDeque::new();
        let (mut squares, mut count) = (0.0, 0.0);
        for hour in station.hours.iter().filter(|hour| hour.month >= MAY) {
            let x = self.statistics.apply(&hour.x);
            let given = outputs(&NETWORK, &parameters, &x)?[0] * SPREAD + CENTRE;
            squares += f64::from(given - hour.humidity).powi(2);
            count += 1.0;
            if hour.number % REFERENCE == 0 && tuning.learning_rate > 0.0 {
                references.push_back((x, scaled(hour.humidity)));
                if references.len() > tuning.remembered {
                    references.pop_front();
                }
                for reference in &references {
                    let mut gradient = slope(&parameters, reference)?;
                    gradient[..first].fill(0.0);
                    optimizer.step(&mut parameters, &gradient, tuning.learning_rate)?;
                }
            }
        }
        Ok((squares / f64::max(count, 1.0)).sqrt())
    }
}

fn start(seed: u32) -> Result<[f32; PARAMETERS], Error> {
    initial(&[(0..HIDDEN, 10), (HIDDEN..PARAMETERS, 16)], seed)
}

fn scaled(humidity: f32) -> f32 {
    (humidity - CENTRE) / SPREAD
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as every target
fn squared(y: &mut [f32], target: &f32) -> Result<f32, Error> {
    MeanSquaredError.value_and_grad(y, &[*target])
}

fn slope(
    parameters: &[f32; PARAMETERS],
    (x, target): &Labelled<f32>,
) -> Result<[f32; PARAMETERS], Error> {
    let (mut memory, mut y) = ([0.0; NETWORK.memory()], [0.0]);
    let (mut gradient, pass) = ([0.0; PARAMETERS], Pass::Training(0));
    NETWORK.forward(parameters, x, &mut y, &mut memory, pass)?;
    squared(&mut y, target)?;
    let trace = Trace { x, y: &[], dy: &y, memory: &mut memory, pass };
    NETWORK.backward(parameters, trace, Some(&mut gradient), None)?;
    Ok(gradient)
}

/// What does best the other way round: trained at `there`, run at the `others`, over some seeds.
///
/// # Errors
/// No hour before May.
pub fn choose(there: &Station, others: &[&Station], seeds: &[u32]) -> Result<Tuning, Error> {
    let mut best = (f64::INFINITY, pool()[0]);
    let models =
        seeds.iter().map(|&seed| Model::new(&[there], seed)).collect::<Result<Vec<_>, _>>()?;
    for tuning in pool() {
        let mut error = 0.0;
        for model in &models {
            for station in others {
                error += model.run(station, &tuning, model.parameters, 0)?;
            }
        }
        if error < best.0 {
            best = (error, tuning);
        }
    }
    Ok(best.1)
}
