//! Whole values from and to bytes, as `cosmwasm_std` has it; on a chain without serde.

use cosmwasm_std::{Binary, StdError, StdResult};

#[cfg(not(target_arch = "wasm32"))]
mod how {
    use serde::{de::DeserializeOwned, Serialize};

    use super::StdResult;

    /// A value that can be read from JSON.
    pub trait FromJson: DeserializeOwned {}
    impl<T: DeserializeOwned> FromJson for T {}

    /// A value that can be written as JSON.
    pub trait ToJson: Serialize {}
    impl<T: Serialize> ToJson for T {}

    pub(super) fn read<T: FromJson>(bytes: &[u8]) -> StdResult<T> {
        cosmwasm_std::from_json(bytes)
    }

    pub(super) fn write<T: ToJson>(value: &T) -> StdResult<Vec<u8>> {
        cosmwasm_std::to_json_vec(value)
    }
}

#[cfg(target_arch = "wasm32")]
mod how {
    use cosmwasm_std::StdErrorKind;

    use super::{StdError, StdResult};
    use crate::{Error, Read, Write};

    /// A value that can be read from JSON.
    pub trait FromJson: Read {}
    impl<T: Read> FromJson for T {}

    /// A value that can be written as JSON.
    pub trait ToJson: Write {}
    impl<T: Write> ToJson for T {}

    #[cold]
    #[inline(never)]
    fn failed(error: Error) -> StdError {
        StdError::msg(error).with_kind(StdErrorKind::Serialization)
    }

    pub(super) fn read<T: FromJson>(bytes: &[u8]) -> StdResult<T> {
        crate::read(bytes).map_err(failed)
    }

    #[inline(never)]
    fn written(value: &dyn Write) -> StdResult<Vec<u8>> {
        let mut out = vec![];
        match value.write(&mut out) {
            Ok(()) => Ok(out),
            Err(error) => Err(failed(error)),
        }
    }

    pub(super) fn write<T: ToJson>(value: &T) -> StdResult<Vec<u8>> {
        written(value)
    }
}

pub use how::{FromJson, ToJson};

/// Reads a value.
///
/// # Errors
/// No JSON, or not of this type.
pub fn from_json<T: FromJson>(bytes: impl AsRef<[u8]>) -> StdResult<T> {
    how::read(bytes.as_ref())
}

/// Writes a value.
///
/// # Errors
/// As the type's.
pub fn to_json_vec<T: ToJson>(value: &T) -> StdResult<Vec<u8>> {
    how::write(value)
}

/// Writes a value.
///
/// # Errors
/// As the type's.
pub fn to_json_binary<T: ToJson>(value: &T) -> StdResult<Binary> {
    how::write(value).map(Binary::new)
}

/// Writes a value.
///
/// # Errors
/// As the type's.
pub fn to_json_string<T: ToJson>(value: &T) -> StdResult<String> {
    String::from_utf8(how::write(value)?).map_err(|_| StdError::msg("JSON that is no text"))
}
