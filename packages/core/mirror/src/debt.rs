//! One debt of one account, in shares, which do not move with interest. What must always hold: `best ≤` what
//! the market has booked `≤ worst` (INV-3). Called by the coordinator for every loan, its outcome,
//! and every report.

use cosmwasm_schema::cw_serde;
use seawall_money::{planted, DebtShares, MathResult};
use seawall_wire::ids::ListingId;
use seawall_wire::AccountLine;

/// One debt of one account, shares since the beginning.
#[cw_serde]
pub struct DebtMirror {
    /// The listing.
    pub listing: ListingId,
    /// Shares that the hub allowed at most.
    pub approved: DebtShares,
    /// Of the approved: refused or never received.
    pub undone: DebtShares,
    /// Reported: of the approved, fate decided at the market.
    pub decided: DebtShares,
    /// Reported: minted.
    pub minted: DebtShares,
    /// Reported: burned.
    pub burned: DebtShares,
}

impl DebtMirror {
    /// No debt in this listing.
    pub fn new(listing: ListingId) -> Self {
        Self {
            listing,
            approved: DebtShares::ZERO,
            undone: DebtShares::ZERO,
            decided: DebtShares::ZERO,
            minted: DebtShares::ZERO,
            burned: DebtShares::ZERO,
        }
    }

    /// At most so many: `minted + (approved − undone − decided) − burned`.
    pub fn worst(&self) -> MathResult<DebtShares> {
        let open = self
            .approved
            .minus_or_zero(self.undone)
            .minus_or_zero(self.decided);
        Ok(self.minted.plus(open)?.minus_or_zero(self.burned))
    }

    /// At least so many as far as the hub knows: `minted − burned`.
    pub fn best(&self) -> DebtShares {
        self.minted.minus_or_zero(self.burned)
    }

    /// A loan was approved.
    pub fn approve(&mut self, shares_max: DebtShares) -> MathResult<()> {
        self.approved = self.approved.plus(shares_max)?;
        Ok(())
    }

    /// The approval was refused or never received. Call once per approval.
    pub fn undo(&mut self, shares_max: DebtShares) -> MathResult<()> {
        self.undone = self.undone.plus(shares_max)?;
        Ok(())
    }

    /// Facts of the market. Says whether anything was new. A market cannot have minted more than
    /// was approved and not undone, so a lying one cannot make anybody owe it more.
    pub fn merge(&mut self, line: &AccountLine) -> bool {
        let before = (self.decided, self.minted, self.burned);
        let most = self.approved.minus_or_zero(self.undone);
        self.decided = self.decided.max(line.decided.min(most));
        self.minted =
            planted!(self.minted.max(line.minted.min(most)); MintedMergedByLast => line.minted);
        self.burned = self.burned.max(line.burned);
        before != (self.decided, self.minted, self.burned)
    }
}
