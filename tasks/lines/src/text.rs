//! Lines of text with bounds: plain or gzipped, UTF-8 or UTF-16, with any end of line.

use anyhow::{Result, ensure};
use encoding_rs::{UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::{
    io::{self, BufRead, BufReader, Error, ErrorKind, Read},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// The most bytes of a source, and of the text in it.
const LARGEST: u64 = 64 << 20;
/// The longest line.
const LONGEST: u64 = 64 << 10;

/// Lines of text, one by one.
pub struct Text {
    from: Box<dyn BufRead>,
    number: u64,
    line: Vec<u8>,
}

impl Text {
    /// The lines of a source: plain or gzipped, UTF-8, or UTF-16 with or without a byte order mark.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn new(source: impl Read + 'static) -> Result<Self> {
        Self::of(source).map_err(|error| anyhow::anyhow!("cannot be read to its end: {error}"))
    }

    fn of(source: impl Read + 'static) -> io::Result<Self> {
        Ok(Self { from: unpacked(source)?, number: 0, line: Vec::new() })
    }

    /// The next line, without its end; `None` behind the last.
    ///
    /// # Errors
    /// It cannot be read to its end, or is longer than any line of readings.
    pub fn line(&mut self) -> Result<Option<String>> {
        self.line.clear();
        self.number += 1;
        let number = self.number;
        let mut bounded = self.from.by_ref().take(LONGEST);
        let length = bounded
            .read_until(b'\n', &mut self.line)
            .map_err(|error| anyhow::anyhow!("line {number} cannot be read to its end: {error}"))?;
        ensure!(
            (length as u64) < LONGEST,
            "line {number} is longer than {LONGEST} bytes; allowed: lines of readings"
        );
        if length == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&self.line);
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

/// The text of a source as UTF-8: plain or gzipped, UTF-8, or UTF-16 with or without a byte order mark.
///
/// # Errors
/// It cannot be read; what is read from it may say so as well, and that it is too long.
pub fn unpacked(source: impl Read + 'static) -> io::Result<Box<dyn BufRead>> {
    let mut source = BufReader::new(Bounded { source, left: LARGEST });
    let gzipped = source.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let unpacked: Box<dyn Read> = if gzipped {
        let text = flate2::bufread::MultiGzDecoder::new(source);
        Box::new(Bounded { source: text, left: LARGEST })
    } else {
        Box::new(source)
    };
    Ok(Box::new(decoded(unpacked)?))
}

/// The text as UTF-8, whatever it was.
fn decoded(source: impl Read + 'static) -> io::Result<BufReader<impl Read>> {
    let mut source = BufReader::new(source);
    // Without a byte order mark the zeros of Latin letters tell UTF-16.
    let encoding = match *source.fill_buf()? {
        [0, second, ..] if second != 0 => Some(UTF_16BE),
        [first, 0, ..] if first != 0 => Some(UTF_16LE),
        _ => None,
    };
    let mut decoder = DecodeReaderBytesBuilder::new();
    decoder.encoding(encoding).strip_bom(true);
    Ok(BufReader::new(decoder.build(source)))
}

/// A source that may give [`LARGEST`] bytes.
struct Bounded<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            let allowed = format!("it holds more than {} MiB, which is allowed", LARGEST >> 20);
            return Err(Error::new(ErrorKind::FileTooLarge, allowed));
        };
        self.left = left;
        Ok(read)
    }
}

/// The same source, read in the background: where nothing arrives for so long, that is an error.
pub fn silent_for(patience: Duration, mut source: impl Read + Send + 'static) -> impl Read {
    let (tell, heard) = mpsc::sync_channel::<io::Result<Vec<u8>>>(16);
    // It ends with the source, or with whoever listens.
    thread::spawn(move || {
        loop {
            let mut buffer = vec![0; 4096];
            let read = source.read(&mut buffer);
            let ends = !matches!(read, Ok(1..));
            let read = read.map(|length| {
                buffer.truncate(length);
                buffer
            });
            if tell.send(read).is_err() || ends {
                return;
            }
        }
    });
    Patient { heard, patience, bytes: io::Cursor::default() }
}

struct Patient {
    heard: mpsc::Receiver<io::Result<Vec<u8>>>,
    patience: Duration,
    bytes: io::Cursor<Vec<u8>>,
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        if read > 0 {
            return Ok(read);
        }
        match self.heard.recv_timeout(self.patience) {
            Ok(bytes) => self.bytes = io::Cursor::new(bytes?),
            Err(RecvTimeoutError::Disconnected) => return Ok(0),
            Err(RecvTimeoutError::Timeout) => {
                let silent = format!("nothing arrives for {} s", self.patience.as_secs_f32());
                return Err(Error::new(ErrorKind::TimedOut, silent));
            }
        }
        self.bytes.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn lines(source: impl Read + 'static) -> Result<Vec<String>> {
        let mut text = Text::new(source)?;
        let mut lines = Vec::new();
        while let Some(line) = text.line()? {
            lines.push(line);
        }
        Ok(lines)
    }

    fn bytes(text: &str) -> io::Cursor<Vec<u8>> {
        io::Cursor::new(text.as_bytes().to_vec())
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(text).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn the_same_lines_in_every_dress() {
        let text = "ax,\u{e4}\r\n1,2\r\n";
        let little = text.encode_utf16().flat_map(u16::to_le_bytes);
        let big = text.encode_utf16().flat_map(u16::to_be_bytes);
        let dresses: [Vec<u8>; 6] = [
            text.into(),
            format!("\u{feff}{text}").into(),
            [0xff, 0xfe].into_iter().chain(little.clone()).collect(),
            [0xfe, 0xff].into_iter().chain(big).collect(),
            little.collect(),
            gzip(text.as_bytes()),
        ];
        for dress in dresses {
            let found = lines(io::Cursor::new(dress.clone())).unwrap();
            assert_eq!(found, ["ax,\u{e4}", "1,2"], "{dress:?}");
        }
    }

    #[test]
    fn what_has_no_end_is_refused_in_one_line() {
        let message = |source: Result<Vec<String>>| source.unwrap_err().to_string();
        let long = "line 1 is longer than 65536 bytes; allowed: lines of readings";
        assert_eq!(message(lines(io::repeat(0))), long);
        assert_eq!(message(lines(bytes(&format!("\"{}\"\n", "7".repeat(50 << 20))))), long);
        let bomb = gzip("1,2\n".repeat((65 << 20) / 4).as_bytes());
        let error = message(lines(io::Cursor::new(bomb)));
        assert!(error.ends_with("it holds more than 64 MiB, which is allowed"), "{error}");
        let cut = gzip("1,2\n".repeat(1000).as_bytes());
        let error = message(lines(io::Cursor::new(cut[..cut.len() / 2].to_vec())));
        assert!(error.contains("cannot be read to its end"), "{error}");
    }

    #[test]
    fn a_silent_source_is_not_waited_for() {
        struct Silent(mpsc::Receiver<()>);
        impl Read for Silent {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                let _ = self.0.recv();
                Ok(0)
            }
        }
        let (hold, silent) = mpsc::channel();
        let source =
            silent_for(Duration::from_millis(20), bytes("1,2\n3,4\n").chain(Silent(silent)));
        let mut text = Text::new(source).unwrap();
        assert_eq!(text.line().unwrap().as_deref(), Some("1,2"));
        assert_eq!(text.line().unwrap().as_deref(), Some("3,4"));
        let error = text.line().unwrap_err().to_string();
        assert_eq!(error, "line 3 cannot be read to its end: nothing arrives for 0.02 s");
        drop(hold);
    }
}
