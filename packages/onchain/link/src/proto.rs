//! The two protobuf answers that a reply carries, read by hand: each needs only its first field.
//!
//! `MsgIBCSendResponse { uint64 sequence = 1; }` and `MsgExecuteContractResponse { bytes data = 1;
//! }`. The answer is in `msg_responses` on newer chains and in `data` on older ones; both are
//! accepted.

use cosmwasm_std::{Binary, SubMsgResponse};

const VARINT: u64 = 0;
const LENGTH_DELIMITED: u64 = 2;
const FIELD_ONE: u64 = 8;

/// The data that an executed contract set. `None` if it set none.
pub fn execute_data(response: &SubMsgResponse) -> Option<Binary> {
    let bytes = first_answer(response)?;
    let (tag, rest) = varint(bytes)?;
    if tag != FIELD_ONE | LENGTH_DELIMITED {
        return None;
    }
    let (length, rest) = varint(rest)?;
    rest.get(..usize::try_from(length).ok()?)
        .map(|data| Binary::from(data.to_vec()))
}

/// The sequence under which the chain sent a packet.
pub(crate) fn sent_sequence(response: &SubMsgResponse) -> Option<u64> {
    let bytes = first_answer(response)?;
    let (tag, rest) = varint(bytes)?;
    if tag != FIELD_ONE | VARINT {
        return None;
    }
    varint(rest).map(|(sequence, _)| sequence)
}

fn first_answer(response: &SubMsgResponse) -> Option<&[u8]> {
    if let Some(first) = response.msg_responses.first() {
        return Some(first.value.as_slice());
    }
    #[allow(deprecated)] // the only place of the answer on chains before CosmWasm 2
    response.data.as_ref().map(|data| data.as_slice())
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        let shift = u32::try_from(at).ok()?.checked_mul(7)?;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at.checked_add(1)?..)?));
        }
    }
    None
}

#[cfg(test)]
#[allow(deprecated)]
mod tests {
    use super::*;
    use cosmwasm_std::MsgResponse;

    fn response(bytes: &[u8], new: bool) -> SubMsgResponse {
        let value = Binary::from(bytes.to_vec());
        let answer = MsgResponse {
            type_url: "/any".into(),
            value: value.clone(),
        };
        SubMsgResponse {
            events: vec![],
            data: (!new).then_some(value),
            msg_responses: if new { vec![answer] } else { vec![] },
        }
    }

    #[test]
    fn a_sequence_is_read_from_either_place() {
        for new in [true, false] {
            assert_eq!(sent_sequence(&response(&[8, 1], new)), Some(1));
            assert_eq!(sent_sequence(&response(&[8, 0xac, 2], new)), Some(300));
            let max = [8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
            assert_eq!(sent_sequence(&response(&max, new)), Some(u64::MAX));
        }
    }

    #[test]
    fn data_is_read_from_either_place() {
        for new in [true, false] {
            let data = execute_data(&response(&[10, 2, b'o', b'k'], new));
            assert_eq!(data, Some(Binary::from(b"ok")));
        }
    }

    #[test]
    fn bytes_that_are_no_answer_are_none() {
        let cases: [&[u8]; 6] = [&[], &[8], &[10, 5, 1], &[8, 0x80], &[16, 1], &[0xff; 12]];
        for bytes in cases {
            assert_eq!(sent_sequence(&response(bytes, true)), None, "{bytes:?}");
            assert_eq!(execute_data(&response(bytes, true)), None, "{bytes:?}");
        }
    }
}
