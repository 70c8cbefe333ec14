//! Versions of the register, of records and of what is promised, each read once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::witness::{Record, read_policy, read_record, read_register};
use crate::cli::blobs::{Blob, Blobs};
use crate::library::policy::NoticePolicy;
use crate::library::subprocessor::SubprocessorFile;

/// So many versions are at hand as text at a time.
const AT_ONCE: usize = 256;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Project,
    Register,
    Record,
}

/// What could be read of versions.
#[derive(Default)]
pub(super) struct Versions {
    registers: BTreeMap<Blob, Arc<SubprocessorFile>>,
    records: BTreeMap<Blob, Arc<Record>>,
    policies: BTreeMap<Blob, Arc<NoticePolicy>>,
    /// Whether the repository does not have all of them.
    pub(super) lacks_some: bool,
}

/// What a version was read as.
enum Version {
    Policy(NoticePolicy),
    Register(SubprocessorFile),
    Record(Box<Record>),
}

impl Versions {
    /// Reads the wanted versions.
    pub(super) fn read(mut blobs: Blobs, wanted: BTreeSet<(Kind, Blob)>) -> Self {
        let wanted: Vec<(Kind, Blob)> = wanted.into_iter().collect();
        let mut versions = Self::default();
        for part in wanted.chunks(AT_ONCE) {
            let texts: Vec<_> = part
                .iter()
                .filter_map(|(kind, blob)| Some((*kind, blob, blobs.bytes(blob)?)))
                .collect();
            let read = |(kind, blob, text): (Kind, &Blob, Vec<u8>)| {
                Some((Arc::clone(blob), Version::of(kind, text)?))
            };
            let read: Vec<_> = texts.into_par_iter().filter_map(read).collect();
            read.into_iter().for_each(|(blob, version)| versions.keep(blob, version));
        }
        versions.lacks_some = blobs.lacks_some;
        versions
    }

    fn keep(&mut self, blob: Blob, version: Version) {
        match version {
            Version::Policy(policy) => drop(self.policies.insert(blob, Arc::new(policy))),
            Version::Register(register) => drop(self.registers.insert(blob, Arc::new(register))),
            Version::Record(record) => drop(self.records.insert(blob, Arc::from(record))),
        }
    }

    /// A version as the register.
    pub(super) fn register(&self, blob: &Blob) -> Option<Arc<SubprocessorFile>> {
        self.registers.get(blob).cloned()
    }

    /// A version as a record.
    pub(super) fn record(&self, blob: &Blob) -> Option<Arc<Record>> {
        self.records.get(blob).cloned()
    }

    /// A version of `trust.yaml` as what it promises.
    pub(super) fn policy(&self, blob: &Blob) -> Option<Arc<NoticePolicy>> {
        self.policies.get(blob).cloned()
    }
}

impl Version {
    fn of(kind: Kind, text: Vec<u8>) -> Option<Self> {
        Some(match kind {
            Kind::Project => Self::Policy(read_policy(text)?),
            Kind::Register => Self::Register(read_register(text)?),
            Kind::Record => Self::Record(Box::new(read_record(text)?)),
        })
    }
}
