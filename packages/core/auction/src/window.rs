//! When a sealed batch ends: known to nobody while it matters.
//!
//! What must always hold: the last block that counts is between `min_blocks` and `max_blocks`, each
//! as likely as the other; it hangs on salts that are hidden until all commitments are made. Called by
//! the batch.
//!
//! Commitments are taken until `max_blocks`. Which block was the last that counts is drawn when the
//! reveals are over, from the salts of all revealed bids: a commitment of a later block is void and
//! everything of it given back. So nobody can aim at the last block: neither who waits for the newest
//! price, nor who proposes a block and leaves others out of it.
//!
//! What is left to bias. Whoever reveals last knows all other salts and may keep back `k` bids of
//! their own: of up to `2^k` ends they choose one, at the price of a bond for each that is kept back. An
//! event that has probability `q` is so brought to at most `1 − (1 − q)^(2^k)`. A proposer who has the last
//! blocks of the reveals may leave others' reveals out to the same effect, and they lose their bonds; that
//! needs all blocks between their first try and the end of the reveals. A commitment made by
//! `min_blocks` counts whatever is drawn.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128, Uint256};

use crate::commitment::digest;
use crate::error::check;
use crate::AuctionResult;

/// No window is longer, in blocks.
pub const WINDOW_BLOCKS_MAX: u32 = 10_000;

const WINDOW_END: &[u8; 20] = b"seawall/window-end/1";

/// Blocks of a batch, counted from the one in which the sale opened, which is block 0.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Window {
    /// A commitment up to here counts for certain.
    pub min_blocks: u32,
    /// Commitments are taken up to here; those beyond the drawn end are void.
    pub max_blocks: u32,
    /// For so many blocks after that bids are revealed.
    pub reveal_blocks: u32,
}

impl Window {
    /// Refuses windows whose end is known, or in which a single proposer decides.
    pub fn validate(&self) -> AuctionResult<()> {
        let number = |n: u32| Decimal::from_ratio(n, 1u32);
        let (min, max, reveal) = (self.min_blocks, self.max_blocks, self.reveal_blocks);
        check(min >= 2, "window.min_blocks", "at least 2", number(min))?;
        check(
            max > min,
            "window.max_blocks",
            "above min_blocks",
            number(max),
        )?;
        let most = WINDOW_BLOCKS_MAX;
        check(
            max <= most,
            "window.max_blocks",
            "at most 10000",
            number(max),
        )?;
        check(
            reveal >= 2,
            "window.reveal_blocks",
            "at least 2",
            number(reveal),
        )?;
        check(
            reveal <= most,
            "window.reveal_blocks",
            "at most 10000",
            number(reveal),
        )
    }

    /// The last block whose reveals are taken.
    pub fn reveals_until(&self) -> u32 {
        self.max_blocks.saturating_add(self.reveal_blocks)
    }

    /// The last block whose commitments count, drawn from `entropy`.
    pub(crate) fn last_block(&self, lot: u64, entropy: Uint256) -> u32 {
        let drawn = digest(WINDOW_END, lot, &[&entropy.to_be_bytes()]);
        let width = self
            .max_blocks
            .saturating_sub(self.min_blocks)
            .saturating_add(1);
        // 2^256 is so much larger than any width that each remainder is as likely as the other.
        let rest = Uint256::from_be_bytes(drawn).checked_rem(width.into());
        let rest = rest.ok().and_then(|rest| Uint128::try_from(rest).ok());
        let rest = rest.and_then(|rest| u32::try_from(rest.u128()).ok());
        self.min_blocks.saturating_add(rest.unwrap_or_default())
    }
}
