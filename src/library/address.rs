//! Addresses: on the web, by e-mail, or either.

use crate::diag::Sink;
use crate::source::decode::{Decode, parsed};
use crate::source::yaml::Node;

/// An `https` address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url(String);

impl Url {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Stands in after an error.
    pub(super) fn unknown() -> Self {
        Self(String::new())
    }

    /// The same address without slashes at its end.
    pub(super) fn without_trailing_slash(&self) -> Self {
        Self(self.0.trim_end_matches('/').to_owned())
    }

    /// Checks an `https` address: a host, no blank, quote or angle bracket.
    ///
    /// # Errors
    /// When it is none; the reason is a phrase for a message.
    pub fn new(text: &str) -> Result<Self, String> {
        let rest = text
            .strip_prefix("https://")
            .ok_or_else(|| format!("`{text}` does not begin with `https://`"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let odd = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '\'')
        };
        if is_host(host) && !text.contains(odd) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is not an address"))
        }
    }
}

/// Whether a text is a host name with an optional port.
fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "443"));
    let part = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
    };
    name.contains('.') && name.split('.').all(part) && port.parse::<u16>().is_ok()
}

impl Decode for Url {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "an address, such as https://acme.example", "bad-url", sink, Self::new)
    }
}

/// An e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Stands in after an error.
    pub(super) fn unknown() -> Self {
        Self(String::new())
    }

    fn new(text: &str) -> Result<Self, String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
        match text.split_once('@') {
            Some((local, host))
                if !local.is_empty()
                    && local.chars().all(plain)
                    && is_host(host)
                    && !host.contains(':') =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(format!("`{text}` is not an e-mail address")),
        }
    }
}

impl Decode for Email {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "an e-mail address", "bad-email", sink, Self::new)
    }
}

/// Where to reach somebody: an e-mail or an `https` address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// By e-mail.
    Email(Email),
    /// On a page.
    Url(Url),
}

impl Contact {
    /// The address as people read it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Url(url) => url.as_str(),
        }
    }

    /// The address as a link.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Email(email) => format!("mailto:{}", email.as_str()),
            Self::Url(url) => url.as_str().to_owned(),
        }
    }
}

impl Decode for Contact {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "an e-mail address or an https address", "bad-contact", sink, |text| {
            Email::new(text)
                .map(Self::Email)
                .or_else(|_| Url::new(text).map(Self::Url))
                .map_err(|_| format!("`{text}` is neither an e-mail address nor an https address"))
        })
    }
}
