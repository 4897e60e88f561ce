//! One line cut into its fields.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Cuts lines into fields: by the separator of the first line that was of use.
pub(crate) struct Fields {
    kept: Option<u8>,
    /// Of the line that was cut last.
    separator: u8,
    /// For that separator, once it is needed: its tables take longer to make than many lines to cut.
    reader: Option<Reader>,
}

impl Fields {
    pub(crate) fn new() -> Self {
        Self { kept: None, separator: b' ', reader: None }
    }

    /// The fields of a line, without the blanks around them and the quotation marks.
    pub(crate) fn of(&mut self, line: &str) -> Vec<String> {
        let separator = self.kept.unwrap_or_else(|| separator(line));
        if separator == b' ' {
            self.separator = separator;
            return line.split_whitespace().map(str::to_owned).collect();
        }
        if self.separator != separator {
            self.separator = separator;
            self.reader = None;
        }
        self.cut(line)
    }

    /// The line that was cut last was of use: all others are cut like it.
    pub(crate) const fn keep(&mut self) {
        self.kept = Some(self.separator);
    }

    /// A number as this text writes it: where a comma separates no fields it is that of a decimal.
    pub(crate) fn number(&self, field: &str) -> Option<f64> {
        let number: Result<f64, _> = match self.separator {
            b',' => field.parse(),
            _ => field.replace(',', ".").parse(),
        };
        number.ok().filter(|number| number.is_finite())
    }

    fn cut(&mut self, line: &str) -> Vec<String> {
        let mut text = vec![0; line.len() + 1];
        let mut ends = vec![0; line.len() + 2];
        let (mut input, mut written, mut fields) = (line.as_bytes(), 0, 0);
        let separator = self.separator;
        let make = || ReaderBuilder::new().delimiter(separator).build();
        let reader = self.reader.get_or_insert_with(make);
        reader.reset();
        loop {
            // An empty input says that the line has ended.
            let (result, read, wrote, ended) =
                reader.read_record(input, &mut text[written..], &mut ends[fields..]);
            (written, fields) = (written + wrote, fields + ended);
            input = &input[read..];
            if !matches!(result, ReadRecordResult::InputEmpty) {
                break;
            }
        }
        let starts = [0].into_iter().chain(ends.iter().copied());
        let fields = starts.zip(&ends).take(fields);
        let field = |(start, end): (usize, &usize)| String::from_utf8_lossy(&text[start..*end]);
        fields.map(|place| field(place).trim().to_owned()).collect()
    }
}

/// What separates the fields of a line: blanks where nothing else does.
fn separator(line: &str) -> u8 {
    let outside_quotes: String = line.split('"').step_by(2).collect();
    // A comma may be within numbers where one of the others separates them.
    let found = |separator: &u8| outside_quotes.as_bytes().contains(separator);
    [b';', b'\t', b','].into_iter().find(found).unwrap_or(b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_separator_is_found() {
        for (line, expected) in [
            ("1,2,3", ["1", "2", "3"]),
            ("1\t2\t3", ["1", "2", "3"]),
            ("1;2;3", ["1", "2", "3"]),
            ("1 2  3", ["1", "2", "3"]),
            ("a:1 b:2 c:3", ["a:1", "b:2", "c:3"]),
            ("a:1, b:2, c:3", ["a:1", "b:2", "c:3"]),
            ("1,5;2,5;3", ["1,5", "2,5", "3"]),
            ("1,5\t2,5\t3", ["1,5", "2,5", "3"]),
            ("\"upright; row\",2,\"3\"", ["upright; row", "2", "3"]),
            ("\"say \"\"ah\"\"\",,3", ["say \"ah\"", "", "3"]),
        ] {
            assert_eq!(Fields::new().of(line), expected, "{line:?}");
        }
        assert_eq!(Fields::new().of("1"), ["1"]);
        assert_eq!(Fields::new().of("\"never,closed"), ["\"never,closed"]);
    }

    #[test]
    fn a_comma_is_a_decimal_one_where_it_separates_nothing() {
        let number = |line: &str| {
            let mut fields = Fields::new();
            let all = fields.of(line);
            fields.number(&all[0])
        };
        assert_eq!(number("1,5;2"), Some(1.5));
        assert_eq!(number("1.5;2"), Some(1.5));
        assert_eq!(number("-1e-3,2"), Some(-1e-3));
        assert_eq!(number("NaN,2"), None);
        assert_eq!(number("1,5"), Some(1.0));
    }
}
