//! The shared strings of a workbook while cells change: texts that come, and texts that nobody uses any more.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::xlsx::splice::{self, Splice};
use crate::xlsx::strings::Strings;
use crate::xlsx::text;

/// Shared strings in change.
#[derive(Debug)]
pub(super) struct Pool {
    strings: Arc<Strings>,
    /// How many cells use each item, old and new ones.
    uses: Vec<u32>,
    /// Items that a changed cell has left.
    left: Vec<usize>,
    /// Numbers of plain items by their text; of the old ones only those that were asked for.
    numbers: BTreeMap<String, usize>,
    added: Vec<String>,
    /// Cells that use shared strings now, less those before.
    growth: i64,
}

impl Pool {
    /// Begins with the strings of the file, how many cells use each of them, and the texts that will be wanted.
    pub(super) fn new<'t>(
        strings: Arc<Strings>,
        uses: Vec<u32>,
        wanted: impl Iterator<Item = &'t str>,
    ) -> Self {
        let wanted: std::collections::BTreeSet<&str> = wanted.collect();
        let mut numbers = BTreeMap::new();
        for (number, item) in strings.items.iter().enumerate() {
            if item.is_plain && wanted.contains(item.text.as_str()) {
                numbers.entry(item.text.clone()).or_insert(number);
            }
        }
        Self { strings, uses, left: Vec::new(), numbers, added: Vec::new(), growth: 0 }
    }

    /// The number of a text, which a cell uses from now on.
    pub(super) fn take(&mut self, text: &str) -> usize {
        self.growth += 1;
        if let Some(number) = self.numbers.get(text) {
            if let Some(count) = self.uses.get_mut(*number) {
                *count = count.saturating_add(1);
            }
            return *number;
        }
        let number = self.strings.items.len() + self.added.len();
        self.numbers.insert(text.to_owned(), number);
        self.added.push(text.to_owned());
        number
    }

    /// Says that a cell does not use an item any more.
    pub(super) fn leave(&mut self, number: usize) {
        self.growth -= 1;
        if let Some(count) = self.uses.get_mut(number) {
            *count = count.saturating_sub(1);
            self.left.push(number);
        }
    }

    /// Whether cells use other texts than before.
    pub(super) fn is_changed(&self) -> bool {
        self.growth != 0 || !self.left.is_empty() || !self.added.is_empty()
    }

    /// The part with the changes. A text that only changed cells used goes, and its number stays.
    pub(super) fn write(&self, bytes: &[u8]) -> Vec<u8> {
        let prefix = &self.strings.prefix;
        let mut left = self.left.clone();
        left.sort_unstable();
        left.dedup();
        let unused = left.into_iter().filter(|number| self.uses.get(*number) == Some(&0));
        let items = unused.filter_map(|number| self.strings.items.get(number));
        let empty = format!("<{prefix}si><{prefix}t/></{prefix}si>");
        let mut splices: Vec<Splice> =
            items.map(|item| Splice::replace(item.range.clone(), empty.clone())).collect();
        let added = self
            .added
            .iter()
            .map(|text| format!("<{prefix}si>{}</{prefix}si>", element(prefix, text)));
        let mut added: String = added.collect();
        let tag = splice::written(bytes, &self.strings.root);
        let is_empty = self.strings.is_empty && added.is_empty();
        if self.strings.is_empty && !added.is_empty() {
            added.push_str(&splice::end_of(&tag));
        }
        splices.push(Splice::replace(self.strings.root.clone(), self.root(&tag, is_empty)));
        splices.push(Splice::insert(self.strings.end, added));
        splice::apply(bytes, splices)
    }

    /// The root's start tag with the counts that it has put right.
    fn root(&self, tag: &str, is_empty: bool) -> String {
        let count =
            value(tag, "count").map(|count| count.saturating_add(self.growth).max(0).to_string());
        let unique = value(tag, "uniqueCount")
            .map(|_| (self.strings.items.len() + self.added.len()).to_string());
        let mut changes = Vec::new();
        if let Some(count) = &count {
            changes.push(("count", Some(count.as_str())));
        }
        if let Some(unique) = &unique {
            changes.push(("uniqueCount", Some(unique.as_str())));
        }
        splice::retag(tag, &changes, is_empty)
    }
}

/// A text as the element that holds it in shared strings and in cells.
pub(super) fn element(prefix: &str, text: &str) -> String {
    let space = if text::needs_space(text) { " xml:space=\"preserve\"" } else { "" };
    format!("<{prefix}t{space}>{}</{prefix}t>", text::escape(text))
}

/// The number that an attribute holds.
fn value(tag: &str, name: &str) -> Option<i64> {
    splice::attribute(tag, name)?.parse().ok()
}
