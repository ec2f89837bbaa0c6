//! Values from bytes: what an engine mutates becomes numbers, choices and texts.
//!
//! What must always hold: the same bytes give the same values; when they are used up everything is
//! zero, the first choice, or empty, so that every draw ends.

use arbitrary::Unstructured;
use cosmwasm_std::{Decimal, Uint128, Uint256};

/// The bytes of one input, from the front.
pub struct Draw<'a>(Unstructured<'a>);

impl<'a> Draw<'a> {
    /// From the bytes of an input.
    pub fn new(data: &'a [u8]) -> Self {
        Self(Unstructured::new(data))
    }

    /// Are all bytes used up?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One byte.
    pub fn byte(&mut self) -> u8 {
        self.0.arbitrary().unwrap_or_default()
    }

    /// A number below `n`, which is not zero.
    pub fn below(&mut self, n: usize) -> usize {
        self.0.int_in_range(0..=n - 1).unwrap_or_default()
    }

    /// True in one of `n` cases; false when the bytes are used up.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// One of these; `None` if there are none.
    pub fn pick<'b, T>(&mut self, from: &'b [T]) -> Option<&'b T> {
        let at = self.below(from.len().max(1));
        from.get(at)
    }

    /// At most this many bytes.
    pub fn bytes(&mut self, most: usize) -> &'a [u8] {
        let wanted = self.0.int_in_range(0..=most).unwrap_or_default();
        self.0.bytes(wanted.min(self.0.len())).unwrap_or_default()
    }

    /// All that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        self.0.bytes(self.0.len()).unwrap_or_default()
    }

    /// Any 64 bits.
    pub fn u64(&mut self) -> u64 {
        self.0.arbitrary().unwrap_or_default()
    }

    /// Often small, often next to a limit of some type or a power of two or ten.
    pub fn number(&mut self) -> u128 {
        let near = i128::from(self.byte() % 8) - 4;
        match self.byte() % 8 {
            0 | 1 => u128::from(self.byte() % 16),
            2 => u128::from(self.u64() % 1_000_000_000),
            3 => (1u128 << self.below(128)).saturating_add_signed(near),
            4 => 10u128
                .pow(self.below(39) as u32)
                .saturating_add_signed(near),
            5 => u128::MAX.saturating_add_signed(near.min(0)),
            6 => u128::from(u64::MAX).saturating_add_signed(near),
            _ => self.0.arbitrary().unwrap_or_default(),
        }
    }

    /// The same with 256 bits.
    pub fn wide(&mut self) -> Uint256 {
        let low = Uint256::from(self.number());
        match self.byte() % 4 {
            0 | 1 => low,
            2 => low.wrapping_mul(Uint256::from(self.number())),
            _ => Uint256::MAX - low,
        }
    }

    /// The same as a chain's integer.
    pub fn uint(&mut self) -> Uint128 {
        self.number().into()
    }

    /// A ratio: often around one, seldom enormous.
    pub fn ratio(&mut self) -> Decimal {
        match self.byte() % 4 {
            0 => Decimal::permille(self.u64() % 2_000),
            1 => Decimal::new(self.uint()),
            _ => Decimal::new((self.u64() % 2_000_000_000_000_000_000).into()),
        }
    }

    /// A ratio from zero to one.
    pub fn share(&mut self) -> Decimal {
        Decimal::new((self.u64() % 1_000_000_000_000_000_001).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_from_nothing_is_nothing_and_ends() {
        let mut draw = Draw::new(&[]);
        assert!(draw.is_empty());
        assert_eq!(
            (draw.number(), draw.below(9), draw.once_in(2)),
            (0, 0, false)
        );
        assert_eq!(
            (draw.wide(), draw.bytes(5)),
            (Uint256::zero(), &[] as &[u8])
        );
        assert_eq!(draw.pick(&[7, 8]), Some(&7));
        assert_eq!(draw.pick::<u8>(&[]), None);
    }

    #[test]
    fn the_same_bytes_give_the_same_values() {
        let bytes: Vec<u8> = (0..=255).collect();
        let all = || {
            let mut draw = Draw::new(&bytes);
            (
                draw.number(),
                draw.wide(),
                draw.ratio(),
                draw.bytes(9).to_vec(),
                draw.rest().to_vec(),
            )
        };
        assert_eq!(all(), all());
        assert!(!all().4.is_empty());
    }
}
