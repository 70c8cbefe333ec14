//! A logo that is a PNG file, made small enough for a picture.

use crate::output::picture::canvas::{Area, Canvas, number};
use crate::view::Color;

/// A logo with more pixels than this is left out: it would cost more time than it is worth.
const MOST_PIXELS: u32 = 4_000_000;

/// Pixels of a logo with red, green, blue and opacity.
pub(super) struct Logo {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    pixels: Vec<u8>,
}

impl Logo {
    /// A logo that is a PNG file which can be read; other formats would need a renderer.
    pub(super) fn read(name: &str, bytes: &[u8]) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        if !extension.eq_ignore_ascii_case("png") {
            return None;
        }
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::ALPHA | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info().ok()?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width.checked_mul(height)? > MOST_PIXELS {
            return None;
        }
        let mut pixels = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut pixels).ok()?;
        pixels.truncate(frame.buffer_size());
        if frame.color_type == png::ColorType::GrayscaleAlpha {
            let four = |pair: &[u8]| match *pair {
                [gray, opacity] => [gray, gray, gray, opacity],
                _ => [0; 4],
            };
            pixels = pixels.chunks(2).flat_map(four).collect();
        }
        let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
        (width > 0 && height > 0).then_some(Self { width, height, pixels })
    }

    /// Draws the logo into an area of its own proportions: each pixel is the mean of those it covers.
    pub(super) fn draw(&self, canvas: &mut Canvas, area: Area) {
        for y in 0..area.height {
            let rows = span(y, area.height, self.height);
            for x in 0..area.width {
                let (color, share) = self.mean(span(x, area.width, self.width), rows.clone());
                canvas.blend(area.left + x, area.top + y, color, share);
            }
        }
    }

    /// The mean colour of some pixels, weighed by opacity, and the mean opacity.
    fn mean(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> (Color, f32) {
        let mut sums = [0_usize; 4];
        let mut count = 0;
        for y in rows {
            for x in columns.clone() {
                let at = (y * self.width + x) * 4;
                let Some(&[red, green, blue, opacity]) = self.pixels.get(at..at + 4) else {
                    continue;
                };
                let weight = usize::from(opacity);
                for (sum, own) in sums.iter_mut().zip([red, green, blue]) {
                    *sum += usize::from(own) * weight;
                }
                let [.., opacities] = &mut sums;
                *opacities += weight;
                count += 1;
            }
        }
        let [red, green, blue, weight] = sums;
        let channel = |sum: usize| u8::try_from(sum / weight.max(1)).unwrap_or(u8::MAX);
        let share = number(weight) / number(count * 255).max(1.0);
        (Color([channel(red), channel(green), channel(blue)]), share)
    }
}

/// The pixels of `from` that pixel `at` of `to` covers, at least one.
fn span(at: usize, to: usize, from: usize) -> std::ops::Range<usize> {
    let first = at * from / to.max(1);
    first..((at + 1) * from / to.max(1)).max(first + 1)
}
