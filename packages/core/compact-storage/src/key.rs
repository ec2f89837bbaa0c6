//! Keys: numbers, texts, bytes, addresses, and two or three of these. Every part but the last of a storage
//! key has its length before it, in two bytes.

use cosmwasm_std::{Addr, StdError, StdResult};

/// A key, or the beginning of one.
pub trait Key {
    /// Appends the parts, each with its length before it; the last one without where `last` says so.
    fn append(&self, out: &mut Vec<u8>, last: bool);
}

/// A key that can be told from its bytes.
pub trait ReadKey {
    /// The key without anything borrowed.
    type Output;

    /// Takes the key from the front of the bytes; from all of them where it is the last part.
    ///
    /// # Errors
    /// The bytes have another form.
    fn take(from: &mut &[u8], last: bool) -> StdResult<Self::Output>;
}

/// Appends one part.
#[inline(never)]
pub(crate) fn append(out: &mut Vec<u8>, part: &[u8], last: bool) {
    if !last {
        let Ok(length) = u16::try_from(part.len()) else {
            panic!("a part of a key has more than 65535 bytes");
        };
        out.extend_from_slice(&length.to_be_bytes());
    }
    out.extend_from_slice(part);
}

#[cold]
#[inline(never)]
fn wrong() -> StdError {
    StdError::msg("a key of another form")
}

/// Takes one part.
#[inline(never)]
fn part<'a>(from: &mut &'a [u8], last: bool) -> StdResult<&'a [u8]> {
    if last {
        return Ok(std::mem::take(from));
    }
    let taken = from
        .split_first_chunk::<2>()
        .and_then(|(length, rest)| rest.split_at_checked(u16::from_be_bytes(*length).into()));
    let (part, rest) = taken.ok_or_else(wrong)?;
    *from = rest;
    Ok(part)
}

fn text(from: &mut &[u8], last: bool) -> StdResult<String> {
    String::from_utf8(part(from, last)?.to_vec()).map_err(|_| wrong())
}

macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Key for $number {
            fn append(&self, out: &mut Vec<u8>, last: bool) {
                append(out, &self.to_be_bytes(), last);
            }
        }

        impl ReadKey for $number {
            type Output = Self;

            fn take(from: &mut &[u8], last: bool) -> StdResult<Self> {
                let bytes = part(from, last)?.try_into().map_err(|_| wrong())?;
                Ok(Self::from_be_bytes(bytes))
            }
        }
    )* };
}

numbers!(u8, u16, u32, u64, u128);

impl Key for &[u8] {
    fn append(&self, out: &mut Vec<u8>, last: bool) {
        append(out, self, last);
    }
}

impl ReadKey for &[u8] {
    type Output = Vec<u8>;

    fn take(from: &mut &[u8], last: bool) -> StdResult<Vec<u8>> {
        Ok(part(from, last)?.to_vec())
    }
}

macro_rules! texts {
    ($($text:ty as $owned:ty, $make:expr);*) => { $(
        impl Key for $text {
            fn append(&self, out: &mut Vec<u8>, last: bool) {
                append(out, self.as_bytes(), last);
            }
        }

        impl ReadKey for $text {
            type Output = $owned;

            fn take(from: &mut &[u8], last: bool) -> StdResult<$owned> {
                text(from, last).map($make)
            }
        }
    )* };
}

texts!(
    &str as String, std::convert::identity;
    &String as String, std::convert::identity;
    String as String, std::convert::identity;
    &Addr as Addr, Addr::unchecked;
    Addr as Addr, Addr::unchecked
);

impl<A: Key, B: Key> Key for (A, B) {
    fn append(&self, out: &mut Vec<u8>, last: bool) {
        self.0.append(out, false);
        self.1.append(out, last);
    }
}

impl<A: ReadKey, B: ReadKey> ReadKey for (A, B) {
    type Output = (A::Output, B::Output);

    fn take(from: &mut &[u8], last: bool) -> StdResult<Self::Output> {
        Ok((A::take(from, false)?, B::take(from, last)?))
    }
}

impl<A: Key, B: Key, C: Key> Key for (A, B, C) {
    fn append(&self, out: &mut Vec<u8>, last: bool) {
        self.0.append(out, false);
        self.1.append(out, false);
        self.2.append(out, last);
    }
}

impl<A: ReadKey, B: ReadKey, C: ReadKey> ReadKey for (A, B, C) {
    type Output = (A::Output, B::Output, C::Output);

    fn take(from: &mut &[u8], last: bool) -> StdResult<Self::Output> {
        let (first, second) = (A::take(from, false)?, B::take(from, false)?);
        Ok((first, second, C::take(from, last)?))
    }
}
