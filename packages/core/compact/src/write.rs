//! Writing values as JSON, byte for byte as `serde_json` does.

use crate::read::raw;
use crate::Error;
use serde::ser::{Error as _, Serialize, Serializer};

/// A value that writes itself.
pub trait Write {
    /// Appends the value as JSON.
    ///
    /// # Errors
    /// As serde's `Serialize` of the type.
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error>;
}

/// A value that is written as serde does.
pub struct Leaf<'a, T>(pub &'a T);

impl<T: Serialize> Write for Leaf<'_, T> {
    #[inline(never)]
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        serde_json::to_writer(out, self.0)
    }
}

#[inline(never)]
fn text(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}

/// Writes an object.
///
/// # Errors
/// As its fields'.
#[inline(never)]
pub fn write_object(out: &mut Vec<u8>, names: &[&str], values: &[&dyn Write]) -> Result<(), Error> {
    let mut before = "{\"";
    for (name, value) in names.iter().zip(values) {
        text(out, &[before, name, "\":"]);
        value.write(out)?;
        before = ",\"";
    }
    text(out, &[if names.is_empty() { "{}" } else { "}" }]);
    Ok(())
}

/// Writes an array.
///
/// # Errors
/// As its elements'.
#[inline(never)]
pub(crate) fn write_array(
    out: &mut Vec<u8>,
    values: &mut dyn Iterator<Item = &dyn Write>,
) -> Result<(), Error> {
    let mut before = "[";
    for value in values {
        text(out, &[before]);
        value.write(out)?;
        before = ",";
    }
    text(out, &[if before == "[" { "[]" } else { "]" }]);
    Ok(())
}

/// Writes a variant that holds nothing.
///
/// # Errors
/// None.
#[inline(never)]
pub fn write_name(out: &mut Vec<u8>, name: &str) -> Result<(), Error> {
    text(out, &["\"", name, "\""]);
    Ok(())
}

/// Writes a variant that holds one value.
///
/// # Errors
/// As the value's.
#[inline(never)]
pub fn write_variant(out: &mut Vec<u8>, name: &str, value: &dyn Write) -> Result<(), Error> {
    write_object(out, &[name], &[value])
}

/// Writes a variant that holds fields.
///
/// # Errors
/// As its fields'.
#[inline(never)]
pub fn write_variant_object(
    out: &mut Vec<u8>,
    name: &str,
    names: &[&str],
    values: &[&dyn Write],
) -> Result<(), Error> {
    text(out, &["{\"", name, "\":"]);
    write_object(out, names, values)?;
    text(out, &["}"]);
    Ok(())
}

#[inline(never)]
fn serialize<S: Serializer>(to: S, value: &dyn Write) -> Result<S::Ok, S::Error> {
    let mut out = vec![];
    let written = value.write(&mut out);
    let text = written.and_then(|()| raw(&out));
    text.map_err(S::Error::custom)?.serialize(to)
}

/// Hands the text of a value to a serializer.
///
/// # Errors
/// As the value's.
pub fn to<S: Serializer, T: Write>(to: S, value: &T) -> Result<S::Ok, S::Error> {
    serialize(to, value)
}
