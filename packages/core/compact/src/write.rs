//! Writing values as JSON, byte for byte as `serde_json` does.
#![allow(unsafe_code)]

use crate::{Error, Field};

/// A value that writes itself.
pub trait Write {
    /// Appends the value as JSON.
    ///
    /// # Errors
    /// As serde's `Serialize` of the type.
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error>;

    /// As [`Write::write`], from a place: what tables of fields hold.
    ///
    /// # Errors
    /// As [`Write::write`].
    ///
    /// # Safety
    /// At `from` is a value of this type.
    unsafe fn write_from(from: *const u8, out: &mut Vec<u8>) -> Result<(), Error>
    where
        Self: Sized,
    {
        // SAFETY: by the contract of this function.
        unsafe { &*from.cast::<Self>() }.write(out)
    }
}

#[inline(never)]
pub(crate) fn plain(out: &mut Vec<u8>, parts: &[&str]) {
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
        plain(out, &[before, name, "\":"]);
        value.write(out)?;
        before = ",\"";
    }
    plain(out, &[if names.is_empty() { "{}" } else { "}" }]);
    Ok(())
}

/// Writes the fields of a value as an object.
///
/// # Errors
/// As its fields'.
///
/// # Safety
/// At `from` is a value that has these fields, each of its type and where it says.
#[inline(never)]
pub unsafe fn write_fields(
    out: &mut Vec<u8>,
    fields: &[Field],
    from: *const u8,
) -> Result<(), Error> {
    let mut before = "{\"";
    for field in fields {
        plain(out, &[before, field.name, "\":"]);
        // SAFETY: by the contract of this function.
        unsafe { (field.write)(from.add(field.at), out)? };
        before = ",\"";
    }
    plain(out, &[if fields.is_empty() { "{}" } else { "}" }]);
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
        plain(out, &[before]);
        value.write(out)?;
        before = ",";
    }
    plain(out, &[if before == "[" { "[]" } else { "]" }]);
    Ok(())
}

/// Writes a variant that holds nothing.
///
/// # Errors
/// None.
#[inline(never)]
pub fn write_name(out: &mut Vec<u8>, name: &str) -> Result<(), Error> {
    plain(out, &["\"", name, "\""]);
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
    plain(out, &["{\"", name, "\":"]);
    write_object(out, names, values)?;
    plain(out, &["}"]);
    Ok(())
}

/// Writes a text in quotation marks.
#[inline(never)]
pub(crate) fn quoted(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in text.bytes() {
        let short = match byte {
            b'"' | b'\\' => byte,
            0x08 => b'b',
            0x09 => b't',
            0x0a => b'n',
            0x0c => b'f',
            0x0d => b'r',
            0..=0x1f => {
                plain(out, &["\\u00"]);
                let digits = [byte >> 4, byte & 15];
                out.extend(
                    digits
                        .iter()
                        .filter_map(|digit| HEX.get(usize::from(*digit))),
                );
                continue;
            }
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
    out.push(b'"');
}
