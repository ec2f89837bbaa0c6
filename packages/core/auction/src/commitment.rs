//! What a bidder seals, and the hash that is shown instead.
//!
//! What must always hold: a commitment fits one opening of one bidder for one lot, so that a copy of
//! somebody else's is worth nothing; what is hashed for one purpose never serves another. Called by
//! who bids, with [`Opening::seal`], and by the batch when bids are revealed.
//!
//! The hash is SHA-256 over these bytes, one after the other, numbers with the highest byte first:
//!
//! | bytes | what |
//! |---|---|
//! | 20 | `seawall/sealed-bid/1` |
//! | 8 | number of the lot |
//! | 32 | price: base units of the debt per base unit of collateral, 36 decimals |
//! | 16 | amount: base units of collateral |
//! | 32 | salt |
//! | the rest | the bidder, as the auction house writes it |

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Binary, Uint256};
use hmac_sha256::Hash;
use seawall_money::{CollateralAmount, PairPrice};

use crate::{BidError, BidResult};

/// Length of a salt. It must be drawn at random for each bid: a price is guessed in no time.
pub const SALT_BYTES: usize = 32;
/// Length of a commitment.
pub const HASH_BYTES: usize = 32;

const SEALED_BID: &[u8; 20] = b"seawall/sealed-bid/1";
const BATCH_SALT: &[u8; 20] = b"seawall/batch-salt/1";

/// What a sealed bid says, revealed after the window.
#[cw_serde]
#[derive(Eq)]
pub struct Opening {
    /// The most that is paid.
    pub price: PairPrice,
    /// The most that is wanted.
    pub amount: CollateralAmount,
    /// What makes it unguessable; 32 bytes.
    pub salt: Binary,
}

/// A bid that nobody can read yet.
#[cw_serde]
#[derive(Eq)]
pub struct Commitment {
    /// The hash, 32 bytes.
    pub hash: Binary,
    /// Blocks between the opening of the sale and this commitment.
    pub block: u32,
}

impl Opening {
    /// The hash that commits `bidder` to this for `lot`. Errors: `SaltLength`.
    pub fn seal(&self, lot: u64, bidder: &str) -> BidResult<Binary> {
        let price = self.price.atomics().to_be_bytes();
        let amount = self.amount.u128().to_be_bytes();
        let parts = [
            price.as_slice(),
            amount.as_slice(),
            self.salt()?,
            bidder.as_bytes(),
        ];
        Ok(Binary::from(digest(SEALED_BID, lot, &parts)))
    }

    /// What this bid adds to the draw of the window's end: nobody else knows it before the reveal.
    pub(crate) fn entropy(&self, lot: u64, bidder: &str) -> BidResult<Uint256> {
        let parts = [self.salt()?, bidder.as_bytes()];
        Ok(Uint256::from_be_bytes(digest(BATCH_SALT, lot, &parts)))
    }

    fn salt(&self) -> BidResult<&[u8]> {
        match self.salt.len() {
            SALT_BYTES => Ok(self.salt.as_slice()),
            actual => Err(BidError::SaltLength { actual }),
        }
    }
}

/// SHA-256 over a purpose, a lot and what follows. All but the last part have a fixed length.
pub(crate) fn digest(purpose: &[u8; 20], lot: u64, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Hash::new();
    hash.update(purpose);
    hash.update(lot.to_be_bytes());
    for part in parts {
        hash.update(part);
    }
    hash.finalize()
}
