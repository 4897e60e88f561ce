//! A humidity sensor for a station that has none: one reference every six hours, a regression that is tuned on the stream.
//!
//! A network that knows another station from January to April runs at a new one from May on. Every hour is predicted
//! before anything is learnt of it. The settings for a station are those that do best the other way round: trained there,
//! run at the station that this one's network comes from.

use crate::{
    read::bytes,
    script::{Act, Script},
    statistics::Features,
    training::{Labelled, train},
};
use anyhow::{Context, Result, anyhow, ensure};
use std::{
    f64::consts::TAU,
    path::{Path, PathBuf},
};
use thalweg::Error;
use thalweg_tasks::{
    Known, Recipe, Update,
    humidity::{
        FEATURES, HIDDEN, Memory, NETWORK, PARAMETERS, REFERENCE, Sensor, Tuning, scaled, squared,
    },
    initial,
    tables::rows,
};
use thalweg_watch::recordings::decimal;

/// The network of the factory that knows the first of the committed stations.
pub const JFK: u8 = 0;
/// That of both, which a stranger meets.
pub const BOTH: u8 = 1;
/// The month that the new station begins in.
const MAY: u32 = 5;
const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 3e-3, epochs: 30, batch: 16, replayed: 0 };

/// One hour.
#[derive(Clone, Debug)]
pub struct Hour {
    month: u32,
    number: u32,
    x: [f32; FEATURES],
    humidity: f32,
}

/// A station and its hours.
#[derive(Clone, Debug)]
pub struct Station {
    /// Its name.
    pub name: String,
    hours: Vec<Hour>,
}

impl Station {
    /// Whether there is an hour to predict.
    ///
    /// # Errors
    /// There is none from May on.
    pub fn check(&self) -> Result<()> {
        let runs = self.hours.iter().any(|hour| hour.month >= MAY);
        ensure!(runs, "station {}: no hour from May on", self.name);
        Ok(())
    }

    /// The months of the hours that are predicted, hour by hour.
    pub fn months(&self) -> impl Iterator<Item = u32> + '_ {
        self.predicted().map(|hour| hour.month)
    }

    /// What happens here: every hour from May on is predicted by a network of the factory, and every sixth is then told.
    ///
    /// # Errors
    /// There is no hour from May on.
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
        Ok(Script::of(self.name.clone(), model, acts))
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

/// What a station measures, as the table calls it; the last is what is predicted.
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
/// The longest name of a station, in letters.
const LONGEST_NAME: usize = 40;
const NUMBER: &str = "a finite number";
/// What programs write where nothing was measured.
const BLANKS: [&str; 3] = ["", "NA", "NaN"];

/// The stations of a file, as [`stations`] finds them.
///
/// # Errors
/// The file cannot be read, or as there.
pub fn read(file: &Path) -> Result<Vec<Station>> {
    let name = || file.display().to_string();
    let table = bytes(file).with_context(name)?;
    stations(&table).map_err(|error| anyhow!("{}, {error:#}", name()))
}

/// The stations of a table, in its order. What a row does not say is as the row before it said, of whichever station, but for
/// the first row of each, which says everything; hours without humidity are left out.
///
/// # Errors
/// A column is missing, a number is none, the first row of a station lacks one, no hour is left.
pub fn stations(table: &[u8]) -> Result<Vec<Station>> {
    let mut stations: Vec<Station> = Vec::new();
    let (mut last, mut met) = ([0.0; 5], Vec::<String>::new());
    for (index, row) in rows(table, COLUMNS)?.into_iter().enumerate() {
        let number = index + 1;
        let [name, month, day, hour, measured @ .., humidity] = row;
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
            return Err(refused(number, 0, &name, "1 to 40 letters"));
        }
        let [month, day, hour] = [(1, month), (2, day), (3, hour)].map(|(column, text)| {
            decimal(&text).map(|x| x as f32).ok_or_else(|| refused(number, column, &text, NUMBER))
        });
        let (month, day, hour) = (month?, day?, hour?);
        let real = (1.0..=12.0).contains(&month) && (1.0..=31.0).contains(&day);
        ensure!(
            real && (0.0..=24.0).contains(&hour),
            "row {number}: month {month}, day {day}, hour {hour}; allowed: 1 to 12, 1 to 31, 0 to 24"
        );
        let begins = !met.contains(&name);
        if begins {
            met.push(name.clone());
        }
        for (place, (last, text)) in last.iter_mut().zip(&measured).enumerate() {
            let column = 4 + place;
            if BLANKS.contains(&text.as_str()) {
                let column = COLUMNS[column];
                ensure!(!begins, "row {number}: {name} begins without {column}; allowed: a number");
            } else {
                let found = decimal(text).map(|x| x as f32).filter(|x| x.is_finite());
                *last = found.ok_or_else(|| refused(number, column, text, NUMBER))?;
            }
        }
        if BLANKS.contains(&humidity.as_str()) {
            continue;
        }
        let humid = decimal(&humidity).ok_or_else(|| refused(number, 9, &humidity, NUMBER))? as f32;
        ensure!(
            (0.0..=100.0).contains(&humid),
            "row {number}: humid is {humid}; allowed: 0 to 100"
        );
        let x = features(last, month, day, hour);
        let of = Hour { month: month as u32, number: index as u32, x, humidity: humid };
        match stations.iter_mut().find(|station| station.name == name) {
            Some(station) => station.hours.push(of),
            None => stations.push(Station { name, hours: vec![of] }),
        }
    }
    ensure!(!stations.is_empty(), "no hour with a humidity; allowed: one or more");
    // References lie a number of hours apart, as they were measured at this station.
    for station in &mut stations {
        station.hours.iter_mut().zip(0..).for_each(|(hour, number)| hour.number = number);
    }
    Ok(stations)
}

/// What is in a cell, and what may be.
fn refused(row: usize, column: usize, found: &str, allowed: &str) -> anyhow::Error {
    let (column, found) = (COLUMNS[column], found.chars().take(20).collect::<String>());
    anyhow!("row {row}: {column} is {found:?}; allowed: {allowed}")
}

/// What the network sees of an hour.
fn features(measured: [f32; 5], month: f32, day: f32, hour: f32) -> [f32; FEATURES] {
    let [temperature, pressure, wind, visibility, direction] = measured;
    let turns = [direction / 360.0, hour / 24.0, ((month - 1.0) * 30.4 + day) / 365.0];
    let [wind_angle, hour_angle, day_angle] = turns.map(circle);
    [
        temperature,
        pressure,
        wind,
        visibility,
        wind_angle.0,
        wind_angle.1,
        hour_angle.0,
        hour_angle.1,
        day_angle.0,
        day_angle.1,
    ]
}

/// Sine and cosine of a number of turns: rounded from double precision, the same on every machine.
fn circle(turns: f32) -> (f32, f32) {
    let (sine, cosine) = (f64::from(turns) * TAU).sin_cos();
    (sine as f32, cosine as f32)
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
    pub fn meet(&self, station: &Station, tuning: &Tuning, seed: u32) -> Result<Errors, Error> {
        let still = Tuning { learning_rate: 0.0, ..*tuning };
        Ok(Errors {
            frozen: self.run(station, &still, &self.parameters, 0)?,
            bias: self.run(station, tuning, &self.parameters, PARAMETERS - 1)?,
            tuned: self.run(station, tuning, &self.parameters, 0)?,
            scratch: self.run(station, tuning, &start(seed)?, 0)?,
        })
    }

    /// As a device has it.
    #[must_use]
    pub fn known(&self) -> Known<FEATURES, PARAMETERS> {
        Known { normalizer: self.statistics.normalizer(), parameters: self.parameters }
    }

    /// Predicts each hour, then learns of every sixth, the parameters from `first` on.
    fn run(
        &self,
        station: &Station,
        tuning: &Tuning,
        parameters: &[f32; PARAMETERS],
        first: usize,
    ) -> Result<f64, Error> {
        let mut memory = Memory::ZERO;
        let mut sensor = Sensor::new(parameters, *tuning, first, &mut memory)?;
        let (mut squares, mut count) = (0.0, 0.0);
        for hour in station.hours.iter().filter(|hour| hour.month >= MAY) {
            let mut x = [0.0; FEATURES];
            x.copy_from_slice(&self.statistics.apply(&hour.x));
            squares += f64::from(sensor.predict(&x)? - hour.humidity).powi(2);
            count += 1.0;
            if hour.number % REFERENCE == 0 && tuning.learning_rate > 0.0 {
                sensor.refer(x, hour.humidity);
                while sensor.step()?.is_some() {}
            }
        }
        Ok((squares / f64::max(count, 1.0)).sqrt())
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
pub fn choose(there: &Station, others: &[&Station], seeds: &[u32]) -> Result<Tuning, Error> {
    let mut best = (f64::INFINITY, pool()[0]);
    let models =
        seeds.iter().map(|&seed| Model::new(&[there], seed)).collect::<Result<Vec<_>, _>>()?;
    for tuning in pool() {
        let mut error = 0.0;
        for model in &models {
            for station in others {
                error += model.run(station, &tuning, &model.parameters, 0)?;
            }
        }
        if error < best.0 {
            best = (error, tuning);
        }
    }
    Ok(best.1)
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
mod tests {
    use super::*;
    use std::fs;

    fn read_text(name: &str, rows: &str) -> Result<Vec<Station>> {
        const HEAD: &str = "origin,month,day,hour,temp,pressure,wind_speed,visib,wind_dir,humid\n";
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/humidity");
        fs::create_dir_all(&folder)?;
        let file = folder.join(name);
        fs::write(&file, format!("{HEAD}{rows}"))?;
        read(&file)
    }

    #[test]
    fn a_station_that_begins_with_a_blank_is_refused() {
        const A: &str = "A,6,1,1,50,1010,5,10,90,60\n";
        let error = read_text("blank.csv", &format!("{A}B,6,1,1,,1000,5,10,90,60\n")).unwrap_err();
        let wanted = "row 2: B begins without temp; allowed: a number";
        assert!(error.to_string().ends_with(wanted), "{error}");
        let later = read_text("later.csv", &format!("{A}A,6,1,2,,,,,,61\n")).unwrap();
        assert_eq!(later[0].hours[1].x[0], 50.0);
    }

    #[test]
    fn a_station_without_an_hour_to_predict_is_named() {
        let stations = read_text("april.csv", "A,4,1,1,50,1010,5,10,90,60\n").unwrap();
        let error = stations[0].check().unwrap_err().to_string();
        assert_eq!(error, "station A: no hour from May on");
    }
}
