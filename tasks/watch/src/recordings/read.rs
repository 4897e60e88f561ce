//! Reading a file: bounded, plain or gzipped, line by line.
//!
//! `wrist,exercise,sample,ax,ay,az,wx,wy,wz`: 50 Hz, accelerometer in g, gyroscope in rad/s, three
//! decimals; `sample` counts from 0 in each recording, and recordings may be mixed line by line. See
//! `tasks/watch/data/README.md`.

use super::{
    ReadError, Recording,
    table::{Row, Table, quoted},
};
use std::{
    format,
    io::{self, BufRead, BufReader, Error, ErrorKind, Read},
    string::{String, ToString},
    vec::Vec,
};

/// The most bytes of a file, and of the text in it: more than six hours.
const LARGEST: u64 = 64 << 20;
/// The longest header.
const LONGEST_HEADER: u64 = 4096;

/// Reads every recording of a file, plain or gzipped; the columns in any order, separated by commas,
/// semicolons (then with a comma or a point in numbers) or tabs; lines that begin with `#` are comments.
///
/// # Errors
/// See [`ReadError`]: each names the line, what was found and what is allowed.
pub fn read(file: impl Read) -> Result<Vec<Recording>, ReadError> {
    let mut file = BufReader::new(Bounded::of(file));
    let gzipped = file.fill_buf().map_err(ReadError::Unreadable)?.starts_with(&[0x1f, 0x8b]);
    if gzipped {
        // Several gzip streams in a row are one file.
        let text = flate2::bufread::MultiGzDecoder::new(file);
        parse(BufReader::new(Bounded::of(text)))
    } else {
        parse(file)
    }
}

/// The same of a file that is not gzipped, for a program that has no room for unpacking.
///
/// # Errors
/// As of [`read`].
pub fn read_plain(file: impl Read) -> Result<Vec<Recording>, ReadError> {
    parse(BufReader::new(Bounded::of(file)))
}

/// A source that may give [`LARGEST`] bytes.
struct Bounded<R> {
    source: R,
    left: u64,
}

impl<R> Bounded<R> {
    const fn of(source: R) -> Self {
        Self { source, left: LARGEST }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => {
                self.left = left;
                Ok(read)
            }
            None => Err(Error::new(
                ErrorKind::FileTooLarge,
                format!("it holds more than {} MiB, which is allowed", LARGEST >> 20),
            )),
        }
    }
}

fn parse(mut text: impl BufRead) -> Result<Vec<Recording>, ReadError> {
    let (header, above) = header(&mut text)?;
    let table = Table::of(&header).map_err(|what| ReadError::Header { line: above, what })?;
    let mut lines = csv::ReaderBuilder::new();
    let lines = lines.has_headers(false).flexible(true).comment(Some(b'#'));
    let mut lines = lines.delimiter(table.separator).from_reader(Unreturned(text));
    let mut recordings: Vec<Recording> = Vec::new();
    for fields in lines.records() {
        let fields = fields.map_err(|error| unreadable(error, above))?;
        let line = above + fields.position().map_or(0, csv::Position::line);
        let row = table.row(&fields).and_then(|row| append(&mut recordings, &row));
        row.map_err(|what| ReadError::Line { line, what })?;
    }
    if recordings.is_empty() { Err(ReadError::Empty) } else { Ok(recordings) }
}

/// A text without its carriage returns: with them a record begins, for the reader, on the line before its own.
struct Unreturned<R>(R);

impl<R: Read> Read for Unreturned<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.0.read(buffer)?;
            let mut kept = 0;
            for place in 0..read {
                let Some(&byte) = buffer.get(place) else { break };
                if byte != b'\r'
                    && let Some(to) = buffer.get_mut(kept)
                {
                    *to = byte;
                    kept += 1;
                }
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// The first line that is no comment, and its number.
fn header(text: &mut impl BufRead) -> Result<(String, u64), ReadError> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut bounded = text.by_ref().take(LONGEST_HEADER);
        bounded.read_until(b'\n', &mut line).map_err(ReadError::Unreadable)?;
        let refused = |what: String| Err(ReadError::Header { line: number, what });
        let content = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        let Ok(content) = str::from_utf8(content) else {
            let utf16 = line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff");
            let found = if utf16 { "UTF-16 text" } else { "bytes that are no text" };
            return refused(format!("{found}; allowed: UTF-8 (iconv -t UTF-8 converts)"));
        };
        if line.len() as u64 == LONGEST_HEADER {
            let found = quoted(content);
            return refused(format!("{found} is longer than {LONGEST_HEADER} bytes"));
        }
        let content = content.trim_end_matches(['\r', '\n']);
        if line.is_empty() || !content.trim().is_empty() && !content.starts_with('#') {
            return Ok((content.to_string(), number));
        }
    }
    Err(ReadError::Empty)
}

fn unreadable(error: csv::Error, above: u64) -> ReadError {
    let line = above + error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ReadError::Unreadable(error),
        _ => ReadError::Line { line, what: "bytes that are no text; allowed: UTF-8".to_string() },
    }
}

/// Adds one line to the latest recording of its wrist and exercise, or to a new one.
fn append(recordings: &mut Vec<Recording>, row: &Row<'_>) -> Result<(), String> {
    let &Row { wrist, exercise, number, sample } = row;
    let continued = recordings
        .iter_mut()
        .rfind(|open| open.exercise == exercise && open.wrist == wrist)
        .map(|open| &mut open.samples);
    match continued {
        _ if number == 0 => {
            let wrist = wrist.to_string();
            recordings.push(Recording { wrist, exercise, samples: [sample].into() });
        }
        Some(samples) if samples.len() == number => samples.push(sample),
        continued => {
            let next = continued.map_or(0, |samples| samples.len());
            return Err(format!(
                "sample is {number}; allowed: {next}, the next of {} {}, or 0, which begins a recording \
                 (samples are counted, 50 a second; no milliseconds)",
                quoted(wrist),
                exercise.code()
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{COLUMNS, check},
        *,
    };
    use crate::Plan;

    const LINE: &str = "R,ROW,0,-0.980,0.5,1,32.767,-32.767,0\n";

    fn file(lines: &str) -> Result<Vec<Recording>, ReadError> {
        read(format!("{}\n{lines}", COLUMNS.join(",")).as_bytes())
    }

    fn message(lines: &str) -> String {
        file(lines).expect_err("the file is wrong").to_string()
    }

    #[test]
    fn samples_are_exact_thousandths() {
        let recordings = file(LINE).unwrap();
        assert_eq!(recordings[0].samples, [[-980, 500, 1000, 32767, -32767, 0]]);
    }

    #[test]
    fn what_is_too_fast_for_the_watch_is_held_at_its_range() {
        let fast = LINE.replace("32.767,-32.767", "34.9,-34.9").replace("0.5", "32.7675");
        assert_eq!(file(&fast).unwrap()[0].samples, [[-980, 32767, 1000, 32767, -32767, 0]]);
        assert!(message(&LINE.replace("0.5", "-35.001")).contains("allowed: -35 to 35 g"));
    }

    #[test]
    fn recordings_may_be_mixed_line_by_line() {
        let mixed = |i: usize| {
            [("R", "ROW"), ("L", "ROW"), ("R", "PEN")]
                .map(|(wrist, exercise)| format!("{wrist},{exercise},{i},0,0,{i},0,0,0\n"))
                .concat()
        };
        let recordings = file(&[mixed(0), mixed(1), mixed(2)].concat()).unwrap();
        assert_eq!(recordings.len(), 3);
        for recording in recordings {
            assert_eq!(recording.samples.iter().map(|s| s[2]).collect::<Vec<_>>(), [0, 1000, 2000]);
        }
    }

    #[test]
    fn a_new_count_is_a_new_recording() {
        let second = LINE.replace("R,ROW,0", "R,ROW,1");
        let recordings = file(&[LINE, &second, LINE].concat()).unwrap();
        assert_eq!(recordings.iter().map(|r| r.samples.len()).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn bad_lines_say_where_and_what_is_allowed() {
        let cases = [
            ("", "holds no sample; allowed: lines of wrist"),
            ("R,ROW,0,1,1,1,1,1\n", "line 2: 8 columns; allowed: 9"),
            (&LINE.replace("ROW", "RUN"), "line 2: exercise is \"RUN\"; allowed: PEN, ABD"),
            (
                &LINE.replace("0.5", "NaN"),
                "line 2: ay is NaN g; allowed: -35 to 35 g (m/s² over 9.81 are g)",
            ),
            (&LINE.replace("0.5", "40"), "line 2: ay is 40 g; allowed: -35 to 35"),
            (
                &LINE.replace("32.767,-32.767", "1,-37.070"),
                "line 2: wy is -37.070 rad/s; allowed: -35 to 35 rad/s (degrees a second over 57.3",
            ),
            (&LINE.replace("0.5", "x"), "line 2: ay is \"x\"; allowed: a number"),
            (
                &LINE.replace("ROW,0", "ROW,7"),
                "line 2: sample is 7; allowed: 0, the next of \"R\" ROW",
            ),
            (
                &[LINE, LINE.replace("ROW,0", "ROW,2").as_str()].concat(),
                "line 3: sample is 2; allowed: 1",
            ),
            (
                &[LINE, LINE.replace("ROW,0", "ROW,20").as_str()].concat(),
                "line 3: sample is 20; allowed: 1, the next of \"R\" ROW, or 0, which begins a recording \
                 (samples are counted, 50 a second; no milliseconds)",
            ),
            (
                &LINE.replace("ROW,0", "ROW,0.02"),
                "line 2: sample is \"0.02\"; allowed: a count of samples from 0",
            ),
        ];
        for (lines, expected) in cases {
            for lines in [lines.to_string(), lines.replace('\n', "\r\n")] {
                let message = message(&lines);
                assert!(message.starts_with(expected), "{message:?} for {lines:?}");
            }
        }
        let damaged = [format!("{}\n", COLUMNS.join(",")).as_bytes(), b"R,ROW,\xff\n"].concat();
        let error = read(&damaged[..]).unwrap_err().to_string();
        assert_eq!(error, "line 2: bytes that are no text; allowed: UTF-8");
    }

    #[test]
    fn bad_headers_say_what_is_allowed() {
        let ours = COLUMNS.join(",");
        for (header, expected) in [
            ("a,b".into(), "line 1: the header is \"a,b\"; allowed: wrist,exercise,sample,ax,"),
            (ours.replace(",wz", ""), "line 1: the header is \"wrist,"),
            (format!("{ours},time"), "line 1: the column \"time\" is unknown; allowed: wrist,"),
            (format!("{ours},AX"), "line 1: the column ax is there twice"),
            (format!("# ours\n\n{ours},rate"), "line 3: the column \"rate\" is unknown"),
        ] {
            let error = read(format!("{header}\n{LINE}").as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error:?} for {header:?}");
        }
        let empty = read(&b""[..]).unwrap_err().to_string();
        assert!(empty.starts_with("line 1: the header is \"\"; allowed: wrist"), "{empty}");
        let utf16: Vec<u8> = "\u{feff}wrist".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let error = read(&utf16[..]).unwrap_err().to_string();
        assert_eq!(error, "line 1: UTF-16 text; allowed: UTF-8 (iconv -t UTF-8 converts)");
    }

    #[test]
    fn tables_of_others_are_read_where_they_are_unambiguous() {
        let ours = file(&[LINE, &LINE.replace("ROW,0", "ROW,1")].concat()).unwrap();
        for (name, text) in [
            (
                "semicolons and decimal commas",
                "wrist;exercise;sample;ax;ay;az;wx;wy;wz\nR;ROW;0;-0,980;0,5;1;32,767;-32,767;0\n\
                 R;ROW;1;-0,980;0,5;1;32,767;-32,767;0\n",
            ),
            (
                "semicolons and decimal points",
                "wrist;exercise;sample;ax;ay;az;wx;wy;wz\nR;ROW;0;-0.98;.5;1;32.767;-32.767;0\n\
                 R;ROW;1;-0.98;.5;1;32.767;-32.767;0\n",
            ),
            (
                "tabs and the ends of lines of Windows",
                "wrist\texercise\tsample\tax\tay\taz\twx\twy\twz\r\n\
                 R\tROW\t0\t-0.98\t0.5\t1\t32.767\t-32.767\t0\r\nR\tROW\t1\t-0.98\t0.5\t1\t32.767\t-32.767\t0\r\n",
            ),
            (
                "another order, capitals and full names",
                "Sample,WX,WY,WZ,AX,AY,AZ,Exercise,Wrist\n0,32.767,-32.767,0,-0.98,0.5,1,Upright Row,R\n\
                 1,32.767,-32.767,0,-0.98,0.5,1,row,R\n",
            ),
            (
                "an index",
                ",wrist,exercise,sample,ax,ay,az,wx,wy,wz\n0,R,ROW,0,-0.98,0.5,1,32.767,-32.767,0\n\
                 1,R,ROW,1,-0.98,0.5,1,32.767,-32.767,0\n",
            ),
            (
                "comments, quotes and a byte-order mark",
                "\u{feff}# of a watch\n\"wrist\",\"exercise\",\"sample\",ax,ay,az,wx,wy,wz\n\
                 \"R\",\"ROW\",0,-0.98,0.5,1,32.767,-32.767,0\n# half\nR,ROW,1,-0.98,0.5,1,32.767,-32.767,0\n",
            ),
        ] {
            let read = read(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(read, ours, "{name}");
        }
    }

    #[test]
    fn a_line_is_counted_below_comments() {
        let text = format!("# a\n{}\n# b\n{LINE}R,RUN,0,1,1,1,1,1,1\n", COLUMNS.join(","));
        let error = read(text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("line 5: exercise is \"RUN\""), "{error}");
    }

    #[test]
    fn a_file_without_an_end_is_refused() {
        let zeros = read(io::repeat(0)).unwrap_err().to_string();
        assert!(zeros.ends_with("is longer than 4096 bytes") && zeros.len() < 300, "{zeros}");
        let header = format!("{}\n", COLUMNS.join(","));
        let endless = header.as_bytes().chain(io::repeat(b'7'));
        let error = read(endless).unwrap_err().to_string();
        assert_eq!(error, "cannot be read to its end: it holds more than 64 MiB, which is allowed");
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(format!("{}\n", COLUMNS.join(",")).as_bytes()).unwrap();
        let comments = "# nothing\n".repeat(100_000);
        for _ in 0..=LARGEST / comments.len() as u64 {
            gzip.write_all(comments.as_bytes()).unwrap();
        }
        let packed = gzip.finish().unwrap();
        assert!((packed.len() as u64) < LARGEST / 50, "{} bytes", packed.len());
        let error = read(&packed[..]).unwrap_err().to_string();
        assert!(error.contains("more than 64 MiB"), "{error}");
    }

    #[test]
    fn a_message_is_short_whatever_the_file_holds() {
        let long = "9".repeat(1 << 20);
        for part in ["R", "ROW", "0.5", "ROW,0"] {
            let text = LINE.replacen(part, &part.replace(['0', 'R'], &long), 1);
            let error = message(&text);
            assert!(
                error.len() < 300 && !error.contains('\n'),
                "{} bytes: {error:.400}",
                error.len()
            );
        }
    }

    fn gzip(text: &str) -> Vec<u8> {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(text.as_bytes()).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn a_gzip_file_is_read_to_its_end() {
        let first = gzip(&format!("{}\n{LINE}", COLUMNS.join(",")));
        let second = gzip(LINE);
        assert_eq!(read(&[&first[..], &second[..]].concat()[..]).unwrap().len(), 2);
        let behind = read(&[&first[..], b"something"].concat()[..]).unwrap_err();
        assert!(matches!(behind, ReadError::Unreadable(_)), "{behind}");
    }

    #[test]
    fn a_cut_gzip_stream_is_refused() {
        let whole = gzip(&format!("{}\n{LINE}", COLUMNS.join(",")));
        assert_eq!(read(&whole[..]).unwrap().len(), 1);
        let cut = read(&whole[..whole.len() / 2]).unwrap_err();
        assert!(matches!(cut, ReadError::Unreadable(_)), "{cut}");
    }

    #[test]
    fn too_few_windows_are_counted() {
        let error = check(&file(LINE).unwrap(), &Plan::DEFAULT).unwrap_err().to_string();
        assert!(error.contains("R ROW has 1 samples") && error.contains("400 samples are needed"));
    }
}
