//! Bytes as text. What must always hold: the same as `cosmwasm_std`'s `Binary`, which brings six times the
//! code: padding is written, read where it is right, and may be left out; bits that mean nothing are zero.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text of some bytes.
#[inline(never)]
pub fn write(bytes: &[u8], out: &mut Vec<u8>) {
    for three in bytes.chunks(3) {
        let at = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = (at(0) << 16) | (at(1) << 8) | at(2);
        for (place, shift) in [18u32, 12, 6, 0].into_iter().enumerate() {
            let letter = LETTERS.get(((bits >> shift) & 63) as usize);
            let letter = letter.filter(|_| place <= three.len());
            out.push(letter.copied().unwrap_or(b'='));
        }
    }
}

/// The bytes of a text; nothing if it is none.
#[inline(never)]
pub fn read(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut fours = text.chunks(4).peekable();
    while let Some(mut four) = fours.next() {
        while let ([start @ .., b'='], None) = (four, fours.peek()) {
            four = start;
        }
        let mut bits = 0u32;
        for letter in four {
            let value = LETTERS.iter().position(|known| known == letter)?;
            bits = (bits << 6) | u32::try_from(value).ok()?;
        }
        // Letters that are missing at the end count as zeros; one alone is no byte.
        let bytes = four.len().checked_sub(1).filter(|bytes| *bytes > 0)?;
        let missing = 4usize.checked_sub(four.len())?;
        let bits = bits << (missing as u32).checked_mul(6)?;
        let all = bits.to_be_bytes();
        let (kept, rest) = all.get(1..)?.split_at_checked(bytes)?;
        if rest.iter().any(|byte| *byte != 0) {
            return None;
        }
        out.extend_from_slice(kept);
    }
    Some(out)
}
