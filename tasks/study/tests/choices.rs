//! What the programs of the tables call, on so little data that it takes seconds.

use anyhow::Result;
use std::{fmt::Write, fs, path::Path};
use thalweg_tasks::unseen_exercise::EXERCISES;
use thalweg_tasks_study::{
    humidity::{self, Station},
    new_speaker::{self, WAYS},
    unseen_exercise, vowels,
};

#[test]
fn speakers_choose_for_one_another_and_gain() -> Result<()> {
    let speakers = &vowels::read(&vowels::file())?[..3];
    let mut pairs = 0;
    let choices = vowels::choose(speakers, 2, || pairs += 1)?;
    assert_eq!((choices.len(), pairs), (3, 3));
    for (index, (speaker, choice)) in speakers.iter().zip(&choices).enumerate() {
        let others = (0..3).filter(|i| *i != index).map(|i| &speakers[i]).collect::<Vec<_>>();
        let model = vowels::Model::new(&others, choice.start, 1)?;
        let [frozen, _, tuned] = model.meet(speaker, 2, &choice.recipe, 1)?;
        assert!(tuned > frozen + 10.0, "{}: {frozen} {tuned}", speaker.name);
    }
    Ok(())
}

#[test]
fn a_speaker_with_too_little_is_refused_by_name() -> Result<()> {
    for speaker in vowels::read(&vowels::file())? {
        speaker.check(2)?;
        speaker.check(3)?;
        let error = speaker.check(6).unwrap_err().to_string();
        let wanted =
            format!("speaker {}: 66 vowels before repetition 6 and 0 from it", speaker.name);
        assert!(error.starts_with(&wanted), "{error}");
    }
    for speaker in new_speaker::read(&new_speaker::file())? {
        speaker.check()?;
    }
    let error = new_speaker::Speaker::default().check().unwrap_err().to_string();
    assert_eq!(
        error,
        "speaker : 0 utterances to train and 0 to test; allowed: 5 or more, and 1 or more"
    );
    Ok(())
}

#[test]
fn a_recipe_is_chosen_for_every_way_of_enrolling() -> Result<()> {
    let speakers = &new_speaker::read(&new_speaker::file())?[..3];
    let mut pairs = 0;
    let choices = new_speaker::choose(speakers, || pairs += 1)?;
    assert_eq!((choices.len(), pairs), (3, 3));
    let model = new_speaker::Model::new(speakers[..2].iter().collect(), 1)?;
    for (way, recipe) in WAYS.into_iter().zip(&choices[2]) {
        let shares = model.enrol(&speakers[2], way, recipe, 1)?;
        assert!(shares.new > 50.0 && shares.known_before > 50.0, "{way:?}: {shares:?}");
    }
    Ok(())
}

#[test]
fn people_choose_a_recipe_for_the_exercise_that_is_not_seen() -> Result<()> {
    let people = &unseen_exercise::everyone()?[..3];
    let mut pairs = 0;
    let choices = unseen_exercise::choose(people, || pairs += 1)?;
    assert_eq!((choices.len(), pairs), (3, 3));
    let others = people[..2].iter().collect::<Vec<_>>();
    // Better than by chance, over all exercises.
    let mut sum = 0.0;
    for unseen in 0..EXERCISES {
        let model = unseen_exercise::Model::new(&others, unseen, 1)?;
        sum += model.meet(&people[2], &choices[2], 1)?.tuned;
    }
    let mean = sum / EXERCISES as f64;
    assert!(mean > 0.6, "{mean}");
    Ok(())
}

/// Two stations whose air is the damper the colder it is, one of them by 10 %RH more.
fn stations() -> Result<Vec<Station>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/choices");
    fs::create_dir_all(&folder)?;
    let mut text =
        "origin,month,day,hour,temp,pressure,wind_speed,visib,wind_dir,humid\n".to_owned();
    for (name, more) in [("A", 0.0), ("B", 10.0)] {
        for number in 0..600_u32 {
            let (month, day, hour) =
                (if number < 240 { 2 } else { 6 }, 1 + number / 24, number % 24);
            let wave = (f64::from(number) * 0.26).sin();
            let (temperature, humidity) = (60.0 + 15.0 * wave, 60.0 - 20.0 * wave + more);
            let (pressure, wind) = (1015 + number % 7, number % 11);
            writeln!(
                text,
                "{name},{month},{day},{hour},{temperature:.2},{pressure},{wind},10,{},{humidity:.2}",
                number % 360
            )?;
        }
    }
    let file = folder.join("stations.csv");
    fs::write(&file, text)?;
    humidity::read(&file)
}

#[test]
fn a_station_is_followed_in_the_way_that_was_best_elsewhere() -> Result<()> {
    let stations = stations()?;
    stations.iter().try_for_each(Station::check)?;
    let chosen = humidity::choose(&stations[0], &[&stations[1]], &[1])?;
    let errors = humidity::Model::new(&[&stations[0]], 1)?.meet(&stations[1], &chosen, 1)?;
    // What is different is a bias.
    assert!(errors.tuned < 0.7 * errors.frozen && errors.bias < errors.frozen, "{errors:?}");
    let others = [errors.running, errors.twice, errors.heeded];
    assert!(others.iter().all(|error| *error < 0.7 * errors.frozen), "{errors:?}");
    // Always twice is a drift at every reference; the one that is heeded is one at some.
    assert!((0.0..0.9).contains(&errors.drifted), "{errors:?}");
    Ok(())
}
