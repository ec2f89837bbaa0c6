//! From a mnemonic to an address: BIP-39 seed, BIP-32 path `m/44'/118'/0'/0/0`, Bech32.
//!
//! Only addresses are derived here, for the genesis and the state file; nothing is signed. The same
//! derivation as in `wasmd` and Hermes, which the tests compare by addresses that `wasmd` printed.

use bech32::{Bech32, Hrp};
use hmac::{Hmac, Mac};
use k256::elliptic_curve::sec1::ToEncodedPoint;
use k256::elliptic_curve::PrimeField;
use k256::{AffinePoint, ProjectivePoint, Scalar};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256, Sha512};

use crate::error::{Error, Result};

const HARDENED: u32 = 1 << 31;
const PATH: [u32; 5] = [44 | HARDENED, 118 | HARDENED, HARDENED, 0, 0];
/// Rounds of BIP-39.
const ROUNDS: u32 = 2048;

struct Node {
    key: Scalar,
    chain_code: [u8; 32],
}

/// The 20 bytes of an account. Fails on none of the committed mnemonics.
pub fn account_id(mnemonic: &str) -> Result<[u8; 20]> {
    let seed = seed(mnemonic)?;
    let mut node = split(&hmac(b"Bitcoin seed", &[&seed])?)?;
    for index in PATH {
        node = child(&node, index)?;
    }
    let public = public(&node.key);
    Ok(Ripemd160::digest(Sha256::digest(public)).into())
}

/// The address of an account on a chain with this prefix. Fails on a prefix that Bech32 refuses.
pub fn address(prefix: &str, id: &[u8; 20]) -> Result<String> {
    let wrong = |why: String| Error::Unexpected(format!("prefix {prefix:?}: {why}"));
    let hrp = Hrp::parse(prefix).map_err(|e| wrong(e.to_string()))?;
    bech32::encode::<Bech32>(hrp, id).map_err(|e| wrong(e.to_string()))
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Result<[u8; 64]> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key)
        .map_err(|_| Error::Unexpected("a key of no use to HMAC".into()))?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().into())
}

/// PBKDF2 with one block, as BIP-39 has it, without a passphrase.
fn seed(mnemonic: &str) -> Result<[u8; 64]> {
    let mut last = hmac(mnemonic.as_bytes(), &[b"mnemonic", &1u32.to_be_bytes()])?;
    let mut seed = last;
    for _ in 1..ROUNDS {
        last = hmac(mnemonic.as_bytes(), &[&last])?;
        for (byte, more) in seed.iter_mut().zip(last) {
            *byte ^= more;
        }
    }
    Ok(seed)
}

fn split(digest: &[u8; 64]) -> Result<Node> {
    let (left, right) = digest.split_at(32);
    let (mut key, mut chain_code) = ([0; 32], [0; 32]);
    key.copy_from_slice(left);
    chain_code.copy_from_slice(right);
    let key = Option::<Scalar>::from(Scalar::from_repr(key.into()))
        .ok_or_else(|| Error::Unexpected("a derived key out of range".into()))?;
    Ok(Node { key, chain_code })
}

fn child(parent: &Node, index: u32) -> Result<Node> {
    let digest = if index >= HARDENED {
        let bytes = parent.key.to_repr();
        hmac(&parent.chain_code, &[&[0], &bytes, &index.to_be_bytes()])?
    } else {
        let public = public(&parent.key);
        hmac(&parent.chain_code, &[&public, &index.to_be_bytes()])?
    };
    let mut node = split(&digest)?;
    node.key = sum(&node.key, &parent.key);
    Ok(node)
}

/// Addition in the field, which wraps by definition.
fn sum(a: &Scalar, b: &Scalar) -> Scalar {
    a.add(b)
}

fn public(key: &Scalar) -> Vec<u8> {
    let point = AffinePoint::from(ProjectivePoint::GENERATOR.mul_by(key));
    point.to_encoded_point(true).as_bytes().to_vec()
}

trait MulBy {
    fn mul_by(self, key: &Scalar) -> ProjectivePoint;
}

impl MulBy for ProjectivePoint {
    fn mul_by(self, key: &Scalar) -> ProjectivePoint {
        std::ops::Mul::mul(self, key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::accounts::ACCOUNTS;

    #[test]
    fn the_seed_is_that_of_the_standard_vector() {
        // Python: hashlib.pbkdf2_hmac("sha512", words, b"mnemonic", 2048)
        let words = "abandon ".repeat(11) + "about";
        let hex: String = seed(&words)
            .unwrap()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert!(hex.starts_with("5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1"));
    }

    #[test]
    fn the_address_of_the_standard_mnemonic_is_the_one_every_cosmos_wallet_shows() {
        let words = "abandon ".repeat(11) + "about";
        let id = account_id(&words).unwrap();
        let expected = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";
        assert_eq!(address("cosmos", &id).unwrap(), expected);
    }

    #[test]
    fn every_account_has_a_name_and_an_address_of_its_own() {
        let ids: BTreeSet<_> = ACCOUNTS
            .iter()
            .map(|a| account_id(a.mnemonic).unwrap())
            .collect();
        let names: BTreeSet<_> = ACCOUNTS.iter().map(|a| a.name).collect();
        assert_eq!((ids.len(), names.len()), (ACCOUNTS.len(), ACCOUNTS.len()));
    }
}
