//! The two traits of serde, for those who ask for them: through the text of the value.

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{Read, Write};

#[inline(never)]
fn text_of<'de, D: Deserializer<'de>>(from: D) -> Result<&'de str, D::Error> {
    <&'de RawValue>::deserialize(from).map(RawValue::get)
}

#[inline(never)]
fn again<E: serde::de::Error>(error: crate::Error) -> E {
    E::custom(error)
}

/// Gets the text of a value and reads it.
///
/// # Errors
/// As `T::read`.
pub fn from<'de, D: Deserializer<'de>, T: Read>(from: D) -> Result<T, D::Error> {
    T::read(text_of(from)?).map_err(again)
}

#[inline(never)]
fn serialize<S: Serializer>(to: S, value: &dyn Write) -> Result<S::Ok, S::Error> {
    let mut out = vec![];
    value.write(&mut out).map_err(S::Error::custom)?;
    let text: &RawValue = serde_json::from_slice(&out).map_err(S::Error::custom)?;
    text.serialize(to)
}

/// Hands the text of a value to a serializer.
///
/// # Errors
/// As the value's.
pub fn to<S: Serializer, T: Write>(to: S, value: &T) -> Result<S::Ok, S::Error> {
    serialize(to, value)
}
