//! Diagnostics for people: the lines in question, drawn with labels. The only file that knows the printing crate.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, Title};

use crate::diag::{Diagnostic, Files, Label, Origin, Positions, Severity, plain};
use crate::span::FileId;

/// Lines and columns of at most this many bytes are drawn around a label.
const LONGEST_LINE: usize = 400;

/// Of so many diagnostics of one name in one file each is drawn; of more, how many there are.
const MOST_ALIKE: usize = 200;

/// All diagnostics, a blank line behind each.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let mut positions = Positions::new(files);
    let mut printed: BTreeMap<(FileId, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        if let Some(primary) = &diagnostic.primary {
            let alike = printed.entry((primary.span.file, diagnostic.code)).or_default();
            *alike += 1;
            if *alike > MOST_ALIKE {
                continue;
            }
        }
        if diagnostic.places().next().is_some() {
            out.push_str(&renderer.render(&[group(diagnostic, &mut positions)]));
        } else {
            let lines = lines(diagnostic).map(|line| renderer.render(&[Group::with_title(line)]));
            out.push_str(&lines.collect::<Vec<_>>().join("\n"));
        }
        out.push_str("\n\n");
    }
    for ((file, code), alike) in printed.into_iter().filter(|(_, alike)| *alike > MOST_ALIKE) {
        let more = alike - MOST_ALIKE;
        let message = format!("{more} more `{code}` in {}, not shown", files.path(file));
        let hint = "mend the first ones, or run `trust check --format json` for all";
        let lines = [
            Level::NOTE.primary_title(plain(&message)),
            Level::HELP.with_name("hint").primary_title(hint),
        ];
        let lines = lines.map(|line| renderer.render(&[Group::with_title(line)]));
        out.push_str(&format!("{}\n\n", lines.join("\n")));
    }
    out
}

/// One diagnostic as the printing crate wants it.
fn group<'d>(diagnostic: &'d Diagnostic, positions: &mut Positions<'d>) -> Group<'d> {
    let mut group = title(diagnostic).elements(snippets(diagnostic, positions));
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name("hint").message(plain(hint)));
    }
    if wants_more(diagnostic) {
        group = group.element(Level::NOTE.with_name("more").message(more(diagnostic)));
    }
    group
}

/// The lines of a diagnostic without a place, each a title of its own: as
/// parts of one group they would stand beside the gutter of a snippet.
fn lines(diagnostic: &Diagnostic) -> impl Iterator<Item = Title<'_>> {
    let hint = diagnostic.hint.as_ref();
    let hint = hint.map(|hint| Level::HELP.with_name("hint").primary_title(plain(hint)));
    let more = wants_more(diagnostic)
        .then(|| Level::NOTE.with_name("more").primary_title(more(diagnostic)));
    [Some(title(diagnostic)), hint, more].into_iter().flatten()
}

fn title(diagnostic: &Diagnostic) -> Title<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    level.primary_title(plain(&diagnostic.message)).id(diagnostic.code)
}

/// Whether to say where more can be read: rules have pages.
fn wants_more(diagnostic: &Diagnostic) -> bool {
    diagnostic.origin == Origin::Rule || diagnostic.hint.is_none()
}

fn more(diagnostic: &Diagnostic) -> String {
    format!("trust explain {}", diagnostic.code)
}

/// A snippet for each file that is pointed at, the primary one first.
fn snippets<'d>(
    diagnostic: &'d Diagnostic,
    positions: &mut Positions<'d>,
) -> Vec<Snippet<'d, annotate_snippets::Annotation<'d>>> {
    let mut order: Vec<FileId> = Vec::new();
    for span in diagnostic.places() {
        if !order.contains(&span.file) {
            order.push(span.file);
        }
    }
    order.into_iter().map(|file| snippet(diagnostic, file, positions)).collect()
}

/// The lines of one file from the first to the last label.
fn snippet<'d>(
    diagnostic: &'d Diagnostic,
    file: FileId,
    positions: &mut Positions<'d>,
) -> Snippet<'d, annotate_snippets::Annotation<'d>> {
    let files = positions.files();
    let text = files.text(file);
    let labels = diagnostic
        .primary
        .iter()
        .map(|label| (label, AnnotationKind::Primary))
        .chain(diagnostic.secondary.iter().map(|label| (label, AnnotationKind::Context)));
    let labels: Vec<_> = labels
        .filter(|(label, _)| label.span.file == file)
        .map(|(label, kind)| (label, kind, first_line(label, text)))
        .collect();
    let from = labels.iter().map(|(.., range)| line_start(text, range.start)).min().unwrap_or(0);
    let to = labels.iter().map(|(.., range)| line_end(text, range.end)).max().unwrap_or(0);
    let shown = text.get(from..to).unwrap_or_default();
    let line = positions.at(file, u32::try_from(from).unwrap_or(u32::MAX)).line;
    let annotation = |(label, kind, range): (&'d Label, AnnotationKind, std::ops::Range<usize>)| {
        let annotation = kind.span(range.start - from..range.end - from);
        if label.text.is_empty() { annotation } else { annotation.label(plain(&label.text)) }
    };
    Snippet::source(shown)
        .path(plain(files.path(file)))
        .line_start(line)
        .fold(true)
        .annotations(labels.into_iter().map(annotation))
}

/// The part of a label on its first line, inside the text.
fn first_line(label: &Label, text: &str) -> std::ops::Range<usize> {
    let clamp = |offset: u32| {
        let mut at = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (clamp(label.span.start), clamp(label.span.end));
    let end = end.min(line_end(text, start)).max(start);
    start..end
}

/// The start of the line, or a place not too far before the offset.
fn line_start(text: &str, at: usize) -> usize {
    let nearest = boundary(text, at.saturating_sub(LONGEST_LINE));
    let before = text.get(nearest..at).unwrap_or_default();
    before.rfind('\n').map_or(nearest, |newline| nearest + newline + 1)
}

/// The end of the line, or a place not too far behind the offset.
fn line_end(text: &str, at: usize) -> usize {
    let farthest = boundary(text, at.saturating_add(LONGEST_LINE).min(text.len()));
    let behind = text.get(at..farthest).unwrap_or_default();
    behind.find('\n').map_or(farthest, |newline| at + newline)
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    struct NoFiles;

    impl Files for NoFiles {
        fn path(&self, _: FileId) -> &'static str {
            ""
        }

        fn text(&self, _: FileId) -> &'static str {
            ""
        }
    }

    #[test]
    fn without_a_place_there_is_no_gutter() {
        let bare = Diagnostic::without_place("no-project", "there is no `trust.yaml`");
        let hinted = bare.clone().hint("run `trust init`");
        assert_eq!(
            render(&[bare, hinted], &NoFiles, false),
            "error[no-project]: there is no `trust.yaml`\nmore: trust explain no-project\n\n\
             error[no-project]: there is no `trust.yaml`\nhint: run `trust init`\n\n"
        );
    }
}
