//! Reads what a called contract answered.
//!
//! A chain wraps a contract's data into the protobuf message `MsgExecuteContractResponse { bytes
//! data = 1 }`. One field is all there is, so it is read by hand. Older chains put it into the
//! reply's `data`, newer ones (wasmvm 2) into the first of its `msg_responses`.

use cosmwasm_std::{Binary, SubMsgResult};

use crate::error::{MarketError, MarketResult};

/// The tag of field 1, length-delimited.
const FIELD_DATA: u8 = 0x0a;

/// The called contract's data; empty if it set none.
///
/// Fails with `BadAnswer` when the bytes are not of that form, or if the call failed.
pub fn answer_of(result: SubMsgResult) -> MarketResult<Binary> {
    let SubMsgResult::Ok(response) = result else {
        return Err(MarketError::BadAnswer { actual: 0 });
    };
    #[allow(deprecated)]
    let wrapped = match response.msg_responses.first() {
        Some(first) => first.value.clone(),
        None => response.data.unwrap_or_default(),
    };
    unwrap(wrapped.as_slice()).ok_or(MarketError::BadAnswer {
        actual: wrapped.len(),
    })
}

fn unwrap(bytes: &[u8]) -> Option<Binary> {
    let Some((tag, rest)) = bytes.split_first() else {
        return Some(Binary::default());
    };
    let (length, data) = varint(rest)?;
    (*tag == FIELD_DATA && data.len() as u64 == length).then(|| Binary::from(data))
}

/// A protobuf number and what follows it; none longer than five bytes is a length.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (i, byte) in bytes.iter().enumerate().take(5) {
        let shift = u32::try_from(i).ok()?.checked_mul(7)?;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(i.checked_add(1)?..)?));
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_data_is_read_at_every_length_of_its_length() {
        let cases = [(1usize, vec![1u8]), (127, vec![127]), (128, vec![128, 1])];
        for (count, length) in cases {
            let mut bytes = vec![FIELD_DATA];
            bytes.extend(length);
            bytes.extend(vec![7u8; count]);
            assert_eq!(unwrap(&bytes).unwrap().as_slice(), vec![7u8; count]);
        }
        assert_eq!(unwrap(&[]).unwrap(), Binary::default());
    }

    #[test]
    fn bytes_of_another_form_are_refused() {
        let cases: [&[u8]; 5] = [
            &[0x12, 1, 7],
            &[0x0a, 2, 7],
            &[0x0a, 1, 7, 7],
            &[0x0a],
            &[0x0a, 0x80, 0x80, 0x80, 0x80, 0x80],
        ];
        for bytes in cases {
            assert!(unwrap(bytes).is_none(), "{bytes:?}");
        }
    }
}
