//! What looks wrong with data of somebody's own, though it may be meant: the same lines as the host's, of all tasks.

use crate::message;
use thalweg_tasks::tables::{Finding, utterances, vowels};
use thalweg_tasks_study::{
    humidity::{self, stations},
    new_speaker,
    vowels::audit_of as audit_vowels,
    wearer,
};
use thalweg_watch::recordings::{Recording, read_plain};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// The committed data of a task, beside which somebody's own are looked at.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Committed {
    files: Vec<(String, Vec<u8>)>,
}

#[wasm_bindgen]
impl Committed {
    /// None as yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more CSV, which the browser has unpacked: everybody's, or of the one of this name, whom the device's network knows.
    pub fn add(&mut self, name: String, file: Vec<u8>) {
        self.files.push((name, file));
    }
}

/// What looks wrong with a CSV of one's own, which the browser has unpacked, each in one line.
///
/// # Errors
/// No such task; what is wrong with a file.
#[wasm_bindgen]
pub fn findings(task: &str, file: &[u8], known: &Committed) -> Result<Vec<String>, JsError> {
    audit(task, file, known).map_err(message)
}

fn audit(task: &str, file: &[u8], known: &Committed) -> Result<Vec<String>, String> {
    // Of a task whose people are in one file.
    let all = known.files.first().map(|(_, file)| file.as_slice()).unwrap_or_default();
    let found = match task {
        "watch" | "unseen-exercise" => Ok(wearer::audit_of(&recordings(file)?, &people(known)?)),
        "vowels" => audit_vowels(Some(read(vowels(file))?), read(vowels(all))?),
        "new-speaker" => {
            new_speaker::audit_of(Some(read(utterances(file))?), read(utterances(all))?)
        }
        "humidity" => humidity::audit_of(Some(read(stations(file))?), read(stations(all))?),
        _ => {
            return Err(format!(
                "task is {task:?}; allowed: watch, vowels, new-speaker, humidity, unseen-exercise"
            ));
        }
    };
    read(found).map(|found| found.iter().map(Finding::to_string).collect())
}

fn read<T, E: ToString>(found: Result<T, E>) -> Result<T, String> {
    found.map_err(|error| error.to_string())
}

fn recordings(file: &[u8]) -> Result<Vec<Recording>, String> {
    read(read_plain(file))
}

fn people(known: &Committed) -> Result<Vec<(String, Vec<Recording>)>, String> {
    let of = |(name, file): &(String, Vec<u8>)| Ok((name.clone(), recordings(file)?));
    known.files.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::tests::{at, file};
    use std::fs;
    use thalweg_tasks_study::script::Problem;

    /// The tasks, each with the host's name of what it is told.
    const TASKS: [(&str, Problem); 5] = [
        ("watch", Problem::IntegerWatch),
        ("unseen-exercise", Problem::UnseenExercise),
        ("vowels", Problem::Vowels),
        ("new-speaker", Problem::NewSpeaker),
        ("humidity", Problem::Humidity),
    ];

    fn person(number: u32) -> String {
        text(&format!("watch/data/shoulder_watch_person{number:02}.csv.gz"))
    }

    fn text(name: &str) -> String {
        String::from_utf8(file(name)).unwrap()
    }

    fn table(task: &str) -> String {
        text(match task {
            "vowels" => "vowels/data/vowel_speakers.csv",
            "new-speaker" => "new-speaker/data/japanese_vowels_speakers.csv.gz",
            _ => "humidity/data/weather_stations.csv.gz",
        })
    }

    /// What a person of the page has beside him.
    fn committed(task: &str) -> Committed {
        let mut known = Committed::new();
        match task {
            "watch" | "unseen-exercise" => {
                (1..8).for_each(|of| known.add(format!("{of:02}"), person(of).into_bytes()));
            }
            _ => known.add(String::new(), table(task).into_bytes()),
        }
        known
    }

    /// A table with each of its rows as `change` makes it of the cells; without those of which it makes none.
    fn changed(table: &str, change: impl Fn(usize, Vec<&str>) -> Option<String>) -> String {
        let mut lines = table.lines();
        let head = lines.next().unwrap().to_owned();
        let rows =
            lines.enumerate().filter_map(|(row, line)| change(row, line.split(',').collect()));
        std::iter::once(head).chain(rows).map(|line| line + "\n").collect()
    }

    /// The rows of one speaker.
    fn of(task: &str, speaker: &str) -> String {
        let table = table(task);
        let place = table.lines().next().unwrap().split(',').position(|name| name == "speaker");
        changed(&table, |_, cells| (cells[place.unwrap()] == speaker).then(|| cells.join(",")))
    }

    /// Hours of a station that nobody knows.
    fn hours(temperature: f64) -> String {
        let head =
            "origin,month,day,hour,temp,pressure,wind_speed,visib,wind_dir,humid\n".to_owned();
        (0..40).fold(head, |table, hour| {
            let (wave, day, at) = (f64::from(hour).sin(), 1 + hour / 24, hour % 24);
            let [wind, visibility, turn, humid] =
                [5 + hour % 7, 9 - hour % 3, hour * 9, 60 + hour % 9];
            let measured = format!("{:.1},{:.1},{wind}", temperature + wave, 1010.0 + wave);
            table + &format!("A,6,{day},{at},{measured},{visibility},{turn},{humid}\n")
        })
    }

    /// Something that is sound, and something in which lines that begin so look wrong.
    fn cases(task: &str) -> (String, Vec<(String, &'static str)>) {
        let swapped = |_: usize, mut cells: Vec<&str>| {
            cells[3..].rotate_left(3);
            Some(cells.join(","))
        };
        match task {
            "watch" | "unseen-exercise" => (
                person(8),
                vec![
                    (changed(&person(8), swapped), "|w| is near 1 and |a| is not: are ax, ay, az"),
                    (person(3), "the device's network was trained on person 03:"),
                ],
            ),
            "vowels" => {
                let sound = of(task, "11");
                let far = |row: usize, mut cells: Vec<&str>| {
                    let last = cells.len() - 1;
                    cells[last] = if row == 4 { "300" } else { cells[last] };
                    Some(cells.join(","))
                };
                let wrong = changed(&sound, far);
                (sound, vec![(wrong, "row 5: lar_9 is 300; usually "), (of(task, "3"), KNOWN_3)])
            }
            "new-speaker" => {
                let sound = of(task, "9");
                let flat = |_: usize, mut cells: Vec<&str>| {
                    cells[6] = "0.5";
                    Some(cells.join(","))
                };
                let wrong = changed(&sound, flat);
                (
                    sound,
                    vec![(wrong, "the mean of lpc_2 is 0.5 in every"), (of(task, "3"), KNOWN_3)],
                )
            }
            _ => {
                let celsius = (hours(20.0), "the median of temp of A is ");
                (
                    hours(60.0),
                    vec![celsius, (table(task), "the device's network was trained on station")],
                )
            }
        }
    }
    const KNOWN_3: &str = "the device's network was trained on speaker 3:";

    #[test]
    fn it_says_the_lines_of_the_host() {
        let folder = at("../target/audits");
        fs::create_dir_all(&folder).unwrap();
        for (task, problem) in TASKS {
            let (known, (sound, wrong)) = (committed(task), cases(task));
            let found = audit(task, sound.as_bytes(), &known).unwrap();
            assert_eq!(found, [""; 0], "{task}");
            for (place, (text, begins)) in wrong.iter().enumerate() {
                let file = folder.join(format!("{task}-{place}.csv"));
                fs::write(&file, text).unwrap();
                let of_host = problem.audit(Some(&file)).unwrap();
                let found = audit(task, text.as_bytes(), &known).unwrap();
                assert_eq!(
                    found,
                    of_host.iter().map(Finding::to_string).collect::<Vec<_>>(),
                    "{task}"
                );
                assert!(found.iter().any(|line| line.starts_with(begins)), "{task}: {found:?}");
            }
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        let refused = |task, file: &[u8]| audit(task, file, &committed(task)).unwrap_err();
        let task = audit("chess", b"", &Committed::new()).unwrap_err();
        assert_eq!(
            task,
            "task is \"chess\"; allowed: watch, vowels, new-speaker, humidity, unseen-exercise"
        );
        assert!(refused("vowels", b"speaker\n").starts_with("no column repetition in \"speaker\""));
        let error = audit("vowels", of("vowels", "11").as_bytes(), &Committed::new()).unwrap_err();
        assert_eq!(error, "no row; allowed: one or more");
    }
}
