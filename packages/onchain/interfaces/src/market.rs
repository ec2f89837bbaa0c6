//! The market: lends one asset of its chain.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Decimal, Uint128};
use seawall_money::{DebtAmount, DebtShares, Index, LenderShares};
use seawall_wire::ids::{AccountId, CommandId, LiquidationId, ListingId, LotId, OrderId, RouteId};
use seawall_wire::{AccountLine, CreditLine, MarketLine, RemoteAddr};

use crate::common::{DenomAmount, RateModel};

/// Set up one market per debt listing.
#[cw_serde]
pub struct InstantiateMsg {
    /// Sets neighbours and terms; two-step handover. Can never move money.
    pub owner: String,
    /// May pause lending and new loans for a limited time.
    pub guardian: String,
    /// The listing's number at the hub.
    pub listing: ListingId,
    /// The coin that is lent.
    pub denom: String,
    /// Terms.
    pub terms: Terms,
}

/// Terms of a market.
#[cw_serde]
pub struct Terms {
    /// Interest.
    pub rates: RateModel,
    /// Share of the interest that goes to the reserve.
    pub reserve_factor: Decimal,
    /// Share of the interest that goes to the debt side's insurance pool.
    pub pool_factor: Decimal,
    /// How long an exit above the instant allowance waits, seconds; at least twice the one-way
    /// delay that the links allow.
    pub exit_delay_secs: u64,
    /// Share of the free liquidity that may leave at once per `instant_window_secs`.
    pub instant_allowance: Decimal,
    /// Length of the window of the instant allowance, seconds.
    pub instant_window_secs: u64,
    /// No more than this share of what lenders own may be lent out.
    pub utilisation_max: Decimal,
}

/// What can be asked of a market.
#[cw_serde]
pub enum ExecuteMsg {
    /// Anyone, with exactly the market's coin: lend it for shares.
    Lend {},
    /// A lender: leave with some shares. Within the instant allowance it is paid at once, above it
    /// waits for the exit delay and is paid at the lower of the two prices.
    RequestExit {
        /// So many shares.
        shares: LenderShares,
    },
    /// Anyone: pay an exit whose delay is over to its lender, as far as there is liquidity.
    FinishExit {
        /// The exit's number.
        exit: u64,
    },
    /// A lender: take what was recovered of losses that the lender bore, and the outcome of
    /// provisions that the lender left under.
    ClaimRecovery {},
    /// Outpost: hold liquidity for a loan that the hub is asked to approve. Fails when there is
    /// not enough.
    Reserve {
        /// The command it is held for.
        command: CommandId,
        /// Base units.
        amount: DebtAmount,
    },
    /// Outpost: the hub refused or never saw the command. A second one changes nothing.
    FreeReserve {
        /// The command it was held for.
        command: CommandId,
    },
    /// Outpost: pay a loan out. With `reserved` it cannot fail: a receiver that cannot be paid gets
    /// a claim. Without, it fails when there is not enough liquidity. Answers
    /// `OrderAck::Disbursed`.
    Disburse {
        /// The order or approval; has effect once.
        order: OrderId,
        /// To this account's debt.
        account: AccountId,
        /// Base units.
        amount: DebtAmount,
        /// No more shares than this are minted; if they do not suffice the loan shrinks to them.
        shares_max: DebtShares,
        /// To this address.
        receiver: RemoteAddr,
        /// The command whose reserve pays it.
        reserved: Option<CommandId>,
    },
    /// Anyone, with exactly the market's coin: repay an account's debt. The excess goes back to
    /// the payer. Never paused.
    Repay {
        /// Whose debt.
        account: AccountId,
    },
    /// Outpost: credit a lot's proceeds as its route's money arrives: now what has arrived, the
    /// rest by `Credit`. Cumulative. Answers `OrderAck::Settled`.
    Settle {
        /// Whose debt.
        account: AccountId,
        /// Over this route.
        route: RouteId,
        /// Of this lot.
        lot: LotId,
        /// Brought so far, base units.
        proceeds: DebtAmount,
    },
    /// A route's courier, with exactly the market's coin: money of this route has arrived.
    Arrive {
        /// The route.
        route: RouteId,
    },
    /// Anyone: credit a lot with money that arrived after its `Settle`.
    Credit {
        /// The lot.
        lot: LotId,
    },
    /// Outpost: what a plan expects to lose lowers the price at which lenders leave.
    Provision {
        /// Of this liquidation; the last amount stands.
        liquidation: LiquidationId,
        /// Base units; zero ends it.
        amount: DebtAmount,
        /// When it ends by itself, as a loss if it was not covered, seconds.
        ends_at: u64,
    },
    /// Outpost: write an account's debt off: pool, reserve, lenders. Answers
    /// `OrderAck::DeficitCovered`. Once per liquidation.
    CoverDeficit {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Whose debt.
        account: AccountId,
        /// Not to be written off: still on its way, base units.
        keep: DebtAmount,
    },
    /// Outpost: pay the account's surplus out. Answers `OrderAck::SurplusReleased`.
    ReleaseSurplus {
        /// The order or approval; has effect once.
        order: OrderId,
        /// Whose surplus.
        account: AccountId,
        /// To this address.
        receiver: RemoteAddr,
    },
    /// Anyone: bring interest up to this second.
    Accrue {},
    /// Anyone: pass the pool's share of interest on to it.
    PayPremium {},
    /// Anyone, with exactly the market's coin: give money for past losses to those who bore them;
    /// what is above the recorded deficit goes to the reserve.
    Recover {},
    /// Anyone: money that is owed to an address of this chain and could not be pushed.
    Claim {
        /// To this address; the sender's own claim only.
        receiver: Option<String>,
    },
    /// Owner: the contracts around this market; once.
    SetNeighbours {
        /// The outpost.
        outpost: String,
        /// The debt side's insurance pool of this coin, if there is one.
        pool: Option<String>,
    },
    /// Owner: the courier at this end of a route; once per route.
    SetRoute {
        /// The route.
        route: RouteId,
        /// The courier.
        courier: String,
    },
    /// Owner: propose other terms; what loosens waits behind a time lock.
    SetTerms {
        /// The new terms.
        terms: Terms,
    },
    /// Anyone: apply terms whose time has come.
    ApplyTerms {},
    /// Guardian or owner: stop new lending and new loans for a limited time.
    Pause {
        /// How long, seconds.
        seconds: u64,
    },
    /// Owner: end a pause early.
    Unpause {},
    /// Two-step ownership.
    Ownership(seawall_kit::ownership::OwnershipAction),
}

/// What can be asked about a market.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Neighbours, owner, terms.
    #[returns(ConfigResponse)]
    Config {},
    /// Totals with interest up to this second.
    #[returns(StatusResponse)]
    Status {},
    /// One account's debt.
    #[returns(DebtResponse)]
    Debt {
        /// The account.
        account: AccountId,
    },
    /// One lender.
    #[returns(LenderResponse)]
    Lender {
        /// The address.
        address: String,
    },
    /// One exit.
    #[returns(ExitResponse)]
    Exit {
        /// Its number.
        exit: u64,
    },
    /// A line for a report, with the index brought up to this second; unknown accounts and lots
    /// are zero.
    #[returns(MarketLine)]
    Line {
        /// At most 16 with those of the lots.
        accounts: Vec<AccountId>,
        /// At most 16; their accounts are added.
        lots: Vec<LotId>,
    },
    /// One settlement.
    #[returns(SettlementResponse)]
    Settlement {
        /// The lot.
        lot: LotId,
    },
    /// One route's money.
    #[returns(RouteMoneyResponse)]
    RouteMoney {
        /// The route.
        route: RouteId,
    },
    /// What the books say the market owes besides liquidity (claims, surplus, exits).
    #[returns(Vec<DenomAmount>)]
    Owed {},
    /// Claims of one address.
    #[returns(Vec<DenomAmount>)]
    Claims {
        /// The address.
        owner: String,
    },
}

/// Neighbours, owner, terms.
#[cw_serde]
pub struct ConfigResponse {
    /// Owner.
    pub owner: String,
    /// Guardian.
    pub guardian: String,
    /// The listing.
    pub listing: ListingId,
    /// The coin.
    pub denom: String,
    /// Outpost, once set.
    pub outpost: Option<String>,
    /// The debt side's pool.
    pub pool: Option<String>,
    /// Terms in force.
    pub terms: Terms,
    /// Paused until this second.
    pub paused_until: Option<u64>,
}

/// Totals, base units.
#[cw_serde]
pub struct StatusResponse {
    /// Coins that may be lent or paid out.
    pub liquidity: DebtAmount,
    /// Of the liquidity, held for loans on their way.
    pub reserved: DebtAmount,
    /// What all borrowers owe, rounded up.
    pub debt: DebtAmount,
    /// All debt shares.
    pub debt_shares: DebtShares,
    /// Debt per share.
    pub index: Index,
    /// Yearly borrow rate.
    pub borrow_rate: Decimal,
    /// Lent over owned.
    pub utilisation: Decimal,
    /// What lenders own together.
    pub lenders: DebtAmount,
    /// All lender shares.
    pub lender_shares: LenderShares,
    /// The market's own reserve.
    pub reserve: DebtAmount,
    /// The pool's share of interest, not yet passed on.
    pub premium_due: DebtAmount,
    /// Lost by lenders and not recovered.
    pub deficit: DebtAmount,
    /// Expected losses of open plans.
    pub provisions: DebtAmount,
    /// Surplus of all accounts.
    pub surplus: DebtAmount,
}

/// One account's debt.
#[cw_serde]
pub struct DebtResponse {
    /// Its shares.
    pub shares: DebtShares,
    /// What they owe at this second, base units, rounded up.
    pub debt: DebtAmount,
    /// What sales brought above the debt, base units.
    pub surplus: DebtAmount,
    /// Cumulative facts.
    pub line: AccountLine,
}

/// One lender.
#[cw_serde]
pub struct LenderResponse {
    /// Shares.
    pub shares: LenderShares,
    /// What they are worth on exit now, base units, rounded down.
    pub worth: DebtAmount,
    /// Losses borne and not recovered, base units.
    pub deficit: DebtAmount,
    /// What can be claimed of recoveries and outcomes of provisions, base units.
    pub claimable: DebtAmount,
    /// Numbers of the lender's open exits, at most 16.
    pub exits: Vec<u64>,
}

/// One exit.
#[cw_serde]
pub struct ExitResponse {
    /// Whose.
    pub lender: String,
    /// Shares that leave.
    pub shares: LenderShares,
    /// What they were worth when asked, base units.
    pub worth_then: DebtAmount,
    /// Payable from this second.
    pub payable_at: u64,
}

/// One settlement.
#[cw_serde]
pub struct SettlementResponse {
    /// Whose debt.
    pub account: AccountId,
    /// Over this route.
    pub route: RouteId,
    /// Brought so far according to the hub, base units.
    pub proceeds: DebtAmount,
    /// Credited so far.
    pub credit: CreditLine,
}

/// One route's money, base units.
#[cw_serde]
pub struct RouteMoneyResponse {
    /// Arrived since the beginning.
    pub arrived: Uint128,
    /// Used for settlements since the beginning.
    pub used: Uint128,
}
