//! Pictures: measured before they are decoded, turned upright, and drawn anew, so that nothing but their points is kept
//! (security F8, F9; R158). What stood after the end of the picture, or beside its points, goes.

use std::io::Cursor;

use entity::stored_file::FileKind;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::{WebPDecoder, WebPEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, ImageResult};

use crate::config::Limits;
use crate::error::{Code, Problem};

/// Qualities a JPEG is drawn with, until it fits.
const QUALITIES: [u8; 3] = [90, 80, 65];

/// Longest side of a logo or stamp as it is kept, in pixels.
const SIDE_OF_SCHOOL: u32 = 1_024;

/// The same picture in the same format, of `most` bytes at most.
pub fn clean(kind: FileKind, content: &[u8], limits: &Limits, most: usize) -> Result<Vec<u8>, Problem> {
    let picture = open(kind, content, limits)?;
    let drawn = match kind {
        FileKind::Jpeg => jpeg(&picture, most),
        FileKind::Webp => webp(&picture),
        _ => png(&picture),
    };
    let drawn = drawn.map_err(|_| unreadable())?;
    if drawn.len() > most {
        let sentence = format!(
            "Une fois ses informations cachées retirées, cette image dépasse {}\u{a0}Mo. Plus petite ou en JPEG, elle passera.",
            most >> 20
        );
        return Err(Problem::new(Code::TooLong, "file", sentence));
    }
    Ok(drawn)
}

/// The picture as a PNG, made small enough for a page or a letter.
pub fn for_school(kind: FileKind, content: &[u8], limits: &Limits) -> Result<Vec<u8>, Problem> {
    let picture = open(kind, content, limits)?;
    let picture = if picture.width().max(picture.height()) > SIDE_OF_SCHOOL {
        picture.resize(SIDE_OF_SCHOOL, SIDE_OF_SCHOOL, image::imageops::FilterType::Lanczos3)
    } else {
        picture
    };
    png(&picture).map_err(|_| unreadable())
}

/// Decodes a picture whose header says that it is small enough, and turns it upright.
fn open(kind: FileKind, content: &[u8], limits: &Limits) -> Result<DynamicImage, Problem> {
    let format = match kind {
        FileKind::Jpeg => ImageFormat::Jpeg,
        FileKind::Webp => ImageFormat::WebP,
        _ => ImageFormat::Png,
    };
    let reader = || ImageReader::with_format(Cursor::new(content), format);
    let (width, height) = reader().into_dimensions().map_err(|_| unreadable())?;
    let (side, points) = (limits.image_side, limits.image_pixels);
    if width > side || height > side || u64::from(width) * u64::from(height) > points {
        let sentence = format!(
            "Cette image fait {width} × {height} pixels. Il en faut {side} de côté au plus, et {} millions en tout.",
            points / 1_000_000
        );
        return Err(Problem::new(Code::TooLong, "file", sentence));
    }
    if moves(format, content).map_err(|_| unreadable())? {
        return Err(Problem::new(Code::Invalid, "file", "Les images animées ne sont pas acceptées."));
    }
    let decoded = || -> ImageResult<DynamicImage> {
        let mut reader = reader();
        let mut most = image::Limits::no_limits();
        most.max_image_width = Some(side);
        most.max_image_height = Some(side);
        // Eight bytes a point are the most that a format takes; as much again for the decoder itself.
        most.max_alloc = Some(points * 16);
        reader.limits(most);
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        Ok(match picture {
            DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => picture,
            deep if deep.color().has_alpha() => DynamicImage::ImageRgba8(deep.into_rgba8()),
            deep => DynamicImage::ImageRgb8(deep.into_rgb8()),
        })
    };
    decoded().map_err(|_| unreadable())
}

/// Whether it has more than one picture: drawing it anew would lose the others.
fn moves(format: ImageFormat, content: &[u8]) -> ImageResult<bool> {
    match format {
        ImageFormat::Png => PngDecoder::new(Cursor::new(content))?.is_apng(),
        ImageFormat::WebP => Ok(WebPDecoder::new(Cursor::new(content))?.has_animation()),
        _ => Ok(false),
    }
}

fn png(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut drawn = Vec::new();
    picture.write_with_encoder(PngEncoder::new_with_quality(
        &mut drawn,
        CompressionType::Default,
        FilterType::Adaptive,
    ))?;
    Ok(drawn)
}

/// Its points exactly: the library writes no other WebP.
fn webp(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut drawn = Vec::new();
    picture.write_with_encoder(WebPEncoder::new_lossless(&mut drawn))?;
    Ok(drawn)
}

fn jpeg(picture: &DynamicImage, most: usize) -> ImageResult<Vec<u8>> {
    let mut drawn = Vec::new();
    for quality in QUALITIES {
        drawn.clear();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut drawn, quality))?;
        if drawn.len() <= most {
            break;
        }
    }
    Ok(drawn)
}

fn unreadable() -> Problem {
    Problem::new(
        Code::Invalid,
        "file",
        "Cette image ne peut pas être lue\u{a0}: il faut l’ouvrir et l’enregistrer de nouveau.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use image::{Rgb, RgbImage};

    const MOST: usize = 6 << 20;

    /// A picture twice as wide as it is high, red at its left and blue at its right.
    fn two_colours() -> DynamicImage {
        let colour = |x: u32, _: u32| if x < 32 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(64, 32, colour))
    }

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A JPEG as a telephone held on its side writes it: turned, and with the place it was taken at.
    fn from_telephone() -> Vec<u8> {
        let plain = written(&two_colours(), ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"GPSLatitude 48.8577");
        let size = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], b"\xff\xe1", &size, &exif, &plain[2..]].concat()
    }

    #[test]
    fn a_photograph_is_turned_upright_and_forgets_where_it_was_taken_f9() {
        let limits = Config::defaults().limits;
        let photograph = from_telephone();
        assert!(photograph.windows(11).any(|word| word == b"GPSLatitude"));
        let clean = clean(FileKind::Jpeg, &photograph, &limits, MOST).unwrap();
        assert!(!clean.windows(4).any(|word| word == b"Exif" || word == b"GPSL"));
        let upright = image::load_from_memory(&clean).unwrap().into_rgb8();
        assert_eq!(upright.dimensions(), (32, 64), "a quarter of a turn");
        let (top, bottom) = (upright.get_pixel(16, 8).0, upright.get_pixel(16, 56).0);
        assert!(top[0] > 150 && bottom[2] > 150, "what was at the left is at the top: {top:?} {bottom:?}");
    }

    #[test]
    fn what_follows_the_end_of_a_picture_goes_f7() {
        let limits = Config::defaults().limits;
        for (kind, format) in [
            (FileKind::Png, ImageFormat::Png),
            (FileKind::Jpeg, ImageFormat::Jpeg),
            (FileKind::Webp, ImageFormat::WebP),
        ] {
            let two = [&written(&two_colours(), format)[..], b"<script>alert(1)</script>PK\x03\x04"].concat();
            let clean = clean(kind, &two, &limits, MOST).unwrap();
            assert!(!String::from_utf8_lossy(&clean).contains("script"), "{kind:?}");
            assert_eq!(image::load_from_memory(&clean).unwrap().width(), 64, "{kind:?}");
        }
    }

    #[test]
    fn a_picture_too_large_is_refused_by_its_header_f8() {
        let limits = Config::defaults().limits;
        let problem = |content: &[u8]| clean(FileKind::Png, content, &limits, MOST).unwrap_err();
        for (width, height, taken) in [(4_096, 1, true), (4_097, 1, false), (4_000, 4_000, true), (4_096, 4_096, false)]
        {
            let mut flood = written(&two_colours(), ImageFormat::Png);
            flood[16..20].copy_from_slice(&u32::to_be_bytes(width));
            flood[20..24].copy_from_slice(&u32::to_be_bytes(height));
            let check = crc(&flood[12..29]);
            flood[29..33].copy_from_slice(&check.to_be_bytes());
            // Small enough by its header, it turns out not to hold the points that it tells of.
            let code = if taken { Code::Invalid } else { Code::TooLong };
            assert_eq!(problem(&flood).code, code, "{width} × {height}");
        }
        assert_eq!(problem(b"\x89PNG\r\n\x1a\n rubbish").code, Code::Invalid);
    }

    /// CRC-32 of a PNG chunk.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[test]
    fn the_image_of_a_school_is_a_png_of_a_size_fit_for_a_page() {
        let limits = Config::defaults().limits;
        let wide = DynamicImage::ImageRgb8(RgbImage::from_pixel(2_048, 16, Rgb([1, 2, 3])));
        let kept = for_school(FileKind::Jpeg, &written(&wide, ImageFormat::Jpeg), &limits).unwrap();
        let kept = image::load_from_memory_with_format(&kept, ImageFormat::Png).unwrap();
        assert_eq!((kept.width(), kept.height()), (1_024, 8));
    }
}
