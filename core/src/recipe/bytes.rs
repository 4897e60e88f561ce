//! A recipe as bytes: a header, sections in ascending order of their tags, a checksum.
//!
//! [`guide::recipe_format`](crate::guide::recipe_format) says it byte by byte.

use super::{
    GroupList, Recipe, RecipeError, RuleSet, StatePrecision, Trained, recipe::LOSS,
    section::Section,
};
use crate::{
    Error,
    checksum::Checksum,
    words::{Malformed, WordReader, WordWriter, Words},
};

/// `THWR`.
const MAGIC: u32 = u32::from_le_bytes(*b"THWR");
pub(super) const VERSION: u32 = 1;
/// Magic, version and length.
const HEADER: usize = 12;
const CHECKSUM: usize = 4;
/// A decoder that does not know the section may go on behind it.
const MAY_BE_SKIPPED: u16 = 1 << 15;

/// A section that has a value.
fn put<T: Words>(to: &mut WordWriter<'_>, section: Section, value: Option<&T>) {
    let Some(value) = value else { return };
    to.word(WordWriter::length_of(value).wrapping_shl(16) as u32 | section as u32);
    value.write(to);
}

/// A value, where it is not the one that stands for a missing section.
fn unless<'a, T: PartialEq>(value: &'a T, missing: &T) -> Option<&'a T> {
    (value != missing).then_some(value)
}

impl<R: RuleSet, S: Words, const G: usize> Recipe<R, S, G> {
    fn put_sections(&self, to: &mut WordWriter<'_>) {
        put(to, Section::Rule, Some(&self.rule));
        put(to, Section::Precision, unless(&self.precision, &StatePrecision::F32));
        put(to, Section::Schedule, Some(&self.schedule));
        put(to, Section::Loss, unless(&self.loss, &LOSS));
        put(to, Section::Clip, self.clip.as_ref());
        put(to, Section::Decay, self.decay.as_ref());
        put(to, Section::Accumulation, unless(&self.accumulation, &1));
        put(to, Section::Batch, unless(&self.batch, &1));
        put(to, Section::Epochs, unless(&self.epochs, &1));
        put(to, Section::Seed, unless(&self.seed, &0));
        put(to, Section::Groups, unless(&self.groups, &GroupList::NONE));
        put(to, Section::Ema, self.ema.as_ref());
        put(to, Section::Swa, self.swa.as_ref());
        put(to, Section::EarlyStopping, self.early_stopping.as_ref());
        put(to, Section::Trained, unless(&self.trained, &Trained::All));
        put(to, Section::Unfreezing, self.unfreezing.as_ref());
        put(to, Section::L2Sp, self.l2_sp.as_ref());
        put(to, Section::Wise, self.wise.as_ref());
        put(to, Section::Lora, self.lora.as_ref());
        put(to, Section::Replay, unless(&self.replay, &0));
    }

    /// Writes the recipe to the beginning of `buffer`, and returns what was written.
    ///
    /// The same recipe has the same bytes, whatever the choice of rules and parts that it is written from.
    ///
    /// # Errors
    /// `buffer` is too small; the error says how many bytes are needed.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
        let (found, expected) = (buffer.len(), self.encoded_len());
        let too_small = Error::Length { what: "buffer", expected, found };
        let mut to = WordWriter::new(buffer.get_mut(..expected).ok_or(too_small)?);
        to.word(MAGIC);
        to.word(VERSION);
        to.word(expected as u32);
        self.put_sections(&mut to);
        let checksum = Checksum::of_little(to.written());
        to.word(checksum);
        Ok(to.into_bytes())
    }

    /// What tells it from other recipes: the CRC-32C that its bytes end with.
    ///
    /// ```
    /// use thalweg::{optimizer::Sgd, recipe::Recipe, schedule::{AnySchedule, Constant}};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule: AnySchedule = Constant::new(0.1)?.into();
    /// let recipe: Recipe = Recipe::new(Sgd, schedule);
    /// let mut buffer = [0; 64];
    /// assert!(recipe.encode(&mut buffer)?.ends_with(&recipe.fingerprint().to_le_bytes()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn fingerprint(&self) -> u32 {
        let mut to = WordWriter::summed_up();
        to.word(MAGIC);
        to.word(VERSION);
        to.word(self.encoded_len() as u32);
        self.put_sections(&mut to);
        to.checksum()
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self) -> usize {
        let mut counted = WordWriter::new(&mut []);
        self.put_sections(&mut counted);
        counted.len().saturating_add(HEADER + CHECKSUM)
    }

    /// Reads what [`encode`](Self::encode) has written, all of `bytes`.
    ///
    /// The schedule is in its range then; of the rest [`validate`](Self::validate) names what is wrong.
    ///
    /// # Errors
    /// Bytes that are no recipe, were changed, or ask for a rule or schedule that is not linked; an unknown
    /// section that may not be skipped.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecipeError> {
        let mut recipe = Self::new(R::none(), S::none());
        recipe.read_over(bytes).map(|()| recipe)
    }

    /// The same into a place, such as a static: the recipe does not cross the stack, and takes less flash to read.
    ///
    /// ```
    /// use thalweg::{optimizer::Sgd, recipe::Recipe, schedule::{AnySchedule, Constant}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let schedule: AnySchedule = Constant::new(0.1)?.into();
    /// let recipe: Recipe = Recipe::new(Sgd, schedule);
    /// let (mut buffer, mut place) = ([0; 64], None::<Recipe>);
    /// let bytes = recipe.encode(&mut buffer)?;
    /// Recipe::decode_into(&mut place, bytes)?;
    /// assert_eq!(place.as_ref(), Some(&recipe));
    /// assert!(Recipe::decode_into(&mut place, &bytes[1..]).is_err());
    /// assert_eq!(place, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`decode`](Self::decode); the place holds no recipe then.
    pub fn decode_into(place: &mut Option<Self>, bytes: &[u8]) -> Result<(), RecipeError> {
        let read = place.insert(Self::new(R::none(), S::none())).read_over(bytes);
        if read.is_err() {
            *place = None;
        }
        read
    }

    /// Reads sections into the values that stand for missing ones, where they stay.
    fn read_over(&mut self, bytes: &[u8]) -> Result<(), RecipeError> {
        let mut rest = open(bytes)?;
        let (mut last, mut found) = (0, 0_u32);
        while !rest.is_empty() {
            let cut = RecipeError::Section { section: "header", reason: Malformed::Cut };
            let (head, behind) = rest.split_first_chunk().ok_or(cut)?;
            let head = u32::from_le_bytes(*head);
            let (body, behind) = behind.split_at_checked((head >> 16) as usize).ok_or(cut)?;
            rest = behind;
            let tag = head as u16 & !MAY_BE_SKIPPED;
            if tag <= last {
                return Err(RecipeError::Order { tag });
            }
            last = tag;
            let Some(section) = Section::of(tag) else {
                if head as u16 & MAY_BE_SKIPPED == 0 {
                    return Err(RecipeError::UnknownSection { tag });
                }
                continue;
            };
            found |= section.bit();
            let mut body = WordReader::new(body);
            // Beside the others, as what its nodes are refused for is linked where somebody asks for it.
            let taken = if section == Section::Schedule {
                self.schedule.read_over(&mut body)
            } else {
                self.take(section, &mut body);
                Ok(())
            };
            if let Some(reason) = body.wrong().or(taken.err()) {
                return Err(RecipeError::Section { section: section.name(), reason });
            }
            let left = body.left();
            if left > 0 {
                return Err(RecipeError::TooLong { section: section.name(), left });
            }
        }
        let missing = |section: Section| Err(RecipeError::Missing { section: section.name() });
        if found & Section::Rule.bit() == 0 {
            return missing(Section::Rule);
        }
        if found & Section::Schedule.bit() == 0 {
            return missing(Section::Schedule);
        }
        Ok(())
    }

    /// The value of a section other than the schedule.
    #[inline(never)]
    fn take(&mut self, section: Section, body: &mut WordReader<'_>) {
        match section {
            Section::Rule => self.rule = R::read(body),
            Section::Precision => self.precision = Words::read(body),
            Section::Schedule => {}
            Section::Loss => self.loss = Words::read(body),
            Section::Clip => self.clip = Some(Words::read(body)),
            Section::Decay => self.decay = Some(Words::read(body)),
            Section::Accumulation => self.accumulation = body.word(),
            Section::Batch => self.batch = body.word(),
            Section::Epochs => self.epochs = body.word(),
            Section::Seed => self.seed = Words::read(body),
            Section::Groups => self.groups = Words::read(body),
            Section::Ema => self.ema = Some(Words::read(body)),
            Section::Swa => self.swa = Some(Words::read(body)),
            Section::EarlyStopping => self.early_stopping = Some(Words::read(body)),
            Section::Trained => self.trained = Words::read(body),
            Section::Unfreezing => self.unfreezing = Some(Words::read(body)),
            Section::L2Sp => self.l2_sp = Some(Words::read(body)),
            Section::Wise => self.wise = Some(Words::read(body)),
            Section::Lora => self.lora = Some(Words::read(body)),
            Section::Replay => self.replay = body.word(),
        }
    }
}

/// The bytes of the sections, after header and checksum were looked at.
fn open(bytes: &[u8]) -> Result<&[u8], RecipeError> {
    let mut header = WordReader::new(bytes);
    if header.word() != MAGIC {
        return Err(RecipeError::NotARecipe);
    }
    let (version, stated) = (header.word(), header.word());
    if version != VERSION {
        return Err(RecipeError::Version { found: version });
    }
    let found = bytes.len();
    let Some((checked, checksum)) =
        bytes.split_last_chunk::<CHECKSUM>().filter(|_| found == stated as usize)
    else {
        return Err(RecipeError::Length { stated, found });
    };
    let (stated, found) = (u32::from_le_bytes(*checksum), Checksum::of_little(checked));
    if stated != found {
        return Err(RecipeError::Checksum { stated, found });
    }
    Ok(checked.get(HEADER..).unwrap_or_default())
}
