//! What the author wants told of the project's history.

use crate::date::Date;
use crate::diag::Sink;
use crate::source::decode::{Decode, Fields};
use crate::source::yaml::Node;

/// What the page of changes leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangePolicy {
    /// Ids of answers, attestations and documents, and names of facts, that the history passes over.
    /// They need not exist any more.
    pub forget: Vec<String>,
    /// The first day that is told.
    pub since: Option<Date>,
}

impl Decode for ChangePolicy {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the policy of changes", sink)?;
        let (forget, since) = (fields.or_default("forget"), fields.optional("since"));
        fields.finish();
        Some(Self { forget, since })
    }
}
