//! A device of a task, and somebody new who is about to meet it.

use crate::{
    Played,
    kinds::{KINDS, Kind, Meeting, kind},
    message,
};
use thalweg_tasks::{Refusal, Task};
use thalweg_tasks_study::script::{Act, Judged, Script};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Larger than the bytes of the recipe of any of these.
const RECIPE_BYTES: usize = 1024;

/// The tasks, each by its folder in `tasks/`.
#[wasm_bindgen]
#[must_use]
pub fn tasks() -> Vec<String> {
    KINDS.iter().map(|kind| kind.problem().name().to_owned()).collect()
}

/// The people, or stations, in a file, which the browser has unpacked; one without a name is all of it.
///
/// # Errors
/// No such task; what is wrong with the file.
#[wasm_bindgen]
pub fn people(name: &str, file: &[u8]) -> Result<Vec<String>, JsError> {
    kind(name).and_then(|kind| kind.people(file)).map_err(message)
}

/// A device of a task, and somebody new who is about to meet it.
#[wasm_bindgen]
pub struct Device {
    kind: &'static dyn Kind,
    meeting: Meeting,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("task", &self.kind.problem()).finish_non_exhaustive()
    }
}

#[wasm_bindgen]
impl Device {
    /// Reads one of the people, or stations, of a CSV, which the browser has unpacked. `own`: not the committed one.
    ///
    /// # Errors
    /// No such task; the line that is not of the form; somebody who is not there, or of whom there is too little.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, file: &[u8], person: &str, own: bool) -> Result<Self, JsError> {
        Self::read(name, file, person, own).map_err(message)
    }

    /// How many labelled samples the device is told.
    #[must_use]
    pub fn labelled(&self) -> usize {
        self.meeting.script.acts.iter().filter(|act| matches!(act, Act::Learn(..))).count()
    }

    /// How many parameters a network has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.kind.parameters()
    }

    /// Bytes of RAM of the task but for the stack.
    #[must_use]
    pub fn ram_bytes(&self) -> usize {
        self.kind.ram_bytes()
    }

    /// What the device does, as the bytes of a recipe.
    ///
    /// # Errors
    /// None.
    pub fn recipe(&self) -> Result<Vec<u8>, JsError> {
        let own = self.kind.recipe(&self.meeting.script).map_err(message)?;
        let mut buffer = [0; RECIPE_BYTES];
        Ok(own.encode(&mut buffer).map_err(message)?.to_vec())
    }

    /// The learning rate of each step.
    ///
    /// # Errors
    /// None.
    pub fn rates(&self) -> Result<Vec<f32>, JsError> {
        self.kind.rates(&self.meeting.script).map_err(message)
    }

    /// What the factory's network makes of it alone: nothing is learnt.
    ///
    /// # Errors
    /// What the device refuses; nothing of what a figure is of.
    pub fn before(&self) -> Result<Played, JsError> {
        self.played(false).map_err(message)
    }

    /// Everything that happens, from the first sample to the last.
    ///
    /// # Errors
    /// As of [`Device::before`].
    pub fn play(&self) -> Result<Played, JsError> {
        self.played(true).map_err(message)
    }

    /// What is learnt, without a question, for a clock.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn practise(&self) -> Result<(), JsError> {
        let script = &self.meeting.script;
        self.kind
            .make(&mut |device| follow(device, script, [true, false], &mut Played::default()))
            .map_err(message)
    }
}

impl Device {
    pub(crate) fn read(name: &str, file: &[u8], person: &str, own: bool) -> Result<Self, String> {
        let kind = kind(name)?;
        Ok(Self { kind, meeting: kind.meeting(file, person, own)? })
    }

    fn played(&self, learns: bool) -> Result<Played, String> {
        let Meeting { script, months, .. } = &self.meeting;
        let mut played = Played { months: months.clone(), ..Played::default() };
        let mut visit = |device: &mut dyn Task| {
            follow(device, script, [learns, true], &mut played)?;
            for network in 0..self.kind.thresholds() {
                played.thresholds.push(thresholds(device, script, network)?);
            }
            Ok(())
        };
        self.kind.make(&mut visit).map_err(|refusal| refusal.to_string())?;
        played.score = self.kind.problem().score(&played.judged).map_err(|e| e.to_string())?;
        Ok(played)
    }
}

/// Does all of a script, whether or not it `learns` and `asks`.
fn follow(
    device: &mut dyn Task,
    script: &Script,
    [learns, asks]: [bool; 2],
    played: &mut Played,
) -> Result<(), Refusal> {
    device.begin(script.model)?;
    for act in &script.acts {
        match act {
            Act::Learn(values, label) if learns => {
                device.hear(true, values)?;
                device.learn(*label)?;
            }
            Act::Adapt if learns => device.adapt()?,
            Act::Judge { values, networks, label, known } if asks => {
                device.hear(true, values)?;
                for network in 0..*networks {
                    let verdict = device.judge(network)?;
                    played.judged.push(Judged { network, verdict, label: *label, known: *known });
                    played.after.push(played.losses.len() as u32);
                }
            }
            _ => {}
        }
        while let Some(progress) = device.step()? {
            played.losses.push(progress.loss);
        }
    }
    played.state = device.state();
    Ok(())
}

/// The largest distance of what is learnt and is not of the class that a network has not seen: by the factory's network, and
/// by the tuned one, which keeps it.
fn thresholds(device: &mut dyn Task, script: &Script, network: u8) -> Result<[f32; 2], Refusal> {
    let (mut frozen, mut tuned) = (0.0_f32, 0.0_f32);
    for act in &script.acts {
        let Act::Learn(values, label) = act else { continue };
        if *label == f32::from(network) {
            continue;
        }
        device.hear(true, values)?;
        let verdict = device.judge(network)?;
        (frozen, tuned) = (frozen.max(verdict.frozen), tuned.max(verdict.tuned));
    }
    Ok([frozen, tuned])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::{
        io::Read,
        path::{Path, PathBuf},
    };
    use thalweg_tasks::unseen_exercise::RECIPE;

    /// What is in the folder of the tasks.
    pub(crate) fn at(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tasks").join(name)
    }

    /// A committed file, unpacked.
    pub(crate) fn file(name: &str) -> Vec<u8> {
        let (content, mut text) = (std::fs::read(at(name)).unwrap(), Vec::new());
        if !content.starts_with(&[0x1f, 0x8b]) {
            return content;
        }
        GzDecoder::new(content.as_slice()).read_to_end(&mut text).unwrap();
        text
    }

    fn golden(problem: &str) -> serde_json::Value {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tasks.json");
        let mut all: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        all[problem].take()
    }

    fn sensor(own: bool) -> Device {
        let file = file("humidity/data/weather_stations.csv.gz");
        Device::read("humidity", &file, "LGA", own).unwrap()
    }

    fn exercises() -> Device {
        let file = file("watch/data/shoulder_watch_person08.csv.gz");
        Device::read("unseen-exercise", &file, "", false).unwrap()
    }

    #[test]
    fn they_land_on_the_bits_of_the_device() {
        for device in [sensor(false), exercises()] {
            let played = device.played(true).unwrap();
            let found = serde_json::json!({
                "before": format!("{:.6}", played.before()),
                "after": format!("{:.6}", played.after()),
                "learnt": played.state.learnt,
                "tested": played.judged.len(),
                "steps": played.losses.len(),
                "parameters_hash": played.hash(),
            });
            assert_eq!(found, golden(device.kind.problem().name()));
            let before = device.played(false).unwrap();
            assert_eq!(before.before().to_bits(), played.before().to_bits());
            assert_eq!((before.losses.len(), before.state.learnt), (0, 0));
        }
    }

    #[test]
    fn a_stranger_meets_the_network_of_both_stations() {
        let before = |own| sensor(own).played(false).unwrap().before();
        assert_ne!(before(true).to_bits(), before(false).to_bits());
    }

    #[test]
    fn an_alarm_is_a_distance_beyond_the_threshold_of_its_network() {
        let played = exercises().played(true).unwrap();
        for of in &played.judged {
            let [_, threshold] = played.thresholds[usize::from(of.network)];
            assert_eq!(of.verdict.alarm, of.verdict.tuned > threshold);
        }
        // What is counted of each network is what the figures of the task are shares of.
        let counts = played.alarms();
        let sum = |place: usize| counts.iter().skip(place).step_by(6).sum::<u32>();
        let shares = [f64::from(sum(2)) / f64::from(sum(0)), f64::from(sum(5)) / f64::from(sum(3))];
        let [(_, unseen), (_, known)] = played.score.besides[..] else { panic!() };
        assert_eq!(shares, [unseen, known]);
        assert!(sum(1) != sum(2) && sum(0) + sum(3) == played.judged.len() as u32);
    }

    #[test]
    fn errors_over_time_end_at_the_figure_of_the_task() {
        let played = sensor(false).played(true).unwrap();
        for (tuned, wanted) in [(false, played.before()), (true, played.after())] {
            let errors = played.errors(u32::MAX, tuned);
            assert!((f64::from(errors[errors.len() - 1]) - wanted).abs() < 1e-4);
            // A window of one is the error of each hour.
            let of = &played.judged[7];
            let value = if tuned { of.verdict.tuned } else { of.verdict.frozen };
            assert!((played.errors(1, tuned)[7] - (value - of.label).abs()).abs() < 1e-4);
        }
        let months = played.of_months();
        let numbers: Vec<_> = months.iter().step_by(3).copied().collect();
        assert_eq!(numbers, [5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]);
    }

    #[test]
    fn the_recipe_that_is_shown_is_the_one_that_is_followed() {
        for device in [sensor(false), exercises()] {
            let recipe = device.kind.recipe(&device.meeting.script).unwrap();
            assert!(recipe.validate().next().is_none());
            let rates = device.rates().unwrap();
            assert_eq!(rates.len(), device.played(true).unwrap().losses.len());
        }
        let rates = exercises().rates().unwrap();
        let peaks = rates.iter().filter(|rate| rate.to_bits() == RECIPE.learning_rate.to_bits());
        assert_eq!(peaks.count(), 7);
    }

    #[test]
    fn what_is_wrong_is_said_in_a_line() {
        let refused =
            |name, file: &[u8], person| Device::read(name, file, person, true).unwrap_err();
        let of = |file: &[u8]| refused("humidity", file, "A");
        assert_eq!(
            refused("chess", b"", ""),
            "task is \"chess\"; allowed: humidity, unseen-exercise"
        );
        let column = "no column origin in \"speaker\"; allowed: a header that names it";
        assert_eq!(of(b"speaker\n"), column);
        let head = "origin,month,day,hour,temp,pressure,wind_speed,visib,wind_dir,humid\n";
        let rows = |rows: &str| of(format!("{head}{rows}").as_bytes());
        assert_eq!(rows(""), "no hour with a humidity; allowed: one or more");
        let infinite = rows("A,6,1,1,inf,1010,5,10,90,60\n");
        assert!(infinite.starts_with("row 1: temp is \"inf\"; allowed: a finite number"));
        let month = rows("A,June,1,1,50,1010,5,10,90,60\n");
        assert!(month.starts_with("row 1: month is \"June\"; allowed: a finite number"));
        let nobody = rows(" ,6,1,1,50,1010,5,10,90,60\n");
        assert_eq!(nobody, "row 1: origin is \"\"; allowed: 1 to 40 letters");
        assert_eq!(rows("A,6,1,1,50,1010,5,10,90,101\n"), "row 1: humid is 101; allowed: 0 to 100");
        let other = rows("B,6,1,1,50,1010,5,10,90,60\n");
        assert_eq!(other, "station is \"A\"; allowed: B");
        let april = rows("A,4,1,1,50,1010,5,10,90,60\n");
        assert!(april.starts_with("station A: no hour from May on"));
        let crowd: Vec<_> = (0..101).map(|i| format!("{i},6,1,1,50,1010,5,10,90,60\n")).collect();
        assert_eq!(rows(&crowd.concat()), "101 stations; allowed: up to 100");
        let table = b"wrist,exercise,sample,ax,ay,az,wx,wy,wz\nR,RUN,0,1,1,1,1,1,1\n";
        let error = refused("unseen-exercise", table, "");
        assert!(error.starts_with("line 2: exercise is \"RUN\"; allowed: PEN"), "{error}");
    }
}
