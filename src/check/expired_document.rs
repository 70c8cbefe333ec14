//! Documents that no longer count.

use crate::check::expired_attestation::{Expiry, cited};
use crate::check::{Context, Level, Rule};
use crate::diag::Sink;

pub(super) const RULE: Rule = Rule {
    name: "expired-document",
    level: Level::Deny,
    summary: "A document is past its `valid_until`.",
    page: include_str!("expired_document.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for document in &context.library.documents {
        let id = &document.id.value;
        let Some(expiry) = Expiry::of(context, id, document.valid_until.as_ref()) else { continue };
        let attestations = context.library.attestations.iter();
        let of_attestation = attestations
            .filter_map(|attestation| attestation.document.as_ref())
            .filter(|document| document.value == *id)
            .map(|document| document.span);
        let mut relying = cited(context, id);
        relying.extend(of_attestation);
        let hint = "publish the new version and its `valid_until`, or withdraw the document";
        expiry.report(RULE.name, &relying, hint, sink);
    }
}
