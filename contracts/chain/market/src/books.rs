//! The market's totals and all that follows from them. Pure.
//!
//! What must always hold: `lenders = liquidity + debt − reserve − premium − pot_short −
//! written_down`; the price of a lender share is `(lenders + 1) / (shares + 1000)`: the thousand
//! shares that nobody owns make it unprofitable to inflate the price before a first lender comes.
//! Shares and payouts round down.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128};
use seawall_money::{DebtAmount, DebtShares, Index, LenderShares, MathResult};

use crate::deficit::{Deficit, LossSums};

/// Shares that nobody owns; a new market gives this many shares per base unit.
pub const VIRTUAL_SHARES: LenderShares = LenderShares::new(1_000);
const VIRTUAL_ASSETS: DebtAmount = DebtAmount::new(1);

/// Totals; amounts in base units.
#[cw_serde]
pub struct Totals {
    /// Coins that are lenders' to lend or take out, reserved ones included.
    pub liquidity: DebtAmount,
    /// Of the liquidity, held for loans on their way.
    pub reserved: DebtAmount,
    /// Coins set aside for recoveries and for what is held back from lenders who left.
    pub pot: DebtAmount,
    /// Owed to the pot, but not in it yet: the next free coins go there.
    pub pot_short: DebtAmount,
    /// Coins that arrived over routes and are not used.
    pub unused: DebtAmount,
    /// Coins of accounts' surplus.
    pub surplus: DebtAmount,
    /// All debt shares.
    pub debt_shares: DebtShares,
    /// Debt per share.
    pub index: Index,
    /// Interest is booked up to this second.
    pub accrued_at: u64,
    /// All lender shares.
    pub shares: LenderShares,
    /// The market's own part.
    pub reserve: DebtAmount,
    /// The pool's part of interest, not yet passed on.
    pub premium: DebtAmount,
    /// Debt still on the books that was booked as lost when a provision ended by itself.
    pub written_down: DebtAmount,
    /// Expected losses of open provisions.
    pub provisions: DebtAmount,
    /// How many are open.
    pub provisions_open: u64,
    /// The season that is open, or was last.
    pub season: u64,
    /// What lenders lost.
    pub deficit: Deficit,
    /// Losses per lender share.
    pub sums: LossSums,
    /// Number of the last exit.
    pub last_exit: u64,
    /// The window of the instant allowance began at this second,
    pub window_from: u64,
    /// with this much free,
    pub window_base: DebtAmount,
    /// of which this much left at once.
    pub window_used: DebtAmount,
}

impl Totals {
    /// A market without anything, at this second.
    pub fn new(now: u64) -> Self {
        Self {
            liquidity: DebtAmount::ZERO,
            reserved: DebtAmount::ZERO,
            pot: DebtAmount::ZERO,
            pot_short: DebtAmount::ZERO,
            unused: DebtAmount::ZERO,
            surplus: DebtAmount::ZERO,
            debt_shares: DebtShares::ZERO,
            index: Index::ONE,
            accrued_at: now,
            shares: LenderShares::ZERO,
            reserve: DebtAmount::ZERO,
            premium: DebtAmount::ZERO,
            written_down: DebtAmount::ZERO,
            provisions: DebtAmount::ZERO,
            provisions_open: 0,
            season: 0,
            deficit: Deficit::default(),
            sums: LossSums::default(),
            last_exit: 0,
            window_from: now,
            window_base: DebtAmount::ZERO,
            window_used: DebtAmount::ZERO,
        }
    }

    /// What all borrowers owe, rounded up.
    pub fn debt(&self) -> MathResult<DebtAmount> {
        self.index.debt(self.debt_shares)
    }

    /// What lenders own together.
    pub fn lenders(&self) -> MathResult<DebtAmount> {
        let assets = self.liquidity.plus(self.debt()?)?;
        let others = self.reserve.plus(self.premium)?.plus(self.pot_short)?;
        Ok(assets.minus_or_zero(others.plus(self.written_down)?))
    }

    /// What they own if all that is expected to be lost is lost.
    pub fn lenders_net(&self) -> MathResult<DebtAmount> {
        Ok(self.lenders()?.minus_or_zero(self.provisions))
    }

    /// Coins that may be lent or paid out.
    pub fn free(&self) -> DebtAmount {
        self.liquidity.minus_or_zero(self.reserved)
    }

    /// Debt over liquidity and debt, at most one.
    pub fn utilisation(&self) -> MathResult<Decimal> {
        let debt = self.debt()?;
        let owned = self.liquidity.plus(debt)?;
        if owned.is_zero() {
            return Ok(Decimal::zero());
        }
        Ok(Decimal::from_ratio(debt.uint(), owned.uint()))
    }

    /// The lender shares that `amount` buys, rounded down; at the price without provisions.
    pub fn shares_for(&self, amount: DebtAmount) -> MathResult<LenderShares> {
        let all = self.shares.plus(VIRTUAL_SHARES)?;
        let owned = self.lenders()?.plus(VIRTUAL_ASSETS)?;
        LenderShares::from(amount.uint()).part_floor(all.uint(), owned.uint())
    }

    /// What `shares` are worth without regard to provisions, rounded down.
    pub fn worth(&self, shares: LenderShares) -> MathResult<DebtAmount> {
        self.part(self.lenders()?, shares)
    }

    /// What `shares` are worth if all that is expected to be lost is lost, rounded down.
    pub fn worth_net(&self, shares: LenderShares) -> MathResult<DebtAmount> {
        self.part(self.lenders_net()?, shares)
    }

    fn part(&self, owned: DebtAmount, shares: LenderShares) -> MathResult<DebtAmount> {
        let all: Uint128 = self.shares.plus(VIRTUAL_SHARES)?.uint();
        owned.plus(VIRTUAL_ASSETS)?.part_floor(shares.uint(), all)
    }

    /// Coins that the books account for, besides claims.
    pub fn booked(&self) -> MathResult<DebtAmount> {
        self.liquidity.plus(self.set_aside()?)
    }

    /// Coins that are neither lenders' nor claims: pot, unused route money, surplus.
    pub fn set_aside(&self) -> MathResult<DebtAmount> {
        self.pot.plus(self.unused)?.plus(self.surplus)
    }

    /// Moves free coins into the pot as far as it is short of them.
    pub fn fill_pot(&mut self) -> MathResult<()> {
        let moved = self.pot_short.min(self.free());
        self.pot_short = self.pot_short.minus(moved)?;
        self.pot = self.pot.plus(moved)?;
        self.liquidity = self.liquidity.minus(moved)?;
        Ok(())
    }

    /// Owes `amount` of what lenders own to the pot from now on.
    pub fn owe_pot(&mut self, amount: DebtAmount) -> MathResult<()> {
        self.pot_short = self.pot_short.plus(amount)?;
        self.fill_pot()
    }

    /// After a loss that is more than lenders own: the pool's part of interest goes next, then
    /// what was written down beyond what there is.
    pub fn absorb_shortage(&mut self) -> MathResult<()> {
        let assets = self.liquidity.plus(self.debt()?)?;
        let others = self.reserve.plus(self.premium)?.plus(self.pot_short)?;
        let short = others.plus(self.written_down)?.minus_or_zero(assets);
        let from_premium = short.min(self.premium);
        self.premium = self.premium.minus(from_premium)?;
        let rest = short.minus(from_premium)?;
        self.written_down = self.written_down.minus_or_zero(rest);
        Ok(())
    }

    /// Begins a new window of the instant allowance if the last one is over.
    pub fn roll_window(&mut self, now: u64, window_secs: u64) {
        if now >= self.window_from.saturating_add(window_secs) {
            self.window_from = now;
            self.window_base = self.free();
            self.window_used = DebtAmount::ZERO;
        }
    }
}
