//! Paper: pages of PDF documents, drawn in points from the top left corner, in the product's own typeface; and tables for a spreadsheet
//! ([`Table`]).

mod table;

use std::sync::OnceLock;

use krilla::Document;
use krilla::color::{luma, rgb};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, Tag, TextDirection};
use qrcode::{Color, QrCode};
use ttf_parser::Face;

use crate::error::{Error, Result};
pub use table::Table;

/// Atkinson Hyperlegible Next, by the Braille Institute (SIL OFL), with its axis of weights.
const TYPEFACE: &[u8] = include_bytes!("atkinson-next.ttf");

/// Width of an A4 page, in points.
pub const WIDTH: f32 = 595.28;
/// Height of an A4 page, in points.
pub const HEIGHT: f32 = 841.89;

/// How strong a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// What is read.
    Plain,
    /// What is looked for.
    Bold,
}

impl Weight {
    fn value(self) -> f32 {
        match self {
            Self::Plain => 400.0,
            Self::Bold => 700.0,
        }
    }
}

/// A document being drawn.
pub struct Paper {
    document: Document,
    plain: Font,
    bold: Font,
}

impl Paper {
    /// An empty document in French.
    pub fn new(title: &str) -> Result<Self> {
        let mut document = Document::new();
        let metadata = Metadata::new().title(title.to_owned()).language("fr".to_owned());
        document.set_metadata(metadata.creator(crate::PRODUCT.to_owned()));
        Ok(Self { document, plain: font(Weight::Plain)?, bold: font(Weight::Bold)? })
    }

    /// Adds an A4 page and draws it.
    pub fn page(&mut self, draw: impl FnOnce(&mut Sheet<'_>)) -> Result<()> {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| Error::internal("opening a page", "the size of A4 is refused"))?;
        let mut page = self.document.start_page_with(settings);
        let surface = page.surface();
        draw(&mut Sheet { surface, plain: &self.plain, bold: &self.bold });
        page.finish();
        Ok(())
    }

    /// The document as a file.
    pub fn finish(self) -> Result<Vec<u8>> {
        self.document.finish().map_err(|error| Error::internal("writing a PDF", error))
    }
}

/// A page being drawn.
pub struct Sheet<'a> {
    surface: Surface<'a>,
    plain: &'a Font,
    bold: &'a Font,
}

impl Sheet<'_> {
    /// Writes one line whose foot is at `y`. Sizes are in points; `ink` goes from 0, black, to 255, white.
    pub fn text(&mut self, (x, y): (f32, f32), size: f32, weight: Weight, ink: u8, text: &str) {
        let font = if weight == Weight::Bold { self.bold } else { self.plain }.clone();
        self.surface.set_fill(Some(filled(ink)));
        self.surface.draw_text(Point::from_xy(x, y), font, size, text, false, TextDirection::LeftToRight);
    }

    /// Draws a dashed line, to cut along.
    pub fn cut(&mut self, from: (f32, f32), to: (f32, f32)) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        let Some(path) = path.finish() else { return };
        let dash = Some(StrokeDash { array: vec![3.0, 3.0], offset: 0.0 });
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: luma::Color::new(150).into(),
            width: 0.5,
            dash,
            ..Stroke::default()
        }));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
    }

    /// Draws the QR code of a text in a square of `side` points; nothing when the text is too long for one.
    pub fn qr(&mut self, (x, y): (f32, f32), side: f32, text: &str) {
        let Ok(code) = QrCode::new(text) else { return };
        let width = code.width();
        #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
        let (module, at) = (side / width as f32, |index: usize| index as f32);
        let mut path = PathBuilder::new();
        for (index, color) in code.to_colors().into_iter().enumerate() {
            let (column, row) = (at(index % width), at(index / width));
            // A hair wider than a module, so that no white line shows between two.
            let square = Rect::from_xywh(x + column * module, y + row * module, module + 0.05, module + 0.05);
            if let (Color::Dark, Some(square)) = (color, square) {
                path.push_rect(square);
            }
        }
        let Some(path) = path.finish() else { return };
        self.surface.set_fill(Some(filled(0)));
        self.surface.draw_path(&path);
    }
}

/// Width of a line, in points.
pub fn width(size: f32, weight: Weight, text: &str) -> f32 {
    let Some(face) = face(weight) else { return 0.0 };
    let advance =
        |c: char| f32::from(face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(600));
    text.chars().map(advance).sum::<f32>() * size / f32::from(face.units_per_em())
}

/// Size at which a line is no wider than `room`, at most `size`.
pub fn fitting(size: f32, weight: Weight, text: &str, room: f32) -> f32 {
    let wide = width(size, weight, text);
    if wide > room { size * room / wide } else { size }
}

/// A text cut into lines no wider than `room`, between its words.
pub fn wrapped(size: f32, weight: Weight, text: &str, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(size, weight, &format!("{line} {word}")) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn filled(ink: u8) -> Fill {
    Fill { paint: rgb::Color::new(ink, ink, ink).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn font(weight: Weight) -> Result<Font> {
    Font::new_variable(TYPEFACE.into(), 0, &[(Tag::new(b"wght"), weight.value())])
        .ok_or_else(|| Error::internal("reading the typeface", weight))
}

/// The typeface as it is measured.
fn face(weight: Weight) -> Option<&'static Face<'static>> {
    static FACES: [OnceLock<Option<Face<'static>>>; 2] = [OnceLock::new(), OnceLock::new()];
    let read = || {
        let mut face = Face::parse(TYPEFACE, 0).ok()?;
        face.set_variation(ttf_parser::Tag::from_bytes(b"wght"), weight.value())?;
        Some(face)
    };
    FACES[usize::from(weight == Weight::Bold)].get_or_init(read).as_ref()
}

#[cfg(test)]
mod tests {
    use super::{Weight, fitting, width, wrapped};

    #[test]
    fn a_line_is_measured_in_its_weight() {
        let (plain, bold) = (width(10.0, Weight::Plain, "Établi"), width(10.0, Weight::Bold, "Établi"));
        assert!(plain > 20.0 && plain < 40.0 && bold > plain, "{plain} {bold}");
    }

    #[test]
    fn a_name_that_is_too_long_is_written_smaller_and_a_text_on_more_lines() {
        let name = "Marie-Bérengère de La Rochefoucauld-Montmorency";
        let size = fitting(14.0, Weight::Bold, name, 150.0);
        assert!(size < 14.0 && width(size, Weight::Bold, name) <= 150.1);
        let lines = wrapped(9.0, Weight::Plain, "Ouvre la page, tape ton identifiant puis ton code.", 100.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(9.0, Weight::Plain, line) <= 100.0), "{lines:?}");
    }
}
