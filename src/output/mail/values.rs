//! What the register says under a key, in the words of a mail.

use crate::language::Words;
use crate::portal::wording::transfer;
use crate::view::{Country, Field, Variant, VariantId, VisibleSubprocessor, VisibleValue};

/// The name of a key for readers.
pub(super) fn label(words: &Words, field: Field) -> &str {
    words.text(match field {
        Field::LegalName => "twin_legal_name",
        Field::DisplayName => "entry_name",
        Field::Address => "entry_address",
        Field::Country => "mail_country",
        Field::Contact => "entry_contact",
        Field::Purpose => "entry_purpose",
        Field::Service => "twin_service",
        Field::DataCategories => "entry_data",
        Field::DataSubjects => "entry_data_about",
        Field::SpecialCategory => "entry_special",
        Field::ProcessingLocations => "entry_where",
        Field::RemoteAccessFrom => "twin_remote_access",
        Field::Transfer => "entry_transfer",
        Field::Tia => "entry_tia",
        Field::Website => "entry_website",
        Field::DpaUrl => "entry_dpa",
        Field::SubprocessorsUrl => "entry_subprocessors",
        Field::SecurityUrl => "entry_security",
        Field::AppliesTo => "mail_variants",
        Field::Optional => "mail_optional",
        Field::EnabledBy => "mail_enabled_by",
        Field::Affiliate => "entry_affiliate",
    })
}

/// A value in words.
pub(super) fn value(words: &Words, variants: &[Variant], value: &VisibleValue) -> String {
    let items: Vec<String> = match value {
        VisibleValue::Texts(texts) => texts.clone(),
        VisibleValue::Flag(flag) => vec![yes_or_no(words, *flag)],
        VisibleValue::Countries(countries) => {
            countries.iter().map(|own| country(words, *own)).collect()
        }
        VisibleValue::Places(own) => places(words, own),
        VisibleValue::Categories(categories) => {
            categories.iter().map(|own| own.title.clone()).collect()
        }
        VisibleValue::Transfers(transfers) => {
            transfers.iter().map(|own| transfer(words, own)).collect()
        }
        VisibleValue::Variants(ids) if ids.is_empty() => {
            vec![words.text("mail_all_variants").to_owned()]
        }
        VisibleValue::Variants(ids) => names(variants, ids),
    };
    if items.is_empty() { words.text("mail_none").to_owned() } else { items.join("; ") }
}

/// What customers have to know of an entry, but not what the notice changes: keys and values in words.
pub(super) fn entry(
    words: &Words,
    variants: &[Variant],
    own: &VisibleSubprocessor,
    is_changed: &dyn Fn(Field) -> bool,
) -> Vec<(String, String)> {
    let countries =
        own.remote_access_from.iter().map(|own| country(words, *own)).collect::<Vec<_>>();
    let data = own.data_categories.iter().map(|own| own.title.clone()).collect::<Vec<_>>();
    let transfers = own.transfer.iter().map(|own| transfer(words, own)).collect::<Vec<_>>();
    let yes = |flag: bool| flag.then(|| yes_or_no(words, true)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let rows = [
        (Field::LegalName, own.legal_name.clone()),
        (Field::Country, country(words, own.country)),
        (Field::Address, text(&own.address)),
        (Field::Contact, own.contact.clone()),
        (Field::Purpose, own.purpose.clone()),
        (Field::Service, text(&own.service)),
        (Field::DataCategories, data.join("; ")),
        (Field::DataSubjects, own.data_subjects.join("; ")),
        (Field::SpecialCategory, yes(own.special_category)),
        (Field::ProcessingLocations, places(words, &own.processing_locations).join("; ")),
        (Field::RemoteAccessFrom, countries.join("; ")),
        (Field::Transfer, transfers.join("; ")),
        (Field::Tia, yes(own.tia)),
        (Field::AppliesTo, names(variants, &own.applies_to).join("; ")),
        (Field::Optional, yes(own.optional)),
        (Field::EnabledBy, text(&own.enabled_by)),
        (Field::Affiliate, yes(own.affiliate)),
    ];
    let told = rows.into_iter().filter(|(field, text)| !text.is_empty() && !is_changed(*field));
    told.map(|(field, text)| (label(words, field).to_owned(), text)).collect()
}

/// The name of a country.
pub(super) fn country(words: &Words, country: Country) -> String {
    words.country(country.code()).to_owned()
}

fn places(words: &Words, places: &[(Country, Option<String>)]) -> Vec<String> {
    let place = |(own, region): &(Country, Option<String>)| match region {
        Some(region) => format!("{} ({region})", country(words, *own)),
        None => country(words, *own),
    };
    places.iter().map(place).collect()
}

fn names(variants: &[Variant], ids: &[VariantId]) -> Vec<String> {
    let name = |id: &VariantId| {
        let known = variants.iter().find(|own| own.id.value == *id);
        known.map_or_else(|| id.to_string(), |own| own.name.clone())
    };
    ids.iter().map(name).collect()
}

fn yes_or_no(words: &Words, flag: bool) -> String {
    words.text(if flag { "response_yes" } else { "response_no" }).to_owned()
}
