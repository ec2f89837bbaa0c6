//! One collateral of one account: admitted, ordered out, reported. What must always hold: `worst ≤` what
//! the vault holds `≤ best` (INV-3). The hub counts outflows itself, since it ordered them; only the
//! vault's `returned` re-credits. Called by the coordinator for every deposit, withdrawal, seizure,
//! outcome and report.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, MathResult};
use seawall_wire::ids::ListingId;
use seawall_wire::VaultLine;

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

    /// A lot gave so much more back to the vault.
    pub fn announce(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.announced = self.announced.plus(amount)?;
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
