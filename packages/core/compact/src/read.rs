//! Reading values from their texts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde::Deserialize;
use serde_json::value::RawValue;

pub use serde_json::Error;

/// A value that is read from its text.
pub trait Read: Sized {
    /// Reads a value from its text, which is valid JSON without blanks around it.
    ///
    /// # Errors
    /// As serde's `Deserialize` of the type.
    fn read(raw: &str) -> Result<Self, Error>;

    /// What a missing field is taken for, if it may be missing.
    fn missing() -> Option<Self> {
        None
    }
}

/// The texts of an object's fields, in the order of their names.
pub struct Fields<'a> {
    names: &'static [&'static str],
    found: Vec<Option<&'a str>>,
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = vec![];
        while let Some(pair) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            pairs.push((pair.0 .0, pair.1));
        }
        Ok(pairs)
    }
}

/// A key; borrowed unless it is written with escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_string())))
            }
        }
        from.deserialize_str(Text)
    }
}

#[inline(never)]
fn pairs(raw: &str) -> Result<Vec<(Cow<'_, str>, &RawValue)>, Error> {
    serde_json::Deserializer::from_slice(raw.as_bytes()).deserialize_map(Pairs)
}

/// The texts of an array's elements.
///
/// # Errors
/// No array.
#[inline(never)]
pub(crate) fn elements(raw: &str) -> Result<Vec<&RawValue>, Error> {
    leaf_of(raw)
}

#[inline(never)]
fn place(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

#[inline(never)]
fn error(what: &str, which: &str) -> Error {
    Error::custom([what, which].concat())
}

/// Cuts an object, or the array of all its fields' values, into its fields.
///
/// # Errors
/// Neither; a field twice, or an unknown one where `strict`; an array of another length.
#[inline(never)]
pub fn object<'a>(
    raw: &'a str,
    names: &'static [&'static str],
    strict: bool,
) -> Result<Fields<'a>, Error> {
    if raw.starts_with('[') {
        let found: Vec<_> = elements(raw)?.iter().map(|e| Some(e.get())).collect();
        if found.len() != names.len() {
            return Err(error("invalid length", ""));
        }
        return Ok(Fields { names, found });
    }
    let mut found = vec![None; names.len()];
    for (name, value) in pairs(raw)? {
        let slot = place(names, &name).and_then(|at| found.get_mut(at));
        match slot {
            Some(Some(_)) => return Err(error("duplicate field ", &name)),
            Some(slot) => *slot = Some(value.get()),
            None if strict => return Err(error("unknown field ", &name)),
            None => {}
        }
    }
    Ok(Fields { names, found })
}

/// Cuts a value of an enum into the number of its variant and what it holds, nothing for a bare name.
///
/// # Errors
/// Neither a name nor an object with one field, or an unknown variant.
#[inline(never)]
pub fn variant<'a>(raw: &'a str, names: &[&str]) -> Result<(usize, Option<&'a str>), Error> {
    let (name, held) = if raw.starts_with('"') {
        (leaf_of::<Name<'_>>(raw)?.0, None)
    } else {
        let mut all = pairs(raw)?.into_iter();
        match (all.next(), all.next()) {
            (Some((name, held)), None) => (name, Some(held.get())),
            _ => return Err(error("expected one variant", "")),
        }
    };
    match place(names, &name) {
        Some(at) => Ok((at, held)),
        None => Err(error("unknown variant ", &name)),
    }
}

fn leaf_of<'a, T: Deserialize<'a>>(raw: &'a str) -> Result<T, Error> {
    T::deserialize(&mut serde_json::Deserializer::from_slice(raw.as_bytes()))
}

/// Reads a value as serde does.
///
/// # Errors
/// As the type's.
#[inline(never)]
pub fn leaf<T: DeserializeOwned>(raw: &str) -> Result<T, Error> {
    leaf_of(raw)
}

/// A variant that holds nothing.
///
/// # Errors
/// It does hold something.
#[inline(never)]
pub fn nothing(held: Option<&str>) -> Result<(), Error> {
    match held {
        None | Some("null") => Ok(()),
        Some(_) => Err(error("expected a variant that holds nothing", "")),
    }
}

/// A variant that holds something.
///
/// # Errors
/// It is a bare name.
#[inline(never)]
pub fn something(held: Option<&str>) -> Result<&str, Error> {
    held.ok_or_else(|| error("expected a variant that holds something", ""))
}

/// A value that its type refuses.
#[inline(never)]
pub fn refused(why: impl fmt::Display) -> Error {
    Error::custom(why)
}

/// An impossible number of a variant.
#[inline(never)]
pub fn no_variant() -> Error {
    error("no such variant", "")
}

impl Fields<'_> {
    fn found(&self, at: usize) -> Option<&str> {
        self.found.get(at).copied().flatten()
    }

    /// The text of a field.
    ///
    /// # Errors
    /// A missing field.
    #[inline(never)]
    pub fn text(&self, at: usize) -> Result<&str, Error> {
        let name = self.names.get(at).copied().unwrap_or_default();
        self.found(at).ok_or_else(|| error("missing field ", name))
    }

    /// Reads a field; a missing one is missing unless its type can be nothing.
    ///
    /// # Errors
    /// As the type's, or a missing field.
    pub fn take<T: Read>(&self, at: usize) -> Result<T, Error> {
        match T::missing() {
            Some(nothing) if self.found(at).is_none() => Ok(nothing),
            _ => T::read(self.text(at)?),
        }
    }
}

#[inline(never)]
fn text_of<'de, D: Deserializer<'de>>(from: D) -> Result<&'de str, D::Error> {
    <&'de RawValue>::deserialize(from).map(RawValue::get)
}

#[inline(never)]
fn again<E: serde::de::Error>(e: Error) -> E {
    E::custom(e)
}

/// Gets the text of a value and reads it.
///
/// # Errors
/// As `T::read`.
pub fn from<'de, D: Deserializer<'de>, T: Read>(from: D) -> Result<T, D::Error> {
    T::read(text_of(from)?).map_err(again)
}
