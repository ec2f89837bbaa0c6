//! Decimal strings, read exactly.

use cosmwasm_std::{Decimal, Decimal256, Uint256};
use seawall_money::{parse_ratio, Price, PRICE_DECIMALS};

/// What an amount must look like.
pub const AMOUNT: &str = "a whole number of base units in quotes, such as \"1500\"";
/// What a ratio must look like.
pub const RATIO: &str = "a decimal number in quotes, such as \"0.75\", with at most 18 decimals";
/// What a share must look like.
pub const SHARE: &str = "a decimal number from 0 to 1 in quotes, such as \"0.1\"";
/// What a price must look like.
pub const PRICE: &str = "a decimal number above 0 in quotes, such as \"9.25\"";

/// A whole number of base units.
pub fn amount(text: &str) -> Option<u128> {
    digits(text).then(|| text.parse().ok()).flatten()
}

/// A number of at most 18 decimals, zero or more.
pub fn ratio(text: &str) -> Option<Decimal> {
    plain(text).then(|| parse_ratio(text).ok()).flatten()
}

/// A ratio from 0 to 1.
pub fn share(text: &str) -> Option<Decimal> {
    ratio(text).filter(|share| *share <= Decimal::one())
}

/// A ratio above 0.
pub fn positive(text: &str) -> Option<Decimal> {
    ratio(text).filter(|ratio| !ratio.is_zero())
}

/// A start price above 0 with at most 18 decimals.
pub fn top(text: &str) -> Option<Decimal256> {
    let top: Decimal256 = plain(text).then(|| text.parse().ok()).flatten()?;
    (!top.is_zero()).then_some(top)
}

/// A price above 0 with at most 36 decimals.
pub fn price(text: &str) -> Option<Price> {
    if !plain(text) {
        return None;
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let missing = usize::try_from(PRICE_DECIMALS)
        .ok()?
        .checked_sub(part.len())?;
    let atomics = format!("{whole}{part}{}", "0".repeat(missing));
    let atomics: Uint256 = atomics.parse().ok()?;
    (!atomics.is_zero()).then(|| Price::from_atomics(atomics))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits, with at most one point between digits.
fn plain(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_plain_decimals_are_numbers() {
        for text in [
            "", "-1", "+1", "1e3", ".5", "5.", "1,5", " 1", "0x1", "1.2.3", "NaN",
        ] {
            assert_eq!(ratio(text), None, "{text}");
            assert_eq!(price(text), None, "{text}");
            assert_eq!(top(text), None, "{text}");
            assert_eq!(amount(text), None, "{text}");
        }
        assert_eq!(amount("1.5"), None);
        assert_eq!(
            amount("340282366920938463463374607431768211455"),
            Some(u128::MAX)
        );
        assert_eq!(amount("340282366920938463463374607431768211456"), None);
    }

    #[test]
    fn a_price_has_36_decimals_and_is_not_zero() {
        let one = price("1").unwrap();
        assert_eq!(one, price("1.000").unwrap());
        let least = price(&format!("0.{}1", "0".repeat(35))).unwrap();
        assert_eq!(least.atomics(), Uint256::one());
        assert_eq!(price(&format!("0.{}1", "0".repeat(36))), None);
        assert_eq!(price("0.000"), None);
    }

    #[test]
    fn a_share_is_at_most_one() {
        assert_eq!(share("1"), Some(Decimal::one()));
        assert_eq!(share("1.000000000000000001"), None);
        assert_eq!(positive("0"), None);
    }
}
