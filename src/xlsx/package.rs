//! The zip archive of a workbook: parts by name, and the same archive with some of them replaced.
//!
//! The directory is read here and not by a zip library, for such libraries are made to be lenient: they keep
//! the last of two equal names and let entries overlap, and two programs then see two different workbooks.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::xlsx::directory::{self, Directory, Entry, Method};
use crate::xlsx::refusal::{Limits, Refusal};

/// Bytes that a part may have whatever its ratio: small ones repeat themselves honestly.
const SMALL: usize = 1_000_000;

/// A zip archive in memory. Copies share the bytes of the file.
#[derive(Debug, Clone)]
pub(super) struct Package {
    bytes: Arc<[u8]>,
    entries: Vec<Entry>,
    /// Indexes of entries by name, in lower case; without folders.
    names: BTreeMap<String, usize>,
    comment: String,
    limits: Limits,
}

impl Package {
    /// Opens an archive. Nothing is inflated yet.
    ///
    /// # Errors
    /// What is no archive, is damaged or encrypted, has entries that overlap or share a name,
    /// or goes beyond the limits.
    pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        if bytes.len() > limits.file {
            return Err(Refusal::TooLarge(format!("more than {} bytes", limits.file)));
        }
        let Directory { entries, comment } = directory::read(bytes, limits)?;
        let mut names = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let name = normal(&entry.name());
            if names.insert(name, index).is_some() {
                let what = format!("two of its parts are named {}", entry.name());
                return Err(Refusal::Hostile(what));
            }
        }
        names.retain(|name, _| !name.ends_with('/'));
        // What a part claims is the most that is ever inflated of it, so the sum is a promise.
        let total = entries.iter().fold(0, |sum: u64, entry| sum.saturating_add(entry.size));
        if total > limits.total as u64 {
            return Err(Refusal::TooLarge(format!("more than {} bytes, inflated", limits.total)));
        }
        Ok(Self { bytes: bytes.into(), entries, names, comment, limits: *limits })
    }

    /// Names of its parts in the order of the file, as they are written.
    pub(super) fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.entries.iter().map(Entry::name).filter(|name| !name.ends_with(['/', '\\']))
    }

    /// Whether there is a part of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
    }

    /// The comment of the archive.
    pub(super) fn comment(&self) -> &str {
        &self.comment
    }

    /// The limits that it was opened with.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The bytes of a part, inflated anew at each call. Upper and lower case are the same, and so
    /// are both slashes; one at the front makes no difference.
    ///
    /// # Errors
    /// A part that is missing, is damaged, or goes beyond the limits.
    pub(super) fn part(&self, name: &str) -> Result<Cow<'_, [u8]>, Refusal> {
        let index = self.names.get(&normal(name));
        let Some(entry) = index.and_then(|index| self.entries.get(*index)) else {
            return Err(Refusal::Damaged(format!("{name} is missing")));
        };
        let bytes = self.inflate(entry, name)?;
        let mut sum = flate2::Crc::new();
        sum.update(&bytes);
        if sum.sum() != entry.checksum {
            let what = format!("the checksum of {name} does not fit its bytes");
            return Err(Refusal::Damaged(what));
        }
        Ok(bytes)
    }

    fn inflate(&self, entry: &Entry, name: &str) -> Result<Cow<'_, [u8]>, Refusal> {
        let raw = self.raw(entry);
        let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
        if size > self.limits.part {
            let what = format!("{name} has more than {} bytes, inflated", self.limits.part);
            return Err(Refusal::TooLarge(what));
        }
        if size > SMALL && size / raw.len().max(1) >= self.limits.ratio {
            let what = format!("{name} is more than {} times its packed size", self.limits.ratio);
            return Err(Refusal::TooLarge(what));
        }
        let bytes = match entry.method {
            Method::Stored => Cow::Borrowed(raw),
            Method::Deflated => {
                // The room is asked for once, and the system gives it as it is filled.
                let mut bytes = Vec::with_capacity(size.saturating_add(1));
                let mut decoder = DeflateDecoder::new(raw).take(entry.size.saturating_add(1));
                let read = decoder.read_to_end(&mut bytes);
                read.map_err(|_| Refusal::Damaged(format!("{name} cannot be inflated")))?;
                Cow::Owned(bytes)
            }
            Method::Other => {
                return Err(Refusal::Damaged(format!(
                    "{name} is packed in a way that no spreadsheet program uses"
                )));
            }
        };
        if bytes.len() != size {
            return Err(Refusal::Damaged(format!("{name} has not the size that it claims")));
        }
        Ok(bytes)
    }

    fn raw(&self, entry: &Entry) -> &[u8] {
        self.bytes.get(entry.packed.clone()).unwrap_or_default()
    }

    /// The archive with other bytes for some parts, which are there, and another comment. All other parts
    /// keep their packed bytes, their dates and their place in the order.
    /// The same archive, parts and comment give the same bytes.
    ///
    /// # Errors
    /// A part that is not there, or an archive of more than 4 GB.
    pub(super) fn write(
        &self,
        replaced: &BTreeMap<String, Vec<u8>>,
        comment: &str,
    ) -> Result<Vec<u8>, Refusal> {
        let mut by_index = BTreeMap::new();
        for (name, bytes) in replaced {
            let index = self.names.get(&normal(name));
            let index = index.ok_or_else(|| Refusal::Damaged(format!("{name} is missing")))?;
            by_index.insert(*index, bytes);
        }
        let mut archive = directory::Archive::default();
        for (index, entry) in self.entries.iter().enumerate() {
            match by_index.get(&index) {
                None => archive.add(entry, self.raw(entry))?,
                Some(bytes) => {
                    let packed = deflate(bytes)?;
                    archive.add(&entry.holding(bytes), &packed)?;
                }
            }
        }
        archive.finish(comment)
    }

    /// Where the packed bytes of a part stand in the file; for tests.
    #[cfg(test)]
    fn packed(&self, name: &str) -> Option<&[u8]> {
        let entry = self.entries.get(*self.names.get(&normal(name))?)?;
        self.bytes.get(entry.packed.clone())
    }
}

/// A name as it is looked up.
pub(super) fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

fn deflate(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_err(|error| Refusal::Damaged(format!("cannot pack: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.set_comment("hello").unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn open(bytes: &[u8]) -> Result<Package, Refusal> {
        Package::open(bytes, &Limits::default())
    }

    #[test]
    fn parts_are_found_in_any_spelling() {
        let bytes = archive(&[("xl\\Workbook.xml", "one"), ("b.xml", "two"), ("folder/", "")]);
        let package = open(&bytes).unwrap();
        assert_eq!(package.names().collect::<Vec<_>>(), ["xl\\Workbook.xml", "b.xml"]);
        for name in ["xl/workbook.xml", "/XL/workbook.xml", "\\xl\\workbook.xml"] {
            assert_eq!(package.part(name).unwrap().as_ref(), b"one", "{name}");
        }
        assert!(package.has("B.xml") && !package.has("folder/") && !package.has("c.xml"));
        assert!(matches!(package.part("c.xml"), Err(Refusal::Damaged(_))));
        assert_eq!(package.comment(), "hello");
    }

    #[test]
    fn what_is_not_replaced_keeps_its_packed_bytes() {
        let long = "text ".repeat(1_000);
        let bytes = archive(&[("a.xml", &long), ("b.xml", "old"), ("../c.bin", "odd")]);
        let package = open(&bytes).unwrap();
        let replaced = BTreeMap::from([("B.xml".to_owned(), b"new".to_vec())]);
        let written = package.write(&replaced, "Ä comment").unwrap();
        assert_eq!(written, package.write(&replaced, "Ä comment").unwrap());
        let again = open(&written).unwrap();
        assert_eq!(again.names().collect::<Vec<_>>(), ["a.xml", "b.xml", "../c.bin"]);
        assert_eq!(again.packed("a.xml"), package.packed("a.xml"));
        assert_eq!(again.packed("../c.bin"), package.packed("../c.bin"));
        assert_eq!(again.part("b.xml").unwrap().as_ref(), b"new");
        assert_eq!(again.comment(), "Ä comment");
        // Another reader agrees.
        let mut other = zip::ZipArchive::new(Cursor::new(&written)).unwrap();
        let mut text = String::new();
        other.by_name("a.xml").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, long);
        assert!(package.write(&BTreeMap::from([("d".to_owned(), Vec::new())]), "").is_err());
    }

    #[test]
    fn twins_are_refused() {
        for twin in ["A.XML", "/a.xml", "\\a.xml"] {
            let bytes = archive(&[("a.xml", "1"), (twin, "2")]);
            assert!(matches!(open(&bytes), Err(Refusal::Hostile(_))), "{twin}");
        }
    }

    #[test]
    fn limits_hold_before_anything_is_inflated() {
        let big = " ".repeat(2_000_000);
        let bytes = archive(&[("a.xml", &big), ("b.xml", "x")]);
        let part = |limits: &Limits| Package::open(&bytes, limits)?.part("a.xml").map(drop);
        let generous = Limits { ratio: 1_000_000, ..Limits::default() };
        assert_eq!(part(&generous), Ok(()));
        for limits in [
            Limits::default(),
            Limits { file: 100, ..generous },
            Limits { total: 2_000_000, ..generous },
            Limits { part: 1_999_999, ..generous },
            Limits { parts: 1, ..generous },
        ] {
            assert!(matches!(part(&limits), Err(Refusal::TooLarge(_))), "{limits:?}");
        }
    }
}
