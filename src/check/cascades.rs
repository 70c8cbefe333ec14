//! Findings that only follow from an error of reading, and go away with it.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::{Diagnostic, Files as _};
use crate::span::{FileId, Span};

/// Rules that miss something in the whole project: what could not be read may hold it.
const OF_THE_WHOLE: [&str; 8] = [
    "broken-link",
    "deleted-notice",
    "unannounced-change",
    "unlisted-subprocessor",
    "unmapped-question",
    "unused-allowance",
    "unused-fact",
    "unverified-notices",
];

/// The findings that stand by themselves. A misspelt `response` is not also a missing one: what a rule says about
/// a thing that was read with an error is left out until the error is mended. Nothing slips through, as the error
/// stops the build.
pub(super) fn without(context: &Context<'_>, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if context.errors.is_empty() {
        return findings;
    }
    let mut files: BTreeMap<FileId, Broken> = BTreeMap::new();
    for place in context.errors.iter().filter_map(|error| error.primary.as_ref()) {
        let file = place.span.file;
        let text = context.sources.text(file);
        files.entry(file).or_insert_with(|| Broken::in_file(text)).add(place.span, text);
    }
    let follows = |finding: &Diagnostic| {
        let place = finding.primary.as_ref().map(|label| label.span);
        OF_THE_WHOLE.contains(&finding.code)
            || place
                .is_some_and(|place| files.get(&place.file).is_some_and(|broken| broken.has(place)))
    };
    findings.into_iter().filter(|finding| !follows(finding)).collect()
}

/// The things of one file that were read with an error.
struct Broken {
    /// Where the items of the outermost list begin; a file without a list is one thing.
    starts: Vec<usize>,
    /// Numbers of broken items, counted from 1.
    items: Vec<usize>,
    /// Whether an error lies outside the items: in a key that holds for all of them.
    whole: bool,
}

impl Broken {
    fn in_file(text: &str) -> Self {
        let mut starts = Vec::new();
        let (mut at, mut outermost) = (0, usize::MAX);
        for line in text.split_inclusive('\n') {
            let content = line.trim_start_matches(' ');
            let indent = line.len() - content.len();
            if content.starts_with("- ") && indent <= outermost {
                if indent < outermost {
                    starts.clear();
                }
                outermost = indent;
                starts.push(at);
            }
            at += line.len();
        }
        Self { starts, items: Vec::new(), whole: false }
    }

    fn add(&mut self, place: Span, text: &str) {
        match self.item(place) {
            0 => self.whole = true,
            _ if is_of_file(place, text) => self.whole = true,
            item => self.items.push(item),
        }
    }

    fn has(&self, place: Span) -> bool {
        self.whole || self.items.contains(&self.item(place))
    }

    /// The number of the item that holds the place; 0 before the first.
    fn item(&self, place: Span) -> usize {
        let at = usize::try_from(place.start).unwrap_or(usize::MAX);
        self.starts.partition_point(|start| *start <= at)
    }
}

/// Whether the place lies on a line that begins with a key of the file itself.
fn is_of_file(place: Span, text: &str) -> bool {
    let at = usize::try_from(place.start).unwrap_or(usize::MAX).min(text.len());
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    text.get(start..).is_some_and(|line| line.starts_with(char::is_alphabetic))
}
