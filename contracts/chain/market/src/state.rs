//! What the market stores. One key for the totals, one per account, lender, lot, route, exit,
//! order.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Storage};
use cw_storage_plus::{Item, Map};
use seawall_interfaces::market::Terms;
use seawall_kit::pause::{PauseScope, Pauses};
use seawall_kit::{Claims, Ownership, ProcessIndex, TimeLock};
use seawall_money::{planted, DebtAmount, DebtShares, LenderShares, MathResult};
use seawall_wire::ids::{AccountId, ListingId, RouteId};

use crate::books::Totals;
use crate::deficit::{Bearer, LossSums};
use crate::error::{MarketError, MarketResult};

/// Name of the code, for migrations.
pub const CONTRACT_NAME: &str = "seawall-market";
/// Version of the code.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
/// Version of the records; they are upgraded when they are read.
pub const STATE_VERSION: u16 = 1;
/// Most open exits of one lender.
pub const EXITS_MAX: usize = 16;
/// Most seasons that a lender left under and has not collected.
pub const SEASONS_MAX: usize = 16;
/// Most accounts or lots in one report line.
pub const LINES_MAX: usize = 16;
/// Longest pause, and the gap a guardian must leave, seconds: three days.
pub const PAUSE_SECS_MAX: u64 = 259_200;
/// How long terms that loosen wait, seconds: two days.
pub const TERMS_DELAY_SECS: u64 = 172_800;
/// How long they may be applied after that, seconds: two weeks.
pub const TERMS_WINDOW_SECS: u64 = 1_209_600;

/// Set once, or by the owner.
#[cw_serde]
pub struct Config {
    /// Version of this record.
    pub state_version: u16,
    /// May pause.
    pub guardian: Addr,
    /// The listing's number at the hub.
    pub listing: ListingId,
    /// The coin.
    pub denom: String,
    /// Terms in force.
    pub terms: Terms,
    /// Outpost, once set.
    pub outpost: Option<Addr>,
    /// The debt side's pool, if there is one.
    pub pool: Option<Addr>,
}

impl Config {
    /// The outpost. Errors: `NoNeighbours`.
    pub fn outpost(&self) -> MarketResult<&Addr> {
        self.outpost.as_ref().ok_or(MarketError::NoNeighbours)
    }
}

/// One account's debt and the cumulative facts about it.
#[cw_serde]
#[derive(Default)]
pub struct Account {
    /// Shares it owes.
    pub shares: DebtShares,
    /// Shares the hub allowed and whose fate is decided.
    pub decided: DebtShares,
    /// Shares minted.
    pub minted: DebtShares,
    /// Shares burned.
    pub burned: DebtShares,
    /// Brought above the debt and not paid out, base units.
    pub surplus: DebtAmount,
    /// Written off and not recovered from late proceeds, base units: by the lenders,
    pub lost_lenders: DebtAmount,
    /// by the reserve,
    pub lost_reserve: DebtAmount,
    /// by the pool.
    pub lost_pool: DebtAmount,
}

/// One lender.
#[cw_serde]
pub struct Lender {
    /// Shares, those that are leaving included.
    pub shares: LenderShares,
    /// Of these are leaving.
    pub leaving: LenderShares,
    /// Losses borne and recovered.
    pub bearer: Bearer,
    /// Open exits.
    pub exits: Vec<u64>,
    /// Seasons whose outcome it waits for.
    pub seasons: Vec<u64>,
}

/// Shares on their way out.
#[cw_serde]
pub struct Exit {
    /// Whose.
    pub lender: Addr,
    /// Shares that leave.
    pub shares: LenderShares,
    /// What they were worth when asked, base units.
    pub worth_then: DebtAmount,
    /// Payable from this second.
    pub payable_at: u64,
}

/// The time from the first open provision until none is open, and what lenders who left meanwhile
/// had held back from them.
#[cw_serde]
#[derive(Default)]
pub struct Season {
    /// Is it over?
    pub closed: bool,
    /// Held back and not lost, base units; coins are set aside for it.
    pub held: DebtAmount,
    /// Shares of what is held.
    pub shares: LenderShares,
    /// Lender shares that left; losses are split between these and those that stayed.
    pub gone: LenderShares,
    /// Losses per share of this season.
    pub sums: LossSums,
}

/// One lender's part of one season.
#[cw_serde]
pub struct Left {
    /// Shares of what is held.
    pub shares: LenderShares,
    /// Losses borne and recovered.
    pub bearer: Bearer,
}

/// An expected loss of one liquidation.
#[cw_serde]
pub struct Provision {
    /// Base units; lowers the price of exits while it is open.
    pub amount: DebtAmount,
    /// When it ends by itself, seconds.
    pub ends_at: u64,
    /// It ended by itself: so much was written down as lost, base units.
    pub written_down: Option<DebtAmount>,
}

/// Liquidity held for a command.
#[cw_serde]
pub struct Reserved {
    /// Base units.
    pub amount: DebtAmount,
    /// Is it still held?
    pub open: bool,
}

/// What an order did.
#[cw_serde]
pub enum Done {
    /// A loan; the shares that were minted.
    Disbursed(DebtShares),
    /// A surplus, base units.
    SurplusReleased(DebtAmount),
}

/// What a liquidation's cover came to, base units.
#[cw_serde]
#[derive(Copy, Default)]
pub struct Cover {
    /// Paid by the pool.
    pub from_pool: DebtAmount,
    /// Paid by the reserve.
    pub from_reserve: DebtAmount,
    /// Lost by lenders.
    pub from_lenders: DebtAmount,
}

/// Settlement of one lot.
#[cw_serde]
pub struct Settlement {
    /// Whose debt.
    pub account: AccountId,
    /// Over this route.
    pub route: RouteId,
    /// Brought so far according to the hub, base units.
    pub proceeds: DebtAmount,
    /// Credited so far, base units.
    pub credited: DebtAmount,
}

/// One route's money.
#[cw_serde]
pub struct Route {
    /// The courier at this end.
    pub courier: Addr,
    /// Arrived since the beginning, base units.
    pub arrived: DebtAmount,
    /// Used since the beginning, base units.
    pub used: DebtAmount,
}

impl Settlement {
    /// Credits what the hub said was brought, as far as the route's money has arrived and is not used.
    /// Returns how much, base units.
    pub fn credit(&mut self, route: &mut Route) -> MathResult<DebtAmount> {
        let wanted = self.proceeds.minus(self.credited)?;
        let amount =
            planted!(wanted.min(route.arrived.minus(route.used)?); WordTakenAsMoney => wanted);
        route.used = route.used.plus(amount)?;
        self.credited =
            planted!(self.credited.plus(amount)?; CreditNotCumulative => DebtAmount::ZERO);
        Ok(amount)
    }
}

impl Account {
    /// A loan's fate is decided: of the shares allowed so many were minted.
    pub fn mint(&mut self, allowed: DebtShares, minted: DebtShares) -> MathResult<()> {
        self.decided = self.decided.plus(allowed)?;
        self.minted = self.minted.plus(minted)?;
        self.shares = self.shares.plus(minted)?;
        Ok(())
    }

    /// Shares go off the books.
    pub fn burn(&mut self, shares: DebtShares) -> MathResult<()> {
        self.shares = self.shares.minus(shares)?;
        self.burned = self.burned.plus(shares)?;
        Ok(())
    }

    /// Money above the debt makes good what was written off of it: lenders, reserve, pool, in this
    /// order; the rest is the account's surplus (DEC-13).
    pub fn make_good(&mut self, money: DebtAmount) -> MathResult<MadeGood> {
        let lenders = money.min(self.lost_lenders);
        let rest = money.minus(lenders)?;
        let reserve = rest.min(self.lost_reserve);
        let rest = rest.minus(reserve)?;
        let pool = rest.min(self.lost_pool);
        let surplus = rest.minus(pool)?;
        self.lost_lenders = self.lost_lenders.minus(lenders)?;
        self.lost_reserve = self.lost_reserve.minus(reserve)?;
        self.lost_pool = self.lost_pool.minus(pool)?;
        planted!(SurplusTwice => self.surplus = self.surplus.plus(surplus)?);
        self.surplus = self.surplus.plus(surplus)?;
        Ok(MadeGood {
            lenders,
            reserve,
            pool,
            surplus,
        })
    }
}

/// Where money above a debt went, base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeGood {
    /// To lenders.
    pub lenders: DebtAmount,
    /// To the reserve.
    pub reserve: DebtAmount,
    /// To the pool.
    pub pool: DebtAmount,
    /// To the account.
    pub surplus: DebtAmount,
}

/// What a guardian may pause.
#[derive(Clone, Copy)]
pub enum Scope {
    /// New lending and new loans.
    Lending,
}

impl PauseScope for Scope {
    fn as_str(&self) -> &'static str {
        "lending"
    }
}

/// Configuration.
pub const CONFIG: Item<Config> = Item::new("config");
/// Totals.
pub const TOTALS: Item<Totals> = Item::new("totals");
/// Owner.
pub const OWNERSHIP: Ownership = Ownership::new("ownership");
/// Pauses.
pub const PAUSES: Pauses<Scope> = Pauses::new("pause_config", "pauses");
/// Terms that wait.
pub const PROPOSALS: TimeLock<Terms> = TimeLock::new("lock_config", "lock_next", "lock_queue");
/// Money that could not be pushed.
pub const CLAIMS: Claims = Claims::new("claims", "claims_total");
/// Accounts.
pub const ACCOUNTS: Map<u64, Account> = Map::new("accounts");
/// Lenders.
pub const LENDERS: Map<&Addr, Lender> = Map::new("lenders");
/// Exits.
pub const EXITS: Map<u64, Exit> = Map::new("exits");
/// Seasons.
pub const SEASONS: Map<u64, Season> = Map::new("seasons");
/// Who left in which season.
pub const LEFT: Map<(&Addr, u64), Left> = Map::new("left");
/// Provisions by liquidation.
pub const PROVISIONS: Map<u64, Provision> = Map::new("provisions");
/// Open provisions by deadline.
pub const PROVISION_ENDS: ProcessIndex = ProcessIndex::new("provision_ends");
/// Reserves by command.
pub const RESERVES: Map<u64, Reserved> = Map::new("reserves");
/// Orders that had their effect.
pub const DONE: Map<u64, Done> = Map::new("done");
/// Covers by liquidation.
pub const COVERS: Map<u64, Cover> = Map::new("covers");
/// Settlements by lot.
pub const SETTLEMENTS: Map<u64, Settlement> = Map::new("settlements");
/// Routes.
pub const ROUTES: Map<u32, Route> = Map::new("routes");

/// The account; an empty one if it never borrowed.
pub fn account(storage: &dyn Storage, id: AccountId) -> MarketResult<Account> {
    Ok(ACCOUNTS.may_load(storage, id.0)?.unwrap_or_default())
}
