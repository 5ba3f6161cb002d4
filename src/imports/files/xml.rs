//! A reader that follows the path of elements, within limits (security F1).
//!
//! [`Xml::enter`] goes to the next child of the element it is in and [`Xml::text`] or [`Xml::skip`] leaves it again, so a tag that
//! exists at two places (`CODE_STRUCTURE` of last year, for one) can never be taken for the other.

use super::source::{Sniffed, Text, carried};
use super::{Limits, Reading, Refusal};
use quick_xml::Reader;
use quick_xml::escape::{EscapeError, resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

/// Room left, beside the longest text, for the tag around it: beyond it a file is refused rather than one record.
const RUN: usize = 4;

/// An XML file being read.
#[derive(Debug)]
pub struct Xml<R> {
    reader: Reader<Text<R>>,
    buffer: Vec<u8>,
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    too_long: bool,
    depth: u32,
    events: u64,
    started: Instant,
    limits: Limits,
}

/// What one event of the underlying reader means to us.
enum Step {
    Opened,
    Closed,
    Text,
    Nothing,
    End,
}

impl<R: Read + Seek> Xml<R> {
    /// Opens a file and enters its root element, whose name is given by [`Xml::name`].
    pub fn open(file: R, sniffed: &Sniffed, limits: &Limits, progress: Arc<AtomicU64>) -> Reading<Self> {
        let text = Text::open(file, sniffed, limits.text_bytes * RUN, progress)?;
        let mut reader = Reader::from_reader(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_comments = false;
        let mut xml = Self {
            reader,
            buffer: Vec::new(),
            name: String::new(),
            attributes: Vec::new(),
            text: String::new(),
            too_long: false,
            depth: 0,
            events: 0,
            started: Instant::now(),
            limits: limits.clone(),
        };
        loop {
            match xml.step()? {
                Step::Opened => return Ok(xml),
                Step::Nothing => {}
                Step::Text if xml.text.trim().is_empty() => xml.text.clear(),
                Step::Text | Step::Closed | Step::End => return Err(xml.damaged()),
            }
        }
    }

    /// Name of the element entered last.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Line reached, from 1.
    pub fn line(&mut self) -> u64 {
        self.reader.get_mut().line()
    }

    /// Value of an attribute of the element entered last; empty means absent.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Enters the next child of the current element and says its name, or leaves the current element.
    pub fn enter(&mut self) -> Reading<Option<&str>> {
        loop {
            match self.step()? {
                Step::Opened => return Ok(Some(&self.name)),
                Step::Closed => return Ok(None),
                Step::Text | Step::Nothing => self.text.clear(),
                Step::End => return Err(self.damaged()),
            }
        }
    }

    /// Leaves the current element with its own text, trimmed; what its children hold is left out.
    pub fn text(&mut self) -> Reading<&str> {
        self.text.clear();
        let inside = self.depth;
        let mut own = String::new();
        let mut nested = false;
        loop {
            match self.step()? {
                Step::Opened if !nested => {
                    own.clone_from(&self.text);
                    nested = true;
                }
                Step::Closed if self.depth < inside => break,
                Step::End => return Err(self.damaged()),
                _ => {}
            }
        }
        if nested {
            self.text = own;
        }
        if self.text.len() > self.limits.text_bytes {
            self.too_long = true;
            self.text.clear();
        }
        Ok(self.text.trim())
    }

    /// Leaves the current element with its text, nothing when it is empty: absent and empty mean the same.
    pub fn value(&mut self) -> Reading<Option<String>> {
        let text = self.text()?;
        Ok(if text.is_empty() { None } else { Some(text.to_owned()) })
    }

    /// Leaves the current element.
    pub fn skip(&mut self) -> Reading<()> {
        let inside = self.depth;
        while self.depth >= inside {
            if matches!(self.step()?, Step::End) {
                return Err(self.damaged());
            }
            self.text.clear();
        }
        Ok(())
    }

    /// Whether a text was longer than allowed since this was asked last; that text was read as empty.
    pub fn was_too_long(&mut self) -> bool {
        std::mem::take(&mut self.too_long)
    }

    /// Once the root is left: nothing but blanks and comments may follow.
    pub fn finish(mut self) -> Reading<()> {
        loop {
            self.text.clear();
            match self.step()? {
                Step::End => return Ok(()),
                Step::Nothing => {}
                Step::Text if self.text.trim().is_empty() => {}
                Step::Opened | Step::Closed | Step::Text => return Err(self.damaged()),
            }
        }
    }

    fn damaged(&mut self) -> Refusal {
        Refusal::at(self.line(), "le fichier est incomplet ou abîmé. Refaites l’export, puis déposez-le de nouveau.")
    }

    fn foreign(&mut self, what: &str) -> Refusal {
        Refusal::at(
            self.line(),
            format!("{what}. Un export de SIECLE ou de STSWEB n’en contient pas\u{a0}: le fichier est refusé."),
        )
    }

    fn step(&mut self) -> Reading<Step> {
        self.events += 1;
        if self.events > self.limits.events {
            return Err(Refusal::whole("Le fichier est trop long pour être celui d’un établissement."));
        }
        if self.events.is_multiple_of(1 << 14) && self.started.elapsed() > self.limits.time {
            return Err(Refusal::whole("La lecture du fichier prend trop de temps\u{a0}; elle est arrêtée."));
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let step = match self.reader.read_event_into(&mut buffer) {
            Ok(event) => self.take(event),
            Err(quick_xml::Error::Io(error)) => Err(carried(&error).unwrap_or_else(|| self.damaged())),
            Err(quick_xml::Error::Encoding(_)) => Err(self.foreign("un caractère illisible s’y trouve")),
            Err(_) => Err(self.damaged()),
        };
        self.buffer = buffer;
        self.reader.get_mut().mark();
        step
    }

    fn take(&mut self, event: Event<'_>) -> Reading<Step> {
        match event {
            Event::Start(start) | Event::Empty(start) => self.opened(&start).map(|()| Step::Opened),
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Step::Closed)
            }
            Event::Text(text) => {
                self.append(&text);
                Ok(Step::Text)
            }
            Event::CData(text) => {
                self.append(&text);
                Ok(Step::Text)
            }
            Event::GeneralRef(reference) => self.resolve(&reference).map(|()| Step::Text),
            Event::DocType(_) => Err(self.foreign("une déclaration DOCTYPE s’y trouve")),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => Ok(Step::Nothing),
            Event::Eof => Ok(Step::End),
        }
    }

    /// Adds to the text of the current element, keeping one byte more than allowed so that its excess shows.
    fn append(&mut self, piece: &str) {
        if self.text.len() <= self.limits.text_bytes {
            self.text.push_str(piece);
        }
    }

    fn opened(&mut self, start: &BytesStart<'_>) -> Reading<()> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(self.foreign("des éléments s’emboîtent sans fin"));
        }
        let name = start.name().0;
        if name.len() > self.limits.name_bytes {
            return Err(self.foreign("un nom d’élément est démesuré"));
        }
        name.clone_into(&mut self.name);
        self.attributes.clear();
        for attribute in start.attributes() {
            let Ok(attribute) = attribute else { return Err(self.damaged()) };
            if self.attributes.len() == self.limits.attributes
                || attribute.value.len() > self.limits.attribute_bytes
                || attribute.key.0.len() > self.limits.name_bytes
            {
                return Err(self.foreign("un élément porte trop d’attributs, ou un attribut démesuré"));
            }
            let value = match unescape(&attribute.value) {
                Ok(value) if value.chars().all(is_legal) => value.into_owned(),
                Err(EscapeError::UnrecognizedEntity(..)) => return Err(self.foreign("une entité s’y trouve")),
                _ => return Err(self.damaged()),
            };
            if value == "http://www.w3.org/2001/XInclude" {
                return Err(self.foreign("une inclusion d’un autre fichier s’y trouve"));
            }
            self.attributes.push((attribute.key.0.to_owned(), value));
        }
        Ok(())
    }

    /// The five entities of XML and characters by number; nothing else.
    fn resolve(&mut self, reference: &BytesRef<'_>) -> Reading<()> {
        if let Some(text) = resolve_predefined_entity(reference) {
            self.append(text);
            return Ok(());
        }
        match reference.resolve_char_ref() {
            Ok(Some(character)) if is_legal(character) => {
                self.append(character.encode_utf8(&mut [0; 4]));
                Ok(())
            }
            Ok(None) => Err(self.foreign("une entité s’y trouve")),
            _ => Err(self.damaged()),
        }
    }
}

/// Whether XML 1.0 allows the character.
fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::super::source::sniff;
    use super::*;
    use std::io::Cursor;

    fn open(text: &str) -> Reading<Xml<Cursor<Vec<u8>>>> {
        let mut file = Cursor::new(text.as_bytes().to_vec());
        let sniffed = sniff(&mut file)?;
        Xml::open(file, &sniffed, &Limits::default(), Arc::default())
    }

    fn whole(text: &str) -> Reading<()> {
        let mut xml = open(text)?;
        xml.skip()?;
        xml.finish()
    }

    #[test]
    fn the_path_is_followed_and_not_the_tag() {
        let mut xml = open("<a><b><x>last year</x></b><x>this <i>no</i>year</x><x/></a>").unwrap();
        let mut found = Vec::new();
        while let Some(name) = xml.enter().unwrap() {
            match name {
                "x" => found.push(xml.value().unwrap()),
                _ => xml.skip().unwrap(),
            }
        }
        xml.finish().unwrap();
        assert_eq!(found, [Some("this".to_owned()), None]);
    }

    #[test]
    fn entities_are_the_five_of_xml_and_numbers() {
        let mut xml = open("<a b=\"R&amp;D\">CR&#201;PIN &lt;b&gt; &#xEF;<![CDATA[ & Œ]]></a>").unwrap();
        assert_eq!(xml.attribute("b"), Some("R&D"));
        assert_eq!(xml.text().unwrap(), "CRÉPIN <b> ï & Œ");
        for text in
            ["<a>&x;</a>", "<a b='&x;'/>", "<a>&#11;</a>", "<a>&#0;</a>", "<!DOCTYPE a []><a/>", "<a>&#xFFFF;</a>"]
        {
            assert!(whole(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_cut_or_crossed_is_refused_at_its_line() {
        for text in
            ["<a>\n<b>", "<a>\n<b></a>", "<a>\n</b></a>", "<a>\n<b", "<a/>\nmore", "<a/>\n<a/>", "<a b='1' b='2'/>"]
        {
            assert!(whole(text).is_err(), "{text}");
        }
        assert_eq!(whole("<a>\n<b></c></a>").unwrap_err().line, Some(2));
        assert!(whole("<a><!-- -- note --><?x y?></a>\n<!-- end -->\n").is_ok());
    }

    #[test]
    fn limits_hold_at_the_limit_and_above() {
        let nested = |depth: usize| format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth));
        assert!(whole(&nested(32)).is_ok());
        assert!(whole(&nested(33)).is_err());
        let attributes =
            |count: usize| format!("<x {}/>", (0..count).fold(String::new(), |text, k| text + &format!("a{k}='1' ")));
        assert!(whole(&attributes(64)).is_ok());
        assert!(whole(&attributes(65)).is_err());
        let mut long = open(&format!("<a>{}</a>", "A".repeat((64 << 10) + 1))).unwrap();
        assert_eq!(long.text().unwrap(), "");
        assert!(long.was_too_long());
        assert!(whole(&format!("<a>{}</a>", "A".repeat(5 << 20))).is_err());
        assert!(whole(&format!("<a><!--{}--></a>", ">".repeat(5 << 20))).is_err());
        assert!(whole("<x xmlns:xi=\"http://www.w3.org/2001/XInclude\"/>").is_err());
    }
}
