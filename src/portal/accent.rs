//! The project's colour, fitted to be read, and the icon that is made of it.

use crate::markdown::escaped;
use crate::view::Color;

/// The theme's page and raised surface in a light scheme.
const LIGHT: [Color; 2] = [Color([0xff, 0xff, 0xff]), Color([0xf6, 0xf7, 0xf9])];
/// The same in a dark scheme.
const DARK: [Color; 2] = [Color([0x10, 0x13, 0x18]), Color([0x18, 0x1c, 0x23])];
/// The accent of a project without one.
const DEFAULT: Color = Color([0x1f, 0x4f, 0xa3]);
/// Contrast of text that WCAG 2.2 asks for at level AA.
const ENOUGH: f64 = 4.5;

/// Custom properties of both schemes: surfaces, and the accent as text on them.
#[must_use]
pub fn stylesheet(accent: Option<Color>) -> String {
    let accent = accent.unwrap_or(DEFAULT);
    let scheme = |surfaces: [Color; 2], toward: u8| {
        let [page, raised] = surfaces;
        let text = readable(accent, surfaces, toward);
        format!(
            ":root{{--page:{};--raised:{};--accent:{};--on-accent:{}}}",
            page.hex(),
            raised.hex(),
            text.hex(),
            on(text).hex()
        )
    };
    format!(
        "{}\n@media screen and (prefers-color-scheme:dark){{{}}}\n",
        scheme(LIGHT, 0),
        scheme(DARK, 255)
    )
}

/// The icon: the first letter of the name on the accent.
#[must_use]
pub fn icon(name: &str, accent: Option<Color>) -> String {
    let (ground, ink) = picture(accent);
    let initial = initial(name);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"7\" fill=\"{}\"/><text x=\"16\" y=\"23\" text-anchor=\"middle\" font-family=\"system-ui,sans-serif\" font-size=\"20\" font-weight=\"700\" fill=\"{}\">{}</text></svg>\n",
        ground.hex(),
        ink.hex(),
        escaped(&initial)
    )
}

/// The colours of a picture: the accent as its ground, and what is read best on it.
#[must_use]
pub fn picture(accent: Option<Color>) -> (Color, Color) {
    let ground = accent.unwrap_or(DEFAULT);
    (ground, on(ground))
}

/// The first letter or digit of a name as a capital; empty where there is none.
#[must_use]
pub fn initial(name: &str) -> String {
    let first = name.chars().find(|c| c.is_alphanumeric());
    first.into_iter().flat_map(char::to_uppercase).collect()
}

/// The colour, moved toward black (0) or white (255) until it is read on all surfaces.
fn readable(color: Color, surfaces: [Color; 2], toward: u8) -> Color {
    let is_read = |own: &Color| surfaces.iter().all(|surface| contrast(*own, *surface) >= ENOUGH);
    let end = Color([toward; 3]);
    (0..=20u16).map(|step| mixed(color, end, step)).find(is_read).unwrap_or(end)
}

/// `step` twentieths of the way from one colour to another.
fn mixed(from: Color, to: Color, step: u16) -> Color {
    let channel = |from: u8, to: u8| {
        let sum = u16::from(from) * (20 - step) + u16::from(to) * step;
        u8::try_from(sum / 20).unwrap_or(u8::MAX)
    };
    let (Color([red, green, blue]), Color(to)) = (from, to);
    let [to_red, to_green, to_blue] = to;
    Color([channel(red, to_red), channel(green, to_green), channel(blue, to_blue)])
}

/// White or black, whichever is read better on a colour.
fn on(ground: Color) -> Color {
    let (white, black) = (Color([255; 3]), Color([0; 3]));
    if contrast(white, ground) >= contrast(black, ground) { white } else { black }
}

/// The contrast ratio of WCAG 2: 1 to 21.
fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The relative luminance of WCAG 2.
fn luminance(Color([red, green, blue]): Color) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_is_read() {
        for channels in [[0; 3], [255; 3], [255, 255, 0], [0, 255, 0], [11, 95, 255], [128; 3]] {
            let accent = Color(channels);
            for (surfaces, toward) in [(LIGHT, 0), (DARK, 255)] {
                let text = readable(accent, surfaces, toward);
                for surface in surfaces {
                    assert!(contrast(text, surface) >= ENOUGH, "{accent:?} on {surface:?}");
                }
                assert!(contrast(on(text), text) >= ENOUGH, "{accent:?}");
            }
            assert!(contrast(on(accent), accent) >= ENOUGH, "{accent:?}");
        }
    }

    #[test]
    fn an_accent_that_is_read_stays() {
        let blue = Color([0x0b, 0x5f, 0xff]);
        assert_eq!(readable(blue, LIGHT, 0), blue);
    }

    #[test]
    fn an_icon_has_an_initial() {
        assert!(icon("<acme>", None).contains(">A</text>"));
        assert!(icon("", None).contains("></text>"));
    }
}
