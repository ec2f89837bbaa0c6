//! Reading values from their texts. What must always hold: a value is used only after all of its
//! fields were read; what did not get there is never dropped.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;

use crate::error::error;
use crate::scan::{elements, pairs, text, whole};
use crate::{Error, Write};

/// A value that is read from its text.
pub trait Read: Sized {
    /// What a missing field of this type is taken for.
    const MISSING: Missing = Missing::Refused;

    /// Reads a value from its text, which is valid JSON without blanks around it.
    ///
    /// # Errors
    /// As serde's `Deserialize` of the type.
    fn read(raw: &str) -> Result<Self, Error>;

    /// As [`Read::read`], to a place: what tables of fields hold.
    ///
    /// # Errors
    /// As [`Read::read`]; then nothing was written.
    ///
    /// # Safety
    /// `to` is a place for a value of this type.
    unsafe fn read_to(raw: &str, to: *mut u8) -> Result<(), Error> {
        let value = Self::read(raw)?;
        // SAFETY: by the contract of this function.
        unsafe { to.cast::<Self>().write(value) };
        Ok(())
    }
}

/// What a missing field is taken for.
#[derive(Clone, Copy)]
pub enum Missing {
    /// It must be there.
    Refused,
    /// Nothing.
    Null,
    /// An empty text.
    Text,
    /// An empty list.
    List,
    /// Zero.
    Zero,
}

/// A field: its name, its place in a value, and how it is read to there and written from there.
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) at: usize,
    missing: Missing,
    read: unsafe fn(&str, *mut u8) -> Result<(), Error>,
    pub(crate) write: unsafe fn(*const u8, &mut Vec<u8>) -> Result<(), Error>,
}

impl Field {
    /// A field of type `T`, so many bytes from the beginning of the value.
    pub const fn of<T: Read>(name: &'static str, at: usize) -> Self {
        Self {
            name,
            at,
            missing: T::MISSING,
            read: T::read_to,
            write: not_written,
        }
    }

    /// The same, of a value that is also written by its table.
    pub const fn written<T: Read + Write>(name: &'static str, at: usize) -> Self {
        Self {
            write: T::write_from,
            ..Self::of::<T>(name, at)
        }
    }

    /// The field to which the function points.
    pub(crate) const fn to<S, T: Read>(name: &'static str, at: usize, _: fn(&S) -> &T) -> Self {
        Self::of::<T>(name, at)
    }

    /// The same field, but it may miss.
    pub(crate) const fn or(self, missing: Missing) -> Self {
        Self { missing, ..self }
    }
}

/// What stands in tables of values that are only read.
fn not_written(_: *const u8, _: &mut Vec<u8>) -> Result<(), Error> {
    Err(error("a value that is only read", ""))
}

fn place(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// Reads the fields of an object, or of the array of all their values, to a value. What was read
/// before a field that fails is not dropped: the call ends there, and dropping takes much code.
///
/// # Errors
/// Neither; a field that is missing, there twice or, where `strict`, unknown; an array of another
/// length; as the fields'. Then the value is not whole.
///
/// # Safety
/// `to` is a place for a value that has these fields, each of its type and where it says.
#[inline(never)]
pub unsafe fn fill(raw: &str, fields: &[Field], strict: bool, to: *mut u8) -> Result<(), Error> {
    let found = cut(raw, fields, strict)?;
    for (field, text) in fields.iter().zip(&found) {
        let text = match (text, field.missing) {
            (Some(text), _) => text,
            (None, Missing::Null) => "null",
            (None, Missing::Text) => "\"\"",
            (None, Missing::List) => "[]",
            (None, Missing::Zero) => "0",
            (None, Missing::Refused) => return Err(error("missing field ", field.name)),
        };
        // SAFETY: by the contract of this function.
        unsafe { (field.read)(text, to.add(field.at))? };
    }
    Ok(())
}

/// As [`fill`], to a new value.
///
/// # Errors
/// As [`fill`].
///
/// # Safety
/// The fields are all that a `T` consists of, each of its type and where it says.
pub unsafe fn filled<T>(raw: &str, fields: &[Field], strict: bool) -> Result<T, Error> {
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: by the contract of this function; after `fill` every field was written.
    unsafe {
        fill(raw, fields, strict, value.as_mut_ptr().cast())?;
        Ok(value.assume_init())
    }
}

/// The texts of an object's fields.
fn cut<'a>(raw: &'a str, fields: &[Field], strict: bool) -> Result<Vec<Option<&'a str>>, Error> {
    if raw.starts_with('[') {
        let found: Vec<_> = elements(raw)?.into_iter().map(Some).collect();
        if found.len() != fields.len() {
            return Err(error("invalid length", ""));
        }
        return Ok(found);
    }
    let mut found = vec![None; fields.len()];
    for (name, value) in pairs(raw)? {
        let at = fields.iter().position(|field| field.name == name);
        match at.and_then(|at| found.get_mut(at)) {
            Some(Some(_)) => return Err(error("duplicate field ", &name)),
            Some(slot) => *slot = Some(value),
            None if strict => return Err(error("unknown field ", &name)),
            None => {}
        }
    }
    Ok(found)
}

/// Reads the elements of an array one after the other.
///
/// # Safety
/// `to` is a place for as many values of `size` bytes, which `read` reads.
#[inline(never)]
pub(crate) unsafe fn each(
    texts: &[&str],
    size: usize,
    read: unsafe fn(&str, *mut u8) -> Result<(), Error>,
    mut to: *mut u8,
) -> Result<(), Error> {
    for text in texts {
        // SAFETY: by the contract of this function.
        unsafe {
            read(text, to)?;
            to = to.add(size);
        }
    }
    Ok(())
}

/// Cuts a value of an enum into the number of its variant and what it holds, nothing for a bare name.
///
/// # Errors
/// Neither a name nor an object with one field, or an unknown variant.
#[inline(never)]
pub fn variant<'a>(raw: &'a str, names: &[&str]) -> Result<(usize, Option<&'a str>), Error> {
    let (name, held) = if raw.starts_with('"') {
        (text(raw)?, None)
    } else {
        let mut all = pairs(raw)?.into_iter();
        match (all.next(), all.next()) {
            (Some((name, held)), None) => (name, Some(held)),
            _ => return Err(error("expected one variant", "")),
        }
    };
    match place(names, &name) {
        Some(at) => Ok((at, held)),
        None => Err(error("unknown variant ", &name)),
    }
}

/// Reads a value from a whole text.
///
/// # Errors
/// No JSON, or as the type's.
pub fn read<T: Read>(bytes: &[u8]) -> Result<T, Error> {
    T::read(whole(bytes)?)
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

/// An impossible number of a variant.
#[inline(never)]
pub fn no_variant() -> Error {
    error("no such variant", "")
}
