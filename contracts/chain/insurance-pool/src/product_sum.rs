//! Product-sum accounting: one update per loss or premium, however many stakers there are.
//!
//! A loss of the share `q` of the capital multiplies every stake by `1 − q`. So a stake `d` that
//! was put in when the product of all survivals was `P₀` is worth `d · P / P₀` now. A premium `m`
//! on a capital `c` adds `m · P / c` to a sum `S`; the stake has earned `d · (S − S₀) / P₀` of it.
//! When the product gets small it is multiplied by [`SCALE`] and the scale is counted; when the
//! capital is gone a new epoch begins, in which no older stake is worth anything. (Liquity's
//! stability pool; "Scalable Reward Distribution", Batog et al.)
//!
//! What must always hold: everything is rounded down, so the stakes together are at most the
//! capital and the earnings together at most the premiums (INV-12). The product stays within
//! [`SMALLEST`] and [`ONE`].

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Uint128, Uint256, Uint512};
use seawall_money::{DebtAmount, MathError, MathResult};

/// The product of no losses: 36 decimals.
pub const ONE: Uint128 = Uint128::new(1_000_000_000_000_000_000_000_000_000_000_000_000);
/// What the product is multiplied by when it gets small.
pub const SCALE: u64 = 1_000_000_000;
/// Below this the product is scaled up.
pub const SMALLEST: Uint128 = Uint128::new(1_000_000_000_000_000_000_000_000_000);
/// Earnings of a stake are summed over its own scale and this many later ones: what a stake that
/// shrank by more than 10^18 still earns is less than anybody can see.
pub const SCALES_SUMMED: u32 = 2;

/// Where the product stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Product {
    /// Product of all survivals, 36 decimals, scaled.
    pub value: Uint128,
    /// Times it was scaled up in this epoch.
    pub scale: u32,
    /// Times the capital was wiped out.
    pub epoch: u32,
}

/// Where product and sum stood when a stake was put in.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Snapshot {
    /// The product.
    pub product: Product,
    /// The sum of premiums at that epoch and scale.
    pub sum: Uint256,
}

impl Default for Product {
    fn default() -> Self {
        Self {
            value: ONE,
            scale: 0,
            epoch: 0,
        }
    }
}

impl Product {
    /// After a loss that leaves `rest` of `capital`; `rest` zero begins a new epoch.
    ///
    /// Rounded down, against all stakers. Errors: `DivideByZero` without capital.
    pub fn after_loss(self, rest: DebtAmount, capital: DebtAmount) -> MathResult<Self> {
        if rest.is_zero() {
            return Ok(Self {
                value: ONE,
                scale: 0,
                epoch: self.epoch.saturating_add(1),
            });
        }
        let mut numerator = mul(self.value.into(), rest.uint().into())?;
        let capital = Uint512::from(capital.uint());
        let mut scale = self.scale;
        let mut value = div(numerator, capital)?;
        while value < Uint512::from(SMALLEST) {
            numerator = mul(numerator, SCALE.into())?;
            value = div(numerator, capital)?;
            scale = scale.saturating_add(1);
        }
        let value = Uint128::try_from(value).map_err(|_| overflow("product"))?;
        let epoch = self.epoch;
        Ok(Self {
            value,
            scale,
            epoch,
        })
    }

    /// What a stake that was put in at `start` is worth now, rounded down.
    pub fn worth(self, stake: DebtAmount, start: Self) -> MathResult<DebtAmount> {
        if start.epoch != self.epoch || stake.is_zero() {
            return Ok(DebtAmount::ZERO);
        }
        let product = mul(stake.uint().into(), self.value.into())?;
        let mut worth = div(product, start.value.into())?;
        for _ in start.scale..self.scale {
            if worth.is_zero() {
                break;
            }
            worth = div(worth, SCALE.into())?;
        }
        amount(worth, "worth of a stake")
    }

    /// What a premium adds to the sum of the present epoch and scale, rounded down.
    ///
    /// Errors: `DivideByZero` without capital.
    pub fn sum_step(self, premium: DebtAmount, capital: DebtAmount) -> MathResult<Uint256> {
        let step = mul(premium.uint().into(), self.value.into())?;
        let step = div(step, capital.uint().into())?;
        Uint256::try_from(step).map_err(|_| overflow("premium sum"))
    }
}

/// What a stake has earned since `start`, rounded down. `sums` are the sums of the start's epoch,
/// at its scale and the next ones.
pub fn earned(stake: DebtAmount, start: &Snapshot, sums: &[Uint256]) -> MathResult<DebtAmount> {
    let mut total = Uint512::zero();
    let mut divisor = Uint512::one();
    for (i, sum) in sums.iter().enumerate() {
        let since = if i == 0 { start.sum } else { Uint256::zero() };
        let grown = sum.checked_sub(since).map_err(|_| MathError::Underflow {
            operation: "premium sum",
        })?;
        let part = div(grown.into(), divisor)?;
        total = total
            .checked_add(part)
            .map_err(|_| overflow("premium sum"))?;
        divisor = mul(divisor, SCALE.into())?;
    }
    let earned = mul(stake.uint().into(), total)?;
    let earned = div(earned, start.product.value.into())?;
    amount(earned, "earned premium")
}

fn mul(left: Uint512, right: Uint512) -> MathResult<Uint512> {
    left.checked_mul(right)
        .map_err(|_| overflow("product-sum accounting"))
}

fn div(left: Uint512, right: Uint512) -> MathResult<Uint512> {
    left.checked_div(right)
        .map_err(|_| MathError::DivideByZero {
            operation: "product-sum accounting",
        })
}

fn amount(units: Uint512, what: &'static str) -> MathResult<DebtAmount> {
    let units = Uint128::try_from(units).map_err(|_| overflow(what))?;
    Ok(units.into())
}

const fn overflow(operation: &'static str) -> MathError {
    MathError::Overflow { operation }
}
