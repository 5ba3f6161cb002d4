//! From bytes to text: the encoding a file really has, and a reader that never replaces what it cannot read (security F2).

use super::{Reading, Refusal};
use encoding_rs::{DecoderResult, Encoding, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// What is known of a file before it is decoded.
#[derive(Debug, Clone)]
pub struct Sniffed {
    encoding: &'static Encoding,
    mark: u64,
    single_byte: bool,
    remedies: &'static Remedies,
    /// What the administrator should be told about the encoding, if anything.
    pub notice: Option<String>,
}

/// What people are told when a text cannot be read: the remedy depends on where the file comes from.
#[derive(Debug)]
struct Remedies {
    empty: &'static str,
    byte: &'static str,
    control: &'static str,
    endless: &'static str,
}

const OF_EXPORTS: Remedies = Remedies {
    empty: "Le fichier est vide. Refaites l’export, puis déposez-le de nouveau.",
    byte: "Refaites l’export, sans ouvrir le fichier dans un autre logiciel.",
    control: "un caractère interdit se trouve dans le fichier. Corrigez-le dans SIECLE ou STSWEB, puis refaites l’export.",
    endless: "un texte est démesuré. Ce fichier ne vient pas de SIECLE ou de STSWEB.",
};

/// A list whose quote is never closed.
pub(super) const ENDLESS: &str =
    "un guillemet n’est pas fermé, ou une case est démesurée. Corrigez la ligne, puis déposez la liste de nouveau.";

const OF_LISTS: Remedies = Remedies {
    empty: "Le fichier est vide. Enregistrez votre liste au format CSV, puis déposez-la de nouveau.",
    byte: "Enregistrez la liste au format CSV en UTF-8, puis déposez-la de nouveau.",
    control: "un caractère illisible se trouve dans le fichier. Enregistrez la liste au format CSV en UTF-8, puis déposez-la de nouveau.",
    endless: ENDLESS,
};

/// Finds the encoding of a list made in a spreadsheet: the byte order mark, else UTF-8 when the whole file is, else Windows-1252.
pub fn sniff_list<R: Read + Seek>(file: &mut R) -> Reading<Sniffed> {
    let mut head = [0; 3];
    let mut length = 0;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    while length < head.len() {
        match file.read(&mut head[length..]).map_err(unreadable)? {
            0 => break,
            read => length += read,
        }
    }
    let (marked, mark) = match &head[..length] {
        [] => return Err(Refusal::whole(OF_LISTS.empty)),
        [0xEF, 0xBB, 0xBF] => (Some(UTF_8), 3),
        [0xFE, 0xFF, ..] => (Some(UTF_16BE), 2),
        [0xFF, 0xFE, ..] => (Some(UTF_16LE), 2),
        _ => (None, 0),
    };
    let encoding = match marked {
        Some(encoding) => encoding,
        None if is_utf8_beyond_ascii(file)? => UTF_8,
        None if has_utf8_accents(file)? => {
            return Err(Refusal::whole(format!("Le fichier mêle deux encodages. {}", OF_LISTS.byte)));
        }
        None => WINDOWS_1252,
    };
    Ok(Sniffed { encoding, mark, single_byte: encoding == WINDOWS_1252, remedies: &OF_LISTS, notice: None })
}

/// Finds the encoding: the byte order mark, else the declaration, else UTF-8.
///
/// A file that declares a one-byte encoding and is UTF-8 from end to end was written by a program that forgot to say so:
/// it is read as UTF-8, with a notice, because the other reading would garble every accent.
pub fn sniff<R: Read + Seek>(file: &mut R) -> Reading<Sniffed> {
    let mut head = Vec::with_capacity(1024);
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    file.by_ref().take(1024).read_to_end(&mut head).map_err(unreadable)?;
    if head.is_empty() {
        return Err(Refusal::whole(OF_EXPORTS.empty));
    }
    let (marked, mark): (_, u8) = match head.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => (Some(UTF_8), 3),
        [0xFE, 0xFF, ..] => (Some(UTF_16BE), 2),
        [0xFF, 0xFE, ..] => (Some(UTF_16LE), 2),
        _ => (None, 0),
    };
    if marked.is_none_or(|encoding| encoding == UTF_8) {
        looks_like_xml(&head[usize::from(mark)..])?;
    }
    let declared = declared_encoding(&head[usize::from(mark)..]);
    let mut sniffed =
        Sniffed { encoding: UTF_8, mark: u64::from(mark), single_byte: false, remedies: &OF_EXPORTS, notice: None };
    if let Some(encoding) = marked {
        sniffed.encoding = encoding;
        if let Some(label) =
            declared.filter(|label| encoding == UTF_8 && named(label).is_some_and(|(_, single)| single))
        {
            sniffed.notice =
                Some(format!("Le fichier annonce {label} mais porte la marque d’UTF-8\u{a0}: il est lu en UTF-8."));
        }
    } else if let Some(label) = declared {
        let (encoding, single_byte) = named(&label).ok_or_else(|| {
            Refusal::whole(format!("L’encodage «\u{a0}{label}\u{a0}» n’est pas connu. Refaites l’export depuis SIECLE ou STSWEB, sans modifier le fichier."))
        })?;
        sniffed.encoding = encoding;
        sniffed.single_byte = single_byte;
        if single_byte && is_utf8_beyond_ascii(file)? {
            sniffed.encoding = UTF_8;
            sniffed.single_byte = false;
            sniffed.notice =
                Some(format!("Le fichier annonce {label} mais il est écrit en UTF-8\u{a0}: il est lu en UTF-8."));
        }
    }
    Ok(sniffed)
}

/// Says what a file is when it clearly is not XML.
fn looks_like_xml(head: &[u8]) -> Reading<()> {
    let text = head.trim_ascii_start();
    let starts = |prefix: &[u8]| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let remedy = "Déposez l’export XML tel que SIECLE ou STSWEB l’a donné.";
    if starts(b"<!doctype html") || starts(b"<html") {
        return Err(Refusal::whole(format!("C’est une page web, pas un export. {remedy}")));
    }
    if starts(b"%PDF") {
        return Err(Refusal::whole(format!("C’est un document PDF, pas un export. {remedy}")));
    }
    if text.first() == Some(&b'<') {
        return Ok(());
    }
    Err(Refusal::whole(format!("Ce n’est pas un fichier XML. {remedy}")))
}

/// The `encoding` of the XML declaration, as it is written.
fn declared_encoding(head: &[u8]) -> Option<String> {
    let text: String = head.trim_ascii_start().iter().map(|byte| char::from(*byte)).collect();
    let declaration = text.strip_prefix("<?xml")?.split_once("?>")?.0;
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    after[1..].split_once(quote).map(|(label, _)| label.trim().to_owned())
}

/// The encodings that school software writes, and whether each character is one byte. ISO-8859-1 is read as Windows-1252, as everybody does.
fn named(label: &str) -> Option<(&'static Encoding, bool)> {
    match label.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Some((UTF_8, false)),
        "iso-8859-15" | "iso8859-15" | "iso_8859-15" | "latin-9" | "latin9" => Some((ISO_8859_15, true)),
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "windows-1252" | "cp1252" => Some((WINDOWS_1252, true)),
        _ => None,
    }
}

/// Whether the whole file is UTF-8 and says something that ASCII cannot.
fn is_utf8_beyond_ascii<R: Read + Seek>(file: &mut R) -> Reading<bool> {
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let (mut raw, mut text) = (vec![0; CHUNK], vec![0; CHUNK]);
    let mut beyond = false;
    loop {
        let read = file.read(&mut raw).map_err(unreadable)?;
        let mut from = 0;
        loop {
            beyond |= !raw[from..read].is_ascii();
            let (result, taken, _) = decoder.decode_to_utf8_without_replacement(&raw[from..read], &mut text, read == 0);
            from += taken;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Ok(false),
            }
        }
        if read == 0 {
            return Ok(beyond);
        }
    }
}

/// Whether a file that is not UTF-8 has French accents written as UTF-8 writes them: « Ã© » is in no name of Windows-1252.
fn has_utf8_accents<R: Read + Seek>(file: &mut R) -> Reading<bool> {
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let mut raw = vec![0; CHUNK];
    let mut before = 0;
    loop {
        let read = file.read(&mut raw).map_err(unreadable)?;
        if read == 0 {
            return Ok(false);
        }
        for byte in &raw[..read] {
            if std::mem::replace(&mut before, *byte) == 0xC3 && (0x80..=0xBF).contains(byte) {
                return Ok(true);
            }
        }
    }
}

fn unreadable(_: io::Error) -> Refusal {
    Refusal::whole("Le fichier n’a pas pu être lu sur le serveur. Déposez-le de nouveau.")
}

/// The text of a file as a stream of UTF-8, which counts lines and refuses what cannot be read.
#[derive(Debug)]
pub struct Text<R> {
    file: R,
    decoder: encoding_rs::Decoder,
    single_byte: bool,
    remedies: &'static Remedies,
    raw: Box<[u8]>,
    raw_from: usize,
    raw_to: usize,
    raw_before: u64,
    ended: bool,
    out: Box<[u8]>,
    out_from: usize,
    out_to: usize,
    line: u64,
    run: usize,
    run_limit: usize,
    progress: Arc<AtomicU64>,
}

impl<R: Read + Seek> Text<R> {
    /// Reads `file` from its start. `progress` receives the bytes read; `run_limit` bounds what lies between two calls of [`Text::mark`].
    pub fn open(mut file: R, sniffed: &Sniffed, run_limit: usize, progress: Arc<AtomicU64>) -> Reading<Self> {
        file.seek(SeekFrom::Start(sniffed.mark)).map_err(unreadable)?;
        Ok(Self {
            file,
            decoder: sniffed.encoding.new_decoder_without_bom_handling(),
            single_byte: sniffed.single_byte,
            remedies: sniffed.remedies,
            raw: vec![0; CHUNK].into(),
            raw_from: 0,
            raw_to: 0,
            raw_before: sniffed.mark,
            ended: false,
            out: vec![0; CHUNK * 2].into(),
            out_from: 0,
            out_to: 0,
            line: 1,
            run: 0,
            run_limit,
            progress,
        })
    }

    /// Line reached, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Says that what was consumed so far is understood: the next piece starts here.
    pub fn mark(&mut self) {
        self.run = 0;
    }

    fn decode(&mut self) -> io::Result<()> {
        self.out_from = 0;
        self.out_to = 0;
        while self.out_to == 0 && !self.ended {
            if self.raw_from == self.raw_to {
                self.raw_before += self.raw_to as u64;
                self.raw_from = 0;
                self.raw_to = self.file.read(&mut self.raw)?;
                self.progress.store(self.raw_before + self.raw_to as u64, Ordering::Relaxed);
            }
            let last = self.raw_to == 0;
            let (result, taken, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.raw_from..self.raw_to],
                &mut self.out,
                last,
            );
            self.raw_from += taken;
            self.out_to = written;
            if let DecoderResult::Malformed(length, after) = result {
                let offset = self.raw_before + self.raw_from as u64 - u64::from(length) - u64::from(after);
                return Err(refused(Refusal::whole(format!(
                    "L’octet {offset} n’est pas un caractère de l’encodage annoncé. {}",
                    self.remedies.byte
                ))));
            }
            self.ended = last && matches!(result, DecoderResult::InputEmpty);
        }
        self.forbid_controls()
    }

    /// XML 1.0 has no control characters; those between 128 and 159 mean that a one-byte file has another encoding than it says.
    fn forbid_controls(&self) -> io::Result<()> {
        let text = &self.out[..self.out_to];
        let low = text.iter().position(|byte| *byte < 0x20 && !matches!(*byte, b'\t' | b'\n' | b'\r'));
        let high = || text.windows(2).position(|pair| pair[0] == 0xC2 && (0x80..=0x9F).contains(&pair[1]));
        let Some(at) = low.or_else(|| if self.single_byte { high() } else { None }) else {
            return Ok(());
        };
        let line = self.line + newlines(&text[..at]);
        Err(refused(Refusal::at(line, self.remedies.control)))
    }
}

/// A refusal that travels through the XML reader.
fn refused(refusal: Refusal) -> io::Error {
    io::Error::other(Carried(refusal))
}

/// Brings back a refusal that travelled as an input error.
pub fn carried(error: &io::Error) -> Option<Refusal> {
    error.get_ref()?.downcast_ref::<Carried>().map(|carried| carried.0.clone())
}

#[derive(Debug)]
struct Carried(Refusal);

impl std::fmt::Display for Carried {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl std::error::Error for Carried {}

#[expect(clippy::naive_bytecount, reason = "the compiler makes wide instructions of it, without a crate")]
fn newlines(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

impl<R: Read + Seek> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl<R: Read + Seek> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.run > self.run_limit {
            return Err(refused(Refusal::at(self.line, self.remedies.endless)));
        }
        if self.out_from == self.out_to && !self.ended {
            self.decode()?;
        }
        Ok(&self.out[self.out_from..self.out_to])
    }

    fn consume(&mut self, amount: usize) {
        self.line += newlines(&self.out[self.out_from..self.out_from + amount]);
        self.run += amount;
        self.out_from += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(bytes: &[u8]) -> Reading<(String, Option<String>)> {
        let mut file = Cursor::new(bytes.to_vec());
        let sniffed = sniff(&mut file)?;
        let mut text = Text::open(file, &sniffed, 1 << 20, Arc::default())?;
        let mut out = String::new();
        text.read_to_string(&mut out)
            .map_err(|error| carried(&error).unwrap_or_else(|| Refusal::whole(error.to_string())))?;
        Ok((out, sniffed.notice))
    }

    fn declared(label: &str, name: &[u8]) -> Vec<u8> {
        [format!("<?xml version=\"1.0\" encoding=\"{label}\"?>\n<a>").as_bytes(), name, b"</a>"].concat()
    }

    #[test]
    fn the_oe_ligature_survives_each_accepted_encoding() {
        for (label, name) in [
            ("UTF-8", "LEFÈVRE LECŒUR".as_bytes().to_vec()),
            ("ISO-8859-15", b"LEF\xC8VRE LEC\xBCUR".to_vec()),
            ("windows-1252", b"LEF\xC8VRE LEC\x8CUR".to_vec()),
            ("ISO-8859-1", b"LEF\xC8VRE LEC\x8CUR".to_vec()),
        ] {
            let (text, notice) = read(&declared(label, &name)).unwrap();
            assert!(text.contains("LEFÈVRE LECŒUR"), "{label}: {text}");
            assert_eq!(notice, None);
        }
        for big in [true, false] {
            let units = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>LECŒUR</a>".encode_utf16();
            let bytes: Vec<u8> =
                units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            assert!(read(&bytes).unwrap().0.contains("LECŒUR"));
        }
    }

    #[test]
    fn utf8_behind_another_declaration_is_read_as_utf8_and_said() {
        let (text, notice) = read(&declared("ISO-8859-15", "CRÉPIN".as_bytes())).unwrap();
        assert!(text.contains("CRÉPIN"));
        assert!(notice.unwrap().contains("écrit en UTF-8"));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place_and_never_replaced() {
        let refusal = read(&declared("UTF-8", b"CR\xC9PIN")).unwrap_err();
        assert!(refusal.message.starts_with("L’octet 44"), "{}", refusal.message);
        assert!(read(&declared("ISO-8859-15", b"LEC\x8CUR")).is_err());
        assert!(read(&declared("windows-1252", b"LEC\x81UR")).is_err());
        assert_eq!(read(&declared("UTF-8", b"CR\x0bPIN")).unwrap_err().line, Some(2));
        assert!(read(&declared("x-klingon", b"")).unwrap_err().message.contains("x-klingon"));
    }

    #[test]
    fn what_is_no_xml_is_named() {
        assert!(read(b"").unwrap_err().message.contains("vide"));
        assert!(read(b"<!DOCTYPE html><p>").unwrap_err().message.contains("page web"));
        assert!(read(b"%PDF-1.7").unwrap_err().message.contains("PDF"));
        assert!(read("Nom;Prénom".as_bytes()).unwrap_err().message.contains("XML"));
    }
}
