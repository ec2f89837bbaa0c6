//! Reading values from their texts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde::Deserialize as _;
use serde_json::value::RawValue;

pub use serde_json::Error;

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

impl<'de> serde::Deserialize<'de> for Name<'de> {
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

#[inline(never)]
fn place(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// Cuts an object into its fields.
///
/// # Errors
/// No object, a field twice, or an unknown one where `strict`.
#[inline(never)]
pub fn object<'a>(
    raw: &'a str,
    names: &'static [&'static str],
    strict: bool,
) -> Result<Fields<'a>, Error> {
    let mut found = vec![None; names.len()];
    for (name, value) in pairs(raw)? {
        let slot = place(names, &name).and_then(|at| found.get_mut(at));
        match slot {
            Some(Some(_)) => return Err(Error::custom(["duplicate field ", &name].concat())),
            Some(slot) => *slot = Some(value.get()),
            None if strict => return Err(Error::custom(["unknown field ", &name].concat())),
            None => {}
        }
    }
    Ok(Fields { names, found })
}

/// Cuts a value of an enum into the number of its variant and what it holds, `null` for a bare name.
///
/// # Errors
/// Neither a name nor an object with one field, or an unknown variant.
#[inline(never)]
pub fn variant<'a>(raw: &'a str, names: &[&str]) -> Result<(usize, &'a str), Error> {
    let (name, held) = if raw.starts_with('"') {
        (read::<String>(raw)?.into(), "null")
    } else {
        let mut all = pairs(raw)?.into_iter();
        match (all.next(), all.next()) {
            (Some((name, held)), None) => (name, held.get()),
            _ => return Err(Error::custom("expected one variant")),
        }
    };
    match place(names, &name) {
        Some(at) => Ok((at, held)),
        None => Err(Error::custom(["unknown variant ", &name].concat())),
    }
}

/// Reads a value from its text.
///
/// # Errors
/// As the type's.
#[inline(never)]
pub fn read<T: DeserializeOwned>(raw: &str) -> Result<T, Error> {
    T::deserialize(&mut serde_json::Deserializer::from_slice(raw.as_bytes()))
}

/// A variant that holds nothing.
///
/// # Errors
/// It does hold something.
#[inline(never)]
pub fn nothing(raw: &str) -> Result<(), Error> {
    if raw == "null" {
        return Ok(());
    }
    Err(Error::custom("expected a variant that holds nothing"))
}

/// A value that its type refuses.
#[inline(never)]
pub fn refused(why: impl fmt::Display) -> Error {
    Error::custom(why)
}

/// An impossible number of a variant.
#[inline(never)]
pub fn no_variant() -> Error {
    Error::custom("no such variant")
}

impl Fields<'_> {
    #[inline(never)]
    fn text(&self, at: usize) -> Option<&str> {
        self.found.get(at).copied().flatten()
    }

    #[inline(never)]
    fn missing(&self, at: usize) -> Error {
        let name = self.names.get(at).copied().unwrap_or_default();
        Error::custom(["missing field ", name].concat())
    }

    /// Reads a field; a missing one is missing unless its type can be nothing.
    ///
    /// # Errors
    /// As the type's, or a missing field.
    #[inline(never)]
    pub fn take<T: DeserializeOwned>(&self, at: usize) -> Result<T, Error> {
        match self.text(at) {
            Some(raw) => read(raw),
            None => read("null").map_err(|_| self.missing(at)),
        }
    }

    /// Reads a field that may be missing.
    ///
    /// # Errors
    /// As the type's.
    pub fn take_or<T: DeserializeOwned>(
        &self,
        at: usize,
        default: impl FnOnce() -> T,
    ) -> Result<T, Error> {
        match self.text(at) {
            Some(raw) => read(raw),
            None => Ok(default()),
        }
    }
}

/// Gets the text of a value and reads it.
///
/// # Errors
/// As `read`'s.
pub fn from<'de, D: Deserializer<'de>, T>(
    from: D,
    read: fn(&str) -> Result<T, Error>,
) -> Result<T, D::Error> {
    let raw = <&'de RawValue>::deserialize(from)?;
    read(raw.get()).map_err(D::Error::custom)
}
