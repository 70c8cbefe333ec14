//! Pictures that are drawn, not written: icons, and the preview that other sites show for a link.

mod canvas;
mod letters;
mod logo;

use crate::diag::{Diagnostic, Sink};
use crate::output::picture::canvas::{Area, Canvas, number};
use crate::output::picture::letters::{Letters, Place};
use crate::output::picture::logo::Logo;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::site::PREVIEW;
use crate::portal::{Edition, accent};
use crate::tree::Tree;
use crate::view::Color;

/// This output.
pub const OUTPUT: Output =
    Output { name: "pictures", about: "Icons, and the preview of links to the portal.", emit };

/// Icons that a theme may bring itself: the file of the theme, its place, the side in pixels.
const TOUCH_ICON: &str = "apple-touch-icon.png";
const FAVICON: &str = "favicon.ico";

/// Width and height of the preview, as Open Graph says them in the head.
const PREVIEW_SIZE: (usize, usize) = (1200, 630);
/// The distance of everything from the sides of the preview.
const MARGIN: usize = 88;
/// Sizes of the title, and in how many lines each may stand.
const TITLE_SIZES: [(f32, usize); 4] = [(112.0, 2), (92.0, 3), (72.0, 3), (56.0, 4)];

fn emit(edition: &Edition, theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let Some(letters) = Letters::new() else { return };
    let painter = Painter::new(edition, &letters);
    let mut add = |path: &str, drawn: Result<Vec<u8>, png::EncodingError>| match drawn {
        Ok(bytes) => put(tree, path, bytes, sink),
        Err(error) => {
            let message = format!("the picture `{path}` cannot be written: {error}");
            sink.push(Diagnostic::without_place("unwritable-text", message));
        }
    };
    if theme.file(TOUCH_ICON).is_none() {
        // Telephones cut the corners themselves.
        let mut icon = Canvas::new(180, 180, Some(painter.ground));
        painter.initial(&mut icon, Area { left: 0, top: 0, width: 180, height: 180 }, painter.ink);
        add(&format!("assets/{TOUCH_ICON}"), icon.png());
    }
    // Programs that read no page ask for it at the root.
    let favicon = theme.file(FAVICON).map_or_else(|| painter.favicon(), |own| Ok(own.to_vec()));
    add(FAVICON, favicon);
    if edition.is_public() && theme.file("preview.png").is_none() {
        add(PREVIEW.trim_start_matches('/'), painter.preview().png());
    }
}

/// What the pictures of an edition share.
struct Painter<'e> {
    edition: &'e Edition,
    letters: &'e Letters,
    ground: Color,
    ink: Color,
}

impl<'e> Painter<'e> {
    fn new(edition: &'e Edition, letters: &'e Letters) -> Self {
        let (ground, ink) = accent::picture(edition.view.site.accent);
        Self { edition, letters, ground, ink }
    }

    /// The letter of the icon in the middle of an area; where the font lacks it, a plain form.
    fn initial(&self, canvas: &mut Canvas, area: Area, color: Color) {
        let side = number(area.width);
        let letter = accent::initial(&self.edition.view.organization.name);
        let mut chars = letter.chars();
        let only = chars
            .next()
            .filter(|c| chars.next().is_none() && self.letters.have(&letter) && !c.is_whitespace());
        let size = side * 0.9;
        let middle = only.and_then(|letter| self.letters.middle(letter, size));
        let Some((across, down)) = middle else {
            let (inset, inside) = (area.width * 5 / 16, area.width * 6 / 16);
            let area = Area {
                left: area.left + inset,
                top: area.top + inset,
                width: inside,
                height: inside,
            };
            return canvas.round(area, side / 12.0, color);
        };
        let place = Place {
            left: number(area.left) + side / 2.0 - across,
            baseline: number(area.top) + side / 2.0 - down,
            size,
            color,
        };
        self.letters.draw(canvas, &letter, place);
    }

    /// An icon of 32 pixels in the container that old programs know, with a PNG inside.
    fn favicon(&self) -> Result<Vec<u8>, png::EncodingError> {
        let whole = Area { left: 0, top: 0, width: 32, height: 32 };
        let mut canvas = Canvas::new(32, 32, None);
        canvas.round(whole, 7.0, self.ground);
        self.initial(&mut canvas, whole, self.ink);
        let png = canvas.png()?;
        let size = u32::try_from(png.len()).unwrap_or(u32::MAX);
        // One image; 32 by 32, no palette; one plane of 32 bits; its size and place.
        let mut file = vec![0, 0, 1, 0, 1, 0, 32, 32, 0, 0, 1, 0, 32, 0];
        file.extend_from_slice(&size.to_le_bytes());
        file.extend_from_slice(&22_u32.to_le_bytes());
        file.extend_from_slice(&png);
        Ok(file)
    }

    /// The title on the accent, under the logo or the mark, above the name of the host.
    fn preview(&self) -> Canvas {
        let (width, height) = PREVIEW_SIZE;
        let mut canvas = Canvas::new(width, height, Some(self.ground));
        let title = self.edition.view.site.title.split_whitespace().collect::<Vec<_>>().join(" ");
        let room = number(width - 2 * MARGIN);
        let fitted =
            self.letters.have(&title).then(|| self.letters.fitted(&title, room, &TITLE_SIZES));
        let Some(title) = fitted.flatten() else {
            let side = 280;
            let middle = Area {
                left: (width - side) / 2,
                top: (height - side) / 2,
                width: side,
                height: side,
            };
            self.mark(&mut canvas, middle);
            return canvas;
        };
        self.sign(&mut canvas);
        let host = self.host();
        let small = 34.0;
        let bottom = number(height - MARGIN);
        let mut baseline = bottom - if host.is_empty() { 0.0 } else { 84.0 };
        for line in title.lines.iter().rev() {
            let place = Place { left: number(MARGIN), baseline, size: title.size, color: self.ink };
            self.letters.draw(&mut canvas, line, place);
            baseline -= title.size * 0.98;
        }
        let place = Place { left: number(MARGIN), baseline: bottom, size: small, color: self.ink };
        self.letters.draw(&mut canvas, &host, place);
        canvas
    }

    /// The logo at the top left where it is a PNG, on white, for it may have any colour; else the mark.
    fn sign(&self, canvas: &mut Canvas) {
        let logo = self.edition.view.logo.as_ref();
        let Some(logo) = logo.and_then(|(name, bytes)| Logo::read(name, bytes)) else {
            let area = Area { left: MARGIN, top: MARGIN, width: 112, height: 112 };
            return self.mark(canvas, area);
        };
        let (most_wide, most_high, edge) = (440, 72, 20);
        let mut height = most_high;
        let mut width = (logo.width * height / logo.height).max(1);
        if width > most_wide {
            width = most_wide;
            height = (logo.height * width / logo.width).max(1);
        }
        let plate = Area {
            left: MARGIN,
            top: MARGIN,
            width: width + 2 * edge,
            height: most_high + 2 * edge,
        };
        canvas.round(plate, 16.0, Color([u8::MAX; 3]));
        let top = plate.top + (plate.height - height) / 2;
        logo.draw(canvas, Area { left: plate.left + edge, top, width, height });
    }

    /// The icon with its colours exchanged.
    fn mark(&self, canvas: &mut Canvas, area: Area) {
        canvas.round(area, number(area.width) * 7.0 / 32.0, self.ink);
        self.initial(canvas, area, self.ground);
    }

    /// Host and path of the portal; empty where they are too long or cannot be written.
    fn host(&self) -> String {
        let url = self.edition.url("");
        let host = url.trim_start_matches("https://").to_owned();
        let fits = self.letters.have(&host)
            && self.letters.width(&host, 34.0) <= number(PREVIEW_SIZE.0 - 2 * MARGIN);
        if fits { host } else { String::new() }
    }
}
