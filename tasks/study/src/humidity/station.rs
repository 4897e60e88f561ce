//! A station and its hours, from a table of the weather.

use crate::read::bytes;
use anyhow::{Context, Result, anyhow, ensure};
use std::{f64::consts::TAU, path::Path};
use thalweg_tasks::{
    humidity::FEATURES,
    tables::{NUMBER, number_of, rows},
};

/// What an hour measures besides the humidity.
pub(super) const MEASURED: [&str; 5] = ["temp", "pressure", "wind_speed", "visib", "wind_dir"];
/// One hour.
#[derive(Clone, Debug)]
pub struct Hour {
    pub(super) month: u32,
    pub(super) number: u32,
    /// The row in the file, from 1.
    pub(super) row: usize,
    pub(super) x: [f32; FEATURES],
    pub(super) humidity: f32,
}

/// A station and its hours.
#[derive(Clone, Debug)]
pub struct Station {
    /// Its name.
    pub name: String,
    /// The row that begins it, from 1.
    pub(super) row: usize,
    pub(super) hours: Vec<Hour>,
    /// What its rows do not say: of each of [`MEASURED`], then of the humidity.
    pub(super) blanks: [Blank; MEASURED.len() + 1],
}

/// Rows that do not say something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Blank {
    pub(super) rows: usize,
    pub(super) first: usize,
}

impl Blank {
    fn count(&mut self, row: usize) {
        if self.rows == 0 {
            self.first = row;
        }
        self.rows += 1;
    }
}

fn is_blank(text: &str) -> bool {
    BLANKS.contains(&text.trim())
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
/// What programs write where nothing was measured.
const BLANKS: [&str; 3] = ["", "NA", "NaN"];

/// The stations of a file, as [`stations`] finds them.
///
/// # Errors
/// The file cannot be read, or as there.
pub fn read(file: &Path) -> Result<Vec<Station>> {
    let name = || file.display().to_string();
    let table = bytes(file).with_context(name)?;
    stations(&table).map_err(|error| anyhow!("{}: {error:#}", name()))
}

/// The stations of a table, in its order. What a row does not say is as the row before it said, of whichever station, but for
/// the first row of each, which says everything; hours without humidity are left out.
///
/// # Errors
/// A column is missing, a number is none, the first row of a station lacks one, no hour is left.
pub fn stations(table: &[u8]) -> Result<Vec<Station>> {
    let mut stations: Vec<Station> = Vec::new();
    let mut last = [0.0; MEASURED.len()];
    for (index, row) in rows(table, COLUMNS)?.into_iter().enumerate() {
        let number = index + 1;
        let [name, month, day, hour, measured @ .., humidity] = row;
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
            return Err(refused(number, 0, &name, "1 to 40 letters"));
        }
        let count = |column: usize, text: &str| {
            number_of(text).ok_or_else(|| refused(number, column, text, NUMBER))
        };
        let (month, day, hour) = (count(1, &month)?, count(2, &day)?, count(3, &hour)?);
        let real = (1.0..=12.0).contains(&month) && (1.0..=31.0).contains(&day);
        ensure!(
            real && (0.0..=24.0).contains(&hour),
            "row {number}: month {month}, day {day}, hour {hour}; allowed: 1 to 12, 1 to 31, 0 to 24"
        );
        let known = stations.iter().position(|station| station.name == name);
        let place = known.unwrap_or(stations.len());
        if known.is_none() {
            let blanks = Default::default();
            stations.push(Station { name, row: number, hours: Vec::new(), blanks });
        }
        let station = &mut stations[place];
        let cells = last.iter_mut().zip(&measured).zip(&mut station.blanks).enumerate();
        for (place, ((last, text), blank)) in cells {
            let column = 4 + place;
            if is_blank(text) {
                let (begins, of, column) = (known.is_none(), &station.name, COLUMNS[column]);
                ensure!(!begins, "row {number}: {of} begins without {column}; allowed: a number");
                blank.count(number);
            } else {
                *last = count(column, text)?;
            }
        }
        if is_blank(&humidity) {
            station.blanks[MEASURED.len()].count(number);
            continue;
        }
        let humid = count(9, &humidity)?;
        ensure!(
            (0.0..=100.0).contains(&humid),
            "row {number}: humid is {humid}; allowed: 0 to 100"
        );
        let x = features(last, [month, day, hour]);
        let of = Hour { month: month as u32, number: 0, row: number, x, humidity: humid };
        station.hours.push(of);
    }
    stations.retain(|station| !station.hours.is_empty());
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

/// What is measured, and the directions of the wind, the hour and the day.
fn features(measured: [f32; MEASURED.len()], [month, day, hour]: [f32; 3]) -> [f32; FEATURES] {
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
