//! What a downloaded sheet says of itself: portal, path, form, commit, day, digest.
//!
//! Our own workbooks carry it as document properties. A publisher's workbook keeps all its parts,
//! so there it is one line in the comment of the zip archive.

use std::collections::BTreeMap;

/// What a sheet says of itself. What it does not say is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Address of the portal.
    pub portal: String,
    /// Path of the file below it, without a leading slash.
    pub path: String,
    /// The form, as `caiq-lite@4.0.3`.
    pub form: String,
    /// Id of the variant, where answers differ.
    pub variant: String,
    /// `nda` where the portal is for readers under NDA.
    pub audience: String,
    /// Short hash of the commit; `+dirty` behind it when files differed.
    pub commit: String,
    /// The day that it speaks of, `2026-11-21`.
    pub as_of: String,
    /// Version of the program that wrote it.
    pub version: String,
    /// SHA-256 over the texts of its cells, in hexadecimal.
    pub digest: String,
}

/// Stands before each name among the properties of a document.
const PREFIX: &str = "trust-";
/// How the line begins.
const HEAD: &str = "trust-sheet";

impl Stamp {
    /// Name and value of each thing said, in a fixed order.
    #[must_use]
    pub fn properties(&self) -> Vec<(String, &str)> {
        self.parts().into_iter().map(|(name, value)| (format!("{PREFIX}{name}"), value)).collect()
    }

    /// The same as one line: `trust-sheet portal=https://... path=...`.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = HEAD.to_owned();
        for (name, value) in self.parts() {
            // Blanks separate.
            let value = value.replace('%', "%25").replace(' ', "%20");
            line.push_str(&format!(" {name}={value}"));
        }
        line
    }

    /// Reads the properties of a document; `None` where it says nothing of us.
    #[must_use]
    pub fn of_properties(properties: &BTreeMap<String, String>) -> Option<Self> {
        let own = properties
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?, value.as_str())));
        Self::of(own)
    }

    /// Reads the line; `None` where it is another one.
    #[must_use]
    pub fn of_line(line: &str) -> Option<Self> {
        let (head, rest) = line.trim().split_once(' ')?;
        if head != HEAD {
            return None;
        }
        let parts = rest.split(' ').filter_map(|part| part.split_once('='));
        let parts: Vec<(&str, String)> = parts
            .map(|(name, value)| (name, value.replace("%20", " ").replace("%25", "%")))
            .collect();
        Self::of(parts.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// Whether the files differed from the commit, so that it alone does not give the sheet again.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.commit.ends_with("+dirty")
    }

    fn parts(&self) -> Vec<(&'static str, &str)> {
        let all: [(&'static str, &String); 9] = [
            ("portal", &self.portal),
            ("path", &self.path),
            ("form", &self.form),
            ("variant", &self.variant),
            ("audience", &self.audience),
            ("commit", &self.commit),
            ("as-of", &self.as_of),
            ("version", &self.version),
            ("digest", &self.digest),
        ];
        let said = all.into_iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| (name, value.as_str())).collect()
    }

    fn of<'p>(parts: impl Iterator<Item = (&'p str, &'p str)>) -> Option<Self> {
        let mut stamp = Self::default();
        for (name, value) in parts {
            let value = value.to_owned();
            match name {
                "portal" => stamp.portal = value,
                "path" => stamp.path = value,
                "form" => stamp.form = value,
                "variant" => stamp.variant = value,
                "audience" => stamp.audience = value,
                "commit" => stamp.commit = value,
                "as-of" => stamp.as_of = value,
                "version" => stamp.version = value,
                "digest" => stamp.digest = value,
                // A later version may say more.
                _ => {}
            }
        }
        (!stamp.portal.is_empty()).then_some(stamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        let text = str::to_owned;
        Stamp {
            portal: text("https://trust.acme.example/"),
            path: text("caiq/caiq-4.0.3.xlsx"),
            form: text("caiq@4.0.3"),
            variant: String::new(),
            audience: text("nda"),
            commit: text("0123456789ab+dirty"),
            as_of: text("2026-11-21"),
            version: text("0.1.0"),
            digest: "ab".repeat(32),
        }
    }

    #[test]
    fn a_line_reads_back() {
        assert_eq!(Stamp::of_line(&stamp().line()), Some(stamp()));
        assert!(stamp().is_dirty());
        let odd = Stamp { portal: "https://a.example/b%20c d%25/".to_owned(), ..stamp() };
        assert_eq!(Stamp::of_line(&odd.line()), Some(odd));
    }

    #[test]
    fn properties_read_back() {
        let own = stamp();
        let properties = own.properties().into_iter().map(|(name, value)| (name, value.to_owned()));
        assert_eq!(Stamp::of_properties(&properties.collect()), Some(own));
    }

    #[test]
    fn other_comments_say_nothing() {
        for line in ["", "made by hand", "trust-sheet", "other portal=https://a.example"] {
            assert_eq!(Stamp::of_line(line), None, "{line}");
        }
    }
}
