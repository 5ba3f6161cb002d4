//! Cutting a document into words, as the grammar does, and counting them and their brackets while doing so.
//!
//! Where the grammar of the library is looser than the specification (an unclosed block string read as two strings,
//! `00` read as two numbers), the lexer is the strict one: what it refuses never reaches the parser.

use super::{Refusal, step};
use crate::config::Limits;

/// One word of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or a keyword.
    Name(&'a str),
    /// A whole or decimal number.
    Number,
    /// A string, on one line or in a block.
    Text,
    /// The three dots before a fragment.
    Spread,
    /// One of `! $ & ( ) : = @ [ ] { | }`.
    Sign(u8),
    /// Nothing is left.
    End,
}

/// Reads words one at a time.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    start: usize,
    tokens: usize,
    nesting: usize,
    limits: &'a Limits,
}

impl<'a> Lexer<'a> {
    /// Starts before the first word.
    pub(super) fn new(text: &'a str, limits: &'a Limits) -> Self {
        Self { text, at: 0, start: 0, tokens: 0, nesting: 0, limits }
    }

    /// A refusal that shows where the last word began, and not what was written there.
    pub(super) fn syntax(&self) -> Refusal {
        let read = self.text.get(..self.start).unwrap_or_default();
        let line = read.matches('\n').count() + 1;
        let column = read.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Refusal::Syntax { line, column }
    }

    /// True when what comes next is blanks, then a name, with no comment between: the only form in which the parser
    /// takes `on` for a type condition.
    pub(super) fn condition_follows(&self) -> bool {
        let rest = &self.text[self.at..];
        let name = rest.trim_start_matches(blank);
        name.len() < rest.len() && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    }

    /// The next word.
    pub(super) fn token(&mut self) -> Result<Token<'a>, Refusal> {
        self.skip_ignored();
        self.start = self.at;
        let Some(&first) = self.text.as_bytes().get(self.at) else { return Ok(Token::End) };
        step();
        self.tokens += 1;
        if self.tokens > self.limits.gate_tokens {
            return Err(Refusal::TooComplex("mots", self.limits.gate_tokens));
        }
        match first {
            b'{' | b'(' | b'[' => {
                self.nesting += 1;
                if self.nesting > self.limits.gate_nesting {
                    return Err(Refusal::TooComplex("parenthèses imbriquées", self.limits.gate_nesting));
                }
                Ok(self.sign(first))
            }
            b'}' | b')' | b']' => {
                self.nesting = self.nesting.saturating_sub(1);
                Ok(self.sign(first))
            }
            b'!' | b'$' | b'&' | b':' | b'=' | b'@' | b'|' => Ok(self.sign(first)),
            b'.' if self.text[self.at..].starts_with("...") => {
                self.at += 3;
                Ok(Token::Spread)
            }
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => Ok(self.name()),
            _ => Err(self.syntax()),
        }
    }

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn skip_ignored(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start_matches(blank);
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.at += trimmed.find(['\n', '\r']).unwrap_or(trimmed.len());
        }
    }

    fn sign(&mut self, sign: u8) -> Token<'a> {
        self.at += 1;
        Token::Sign(sign)
    }

    fn name(&mut self) -> Token<'a> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        self.at += end;
        Token::Name(&rest[..end])
    }

    fn digits(&mut self) -> Result<(), Refusal> {
        if !self.peek().is_ascii_digit() {
            return Err(self.syntax());
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Token<'a>, Refusal> {
        self.at += usize::from(self.peek() == b'-');
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), b'+' | b'-'));
            self.digits()?;
        }
        match self.peek() {
            b'0'..=b'9' | b'.' | b'_' | b'a'..=b'z' | b'A'..=b'Z' => Err(self.syntax()),
            _ => Ok(Token::Number),
        }
    }

    fn string(&mut self) -> Result<Token<'a>, Refusal> {
        if self.text[self.at..].starts_with("\"\"\"") {
            return self.block();
        }
        self.at += 1;
        loop {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(Token::Text);
                }
                b'\\' => self.escape()?,
                b'\n' | b'\r' => return Err(self.syntax()),
                0 if self.at >= self.text.len() => return Err(self.syntax()),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), Refusal> {
        self.at += 1;
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                let hex = self.text.as_bytes().get(self.at + 1..self.at + 5).unwrap_or_default();
                let surrogate = matches!(hex, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
                if hex.len() < 4 || surrogate || !hex.iter().all(u8::is_ascii_hexdigit) {
                    return Err(self.syntax());
                }
                self.at += 5;
            }
            _ => return Err(self.syntax()),
        }
        Ok(())
    }

    fn block(&mut self) -> Result<Token<'a>, Refusal> {
        self.at += 3;
        loop {
            let rest = &self.text[self.at..];
            let Some(quotes) = rest.find("\"\"\"") else { return Err(self.syntax()) };
            self.at += quotes + 3;
            if !rest[..quotes].ends_with('\\') {
                return Ok(Token::Text);
            }
        }
    }
}

/// What the grammar skips between words, comments aside.
fn blank(c: char) -> bool {
    matches!(c, ' ' | ',' | '\t' | '\n' | '\r' | '\u{feff}')
}
