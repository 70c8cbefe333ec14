//! The directory at the end of a zip archive, read strictly and written plainly (APPNOTE.TXT 6.3.10, section 4.3).

use std::borrow::Cow;
use std::ops::Range;

use crate::xlsx::refusal::{Limits, Refusal};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;

/// Bytes of the records, without names and what else varies.
const LOCAL_LENGTH: usize = 30;
const CENTRAL_LENGTH: usize = 46;
const END_LENGTH: usize = 22;
const END_64_LENGTH: usize = 56;
const LOCATOR_64_LENGTH: usize = 20;

/// Bytes of a name. The longest honest ones have a tenth of it.
const MOST_NAME: usize = 2_000;
/// 1980-01-01, the first day that the format knows.
const FIRST_DAY: u32 = 0x0021_0000;
/// Bit of the flags: encrypted.
const ENCRYPTED: u16 = 1;
/// Bit of the flags: the name is UTF-8.
const UTF_8: u16 = 1 << 11;

/// What an archive says of itself.
#[derive(Debug)]
pub(super) struct Directory {
    /// Its entries in the order of their directory.
    pub(super) entries: Vec<Entry>,
    /// Its comment.
    pub(super) comment: String,
}

/// One file or folder of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    name: Vec<u8>,
    flags: u16,
    /// Time and date, as they stand in the file.
    moment: u32,
    /// The number of the method; [`Entry::method`] is what it means.
    packing: u16,
    /// How its bytes are packed.
    pub(super) method: Method,
    /// CRC-32 of the bytes.
    pub(super) checksum: u32,
    /// How many bytes it claims to have. Never believed, and never exceeded.
    pub(super) size: u64,
    /// Place of its packed bytes in the file.
    pub(super) packed: Range<usize>,
    /// Attributes of the systems that know them: internal 2 bytes, external 4 bytes.
    attributes: (u16, u32),
    /// Which system wrote it.
    made_by: u16,
    /// Where its own header begins.
    header: usize,
}

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Not at all.
    Stored,
    /// Deflated, as all spreadsheet programs do.
    Deflated,
    /// In a way that is copied and not read.
    Other,
}

/// Reads the directory of an archive.
///
/// # Errors
/// What is no archive or cut off, contradicts itself, overlaps, is encrypted, or has too many entries.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Directory, Refusal> {
    let end = find_end(bytes).ok_or_else(|| damaged("the end of the archive is missing"))?;
    let comment = take(bytes, end + END_LENGTH, usize::from(half(bytes, end + 20)?))?;
    let Bounds { from, to, count, shift } = place(bytes, end)?;
    if count > limits.parts as u64 {
        return Err(Refusal::TooLarge(format!("more than {} parts", limits.parts)));
    }
    let mut entries = Vec::new();
    let mut at = from;
    while at < to {
        let (entry, next) = entry(bytes, at, shift)?;
        entries.push(entry);
        at = next;
        if entries.len() as u64 > count {
            break;
        }
    }
    if at != to || entries.len() as u64 != count {
        return Err(damaged("the directory of the archive does not fit its length"));
    }
    overlaps(&entries, from)?;
    Ok(Directory { entries, comment: String::from_utf8_lossy(comment).into_owned() })
}

impl Entry {
    /// Its name as it is written.
    pub(super) fn name(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.name)
    }

    /// The same entry for other bytes, which are going to be deflated.
    pub(super) fn holding(&self, bytes: &[u8]) -> Self {
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        Self {
            flags: self.flags & UTF_8,
            moment: FIRST_DAY,
            packing: 8,
            method: Method::Deflated,
            checksum: sum.sum(),
            size: bytes.len() as u64,
            ..self.clone()
        }
    }
}

/// An archive that is being written.
#[derive(Debug, Default)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    /// Adds an entry with bytes that are packed already.
    ///
    /// # Errors
    /// More than 4 GB or 65,535 entries.
    pub(super) fn add(&mut self, entry: &Entry, packed: &[u8]) -> Result<(), Refusal> {
        let offset = narrow(self.bytes.len() as u64)?;
        // Sizes stand in the header, so no descriptor follows the bytes, whatever the original had.
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend((entry.flags & (UTF_8 | 0b110)).to_le_bytes());
        common.extend(entry.packing.to_le_bytes());
        common.extend(entry.moment.to_le_bytes());
        common.extend(entry.checksum.to_le_bytes());
        common.extend(narrow(packed.len() as u64)?.to_le_bytes());
        common.extend(narrow(entry.size)?.to_le_bytes());
        let length = u16::try_from(entry.name.len()).map_err(|_| damaged("a name is too long"))?;
        common.extend(length.to_le_bytes());
        common.extend(0u16.to_le_bytes());

        self.bytes.extend(LOCAL.to_le_bytes());
        self.bytes.extend(&common);
        self.bytes.extend(&entry.name);
        self.bytes.extend(packed);

        self.directory.extend(CENTRAL.to_le_bytes());
        self.directory.extend(entry.made_by.to_le_bytes());
        self.directory.extend(&common);
        self.directory.extend([0; 4]);
        self.directory.extend(entry.attributes.0.to_le_bytes());
        self.directory.extend(entry.attributes.1.to_le_bytes());
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(&entry.name);
        let too_many = || Refusal::TooLarge("more than 65,535 parts".to_owned());
        self.count = self.count.checked_add(1).ok_or_else(too_many)?;
        Ok(())
    }

    /// The file, with a comment at its end. A comment is cut at 65,535 bytes.
    ///
    /// # Errors
    /// More than 4 GB.
    pub(super) fn finish(mut self, comment: &str) -> Result<Vec<u8>, Refusal> {
        let offset = narrow(self.bytes.len() as u64)?;
        let length = narrow(self.directory.len() as u64)?;
        let mut most = comment.len().min(usize::from(u16::MAX));
        while !comment.is_char_boundary(most) {
            most -= 1;
        }
        let comment = comment.get(..most).unwrap_or_default();
        self.bytes.append(&mut self.directory);
        self.bytes.extend(END.to_le_bytes());
        self.bytes.extend([0; 4]);
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(offset.to_le_bytes());
        self.bytes.extend(u16::try_from(most).unwrap_or(0).to_le_bytes());
        self.bytes.extend(comment.as_bytes());
        Ok(self.bytes)
    }
}

/// Where the directory stands.
struct Bounds {
    from: usize,
    to: usize,
    count: u64,
    /// Bytes before the archive; offsets in it do not count them.
    shift: u64,
}

/// The last end record that fits in the file. A comment may hold what looks like one.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        let is_end = word(bytes, *at).is_ok_and(|signature| signature == END);
        let comment = half(bytes, at + 20).map_or(usize::MAX, usize::from);
        is_end && comment <= last - at
    })
}

fn place(bytes: &[u8], end: usize) -> Result<Bounds, Refusal> {
    let mut count = u64::from(half(bytes, end + 10)?);
    let mut length = u64::from(word(bytes, end + 12)?);
    let mut offset = u64::from(word(bytes, end + 16)?);
    let mut to = end;
    let is_64 = count == 0xFFFF || length == 0xFFFF_FFFF || offset == 0xFFFF_FFFF;
    if let Some(record) = end_64(bytes, end).filter(|_| is_64) {
        count = long(bytes, record + 32)?;
        length = long(bytes, record + 40)?;
        offset = long(bytes, record + 48)?;
        to = record;
    } else if half(bytes, end + 4)? != 0 || half(bytes, end + 6)? != 0 {
        return Err(damaged("the archive is one of several volumes"));
    }
    // The records after the directory may be of zip64 though nothing in it needs them.
    if let Some(record) = end_64(bytes, end).filter(|_| !is_64) {
        to = record;
    }
    let outside = || damaged("the directory of the archive lies outside of it");
    let from = usize::try_from(length).ok().and_then(|length| to.checked_sub(length));
    let from = from.ok_or_else(outside)?;
    let shift = (from as u64).checked_sub(offset).ok_or_else(outside)?;
    Ok(Bounds { from, to, count, shift })
}

/// The end record of zip64, which stands right before its locator, which stands right before the other end record.
fn end_64(bytes: &[u8], end: usize) -> Option<usize> {
    let locator = end.checked_sub(LOCATOR_64_LENGTH)?;
    let record = locator.checked_sub(END_64_LENGTH)?;
    let are_there = word(bytes, locator) == Ok(LOCATOR_64) && word(bytes, record) == Ok(END_64);
    are_there.then_some(record)
}

/// The entry at a place of the directory, and where the next one begins.
fn entry(bytes: &[u8], at: usize, shift: u64) -> Result<(Entry, usize), Refusal> {
    if word(bytes, at)? != CENTRAL {
        return Err(damaged("the directory of the archive is broken"));
    }
    let lengths = [half(bytes, at + 28)?, half(bytes, at + 30)?, half(bytes, at + 32)?];
    let [name, extra, comment] = lengths.map(usize::from);
    if name > MOST_NAME {
        return Err(Refusal::Hostile(format!("a part has a name of more than {MOST_NAME} bytes")));
    }
    let name_at = at + CENTRAL_LENGTH;
    let name_bytes = take(bytes, name_at, name)?.to_vec();
    let extra_bytes = take(bytes, name_at + name, extra)?;
    let mut sizes = [
        u64::from(word(bytes, at + 24)?),
        u64::from(word(bytes, at + 20)?),
        u64::from(word(bytes, at + 42)?),
    ];
    widen(&mut sizes, extra_bytes)?;
    let [size, packed_size, offset] = sizes;
    let flags = half(bytes, at + 8)?;
    if flags & ENCRYPTED != 0 {
        return Err(Refusal::Encrypted);
    }
    let packing = half(bytes, at + 10)?;
    let header = usize::try_from(offset.saturating_add(shift)).unwrap_or(usize::MAX);
    let packed = packed(bytes, header, &name_bytes, packing, packed_size)?;
    let entry = Entry {
        name: name_bytes,
        flags,
        moment: word(bytes, at + 12)?,
        packing,
        method: match packing {
            0 => Method::Stored,
            8 => Method::Deflated,
            _ => Method::Other,
        },
        checksum: word(bytes, at + 16)?,
        size,
        packed,
        attributes: (half(bytes, at + 36)?, word(bytes, at + 38)?),
        made_by: half(bytes, at + 4)?,
        header,
    };
    Ok((entry, name_at + name + extra + comment))
}

/// Sizes and the offset that do not fit in four bytes stand in the extra field 1, in this order (APPNOTE 4.5.3).
fn widen(sizes: &mut [u64; 3], extra: &[u8]) -> Result<(), Refusal> {
    if sizes.iter().all(|size| *size != 0xFFFF_FFFF) {
        return Ok(());
    }
    let mut at = 0;
    while at + 4 <= extra.len() {
        let length = usize::from(half(extra, at + 2)?);
        if half(extra, at)? == 1 {
            let field = take(extra, at + 4, length)?;
            let mut from = 0;
            for size in sizes.iter_mut().filter(|size| **size == 0xFFFF_FFFF) {
                *size = long(field, from)?;
                from += 8;
            }
            return Ok(());
        }
        at += 4 + length;
    }
    Ok(())
}

/// Where the packed bytes of an entry stand, by its own header, which must say the same as the directory.
fn packed(
    bytes: &[u8],
    header: usize,
    name: &[u8],
    packing: u16,
    size: u64,
) -> Result<Range<usize>, Refusal> {
    if word(bytes, header)? != LOCAL {
        return Err(damaged("a part is not where the directory of the archive says"));
    }
    let lengths = [half(bytes, header + 26)?, half(bytes, header + 28)?].map(usize::from);
    let [name_length, extra] = lengths;
    let is_same = take(bytes, header + LOCAL_LENGTH, name_length)? == name;
    if !is_same || half(bytes, header + 8)? != packing {
        let what = "a part and the directory of the archive contradict each other";
        return Err(Refusal::Hostile(what.to_owned()));
    }
    let from = header + LOCAL_LENGTH + name_length + extra;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    take(bytes, from, size)?;
    Ok(from..from + size)
}

/// Entries that share bytes make an archive of many times its size.
fn overlaps(entries: &[Entry], directory: usize) -> Result<(), Refusal> {
    let mut spans: Vec<(usize, usize)> =
        entries.iter().map(|entry| (entry.header, entry.packed.end)).collect();
    spans.sort_unstable();
    let nexts = spans.iter().skip(1).map(|(from, _)| *from).chain([directory]);
    if spans.iter().zip(nexts).any(|((_, to), next)| *to > next) {
        return Err(Refusal::Hostile("its parts overlap".to_owned()));
    }
    Ok(())
}

fn take(bytes: &[u8], from: usize, length: usize) -> Result<&[u8], Refusal> {
    let to = from.checked_add(length);
    to.and_then(|to| bytes.get(from..to)).ok_or_else(|| damaged("it is cut off"))
}

fn half(bytes: &[u8], at: usize) -> Result<u16, Refusal> {
    let taken = take(bytes, at, 2)?.try_into();
    taken.map(u16::from_le_bytes).map_err(|_| damaged("it is cut off"))
}

fn word(bytes: &[u8], at: usize) -> Result<u32, Refusal> {
    let taken = take(bytes, at, 4)?.try_into();
    taken.map(u32::from_le_bytes).map_err(|_| damaged("it is cut off"))
}

fn long(bytes: &[u8], at: usize) -> Result<u64, Refusal> {
    let taken = take(bytes, at, 8)?.try_into();
    taken.map(u64::from_le_bytes).map_err(|_| damaged("it is cut off"))
}

fn narrow(number: u64) -> Result<u32, Refusal> {
    u32::try_from(number).map_err(|_| Refusal::TooLarge("more than 4 GB".to_owned()))
}

fn damaged(what: &str) -> Refusal {
    Refusal::Damaged(what.to_owned())
}
