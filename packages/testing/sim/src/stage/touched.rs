//! What steps touched since it was last judged.
//!
//! What must always hold: it names things and repeats what was told of them; what they are is asked of
//! the chains. Filled by `seen`, used up by the checks.

use std::collections::BTreeSet;

use cosmwasm_std::Addr;
use simnet::{ChainIx, ChannelRef};

/// A stake that left a pool: how much was paid, how much stays for it is held.
#[derive(Clone, Debug)]
pub struct Unstaked {
    /// The pool.
    pub pool: (ChainIx, Addr),
    /// Paid, base units.
    pub amount: u128,
    /// Kept, base units.
    pub kept: u128,
}

/// Debt shares that a market gave or took for money.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The contract that told of it.
    pub market: (ChainIx, Addr),
    /// In the block of this second: until the next one the index stands.
    pub at: u64,
    /// Minted for a loan; else burned.
    pub minted: bool,
    /// Shares.
    pub shares: u128,
    /// What was lent, or paid for them, base units.
    pub amount: u128,
}

/// What was touched since it was last asked.
#[derive(Debug, Default)]
pub struct Touched {
    /// Contracts that spoke.
    pub contracts: BTreeSet<(ChainIx, Addr)>,
    /// Accounts that were named.
    pub accounts: BTreeSet<u64>,
    /// Liquidations that were named.
    pub liquidations: BTreeSet<u64>,
    /// Lots that were named.
    pub lots: BTreeSet<u64>,
    /// Channels over which something moved.
    pub channels: BTreeSet<ChannelRef>,
    /// Events of the coordinator that let collateral out or added debt: account.
    pub risked: BTreeSet<u64>,
    /// Liquidations whose round was planned.
    pub planned: BTreeSet<u64>,
    /// Liquidations that went on though no event had told of their beginning.
    pub unannounced: BTreeSet<u64>,
    /// Stakes that left.
    pub unstaked: Vec<Unstaked>,
    /// Debt shares that changed hands.
    pub exchanged: Vec<Exchange>,
    /// Markets wrote a provision down.
    pub written_down: bool,
    /// Blocks were made.
    pub time: bool,
}
