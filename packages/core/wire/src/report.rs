//! Reports: cumulative facts of a chain. The hub merges them by maximum, field by field.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, Index};

use crate::bounds::at_most;
use crate::ids::{AccountId, ListingId, LotId};
use crate::{Bounded, WireError, REPORT_LINES_MAX};

/// Facts of one chain, each cumulative since the beginning.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Default)]
pub struct Report {
    /// Of its vault.
    pub vault: Vec<VaultLine>,
    /// Of its markets.
    pub markets: Vec<MarketLine>,
    /// Of its auction house.
    pub lots: Vec<LotLine>,
}

/// What a vault did with one listing of one account, base units since the beginning.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct VaultLine {
    /// The account.
    pub account: AccountId,
    /// The listing.
    pub listing: ListingId,
    /// Came back unsold from auctions.
    pub returned: CollateralAmount,
    /// Was released on approval or order.
    pub released: CollateralAmount,
    /// Was seized on order.
    pub seized: CollateralAmount,
}

/// What a market did.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct MarketLine {
    /// Its listing.
    pub listing: ListingId,
    /// Its borrow index now.
    pub index: Index,
    /// The accounts that this report is about, at most 16.
    pub accounts: Vec<AccountLine>,
    /// The lots that this report is about, at most 16.
    pub credits: Vec<CreditLine>,
}

/// What a market did to one account's debt, since the beginning.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct AccountLine {
    /// The account.
    pub account: AccountId,
    /// Shares that the hub allowed and whose fate is decided: minted or given up.
    pub decided: DebtShares,
    /// Shares minted by loans.
    pub minted: DebtShares,
    /// Shares burned by repayments, settlements and cover.
    pub burned: DebtShares,
}

/// What a market has credited for one lot.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct CreditLine {
    /// The lot.
    pub lot: LotId,
    /// Cumulative credit, base units of the debt.
    pub credited: DebtAmount,
}

/// What a lot has done so far.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct LotLine {
    /// The lot.
    pub lot: LotId,
    /// Sold, base units of collateral.
    pub sold: CollateralAmount,
    /// Given back to the vault, base units of collateral.
    pub returned: CollateralAmount,
    /// Brought for the debt (without the fee), base units of the debt.
    pub proceeds: DebtAmount,
    /// Fee taken, base units of the debt.
    pub fee: DebtAmount,
    /// Why it closed, if it has.
    pub closed: Option<CloseReason>,
}

/// Why a lot closed.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Copy, Eq)]
pub enum CloseReason {
    /// It brought what it was to bring.
    Reached,
    /// All of it was sold.
    SoldOut,
    /// Its life was over.
    Tail,
    /// The price fell to the floor or the cusp.
    Floor,
    /// The chain had stood still for too long.
    Halted,
    /// What was left was dust.
    Dust,
}

impl Bounded for Report {
    fn check_bounds(&self) -> Result<(), WireError> {
        at_most("vault lines", self.vault.len(), REPORT_LINES_MAX)?;
        at_most("market lines", self.markets.len(), REPORT_LINES_MAX)?;
        at_most("lot lines", self.lots.len(), REPORT_LINES_MAX)?;
        for market in &self.markets {
            at_most("account lines", market.accounts.len(), REPORT_LINES_MAX)?;
            at_most("credit lines", market.credits.len(), REPORT_LINES_MAX)?;
        }
        Ok(())
    }
}
