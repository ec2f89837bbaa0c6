//! Losses that lenders bore, and recoveries of them, in O(1) whoever they are.
//!
//! What must always hold: a recovery goes to those who bore losses that are not recovered, each in
//! proportion to what is left of its own; what all of them are credited is never more than what
//! was recovered (everything rounds down for them); a later loss of others takes no part in an
//! earlier recovery.
//!
//! How: one product for the whole market. A recovery of `R` out of a deficit of `D` multiplies it
//! by `(D − R)/D`, rounded up. A loss `X` becomes `X / product` units, so that `units · product`
//! is always what is left of it. Per share of those who bear it, one sum of losses and one of
//! units. A deficit that is recovered whole begins a new epoch with product one: whatever is of
//! an older epoch is recovered.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128, Uint256};
use seawall_money::{mul_div_ceil, mul_div_floor, DebtAmount, MathError, MathResult};

/// Fixed point of the sums per share: 10^27.
const SCALE: Uint128 = Uint128::new(1_000_000_000_000_000_000_000_000_000);
/// The product is never below 10^-9; a recovery that would bring it lower is credited a little
/// short.
const PRODUCT_MIN: Decimal = Decimal::new(Uint128::new(1_000_000_000));

/// What all lenders together lost and did not get back.
#[cw_serde]
pub struct Deficit {
    /// Base units.
    pub total: DebtAmount,
    /// What is left of a unit of this epoch.
    pub product: Decimal,
    /// How often a deficit was recovered whole.
    pub epoch: u64,
}

impl Default for Deficit {
    fn default() -> Self {
        Self {
            total: DebtAmount::ZERO,
            product: Decimal::one(),
            epoch: 0,
        }
    }
}

impl Deficit {
    /// Takes up to `amount` for those who bore losses; returns how much was taken, base units.
    pub fn recover(&mut self, amount: DebtAmount) -> MathResult<DebtAmount> {
        let taken = amount.min(self.total);
        if taken.is_zero() {
            return Ok(taken);
        }
        let rest = self.total.minus(taken)?;
        if rest.is_zero() {
            self.epoch = self.epoch.saturating_add(1);
            self.product = Decimal::one();
        } else {
            let product = mul_div_ceil(
                self.product.atomics().into(),
                rest.uint().into(),
                self.total.uint().into(),
                "deficit product",
            )?;
            self.product = Decimal::new(narrow(product)?).max(PRODUCT_MIN);
        }
        self.total = rest;
        Ok(taken)
    }
}

/// Losses per share of one group of bearers.
#[cw_serde]
#[derive(Default)]
pub struct LossSums {
    epoch: u64,
    lost: Uint256,
    units: Uint256,
    lost_before_epoch: Uint256,
}

impl LossSums {
    /// Books a loss on `shares` shares of this group; without shares nobody bears it and nothing
    /// is kept.
    pub fn add(
        &mut self,
        deficit: &mut Deficit,
        loss: DebtAmount,
        shares: Uint128,
    ) -> MathResult<()> {
        if loss.is_zero() || shares.is_zero() {
            return Ok(());
        }
        if self.epoch < deficit.epoch {
            self.epoch = deficit.epoch;
            self.units = Uint256::zero();
            self.lost_before_epoch = self.lost;
        }
        let scaled = loss.uint().full_mul(SCALE);
        let per_share = mul_div_floor(scaled, Uint256::one(), shares.into(), "loss per share")?;
        let of_product = shares.full_mul(deficit.product.atomics());
        let one = Uint256::from(Decimal::one().atomics());
        let units = mul_div_floor(scaled, one, of_product, "loss units per share")?;
        self.lost = plus(self.lost, per_share)?;
        self.units = plus(self.units, units)?;
        deficit.total = deficit.total.plus(loss)?;
        Ok(())
    }
}

/// One bearer of losses.
#[cw_serde]
pub struct Bearer {
    epoch: u64,
    product: Decimal,
    units: Uint256,
    lost_seen: Uint256,
    units_seen: Uint256,
    /// Recovered and not yet taken out, base units.
    pub owed: DebtAmount,
}

impl Bearer {
    /// Someone who bears losses from now on.
    pub fn from_now(sums: &LossSums, deficit: &Deficit) -> Self {
        Self {
            epoch: deficit.epoch,
            product: deficit.product,
            units: Uint256::zero(),
            lost_seen: sums.lost,
            units_seen: seen(sums, deficit),
            owed: DebtAmount::ZERO,
        }
    }

    /// Brings losses and recoveries up to now; `shares` is what it held since the last time.
    pub fn sync(&mut self, shares: Uint128, sums: &LossSums, deficit: &Deficit) -> MathResult<()> {
        let same_epoch = self.epoch == deficit.epoch;
        let fallen = if same_epoch {
            self.product.saturating_sub(deficit.product)
        } else {
            self.product
        };
        let mut back = worth(self.units, fallen, false)?;
        if !same_epoch {
            self.units = Uint256::zero();
        }
        if sums.epoch == deficit.epoch {
            let (lost_from, units_from) = if same_epoch {
                (self.lost_seen, self.units_seen)
            } else {
                (sums.lost_before_epoch, Uint256::zero())
            };
            let old = lost_from.saturating_sub(self.lost_seen);
            back = plus(back, times(old, shares)?)?;
            let lost = times(sums.lost.saturating_sub(lost_from), shares)?;
            let units = times(sums.units.saturating_sub(units_from), shares)?;
            let left = worth(units, deficit.product, true)?;
            back = plus(back, lost.saturating_sub(left))?;
            self.units = plus(self.units, units)?;
        } else {
            let old = sums.lost.saturating_sub(self.lost_seen);
            back = plus(back, times(old, shares)?)?;
        }
        let back = mul_div_floor(back, Uint256::one(), SCALE.into(), "recovered")?;
        self.owed = self.owed.plus(DebtAmount::from(narrow(back)?))?;
        self.epoch = deficit.epoch;
        self.product = deficit.product;
        self.lost_seen = sums.lost;
        self.units_seen = seen(sums, deficit);
        Ok(())
    }

    /// Takes over what another bearer, brought up to now as well, bore and is owed.
    pub fn absorb(&mut self, other: &Self) -> MathResult<()> {
        self.units = plus(self.units, other.units)?;
        self.owed = self.owed.plus(other.owed)?;
        Ok(())
    }

    /// Borne and not recovered as of the last sync, base units, rounded down.
    pub fn lost(&self) -> MathResult<DebtAmount> {
        let scaled = worth(self.units, self.product, false)?;
        let units = mul_div_floor(scaled, Uint256::one(), SCALE.into(), "deficit")?;
        Ok(DebtAmount::from(narrow(units)?))
    }

    /// Does it bear or own anything?
    pub fn is_empty(&self) -> bool {
        self.units.is_zero() && self.owed.is_zero()
    }
}

fn seen(sums: &LossSums, deficit: &Deficit) -> Uint256 {
    if sums.epoch == deficit.epoch {
        sums.units
    } else {
        Uint256::zero()
    }
}

fn worth(units: Uint256, ratio: Decimal, up: bool) -> MathResult<Uint256> {
    let one = Uint256::from(Decimal::one().atomics());
    let ratio = Uint256::from(ratio.atomics());
    if up {
        mul_div_ceil(units, ratio, one, "worth of loss units")
    } else {
        mul_div_floor(units, ratio, one, "worth of loss units")
    }
}

fn times(sum: Uint256, shares: Uint128) -> MathResult<Uint256> {
    mul_div_floor(sum, shares.into(), Uint256::one(), "loss of a bearer")
}

fn plus(a: Uint256, b: Uint256) -> MathResult<Uint256> {
    a.checked_add(b).map_err(|_| MathError::Overflow {
        operation: "sum of losses",
    })
}

fn narrow(number: Uint256) -> MathResult<Uint128> {
    Uint128::try_from(number).map_err(|_| MathError::Overflow {
        operation: "recovered amount",
    })
}
