//! A picture in memory, and the few shapes that are drawn on it.

use crate::view::Color;

/// Pixels in rows from the top, each with red, green, blue and opacity.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// A rectangle, in pixels from the top left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    /// Its left side.
    pub left: usize,
    /// Its top.
    pub top: usize,
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
}

impl Canvas {
    /// A picture of one colour; of none, a transparent one.
    pub(super) fn new(width: usize, height: usize, ground: Option<Color>) -> Self {
        let pixel = ground.map_or([0; 4], |Color([red, green, blue])| [red, green, blue, u8::MAX]);
        let row = pixel.repeat(width);
        let mut pixels = Vec::with_capacity(row.len() * height);
        for _ in 0..height {
            pixels.extend_from_slice(&row);
        }
        Self { width, height, pixels }
    }

    /// Lays a colour over a pixel; `share` is between 0 and 1. What lies outside is left out.
    pub(super) fn blend(&mut self, x: usize, y: usize, color: Color, share: f32) {
        if x >= self.width || y >= self.height || share <= 0.0 {
            return;
        }
        let at = (y * self.width + x) * 4;
        let Some([red, green, blue, opacity]) = self.pixels.get_mut(at..at + 4) else { return };
        let share = share.min(1.0);
        let under = f32::from(*opacity) / 255.0 * (1.0 - share);
        let whole = share + under;
        let Color(over) = color;
        for (own, over) in [red, green, blue].into_iter().zip(over) {
            *own = byte((f32::from(over) * share + f32::from(*own) * under) / whole);
        }
        *opacity = byte(whole * 255.0);
    }

    /// A rectangle with round corners.
    pub(super) fn round(&mut self, area: Area, radius: f32, color: Color) {
        let (width, height) = (number(area.width), number(area.height));
        let (half_width, half_height) = (width / 2.0, height / 2.0);
        for y in 0..area.height {
            for x in 0..area.width {
                // The distance of the pixel's middle from the outline, below zero inside.
                let right = (number(x) + 0.5 - half_width).abs() - (half_width - radius);
                let down = (number(y) + 0.5 - half_height).abs() - (half_height - radius);
                let corner = (right.max(0.0).powi(2) + down.max(0.0).powi(2)).sqrt();
                let distance = corner + right.max(down).min(0.0) - radius;
                self.blend(area.left + x, area.top + y, color, 0.5 - distance);
            }
        }
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// When the encoder refuses it, which has no known cause.
    pub(super) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut file, side(self.width), side(self.height));
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::Fast);
        encoder.write_header()?.write_image_data(&self.pixels)?;
        Ok(file)
    }
}

/// A number of pixels for arithmetic; pictures here are far below the limit of exactness.
#[expect(clippy::cast_precision_loss, reason = "pictures have some thousand pixels a side")]
pub(super) fn number(pixels: usize) -> f32 {
    pixels as f32
}

/// A channel between 0 and 255.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped before"
)]
fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}
