//! What an entry of the register says under a key, and what a notice changes in it.

use std::fmt;

use crate::diag::{Diagnostic, Sink};
use crate::library::country::Country;
use crate::library::id::{CategoryId, VariantId};
use crate::library::notice::NoticeKind;
use crate::library::project::{Contact, Url};
use crate::library::subprocessor::{Location, Subprocessor, Transfer};
use crate::source::decode::{Decode, Fields, entries, word};
use crate::source::yaml::Node;
use crate::span::Spanned;

/// A key of an entry that the public reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the key of its name in content/subprocessors.yaml")]
pub enum Field {
    LegalName,
    DisplayName,
    Address,
    Country,
    Contact,
    Purpose,
    Service,
    DataCategories,
    DataSubjects,
    SpecialCategory,
    ProcessingLocations,
    RemoteAccessFrom,
    Transfer,
    Tia,
    Website,
    DpaUrl,
    SubprocessorsUrl,
    SecurityUrl,
    AppliesTo,
    Optional,
    EnabledBy,
    Affiliate,
}

/// Every field with its key in YAML, in the order of the file.
pub const FIELDS: [(&str, Field); 22] = [
    ("legal_name", Field::LegalName),
    ("display_name", Field::DisplayName),
    ("address", Field::Address),
    ("country", Field::Country),
    ("contact", Field::Contact),
    ("purpose", Field::Purpose),
    ("service", Field::Service),
    ("data_categories", Field::DataCategories),
    ("data_subjects", Field::DataSubjects),
    ("special_category", Field::SpecialCategory),
    ("processing_locations", Field::ProcessingLocations),
    ("remote_access_from", Field::RemoteAccessFrom),
    ("transfer", Field::Transfer),
    ("tia", Field::Tia),
    ("website", Field::Website),
    ("dpa_url", Field::DpaUrl),
    ("subprocessors_url", Field::SubprocessorsUrl),
    ("security_url", Field::SecurityUrl),
    ("applies_to", Field::AppliesTo),
    ("optional", Field::Optional),
    ("enabled_by", Field::EnabledBy),
    ("affiliate", Field::Affiliate),
];

/// How much it matters when a field changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Customers judge a sub-processor by it: a notice has to tell it.
    Material,
    /// The same, in free words: a correction may put the words right.
    MaterialText,
    /// Nobody's rights depend on it.
    Free,
}

impl Field {
    /// The key in YAML.
    #[must_use]
    pub fn key(self) -> &'static str {
        FIELDS.iter().find(|(_, field)| *field == self).map_or("", |(key, _)| key)
    }

    /// How much it matters.
    #[must_use]
    pub fn weight(self) -> Weight {
        match self {
            Self::LegalName
            | Self::Country
            | Self::DataCategories
            | Self::SpecialCategory
            | Self::ProcessingLocations
            | Self::RemoteAccessFrom
            | Self::Transfer
            | Self::Tia
            | Self::AppliesTo
            | Self::Optional
            | Self::Affiliate => Weight::Material,
            Self::Purpose | Self::Service | Self::DataSubjects => Weight::MaterialText,
            Self::DisplayName
            | Self::Address
            | Self::Contact
            | Self::Website
            | Self::DpaUrl
            | Self::SubprocessorsUrl
            | Self::SecurityUrl
            | Self::EnabledBy => Weight::Free,
        }
    }

    /// The kinds of change that may tell that it changes, the most usual one first.
    #[must_use]
    pub fn told_by(self) -> &'static [NoticeKind] {
        use NoticeKind::{
            ChangeData, ChangeLocation, ChangePurpose, ChangeTransfer, Correction,
            LegalEntityMerge, Rename,
        };
        match self {
            Self::ProcessingLocations | Self::RemoteAccessFrom => &[ChangeLocation],
            Self::DataCategories | Self::SpecialCategory => &[ChangeData],
            Self::DataSubjects => &[ChangeData, Correction],
            // Another place or another entity often comes with another mechanism.
            Self::Transfer | Self::Tia => {
                &[ChangeTransfer, ChangeLocation, LegalEntityMerge, Rename]
            }
            Self::Purpose | Self::Service => &[ChangePurpose, ChangeData, Correction],
            Self::AppliesTo | Self::Optional => &[ChangePurpose],
            Self::LegalName => &[Rename, LegalEntityMerge],
            Self::Country | Self::Affiliate => &[LegalEntityMerge, Rename, ChangeLocation],
            Self::DisplayName
            | Self::Address
            | Self::Contact
            | Self::Website
            | Self::DpaUrl
            | Self::SubprocessorsUrl
            | Self::SecurityUrl
            | Self::EnabledBy => &[
                Correction,
                Rename,
                LegalEntityMerge,
                ChangeLocation,
                ChangeData,
                ChangeTransfer,
                ChangePurpose,
            ],
        }
    }
}

/// What an entry says under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// A text; `None` where the key is absent.
    Text(Option<String>),
    /// Several texts.
    Texts(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// A country.
    Country(Country),
    /// How to reach it.
    Contact(Contact),
    /// An address on the web; `None` where the key is absent.
    Url(Option<Url>),
    /// Categories of data.
    Categories(Vec<CategoryId>),
    /// Places of processing.
    Places(Vec<Location>),
    /// Countries.
    Countries(Vec<Country>),
    /// Transfer mechanisms.
    Transfers(Vec<Transfer>),
    /// Variants; empty for all.
    Variants(Vec<VariantId>),
}

impl FieldValue {
    /// Whether two values say the same: the order of a list, and in texts case, punctuation and blanks, mean nothing.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self == other || self.essence() == other.essence()
    }

    /// What is compared: sorted words or items.
    fn essence(&self) -> Vec<String> {
        let words = |text: &str| -> String {
            let kept = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            kept.collect::<Vec<_>>().join(" ").to_lowercase()
        };
        let mut items: Vec<String> = match self {
            Self::Text(text) => text.iter().map(|text| words(text)).collect(),
            Self::Texts(texts) => texts.iter().map(|text| words(text)).collect(),
            other => other.items(),
        };
        items.sort();
        items.dedup();
        items
    }

    /// Its items as they are written in YAML; one for a single value, none for an absent one.
    #[must_use]
    pub fn items(&self) -> Vec<String> {
        match self {
            Self::Text(text) => text.iter().cloned().collect(),
            Self::Texts(texts) => texts.clone(),
            Self::Flag(flag) => vec![if *flag { "yes" } else { "no" }.to_owned()],
            Self::Country(country) => vec![country.to_string()],
            Self::Contact(contact) => vec![contact.as_str().to_owned()],
            Self::Url(url) => url.iter().map(|url| url.as_str().to_owned()).collect(),
            Self::Categories(ids) => ids.iter().map(ToString::to_string).collect(),
            Self::Places(places) => places.iter().map(ToString::to_string).collect(),
            Self::Countries(countries) => countries.iter().map(ToString::to_string).collect(),
            Self::Transfers(transfers) => transfers.iter().map(ToString::to_string).collect(),
            Self::Variants(ids) => ids.iter().map(ToString::to_string).collect(),
        }
    }

    /// Reads the value of a field.
    fn decode(field: Field, node: &Node, sink: &mut Sink) -> Option<Self> {
        Some(match field {
            Field::LegalName
            | Field::DisplayName
            | Field::Address
            | Field::Purpose
            | Field::Service
            | Field::EnabledBy => Self::Text(Some(String::decode(node, sink)?)),
            Field::DataSubjects => Self::Texts(Vec::decode(node, sink)?),
            Field::SpecialCategory | Field::Tia | Field::Optional | Field::Affiliate => {
                Self::Flag(bool::decode(node, sink)?)
            }
            Field::Country => Self::Country(Country::decode(node, sink)?),
            Field::Contact => Self::Contact(Contact::decode(node, sink)?),
            Field::Website | Field::DpaUrl | Field::SubprocessorsUrl | Field::SecurityUrl => {
                Self::Url(Some(Url::decode(node, sink)?))
            }
            Field::DataCategories => Self::Categories(Vec::decode(node, sink)?),
            Field::ProcessingLocations => Self::Places(Vec::decode(node, sink)?),
            Field::RemoteAccessFrom => Self::Countries(Vec::decode(node, sink)?),
            Field::Transfer => Self::Transfers(Vec::decode(node, sink)?),
            Field::AppliesTo => Self::Variants(Vec::decode(node, sink)?),
        })
    }

    /// What a field says where its key is absent; `None` for one that an entry must have.
    fn absent(field: Field) -> Option<Self> {
        match field {
            Field::Address | Field::Service | Field::EnabledBy => Some(Self::Text(None)),
            Field::DataSubjects => Some(Self::Texts(Vec::new())),
            Field::SpecialCategory | Field::Tia | Field::Optional | Field::Affiliate => {
                Some(Self::Flag(false))
            }
            Field::Website | Field::DpaUrl | Field::SubprocessorsUrl | Field::SecurityUrl => {
                Some(Self::Url(None))
            }
            Field::RemoteAccessFrom => Some(Self::Countries(Vec::new())),
            Field::Transfer => Some(Self::Transfers(Vec::new())),
            Field::AppliesTo => Some(Self::Variants(Vec::new())),
            Field::LegalName
            | Field::DisplayName
            | Field::Country
            | Field::Contact
            | Field::Purpose
            | Field::DataCategories
            | Field::ProcessingLocations => None,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.region {
            Some(region) => write!(f, "{} {region}", self.country),
            None => write!(f, "{}", self.country),
        }
    }
}

/// What a notice changes in an entry under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// The key.
    pub field: Spanned<Field>,
    /// What the entry says until the change takes effect.
    pub from: FieldValue,
    /// What it says from then on.
    pub to: FieldValue,
}

/// What a notice changes, by key.
#[derive(Debug, Clone, Default)]
pub(super) struct Deltas(pub(super) Vec<Delta>);

impl Decode for Deltas {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let raw = entries::<Field, Raw>(node, sink)?;
        let delta = |(field, raw): (Spanned<Field>, Raw)| Delta::read(field, &raw.0, sink);
        Some(Self(raw.into_iter().filter_map(delta).collect()))
    }
}

impl Delta {
    fn read(field: Spanned<Field>, node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "what changes under a key", sink)?;
        let mut side = |key: &'static str| match fields.node(key) {
            Some(node) => FieldValue::decode(field.value, node, fields.sink()),
            None => FieldValue::absent(field.value).or_else(|| {
                let message = format!("what changes under `{}` needs `{key}`", field.value.key());
                fields.sink().push(
                    Diagnostic::error("missing-key", message, field.span)
                        .hint(format!("add `{key}: ...`")),
                );
                None
            }),
        };
        let (from, to) = (side("from"), side("to"));
        fields.finish();
        Some(Self { field, from: from?, to: to? })
    }
}

impl Decode for Field {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(node, "a key of the register", &FIELDS, sink)
    }
}

/// A value whose type the key decides.
struct Raw(Node);

impl Decode for Raw {
    fn decode(node: &Node, _sink: &mut Sink) -> Option<Self> {
        Some(Self(node.clone()))
    }
}

impl Subprocessor {
    /// What the entry says under a key.
    #[must_use]
    pub fn value(&self, field: Field) -> FieldValue {
        let ids = |ids: &[Spanned<CategoryId>]| ids.iter().map(|id| id.value.clone()).collect();
        match field {
            Field::LegalName => FieldValue::Text(Some(self.legal_name.clone())),
            Field::DisplayName => FieldValue::Text(Some(self.display_name.value.clone())),
            Field::Address => FieldValue::Text(self.address.clone()),
            Field::Country => FieldValue::Country(self.country),
            Field::Contact => FieldValue::Contact(self.contact.clone()),
            Field::Purpose => FieldValue::Text(Some(self.purpose.clone())),
            Field::Service => FieldValue::Text(self.service.clone()),
            Field::DataCategories => FieldValue::Categories(ids(&self.data_categories)),
            Field::DataSubjects => FieldValue::Texts(self.data_subjects.clone()),
            Field::SpecialCategory => FieldValue::Flag(self.special_category),
            Field::ProcessingLocations => FieldValue::Places(self.processing_locations.clone()),
            Field::RemoteAccessFrom => FieldValue::Countries(self.remote_access_from.clone()),
            Field::Transfer => {
                FieldValue::Transfers(self.transfer.iter().map(|own| own.value.clone()).collect())
            }
            Field::Tia => FieldValue::Flag(self.tia),
            Field::Website => FieldValue::Url(self.website.clone()),
            Field::DpaUrl => FieldValue::Url(self.dpa_url.clone()),
            Field::SubprocessorsUrl => FieldValue::Url(self.subprocessors_url.clone()),
            Field::SecurityUrl => FieldValue::Url(self.security_url.clone()),
            Field::AppliesTo => {
                FieldValue::Variants(self.applies_to.iter().map(|own| own.value.clone()).collect())
            }
            Field::Optional => FieldValue::Flag(self.optional),
            Field::EnabledBy => FieldValue::Text(self.enabled_by.clone()),
            Field::Affiliate => FieldValue::Flag(self.affiliate),
        }
    }

    /// Lets the entry say something else under a key; a value of another field's type changes nothing.
    pub fn set(&mut self, field: Field, value: &FieldValue) {
        let span = self.id.span;
        let value = value.clone();
        match (field, value) {
            (Field::LegalName, FieldValue::Text(Some(text))) => self.legal_name = text,
            (Field::DisplayName, FieldValue::Text(Some(text))) => self.display_name.value = text,
            (Field::Address, FieldValue::Text(text)) => self.address = text,
            (Field::Country, FieldValue::Country(country)) => self.country = country,
            (Field::Contact, FieldValue::Contact(contact)) => self.contact = contact,
            (Field::Purpose, FieldValue::Text(Some(text))) => self.purpose = text,
            (Field::Service, FieldValue::Text(text)) => self.service = text,
            (Field::DataCategories, FieldValue::Categories(ids)) => {
                self.data_categories = ids.into_iter().map(|id| Spanned::new(id, span)).collect();
            }
            (Field::DataSubjects, FieldValue::Texts(texts)) => self.data_subjects = texts,
            (Field::SpecialCategory, FieldValue::Flag(flag)) => self.special_category = flag,
            (Field::ProcessingLocations, FieldValue::Places(places)) => {
                self.processing_locations = places;
            }
            (Field::RemoteAccessFrom, FieldValue::Countries(countries)) => {
                self.remote_access_from = countries;
            }
            (Field::Transfer, FieldValue::Transfers(own)) => {
                self.transfer = own.into_iter().map(|own| Spanned::new(own, span)).collect();
            }
            (Field::Tia, FieldValue::Flag(flag)) => self.tia = flag,
            (Field::Website, FieldValue::Url(url)) => self.website = url,
            (Field::DpaUrl, FieldValue::Url(url)) => self.dpa_url = url,
            (Field::SubprocessorsUrl, FieldValue::Url(url)) => self.subprocessors_url = url,
            (Field::SecurityUrl, FieldValue::Url(url)) => self.security_url = url,
            (Field::AppliesTo, FieldValue::Variants(ids)) => {
                self.applies_to = ids.into_iter().map(|id| Spanned::new(id, span)).collect();
            }
            (Field::Optional, FieldValue::Flag(flag)) => self.optional = flag,
            (Field::EnabledBy, FieldValue::Text(text)) => self.enabled_by = text,
            (Field::Affiliate, FieldValue::Flag(flag)) => self.affiliate = flag,
            _ => {}
        }
    }
}
