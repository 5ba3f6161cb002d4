//! What a file is, told by its content and never by its name or by what its sender says (security F7).

use std::io::{Cursor, Read as _};

use entity::stored_file::FileKind;
use zip::ZipArchive;

use super::video;

/// Members of an office document, at most: only their list is read.
const MOST_MEMBERS: usize = 2_000;

/// Endings of names of this kind; the first is given to those that have none.
pub fn endings(kind: FileKind) -> &'static [&'static str] {
    match kind {
        FileKind::Pdf => &["pdf"],
        FileKind::Png => &["png"],
        FileKind::Jpeg => &["jpg", "jpeg"],
        FileKind::Webp => &["webp"],
        FileKind::Odt => &["odt"],
        FileKind::Docx => &["docx"],
        FileKind::Ods => &["ods"],
        FileKind::Xlsx => &["xlsx"],
        FileKind::Txt => &["txt"],
        FileKind::Mp4 => &["mp4", "m4v"],
    }
}

/// Media type it is served with.
pub fn media(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Pdf => "application/pdf",
        FileKind::Png => "image/png",
        FileKind::Jpeg => "image/jpeg",
        FileKind::Webp => "image/webp",
        FileKind::Odt => "application/vnd.oasis.opendocument.text",
        FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileKind::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileKind::Txt => "text/plain; charset=utf-8",
        FileKind::Mp4 => "video/mp4",
    }
}

/// Whether it is a picture.
pub fn is_image(kind: FileKind) -> bool {
    matches!(kind, FileKind::Png | FileKind::Jpeg | FileKind::Webp)
}

/// What a file called `name` is; `None` when it is nothing that is taken. Pictures are decoded later, which is their whole proof.
pub fn recognise(name: &str, content: &[u8]) -> Option<FileKind> {
    match infer::get(content).map(|found| found.mime_type()) {
        Some("image/png") => Some(FileKind::Png),
        Some("image/jpeg") => Some(FileKind::Jpeg),
        Some("image/webp") => Some(FileKind::Webp),
        Some("application/pdf") => is_pdf(content).then_some(FileKind::Pdf),
        Some(_) if content.starts_with(b"PK\x03\x04") => office(content),
        Some(_) if video::is_mp4(content) => Some(FileKind::Mp4),
        Some(_) => None,
        None => (is_text(content) && has_ending(name, FileKind::Txt)).then_some(FileKind::Txt),
    }
}

/// Whether it is a drawing that may carry a program: its refusal says what to send instead (V1.3.4).
pub fn is_svg(name: &str, content: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&content[..content.len().min(1_024)]).to_ascii_lowercase();
    head.contains("<svg") || name.to_ascii_lowercase().ends_with(".svg")
}

fn has_ending(name: &str, kind: FileKind) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| endings(kind).iter().any(|known| end.eq_ignore_ascii_case(known)))
}

/// It begins and ends as one: readers accept less, and so would take what is two things at once.
fn is_pdf(content: &[u8]) -> bool {
    let tail = &content[content.len().saturating_sub(1_024)..];
    content.starts_with(b"%PDF-") && tail.windows(5).any(|word| word == b"%%EOF")
}

/// UTF-8 without controls but tabs and ends of lines, and without the beginning of a page.
fn is_text(content: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(content) else { return false };
    let start = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let page = ["<!doctype", "<html", "<svg", "<script", "<?xml", "<?php"].iter().any(|word| start.starts_with(word));
    !page && !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
}

/// Which office document a zip is; one with macros is none.
fn office(content: &[u8]) -> Option<FileKind> {
    const END: &[u8] = b"PK\x05\x06";
    // Nothing before the archive and nothing after: its last record ends the file.
    let end = content.len().checked_sub(22)?;
    let mut zip = ZipArchive::new(Cursor::new(content)).ok()?;
    if !content[end..].starts_with(END) || zip.offset() != 0 || zip.len() > MOST_MEMBERS {
        return None;
    }
    let program = |name: &[u8]| name.to_ascii_lowercase().ends_with(b"vbaproject.bin") || name.starts_with(b"Basic/");
    if zip.file_names_raw().any(program) {
        return None;
    }
    if let Ok(member) = zip.by_name("mimetype") {
        let mut declared = String::new();
        member.take(100).read_to_string(&mut declared).ok()?;
        return match declared.trim() {
            "application/vnd.oasis.opendocument.text" => Some(FileKind::Odt),
            "application/vnd.oasis.opendocument.spreadsheet" => Some(FileKind::Ods),
            _ => None,
        };
    }
    let has = |name: &str| zip.index_for_name(name).is_some();
    match (has("[Content_Types].xml"), has("word/document.xml"), has("xl/workbook.xml")) {
        (true, true, false) => Some(FileKind::Docx),
        (true, false, true) => Some(FileKind::Xlsx),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn zip(members: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn documents_are_known_by_what_they_hold_f7() {
        let docx = zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]);
        assert_eq!(recognise("x", &docx), Some(FileKind::Docx));
        let xlsx = zip(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<w/>")]);
        assert_eq!(recognise("photo.png", &xlsx), Some(FileKind::Xlsx));
        let odt = zip(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<o/>")]);
        assert_eq!(recognise("x", &odt), Some(FileKind::Odt));
        let ods = zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
        assert_eq!(recognise("x", &ods), Some(FileKind::Ods));
        assert_eq!(recognise("x.pdf", b"%PDF-1.7\n1 0 obj\n%%EOF\n"), Some(FileKind::Pdf));
        assert_eq!(recognise("notes.txt", "Élève\tabsent\r\n".as_bytes()), Some(FileKind::Txt));
    }

    #[test]
    fn what_is_something_else_or_two_things_at_once_is_refused_f7() {
        let docx = zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]);
        let macros =
            zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"), ("word/vbaProject.bin", "x")]);
        let script = b"<script>alert(1)</script>";
        for (name, content) in [
            ("plain.zip", zip(&[("a.txt", "x")])),
            ("macros.docx", macros),
            ("longer.docx", [&docx[..], script].concat()),
            ("before.docx", [&script[..], &docx].concat()),
            ("page.png", b"<!DOCTYPE html><script>alert(1)</script>".to_vec()),
            ("page.txt", b"<html><body>".to_vec()),
            ("words.png", b"Bonjour".to_vec()),
            ("late.pdf", b"GIF89a %PDF-1.7 %%EOF".to_vec()),
            ("more.pdf", [&b"%PDF-1.7 %%EOF"[..], &[b'x'; 2_000]].concat()),
            ("latin.txt", b"\xe9l\xe8ve".to_vec()),
            ("bell.txt", b"ding\x07".to_vec()),
            ("run.txt", b"#!/bin/sh\n".to_vec()),
            ("run.exe", b"MZ\x90\0\x03".to_vec()),
            ("draw.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>".to_vec()),
        ] {
            assert_eq!(recognise(name, &content), None, "{name}");
        }
        assert!(is_svg("logo.png", b"<?xml version=\"1.0\"?><svg onload=\"x()\">") && !is_svg("a.png", b"\x89PNG"));
    }
}
