//! Names of things: short, safe in paths, links and anchors.

use std::fmt;
use std::sync::Arc;

use crate::diag::Sink;
use crate::source::decode::{Decode, parsed};
use crate::source::yaml::Node;
use crate::tree::is_device_name;

/// The longest id, in characters.
const LONGEST: usize = 80;

/// Whether a text is a slug: `a-z`, `0-9` and `-`, no device name of an operating system.
fn check_slug(text: &str) -> Result<(), String> {
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if text.is_empty() || text.len() > LONGEST || !plain || text.starts_with('-') {
        return Err(format!("`{}` is not an id", shortened(text)));
    }
    if is_device_name(text) {
        return Err(format!("`{text}` is a reserved name on Windows and cannot be an id"));
    }
    Ok(())
}

/// Whether a text is the id of a notice: like a slug, capital letters allowed.
fn check_notice_id(text: &str) -> Result<(), String> {
    check_slug(&text.to_ascii_lowercase())
        .map_err(|_| format!("`{}` is not the id of a notice", shortened(text)))
}

/// The text, cut for a message.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(40).chain(['…']).collect()
    }
}

/// Declares an id type: cheap to clone, sorted by its text, read from YAML.
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $check:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Checks and keeps the text of an id.
            ///
            /// # Errors
            /// When the text cannot be an id; the reason is a phrase for a message.
            pub fn new(text: &str) -> Result<Self, String> {
                $check(text).map(|()| Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl Decode for $name {
            fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
                parsed(node, $what, "bad-id", sink, Self::new)
            }
        }
    };
}

id_type!(
    /// Names an answer.
    AnswerId, check_slug, "an id of a-z, 0-9 and `-`, up to 80 characters"
);
id_type!(
    /// Names a topic.
    TopicId, check_slug, "an id of a-z, 0-9 and `-`, up to 80 characters"
);
id_type!(
    /// Names a variant.
    VariantId, check_slug, "an id of a-z, 0-9 and `-`, up to 80 characters"
);
id_type!(
    /// Names an attestation or a document: what may be evidence.
    EvidenceId, check_slug, "an id of a-z, 0-9 and `-`, up to 80 characters"
);
id_type!(
    /// Names a sub-processor.
    SubprocessorId, check_slug, "an id of a-z, 0-9 and `-`, up to 80 characters"
);
id_type!(
    /// Names a category of data.
    CategoryId, check_slug, "an id of a-z, 0-9 and `-`, up to 80 characters"
);
id_type!(
    /// Names a notice class.
    ClassId, check_slug, "an id of a-z, 0-9 and `-`, up to 80 characters"
);
id_type!(
    /// Names a notice, as `SPN-2026-007`.
    NoticeId, check_notice_id, "an id of letters, digits and `-`, such as SPN-2026-007"
);

impl NoticeId {
    /// The part of its permalink.
    #[must_use]
    pub fn slug(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_ids_are_refused() {
        let long = "a".repeat(81);
        let hostile = [
            "",
            "../x",
            "..",
            ".",
            "/etc/x",
            "a/b",
            "a\\b",
            "con",
            "nul",
            "com1",
            "a:b",
            "a.",
            "A",
            "ä",
            "a b",
            "-a",
            "a\u{0}",
            "a\n",
            "%2e",
            "<b>",
            "a?b",
            "a#b",
            "&",
            "=1",
            "{{x}}",
            long.as_str(),
        ];
        for id in hostile {
            assert!(AnswerId::new(id).is_err(), "{id:?}");
        }
        for id in ["a", "soc2-type2", "2fa", "console"] {
            assert!(AnswerId::new(id).is_ok(), "{id:?}");
        }
        assert!(NoticeId::new("SPN-2026-007").is_ok_and(|id| id.slug() == "spn-2026-007"));
        assert!(NoticeId::new("../7").is_err());
    }
}
