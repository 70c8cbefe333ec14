//! The problems of a build for the preview's pages: as JSON for its script, and as a page of their own.

use serde::Serialize;

use crate::diag::{Diagnostic, Files, Positions, Severity, Summary};
use crate::tree::hex_digest;

/// How many problems a page lists; the terminal has them all.
const MOST: usize = 100;

/// What a page says about the last build.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Problems {
    /// Changes when anything else here does; empty when there is nothing to say.
    pub(super) token: String,
    /// Whether the build failed, so that an older site is shown.
    failed: bool,
    /// Counts in words; empty when there is no problem.
    count: String,
    /// One sentence above the list.
    title: String,
    /// The problems, errors first.
    list: Vec<Problem>,
    /// What is said below a list that was cut.
    more: Option<String>,
}

/// One problem as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Problem {
    severity: &'static str,
    code: String,
    /// `answers/access.yaml:12:5`; absent when the project as a whole is concerned.
    place: Option<String>,
    message: String,
    hint: Option<String>,
}

impl Problems {
    /// What a build found. Errors mean that it failed.
    pub(super) fn of(diagnostics: &[Diagnostic], files: &dyn Files) -> Self {
        let summary = Summary::of(diagnostics);
        let mut positions = Positions::new(files);
        // A stable sort keeps the order of the files within each.
        let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
        sorted.sort_by_key(|found| std::cmp::Reverse(found.severity));
        let shown = sorted.iter().take(MOST);
        let list: Vec<Problem> = shown.map(|found| Problem::of(found, &mut positions)).collect();
        let title = if summary.errors > 0 { FAILED } else { WARNED };
        let left = diagnostics.len() - list.len();
        let count = if diagnostics.is_empty() {
            String::new()
        } else {
            Summary::of(diagnostics).to_string()
        };
        Self::new(summary.errors > 0, count, title, list, left)
    }

    /// A build that could not run at all.
    pub(super) fn stopped(error: &anyhow::Error) -> Self {
        let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
        let only = Problem {
            severity: Severity::Error.word(),
            code: String::new(),
            place: None,
            message: causes.join("; "),
            hint: None,
        };
        Self::new(true, "1 error".to_owned(), FAILED, vec![only], 0)
    }

    fn new(failed: bool, count: String, title: &str, list: Vec<Problem>, left: usize) -> Self {
        let more = match left {
            0 => None,
            1 => Some("One more is in the terminal.".to_owned()),
            left => Some(format!("{left} more are in the terminal.")),
        };
        let mut problems =
            Self { token: String::new(), failed, count, title: title.to_owned(), list, more };
        if !problems.count.is_empty() {
            problems.token = token(problems.json().as_bytes());
        }
        problems
    }

    /// For the preview's script.
    pub(super) fn json(&self) -> String {
        // There is nothing in it that JSON has no form for.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The page for a project that has never been built; `script` is the line of the preview's script.
    pub(super) fn page(&self, script: &str) -> String {
        let mut items = String::new();
        for one in &self.list {
            let code = |text: &str| format!(" <code>{}</code>", escaped(text));
            let place = one.place.as_deref().map(code).unwrap_or_default();
            let hint = |hint: &String| format!("<p class=\"hint\">{}</p>", escaped(hint));
            items.push_str(&format!(
                "<li class=\"{0}\"><p class=\"place\"><span class=\"severity\">{0}</span>{1}{place}</p><p>{2}</p>{3}</li>\n",
                one.severity,
                if one.code.is_empty() { String::new() } else { code(&one.code) },
                escaped(&one.message),
                one.hint.as_ref().map(hint).unwrap_or_default()
            ));
        }
        let more = self.more.as_deref().map(escaped).unwrap_or_default();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>Nothing to show yet</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n\
             <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/__trust/preview.css\">\n</head>\n<body>\n\
             <main>\n<h1>Nothing to show yet</h1>\n\
             <p>The project cannot be built. This page loads again when that has changed.</p>\n\
             <ol>\n{items}</ol>\n<p>{more}</p>\n</main>\n{script}</body>\n</html>\n"
        )
    }
}

impl Problem {
    fn of(found: &Diagnostic, positions: &mut Positions<'_>) -> Self {
        let place = found.primary.as_ref().map(|label| {
            let (start, _) = positions.of(label.span);
            let path = positions.files().path(label.span.file);
            format!("{path}:{}:{}", start.line, start.column)
        });
        Self {
            severity: found.severity.word(),
            code: found.code.to_owned(),
            place,
            message: found.message.clone(),
            hint: found.hint.clone(),
        }
    }
}

/// Said above errors.
const FAILED: &str = "The last build failed; this is the site from before.";
/// Said above warnings.
const WARNED: &str = "The site was built, with warnings.";

/// A short name for these bytes.
pub(super) fn token(bytes: &[u8]) -> String {
    hex_digest(bytes).chars().take(24).collect()
}

/// A text for HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_message_stays_text() {
        let error = anyhow::anyhow!("<img src=x onerror=alert(1)> & \"more\"");
        let page = Problems::stopped(&error).page("");
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;"));
        assert!(!page.contains("<img"));
    }

    #[test]
    fn the_token_changes_with_the_list() {
        let of = |text: &'static str| Problems::stopped(&anyhow::anyhow!(text)).token;
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a"), of("b"));
        assert_eq!(Problems::default().token, "");
    }
}
