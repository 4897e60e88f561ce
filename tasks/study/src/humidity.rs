//! A humidity sensor for a station that has none: one reference every six hours, a regression that is tuned on the stream.
//!
//! A network that knows another station from January to April runs at a new one from May on. Every hour is predicted
//! before anything is learnt of it. The settings for a station are those that do best the other way round: trained there,
//! run at the station that this one's network comes from.

mod station;

pub use station::{Hour, Station, read, stations};

use crate::{
    script::{Act, Script},
    statistics::{Features, Running},
    training::{Labelled, train},
};
use anyhow::{Result, ensure};
use station::{Blank, MEASURED};
use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
};
use thalweg::{Error, data::Normalizer};
use thalweg_tasks::{
    Known, Recipe, Update,
    humidity::{
        FEATURES, HIDDEN, KNOWN, Memory, NETWORK, PARAMETERS, REFERENCE, Sensor, Tuning, scaled,
        squared,
    },
    initial,
    tables::{Finding, Samples, spellings, usual},
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
    fn what_looks_wrong_with_a_station_is_said() {
        let hours = |of: &dyn Fn(u32) -> String| (0..40).map(of).collect::<Vec<_>>().concat();
        let lines = |name: &str, rows: &str| -> Vec<String> {
            read_text(name, rows).unwrap();
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/humidity");
            audit(Some(&file.join(name))).unwrap().iter().map(Finding::to_string).collect()
        };
        let day = |hour: u32| format!("6,{},{}", 1 + hour / 24, hour % 24);
        let sound = hours(&|h| {
            let (wave, day) = (f64::from(h).sin(), day(h));
            format!(
                "A,{day},{:.1},{:.1},{},{},{},{}\n",
                60.0 + wave,
                1010.0 + wave,
                5 + h % 7,
                9 - h % 3,
                h * 9,
                60 + h % 9
            )
        });
        assert_eq!(lines("sound.csv", &sound), [""; 0]);
        let metric = hours(&|h| {
            let (wave, day) = (f64::from(h).sin(), day(h));
            let blank = if h > 36 { String::new() } else { (h * 9).to_string() };
            format!(
                "A,{day},{:.1},{:.1},{},{},{blank},0.{}\n",
                20.0 + wave,
                101.0 + wave / 9.0,
                5 + h % 7,
                15 - h % 3,
                60 + h % 9
            )
        });
        let found = lines("metric.csv", &metric);
        for wanted in [
            "wind_dir of A is blank in 3 rows, the first of them row 38: taken as the row before says",
            "in °C? then it is 32 + 1.8 · temp in °F",
            "in kPa? then it is 10 · pressure in hPa",
            "in km or m? it is in miles, up to 10",
            "a share? then it is 100 · humid in %RH",
        ] {
            assert!(found.iter().any(|line| line.ends_with(wanted)), "{wanted}: {found:?}");
        }
        let twice = format!("{sound}{}", sound.lines().next().unwrap());
        assert_eq!(lines("twice.csv", &twice), ["row 41 is row 1 once more"]);
        let committed = audit(Some(&file())).unwrap();
        let known = |who: &str| Finding::Known { who: format!("station {who}") };
        assert!(committed.contains(&known("JFK")) && committed.contains(&known("LGA")));
    }

    #[test]
    fn a_station_without_an_hour_to_predict_is_named() {
        let stations = read_text("april.csv", "A,4,1,1,50,1010,5,10,90,60\n").unwrap();
        let error = stations[0].check().unwrap_err().to_string();
        assert_eq!(error, "station A: no hour from May on; allowed: 2 or more");
    }
}
