//! The emulated device: it lands on the host's bits, and what goes wrong with it does not go unnoticed.

use crate::{brief, counts, desks, integers};
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;
use std::{fs, process::Command};
use thalweg::{
    loss::L2Sp,
    optimizer::AdamW,
    recipe::{Recipe, Trained, Unfreezing, WiseFt},
    schedule::{AnySchedule, StepDecay},
};
use thalweg_tasks_study::{
    general::{self, Form},
    script::{Problem, Script},
};
use thalweg_watch::{
    PRETRAINED, Plan, Settings, parameters_hash,
    recordings::Recording,
    training::{self, DEFAULT, RECIPE_BYTES},
    wire::Status,
};
use thalweg_watch_trial::Person;
use xtask::{
    device::{self, Fault, Firmware, Kind, Report},
    elf, shell, task,
};

/// No image takes as many bytes of RAM.
const MOST_RAM: u64 = 32 * 1024;
/// All that the board of the task in integers has.
const RAM_OF_A_MICROBIT: u64 = 16 * 1024;

/// The main job in QEMU lands on the bits of `tests/golden.json`, as the host's tests do.
pub(crate) fn adapts() -> Result<()> {
    let report = meets(Kind::M4)?;
    ensure!(report.json()["ram_bytes"].as_u64() < Some(MOST_RAM), "more than 32 KB of RAM");
    let json = report.json();
    let told: Option<u64> = json["confusion_after"].as_array().map(|rows| {
        rows.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_u64).sum()
    });
    ensure!(told == json["tested"].as_u64(), "the confusion is of {told:?} windows");
    counts::hold("watch", &json)?;
    listens()?;
    on_ports()
}

/// At 50 samples a second no sample of a sensor on the board is lost while it trains, and it learns the same.
fn listens() -> Result<()> {
    /// More than the sensor keeps, so that they were fetched meanwhile.
    const AT_LEAST: u32 = 24;
    let device::Sensing { meanwhile: (taken, lost), status, told } = device::senses()?;
    println!("while it trained {taken} samples of its sensor were taken, and {lost} lost");
    ensure!(lost == 0 && taken >= AT_LEAST, "allowed: {AT_LEAST} or more, and none");
    let of = |status: &Status| (status.parameters_hash, status.windows, status.steps);
    ensure!(
        of(&status) == of(&told),
        "(hash, windows, steps) by its sensor {:x?}, by the host {:x?}",
        of(&status),
        of(&told)
    );
    Ok(())
}

/// A device and a sensor on serial ports of this machine.
#[cfg(unix)]
fn on_ports() -> Result<()> {
    let [clean, adapted, labelled] = device::over_a_port()?;
    ensure!(
        adapted.parameters_hash == clean.parameters_hash,
        "over a port it learnt something else"
    );
    let windows = (adapted.windows, labelled.windows);
    ensure!(windows == (5, 10), "after a sensor's 4 s it remembers {windows:?} windows");
    println!("over a port: {:?}, {} windows with the sensor's", labelled.line, labelled.windows);
    Ok(())
}

#[cfg(not(unix))]
fn on_ports() -> Result<()> {
    println!("no pairs of terminals here: ports are not tried");
    Ok(())
}

/// So does every other core that QEMU has a board of, one without an FPU among them; with `all`, it is tested as long as the
/// first, and the boards that stand on a desk are built.
pub(crate) fn adapts_everywhere(all: bool) -> Result<()> {
    for board in Kind::IN_QEMU.into_iter().filter(|board| *board != Kind::M4) {
        if all { meets(board) } else { meets_in_brief(board) }?;
    }
    if all { desks::build() } else { Ok(()) }
}

/// An emulated board does the main job, and lands on the bits of `tests/golden.json`.
pub(crate) fn meets(board: Kind) -> Result<Report> {
    lands_on(&golden()?, board, device::meet(board)?)
}

/// It learns from all that a person labels, to those bits, and is tested on what the host recognises of five windows a recording.
pub(crate) fn meets_in_brief(board: Kind) -> Result<Report> {
    let recordings = brief::recordings()?;
    let mut golden = golden()?;
    let (person, start) = (of_the_watch(&recordings)?, &PRETRAINED.parameters);
    let tuned = person.tune(start, &own_recipe()?, 0.0, Settings::DEFAULT.share)?;
    let after = person.score(&tuned.parameters);
    golden["tested"] = after.of.into();
    golden["right_before"] = person.score_uncalibrated(start).right.into();
    golden["right_calibrated"] = person.score(start).right.into();
    golden["right_after"] = after.right.into();
    let report = device::meet_somebody(board, Firmware::WATCH, &recordings)?;
    lands_on(&golden, board, report)
}

/// A person as a watch of the factory sees him.
fn of_the_watch(recordings: &[Recording]) -> Result<Person> {
    Person::new(&PRETRAINED, recordings, &Plan::DEFAULT, &Settings::DEFAULT)
}

fn golden() -> Result<Value> {
    let golden = fs::read_to_string(shell::root().join("tests/golden.json"))?;
    Ok(serde_json::from_str(&golden)?)
}

/// What the watch follows if it is told nothing.
fn own_recipe() -> Result<Recipe> {
    let mut buffer = [0; RECIPE_BYTES];
    let bytes = DEFAULT.encode(&mut buffer).map_err(|error| anyhow!("{error}"))?;
    Recipe::decode(bytes).map_err(|error| anyhow!("{error}"))
}

fn lands_on(golden: &Value, board: Kind, report: Report) -> Result<Report> {
    let found = serde_json::json!({
        "windows": report.status.windows,
        "tested": report.status.after.of,
        "right_before": report.status.before.right,
        "right_calibrated": report.status.calibrated.right,
        "right_after": report.status.after.right,
        "steps": report.status.steps,
        "parameters_hash": report.parameters_hash(),
    });
    ensure!(found == *golden, "the device found {found}, the host {golden}");
    println!("{board:?} landed on the host's bits: {}", report.json());
    Ok(report)
}

/// A recipe in a file is followed to the host's bits; and what was learnt by it, saved and loaded into a device that is as
/// the factory made it, recognises there what it did here.
pub(crate) fn follows() -> Result<()> {
    let file = |name: &str| device::folder().join(name).display().to_string();
    let (told, model) = (file("told.json"), file("told.bin"));
    let recipe = recipe()?;
    fs::create_dir_all(device::folder())?;
    fs::write(&told, serde_json::to_string(&recipe)?)?;
    let data = brief::file()?.display().to_string();
    let found = reported(&["--data", &data, "--recipe", &told, "--save-model", &model])?;
    let person = of_the_watch(&brief::recordings()?)?;
    let tuned = person.tune(&PRETRAINED.parameters, &recipe, 0.0, Settings::DEFAULT.share)?;
    let hash = format!("{:016x}", parameters_hash(&tuned.parameters));
    ensure!(
        found["parameters_hash"] == hash && found["steps"] == tuned.steps,
        "by a recipe the device came to {found}, the host to {hash} in {} steps",
        tuned.steps
    );
    println!("by a recipe the device landed on the host's bits: {found}");
    let loaded = reported(&["--data", &data, "--recipe", &told, "--load-model", &model])?;
    ensure!(
        loaded["calibrated"] == found["after"],
        "loaded it recognises {}, and when it was saved {}",
        loaded["calibrated"],
        found["after"]
    );
    println!("what it learnt, loaded, recognises as much: {}", loaded["calibrated"]);
    Ok(())
}

/// Another rule, schedule and seed than the watch's own.
fn recipe() -> Result<Recipe> {
    let schedule: AnySchedule = StepDecay::new(2e-3, 0.5, 12, 0.0)?.into();
    let schedule = schedule.warmup(4, 0.0)?;
    Ok(Recipe { batch: 4, epochs: 5, seed: 3, ..Recipe::new(AdamW::DEFAULT, schedule) })
}

/// The line of JSON that `cargo xtask device` closes with.
fn reported(arguments: &[&str]) -> Result<Value> {
    reported_by(Command::new("cargo"), arguments)
}

fn reported_by(mut cargo: Command, arguments: &[&str]) -> Result<Value> {
    cargo.current_dir(shell::root()).args(["xtask", "device", "--json"]).args(arguments);
    let text = shell::printed("running the device", &mut cargo)?;
    let line = text.lines().rfind(|line| line.starts_with('{'));
    serde_json::from_str(line.context("it reported nothing")?).context("it reported no JSON")
}

/// The smaller tasks in QEMU: each lands on the bits that the same code finds here, those of `tests/tasks.json`, and says the
/// same of every sample; of one in so many, where not all are asked for.
pub(crate) fn tasks(all: bool) -> Result<()> {
    if all {
        integers::learn_as_floats()?;
        without_floats()?;
    }
    for problem in Problem::ALL {
        let scripts = problem.scripts(None)?;
        let whole = task::here(problem, &scripts)?;
        whole.is_golden(problem)?;
        let brief = brief::scripts(scripts.clone());
        if all {
            let here = as_of_all(&whole, problem, &brief)?;
            on_other_boards(problem, &brief, &here).context(problem.name())?;
        }
        let scripts = if all { scripts } else { brief };
        let here = if all { whole } else { as_of_all(&whole, problem, &scripts)? };
        let there = does_the_same(problem, &scripts, &here).context(problem.name())?;
        counts::hold(problem.name(), &there)?;
    }
    own_sensor()
}

/// On every other board that has its image each task ends on the same bits.
fn on_other_boards(problem: Problem, scripts: &[Script], here: &task::Report) -> Result<()> {
    let others = Kind::LARGE.into_iter().chain([Kind::Microbit]);
    let others = others.filter(|&board| board != task::board(problem));
    for board in others.filter(|&board| task::runs_on(problem, board).is_ok()) {
        let there = task::on(board, problem, scripts)?;
        ensure!(there.met == here.met && there.judged == here.judged, "{}", board.name());
        let instructions = there.instructions_per_step();
        println!("{} on {}: {instructions} instructions a step", problem.name(), board.name());
    }
    Ok(())
}

/// What is reached here where fewer questions are asked: the same parameters.
fn as_of_all(whole: &task::Report, problem: Problem, scripts: &[Script]) -> Result<task::Report> {
    let brief = task::here(problem, scripts)?;
    let (found, golden) = (brief.parameters_hash(), whole.parameters_hash());
    ensure!(found == golden, "asked less, {} ends on {found}, not {golden}", problem.name());
    Ok(brief)
}

/// In the images of the tasks in integers is nothing in place of a float instruction, also at the levels for size, where they end
/// on the same bits; and a step takes a fifth of what the same code in floats takes on the same board, or less.
fn without_floats() -> Result<()> {
    for problem in Problem::ALL.into_iter().filter(|problem| problem.is_in_integers()) {
        let here = task::here(problem, &problem.scripts(None)?)?;
        for level in ["s", "z"] {
            let mut cargo = Command::new("cargo");
            cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
            let found = reported_by(cargo, &["--task", problem.name()])?;
            ensure!(
                found["parameters_hash"] == here.parameters_hash(),
                "{} at {level} ended on {found}, the host on {}",
                problem.name(),
                here.json()
            );
            println!("{} at {level} landed on the host's bits: {found}", problem.name());
        }
    }
    vowels()?;
    watch()
}

fn vowels() -> Result<()> {
    let floats = elf::soft_floats(&task::image(Problem::Vowels, Kind::Microbit)?)?;
    ensure!(!floats.is_empty(), "of the image in floats no routine is known");
    let [integers, floats] = [Problem::IntegerVowels, Problem::Vowels].map(|problem| {
        let report = task::on(Kind::Microbit, problem, &problem.scripts(None)?)?;
        report.is_golden(problem)?;
        Ok::<_, anyhow::Error>(report.instructions_per_step())
    });
    is_a_fifth(integers?, floats?)
}

fn watch() -> Result<()> {
    let floats = meets(Kind::M0Plus)?.status.stepping.mean();
    let problem = Problem::IntegerWatch;
    let integers = task::on(Kind::M0Plus, problem, &problem.scripts(None)?)?;
    is_a_fifth(integers.instructions_per_step(), floats)
}

fn is_a_fifth(integers: u64, floats: u64) -> Result<()> {
    println!("without an FPU a step takes {integers} instructions in integers, {floats} in floats");
    ensure!(5 * integers <= floats, "more than a fifth");
    Ok(())
}

/// A device does what was done here, in the RAM that it has; what it reports.
fn does_the_same(problem: Problem, scripts: &[Script], here: &task::Report) -> Result<Value> {
    let there = task::on_the_device(problem, scripts)?;
    ensure!(there.met == here.met, "the device {:?}, the host {:?}", there.met, here.met);
    ensure!(there.judged == here.judged, "the device says something else of a sample");
    let ram = there.ram_bytes().unwrap_or(u64::MAX);
    let most = if problem == Problem::IntegerVowels { RAM_OF_A_MICROBIT } else { MOST_RAM };
    ensure!(ram < most, "{ram} bytes of RAM; allowed: fewer than {most}");
    println!("{} landed on the host's bits: {}", problem.name(), there.json());
    Ok(there.json())
}

/// Windows of somebody's own sensor, and parameters to start from that come in several frames.
fn own_sensor() -> Result<()> {
    let (table, weights) = (device::folder().join("own.csv"), device::folder().join("own.txt"));
    fs::create_dir_all(device::folder())?;
    // Two gestures of three channels, slow and fast, twelve windows of twenty rows each.
    let row = |row: u32| {
        let (label, speed) =
            if (row / 20).is_multiple_of(2) { ("slow", 0.2) } else { ("fast", 0.7) };
        let angle = f64::from(row) * speed;
        format!("{label},{:.4},{:.4},{:.4}\n", angle.sin(), angle.cos(), angle.sin() * 0.1)
    };
    fs::write(
        &table,
        "label,x,y,z\n".to_owned() + &(0..480).map(row).collect::<Vec<_>>().concat(),
    )?;
    // Six hidden units of nine features, two classes.
    let number = |i: u32| format!("{:.3}\n", (f64::from(i) * 1.3).sin() * 0.5);
    fs::write(&weights, (0..6 * 10 + 2 * 7).map(number).collect::<Vec<_>>().concat())?;
    let form = Form { window: 20, learn: 4, hidden: 6, weights: Some(weights), ..Form::DEFAULT };
    let scripts = general::scripts(Some(&table), &form)?;
    let here = task::here(Problem::General, &scripts)?;
    let from_scratch = general::scripts(Some(&table), &Form { weights: None, ..form.clone() })?;
    let other = task::here(Problem::General, &from_scratch)?;
    ensure!(other.met != here.met, "the parameters that were given changed nothing");
    let mut buffer = [0; RECIPE_BYTES];
    let recipe = DEFAULT.encode(&mut buffer).map_err(|error| anyhow!("{error}"))?.to_vec();
    let by_a_recipe = general::scripts(Some(&table), &Form { recipe, ..form })?;
    let told = task::here(Problem::General, &by_a_recipe)?;
    ensure!(told.met != here.met, "the recipe that was told changed nothing");
    does_the_same(Problem::General, &by_a_recipe, &told).context("by a recipe of one's own")?;
    fine_tunes(&by_a_recipe)?;
    ensure!(here.score.after > 0.9, "of sixteen windows {} were told apart", here.score.after);
    does_the_same(Problem::General, &scripts, &here).context("a sensor of one's own")?;
    Ok(())
}

/// By recipes that say what is trained and how the start is kept it lands on other bits than without, the host's.
fn fine_tunes(scripts: &[Script]) -> Result<()> {
    let channels = Trained::Channels { layer: 0, first: 2, count: 3 };
    let unfreezing = Some(Unfreezing { layers: 1, every: 4 });
    let (l2_sp, wise) = (Some(L2Sp { alpha: 0.5 }), Some(WiseFt { share: 0.7 }));
    for (name, recipe) in [
        ("layers that thaw", training::Recipe { unfreezing, ..DEFAULT }),
        ("biases", training::Recipe { trained: Trained::Biases { layers: None }, ..DEFAULT }),
        ("channels", training::Recipe { trained: channels, ..DEFAULT }),
        ("a start that is kept", training::Recipe { l2_sp, wise, ..DEFAULT }),
    ] {
        let mut buffer = [0; RECIPE_BYTES];
        let recipe = recipe.encode(&mut buffer).map_err(|error| anyhow!("{error}"))?.to_vec();
        let by_it = |script: &Script| Script { recipe: recipe.clone(), ..script.clone() };
        let told: Vec<_> = scripts.iter().map(by_it).collect();
        let [plain, here] = [scripts, &told].map(|scripts| task::here(Problem::General, scripts));
        let (plain, here) = (plain?, here?);
        ensure!(plain.met != here.met, "{name}: the recipe changed nothing");
        does_the_same(Problem::General, &told, &here).context(name)?;
    }
    Ok(())
}

/// What goes wrong on the line of a device changes nothing and is counted.
pub(crate) fn hears_through_faults() -> Result<()> {
    let clean = device::over_a_bad_line(Fault::None)?;
    for fault in [Fault::Damage, Fault::Loss, Fault::Double, Fault::Cut] {
        let found = device::over_a_bad_line(fault)?;
        let line = found.line;
        let counted = match fault {
            Fault::Damage | Fault::Cut => line.damaged,
            Fault::Loss => line.lost,
            Fault::Double => line.doubled,
            Fault::None => 0,
        };
        ensure!(counted > 0, "{fault:?} went unnoticed: {line:?}");
        ensure!(
            found.parameters_hash == clean.parameters_hash,
            "{fault:?} changed what was learnt"
        );
        ensure!(found.before == clean.before, "{fault:?} changed what was tested");
        println!("{fault:?} on the line: {line:?}, the same parameters");
    }
    Ok(())
}
