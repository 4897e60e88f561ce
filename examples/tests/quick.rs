//! The examples that take no longer than a test may: each runs to its end, and its last line is a row of its table or picture.

use std::process::Command;

fn run(program: &str) -> String {
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The numbers of the row that begins with a name.
fn row(text: &str, name: &str) -> Vec<f64> {
    let line = text.lines().find(|line| line.starts_with(&format!("| {name} |")));
    let cells = line.unwrap_or_else(|| panic!("no row {name} in {text}")).split('|');
    cells.filter_map(|cell| cell.trim().parse().ok()).collect()
}

#[test]
fn a_head_gains_in_less_memory() {
    let text = run(env!("CARGO_BIN_EXE_head"));
    let (head, all) = (row(&text, "head on int8"), row(&text, "all layers"));
    assert!(head[3] > head[2] + 10.0 && head[1] < all[1], "{text}");
}

#[test]
fn prototypes_gain_without_a_step() {
    let text = run(env!("CARGO_BIN_EXE_few_shot"));
    let two = row(&text, "2");
    assert!(two[2] > two[1], "{text}");
}

#[test]
fn a_layer_of_ones_own_learns_as_well() {
    let text = run(env!("CARGO_BIN_EXE_own_layer"));
    let (own, tanh) = (row(&text, "softsign")[0], row(&text, "tanh")[0]);
    assert!(own > 40.0 && (own - tanh).abs() < 15.0, "{text}");
}

#[test]
fn an_audit_finds_what_was_put_there() {
    let text = run(env!("CARGO_BIN_EXE_audit"));
    for finding in [
        "| committed | 0 findings in 792 samples |",
        "| damaged | sample 17, feature 3: NaN or infinite; allowed: finite |",
        "| damaged | sample 40, feature 0: ",
        "| damaged | sample 300 is the same as sample 5, which is of another class |",
        "| damaged | sample 7: 11 is no class |",
        "| damaged | feature 9 is 0 in every sample |",
        "| damaged | sample 12: the label is spelt unlike word 0 of the vocabulary |",
        "| boxes | box 1: x is -4; allowed: at least 0 |",
        "| boxes | box 2: x + w is 364; allowed: at most 320 |",
    ] {
        assert!(text.contains(finding), "no {finding} in {text}");
    }
}

#[test]
fn a_wrong_file_of_a_task_is_refused_in_one_line() {
    for program in [
        env!("CARGO_BIN_EXE_vowels"),
        env!("CARGO_BIN_EXE_new-speaker"),
        env!("CARGO_BIN_EXE_humidity"),
        env!("CARGO_BIN_EXE_unseen-exercise"),
        env!("CARGO_BIN_EXE_watch"),
    ] {
        for (file, expected) in [
            ("no-such-file.csv", "no-such-file.csv: No such file"),
            (env!("CARGO_MANIFEST_DIR"), "a folder; allowed: a file"),
            (concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "Cargo.toml: "),
        ] {
            let output = Command::new(program).args(["--json", "--data", file]).output().unwrap();
            let message = String::from_utf8(output.stderr).unwrap();
            assert!(!output.status.success() && output.stdout.is_empty(), "{program} takes {file}");
            assert!(message.lines().count() == 1 && message.contains(expected), "{message}");
        }
    }
}

#[test]
fn snapshots_are_taken_where_the_rate_has_come_to_rest() {
    let text = run(env!("CARGO_BIN_EXE_snapshots"));
    let (first, last) = (row(&text, "1"), row(&text, "4"));
    assert!(last[0] == 4.0 && last[3] >= first[3] && last[4] == 4.0 * first[4], "{text}");
}
