//! Product and sum: what a fill does to every deposit, in one update.
//!
//! A fill that takes `x` of the pool's `T` leaves each deposit `(T − x)/T` of what it was. `P` is the
//! product of all these ratios: a deposit `d` that came when it was `P₀` is worth `d·P/P₀` now. Of the
//! `c` that a fill gives, a deposit gains `c` times its part of `T` before the fill, `c/T·d·P/P₀`; so
//! `S`, the sum of all `c·P/T`, is enough for everybody: the gain is `d·(S − S₀)/P₀`. When `P` gets
//! small it is multiplied by [`SCALE`] and the scale is counted, and `S` begins again; when a fill takes
//! all, a new epoch begins with `P` = 1. (Batog, Boca, Johnson: "Scalable Reward Distribution on the
//! Ethereum Blockchain" for the sum; the Liquity whitepaper for the product, the scales and the epochs.)
//!
//! # Nobody is paid out of thin air (INV-12)
//!
//! Let `wᵢ = dᵢ·P/Pᵢ`, exact, with the scales counted in and zero for older epochs. Then `Σwᵢ ≤ T`, always:
//!
//! * A deposit of `d` begins with `Pᵢ = P`: both sides grow by `d`.
//! * A fill of `x` turns `P` into `P′`, which is rounded down, so `P′/P ≤ (T − x)/T`, and `Σwᵢ` into at
//!   most `T·(T − x)/T = T − x`, which is the new `T`.
//! * Whoever withdraws gets `y`, and goes on with a whole number of at most `wᵢ − y` at `Pᵢ = P`: the
//!   left side falls by `y` at least, the right side by `y`.
//! * A new scale changes no `wᵢ`; a new epoch makes all of them zero, and `T` is zero.
//!
//! What can be withdrawn is `wᵢ` rounded down: together at most `T`. A fill adds `c·P/T` rounded down to
//! `S`, with `P` and `T` from before it; so deposit `i` gains at most `dᵢ/Pᵢ·c·P/T = c·wᵢ/T` of it, and
//! all together at most `c·Σwᵢ/T ≤ c`. A claim adds up all scales and rounds down once more.
//!
//! # Nobody loses more than that
//!
//! `P` never has fewer than 28 digits, so a fill rounds at most one part in 10²⁷ off a deposit and off
//! its gain, and of the gain as much of a base unit for every unit of deposit: less than one base unit
//! of amounts up to 10²⁷ (10⁹ whole coins of 18 decimals). A claim sums over its own scale and
//! [`SCALES_SUMMED`] later ones; beyond, less than a millionth of a base unit is left of the largest
//! deposit that fits.
//!
//! Two habits of others are left out on purpose. Scaling by as many digits as `P` has lets it come down
//! to one digit, whose rounding takes up to half of a deposit. Carrying what a division leaves over to
//! the next fill is right only while nobody comes or goes in between, else claims come to more than there
//! is.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Uint128, Uint256, Uint512};
use seawall_money::{MathError, MathResult};

/// The product of no fills: 36 decimals.
pub const ONE: Uint128 = Uint128::new(1_000_000_000_000_000_000_000_000_000_000_000_000);
/// What the product is multiplied by when it gets small.
pub const SCALE: u64 = 1_000_000_000;
/// Below this the product is scaled up.
pub const SMALLEST: Uint128 = Uint128::new(1_000_000_000_000_000_000_000_000_000);
/// Gains of a deposit are summed over its own scale and this many later ones.
pub const SCALES_SUMMED: u32 = 5;

/// Where the product stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Product {
    /// Product of all that fills left, 36 decimals, scaled: from [`SMALLEST`] to [`ONE`].
    pub value: Uint128,
    /// Times it was scaled up in this epoch.
    pub scale: u32,
    /// Times the pool was emptied.
    pub epoch: u32,
}

/// Where product and sum stood when a deposit began to count.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Snapshot {
    /// The product.
    pub product: Product,
    /// The sum at that epoch and scale.
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
    /// The beginning of the next epoch.
    #[must_use]
    pub const fn next_epoch(self) -> Self {
        Self {
            value: ONE,
            scale: 0,
            epoch: self.epoch.saturating_add(1),
        }
    }

    /// After a fill that leaves `rest` of `whole`, rounded down against all deposits; nothing left begins
    /// a new epoch. Errors: `DivideByZero` of an empty pool, `Underflow` if `rest` is more than `whole`.
    pub fn after(self, rest: Uint128, whole: Uint128) -> MathResult<Self> {
        if rest > whole {
            return Err(MathError::Underflow { operation: FILL });
        }
        if rest.is_zero() && !whole.is_zero() {
            return Ok(self.next_epoch());
        }
        let (whole, factor) = (Uint256::from(whole), Uint256::from(SCALE));
        // 120 and 128 bits; scaled up only from below 90 and 128.
        let mut numerator = mul(self.value.into(), rest.into())?;
        let mut value = div(numerator, whole)?;
        let mut scale = self.scale;
        while value < Uint256::from(SMALLEST) {
            numerator = mul(numerator, factor)?;
            value = div(numerator, whole)?;
            scale = scale.saturating_add(1);
        }
        let value = Uint128::try_from(value).map_err(|_| overflow())?;
        Ok(Self {
            value,
            scale,
            epoch: self.epoch,
        })
    }

    /// What is left of an amount that came at `start`, rounded down.
    pub fn left(self, amount: Uint128, start: Self) -> MathResult<Uint128> {
        if start.epoch != self.epoch || start.scale > self.scale {
            return Ok(Uint128::zero());
        }
        let product = mul(amount.into(), self.value.into())?;
        let mut left = div(product, start.value.into())?;
        for _ in start.scale..self.scale {
            if left.is_zero() {
                break;
            }
            left = div(left, Uint256::from(SCALE))?;
        }
        Uint128::try_from(left).map_err(|_| overflow())
    }

    /// What a fill that gives `given` for a part of `whole` adds to the sum, rounded down; to be asked
    /// before the fill changes the product. Errors: `DivideByZero` of an empty pool.
    pub fn step(self, given: Uint128, whole: Uint128) -> MathResult<Uint256> {
        div(mul(given.into(), self.value.into())?, whole.into())
    }
}

/// What an amount that came at `start` has gained, rounded down. `sums`: those of the start's epoch, at its
/// scale and the next ones; of the first only what it grew since the start counts.
pub fn gained(amount: Uint128, start: &Snapshot, sums: &[Uint256]) -> MathResult<Uint128> {
    // Scale by scale, with what division leaves carried on: rounded once, at the end. The largest numbers
    // are below 128 + 256 bits, and 120 + 6 · 30 bits for the divisor and what it leaves.
    let mut whole = Uint512::zero();
    let mut rest = Uint512::zero();
    let mut divisor = Uint512::from(start.product.value);
    let factor = Uint512::from(SCALE);
    for (later, sum) in sums.iter().enumerate() {
        let mut since = start.sum;
        if later > 0 {
            since = Uint256::zero();
            rest = rest.checked_mul(factor).map_err(|_| overflow())?;
            divisor = divisor.checked_mul(factor).map_err(|_| overflow())?;
        }
        let grown = sum
            .checked_sub(since)
            .map_err(|_| MathError::Underflow { operation: FILL })?;
        let part = Uint256::from(amount).full_mul(grown);
        let part = part.checked_add(rest).map_err(|_| overflow())?;
        rest = part.checked_rem(divisor).map_err(|_| by_zero())?;
        let part = part.checked_div(divisor).map_err(|_| by_zero())?;
        whole = whole.checked_add(part).map_err(|_| overflow())?;
    }
    Uint128::try_from(whole).map_err(|_| overflow())
}

const FILL: &str = "a fill of a pool";

fn mul(left: Uint256, right: Uint256) -> MathResult<Uint256> {
    left.checked_mul(right).map_err(|_| overflow())
}

fn div(left: Uint256, right: Uint256) -> MathResult<Uint256> {
    left.checked_div(right).map_err(|_| by_zero())
}

const fn by_zero() -> MathError {
    MathError::DivideByZero { operation: FILL }
}

const fn overflow() -> MathError {
    MathError::Overflow { operation: FILL }
}
