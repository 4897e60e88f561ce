//! The tasks that follow their own recipe: what somebody does with a device is played to the very code of the device.

mod humidity;
mod played;
mod unseen_exercise;

pub use played::Played;

use crate::message;
use thalweg::{Error, recipe::Recipe};
use thalweg_tasks::{Refusal, Task};
use thalweg_tasks_study::script::{Act, Judged, Problem, Script};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Such a task.
pub(super) trait Kind: Sync {
    /// Which it is.
    fn problem(&self) -> Problem;
    /// Who is in a file; one without a name is all of it.
    ///
    /// # Errors
    /// In one line, what is wrong with the file.
    fn people(&self, file: &[u8]) -> Result<Vec<String>, String>;
    /// What one of them does. `own`: not of the committed data.
    ///
    /// # Errors
    /// In one line, what is wrong with the file, or that nobody has this name.
    fn meeting(&self, file: &[u8], person: &str, own: bool) -> Result<Meeting, String>;
    /// What the device does with a script.
    ///
    /// # Errors
    /// None.
    fn recipe(&self, script: &Script) -> Result<Recipe, Error>;
    /// The learning rate of each of so many steps.
    ///
    /// # Errors
    /// None.
    fn rates(&self, script: &Script, steps: usize) -> Result<Vec<f32>, Error>;
    /// Parameters of a network.
    fn parameters(&self) -> usize;
    /// How many networks keep a threshold.
    fn thresholds(&self) -> u8 {
        0
    }
    /// Bytes of RAM of the task but for the stack.
    fn ram_bytes(&self) -> usize;
    /// Makes a device and hands it to somebody.
    ///
    /// # Errors
    /// What the device refuses.
    fn make(&self, visit: &mut Visit<'_>) -> Result<(), Refusal>;
}

type Visit<'v> = dyn FnMut(&mut dyn Task) -> Result<(), Refusal> + 'v;

/// What somebody does with a device.
pub(super) struct Meeting {
    pub(super) script: Script,
    /// What each sample that is asked about belongs to: a month, or nothing.
    pub(super) parts: Vec<u32>,
    /// What looks wrong with the data, each in one line.
    pub(super) findings: Vec<String>,
}

/// All of them.
pub(super) static KINDS: [&dyn Kind; 2] =
    [&humidity::HumiditySensor, &unseen_exercise::UnseenExercises];

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
        self.acts(|act| matches!(act, Act::Learn(..)))
    }

    /// How many samples it is asked about.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.acts(|act| matches!(act, Act::Judge { .. }))
    }

    /// How many parameters a network has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.kind.parameters()
    }

    /// What looks wrong with the data, though it may be meant.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        self.meeting.findings.clone()
    }

    /// What the device does, as JSON.
    ///
    /// # Errors
    /// None.
    pub fn own_recipe(&self) -> Result<String, JsError> {
        let own = self.kind.recipe(&self.meeting.script).map_err(message)?;
        serde_json::to_string(&own).map_err(message)
    }

    /// Everything that happens, from the first sample to the last.
    ///
    /// # Errors
    /// What the device refuses; nothing of what a figure is of.
    pub fn play(&self) -> Result<Played, JsError> {
        self.played().map_err(message)
    }

    /// What is learnt alone, without a question, for a clock.
    ///
    /// # Errors
    /// As of [`Device::play`].
    pub fn practise(&self) -> Result<(), JsError> {
        self.let_happen(false, &mut Played::default()).map_err(message)
    }
}

impl Device {
    fn read(name: &str, file: &[u8], person: &str, own: bool) -> Result<Self, String> {
        let kind = kind(name).ok_or_else(|| super::unknown(name))?;
        Ok(Self { kind, meeting: kind.meeting(file, person, own)? })
    }

    fn acts(&self, are: impl Fn(&Act) -> bool) -> usize {
        self.meeting.script.acts.iter().filter(|act| are(act)).count()
    }

    fn played(&self) -> Result<Played, String> {
        let mut played = Played { parts: self.meeting.parts.clone(), ..Played::default() };
        self.let_happen(true, &mut played).map_err(|refusal| refusal.to_string())?;
        played.ram_bytes = self.kind.ram_bytes();
        let rates = self.kind.rates(&self.meeting.script, played.losses.len());
        played.rates = rates.map_err(|error| error.to_string())?;
        played.score = self.kind.problem().score(&played.judged).map_err(|e| e.to_string())?;
        Ok(played)
    }

    fn let_happen(&self, asks: bool, played: &mut Played) -> Result<(), Refusal> {
        let (script, networks) = (&self.meeting.script, self.kind.thresholds());
        self.kind.make(&mut |device| {
            device.begin(script.model)?;
            for act in &script.acts {
                follow(device, act, asks, played)?;
            }
            for network in 0..if asks { networks } else { 0 } {
                played.thresholds.push(thresholds(device, script, network)?);
            }
            played.state = device.state();
            Ok(())
        })
    }
}

/// The task of this name, if it is one of these.
pub(super) fn kind(name: &str) -> Option<&'static dyn Kind> {
    KINDS.into_iter().find(|kind| kind.problem().name() == name)
}

/// Does one thing; what is to be judged only if it `asks`.
fn follow(
    device: &mut dyn Task,
    act: &Act,
    asks: bool,
    played: &mut Played,
) -> Result<(), Refusal> {
    match act {
        Act::Learn(values, label) => {
            device.hear(true, values)?;
            device.learn(*label)?;
        }
        Act::Adapt => device.adapt()?,
        Act::Judge { values, networks, label, known } if asks => {
            device.hear(true, values)?;
            for network in 0..*networks {
                let verdict = device.judge(network)?;
                played.judged.push(Judged { network, verdict, label: *label, known: *known });
                played.after.push(played.losses.len() as u32);
            }
        }
        Act::Judge { .. } => {}
    }
    while let Some(progress) = device.step()? {
        played.losses.push(progress.loss);
    }
    Ok(())
}

/// The largest distance of what was learnt and is not of the class that a network has not seen: by the factory's network,
/// and by the tuned one, which keeps it.
fn thresholds(device: &mut dyn Task, script: &Script, network: u8) -> Result<[f32; 2], Refusal> {
    let mut largest = [0.0_f32; 2];
    for act in &script.acts {
        let Act::Learn(values, label) = act else { continue };
        if *label == f32::from(network) {
            continue;
        }
        device.hear(true, values)?;
        let verdict = device.judge(network)?;
        largest = [largest[0].max(verdict.frozen), largest[1].max(verdict.tuned)];
    }
    Ok(largest)
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{file, golden},
        *,
    };

    fn device(name: &str, data: &str, person: &str, own: bool) -> Device {
        Device::read(name, &file(data), person, own).unwrap()
    }

    fn sensor(own: bool) -> Device {
        device("humidity", "humidity/data/weather_stations.csv.gz", "LGA", own)
    }

    fn exercises() -> Device {
        device("unseen-exercise", "watch/data/shoulder_watch_person08.csv.gz", "", false)
    }

    #[test]
    fn they_land_on_the_bits_of_the_device() {
        for device in [sensor(false), exercises()] {
            let played = device.played().unwrap();
            let golden = &golden("tasks.json")[device.kind.problem().name()];
            let found = serde_json::json!({
                "before": format!("{:.6}", played.before()),
                "after": format!("{:.6}", played.after()),
                "learnt": played.state.learnt,
                "tested": played.judged.len(),
                "steps": played.losses.len(),
                "parameters_hash": played.hash(),
            });
            assert_eq!(found, *golden);
            assert_eq!(played.rates.len(), played.losses.len());
        }
    }

    #[test]
    fn a_stranger_meets_the_network_of_both_stations() {
        let (own, committed) = (sensor(true).played().unwrap(), sensor(false).played().unwrap());
        assert_ne!(own.before().to_bits(), committed.before().to_bits());
    }

    #[test]
    fn an_alarm_is_a_distance_beyond_the_threshold_of_its_network() {
        let played = exercises().played().unwrap();
        for of in &played.judged {
            let [_, threshold] = played.thresholds[usize::from(of.network)];
            assert_eq!(of.verdict.alarm, of.verdict.tuned > threshold);
        }
        let (before, after) = (played.alarms(false), played.alarms(true));
        assert_ne!(before, after);
        assert_eq!(before.len(), played.judged.len());
    }

    #[test]
    fn the_recipe_that_is_shown_is_the_one_that_is_followed() {
        let sensor = sensor(false);
        let recipe = sensor.kind.recipe(&sensor.meeting.script).unwrap();
        assert!(recipe.validate().next().is_none());
        // Every reference is gone through as often as there are epochs, but for the last ones.
        let steps = sensor.played().unwrap().losses.len();
        let most = sensor.labelled() * recipe.epochs as usize;
        assert!(steps <= most && steps > most - 10, "{steps} of {most}");
        let exercises = exercises();
        let rates = exercises.played().unwrap().rates;
        let recipe = exercises.kind.recipe(&exercises.meeting.script).unwrap();
        assert_eq!(
            rates[0].to_bits(),
            thalweg_tasks::unseen_exercise::RECIPE.learning_rate.to_bits()
        );
        assert_eq!(rates[0].to_bits(), rates[rates.len() / 7].to_bits());
        assert!(recipe.validate().next().is_none() && rates[rates.len() - 1] < rates[0] / 100.0);
    }

    #[test]
    fn what_is_wrong_is_said_in_a_line() {
        let of = |name, file: &[u8]| kind(name).unwrap().people(file).unwrap_err();
        let column = "no column origin in \"speaker\"; allowed: a header that names it";
        assert_eq!(of("humidity", b"speaker\n"), column);
        let head = "origin,month,day,hour,temp,pressure,wind_speed,visib,wind_dir,humid\n";
        let rows = |rows: &str| of("humidity", format!("{head}{rows}").as_bytes());
        assert_eq!(rows(""), "no hour with a humidity; allowed: one or more");
        assert_eq!(
            rows("A,6,1,1,inf,1010,5,10,90,60\n"),
            "row 1: temp is \"inf\"; allowed: a finite number"
        );
        assert_eq!(rows("A,6,1,1,50,1010,5,10,90,101\n"), "row 1: humid is 101; allowed: 0 to 100");
        let april = format!("{head}A,4,1,1,50,1010,5,10,90,60\n");
        let refused =
            |name, file: &[u8], person| Device::read(name, file, person, true).unwrap_err();
        assert_eq!(refused("humidity", april.as_bytes(), "A"), "station A: no hour from May on");
        assert_eq!(refused("humidity", april.as_bytes(), "B"), "person is \"B\"; allowed: A");
        let table = b"wrist,exercise,sample,ax,ay,az,wx,wy,wz\nR,RUN,0,1,1,1,1,1,1\n";
        let error = refused("unseen-exercise", table, "");
        assert!(error.starts_with("line 2: exercise is \"RUN\"; allowed: PEN"), "{error}");
    }
}
