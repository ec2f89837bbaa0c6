//! Types that others have made, read and written as serde does.
#![allow(unsafe_code)]

use std::fmt::Display;
use std::mem::{size_of, ManuallyDrop};
use std::str::FromStr;

use cosmwasm_std::{Addr, Binary, Decimal, Empty, Int128, Timestamp, Uint128, Uint256, Uint64};

use crate::error::{error, refused};
use crate::read::{each, filled, Missing};
use crate::scan::{elements, text};
use crate::write::{plain, quoted, write_array};
use crate::{base64, Error, Read, Write};

impl Read for () {
    fn read(raw: &str) -> Result<Self, Error> {
        match raw {
            "null" => Ok(()),
            _ => Err(error("expected null", "")),
        }
    }
}

impl Write for () {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        plain(out, &["null"]);
        Ok(())
    }
}

impl Read for bool {
    fn read(raw: &str) -> Result<Self, Error> {
        match raw {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(error("expected true or false", "")),
        }
    }
}

impl Write for bool {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        plain(out, &[if *self { "true" } else { "false" }]);
        Ok(())
    }
}

/// What a text that is accepted as a JSON number says, if it is a whole one.
#[inline(never)]
fn digits(raw: &str) -> Result<u64, Error> {
    let add = |sum: u64, digit: u8| {
        let digit = char::from(digit).to_digit(10)?;
        sum.checked_mul(10)?.checked_add(u64::from(digit))
    };
    let sum = raw.bytes().try_fold(0, add);
    sum.ok_or_else(|| error("expected a whole number, not ", raw))
}

impl Read for u64 {
    fn read(raw: &str) -> Result<Self, Error> {
        digits(raw)
    }
}

impl Read for i64 {
    #[inline(never)]
    fn read(raw: &str) -> Result<Self, Error> {
        let size = digits(raw.strip_prefix('-').unwrap_or(raw))?;
        let number = match raw.starts_with('-') {
            // JSON has a zero below zero, which is not whole.
            true if size == 0 => None,
            true => 0i64.checked_sub_unsigned(size),
            false => Self::try_from(size).ok(),
        };
        number.ok_or_else(out_of_range)
    }
}

#[inline(never)]
fn shown(out: &mut Vec<u8>, value: &dyn Display) {
    plain(out, &[&value.to_string()]);
}

impl Write for u64 {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        shown(out, self);
        Ok(())
    }
}

impl Write for i64 {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        shown(out, self);
        Ok(())
    }
}

impl Read for String {
    #[inline(never)]
    fn read(raw: &str) -> Result<Self, Error> {
        text(raw).map(Self::from)
    }
}

impl Write for String {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        quoted(out, self);
        Ok(())
    }
}

impl Read for Addr {
    fn read(raw: &str) -> Result<Self, Error> {
        String::read(raw).map(Self::unchecked)
    }
}

impl Write for Addr {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        quoted(out, self.as_str());
        Ok(())
    }
}

impl Read for Binary {
    #[inline(never)]
    fn read(raw: &str) -> Result<Self, Error> {
        let bytes = base64::read(text(raw)?.as_bytes());
        let bytes = bytes.ok_or_else(|| error("invalid base64", ""))?;
        Ok(Self::new(bytes))
    }
}

impl Write for Binary {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        plain(out, &["\""]);
        base64::write(self, out);
        plain(out, &["\""]);
        Ok(())
    }
}

impl Read for Empty {
    fn read(raw: &str) -> Result<Self, Error> {
        // SAFETY: it has no fields.
        unsafe { filled(raw, &[], false) }
    }
}

impl Write for Empty {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        plain(out, &["{}"]);
        Ok(())
    }
}

#[inline(never)]
fn said<T: FromStr<Err: Display>>(raw: &str) -> Result<T, Error> {
    text(raw)?.parse().map_err(refused)
}

/// Numbers that are written in quotation marks.
macro_rules! said {
    ($($number:ty),*) => { $(
        impl Read for $number {
            fn read(raw: &str) -> Result<Self, Error> {
                said(raw)
            }
        }

        impl Write for $number {
            fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
                plain(out, &["\""]);
                shown(out, self);
                plain(out, &["\""]);
                Ok(())
            }
        }
    )* };
}

said!(Decimal, Int128, Uint128, Uint256);

impl Read for Uint64 {
    fn read(raw: &str) -> Result<Self, Error> {
        said::<u64>(raw).map(Self::new)
    }
}

impl Write for Uint64 {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        Uint128::from(*self).write(out)
    }
}

impl Read for Timestamp {
    fn read(raw: &str) -> Result<Self, Error> {
        said(raw).map(Self::from_nanos)
    }
}

impl Write for Timestamp {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        Uint128::from(self.nanos()).write(out)
    }
}

/// Numbers that are read as wider ones: one reader for all.
macro_rules! narrow {
    ($wide:ty: $($leaf:ty),*) => { $(
        impl Read for $leaf {
            fn read(raw: &str) -> Result<Self, Error> {
                Self::try_from(<$wide>::read(raw)?).map_err(|_| out_of_range())
            }
        }

        impl Write for $leaf {
            fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
                (*self as $wide).write(out)
            }
        }
    )* };
}

#[inline(never)]
fn out_of_range() -> Error {
    error("a number out of range", "")
}

narrow!(u64: usize, u8, u16, u32);
narrow!(i64: i8, i16, i32);

impl<T: Read> Read for Option<T> {
    const MISSING: Missing = Missing::Null;

    fn read(raw: &str) -> Result<Self, Error> {
        if raw == "null" {
            return Ok(None);
        }
        T::read(raw).map(Some)
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Some(value) => value.write(out),
            None => {
                plain(out, &["null"]);
                Ok(())
            }
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(raw: &str) -> Result<Self, Error> {
        let texts = elements(raw)?;
        let mut all = ManuallyDrop::new(Self::with_capacity(texts.len()));
        // SAFETY: there is room for so many; they count as there once all were read.
        unsafe {
            each(&texts, size_of::<T>(), T::read_to, all.as_mut_ptr().cast())?;
            all.set_len(texts.len());
        }
        Ok(ManuallyDrop::into_inner(all))
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        write_array(out, &mut self.iter().map(|value| value as &dyn Write))
    }
}

impl<T: Read> Read for Box<T> {
    fn read(raw: &str) -> Result<Self, Error> {
        T::read(raw).map(Box::new)
    }
}

impl<T: Write> Write for Box<T> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        T::write(self, out)
    }
}

fn wrong_length() -> Error {
    error("an array of another length", "")
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(raw: &str) -> Result<Self, Error> {
        match elements(raw)?.as_slice() {
            [a, b] => Ok((A::read(a)?, B::read(b)?)),
            _ => Err(wrong_length()),
        }
    }
}

impl<A: Write, B: Write> Write for (A, B) {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let all: [&dyn Write; 2] = [&self.0, &self.1];
        write_array(out, &mut all.into_iter())
    }
}

impl<A: Read, B: Read, C: Read> Read for (A, B, C) {
    fn read(raw: &str) -> Result<Self, Error> {
        match elements(raw)?.as_slice() {
            [a, b, c] => Ok((A::read(a)?, B::read(b)?, C::read(c)?)),
            _ => Err(wrong_length()),
        }
    }
}

impl<A: Write, B: Write, C: Write> Write for (A, B, C) {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let all: [&dyn Write; 3] = [&self.0, &self.1, &self.2];
        write_array(out, &mut all.into_iter())
    }
}
