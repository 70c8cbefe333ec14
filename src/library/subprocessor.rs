//! Sub-processors: who else processes personal data for us (GDPR Art. 28).

use std::collections::BTreeMap;
use std::fmt;

use crate::date::{Date, Duration};
use crate::diag::{Diagnostic, Sink};
use crate::library::audience::Audience;
use crate::library::country::{Country, TERRITORIES, Territory};
use crate::library::id::{CategoryId, SubprocessorId, VariantId};
use crate::library::project::{Contact, Url};
use crate::library::translation::{ByLanguage, Key, Translations, no_original};
use crate::source::decode::{Decode, Fields, entries, parsed};
use crate::source::yaml::Node;
use crate::span::Spanned;

/// Where data is processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The country.
    pub country: Country,
    /// The region of a cloud.
    pub region: Option<String>,
}

/// What makes a transfer to a third country lawful (GDPR chapter V).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transfer {
    /// Nothing leaves the European Economic Area.
    NoneEea,
    /// An adequacy decision (Art. 45).
    Adequacy,
    /// The EU-U.S. Data Privacy Framework (Implementing Decision 2023/1795).
    Dpf,
    /// Standard contractual clauses of Implementing Decision 2021/914, and the module.
    Scc(String),
    /// The UK international data transfer agreement.
    UkIdta,
    /// The UK addendum to the clauses.
    UkAddendum,
    /// Binding corporate rules (Art. 47).
    Bcr,
}

impl Transfer {
    fn new(text: &str) -> Result<Self, String> {
        match text {
            "none-eea" => Ok(Self::NoneEea),
            "adequacy" => Ok(Self::Adequacy),
            "dpf" => Ok(Self::Dpf),
            "uk-idta" => Ok(Self::UkIdta),
            "uk-addendum" => Ok(Self::UkAddendum),
            "bcr" => Ok(Self::Bcr),
            other => match other.strip_prefix("scc-2021-914:") {
                Some(module @ ("module-1" | "module-2" | "module-3" | "module-4")) => {
                    Ok(Self::Scc(module.to_owned()))
                }
                _ => Err(format!("`{text}` is not a transfer mechanism")),
            },
        }
    }
}

impl fmt::Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoneEea => f.write_str("none-eea"),
            Self::Adequacy => f.write_str("adequacy"),
            Self::Dpf => f.write_str("dpf"),
            Self::Scc(module) => write!(f, "scc-2021-914:{module}"),
            Self::UkIdta => f.write_str("uk-idta"),
            Self::UkAddendum => f.write_str("uk-addendum"),
            Self::Bcr => f.write_str("bcr"),
        }
    }
}

impl Decode for Transfer {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let what = "none-eea, adequacy, dpf, scc-2021-914:module-1 to module-4, uk-idta, uk-addendum or bcr";
        parsed(node, what, "unknown-word", sink, Self::new)
    }
}

/// One entry of the register.
#[expect(clippy::struct_excessive_bools, reason = "the register has four yes-or-no columns")]
#[derive(Debug, Clone)]
pub struct Subprocessor {
    /// Its id; never reused.
    pub id: Spanned<SubprocessorId>,
    /// The name in contracts.
    pub legal_name: String,
    /// The name people know.
    pub display_name: Spanned<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Where it is established.
    pub country: Country,
    /// How to reach it about privacy.
    pub contact: Contact,
    /// What it does for us.
    pub purpose: String,
    /// Which of its services.
    pub service: Option<String>,
    /// What data it processes.
    pub data_categories: Vec<Spanned<CategoryId>>,
    /// About whom.
    pub data_subjects: Vec<String>,
    /// Whether special categories (Art. 9) are among the data.
    pub special_category: bool,
    /// Where it processes.
    pub processing_locations: Vec<Location>,
    /// From where else it can reach the data.
    pub remote_access_from: Vec<Country>,
    /// What makes transfers lawful.
    pub transfer: Vec<Spanned<Transfer>>,
    /// Whether a transfer impact assessment was done.
    pub tia: bool,
    /// Its website.
    pub website: Option<Url>,
    /// Its data processing agreement.
    pub dpa_url: Option<Url>,
    /// Its own sub-processors.
    pub subprocessors_url: Option<Url>,
    /// Its security page.
    pub security_url: Option<Url>,
    /// The variants that use it; empty: all.
    pub applies_to: Vec<Spanned<VariantId>>,
    /// Whether a customer can do without it.
    pub optional: bool,
    /// Who switches it on.
    pub enabled_by: Option<String>,
    /// Whether it belongs to our group.
    pub affiliate: bool,
    /// Who may know of it.
    pub audience: Audience,
    /// Who keeps the entry; never published.
    pub owner: Option<String>,
    /// When it was last confirmed; never published.
    pub reviewed: Option<Spanned<Date>>,
    /// How long that counts; by default as long as for answers.
    pub review_every: Option<Duration>,
    /// Purpose, service, whose data and who switches it on, in other languages.
    pub translations: Translations,
}

/// A name that texts mention and that is no sub-processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The name.
    pub name: Spanned<String>,
    /// Why it is none.
    pub because: String,
}

/// `content/subprocessors.yaml`.
#[derive(Debug, Clone, Default)]
pub struct SubprocessorFile {
    /// The date of the register's first version.
    pub baseline: Option<Spanned<Date>>,
    /// The law under which data needs no mechanism to move.
    pub home: Vec<Spanned<Territory>>,
    /// Categories of data and their words.
    pub data_categories: BTreeMap<CategoryId, String>,
    /// Names set aside.
    pub not_subprocessors: Vec<SetAside>,
    /// The entries in the order of the file.
    pub subprocessors: Vec<Subprocessor>,
    /// What the entries share, in other languages.
    pub translations: ByLanguage<RegisterText>,
}

/// What the entries of the register share, in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterText {
    /// Categories of data and their words.
    pub data_categories: BTreeMap<CategoryId, String>,
}

impl SubprocessorFile {
    /// Whether data may move within a territory without a mechanism; the European Economic Area unless the register
    /// says otherwise.
    #[must_use]
    pub fn is_at_home_in(&self, territory: Territory) -> bool {
        if self.home.is_empty() {
            return territory == Territory::Eea;
        }
        self.home.iter().any(|own| own.value == territory)
    }

    /// Whether data in a country is at home.
    #[must_use]
    pub fn is_home(&self, country: Country) -> bool {
        TERRITORIES.iter().any(|(_, own)| self.is_at_home_in(*own) && own.has(country))
    }
}

impl Decode for SubprocessorFile {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "subprocessors.yaml", sink)?;
        let audience: Audience = fields.or_default("audience");
        let baseline = fields.optional("baseline");
        let home = fields.or_default("home");
        let categories: Option<Categories> = fields.optional("data_categories");
        let not_subprocessors = fields.or_default("not_subprocessors");
        let entries: Option<Vec<Entry>> = fields.required("subprocessors");
        let translations: ByLanguage<RegisterText> = fields.or_default("translations");
        fields.finish();
        let categories = categories.map(|categories| categories.0).unwrap_or_default();
        for (language, text) in translations.iter() {
            for id in text.data_categories.keys().filter(|id| !categories.contains_key(*id)) {
                no_original(&format!("data_categories: {id}"), language.span, sink);
            }
        }
        let own = |entry: Entry| Subprocessor {
            audience: entry.audience.unwrap_or(audience),
            ..entry.subprocessor
        };
        Some(Self {
            baseline,
            home,
            data_categories: categories,
            not_subprocessors,
            subprocessors: entries?.into_iter().map(own).collect(),
            translations,
        })
    }
}

impl Decode for RegisterText {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a translation of the register", sink)?;
        let categories: Option<Categories> = fields.required("data_categories");
        fields.finish();
        categories.map(|categories| Self { data_categories: categories.0 })
    }
}

struct Categories(BTreeMap<CategoryId, String>);

impl Decode for Categories {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let entries = entries::<CategoryId, String>(node, sink)?;
        Some(Self(entries.into_iter().map(|(id, words)| (id.value, words)).collect()))
    }
}

impl Decode for SetAside {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a name set aside", sink)?;
        let (name, because) = (fields.required("name"), fields.required("because"));
        fields.finish();
        Some(Self { name: name?, because: because? })
    }
}

/// An entry before the default of its file.
struct Entry {
    subprocessor: Subprocessor,
    audience: Option<Audience>,
}

impl Decode for Entry {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a sub-processor", sink)?;
        let (id, legal_name, display_name) =
            (fields.required("id"), fields.required("legal_name"), fields.required("display_name"));
        let (address, country, contact) =
            (fields.optional("address"), fields.required("country"), fields.required("contact"));
        let (purpose, service): (Option<String>, _) =
            (fields.required("purpose"), fields.optional("service"));
        let (data_categories, data_subjects) =
            (fields.required("data_categories"), fields.or_default::<Vec<String>>("data_subjects"));
        let (special_category, processing_locations) =
            (fields.or_default("special_category"), fields.required("processing_locations"));
        let remote_access_from = fields.or_default("remote_access_from");
        let (transfer, tia) = (fields.or_default("transfer"), fields.or_default("tia"));
        let (website, dpa_url) = (fields.optional("website"), fields.optional("dpa_url"));
        let (subprocessors_url, security_url) =
            (fields.optional("subprocessors_url"), fields.optional("security_url"));
        let (applies_to, optional) =
            (fields.or_default("applies_to"), fields.or_default("optional"));
        let (enabled_by, affiliate): (Option<String>, _) =
            (fields.optional("enabled_by"), fields.or_default("affiliate"));
        let audience = fields.optional("audience");
        let kept = (fields.optional("owner"), fields.optional("reviewed"));
        let review_every = fields.optional("review_every");
        let _private: (Option<Vec<String>>, Option<String>) =
            (fields.optional("evidence"), fields.optional("notes"));
        let texts = [purpose.as_ref(), data_subjects.first(), enabled_by.as_ref()];
        let translations = translations(&mut fields, texts);
        fields.finish();
        let subprocessor = Subprocessor {
            id: id?,
            legal_name: legal_name?,
            display_name: display_name?,
            address,
            country: country?,
            contact: contact?,
            purpose: purpose?,
            service,
            data_categories: data_categories?,
            data_subjects,
            special_category,
            processing_locations: processing_locations?,
            remote_access_from,
            transfer,
            tia,
            website,
            dpa_url,
            subprocessors_url,
            security_url,
            applies_to,
            optional,
            enabled_by,
            affiliate,
            audience: Audience::Internal,
            owner: kept.0,
            reviewed: kept.1,
            review_every,
            translations,
        };
        subprocessor.check_places(sink);
        Some(Self { subprocessor, audience })
    }
}

/// Reads the texts of an entry in other languages; these are its purpose, whose data, and who switches it on.
fn translations(fields: &mut Fields<'_, '_>, texts: [Option<&String>; 3]) -> Translations {
    let [purpose, data_subjects, enabled_by] = texts;
    let keys = [
        Key::text("purpose", purpose),
        Key::name("service"),
        Key::text("data_subjects", data_subjects),
        Key::text("enabled_by", enabled_by),
    ];
    Translations::read(fields, &keys)
}

impl Subprocessor {
    /// Reports an entry that processes nowhere.
    fn check_places(&self, sink: &mut Sink) {
        if self.processing_locations.is_empty() {
            let message = format!("sub-processor `{}` has no place of processing", self.id.value);
            sink.push(
                Diagnostic::error("missing-key", message, self.id.span)
                    .hint("add `processing_locations: [{country: DE}]`"),
            );
        }
    }
}

impl Decode for Location {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a place of processing", sink)?;
        let (country, region) = (fields.required("country"), fields.optional("region"));
        fields.finish();
        Some(Self { country: country?, region })
    }
}
