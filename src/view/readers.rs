//! In what readers of different audiences differ.

use crate::library::Library;
use crate::view::Audience;

/// Whether readers under NDA see exactly what everybody sees.
#[must_use]
pub fn is_all_public(library: &Library) -> bool {
    let project = &library.project;
    let mut audiences = library
        .answers
        .iter()
        .map(|answer| answer.audience)
        .chain(library.facts.iter().filter_map(|fact| fact.audience))
        .chain(library.attestations.iter().map(|attestation| attestation.audience))
        .chain(library.register.subprocessors.iter().map(|entry| entry.audience))
        .chain(library.notices.iter().map(|notice| notice.audience))
        .chain(library.pages.iter().map(|page| page.audience));
    let mut accesses = project
        .downloads
        .iter()
        .map(|download| download.access)
        .chain(library.documents.iter().map(|document| document.access));
    audiences.all(|audience| audience != Audience::Nda)
        && accesses
            .all(|access| access.opens_for(Audience::Public) == access.opens_for(Audience::Nda))
}
