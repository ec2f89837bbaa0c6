//! Types that others have made: those that hold others one by one, the rest as serde does.
#![allow(unsafe_code)]

use std::mem::{size_of, ManuallyDrop};

use cosmwasm_std::{Addr, Binary, Decimal, Empty, Int128, Timestamp, Uint128, Uint256, Uint64};

use crate::read::{each, elements, leaf, refused, Missing};
use crate::write::write_array;
use crate::{Error, Leaf, Read, Write};

macro_rules! leaves {
    ($($leaf:ty),* $(,)?) => { $(
        impl Read for $leaf {
            fn read(raw: &str) -> Result<Self, Error> {
                leaf(raw)
            }
        }

        impl Write for $leaf {
            fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
                Leaf(self).write(out)
            }
        }
    )* };
}

leaves!(bool, u64, i64, String);
leaves!(Addr, Binary, Decimal, Empty, Int128, Timestamp, Uint128, Uint256, Uint64);

/// Numbers that are read as wider ones: one reader for all.
macro_rules! narrow {
    ($wide:ty: $($leaf:ty),*) => { $(
        impl Read for $leaf {
            fn read(raw: &str) -> Result<Self, Error> {
                Self::try_from(leaf::<$wide>(raw)?).map_err(|_| out_of_range())
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
    refused("a number out of range")
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
                out.extend_from_slice(b"null");
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
    refused("an array of another length")
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(raw: &str) -> Result<Self, Error> {
        match elements(raw)?.as_slice() {
            [a, b] => Ok((A::read(a.get())?, B::read(b.get())?)),
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
            [a, b, c] => Ok((A::read(a.get())?, B::read(b.get())?, C::read(c.get())?)),
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
