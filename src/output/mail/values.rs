//! What the register says under a key, in the words of a mail.

use crate::language::{Language, Words};
use crate::output::mail::Letterhead;
use crate::portal::wording;
use crate::view::{Field, Variant, VisibleSubprocessor, VisibleValue};

/// A key and its value in words.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) text: String,
    /// The language of the value, where it is another than that of the mail.
    pub(super) language: Option<Language>,
}

impl Row {
    /// A row in the language of the mail.
    pub(super) fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into(), language: None }
    }
}

/// The language of a text, where it is another than that of the words around it.
pub(super) fn foreign(words: &Words, language: Language) -> Option<Language> {
    (language != words.language()).then_some(language)
}

/// Whether a key holds words of the authors. Names and addresses are of no language, and the rest is in ours.
pub(super) fn has_words(field: Field) -> bool {
    matches!(field, Field::Purpose | Field::Service | Field::DataSubjects | Field::EnabledBy)
}

/// A value in words.
pub(super) fn value(words: &Words, variants: &[Variant], own: &VisibleValue) -> String {
    let items = wording::value(words, variants, own);
    if items.is_empty() { words.text("value_nothing").to_owned() } else { items.join("; ") }
}

/// What customers have to know of an entry, but not what the notice changes: keys and values in words.
pub(super) fn entry(
    head: &Letterhead<'_>,
    own: &VisibleSubprocessor,
    is_changed: &dyn Fn(Field) -> bool,
) -> Vec<Row> {
    let (words, variants, own_language) = (head.words, head.variants, own.language);
    // What is not so goes without saying.
    let flag = |flag: bool| {
        if flag { VisibleValue::Flag(true) } else { VisibleValue::Texts(Vec::new()) }
    };
    let text = |text: &Option<String>| VisibleValue::Texts(text.iter().cloned().collect());
    let only = |own: &str| VisibleValue::Texts(vec![own.to_owned()]);
    let used_by = if own.applies_to.is_empty() {
        VisibleValue::Texts(Vec::new())
    } else {
        VisibleValue::Variants(own.applies_to.clone())
    };
    let says_country = |address: &String| {
        !is_changed(Field::Address)
            && wording::ends_in_country(words, head.site.language, address, own.country)
    };
    let country = if own.address.as_ref().is_some_and(says_country) {
        VisibleValue::Countries(Vec::new())
    } else {
        VisibleValue::Countries(vec![own.country])
    };
    let rows = [
        (Field::LegalName, only(&own.legal_name)),
        (Field::Country, country),
        (Field::Address, text(&own.address)),
        (Field::Contact, only(&own.contact)),
        (Field::Purpose, only(&own.purpose)),
        (Field::Service, text(&own.service)),
        (Field::DataCategories, VisibleValue::Categories(own.data_categories.clone())),
        (Field::DataSubjects, VisibleValue::Texts(own.data_subjects.clone())),
        (Field::SpecialCategory, flag(own.special_category)),
        (Field::ProcessingLocations, VisibleValue::Places(own.processing_locations.clone())),
        (Field::RemoteAccessFrom, VisibleValue::Countries(own.remote_access_from.clone())),
        (Field::Transfer, VisibleValue::Transfers(own.transfer.clone())),
        (Field::Tia, flag(own.tia)),
        (Field::AppliesTo, used_by),
        (Field::Optional, flag(own.optional)),
        (Field::EnabledBy, text(&own.enabled_by)),
        (Field::Affiliate, flag(own.affiliate)),
    ];
    let told = rows.into_iter().filter(|(field, _)| !is_changed(*field));
    told.filter_map(|(field, own)| {
        let items = wording::value(words, variants, &own);
        let language = foreign(words, own_language).filter(|_| has_words(field));
        (!items.is_empty()).then(|| Row {
            label: wording::field(words, field),
            text: items.join("; "),
            language,
        })
    })
    .collect()
}
