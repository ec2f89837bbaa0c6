//! The conservative mirror: what an account holds and owes, as ranges, from cumulative facts.
//!
//! What must always hold (INV-3): `worst ≤` what the vault holds `≤ best` for collateral, and
//! `best ≤` what the market has booked `≤ worst` for debt, whatever is in flight. Every field only
//! grows; facts of another chain are merged by maximum, so that losing, repeating or reordering
//! reports changes nothing, and additions commute with each other (INV-7). The hub counts outflows
//! itself, since it ordered them; only the vault's `returned` re-credits.
//!
//! Pure: called by every verb that reads or moves a position.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, Index, MathResult, RatioExt};
use seawall_wire::ids::ListingId;
use seawall_wire::{AccountLine, VaultLine};

use crate::state::ListingTotals;

/// One collateral of one account, base units since the beginning.
#[cw_serde]
pub struct CollateralMirror {
    /// The listing.
    pub listing: ListingId,
    /// Deposits that the hub admitted.
    pub admitted: CollateralAmount,
    /// Reported: came back unsold.
    pub returned: CollateralAmount,
    /// Ordered out by release or seizure.
    pub ordered: CollateralAmount,
    /// Of the ordered: refused or never received.
    pub undone: CollateralAmount,
    /// Of the ordered: the outcome is not known yet.
    pub undecided: CollateralAmount,
    /// Reported: released.
    pub released: CollateralAmount,
    /// Reported: seized.
    pub seized: CollateralAmount,
    /// Reported by the auction house: given back to the vault. Counts nothing until the vault says
    /// so too.
    pub announced: CollateralAmount,
    /// Of the admitted, so much still ramps up to full borrowing power …
    pub fresh: CollateralAmount,
    /// … since this second.
    pub fresh_since: u64,
}

impl CollateralMirror {
    /// Nothing of this listing.
    pub fn new(listing: ListingId) -> Self {
        Self {
            listing,
            admitted: CollateralAmount::ZERO,
            returned: CollateralAmount::ZERO,
            ordered: CollateralAmount::ZERO,
            undone: CollateralAmount::ZERO,
            undecided: CollateralAmount::ZERO,
            released: CollateralAmount::ZERO,
            seized: CollateralAmount::ZERO,
            announced: CollateralAmount::ZERO,
            fresh: CollateralAmount::ZERO,
            fresh_since: 0,
        }
    }

    /// At least so much is there: `admitted + returned − (ordered − undone)`.
    pub fn worst(&self) -> MathResult<CollateralAmount> {
        let out = self.ordered.minus_or_zero(self.undone);
        Ok(self.admitted.plus(self.returned)?.minus_or_zero(out))
    }

    /// At most so much is there: `min(admitted + returned − executed, worst + undecided)`.
    pub fn best(&self) -> MathResult<CollateralAmount> {
        let executed = self.released.plus(self.seized)?;
        let not_executed = self.admitted.plus(self.returned)?.minus_or_zero(executed);
        let worst = self.worst()?;
        // A chain that overstates what it executed cannot push the best case below the worst.
        Ok(not_executed.min(worst.plus(self.undecided)?).max(worst))
    }

    /// Of the worst case, what gives borrowing power at `now` when new vouchers ramp up over
    /// `ramp_secs`. Rounded down.
    pub fn ramped(&self, now: u64, ramp_secs: u64) -> MathResult<CollateralAmount> {
        let worst = self.worst()?;
        let age = now.saturating_sub(self.fresh_since);
        if ramp_secs == 0 || age >= ramp_secs {
            return Ok(worst);
        }
        let left = u128::from(ramp_secs.saturating_sub(age));
        let held_back = self.fresh.part_ceil(left, u128::from(ramp_secs))?;
        Ok(worst.minus_or_zero(held_back))
    }

    /// A deposit was admitted at `now`.
    pub fn admit(&mut self, amount: CollateralAmount, now: u64, ramp: u64) -> MathResult<()> {
        let worst = self.worst()?;
        let held_back = worst.minus_or_zero(self.ramped(now, ramp)?);
        self.fresh = held_back.plus(amount)?;
        self.fresh_since = now;
        self.admitted = self.admitted.plus(amount)?;
        Ok(())
    }

    /// An order to release or seize was given.
    pub fn order(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.ordered = self.ordered.plus(amount)?;
        self.undecided = self.undecided.plus(amount)?;
        Ok(())
    }

    /// The order took effect.
    pub fn decide_done(&mut self, amount: CollateralAmount) {
        self.undecided = self.undecided.minus_or_zero(amount);
    }

    /// The order was refused or never received. Call once per order.
    pub fn decide_undone(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.undecided = self.undecided.minus_or_zero(amount);
        self.undone = self.undone.plus(amount)?;
        Ok(())
    }

    /// Has the vault confirmed all that the auction house gave back?
    pub fn returns_confirmed(&self) -> bool {
        self.returned >= self.announced
    }

    /// Facts of the vault. Says whether anything was new. A vault cannot have executed, and hence
    /// cannot give back, more than was ordered out and not undone; an honest one never says so.
    pub fn merge(&mut self, line: &VaultLine) -> bool {
        let before = (self.returned, self.released, self.seized);
        let most = self.ordered.minus_or_zero(self.undone);
        self.returned = self.returned.max(line.returned.min(most));
        self.released = self.released.max(line.released.min(most));
        self.seized = self.seized.max(line.seized.min(most));
        before != (self.returned, self.released, self.seized)
    }
}

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
        self.minted = self.minted.max(line.minted.min(most));
        self.burned = self.burned.max(line.burned);
        before != (self.decided, self.minted, self.burned)
    }
}

/// The least and the most that a market's index can be at `now`: as last reported, and grown since
/// at the enforced maximum yearly rate, however often the market compounds. `allowance` is what a
/// report may have aged before it came: clock skew and the longest travel, seconds. Rounded up.
///
/// With `x = rate · time`: continuous compounding gives `e^x`, and `e^y ≤ 1 + y + y²` for `y ≤ 1`;
/// `x` is halved until it is at most 1/64, and the factor squared as often.
pub fn index_bounds(
    totals: &ListingTotals,
    rate_max: Decimal,
    now: u64,
    allowance: u64,
) -> MathResult<(Index, Index)> {
    let age = now
        .saturating_sub(totals.index_at)
        .saturating_add(allowance);
    let best = totals.index;
    let grown = Index::ONE.grown(rate_max, age)?.ratio();
    let mut y = grown.saturating_sub(Decimal::one());
    let mut halvings = 0u32;
    while y > Decimal::from_ratio(1u8, 64u8) {
        y = half_ceil(y);
        halvings = halvings.saturating_add(1);
    }
    let mut factor = Decimal::one().plus(y)?.plus(times_ceil(y, y)?)?;
    for _ in 0..halvings {
        factor = times_ceil(factor, factor)?;
    }
    Ok((best, Index::new(times_ceil(best.ratio(), factor)?)))
}

fn half_ceil(ratio: Decimal) -> Decimal {
    let atomics = ratio.atomics().saturating_add(Uint128::one());
    Decimal::new(atomics.checked_div(Uint128::new(2)).unwrap_or_default())
}

fn times_ceil(a: Decimal, b: Decimal) -> MathResult<Decimal> {
    let product = DebtAmount::from(a.atomics()).scaled_ceil(b)?;
    Ok(Decimal::new(product.uint()))
}
