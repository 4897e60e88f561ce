//! Which column of a line is what.

use crate::{
    form::{Acceleration, Rotation},
    quoted,
};

/// Which numbers of a line are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// These, each with all names that it goes by, in small letters and without what stands between their parts.
    Named(&'static [&'static [&'static str]]),
    /// All that are neither a label nor a count nor a time, in their order: at least one.
    All,
}

/// What a label is called.
const LABEL: [&str; 7] = ["label", "class", "exercise", "activity", "target", "gesture", "vowel"];
/// What tells recordings apart.
const GROUP: [&str; 6] = ["wrist", "side", "person", "subject", "recording", "session"];
/// What counts the rows.
const COUNT: [&str; 9] = ["", "sample", "index", "row", "unnamed0", "id", "no", "seq", "#"];
/// What is a time, and how many seconds its unit is where the name says so.
const TIME: [(&str, Option<f64>); 15] = [
    ("time", None),
    ("timestamp", None),
    ("t", None),
    ("seconds", Some(1.0)),
    ("times", Some(1.0)),
    ("timestamps", Some(1.0)),
    ("secondselapsed", Some(1.0)),
    ("ms", Some(1e-3)),
    ("millis", Some(1e-3)),
    ("timems", Some(1e-3)),
    ("timestampms", Some(1e-3)),
    ("us", Some(1e-6)),
    ("micros", Some(1e-6)),
    ("timeus", Some(1e-6)),
    ("timestampus", Some(1e-6)),
];

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Role {
    /// The how many-eth of the channels, and how many of the unit that is wanted its own is, if the header says so.
    Channel(usize, Option<f64>),
    Label,
    Group,
    Count,
    /// How many seconds its unit is, if its name says so.
    Time(Option<f64>),
    Passed,
}

/// What each column of a text is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
    pub(crate) roles: Vec<Role>,
}

impl Columns {
    /// The columns of these names; an error says which channel none of them is, or two of them are.
    pub(crate) fn named(names: Vec<String>, channels: Channels) -> Result<Self, String> {
        let mut found = 0;
        let roles: Vec<Role> = names
            .iter()
            .map(|name| {
                let role = role(name, channels, found);
                found += usize::from(matches!(role, Role::Channel(..)));
                role
            })
            .collect();
        let wanted = match channels {
            Channels::Named(wanted) => wanted.len(),
            Channels::All => found.max(1),
        };
        let columns = Self { names, roles };
        for channel in 0..wanted {
            let places = columns.roles.iter().filter(|role| is_channel(**role, channel)).count();
            if places != 1 {
                return Err(columns.refusal(channels, channel, places));
            }
        }
        Ok(columns)
    }

    /// The columns of a line of numbers that nobody has named: the channels, and at most one label beside them.
    pub(crate) fn unnamed(numbers: &[bool], channels: Channels) -> Option<Self> {
        let found = numbers.iter().filter(|number| **number).count();
        let fits = match channels {
            Channels::Named(wanted) => found == wanted.len(),
            Channels::All => found > 0,
        };
        if !fits || numbers.len() > found + 1 {
            return None;
        }
        let mut channel = 0;
        let roles = numbers.iter().map(|&number| {
            channel += usize::from(number);
            if number { Role::Channel(channel - 1, None) } else { Role::Label }
        });
        Some(Self { names: Vec::new(), roles: roles.collect() })
    }

    pub(crate) fn channels(&self) -> usize {
        self.roles.iter().filter(|role| matches!(role, Role::Channel(..))).count()
    }

    /// The names of those that are passed over.
    pub(crate) fn passed(&self) -> impl Iterator<Item = &str> {
        let columns = self.names.iter().zip(&self.roles);
        let passed = columns.filter(|(name, role)| **role == Role::Passed && *name != "-");
        passed.map(|(name, _)| name.as_str())
    }

    fn refusal(&self, channels: Channels, channel: usize, places: usize) -> String {
        let names = quoted(&self.names.join(","));
        let allowed = channels.described();
        match channels {
            Channels::Named(wanted) => {
                let name = wanted[channel][0];
                let times = if places == 0 { "no column" } else { "several columns" };
                format!(
                    "{times} {name} in {names}; allowed: {allowed}, each once (--columns names them)"
                )
            }
            Channels::All => format!("no column of numbers in {names}; allowed: {allowed}"),
        }
    }
}

impl Channels {
    /// Their names in a message.
    pub(crate) fn described(self) -> String {
        match self {
            Self::Named(wanted) => {
                wanted.iter().map(|names| names[0]).collect::<Vec<_>>().join(",")
            }
            Self::All => "label,f1,f2,…".to_owned(),
        }
    }
}

const fn is_channel(role: Role, channel: usize) -> bool {
    matches!(role, Role::Channel(found, _) if found == channel)
}

fn role(name: &str, channels: Channels, found: usize) -> Role {
    if name == "-" {
        return Role::Passed;
    }
    let (plain, unit) = parts(name);
    let is = |names: &[&str]| names.contains(&plain.as_str());
    if let Channels::Named(wanted) = channels
        && let Some(channel) = wanted.iter().position(|names| is(names))
    {
        return Role::Channel(channel, unit.and_then(factor));
    }
    if let Some((_, scale)) = TIME.iter().find(|(time, _)| *time == plain) {
        return Role::Time(scale.or_else(|| unit.and_then(seconds)));
    }
    match channels {
        _ if is(&LABEL) => Role::Label,
        _ if is(&COUNT) => Role::Count,
        _ if is(&GROUP) => Role::Group,
        Channels::Named(_) => Role::Passed,
        Channels::All => Role::Channel(found, None),
    }
}

/// A name in small letters and without what stands between its parts, and the unit behind it in brackets.
fn parts(name: &str) -> (String, Option<&str>) {
    let (name, unit) = match name.split_once(['[', '(']) {
        Some((name, unit)) => (name, Some(unit.trim().trim_end_matches([']', ')']))),
        None => (name, None),
    };
    let between = |c: &char| c.is_whitespace() || "_-.:".contains(*c);
    (name.chars().filter(|c| !between(c)).flat_map(char::to_lowercase).collect(), unit)
}

fn factor(unit: &str) -> Option<f64> {
    let acceleration = Acceleration::named(unit).map(Acceleration::in_g);
    acceleration.or_else(|| Rotation::named(unit).map(Rotation::in_radians))
}

fn seconds(unit: &str) -> Option<f64> {
    Some(match unit.trim() {
        "s" => 1.0,
        "ms" => 1e-3,
        "us" | "µs" => 1e-6,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Channels = Channels::Named(&[&["ax", "accx"], &["wx", "gyrx", "gx"]]);

    fn roles(names: &str, channels: Channels) -> Result<Vec<Role>, String> {
        let names = names.split(',').map(str::to_owned).collect();
        Columns::named(names, channels).map(|columns| columns.roles)
    }

    #[test]
    fn names_of_others_are_known() {
        let factor = Some(1.0 / 9.80665);
        assert_eq!(
            roles("Timestamp (ms),GYR_X,Acc X [m/s2],Battery,Activity", TWO).unwrap(),
            [
                Role::Time(Some(1e-3)),
                Role::Channel(1, None),
                Role::Channel(0, factor),
                Role::Passed,
                Role::Label
            ]
        );
        let all = roles("label,f1,f2,time", Channels::All).unwrap();
        let channel = |channel| Role::Channel(channel, None);
        assert_eq!(all, [Role::Label, channel(0), channel(1), Role::Time(None)]);
    }

    #[test]
    fn a_channel_that_is_missing_or_there_twice_is_named() {
        let message = |names, channels| roles(names, channels).unwrap_err();
        assert!(message("ax,b", TWO).starts_with("no column wx in \"ax,b\"; allowed: ax,wx"));
        assert!(message("ax,wx,gx", TWO).starts_with("several columns wx in"));
        assert!(message("label,time", Channels::All).starts_with("no column of numbers in"));
    }

    #[test]
    fn without_names_the_number_of_numbers_decides() {
        let columns = |numbers: &[bool], channels| Columns::unnamed(numbers, channels);
        assert_eq!(columns(&[true, true], TWO).unwrap().channels(), 2);
        assert_eq!(columns(&[false, true, true], TWO).unwrap().roles[0], Role::Label);
        assert_eq!(columns(&[true, true, true], TWO), None);
        assert_eq!(columns(&[false, false, true, true], TWO), None);
        assert_eq!(columns(&[true; 7], Channels::All).unwrap().channels(), 7);
        assert_eq!(columns(&[false], Channels::All), None);
    }
}
