//! Two versions of a file of answers without what they share, so that little is parsed.

/// Both texts without the answers that stand in both, letter for letter, unless `keep` wants them.
/// Texts that are written in an unusual way, or whose heads differ, stay whole.
pub(super) fn without_common(
    before: Option<String>,
    after: Option<String>,
    keep: &dyn Fn(&str) -> bool,
) -> (Option<String>, Option<String>) {
    let (Some(old), Some(new)) = (&before, &after) else { return (before, after) };
    let (Some(old), Some(new)) = (Parts::of(old), Parts::of(new)) else { return (before, after) };
    if old.head != new.head {
        return (before, after);
    }
    let known: std::collections::BTreeSet<&str> = old.items.iter().copied().collect();
    let shared: std::collections::BTreeSet<&str> =
        new.items.iter().copied().filter(|item| known.contains(item) && !keep(item)).collect();
    (old.without(&shared), new.without(&shared))
}

/// A file of answers as text: what stands before the list, and each item of the list.
struct Parts<'t> {
    head: &'t str,
    items: Vec<&'t str>,
}

impl<'t> Parts<'t> {
    /// The parts of a text with one `answers:` at the left whose items begin
    /// on lines of their own and reach to the end.
    fn of(text: &'t str) -> Option<Self> {
        let mut at = 0;
        let mut head = None;
        let mut indent = None;
        let mut starts = Vec::new();
        for line in text.split_inclusive('\n') {
            let (start, bare) = (at, line.trim_ascii_start());
            at += line.len();
            let depth = line.len() - bare.len();
            if head.is_none() {
                if line.trim_ascii_end() == "answers:" {
                    head = Some(start);
                }
                continue;
            }
            if bare.is_empty() || bare.starts_with('#') && indent.is_none() {
                continue;
            }
            let list = *indent.get_or_insert(depth);
            if depth == list && bare.starts_with("- ") {
                starts.push(start);
            } else if depth <= list && !bare.starts_with('#') {
                return None;
            }
        }
        let ends = starts.iter().copied().skip(1).chain([text.len()]);
        let items: Option<Vec<&str>> =
            starts.iter().zip(ends).map(|(start, end)| text.get(*start..end)).collect();
        Some(Self { head: text.get(..head?)?, items: items.filter(|items| !items.is_empty())? })
    }

    /// The text without some items; nothing where none is left.
    fn without(&self, shared: &std::collections::BTreeSet<&str>) -> Option<String> {
        let own: Vec<&str> =
            self.items.iter().copied().filter(|item| !shared.contains(item)).collect();
        (!own.is_empty()).then(|| format!("{}answers:\n{}", self.head, own.concat()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "topic: {id: a, title: A}\nanswers:\n";

    fn reduced(before: &str, after: &str) -> (String, String) {
        let whole = |items: &str| Some(format!("{HEAD}{items}"));
        let keep = |item: &str| item.contains("facts.kept");
        let (before, after) = without_common(whole(before), whole(after), &keep);
        let items = |text: Option<String>| {
            text.map_or_else(String::new, |text| text.strip_prefix(HEAD).unwrap().to_owned())
        };
        (items(before), items(after))
    }

    #[test]
    fn what_both_have_is_left_out() {
        let (one, two, three) =
            ("  - id: one\n    x: |\n      - y\n\n", "  - {id: two}\n", "  - {id: three}\n");
        assert_eq!(
            reduced(&format!("{one}{two}"), &format!("{one}{three}")),
            (two.to_owned(), three.to_owned())
        );
        assert_eq!(reduced(one, &format!("{one}{two}")), (String::new(), two.to_owned()));
        assert_eq!(reduced(one, one), (String::new(), String::new()));
        let kept = "  - {id: kept, explanation: \"{{ facts.kept }}\"}\n";
        assert_eq!(reduced(kept, kept), (kept.to_owned(), kept.to_owned()));
    }

    #[test]
    fn unusual_files_stay_whole() {
        for other in ["  - {id: a}\nowner: b\n", "  [{id: a}]\n", "  - {id: a}\n - {id: b}\n"] {
            assert_eq!(
                reduced("  - {id: a}\n", other),
                ("  - {id: a}\n".to_owned(), other.to_owned())
            );
        }
    }
}
