//! Orders: what the hub tells a chain to do, once.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, PairPrice};

use crate::bounds::at_most;
use crate::ids::{AccountId, LiquidationId, ListingId, LotId, RouteId};
use crate::{Bounded, RemoteAddr, WireError, LOTS_PER_ORDER_MAX};

/// What the hub tells a chain to do.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum Order {
    /// Pay collateral out of the vault.
    Release {
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// So many base units.
        amount: CollateralAmount,
        /// To this address, which the vault's chain validates.
        receiver: RemoteAddr,
    },
    /// Pay a loan out of the market.
    Disburse {
        /// To this account's debt.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// So many base units.
        amount: DebtAmount,
        /// Minting no more shares than this: what the hub counts in the worst case.
        shares_max: DebtShares,
        /// To this address, which the market's chain validates.
        receiver: RemoteAddr,
    },
    /// Pay out what a sale brought above the debt.
    ReleaseSurplus {
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// To this address, which the market's chain validates.
        receiver: RemoteAddr,
    },
    /// Seize collateral and put it up for sale.
    OpenLots(OpenLots),
    /// Credit the proceeds of a lot as their money arrives. Cumulative: may be sent any number of
    /// times, and a smaller number than before changes nothing.
    Settle {
        /// Whose debt.
        account: AccountId,
        /// In this listing.
        listing: ListingId,
        /// Over this route.
        route: RouteId,
        /// Of this lot.
        lot: LotId,
        /// What it has brought so far, base units of the debt.
        proceeds: DebtAmount,
    },
    /// A plan expects a loss: lenders who leave meanwhile leave at the lower price.
    Provision {
        /// Of this liquidation; the last amount stands.
        liquidation: LiquidationId,
        /// Whose debt.
        account: AccountId,
        /// In this listing.
        listing: ListingId,
        /// The expected loss, base units; zero ends the provision.
        amount: DebtAmount,
        /// When it ends by itself, seconds of the market chain's time.
        ends_at: u64,
    },
    /// The collateral side pays for a deficit: fees of the liquidation first, then the pool.
    PayCover {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Under this number, as if a lot had brought it.
        lot: LotId,
        /// Over this route.
        route: RouteId,
        /// At most so many base units of the debt.
        amount: DebtAmount,
    },
    /// The debt side pays for what is left: pool, reserve, lenders.
    CoverDeficit {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Whose debt is written off.
        account: AccountId,
        /// In this listing.
        listing: ListingId,
        /// Not to be written off: what is still on its way to this debt, base units.
        keep: DebtAmount,
    },
    /// Whoever last moved the liquidation on while it stood still earns a part of its fees.
    PayKeeper {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// To this address, which the collateral chain validates.
        keeper: RemoteAddr,
    },
}

/// Seize collateral and put it up for sale, all lots or none.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct OpenLots {
    /// Of this liquidation.
    pub liquidation: LiquidationId,
    /// Its round, from 1.
    pub round: u16,
    /// Whose collateral.
    pub account: AccountId,
    /// The lots, at most 8.
    pub lots: Vec<LotOrder>,
    /// When the prices were observed, seconds of the hub's time.
    pub priced_at: u64,
    /// Not to be opened later than this, seconds of the collateral chain's time.
    pub not_after: u64,
    /// Where the keeper wants its pay on the collateral chain, if it is to be paid.
    pub keeper: Option<RemoteAddr>,
}

/// One piece of one collateral put up for one debt asset.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct LotOrder {
    /// Its number.
    pub lot: LotId,
    /// The collateral's listing.
    pub collateral: ListingId,
    /// The debt's listing, on its own chain.
    pub debt: ListingId,
    /// The way its money travels.
    pub route: RouteId,
    /// How much collateral is put up, base units.
    pub put_up: CollateralAmount,
    /// How much debt it is to repay, base units of the debt.
    pub repay: DebtAmount,
    /// It closes when it has brought this much, repayment and fee together; `None`: it is sold
    /// whole, without target.
    pub close_at: Option<DebtAmount>,
    /// The fee as a share of the repayment.
    pub fee: Decimal,
    /// What the keeper is owed out of the fee, base units of the debt.
    pub keeper_pay: DebtAmount,
    /// A rest below this is not left, base units of the collateral.
    pub min_rest: CollateralAmount,
    /// How it is sold.
    pub terms: SaleTerms,
}

/// How a lot is sold. Sale modes are data; others will be appended.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum SaleTerms {
    /// A falling price, first come first served.
    Dutch(DutchTerms),
}

/// A falling price: `top · cut^⌊t/step⌋`, never below `floor`.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct DutchTerms {
    /// The price of the pair when the plan was made.
    pub pair_price: PairPrice,
    /// The lot is not sold below this.
    pub floor: PairPrice,
    /// The start price is `pair_price · (buffer + drift · √age)`.
    pub buffer: Decimal,
    /// How much the buffer grows per square root of a second of the price's age (z·σ).
    pub drift: Decimal,
    /// The factor per step, below one.
    pub cut: Decimal,
    /// The length of a step, seconds.
    pub step_secs: u32,
    /// The lot's life, seconds.
    pub tail_secs: u32,
    /// The lot ends when the price has fallen to this share of the start price.
    pub cusp: Decimal,
}

impl Bounded for Order {
    fn check_bounds(&self) -> Result<(), WireError> {
        match self {
            Self::OpenLots(open) => at_most("lots", open.lots.len(), LOTS_PER_ORDER_MAX),
            _ => Ok(()),
        }
    }
}
