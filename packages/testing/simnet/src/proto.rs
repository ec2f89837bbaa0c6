//! The one field of the protobuf responses that matter here.

use prost::encoding::{decode_varint, encode_varint};

/// A message with one varint in field 1.
pub(crate) fn varint(value: u64) -> Vec<u8> {
    let mut raw = vec![0x08];
    encode_varint(value, &mut raw);
    raw
}

/// The bytes (or string) in field 1 of a message that begins with it.
pub(crate) fn bytes(raw: &[u8]) -> Option<Vec<u8>> {
    let mut rest = raw.strip_prefix(&[0x0a])?;
    let length = usize::try_from(decode_varint(&mut rest).ok()?).ok()?;
    rest.get(..length).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_protobuf_writes_it() {
        assert_eq!(varint(1), [8, 1]);
        assert_eq!(varint(300), [8, 0xac, 2]);
        assert_eq!(bytes(&[10, 2, b'h', b'i', 18, 0]), Some(b"hi".to_vec()));
        assert_eq!((bytes(&[]), bytes(&[10, 3, 1])), (None, None));
    }
}
