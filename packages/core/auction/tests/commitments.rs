//! What is hashed, byte for byte, and that a commitment is good for one bid of one bidder only.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::Binary;
use seawall_auction::*;
use seawall_money::*;
use sha2::{Digest, Sha256};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A price of 1.001, 250,000 units, a salt of 0, 1, 2, … 31.
fn golden() -> Opening {
    Opening {
        price: pair("1.001"),
        amount: CollateralAmount::new(250_000),
        salt: Binary::from((0u8..32).collect::<Vec<_>>()),
    }
}

/// The bytes of the table in the module's header, written by hand.
const PREIMAGE: &str = concat!(
    "73656177616c6c2f7365616c65642d6269642f31", // seawall/sealed-bid/1
    "0000000000000007",                         // lot 7
    "0000000000000000000000000000000000c0c91c420d94a8ec0cfa1a00000000", // 1.001 · 10^36
    "0000000000000000000000000003d090",         // 250,000
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "636f736d6f7331626964646572", // cosmos1bidder
);
const HASH: &str = "10b64961d176c305286ce79b99f52ed30f68486f5f63b4f6bd82a3eb1449a38b";

#[test]
fn the_commitment_is_the_golden_one() {
    let sealed = golden().seal(7, "cosmos1bidder").unwrap();
    assert_eq!(hex(&sealed), HASH);
}

#[test]
fn the_golden_hash_is_sha256_of_the_golden_bytes() {
    let byte = |at| u8::from_str_radix(&PREIMAGE[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..PREIMAGE.len()).step_by(2).map(byte).collect();
    assert_eq!(bytes.len(), 20 + 8 + 32 + 16 + 32 + 13);
    // Another implementation of the hash than the one that goes on a chain.
    assert_eq!(hex(&Sha256::digest(bytes)), HASH);
}

#[test]
fn whatever_is_different_gives_another_commitment() {
    let hash = golden().seal(7, "cosmos1bidder").unwrap();
    let other = |change: fn(&mut Opening)| {
        let mut opening = golden();
        change(&mut opening);
        opening.seal(7, "cosmos1bidder").unwrap()
    };
    let others = [
        golden().seal(8, "cosmos1bidder").unwrap(),
        golden().seal(7, "cosmos1other").unwrap(),
        golden().seal(7, "").unwrap(),
        other(|o| o.price = pair("1.001000000000000001")),
        other(|o| o.amount = CollateralAmount::new(250_001)),
        other(|o| o.salt = Binary::from([0; 32])),
    ];
    for other in others {
        assert_ne!(other, hash);
    }
}

#[test]
fn a_salt_of_another_length_seals_nothing() {
    for actual in [0, 31, 33] {
        let mut opening = golden();
        opening.salt = Binary::from(vec![1; actual]);
        assert_eq!(opening.seal(7, "x"), Err(BidError::SaltLength { actual }));
    }
}

#[test]
fn a_copied_commitment_cannot_be_revealed_by_who_copied_it() {
    let mut sale = batch_of(&small_terms());
    let bond = sale.sealed().unwrap().bond;
    let honest = opening(pair("0.95"), 500, 1);
    let hash = honest.seal(LOT, &bidder(1)).unwrap();
    let first = sale.commit(after(1), hash.clone(), bond).unwrap();
    let copy = sale.commit(after(1), hash, bond).unwrap();
    // The honest bid is revealed; the copy knows all of it now, and it fits nobody else.
    let money = DebtAmount::new(1_000);
    let shown = sale.reveal(after(15), (LOT, 1, &bidder(1)), &first, &honest, money);
    assert!(shown.is_ok());
    let before = sale;
    let stolen = sale.reveal(after(15), (LOT, 2, &bidder(2)), &copy, &honest, money);
    assert_eq!(stolen, Err(BidError::NotCommitted));
    assert_eq!(sale, before);
}
