//! Whether a file is the published one: current, superseded or altered, and where it differs.
//!
//! A hash decides first. A sheet that another program has saved again has other bytes
//! and the same cells, so cells are compared next: texts, and where formulas stand. What a sheet says
//! of itself ([`Stamp`]) only tells where to look: anybody can write it.

mod cells;

use crate::output::manifest::Manifest;
use crate::questionnaire::stamp::Stamp;
use crate::tree::hex_digest;

pub use crate::verify::cells::Difference;
use crate::verify::cells::{Cells, differences};
use crate::xlsx::{Limits, Workbook};

/// Gives the bytes of a file by its path.
pub type Reading<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// One state of the portal to compare with.
pub struct Reference<'a> {
    /// Its manifest.
    pub manifest: Manifest,
    /// A file of it by path, where its files are at hand.
    pub file: Option<Reading<'a>>,
    /// Whether it is later than the state that is taken for the present one, which is then out of date.
    pub is_later: bool,
}

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is published as it is now.
    Current,
    /// It was published, and something else has taken its place.
    Superseded,
    /// It is of a later state than the one it was compared with.
    Newer,
    /// It differs from what was published.
    Altered,
    /// It says of itself that it was published earlier, and nothing at hand can show that.
    Unproven,
    /// It is none of the portal's files.
    Unknown,
}

impl Standing {
    /// The word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Newer => "newer",
            Self::Altered => "altered",
            Self::Unproven => "unproven",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Where it stands.
    pub standing: Standing,
    /// The path of the file that it was compared with.
    pub path: Option<String>,
    /// What the file says of itself.
    pub stamp: Option<Stamp>,
    /// Whether the bytes are those that were published; else a program has saved the same cells again.
    pub is_exact: bool,
    /// Commit and day of the state that it was compared with.
    pub state: State,
    /// Cells that differ from that state; empty where they cannot be known.
    pub altered: Vec<Difference>,
    /// Cells that have changed on the portal since.
    pub since: Vec<Difference>,
}

/// Which state of the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Address of the portal.
    pub site: String,
    /// Short hash of the commit.
    pub commit: Option<String>,
    /// The day it speaks of.
    pub as_of: String,
}

impl State {
    fn of(manifest: &Manifest) -> Self {
        Self {
            site: manifest.site.clone(),
            commit: manifest.commit.clone(),
            as_of: manifest.as_of.clone(),
        }
    }
}

impl Reference<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.file.and_then(|file| file(path))
    }

    /// Whether a sheet says that it comes from this state.
    fn is_named_by(&self, stamp: &Stamp) -> bool {
        let commit = stamp.commit.trim_end_matches("+dirty");
        self.manifest.site == stamp.portal
            && (self.manifest.audience == "nda") == (stamp.audience == "nda")
            && self.manifest.commit.as_deref().unwrap_or_default() == commit
            && self.manifest.dirty == stamp.is_dirty()
            && self.manifest.as_of == stamp.as_of
    }

    /// Whether this state gives the same sheet whenever it is built: what differs then was altered.
    fn is_certain_for(&self, stamp: &Stamp) -> bool {
        !stamp.is_dirty() && self.manifest.generator_version == stamp.version
    }

    /// Where a file of this state stands that is not the present one.
    fn standing(&self) -> Standing {
        if self.is_later { Standing::Newer } else { Standing::Superseded }
    }
}

/// What a file says of itself, whether or not that is true.
#[must_use]
pub fn stamp(bytes: &[u8]) -> Option<Stamp> {
    let workbook = Workbook::open(bytes, &Limits::default()).ok()?;
    cells::stamp(&workbook)
}

/// Compares a file with the portal as it is now, and with earlier states of it.
#[must_use]
pub fn judge(name: &str, bytes: &[u8], now: &Reference, earlier: &[Reference]) -> Verdict {
    let hash = hex_digest(bytes);
    let here = Cells::read(name, bytes);
    let stamp = here.as_ref().and_then(|cells| cells.stamp.clone());
    let verdict = |standing, reference: &Reference, path: Option<String>| Verdict {
        standing,
        path,
        stamp: stamp.clone(),
        is_exact: false,
        state: State::of(&reference.manifest),
        altered: Vec::new(),
        since: Vec::new(),
    };
    if let Some(path) = now.manifest.path_of(&hash) {
        let known = verdict(Standing::Current, now, Some(path.to_owned()));
        return Verdict { is_exact: true, ..known };
    }
    for before in earlier {
        if let Some(path) = before.manifest.path_of(&hash) {
            let since = here.as_ref().map(|here| compared(name, here, now, path));
            let known = verdict(before.standing(), before, Some(path.to_owned()));
            return Verdict { is_exact: true, since: since.unwrap_or_default(), ..known };
        }
    }
    let Some(here) = here else { return verdict(Standing::Unknown, now, None) };
    by_cells(name, &here, now, earlier).unwrap_or_else(|| verdict(unnamed(&here, now), now, None))
}

/// Compares cells with the state that the file names, else with the portal as it is.
fn by_cells(name: &str, here: &Cells, now: &Reference, earlier: &[Reference]) -> Option<Verdict> {
    let own = here.stamp.as_ref().filter(|stamp| stamp.portal == now.manifest.site);
    let named = |reference: &&Reference| own.is_some_and(|stamp| reference.is_named_by(stamp));
    let source = std::iter::once(now).chain(earlier).find(named);
    if source.is_none() && own.is_some_and(|stamp| !stamp.digest.is_empty()) {
        return Some(without_source(name, here, now));
    }
    let reference = source.unwrap_or(now);
    let path = path_for(name, here, reference)?;
    let published = Cells::read(&path, &reference.bytes(&path)?)?;
    let altered = differences(&published, here);
    let is_certain = own.is_none_or(|stamp| reference.is_certain_for(stamp));
    if !altered.is_empty() && !is_certain && here.agrees_with_itself() {
        return Some(without_source(name, here, now));
    }
    // What names another portal and differs is not ours.
    if !altered.is_empty() && own.is_none() && here.stamp.is_some() {
        return None;
    }
    let is_now = std::ptr::eq(reference, now);
    let standing = match (altered.is_empty(), is_now) {
        (false, _) => Standing::Altered,
        (true, true) => Standing::Current,
        (true, false) => reference.standing(),
    };
    let is_other = matches!(standing, Standing::Superseded | Standing::Newer);
    let since = if is_other { compared(name, here, now, &path) } else { Vec::new() };
    Some(Verdict {
        standing,
        path: Some(path),
        stamp: here.stamp.clone(),
        is_exact: false,
        state: State::of(&reference.manifest),
        altered,
        since,
    })
}

/// The state that the file names is not at hand, or may give other sheets when it is built again: the file's
/// digest tells at least whether it agrees with itself.
fn without_source(name: &str, here: &Cells, now: &Reference) -> Verdict {
    let agrees = here.agrees_with_itself();
    let path = path_for(name, here, now);
    let since = path.as_deref().map(|path| compared(name, here, now, path)).unwrap_or_default();
    Verdict {
        standing: if agrees { Standing::Unproven } else { Standing::Altered },
        path,
        stamp: here.stamp.clone(),
        is_exact: false,
        state: State::of(&now.manifest),
        altered: Vec::new(),
        since,
    }
}

/// What to say of a file with cells that fits no path: a manifest alone cannot compare cells.
fn unnamed(here: &Cells, now: &Reference) -> Standing {
    match &here.stamp {
        Some(stamp) if stamp.portal == now.manifest.site => Standing::Altered,
        _ => Standing::Unknown,
    }
}

/// How the cells differ from those at a path of a state; empty where they are not at hand.
fn compared(name: &str, here: &Cells, reference: &Reference, path: &str) -> Vec<Difference> {
    let path = path_for(name, here, reference).unwrap_or_else(|| path.to_owned());
    let published = reference.bytes(&path).and_then(|bytes| Cells::read(&path, &bytes));
    published.map(|published| differences(here, &published)).unwrap_or_default()
}

/// The file of a state that this one is a copy of: the one it names, the one of the same name, or the most alike.
/// Of several with one name the most alike counts.
fn path_for(name: &str, here: &Cells, reference: &Reference) -> Option<String> {
    let paths = || reference.manifest.files.iter().map(|file| file.path.as_str());
    let named = here.stamp.as_ref().map(|stamp| stamp.path.as_str());
    if let Some(path) = named.filter(|named| paths().any(|path| path == *named)) {
        return Some(path.to_owned());
    }
    let of_kind: Vec<&str> = paths().filter(|path| here.is_kind_of(path)).collect();
    let has_name = |path: &&str| path.rsplit('/').next().unwrap_or(path) == name;
    let of_that_name: Vec<&str> = of_kind.iter().copied().filter(has_name).collect();
    if let [path] = of_that_name.as_slice() {
        return Some((*path).to_owned());
    }
    if let Some((_, path)) = most_alike(here, reference, &of_that_name) {
        return Some(path.to_owned());
    }
    let (likeness, path) = most_alike(here, reference, &of_kind)?;
    // Less than half alike is another sheet.
    (likeness >= 50).then(|| path.to_owned())
}

/// The first of the files that are most like this one, and how many of a hundred cells are the same.
fn most_alike<'p>(
    here: &Cells,
    reference: &Reference,
    paths: &[&'p str],
) -> Option<(usize, &'p str)> {
    let likeness = |path: &str| {
        let published = Cells::read(path, &reference.bytes(path)?)?;
        Some(here.likeness(&published))
    };
    let scored = paths.iter().filter_map(|path| Some((likeness(path)?, *path)));
    scored.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))
}
