//! What is written: a sorted map from path to bytes, in memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

/// Output files by path; paths use `/`, are relative and never climb.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, Arc<File>>,
}

/// What a file holds. Trees that are built one after the other share the files
/// that are equal, and with them the digest.
#[derive(Debug, Default)]
pub struct File {
    bytes: Vec<u8>,
    digest: OnceLock<[u8; 32]>,
}

impl File {
    /// A file of these bytes.
    #[must_use]
    pub fn new(mut bytes: Vec<u8>) -> Self {
        // A tree of many pages would otherwise hold their spare room too.
        bytes.shrink_to_fit();
        Self { bytes, digest: OnceLock::new() }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The SHA-256 of the bytes, computed once.
    pub fn digest(&self) -> [u8; 32] {
        *self.digest.get_or_init(|| Sha256::digest(&self.bytes).into())
    }
}

/// The SHA-256 of bytes in hexadecimal, in lower case.
#[must_use]
pub fn hex_digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal, in lower case.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for File {}

/// Why a file was not added to a [`Tree`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Another file has that path already, or the same path in other letter case.
    Taken(String),
    /// The path is absolute, empty, climbs with `..`, or has a part that some file system reserves.
    Unsafe(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Taken(path) => write!(f, "two outputs claim the path `{path}`"),
            Self::Unsafe(path) => write!(f, "`{path}` is not a safe path for an output"),
        }
    }
}

impl Tree {
    /// A tree without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When the path is taken or not safe to write.
    pub fn add(
        &mut self,
        path: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
    ) -> Result<(), Refused> {
        self.share(path, Arc::new(File::new(bytes.into())))
    }

    /// Adds a file that other trees may hold too.
    ///
    /// # Errors
    /// When the path is taken or not safe to write.
    pub fn share(&mut self, path: impl Into<String>, file: Arc<File>) -> Result<(), Refused> {
        let path = path.into();
        if !is_safe(&path) {
            return Err(Refused::Unsafe(path));
        }
        match self.files.entry(path) {
            Entry::Occupied(taken) => Err(Refused::Taken(taken.key().clone())),
            Entry::Vacant(free) => {
                free.insert(file);
                Ok(())
            }
        }
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|file| file.bytes())
    }

    /// Every file, sorted by path.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.bytes()))
    }

    /// Every file as it is shared, sorted by path.
    #[must_use]
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &Arc<File>)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Sum of the sizes in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.files.values().map(|file| file.bytes().len()).sum()
    }
}

/// Whether a path can be written below a folder on every file system that we know.
#[must_use]
pub fn is_safe(path: &str) -> bool {
    !path.is_empty() && path.len() <= 400 && path.split('/').all(is_safe_part)
}

/// Whether one part of a path is a plain name: no `..`, no control or reserved
/// character, no trailing dot or blank, no device name of Windows.
#[must_use]
pub fn is_safe_part(part: &str) -> bool {
    let forbidden =
        |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    !part.is_empty()
        && part.len() <= 120
        && part != "."
        && part != ".."
        && !part.ends_with(['.', ' '])
        && !part.contains(forbidden)
        && !is_device_name(part)
}

/// Whether Windows reserves the name for a device, with or without an extension.
#[must_use]
pub fn is_device_name(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_paths_are_refused() {
        for bad in [
            "",
            "/etc/x",
            "../x",
            "a/../b",
            "a//b",
            "a\\b",
            "a:b",
            "con",
            "a/NUL.txt",
            "a.",
            "a ",
            "a\nb",
            "com1",
        ] {
            assert!(!is_safe(bad), "{bad:?}");
        }
        for good in
            ["index.html", ".well-known/security.txt", "_headers", "a/b-c/index.html", "console/x"]
        {
            assert!(is_safe(good), "{good:?}");
        }
    }

    #[test]
    fn a_path_is_claimed_once() {
        let mut tree = Tree::new();
        assert_eq!(tree.add("a", "1"), Ok(()));
        assert_eq!(tree.add("a", "2"), Err(Refused::Taken("a".into())));
        assert_eq!(tree.get("a"), Some(&b"1"[..]));
    }
}
