//! The record of one account's holding of one listing, and the only ways it may change.
//!
//! What must always hold after every change: `locked + pending ≥ 0` (INV-2). `locked` alone may be
//! below zero: an order may draw on a deposit whose answer is still on its way, for an order that
//! does proves that the hub has admitted the deposit (DEC-4). `returned`, `released` and `seized`
//! only grow.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Int128, Uint128};
use seawall_money::{planted, CollateralAmount, MathError, MathResult};

/// One account's holding of one listing, base units.
#[cw_serde]
#[derive(Default)]
pub struct Holding {
    /// Locked; negative while an order drew on a pending deposit.
    pub locked: Int128,
    /// Waiting for the hub's answer.
    pub pending: CollateralAmount,
    /// Cumulative: came back from auctions.
    pub returned: CollateralAmount,
    /// Cumulative: released.
    pub released: CollateralAmount,
    /// Cumulative: seized.
    pub seized: CollateralAmount,
}

impl Holding {
    /// `locked + pending`: what the vault holds for the account.
    ///
    /// Fails with `Underflow` if the record is broken.
    pub fn available(&self) -> MathResult<CollateralAmount> {
        let sum = plus(self.locked, signed(self.pending)?)?;
        let sum = Uint128::try_from(sum).map_err(|_| underflow("locked + pending"))?;
        Ok(sum.into())
    }

    /// A deposit came in and waits for the hub.
    pub fn add_pending(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.pending = self.pending.plus(amount)?;
        self.available().map(|_| ())
    }

    /// The hub admitted a deposit.
    pub fn admit(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.pending = planted!(self.pending.minus(amount)?; DepositCountedTwice => self.pending);
        self.locked = plus(self.locked, signed(amount)?)?;
        Ok(())
    }

    /// The hub refused a deposit. Fails with `Underflow` if an order drew on it.
    pub fn refuse(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.pending = self.pending.minus(amount)?;
        self.available().map(|_| ())
    }

    /// Collateral is paid out. Fails with `Underflow` below `locked = −pending`.
    pub fn release(&mut self, amount: CollateralAmount) -> MathResult<()> {
        planted!(self.draw(amount)?; ReleaseNotDrawn => ());
        self.released = self.released.plus(amount)?;
        Ok(())
    }

    /// Collateral goes on sale. Fails with `Underflow` below `locked = −pending`.
    pub fn seize(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.draw(amount)?;
        self.seized = self.seized.plus(amount)?;
        Ok(())
    }

    /// Unsold collateral comes back. Fails with `Underflow` if more comes than is out.
    pub fn give_back(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.out().minus(amount)?;
        self.returned = self.returned.plus(amount)?;
        self.locked = planted!(plus(self.locked, signed(amount)?)?; ReturnNotLocked => self.locked);
        self.available().map(|_| ())
    }

    /// Seized and not returned: on sale or sold.
    pub fn out(&self) -> CollateralAmount {
        self.seized.minus_or_zero(self.returned)
    }

    fn draw(&mut self, amount: CollateralAmount) -> MathResult<()> {
        self.available()?.minus(amount)?;
        let locked = self.locked.checked_sub(signed(amount)?);
        self.locked = locked.map_err(|_| underflow("locked - amount"))?;
        Ok(())
    }
}

fn signed(amount: CollateralAmount) -> MathResult<Int128> {
    Int128::try_from(amount.uint()).map_err(|_| overflow("signed amount"))
}

fn plus(left: Int128, right: Int128) -> MathResult<Int128> {
    left.checked_add(right)
        .map_err(|_| overflow("locked + amount"))
}

const fn overflow(operation: &'static str) -> MathError {
    MathError::Overflow { operation }
}

const fn underflow(operation: &'static str) -> MathError {
    MathError::Underflow { operation }
}
