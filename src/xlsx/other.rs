//! What a file is that is no zip archive, by its first bytes.

use crate::xlsx::refusal::Refusal;

/// The first bytes of the container of old office files ([MS-CFB] 2.2). Encrypted workbooks are in it as well.
const CONTAINER: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Bytes of an entry in the directory of such a container, at multiples of which it stands.
const ENTRY: usize = 128;

/// Why a file is not opened as an archive; `None` for one that begins, or ends, like one.
pub(super) fn recognise(bytes: &[u8]) -> Option<Refusal> {
    if bytes.is_empty() {
        return Some(Refusal::Empty);
    }
    if bytes.starts_with(&CONTAINER) {
        return Some(match () {
            () if has_stream(bytes, "EncryptedPackage") => Refusal::Encrypted,
            () if has_stream(bytes, "Workbook") || has_stream(bytes, "Book") => Refusal::Legacy,
            () => Refusal::NotAWorkbook,
        });
    }
    // Before 1993 workbooks had no container: a record 9 with 4 to 16 bytes.
    if matches!(bytes, [9, 0 | 2 | 4 | 8, 4..=16, 0, ..]) {
        return Some(Refusal::Legacy);
    }
    let is_archive = bytes.starts_with(b"PK\x03\x04") || has_end(bytes);
    (!is_archive).then_some(Refusal::NotAWorkbook)
}

/// Whether the directory of a container names a stream. Names are UTF-16, with their length in bytes 64 and 65.
fn has_stream(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> =
        name.encode_utf16().chain([0]).flat_map(|unit| unit.to_le_bytes().into_iter()).collect();
    bytes.chunks_exact(ENTRY).any(|entry| {
        let length = entry.get(64..66).and_then(|length| length.try_into().ok());
        let length = length.map_or(0, u16::from_le_bytes);
        usize::from(length) == wanted.len() && entry.starts_with(&wanted)
    })
}

/// Archives may have something before them.
fn has_end(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..).unwrap_or_default();
    tail.windows(4).any(|window| window == b"PK\x05\x06")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(stream: &str) -> Vec<u8> {
        let mut bytes = CONTAINER.to_vec();
        bytes.resize(1024, 0);
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.extend(&name);
        bytes.resize(1024 + 64, 0);
        bytes.extend(u16::try_from(name.len() + 2).unwrap().to_le_bytes());
        bytes.resize(2048, 0);
        bytes
    }

    #[test]
    fn files_are_told_by_their_bytes() {
        assert_eq!(recognise(b""), Some(Refusal::Empty));
        assert_eq!(recognise(b"id,answer\n1,yes\n"), Some(Refusal::NotAWorkbook));
        assert_eq!(recognise(b"<html><table>"), Some(Refusal::NotAWorkbook));
        assert_eq!(recognise(&container("Workbook")), Some(Refusal::Legacy));
        assert_eq!(recognise(&container("Book")), Some(Refusal::Legacy));
        assert_eq!(recognise(&container("EncryptedPackage")), Some(Refusal::Encrypted));
        assert_eq!(recognise(&container("WordDocument")), Some(Refusal::NotAWorkbook));
        assert_eq!(recognise(&[9, 8, 8, 0, 0, 5]), Some(Refusal::Legacy));
        assert_eq!(recognise(b"PK\x03\x04"), None);
    }
}
