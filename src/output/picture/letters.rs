//! Texts in the one font that the program has: Latin letters, digits, punctuation.

use ab_glyph::{Font as _, FontRef, Glyph, PxScale, ScaleFont as _, point};

use crate::output::picture::canvas::Canvas;
use crate::view::Color;

/// Cut from Inter Display Semi Bold; its license stands beside it.
const FONT: &[u8] = include_bytes!("inter-display-semibold.otf");

/// The font, ready to draw.
pub(super) struct Letters {
    font: FontRef<'static>,
}

/// Words in lines of one size.
pub(super) struct Lines {
    /// The lines.
    pub lines: Vec<String>,
    /// Their size in pixels: from the lowest to the highest point that a letter may have.
    pub size: f32,
}

impl Letters {
    /// The font; nothing if it could not be read, which has no known cause.
    pub(super) fn new() -> Option<Self> {
        FontRef::try_from_slice(FONT).ok().map(|font| Self { font })
    }

    /// Whether the font has every letter of a text.
    pub(super) fn have(&self, text: &str) -> bool {
        text.chars().all(|c| self.font.glyph_id(c).0 != 0)
    }

    /// A text in as few lines and as large as fits: the first of the sizes,
    /// each with its greatest number of lines, that is wide enough.
    pub(super) fn fitted(&self, text: &str, width: f32, sizes: &[(f32, usize)]) -> Option<Lines> {
        sizes.iter().find_map(|(size, most)| {
            let lines = self.wrapped(text, *size, width)?;
            let count = lines.len();
            // As narrow as that many lines can be: no word is left alone at the end.
            let narrower = (1..20_u8).map_while(|step| {
                let narrow = width * (1.0 - f32::from(step) / 20.0);
                self.wrapped(text, *size, narrow).filter(|lines| lines.len() == count)
            });
            let lines = narrower.last().unwrap_or(lines);
            (count <= *most).then_some(Lines { lines, size: *size })
        })
    }

    /// How wide a text is, in pixels.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let scaled = self.font.as_scaled(PxScale::from(size));
        text.chars().map(|c| scaled.h_advance(scaled.glyph_id(c))).sum()
    }

    /// Draws one line whose letters stand on `baseline`.
    pub(super) fn draw(&self, canvas: &mut Canvas, text: &str, at: Place) {
        let scaled = self.font.as_scaled(PxScale::from(at.size));
        let mut left = at.left;
        for c in text.chars() {
            let id = scaled.glyph_id(c);
            let glyph: Glyph = id.with_scale_and_position(at.size, point(left, at.baseline));
            left += scaled.h_advance(id);
            let Some(outline) = self.font.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            let (across, down) = (whole(bounds.min.x), whole(bounds.min.y));
            outline.draw(|x, y, share| {
                canvas.blend(across + x as usize, down + y as usize, at.color, share);
            });
        }
    }

    /// The middle of a letter's shape when it is drawn at the origin, for one that stands alone.
    pub(super) fn middle(&self, letter: char, size: f32) -> Option<(f32, f32)> {
        let glyph = self.font.glyph_id(letter).with_scale(size);
        let bounds = self.font.outline_glyph(glyph)?.px_bounds();
        Some((f32::midpoint(bounds.min.x, bounds.max.x), f32::midpoint(bounds.min.y, bounds.max.y)))
    }

    /// The text in lines no wider than `width`; nothing when a word is wider.
    fn wrapped(&self, text: &str, size: f32, width: f32) -> Option<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            if self.width(word, size) > width {
                return None;
            }
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match (longer.filter(|line| self.width(line, size) <= width), lines.last_mut()) {
                (Some(longer), Some(last)) => *last = longer,
                _ => lines.push(word.to_owned()),
            }
        }
        Some(lines)
    }
}

/// Where and how a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The left end, in pixels.
    pub left: f32,
    /// What the letters stand on, in pixels from the top.
    pub baseline: f32,
    /// The size, as in [`Lines::size`].
    pub size: f32,
    /// The colour.
    pub color: Color,
}

/// A position as a whole number of pixels; what begins outside begins at the edge.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below zero becomes zero"
)]
fn whole(position: f32) -> usize {
    position.max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn european_names_can_be_written() {
        let letters = Letters::new().unwrap();
        for name in ["Müller & Söhne", "Škoda Łódź", "Crédit Œuvre", "Año Ñandú", "Città", "İŞ 24"]
        {
            assert!(letters.have(name), "{name}");
        }
        for name in ["東京", "Москва", "שלום", "e\u{301}", "🙂"] {
            assert!(!letters.have(name), "{name}");
        }
    }

    #[test]
    fn words_are_wrapped_or_refused() {
        let letters = Letters::new().unwrap();
        let sizes = [(90.0, 1), (60.0, 2)];
        let fitted = |text| letters.fitted(text, 600.0, &sizes).map(|own| own.lines);
        assert_eq!(fitted("Acme"), Some(vec!["Acme".to_owned()]));
        assert_eq!(
            fitted("Acme Cloud Infrastructure Trust Center").map(|lines| lines.len()),
            Some(2)
        );
        assert_eq!(fitted(&"W".repeat(40)), None);
    }
}
