//! Zip archives written byte by byte, so that they can say what is not true.

use std::io::Write as _;

/// One entry, and what the archive says of it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub name: String,
    /// The name in its own header, where it differs.
    pub other_name: Option<String>,
    pub packed: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub checksum: u32,
    pub size: u32,
    pub packed_size: u32,
    /// Where its header is said to begin, if not where it does.
    pub offset: Option<u32>,
    /// The extra field of its line in the directory.
    pub extra: Vec<u8>,
    /// Whether sizes stand behind the bytes and not before them.
    pub is_streamed: bool,
}

impl Part {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        Self { method: 8, packed_size: len(&packed), packed, ..Self::stored(name, bytes) }
    }

    pub(crate) fn stored(name: &str, bytes: &[u8]) -> Self {
        let mut checksum = flate2::Crc::new();
        checksum.update(bytes);
        Self {
            name: name.to_owned(),
            other_name: None,
            packed: bytes.to_vec(),
            method: 0,
            flags: 0,
            checksum: checksum.sum(),
            size: len(bytes),
            packed_size: len(bytes),
            offset: None,
            extra: Vec::new(),
            is_streamed: false,
        }
    }

    /// Sizes and place in eight bytes each.
    pub(crate) fn in_zip64(mut self, numbers: &[u64]) -> Self {
        (self.size, self.packed_size, self.offset) = (u32::MAX, u32::MAX, Some(u32::MAX));
        self.extra.extend(1u16.to_le_bytes());
        self.extra.extend(u16::try_from(numbers.len() * 8).unwrap().to_le_bytes());
        self.extra.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        self
    }

    /// The header and the bytes, as they stand in the archive.
    pub(crate) fn local(&self) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        let name = self.other_name.as_ref().unwrap_or(&self.name);
        let sizes = [self.checksum, self.packed_size, self.size];
        let sizes = if self.is_streamed { [0; 3] } else { sizes };
        bytes.extend(20u16.to_le_bytes());
        bytes.extend((self.flags | (u16::from(self.is_streamed) << 3)).to_le_bytes());
        bytes.extend(self.method.to_le_bytes());
        bytes.extend(0x0021_0000u32.to_le_bytes());
        bytes.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend(0u16.to_le_bytes());
        bytes.extend(name.as_bytes());
        bytes.extend(&self.packed);
        if self.is_streamed {
            bytes.extend(b"PK\x07\x08");
            let sizes = [self.checksum, self.packed_size, self.size];
            bytes.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        }
        bytes
    }

    fn central(&self, offset: u32) -> Vec<u8> {
        let mut bytes = b"PK\x01\x02".to_vec();
        bytes.extend(20u16.to_le_bytes());
        bytes.extend(20u16.to_le_bytes());
        bytes.extend((self.flags | (u16::from(self.is_streamed) << 3)).to_le_bytes());
        bytes.extend(self.method.to_le_bytes());
        bytes.extend(0x0021_0000u32.to_le_bytes());
        let sizes = [self.checksum, self.packed_size, self.size];
        bytes.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        bytes.extend(u16::try_from(self.name.len()).unwrap().to_le_bytes());
        bytes.extend(u16::try_from(self.extra.len()).unwrap().to_le_bytes());
        bytes.extend([0; 10]);
        bytes.extend(self.offset.unwrap_or(offset).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        bytes.extend(&self.extra);
        bytes
    }
}

/// An archive of parts as they are.
pub(crate) fn archive(parts: &[Part]) -> Vec<u8> {
    let (mut bytes, directory) = bodies(parts);
    let (from, length) = (len(&bytes), len(&directory));
    bytes.extend(directory);
    bytes.extend(end(parts.len(), length, from));
    bytes
}

/// An archive whose end says what it is told, in eight bytes each: count, length and place of the directory.
pub(crate) fn archive_64(parts: &[Part], lie: impl Fn(u64, u64, u64) -> [u64; 3]) -> Vec<u8> {
    let (mut bytes, directory) = bodies(parts);
    let from = bytes.len() as u64;
    let numbers = lie(parts.len() as u64, directory.len() as u64, from);
    bytes.extend(directory);
    let at = bytes.len() as u64;
    bytes.extend(b"PK\x06\x06");
    bytes.extend(44u64.to_le_bytes());
    bytes.extend([45, 0, 45, 0]);
    bytes.extend([0; 8]);
    for number in [numbers[0], numbers[0], numbers[1], numbers[2]] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(b"PK\x06\x07\0\0\0\0");
    bytes.extend(at.to_le_bytes());
    bytes.extend(1u32.to_le_bytes());
    bytes.extend(end(0xFFFF, u32::MAX, u32::MAX));
    bytes
}

fn bodies(parts: &[Part]) -> (Vec<u8>, Vec<u8>) {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        directory.extend(part.central(len(&bytes)));
        bytes.extend(part.local());
    }
    (bytes, directory)
}

fn end(count: usize, length: u32, from: u32) -> Vec<u8> {
    let count = u16::try_from(count).unwrap();
    let mut bytes = b"PK\x05\x06\0\0\0\0".to_vec();
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(from.to_le_bytes());
    bytes.extend(0u16.to_le_bytes());
    bytes
}

fn len(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}
