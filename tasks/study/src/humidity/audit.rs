//! What looks wrong with stations before anything is learnt of them.

use super::{
    BOTH, JFK, MAY, file,
    station::{Blank, Hour, MEASURED, Station, read},
};
use anyhow::Result;
use std::{ops::RangeInclusive, path::Path};
use thalweg::data::Normalizer;
use thalweg_tasks::{
    humidity::{FEATURES, KNOWN},
    tables::{Finding, Samples, spellings, usual},
};

/// What looks wrong with the stations of a file, or else with the one that the device does not know.
///
/// # Errors
/// A file that cannot be read.
pub fn audit(path: Option<&Path>) -> Result<Vec<Finding>> {
    let found = path.map(read).transpose()?;
    audit_of(found, read(&file())?)
}

/// What looks wrong with stations, beside those that are committed; without any, with the second of these, which the device
/// does not know.
///
/// # Errors
/// None.
pub fn audit_of(found: Option<Vec<Station>>, mut known: Vec<Station>) -> Result<Vec<Finding>> {
    let (stations, model) = match found {
        // A stranger meets the network of both.
        Some(found) => (found, BOTH),
        None => (known.split_off(known.len().min(1)), JFK),
    };
    let names = stations.iter().map(|station| (station.row, station.name.as_str()));
    let mut findings = spellings(names);
    for station in &stations {
        findings.extend(station.audit(&KNOWN[usize::from(model)].normalizer)?);
        let is_known = |other: &Station| {
            let hours = || station.hours.iter().zip(&other.hours).take(24);
            hours().count() == 24 && hours().all(|(a, b)| (a.x, a.humidity) == (b.x, b.humidity))
        };
        if known.iter().any(is_known) {
            findings.push(Finding::Known { who: format!("station {}", station.name) });
        }
    }
    Ok(Finding::first(findings))
}

impl Station {
    /// What looks wrong with its hours from May on, for a network that knows hours as `known` says.
    fn audit(&self, known: &Normalizer<FEATURES>) -> Result<Vec<Finding>> {
        let name = &self.name;
        let mut findings = Vec::new();
        let measured = MEASURED.into_iter().map(|column| (column, "taken as the row before says"));
        for ((column, taken), blank) in measured.chain([("humid", "left out")]).zip(self.blanks) {
            let (Blank { rows, first }, what) = (blank, format!("{column} of {name}"));
            if rows > 0 {
                findings.push(Finding::Blank { what, rows, first, taken });
            }
        }
        let hours: Vec<_> = self.hours.iter().filter(|hour| hour.month >= MAY).collect();
        for Unit { what, of, is, remedy } in UNITS {
            let mut values: Vec<f32> = hours.iter().map(|hour| of(hour)).collect();
            values.sort_by(f32::total_cmp);
            let median = values.get(values.len() / 2).copied().unwrap_or(f32::NAN);
            if is.contains(&median) {
                let what = format!("{what} of {name}");
                findings.push(Finding::Unit { what, median, remedy });
            }
        }
        let [temperature, pressure, wind, visibility, _] = MEASURED;
        let turning = ["wind_dir", "hour", "month and day"];
        let turning = turning
            .into_iter()
            .flat_map(|of| [format!("the sine of {of}"), format!("the cosine of {of}")]);
        let plain = [temperature, pressure, wind, visibility].map(str::to_owned);
        let samples = Samples {
            columns: plain
                .into_iter()
                .chain(turning)
                .map(|what| format!("{what} of {name}"))
                .collect(),
            values: hours.iter().flat_map(|hour| hour.x).collect(),
            classes: vec![0; hours.len()],
            rows: hours.iter().map(|hour| hour.row).collect(),
        };
        findings.extend(samples.audit("row", &usual(known))?);
        Ok(findings)
    }
}

/// A unit that values may be in, by where their median lies.
struct Unit {
    what: &'static str,
    of: fn(&Hour) -> f32,
    is: RangeInclusive<f32>,
    remedy: &'static str,
}

/// Units that others measure in. Of weather from May on, the median is 45 to 75 °F, some 1016 hPa, 10 miles and 50 to 80 %RH
/// wherever many people live.
const UNITS: [Unit; 6] = [
    Unit {
        what: "temp",
        of: |hour| hour.x[0],
        is: -10.0..=38.0,
        remedy: "in °C? then it is 32 + 1.8 · temp in °F",
    },
    Unit {
        what: "pressure",
        of: |hour| hour.x[1],
        is: 25.0..=32.0,
        remedy: "in inches of mercury? then it is 33.864 · pressure in hPa",
    },
    Unit {
        what: "pressure",
        of: |hour| hour.x[1],
        is: 70.0..=110.0,
        remedy: "in kPa? then it is 10 · pressure in hPa",
    },
    Unit {
        what: "pressure",
        of: |hour| hour.x[1],
        is: 70_000.0..=110_000.0,
        remedy: "in Pa? then it is pressure / 100 in hPa",
    },
    Unit {
        what: "visib",
        of: |hour| hour.x[3],
        is: 10.5..=f32::MAX,
        remedy: "in km or m? it is in miles, up to 10",
    },
    Unit {
        what: "humid",
        of: |hour| hour.humidity,
        is: 0.0..=1.0,
        remedy: "a share? then it is 100 · humid in %RH",
    },
];
