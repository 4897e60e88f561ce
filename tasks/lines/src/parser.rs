//! From lines to readings.

use crate::{
    columns::{Channels, Columns, Role},
    fields::Fields,
    form::Form,
    tally::{Tally, Why},
};

/// One reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its label, if it has one.
    pub label: Option<String>,
    /// What tells its recording from others, if there is something.
    pub group: String,
    /// The count of its row, if it has one.
    pub count: Option<f64>,
    /// Its time in the unit of its column, if it has one.
    pub time: Option<f64>,
    /// Its numbers, in the order of the channels; those whose header says a unit, or for which the form does, in g or
    /// rad/s.
    pub values: Vec<f64>,
}

/// Takes readings out of lines, and counts what it drops.
pub struct Parser {
    form: Form,
    channels: Channels,
    fields: Fields,
    columns: Option<Columns>,
    number: u64,
    rate: Option<f64>,
    /// What looked like a header and lacks a channel: how many names it has, and what is wrong.
    refusal: Option<(usize, String)>,
    tally: Tally,
}

impl Parser {
    /// For a text of which a user says this, and of which these numbers are wanted.
    #[must_use]
    pub fn new(form: Form, channels: Channels) -> Self {
        let rate = form.rate;
        let (fields, tally) = (Fields::new(), Tally::default());
        Self { form, channels, fields, columns: None, number: 0, rate, refusal: None, tally }
    }

    /// The reading of the next line; `None` if it is none.
    pub fn line(&mut self, line: &str) -> Option<Reading> {
        self.number += 1;
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#').or_else(|| line.strip_prefix("//")) {
            self.rate = self.rate.or_else(|| rate(comment));
            return None;
        }
        if line.is_empty() {
            return None;
        }
        match self.reading(line) {
            Ok(reading) => {
                self.tally.readings += u64::from(reading.is_some());
                reading
            }
            Err(why) => {
                self.tally.drop(self.number, line, why);
                None
            }
        }
    }

    /// Whoever wanted the latest reading has no use for it.
    pub fn drop_latest(&mut self, line: &str, why: &'static str) {
        self.tally.readings = self.tally.readings.saturating_sub(1);
        self.tally.drop(self.number, line, Why::Other(why));
    }

    /// What was taken and dropped so far.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many seconds the unit of the times is, if a header says so.
    #[must_use]
    pub fn seconds(&self) -> Option<f64> {
        let columns = self.columns.as_ref()?;
        columns.roles.iter().find_map(|role| if let Role::Time(unit) = role { *unit } else { None })
    }

    /// Readings a second, as the user or a comment says.
    #[must_use]
    pub const fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// Why there is no reading, in one line; `None` if no line is anything like one.
    #[must_use]
    pub fn nothing(&self) -> Option<String> {
        let allowed = self.channels.described();
        match &self.refusal {
            Some((_, refusal)) => Some(refusal.clone()),
            None if self.tally.only_text() => None,
            None => Some(format!("no reading; allowed: lines of {allowed}; found: {}", self.tally)),
        }
    }

    fn reading(&mut self, line: &str) -> Result<Option<Reading>, Why> {
        let mut fields = self.fields.of(line);
        if let Some(labelled) = labelled(&fields) {
            let (names, values): (Vec<_>, Vec<_>) = labelled.into_iter().unzip();
            if self.columns.as_ref().is_none_or(|columns| columns.names != names) {
                self.columns = Some(self.named(names)?);
            }
            fields = values;
        } else if self.columns.is_none() {
            let numbers: Vec<bool> =
                fields.iter().map(|field| self.fields.number(field).is_some()).collect();
            if !numbers.contains(&true) {
                return self.header(fields);
            }
            self.columns = Some(match self.form.columns.clone() {
                Some(names) => self.named(names)?,
                None if self.refusal.as_ref().is_some_and(|(width, _)| *width == fields.len()) => {
                    return Err(Why::Other("below a header that lacks a channel"));
                }
                None => Columns::unnamed(&numbers, self.channels).ok_or(Why::Width)?,
            });
        }
        let columns = self.columns.as_ref().ok_or(Why::Text)?;
        let reading = take(columns, &fields, &self.fields, &self.form)?;
        self.fields.keep();
        Ok(Some(reading))
    }

    /// A line without a number names the columns, unless the user has.
    fn header(&mut self, names: Vec<String>) -> Result<Option<Reading>, Why> {
        let single = names.len() == 1;
        let columns = self.named(self.form.columns.clone().unwrap_or(names));
        match columns {
            Ok(columns)
                if !single || columns.names.len() == 1 && self.channels != Channels::All =>
            {
                self.columns = Some(columns);
                self.fields.keep();
                Ok(None)
            }
            _ => Err(Why::Text),
        }
    }

    fn named(&mut self, names: Vec<String>) -> Result<Columns, Why> {
        let width = names.len();
        match Columns::named(names, self.channels) {
            Ok(columns) => {
                self.tally.passed(columns.passed());
                Ok(columns)
            }
            Err(refusal) => {
                self.refusal = self.refusal.take().or((width > 1).then_some((width, refusal)));
                Err(Why::Text)
            }
        }
    }
}

/// Names and values of the serial plotter's form, if every field is of it.
fn labelled(fields: &[String]) -> Option<Vec<(String, String)>> {
    let pair = |field: &String| {
        let (name, value) = field.split_once(':')?;
        // A time of day has colons as well.
        let named = name.starts_with(|c: char| c.is_alphabetic());
        let filled = !value.trim().is_empty();
        (named && filled).then(|| (name.trim().to_owned(), value.trim().to_owned()))
    };
    fields.iter().map(pair).collect()
}

fn take(columns: &Columns, fields: &[String], cut: &Fields, form: &Form) -> Result<Reading, Why> {
    // A separator behind the last field begins none.
    let fields = match fields {
        [rest @ .., last] if last.is_empty() && rest.len() == columns.roles.len() => rest,
        all => all,
    };
    if fields.len() != columns.roles.len() {
        return Err(Why::Width);
    }
    let mut reading = Reading { values: vec![0.0; columns.channels()], ..Reading::default() };
    for (field, role) in fields.iter().zip(&columns.roles) {
        match *role {
            Role::Label => reading.label = Some(field.clone()),
            Role::Group => {
                reading.group.push_str(field);
                reading.group.push(' ');
            }
            Role::Count => reading.count = cut.number(field),
            Role::Time(_) => reading.time = cut.number(field),
            Role::Channel(channel, unit) => {
                let value = cut.number(field).ok_or(Why::Number)?;
                reading.values[channel] = value * factor(form, channel).or(unit).unwrap_or(1.0);
            }
            Role::Passed => {}
        }
    }
    Ok(reading)
}

/// Three axes of an accelerometer, then of a gyroscope, if the user says what they measure in.
fn factor(form: &Form, channel: usize) -> Option<f64> {
    let units = form.units?;
    Some(if channel < 3 { units.acceleration.in_g() } else { units.rotation.in_radians() })
}

/// Readings a second, where a comment says `rate`.
fn rate(comment: &str) -> Option<f64> {
    let (_, behind) = comment.split_once("rate")?;
    let number = behind.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
    number[..end].parse().ok().filter(|rate| *rate > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Channels = Channels::Named(&[&["ax", "accx"], &["ay", "accy"]]);

    fn readings(form: Form, channels: Channels, text: &str) -> (Vec<Reading>, Parser) {
        let mut parser = Parser::new(form, channels);
        let readings = text.lines().filter_map(|line| parser.line(line)).collect();
        (readings, parser)
    }

    fn values(text: &str) -> Vec<Vec<f64>> {
        let readings = readings(Form::default(), TWO, text).0;
        readings.into_iter().map(|reading| reading.values).collect()
    }

    #[test]
    fn the_same_readings_in_every_form() {
        for (name, text) in [
            ("data forwarder, commas", "1.5,2\n3,-4\n"),
            ("data forwarder, tabs", "1.5\t2\n3\t-4\n"),
            ("serial plotter", "ax:1.5,ay:2\nax:3,ay:-4\n"),
            ("serial plotter, blanks, another order each time", "ay:2 ax:1.5\nax:3 ay:-4\n"),
            ("serial plotter, a header", "ax ay\n1.5 2\n3 -4\n"),
            ("other columns", "time,Acc_Y,label,accX,temp\n0,2,a,1.5,9\n1,-4,b,3,9\n"),
            ("decimal commas", "ax;ay;\n1,5;2;\n3;-4;\n"),
            ("quoted", "\"ax\",\"ay\"\n\"1.5\",\"2\"\n3,\"-4\"\n"),
            ("comments and empty lines", "# ours\n\nax,ay\n\n1.5,2\n// then\n3,-4\n"),
            (
                "what a board says at its start",
                "rst cause:2, boot mode:(3,6)\nReady!\n1.5,2\n3,-4\n",
            ),
            ("from the middle of a line", "5,2,8\n1.5,2\n3,-4\n"),
        ] {
            assert_eq!(values(text), [[1.5, 2.0], [3.0, -4.0]], "{name}");
        }
    }

    #[test]
    fn what_is_dropped_is_counted_and_said() {
        let (found, parser) = readings(
            Form::default(),
            TWO,
            "ax,ay,battery\n1,2,3\n1,2\n1,x,3\n1,NaN,3\nboot again\n4,5,6\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(
            parser.tally().to_string(),
            "2 readings; 4 lines dropped: 2 with another count of fields, 2 without a number where one belongs \
             (line 3: \"1,2\"); passed over: \"battery\""
        );
    }

    #[test]
    fn a_user_names_the_columns_the_units_and_the_rate() {
        let columns = ["-", "label", "ay", "ax"].map(str::to_owned).to_vec();
        let form = Form {
            columns: Some(columns),
            units: Some("mg,rad/s".parse().unwrap()),
            rate: Some(100.0),
        };
        let (found, parser) = readings(form.clone(), TWO, "a,b,c,d\n7,row,250,1000\n");
        assert_eq!(found[0].values, [1.0, 0.25]);
        assert_eq!((found[0].label.as_deref(), parser.rate()), (Some("row"), Some(100.0)));
        assert_eq!(readings(form, TWO, "7,row,250,1000\n").0, found, "without a header");
        let (_, parser) = readings(Form::default(), TWO, "# Rate and range: rate = 62.5 Hz\n");
        assert_eq!(parser.rate(), Some(62.5));
    }

    #[test]
    fn features_of_any_task_are_taken() {
        let (found, _) =
            readings(Form::default(), Channels::All, "label,f1,f2\nhid,1,2\nhId,3,4\n");
        assert_eq!(
            (found[1].label.as_deref(), &found[1].values[..]),
            (Some("hId"), &[3.0, 4.0][..])
        );
        let (found, parser) = readings(Form::default(), Channels::All, "a,1,2\nb,3\nc,4,5\n");
        assert_eq!((found.len(), parser.tally().dropped()), (2, 1));
    }

    proptest::proptest! {
        #[test]
        fn whatever_the_lines_hold_a_reading_is_finite_and_whole(
            lines in proptest::collection::vec("[-0-9a-c.,;:\t \"xeN#é]{0,24}", 0..24)
        ) {
            let (found, parser) = readings(Form::default(), TWO, &lines.join("\n"));
            for reading in &found {
                proptest::prop_assert!(reading.values.iter().all(|value| value.is_finite()));
                proptest::prop_assert_eq!(reading.values.len(), 2);
            }
            proptest::prop_assert_eq!(parser.tally().readings, found.len() as u64);
            proptest::prop_assert!(!parser.tally().to_string().contains('\n'));
        }
    }

    #[test]
    fn why_there_is_nothing_is_said_in_one_line() {
        let nothing = |text| readings(Form::default(), TWO, text).1.nothing();
        let error = nothing("a,b\n1,2\n").unwrap();
        assert!(error.starts_with("no column ax in \"a,b\"; allowed: ax,ay"), "{error}");
        let error = nothing("1,2,3\n4,5,6\n").unwrap();
        assert_eq!(
            error,
            "no reading; allowed: lines of ax,ay; found: 0 readings; 2 lines dropped: \
             2 with another count of fields (line 1: \"1,2,3\")"
        );
        assert_eq!((nothing(""), nothing("hello\n\n")), (None, None));
    }
}
