//! `manifest.json`: path, size and SHA-256 of every file.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::Sink;
use crate::output::{json, put};
use crate::portal::Edition;
use crate::tree::{File, Tree, hex};

/// Where the manifest stands in the tree.
pub const PATH: &str = "manifest.json";

/// Every file of the portal but this one, and what they were made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this format.
    pub version: u32,
    /// The program that wrote the files: `trust`.
    pub generator: String,
    /// Version of the program.
    pub generator_version: String,
    /// Address of the portal.
    pub site: String,
    /// Short hash of the commit; absent outside Git.
    pub commit: Option<String>,
    /// Day of the commit, `2026-11-21`.
    pub commit_date: Option<String>,
    /// Whether files differed from the commit.
    pub dirty: bool,
    /// The day that the portal speaks of.
    pub as_of: String,
    /// Who may read it: `public` or `nda`.
    pub audience: String,
    /// Files, sorted by path.
    pub files: Vec<ManifestFile>,
}

/// One file of the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ManifestFile {
    /// Its path below the portal's address, without a leading slash.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// A text that is none, as a sentence.
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(text)
            .map_err(|error| format!("it is not the manifest of a portal: {error}"))?;
        match (manifest.generator.as_str(), manifest.version) {
            ("trust", 1) => Ok(manifest),
            ("trust", other) => Err(format!("its version {other} is not known to this program")),
            _ => Err("it was not written by trust".to_owned()),
        }
    }

    /// The path of a file by its SHA-256 in hexadecimal; the first one where several are the same.
    #[must_use]
    pub fn path_of(&self, sha256: &str) -> Option<&str> {
        let known = self.files.iter().find(|file| file.sha256 == sha256);
        known.map(|file| file.path.as_str())
    }
}

/// Adds the manifest over all files of the tree.
pub fn add(edition: &Edition, tree: &mut Tree, sink: &mut Sink) {
    let entries: Vec<_> = tree.files().collect();
    let files = entries.into_par_iter().map(|(path, own)| file(path, own)).collect();
    let provenance = &edition.provenance;
    let manifest = Manifest {
        schema: edition.url("/api/manifest.schema.json"),
        version: 1,
        generator: "trust".to_owned(),
        generator_version: provenance.version.clone(),
        site: edition.url("/"),
        commit: provenance.commit.clone(),
        commit_date: provenance.commit_date.map(|date| date.to_string()),
        dirty: provenance.dirty,
        as_of: edition.view.reader.date.to_string(),
        audience: edition.view.reader.audience.word().to_owned(),
        files,
    };
    put(tree, PATH, json::text(&manifest), sink);
}

fn file(path: &str, file: &File) -> ManifestFile {
    ManifestFile {
        path: path.to_owned(),
        size: u64::try_from(file.bytes().len()).unwrap_or(u64::MAX),
        sha256: hex(&file.digest()),
    }
}
