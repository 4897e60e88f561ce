//! What a user does wrong is refused with a message that helps, in one line, and a failure.

use anyhow::{Result, ensure};
use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
};
use thalweg::{
    optimizer::AdamW,
    recipe::{Recipe, Trained, Unfreezing},
    schedule::Constant,
};
use thalweg_tasks_study::{humidity, script::Problem, vowels};
use xtask::shell;

pub(crate) fn check() -> Result<()> {
    let folder = shell::root().join("target/bad-input");
    fs::create_dir_all(&folder)?;
    let header = "wrist,exercise,sample,ax,ay,az,wx,wy,wz";
    let short = (0..300).map(|i| format!("R,ROW,{i},0,0,1,0,0,0\n")).collect::<Vec<_>>().concat();
    for (name, content, expected) in [
        ("empty.csv", String::new(), "line 1: the header is"),
        ("header.csv", format!("{header}\n"), "holds no sample"),
        ("nan.csv", format!("{header}\nR,ROW,0,NaN,0,1,0,0,0\n"), "line 2: ax is NaN g; allowed"),
        ("columns.csv", format!("{header}\nR,ROW,0,1\n"), "line 2: 4 columns; allowed: 9"),
        ("short.csv", format!("{header}\n{short}"), "400 samples are needed"),
        ("cut.csv.gz", "\x1f".to_owned(), "line 1: the header is"),
    ] {
        let file = folder.join(name);
        fs::write(&file, content)?;
        refused(&["device", "--data", &file.display().to_string()], expected)?;
    }
    for (file, expected) in [
        ("/dev/zero", "/dev/zero: a device or a pipe; allowed: a regular file"),
        (pipe(&folder)?.as_str(), "a device or a pipe; allowed: a regular file"),
        (".", ".: a folder; allowed: a file"),
    ] {
        for option in ["--data", "--recipe", "--load-model"] {
            refused(&["device", option, file], expected)?;
        }
    }
    of_others(&folder)?;
    of_the_tasks(&folder)?;
    let text = folder.join("text.json").display().to_string();
    fs::write(&text, "a recipe?")?;
    refused(&["device", "--recipe", &text], "allowed: a recipe, as bytes or JSON")?;
    let long = folder.join("long.bin").display().to_string();
    fs::write(&long, vec![0; 1 << 20])?;
    refused(&["device", "--load-model", &long], "too long; allowed: at most")?;
    refused(&["device", "--data", "no/such/file.csv"], "no/such/file.csv: No such file")?;
    of_a_sensor()?;
    refused(&["device", "--dat", "x"], "unexpected argument")?;
    refused(&["test", "--only", "nonsense"], "no section \"nonsense\"; allowed: a name")
}

/// A sensor on a board that has none, or of which something is said that nobody would heed.
fn of_a_sensor() -> Result<()> {
    let sensor = ["device", "--sensor", "--label", "row"];
    for (more, expected) in [
        (&["--board", "pico"], "the Pico has no sensor; allowed with --sensor: --board m3"),
        (&["--units", "mg"], "of a sensor on a port; allowed with --sensor: --label"),
        (&["--seconds", "601"], "601 is not in 2..=600"),
        (&["--task", "vowels"], "is of the watch; allowed with another task"),
    ] {
        refused(&[&sensor[..], &more[..]].concat(), expected)?;
    }
    refused(&["device", "--sensor"], "--label <NAME>")?;
    of_a_board()
}

/// A board that has no image of what is asked for.
fn of_a_board() -> Result<()> {
    let small =
        "allowed: m3, m0plus, m4, m7, m33, pico, or --task vowels, integer-vowels, humidity";
    refused(&["device", "--board", "microbit"], small)?;
    for (task, board) in [("vowels", "pico"), ("general", "microbit")] {
        let expected = format!("--board {board} has no image of --task {task}; allowed: m3");
        refused(&["device", "--task", task, "--board", board], &expected)?;
    }
    refused(&["device", "--board", "m5"], "possible values: m3")
}

/// What is not in our form, from a file or the standard input.
fn of_others(folder: &Path) -> Result<()> {
    let bomb = folder.join("bomb.csv.gz").display().to_string();
    let script = format!("yes 0,0,1,0,0,0 | head -c 70000000 | gzip -1 > '{bomb}'");
    shell::quiet("packing a file", Command::new("sh").args(["-c", &script]))?;
    refused(&["device", "--data", &bomb, "--label", "ROW"], "more than 4194304 numbers")?;
    let ten = "0,0,9.81,0,0,0\n".repeat(10);
    for (name, content, options, expected) in [
        (
            "field.csv",
            format!("\"{}\"\n", "7".repeat(50 << 20)),
            "",
            "line 1 is longer than 65536 bytes",
        ),
        (
            "names.csv",
            "time,temperature\n1,2\n".to_owned(),
            "",
            "no column ax in \"time,temperature\"; allowed",
        ),
        (
            "seven.csv",
            "1,2,3,4,5,6,7\n".to_owned(),
            "",
            "1 line dropped: 1 with another count of fields",
        ),
        (
            "unlabelled.csv",
            ten.replace("9.81", "1"),
            "",
            "no label; allowed: a column label, or --label NAME",
        ),
        ("metres.csv", ten, "--label=ROW", "the median acceleration is 9.810 g, not 1 (--units"),
    ] {
        let file = folder.join(name);
        fs::write(&file, content)?;
        let mut arguments = vec!["device", "--data", "-"];
        arguments.extend(Some(options).filter(|options| !options.is_empty()));
        refused_input(&arguments, File::open(file)?, expected)?;
    }
    let input =
        |arguments: &[&str], file, expected| refused_input(arguments, File::open(file)?, expected);
    input(
        &["device", "--data", "-"],
        "/dev/zero",
        "standard input: too long; allowed: at most 67108864 bytes",
    )?;
    input(&["device", "--data", "-"], "/dev/null", "standard input: line 1: the header is")?;
    refused(&["device", "--units", "g,rad/s"], "required arguments were not provided")?;
    refused(
        &["device", "--data", "-", "--units", "furlongs"],
        "allowed: g, m/s2 or mg, a comma, and rad/s",
    )?;
    refused(&["device", "--data", "-", "--rate", "0"], "allowed: 1 to 10000 readings a second")?;
    refused(
        &["device", "--data", "-", "--label", "walk"],
        "the label is \"walk\"; allowed: PEN, ABD",
    )?;
    of_ports(folder)
}

/// Ports, and what was logged.
fn of_ports(folder: &Path) -> Result<()> {
    refused(&["device", "--port", "/dev/no-such-port"], "/dev/no-such-port: No such file")?;
    refused(&["device", "--port", "/dev/null"], "/dev/null: ")?;
    refused(&["device", "--live", "/dev/null"], "required arguments were not provided")?;
    refused(&["device", "--live", "/dev/null", "--label", "row"], "/dev/null: ")?;
    refused(&["device", "--factory"], "required arguments were not provided")?;
    refused(&["device", "--elf", "Cargo.toml"], "required arguments were not provided")?;
    for (elf, why) in [
        ("Cargo.toml", "Unknown file magic"),
        ("/dev/zero", "a device or a pipe; allowed: a regular file"),
        ("no/such", "No such file"),
    ] {
        let message =
            format!("{elf}: allowed: the linked program (ELF) that the board runs: {why}");
        refused(&["device", "--port", "/dev/null", "--elf", elf], &message)?;
    }
    let log = folder.join("log.jsonl").display().to_string();
    fs::write(&log, "hello\n")?;
    refused(&["device", "--replay", &log], "line 1: expected value")?;
    refused(&["device", "--replay", "/dev/zero"], "a device or a pipe; allowed: a regular file")
}

/// Files of the smaller tasks.
fn of_the_tasks(folder: &Path) -> Result<()> {
    let vowels =
        "speaker,repetition,vowel,lar_0,lar_1,lar_2,lar_3,lar_4,lar_5,lar_6,lar_7,lar_8,lar_9\n";
    let weather = "origin,month,day,hour,temp,dewp,humid,wind_dir,wind_speed,pressure,visib\n";
    let frames = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|i| format!(",lpc_{i}")).concat();
    let frames = format!("speaker,part,utterance{frames}\n");
    for (task, content, expected) in [
        ("vowels", "a,b\n".to_owned(), "no column speaker"),
        ("vowels", vowels.to_owned(), "no row; allowed: one or more"),
        (
            "vowels",
            format!("{vowels}7,0,hid,1,2,3,4,NaN,6,7,8,9,0\n"),
            "row 1: lar_4 is \"NaN\"; allowed: a finite number",
        ),
        (
            "vowels",
            format!("{vowels}7,0,hiid,1,2,3,4,5,6,7,8,9,0\n"),
            "row 1: vowel is \"hiid\"; allowed: one of the eleven",
        ),
        ("vowels", format!("{vowels}7,0,hid,1,2,3,4,5,6,7,8,9,0\n"), "speaker 7: 1 vowels before"),
        (
            "new-speaker",
            format!("{frames}3,trian,0,1,2,3,4,5,6,7,8,9,0,1,2\n"),
            "allowed: train, test",
        ),
        (
            "new-speaker",
            format!("{frames}3,train,0,1,2,3,4,5,6,7,8,9,0,1,2\n"),
            "1 utterances to train",
        ),
        (
            "humidity",
            format!("{weather}EWR,5,1,0,60,50,120,10,5,1010,10\n"),
            "humid is 120; allowed",
        ),
        ("humidity", format!("{weather}EWR,1,1,0,60,50,70,10,5,1010,10\n"), "no hour from May on"),
        ("general", "a,b\n1,2\n".to_owned(), "no column label"),
        ("general", "label\nx\n".to_owned(), "0 features; allowed: 1 to 32"),
        ("general", "label,a\nx,1\nx,2\nx,3\n".to_owned(), "1 classes; allowed: 2 to 12"),
        (
            "general",
            "label,a\nx,1\ny,oh\n".to_owned(),
            "row 2: \"a\" is \"oh\"; allowed: a finite number",
        ),
        ("general", "label,a\nx,1\ny,2\n".to_owned(), "2 samples to learn and 0 to be asked about"),
        ("humidity", format!("{weather}EWR,13,1,0,60,50,70,10,5,1010,10\n"), "month 13"),
    ] {
        let file = folder.join(format!("{task}.csv")).display().to_string();
        fs::write(&file, content)?;
        refused(&["device", "--task", task, "--data", &file], expected)?;
    }
    of_every_task()?;
    refused(&["device", "--task", "vowels", "--hidden", "9"], "allowed with: --task general")?;
    refused(&["device", "--learn", "3"], "--learn is of one task; allowed with: --task general")?;
    let none = ["device", "--task", "general", "--weights", "/dev/null"];
    refused(&none, "/dev/null: a device or a pipe; allowed")?;
    let saved = ["device", "--task", "vowels", "--save-model", "model.bin"];
    refused(
        &saved,
        "--save-model is of the watch; allowed with another task: --board, --data, --json",
    )?;
    let recipe = ["device", "--task", "vowels", "--recipe", "/dev/null"];
    refused(&recipe, "--recipe is of two tasks; allowed with: --task watch, --task general")?;
    let recipe = ["device", "--task", "general", "--recipe", "/dev/null"];
    refused(&recipe, "/dev/null: a device or a pipe; allowed")?;
    of_layers(folder)?;
    refused(&["device", "--task", "chess"], "invalid value 'chess'")
}

/// Recipes that speak of layers, channels or samples that the network of a task does not have.
fn of_layers(folder: &Path) -> Result<()> {
    let plain: Recipe = Recipe::new(AdamW::DEFAULT, Constant::new(0.01)?.into());
    let of = |trained| Recipe { trained, ..plain.clone() };
    let unfreezing = Some(Unfreezing { layers: 3, every: 4 });
    let file = folder.join("layers.json").display().to_string();
    for (recipe, expected) in [
        (
            // Nine units, where sixteen would be.
            of(Trained::Channels { layer: 0, first: 8, count: 2 }),
            "layers.json: trained.count is 2; allowed: up to the last row of the layer",
        ),
        (
            of(Trained::LastLayers { layers: 3 }),
            "layers.json: trained.layers is 3; allowed: at most the number of layers",
        ),
        (
            Recipe { unfreezing, ..plain.clone() },
            "layers.json: unfreezing.layers is 3; allowed: at most the number of layers",
        ),
        (
            Recipe { replay: 2, ..plain.clone() },
            "layers.json: replay is 2; allowed: 0, as no sample of before is kept",
        ),
    ] {
        fs::write(&file, serde_json::to_string(&recipe)?)?;
        refused(&["device", "--task", "general", "--hidden", "9", "--recipe", &file], expected)?;
    }
    Ok(())
}

/// What is no file of a task, by the way that a person takes; every kind of wrong table goes to every task in a test of
/// `tasks/study`.
fn of_every_task() -> Result<()> {
    let (vowels, stations) = (vowels::file(), humidity::file());
    for problem in Problem::ALL {
        let own = matches!(problem, Problem::Vowels | Problem::IntegerVowels);
        let other = if own { &stations } else { &vowels };
        let watch = matches!(problem, Problem::IntegerWatch | Problem::UnseenExercise);
        let header = if watch { "line 1: the header is" } else { "no column" };
        for (file, expected) in [
            ("no/such/file.csv", "no/such/file.csv: No such file"),
            (".", ".: a folder; allowed: a file"),
            (other.display().to_string().as_str(), header),
        ] {
            refused(&["device", "--task", problem.name(), "--data", file], expected)?;
        }
    }
    Ok(())
}

/// A pipe into which nobody writes.
fn pipe(folder: &Path) -> Result<String> {
    let pipe = folder.join("pipe");
    if !pipe.exists() {
        shell::quiet("making a pipe", Command::new("mkfifo").arg(&pipe))?;
    }
    Ok(pipe.display().to_string())
}

fn refused(arguments: &[&str], expected: &str) -> Result<()> {
    refused_input(arguments, Stdio::null(), expected)
}

/// The same with something on the standard input.
fn refused_input(arguments: &[&str], input: impl Into<Stdio>, expected: &str) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).arg("xtask").args(arguments).stdin(input);
    let output = cargo.output()?;
    let message = String::from_utf8_lossy(&output.stderr);
    ensure!(message.lines().all(|line| line.len() < 300), "{arguments:?} said {message:.1000?}");
    ensure!(!output.status.success(), "{arguments:?} was not refused");
    ensure!(message.contains(expected), "{arguments:?} said {message:?}, not {expected:?}");
    println!("{}", message.lines().next().unwrap_or_default());
    Ok(())
}
