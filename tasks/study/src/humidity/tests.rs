//! Stations that are refused, and what is said of others.

use super::*;
use std::fs;
use thalweg_tasks::tables::Finding;

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
