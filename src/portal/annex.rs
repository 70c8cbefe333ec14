//! The register as the annex of a contract: one page to print and to keep.
//!
//! It says what Annex III of Implementing Decision (EU) 2021/914 asks of a list of sub-processors, name, address,
//! contact and a description of the processing, and beside these the data, the places and the transfers.

use serde::Serialize;

use crate::portal::Portal;
use crate::portal::notices::Notice;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Link};
use crate::portal::subprocessors::Entry;
use crate::view::route;

/// The register as the annex of a contract.
#[derive(Debug, Serialize)]
pub struct AnnexPage {
    /// The organisation's name in contracts.
    pub organization: String,
    /// The day.
    pub as_of: Day,
    /// Sub-processors in force on that day.
    pub in_force: Vec<Entry>,
    /// Changes that are announced and have not taken effect, soonest first.
    pub coming: Vec<Notice>,
    /// The register, where later states are found: its whole address.
    pub register: Link,
}

impl Portal<'_> {
    pub(crate) fn annex(&self) -> Content {
        let (register, words) = (&self.edition.register, &self.edition.words);
        let own = &self.edition.view.organization;
        let organization = own.legal_name.clone().unwrap_or_else(|| own.name.clone());
        let day = words.day(register.as_of);
        let about = words.say("about_annex", &[("name", &organization), ("day", &day)]);
        let mut head = self.head(route::ANNEX, words.text("annex"), &about, route::SUBPROCESSORS);
        let above = self.href(route::SUBPROCESSORS);
        head.above = vec![Link::new(above, words.text("subprocessors"))];
        let to_come = register.pending.iter();
        let to_come = to_come.filter(|dated| register.as_of < dated.notice.effective_on);
        let address = self.url(route::SUBPROCESSORS);
        let body = Body::Annex(Box::new(AnnexPage {
            organization,
            as_of: self.day(register.as_of),
            in_force: register.in_force.iter().map(|own| self.entry(own)).collect(),
            coming: to_come.map(|own| self.notice(own)).collect(),
            register: Link::new(address.as_str(), address.as_str()),
        }));
        Content { template: "annex.html", head, body }
    }
}
