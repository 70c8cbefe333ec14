//! Copies of files as gzip and Brotli, for hosts that send such copies and do not compress by themselves.

use std::io::Write as _;

use rayon::prelude::*;

use crate::diag::Sink;
use crate::output::put;
use crate::tree::Tree;

/// Extensions of files that are texts; pictures and workbooks are compressed already.
const TEXTS: [&str; 10] = ["html", "css", "js", "json", "xml", "svg", "txt", "md", "csv", "ics"];

/// A smaller file fits into one packet, whatever is done to it.
const SMALLEST: usize = 1_000;

/// Brotli's effort, 0 to 11: 11 takes twenty times as long as 9 for about a twentieth less.
#[cfg(feature = "brotli")]
const BROTLI_EFFORT: i32 = 9;

/// Adds `.gz` and `.br` beside each text where they are smaller than it. The
/// same bytes are compressed to the same bytes: no name, no time, no system.
pub(super) fn add(tree: &mut Tree, sink: &mut Sink) {
    let texts: Vec<(&str, &[u8])> =
        tree.iter().filter(|(path, bytes)| is_text(path) && bytes.len() >= SMALLEST).collect();
    let copies: Vec<(String, Vec<u8>)> = texts
        .into_par_iter()
        .flat_map_iter(|(path, bytes)| {
            let copies = [("gz", gzip(bytes)), ("br", brotli(bytes))];
            copies.into_iter().filter_map(move |(extension, copy)| {
                let copy = copy.filter(|copy| copy.len() < bytes.len())?;
                Some((format!("{path}.{extension}"), copy))
            })
        })
        .collect();
    for (path, copy) in copies {
        put(tree, &path, copy, sink);
    }
}

fn is_text(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| TEXTS.contains(&extension))
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let best = flate2::Compression::best();
    let mut encoder = flate2::GzBuilder::new().mtime(0).write(Vec::new(), best);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

#[cfg(not(feature = "brotli"))]
fn brotli(_bytes: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(feature = "brotli")]
fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let settings = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_EFFORT,
        mode: brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_TEXT,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut copy = Vec::new();
    brotli::BrotliCompress(&mut std::io::Cursor::new(bytes), &mut copy, &settings).ok()?;
    Some(copy)
}
