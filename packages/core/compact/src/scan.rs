//! JSON as text: is it whole, and where are its parts?
//!
//! What must always hold: [`whole`] accepts what `serde_json` does; the others are handed only texts of
//! values that it has accepted, without blanks around them, so they look no closer than they must. No
//! recursion: how deep a text is, another chain decides.

use std::borrow::Cow;
use std::str::Chars;

use crate::error::error;
use crate::Error;

const DIGITS: &[u8] = b"0123456789";

/// What is left of a text.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, one_of: &[u8]) -> Option<u8> {
        let first = self.0.first().copied();
        let first = first.filter(|first| one_of.contains(first))?;
        self.next();
        Some(first)
    }

    fn blanks(&mut self) {
        while self.take(b" \n\t\r").is_some() {}
    }

    fn word(&mut self, rest: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(rest)?;
        Some(())
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<()> {
        self.take(DIGITS)?;
        while self.take(DIGITS).is_some() {}
        Some(())
    }

    fn number(&mut self, first: u8) -> Option<()> {
        let first = if first == b'-' { self.next()? } else { first };
        match first {
            b'0' => {}
            b'1'..=b'9' => while self.take(DIGITS).is_some() {},
            _ => return None,
        }
        if self.take(b".").is_some() {
            self.digits()?;
        }
        if self.take(b"eE").is_some() {
            self.take(b"+-");
            self.digits()?;
        }
        Some(())
    }

    /// A text, after its first quotation mark.
    fn text(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'u' => {
                        for _ in 0..4 {
                            self.take(b"0123456789abcdefABCDEF")?;
                        }
                    }
                    other if b"\"\\/bfnrt".contains(&other) => {}
                    _ => return None,
                },
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn name(&mut self) -> Option<()> {
        self.blanks();
        self.take(b"\"")?;
        self.text()?;
        self.blanks();
        self.take(b":").map(|_| ())
    }

    /// One value and nothing else.
    fn value(mut self) -> Option<()> {
        // The brackets that are still to be closed.
        let mut open = vec![];
        loop {
            self.blanks();
            match self.next()? {
                b'{' => {
                    open.push(b'}');
                    self.blanks();
                    if self.0.first() != Some(&b'}') {
                        self.name()?;
                        continue;
                    }
                }
                b'[' => {
                    open.push(b']');
                    self.blanks();
                    if self.0.first() != Some(&b']') {
                        continue;
                    }
                }
                b'"' => self.text()?,
                b't' => self.word(b"rue")?,
                b'f' => self.word(b"alse")?,
                b'n' => self.word(b"ull")?,
                first => self.number(first)?,
            }
            if self.ended(&mut open)? {
                return Some(());
            }
        }
    }

    /// After a value: closes brackets up to where the next value begins, or the end is.
    fn ended(&mut self, open: &mut Vec<u8>) -> Option<bool> {
        loop {
            self.blanks();
            let Some(close) = open.last().copied() else {
                return self.0.is_empty().then_some(true);
            };
            match self.next()? {
                b',' if close == b'}' => {
                    self.name()?;
                    return Some(false);
                }
                b',' => return Some(false),
                byte if byte == close => {
                    open.pop();
                }
                _ => return None,
            }
        }
    }
}

/// The text of the one value in `bytes`, without blanks around it.
///
/// # Errors
/// No text, or no JSON.
#[inline(never)]
pub fn whole(bytes: &[u8]) -> Result<&str, Error> {
    let text = std::str::from_utf8(bytes).ok();
    let value = text.filter(|_| Rest(bytes).value().is_some());
    match value {
        Some(text) => Ok(text.trim_ascii()),
        None => Err(error("no JSON", "")),
    }
}

/// Cuts a text at the first such byte that is neither quoted nor in brackets.
fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    let (mut deep, mut quoted, mut escaped) = (0u32, false, false);
    let end = text.bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => deep = deep.saturating_add(1),
            b'}' | b']' => deep = deep.saturating_sub(1),
            _ => return byte == at && deep == 0,
        }
        false
    });
    let found = end.and_then(|end| Some((text.get(..end)?, text.get(end.checked_add(1)?..)?)));
    match found {
        Some((before, after)) => (before.trim_ascii(), Some(after.trim_ascii())),
        None => (text.trim_ascii(), None),
    }
}

/// What is between such brackets, in pieces.
fn pieces(raw: &str, open: char, close: char) -> Option<Vec<&str>> {
    let inner = raw.strip_prefix(open)?.strip_suffix(close)?;
    let mut all = vec![];
    let mut rest = Some(inner.trim_ascii()).filter(|inner| !inner.is_empty());
    while let Some(text) = rest {
        let (piece, after) = cut(text, b',');
        all.push(piece);
        rest = after;
    }
    Some(all)
}

/// The texts of an array's elements.
///
/// # Errors
/// No array.
#[inline(never)]
pub fn elements(raw: &str) -> Result<Vec<&str>, Error> {
    pieces(raw, '[', ']').ok_or_else(|| error("expected an array", ""))
}

/// The names of an object's fields, and the texts of what they hold.
///
/// # Errors
/// No object, or a name that is no text.
#[inline(never)]
pub fn pairs(raw: &str) -> Result<Vec<(Cow<'_, str>, &str)>, Error> {
    let all = pieces(raw, '{', '}').ok_or_else(|| error("expected an object", ""))?;
    let mut pairs = vec![];
    for piece in all {
        let (name, value) = cut(piece, b':');
        pairs.push((text(name)?, value.unwrap_or_default()));
    }
    Ok(pairs)
}

/// What a text in quotation marks says; borrowed unless it is written with escapes.
///
/// # Errors
/// No text in quotation marks, or half a character in it.
#[inline(never)]
pub fn text(raw: &str) -> Result<Cow<'_, str>, Error> {
    let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
    let inner = inner.ok_or_else(|| error("expected a text", ""))?;
    if !inner.as_bytes().contains(&b'\\') {
        return Ok(Cow::Borrowed(inner));
    }
    let said = without_escapes(inner);
    said.map(Cow::Owned)
        .ok_or_else(|| error("half a character", ""))
}

fn without_escapes(text: &str) -> Option<String> {
    let mut said = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        said.push(match letter {
            '\\' => escaped(&mut letters)?,
            letter => letter,
        });
    }
    Some(said)
}

/// What a backslash and the letters after it stand for.
fn escaped(letters: &mut Chars<'_>) -> Option<char> {
    Some(match letters.next()? {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let first = hex(letters)?;
            // The rest of a character that takes two.
            let rest = match first {
                0xd800..0xdc00 if letters.next()? == '\\' && letters.next()? == 'u' => {
                    Some(hex(letters)?)
                }
                _ => None,
            };
            let pair = [first, rest.unwrap_or_default()];
            let both = pair.get(..rest.map_or(1, |_| 2))?;
            return char::decode_utf16(both.iter().copied()).next()?.ok();
        }
        same => same,
    })
}

fn hex(letters: &mut Chars<'_>) -> Option<u16> {
    let digits = [(); 4].map(|()| letters.next().and_then(|letter| letter.to_digit(16)));
    digits.into_iter().try_fold(0u16, |sum, digit| {
        Some((sum << 4) | u16::try_from(digit?).ok()?)
    })
}
