//! The insurance pool: capital on one chain that absorbs deficits, owned by its stakers.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Decimal, Uint128};
use seawall_money::{DebtAmount, PoolShares};
use seawall_wire::ids::LiquidationId;

use crate::common::DenomAmount;

/// Set up one pool per chain and coin.
#[cw_serde]
pub struct InstantiateMsg {
    /// Sets payers and terms; two-step handover. Can never move money.
    pub owner: String,
    /// The coin of the capital: the debt asset, or its voucher on the collateral side.
    pub denom: String,
    /// How long an unstake waits, seconds.
    pub cooldown_secs: u64,
    /// How long it may be finished after that, seconds; then it must be asked for again.
    pub window_secs: u64,
    /// No single payout takes more than this share of the capital.
    pub payout_max: Decimal,
}

/// What can be asked of a pool.
#[cw_serde]
pub enum ExecuteMsg {
    /// Anyone, with exactly the pool's coin: become an owner of the capital.
    Stake {},
    /// A staker: start the cool-down for some shares. They go on bearing losses and earning.
    StartUnstake {
        /// So many shares.
        shares: PoolShares,
    },
    /// A staker: after the cool-down and within the window, take the money of the shares out.
    /// What is held for open claims and provisions stays.
    FinishUnstake {},
    /// A staker: give the cool-down up.
    CancelUnstake {},
    /// A staker: take premiums out.
    ClaimPremium {},
    /// Anyone, with exactly the pool's coin: premium income for the stakers.
    Premium {},
    /// Payer: pay up to `amount` to the sender or to `receiver` on the coordinator's order. Pays
    /// what there is; answers `DebtAmount` in its data. Once per `claim`.
    Payout {
        /// The claim it is for: liquidation and kind; a repeated one pays nothing.
        claim: String,
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// At most so much, base units.
        amount: DebtAmount,
        /// To this address.
        receiver: String,
    },
    /// Payer: hold this much for an expected loss until it is paid, freed or over. The last amount
    /// stands.
    Hold {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Base units; zero frees it.
        amount: DebtAmount,
        /// When it ends by itself, seconds.
        ends_at: u64,
    },
    /// Owner: who may ask for payouts; additions wait behind a time lock once stakes exist.
    SetPayers {
        /// All of them, at most 8.
        payers: Vec<String>,
    },
    /// Owner: apply a change whose time has come.
    ApplyChange {
        /// Its number.
        id: u64,
    },
    /// Two-step ownership.
    Ownership(seawall_kit::ownership::OwnershipAction),
}

/// What can be asked about a pool.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Terms.
    #[returns(ConfigResponse)]
    Config {},
    /// Capital and totals.
    #[returns(StatusResponse)]
    Status {},
    /// One staker.
    #[returns(StakerResponse)]
    Staker {
        /// The address.
        address: String,
    },
    /// Payers that wait behind the time lock.
    #[returns(Vec<ChangeResponse>)]
    Changes {},
    /// What the books say the pool owes: capital, reserve and premiums.
    #[returns(Vec<DenomAmount>)]
    Owed {},
    /// Open holds.
    #[returns(Vec<HoldResponse>)]
    Holds {
        /// After this liquidation.
        start_after: Option<LiquidationId>,
        /// At most 100.
        limit: Option<u32>,
    },
}

/// Terms.
#[cw_serde]
pub struct ConfigResponse {
    /// Owner.
    pub owner: String,
    /// The coin.
    pub denom: String,
    /// Cool-down, seconds.
    pub cooldown_secs: u64,
    /// Window, seconds.
    pub window_secs: u64,
    /// Largest share of one payout.
    pub payout_max: Decimal,
    /// Who may ask for payouts.
    pub payers: Vec<String>,
}

/// Capital and totals, base units.
#[cw_serde]
pub struct StatusResponse {
    /// What the stakers own together, without premiums.
    pub capital: DebtAmount,
    /// Belongs to nobody: premiums that came when nobody had a stake, and what rounding left when
    /// the last one went. Pays before the capital.
    pub reserve: DebtAmount,
    /// Held for open claims and provisions.
    pub held: DebtAmount,
    /// Paid out since the beginning.
    pub paid: DebtAmount,
    /// Premiums since the beginning.
    pub premiums: DebtAmount,
    /// Premiums not yet taken out.
    pub premiums_unclaimed: DebtAmount,
    /// Product of all survivals so far (product-sum accounting).
    pub product: Uint128,
    /// Times the product was rescaled.
    pub scale: u32,
    /// Times the capital was wiped out whole.
    pub epoch: u32,
}

/// One staker.
#[cw_serde]
pub struct StakerResponse {
    /// What the stake is worth now, base units.
    pub stake: DebtAmount,
    /// Its shares: the stake as it was put in, net of changes.
    pub shares: PoolShares,
    /// Premiums to claim.
    pub premium: DebtAmount,
    /// Shares in cool-down.
    pub leaving: PoolShares,
    /// When they may be taken out, seconds.
    pub leaves_at: Option<u64>,
    /// Until when, seconds.
    pub leaves_until: Option<u64>,
}

/// Money held for one liquidation.
#[cw_serde]
pub struct HoldResponse {
    /// The liquidation.
    pub liquidation: LiquidationId,
    /// Base units.
    pub amount: DebtAmount,
    /// When it ends by itself, seconds.
    pub ends_at: u64,
}

/// A list of payers that waits behind the time lock.
#[cw_serde]
pub struct ChangeResponse {
    /// Its number.
    pub id: u64,
    /// All payers from then on.
    pub payers: Vec<String>,
    /// When it may be applied, seconds.
    pub eta: u64,
    /// From when on it may not be applied any more, seconds.
    pub expires_at: u64,
}
