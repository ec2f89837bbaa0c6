//! What the coordinator tells the world about accounts and liquidations; typed, versioned,
//! numbered.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, Storage};
use seawall_interfaces::coordinator::Outcome;
use seawall_money::{CollateralAmount, DebtAmount, HealthFactor};
use seawall_wire::ids::{AccountId, ChainNo, LiquidationId, ListingId, LotId};
use seawall_wire::{CloseReason, LotOrder, Origin};

use crate::error::ContractResult;

/// The version of these events' fields.
pub const EVENTS_VERSION: u16 = 1;

/// Accounts and liquidations.
#[cw_serde]
pub enum LiquidationEvent {
    /// The owner should act: below the margin-call level.
    MarginCall {
        /// The account.
        account: AccountId,
        /// Its health.
        health: HealthFactor,
    },
    /// Below safety: anyone may liquidate.
    Unsafe {
        /// The account.
        account: AccountId,
        /// Its health.
        health: HealthFactor,
    },
    /// It could not be judged; it is looked at again soon.
    NotJudged {
        /// The account.
        account: AccountId,
    },
    /// A plan was frozen and its order sent; without lots, the payers are asked at once.
    Round {
        /// The liquidation.
        liquidation: LiquidationId,
        /// The process.
        origin: Origin,
        /// The account.
        account: AccountId,
        /// On this chain.
        chain: ChainNo,
        /// From 1.
        round: u16,
        /// Health that proved the account unsafe.
        health: HealthFactor,
        /// What is put up.
        lots: Vec<LotOrder>,
    },
    /// The lots are open on the collateral chain.
    Opened {
        /// The liquidation.
        liquidation: LiquidationId,
        /// The round.
        round: u16,
    },
    /// The order never took effect.
    NotOpened {
        /// The liquidation.
        liquidation: LiquidationId,
        /// The round.
        round: u16,
    },
    /// New facts about a lot.
    LotFacts {
        /// The lot.
        lot: LotId,
        /// Sold, base units.
        sold: CollateralAmount,
        /// Given back, base units.
        returned: CollateralAmount,
        /// Brought for the debt, base units.
        proceeds: DebtAmount,
        /// Credited by the market, base units.
        credited: DebtAmount,
        /// Closed, and why.
        closed: Option<CloseReason>,
    },
    /// Payers were asked for a deficit and answered.
    Covered {
        /// The liquidation.
        liquidation: LiquidationId,
        /// The debt's listing.
        listing: ListingId,
        /// Fees and pool of the collateral side, base units.
        collateral_side: DebtAmount,
        /// The debt side's pool.
        pool: DebtAmount,
        /// The market's reserve.
        reserve: DebtAmount,
        /// Lenders.
        lenders: DebtAmount,
    },
    /// A liquidation is over.
    Done {
        /// The liquidation.
        liquidation: LiquidationId,
        /// How it ended.
        outcome: Outcome,
    },
}

seawall_kit::kinds!(LiquidationEvent {
    MarginCall => "margin_call",
    Unsafe => "unsafe",
    NotJudged => "not_judged",
    Round => "round",
    Opened => "opened",
    NotOpened => "not_opened",
    LotFacts => "lot_facts",
    Covered => "covered",
    Done => "done",
});

/// Numbers an event.
pub fn emit(storage: &mut dyn Storage, event: &LiquidationEvent) -> ContractResult<Event> {
    Ok(seawall_kit::event::emit(
        storage,
        "coordinator",
        EVENTS_VERSION,
        event,
    )?)
}
