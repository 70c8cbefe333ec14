//! Who may read what. Nothing is public by omission.

use crate::diag::Sink;
use crate::source::decode::{Decode, word};
use crate::source::yaml::Node;

/// Who may read a thing; a wider audience comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Who has signed a confidentiality agreement.
    Nda,
    /// The organisation itself: never published.
    #[default]
    Internal,
}

impl Audience {
    /// The word in YAML, options and outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Nda => "nda",
            Self::Internal => "internal",
        }
    }

    /// Whether a reader of this audience may see a thing meant for `thing`.
    #[must_use]
    pub fn may_see(self, thing: Audience) -> bool {
        thing <= self && thing != Self::Internal
    }
}

impl Decode for Audience {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = [("public", Self::Public), ("nda", Self::Nda), ("internal", Self::Internal)];
        word(node, "an audience", &words, sink)
    }
}

/// How a file is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// The title is public; the file goes to whom asks for it, and to readers under NDA.
    OnRequest,
    /// As its audience says.
    Audience(Audience),
    /// Nobody outside.
    #[default]
    Closed,
}

impl Access {
    /// Whether a reader may know that the file exists.
    #[must_use]
    pub fn lists_for(self, reader: Audience) -> bool {
        match self {
            Self::OnRequest => true,
            Self::Audience(audience) => reader.may_see(audience),
            Self::Closed => false,
        }
    }

    /// Whether a reader gets the file itself.
    #[must_use]
    pub fn opens_for(self, reader: Audience) -> bool {
        match self {
            Self::OnRequest => reader.may_see(Audience::Nda),
            Self::Audience(audience) => reader.may_see(audience),
            Self::Closed => false,
        }
    }
}

impl Decode for Access {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = [
            ("public", Self::Audience(Audience::Public)),
            ("on-request", Self::OnRequest),
            ("nda", Self::Audience(Audience::Nda)),
            ("internal", Self::Closed),
        ];
        word(node, "an audience or `on-request`", &words, sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_readers_and_three_things() {
        use Audience::{Internal, Nda, Public};
        let seen = |reader: Audience| [Public, Nda, Internal].map(|thing| reader.may_see(thing));
        assert_eq!(seen(Public), [true, false, false]);
        assert_eq!(seen(Nda), [true, true, false]);
        assert_eq!(seen(Internal), [true, true, false]);
    }

    #[test]
    fn on_request_shows_the_title_alone() {
        assert!(Access::OnRequest.lists_for(Audience::Public));
        assert!(!Access::OnRequest.opens_for(Audience::Public));
        assert!(Access::OnRequest.opens_for(Audience::Nda));
        assert!(!Access::default().lists_for(Audience::Nda));
    }
}
