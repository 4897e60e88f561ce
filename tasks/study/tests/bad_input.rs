//! Every kind of wrong file goes to every task: each is refused in one line that names what, where, and what is allowed, or
//! taken for what it is; and nothing panics.

use anyhow::Result;
use std::{
    fs,
    path::{Path, PathBuf},
};
use thalweg_tasks_study::{
    humidity, new_speaker,
    script::{Problem, Script},
    vowels,
};
use thalweg_watch_study::dataset;

/// A file of this test.
fn written(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bad-tables");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
    folder.join(name)
}

/// A table of a task: its header, and a row of it in which one number can be put.
struct Form {
    header: String,
    row: fn(number: &str) -> String,
    /// What is said of a label that is none, of a row that has it.
    unknown: Option<(&'static str, &'static str)>,
    /// What is said of a single row.
    single: &'static str,
}

fn form(problem: Problem) -> Form {
    let numbered = |name: &str, count: usize| -> String {
        (0..count).map(|i| format!(",{name}_{i}")).collect::<Vec<_>>().concat()
    };
    match problem {
        Problem::Vowels | Problem::IntegerVowels => Form {
            header: format!("speaker,repetition,vowel{}", numbered("lar", 10)),
            row: |number| format!("7,0,hid,{number},2,1,1,0,0,0,0,0,0"),
            unknown: Some(("7,0,HID,-3,2,1,1,0,0,0,0,0,0", "vowel is \"HID\"; allowed: one of")),
            single: "speaker 7: 1 vowels before repetition 2 and 0 later; allowed: 1 to 33",
        },
        Problem::NewSpeaker => Form {
            header: format!("speaker,part,utterance{}", numbered("lpc", 12)),
            row: |number| format!("7,train,0,{number},0,0,0,0,0,0,0,0,0,0,0"),
            unknown: Some((
                "7,Train,0,1,0,0,0,0,0,0,0,0,0,0,0",
                "part is \"Train\"; allowed: train, test",
            )),
            single: "speaker 7: 1 utterances to train and 0 to test; allowed: 5 or more",
        },
        Problem::Humidity => Form {
            header: "origin,month,day,hour,temp,pressure,wind_speed,visib,wind_dir,humid".into(),
            row: |number| format!("EWR,6,1,0,{number},1010,5,10,90,60"),
            unknown: None,
            single: "station EWR: one hour from May on; allowed: 2 or more",
        },
        Problem::IntegerWatch | Problem::UnseenExercise => Form {
            header: "wrist,exercise,sample,ax,ay,az,wx,wy,wz".into(),
            row: |number| format!("R,ROW,0,{number},0,1,0,0,0"),
            unknown: Some(("R,row it,0,0,0,1,0,0,0", "exercise")),
            single: "400 samples are needed",
        },
        Problem::General => Form {
            header: "label,a,b".into(),
            row: |number| format!("x,{number},1"),
            unknown: Some((",1,1", "row 1: no label")),
            single: "1 classes; allowed: 2 to 12",
        },
    }
}

/// Why a file is refused, in one line.
fn refusal(problem: Problem, file: &Path) -> String {
    let refused = |result: Result<Vec<Script>>| match result {
        Ok(scripts) => panic!("{} takes {}: {scripts:?}", problem.name(), file.display()),
        Err(error) => format!("{error:#}"),
    };
    let line = refused(problem.scripts(Some(file)));
    assert!(!line.contains('\n') && line.chars().count() < 400, "{}: {line:?}", problem.name());
    // It may be read, where too little of it is what was wrong.
    let _ = problem.audit(Some(file));
    line
}

#[test]
fn a_file_that_is_none_is_refused_by_every_task() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for problem in Problem::ALL {
        let refused = |file: &Path, wanted: &str| {
            let line = refusal(problem, file);
            assert!(line.contains(wanted), "{}: {line}", problem.name());
            assert!(line.contains(&file.display().to_string()), "{}: {line}", problem.name());
        };
        refused(&folder.join("no-such-file.csv"), "No such file");
        refused(folder, "a folder; allowed: a file");
        #[cfg(unix)]
        refused(Path::new("/dev/zero"), "a device or a pipe; allowed: a regular file");
    }
}

#[test]
fn a_table_that_is_none_is_refused_by_every_task() {
    for problem in Problem::ALL {
        let (name, Form { header, row, unknown, single }) = (problem.name(), form(problem));
        let refused = |kind: &str, bytes: &[u8], wanted: &[&str]| {
            let file = written(&format!("{name}-{kind}.csv"), bytes);
            let line = refusal(problem, &file);
            assert!(wanted.iter().any(|wanted| line.contains(wanted)), "{name}, {kind}: {line}");
        };
        let table = |rows: &str| format!("{header}\n{rows}\n");
        let no_column = ["no column", "the header is"];
        refused("empty", b"", &["no column", "the header is", "no row; allowed: one or more"]);
        refused(
            "header",
            table("").trim_end().as_bytes(),
            &["no row", "no hour", "no sample", "0 classes"],
        );
        refused("columns", b"colour,size\nred,7\n", &no_column);
        refused("short", table("1,2").as_bytes(), &["fields", "columns"]);
        let no_text = ["no column", "bytes that are no text"];
        refused("binary", &[0xff, 0x00, 0x13, 0x0a, 0x80, 0x80, 0x0a], &no_text);
        for number in ["NaN", "inf", "1e30", "-1e39", "oh", "0x10", ""] {
            let blank = problem == Problem::Humidity && ["", "NaN"].contains(&number);
            let wanted =
                if blank { "begins without temp; allowed: a number" } else { "; allowed: " };
            refused("number", table(&row(number)).as_bytes(), &[wanted]);
        }
        refused("single", table(&row("1")).as_bytes(), &[single]);
        if let Some((row, wanted)) = unknown {
            refused("label", table(row).as_bytes(), &[wanted]);
        }
        // In another dress a table is what it is: refused for what it holds, in the row where it stands.
        let wrong = table(&format!("{}\n{}", row("1"), row("oh")));
        let place = ["row 2", "line 3"];
        refused("crlf", wrong.replace('\n', "\r\n").as_bytes(), &place);
        refused("bom", format!("\u{feff}{wrong}").as_bytes(), &place);
        let wide: Vec<u8> = wrong.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = [&[0xff, 0xfe], wide.as_slice()].concat();
        refused("utf16", &wide, &["row 2", "UTF-16 text; allowed: UTF-8"]);
    }
}

#[test]
fn the_file_of_another_task_is_refused() {
    let files =
        [vowels::file(), new_speaker::file(), humidity::file(), dataset::file(dataset::NEW_PERSON)];
    let own = |problem: Problem| match problem {
        Problem::Vowels | Problem::IntegerVowels => Some(0),
        Problem::NewSpeaker => Some(1),
        Problem::Humidity => Some(2),
        Problem::IntegerWatch | Problem::UnseenExercise => Some(3),
        Problem::General => None,
    };
    for problem in Problem::ALL {
        for (place, file) in files.iter().enumerate() {
            if own(problem) == Some(place) {
                assert!(problem.scripts(Some(file)).is_ok(), "{}", problem.name());
            } else {
                let line = refusal(problem, file);
                let wanted = ["no column", "the header is"];
                assert!(wanted.iter().any(|wanted| line.contains(wanted)), "{line}");
            }
        }
    }
}

#[test]
fn a_value_that_integers_do_not_hold_is_refused_before_the_device_hears_it() {
    let rows =
        (0..6).map(|r| format!("7,{r},hid,{},2,1,1,0,0,0,0,0,0\n", if r == 4 { 9 } else { -3 }));
    let header = form(Problem::Vowels).header;
    let file = written("range.csv", format!("{header}\n{}", rows.collect::<Vec<_>>().concat()));
    assert!(Problem::Vowels.scripts(Some(&file)).is_ok());
    let line = refusal(Problem::IntegerVowels, &file);
    assert!(line.starts_with("speaker 7: a vowel that it is asked about, [9.0, "), "{line}");
    assert!(line.ends_with("a value beyond what this task's integers hold"), "{line}");
}
