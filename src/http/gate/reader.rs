//! The shape of a document: which selections lie in which, and nothing else.
//!
//! It follows the grammar word by word and goes no deeper than the brackets the lexer lets through, so no document can
//! exhaust the stack.

use std::collections::HashMap;

use super::lexer::{Lexer, Token};
use super::{Kind, Refusal};
use crate::config::Limits;

/// What lies between two braces.
pub(super) type Set<'a> = Vec<Selection<'a>>;

/// One line of a selection.
#[derive(Debug)]
pub(super) enum Selection<'a> {
    /// A field, and what is asked of it.
    Field { name: &'a str, aliased: bool, set: Set<'a> },
    /// A fragment written in place.
    Inline(Set<'a>),
    /// A fragment called by its name.
    Spread(&'a str),
}

/// A document as it is written, before fragments are followed.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    pub(super) kind: Kind,
    pub(super) name: Option<&'a str>,
    pub(super) set: Set<'a>,
    pub(super) fragments: HashMap<&'a str, Set<'a>>,
}

/// Reads a whole document.
pub(super) fn read<'a>(text: &'a str, limits: &'a Limits) -> Result<Shape<'a>, Refusal> {
    let mut lexer = Lexer::new(text, limits);
    let next = lexer.token()?;
    let mut reader = Reader { lexer, next, limits, directives: 0, variables: 0 };
    let mut operation = None;
    let mut fragments = HashMap::new();
    while reader.next != Token::End {
        if reader.next == Token::Name("fragment") {
            let (name, set) = reader.fragment()?;
            if fragments.insert(name, set).is_some() {
                return Err(reader.lexer.syntax());
            }
            if fragments.len() > limits.gate_fragments {
                return Err(Refusal::TooComplex("fragments", limits.gate_fragments));
            }
        } else if operation.is_some() {
            return Err(Refusal::SeveralOperations);
        } else {
            operation = Some(reader.operation()?);
        }
    }
    let (kind, name, set) = operation.ok_or(Refusal::NoOperation)?;
    Ok(Shape { kind, name, set, fragments })
}

struct Reader<'a> {
    lexer: Lexer<'a>,
    next: Token<'a>,
    limits: &'a Limits,
    directives: usize,
    variables: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self) -> Result<Token<'a>, Refusal> {
        let next = self.lexer.token()?;
        Ok(std::mem::replace(&mut self.next, next))
    }

    fn sign(&mut self, sign: u8) -> Result<(), Refusal> {
        if self.next == Token::Sign(sign) { self.take().map(|_| ()) } else { Err(self.lexer.syntax()) }
    }

    fn is(&self, sign: u8) -> bool {
        self.next == Token::Sign(sign)
    }

    fn name(&mut self) -> Result<&'a str, Refusal> {
        match self.next {
            Token::Name(name) => self.take().map(|_| name),
            _ => Err(self.lexer.syntax()),
        }
    }

    fn operation(&mut self) -> Result<(Kind, Option<&'a str>, Set<'a>), Refusal> {
        if self.is(b'{') {
            return Ok((Kind::Query, None, self.set()?));
        }
        let kind = match self.name()? {
            "query" => Kind::Query,
            "mutation" => Kind::Mutation,
            "subscription" => Kind::Subscription,
            _ => return Err(self.lexer.syntax()),
        };
        let name = match self.next {
            Token::Name(_) => Some(self.name()?),
            _ => None,
        };
        self.variables()?;
        self.directives()?;
        Ok((kind, name, self.set()?))
    }

    fn variables(&mut self) -> Result<(), Refusal> {
        if !self.is(b'(') {
            return Ok(());
        }
        self.take()?;
        while !self.is(b')') {
            self.variables += 1;
            if self.variables > self.limits.gate_variables {
                return Err(Refusal::TooComplex("variables", self.limits.gate_variables));
            }
            self.sign(b'$')?;
            self.name()?;
            self.sign(b':')?;
            self.type_name()?;
            // The parser takes directives before the default, the specification after it.
            self.directives()?;
            if self.is(b'=') {
                self.take()?;
                self.value()?;
            }
            self.directives()?;
        }
        self.sign(b')')
    }

    fn type_name(&mut self) -> Result<(), Refusal> {
        if self.is(b'[') {
            self.take()?;
            self.type_name()?;
            self.sign(b']')?;
        } else {
            self.name()?;
        }
        if self.is(b'!') {
            self.take()?;
        }
        Ok(())
    }

    fn directives(&mut self) -> Result<(), Refusal> {
        let mut here = 0;
        while self.is(b'@') {
            self.take()?;
            if !matches!(self.name()?, "skip" | "include") {
                return Err(Refusal::Directive);
            }
            (here, self.directives) = (here + 1, self.directives + 1);
            if here > self.limits.gate_directives_here {
                return Err(Refusal::TooComplex("directives au même endroit", self.limits.gate_directives_here));
            }
            if self.directives > self.limits.gate_directives {
                return Err(Refusal::TooComplex("directives", self.limits.gate_directives));
            }
            self.arguments()?;
        }
        Ok(())
    }

    fn arguments(&mut self) -> Result<(), Refusal> {
        if self.is(b'(') { self.pairs(b')') } else { Ok(()) }
    }

    /// `name: value` until the closing sign, for arguments and for objects.
    fn pairs(&mut self, close: u8) -> Result<(), Refusal> {
        self.take()?;
        while !self.is(close) {
            self.name()?;
            self.sign(b':')?;
            self.value()?;
        }
        self.sign(close)
    }

    fn value(&mut self) -> Result<(), Refusal> {
        match self.next {
            Token::Sign(b'{') => self.pairs(b'}'),
            Token::Sign(b'[') => {
                self.take()?;
                while !self.is(b']') {
                    self.value()?;
                }
                self.sign(b']')
            }
            Token::Sign(b'$') => {
                self.take()?;
                self.name().map(|_| ())
            }
            Token::Name(_) | Token::Number | Token::Text => self.take().map(|_| ()),
            _ => Err(self.lexer.syntax()),
        }
    }

    fn set(&mut self) -> Result<Set<'a>, Refusal> {
        self.sign(b'{')?;
        let mut set = Vec::new();
        while !self.is(b'}') {
            set.push(self.selection()?);
        }
        if set.is_empty() {
            return Err(self.lexer.syntax());
        }
        self.sign(b'}')?;
        Ok(set)
    }

    fn selection(&mut self) -> Result<Selection<'a>, Refusal> {
        if self.next == Token::Spread {
            self.take()?;
            return self.spread();
        }
        let mut name = self.name()?;
        let aliased = self.is(b':');
        if aliased {
            self.take()?;
            name = self.name()?;
        }
        self.arguments()?;
        self.directives()?;
        let set = if self.is(b'{') { self.set()? } else { Vec::new() };
        Ok(Selection::Field { name, aliased, set })
    }

    fn spread(&mut self) -> Result<Selection<'a>, Refusal> {
        match self.next {
            Token::Name("on") => self.condition()?,
            Token::Name(name) => {
                self.take()?;
                self.directives()?;
                return Ok(Selection::Spread(name));
            }
            _ => (),
        }
        self.directives()?;
        Ok(Selection::Inline(self.set()?))
    }

    /// `on` and a type. The parser takes no comment between the two and would see a fragment called `on`: both refused.
    fn condition(&mut self) -> Result<(), Refusal> {
        if self.next != Token::Name("on") || !self.lexer.condition_follows() {
            return Err(self.lexer.syntax());
        }
        self.take()?;
        self.name().map(|_| ())
    }

    fn fragment(&mut self) -> Result<(&'a str, Set<'a>), Refusal> {
        self.take()?;
        let name = self.name()?;
        if name == "on" {
            return Err(self.lexer.syntax());
        }
        self.condition()?;
        self.directives()?;
        Ok((name, self.set()?))
    }
}
