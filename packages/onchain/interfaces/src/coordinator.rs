//! The coordinator: accounts, the conservative mirror, plans and liquidations, on the hub.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Decimal, Uint128};
use seawall_kit::ownership::OwnershipAction;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, HealthFactor, Index};
use seawall_risk::BonusParams;
use seawall_wire::ids::{
    AccountId, AssetId, ChainNo, LiquidationId, ListingId, LotId, OrderId, RouteId,
};
use seawall_wire::{LotOrder, Origin, RemoteAddr};

use crate::common::{DenomAmount, ProcessAge};
use crate::outpost::{InFlightResponse, LinkResponse, LinkSetup};

/// Set up the one coordinator of a hub.
#[cw_serde]
pub struct InstantiateMsg {
    /// Sets assets, listings, links and parameters; two-step handover. Can never move money.
    pub owner: String,
    /// May pause for a limited time what adds risk.
    pub guardian: String,
    /// The hub's id, in every packet.
    pub hub_id: u32,
    /// The hub's own number as a chain.
    pub chain: ChainNo,
    /// The price oracle.
    pub oracle: String,
    /// Parameters.
    pub params: Params,
}

/// Parameters of all liquidations. What loosens safety waits behind a time lock.
#[cw_serde]
pub struct Params {
    /// How large the discount for buyers is.
    pub bonus: BonusParams,
    /// Health that a partial liquidation restores.
    pub target_health: Decimal,
    /// Below this health the owner is warned and the keeper watches (margin call).
    pub margin_call: Decimal,
    /// The protocol's share of the bonus.
    pub fee_share: Decimal,
    /// Standard deviations of price movement allowed for by buffer and floor.
    pub z: Decimal,
    /// The floor is lowered by no more than this.
    pub floor_drop_max: Decimal,
    /// The auction's price curve.
    pub curve: CurveParams,
    /// Rounds of one liquidation that follow by themselves.
    pub rounds_max: u16,
    /// Keeper's pay per lot, quote units (whole dollars as a decimal).
    pub keeper_tip: Decimal,
    /// Keeper's pay as a share of the repayment.
    pub keeper_chip: Decimal,
    /// No lot repays less, quote units.
    pub lot_min: Decimal,
    /// Clock skew allowed between chains, seconds.
    pub skew_secs: u64,
    /// Time for a lot's return and the report of it, seconds.
    pub return_allowance_secs: u64,
    /// Time for the proceeds' transfer, seconds.
    pub transfer_allowance_secs: u64,
    /// Pause of planning after the hub stood still, seconds.
    pub halt_grace_secs: u64,
    /// The hub counts as having stood still when its time ran ahead of its blocks by this, seconds.
    pub halt_gap_secs: u64,
    /// Seconds per block of the hub, for telling a halt from quiet times.
    pub block_secs: Decimal,
    /// How long the last price of an asset without one counts in the best case, seconds.
    pub price_grace_secs: u64,
    /// Certificates are renewed after this, seconds.
    pub certificate_life_secs: u64,
    /// Debt that all open lots together may be to repay, quote units (whole dollars).
    pub in_flight_max: Decimal,
    /// How long what loosens safety waits, seconds.
    pub timelock_secs: u64,
    /// Time allowed for a liquidation's settling before what is missing is treated as lost,
    /// seconds.
    pub stall_secs: u64,
}

/// The auction's price curve: `top · cut^⌊t/step⌋`.
#[cw_serde]
pub struct CurveParams {
    /// The start price over the pair price.
    pub buffer: Decimal,
    /// The factor per step.
    pub cut: Decimal,
    /// The length of a step, seconds.
    pub step_secs: u32,
    /// The lot's life, seconds.
    pub tail_secs: u32,
    /// The lot ends at this share of its start price.
    pub cusp: Decimal,
}

/// A connected chain.
#[cw_serde]
pub struct ChainSetup {
    /// Its number.
    pub chain: ChainNo,
    /// For people.
    pub name: String,
    /// How it is linked; the outpost's address (local) or connection and port (IBC).
    pub link: LinkSetup,
    /// How long a packet to it may travel, seconds; between 60 and 86,400.
    pub timeout_secs: u64,
    /// Measured one-way delay, seconds; orders to open lots are refused by the chain after
    /// `max(60, 3 · delay)`.
    pub delay_secs: u64,
    /// Debt that may rest on this chain's collateral, quote units (whole dollars).
    pub exposure_max: Decimal,
}

/// An asset as the world knows it.
#[cw_serde]
pub struct AssetSetup {
    /// Its number, also at the oracle.
    pub asset: AssetId,
    /// For people.
    pub name: String,
    /// Collateral of all its listings together may not be more, whole tokens.
    pub collateral_max: Uint128,
    /// Debt that open lots of all its listings together may be to repay, quote units.
    pub in_flight_max: Decimal,
}

/// An asset as it exists on one chain.
#[cw_serde]
pub struct ListingSetup {
    /// Its number.
    pub listing: ListingId,
    /// On this chain.
    pub chain: ChainNo,
    /// Its asset, which gives the price.
    pub asset: AssetId,
    /// Decimals of the coin on its chain.
    pub decimals: u8,
    /// As collateral, if it may be one.
    pub collateral: Option<CollateralSetup>,
    /// As debt, if it may be one.
    pub debt: Option<DebtSetup>,
}

/// A listing as collateral.
#[cw_serde]
pub struct CollateralSetup {
    /// Weight for liquidation.
    pub liquidation_threshold: Decimal,
    /// Weight for borrowing; lower.
    pub max_ltv: Decimal,
    /// Collateral of this listing may not be more, base units.
    pub cap: CollateralAmount,
    /// Less than this counts as nothing, base units.
    pub dust: CollateralAmount,
    /// Strangers may not deposit less, base units.
    pub stranger_min: CollateralAmount,
    /// New vouchers give borrowing power from nothing to all over this time, seconds; zero for
    /// coins of the chain itself.
    pub ramp_secs: u64,
}

/// A listing as debt.
#[cw_serde]
pub struct DebtSetup {
    /// Debt of this listing may not be more, base units.
    pub cap: DebtAmount,
    /// No borrow leaves less debt, and less than this is liquidated whole, base units.
    pub min_debt: DebtAmount,
    /// The market's enforced maximum yearly rate.
    pub rate_max: Decimal,
}

/// The way the money for one debt listing travels from one collateral chain.
#[cw_serde]
pub struct RouteSetup {
    /// Its number.
    pub route: RouteId,
    /// From this chain.
    pub from: ChainNo,
    /// For this debt listing.
    pub debt: ListingId,
    /// How.
    pub kind: RouteKind,
}

/// How a route's money travels.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RouteKind {
    /// Collateral and debt are on one chain.
    Local,
    /// One ICS-20 hop.
    Direct,
}

/// What may be paused, each for a limited time. Repay, settle, claims, returns and everything
/// else that repairs has no name here and cannot be paused.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Scope {
    /// New accounts.
    Open,
    /// New debt.
    Borrow,
    /// Withdrawals of accounts with debt.
    Withdraw,
    /// New liquidations (and with them top-ups of accounts with debt).
    Liquidate,
}

impl seawall_kit::PauseScope for Scope {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Borrow => "borrow",
            Self::Withdraw => "withdraw",
            Self::Liquidate => "liquidate",
        }
    }
}

/// What can be asked of a coordinator.
#[cw_serde]
pub enum ExecuteMsg {
    /// Anyone: work off accounts whose trigger the price or index of this listing has crossed.
    Sweep {
        /// The listing whose price or index moved.
        listing: ListingId,
        /// At most so many accounts.
        limit: u32,
    },
    /// Anyone: renew certificates that are over.
    SweepExpired {
        /// At most so many accounts.
        limit: u32,
    },
    /// Anyone: renew one account's certificate.
    Recertify {
        /// The account.
        account: AccountId,
    },
    /// Anyone: liquidate an unsafe account on one chain.
    Liquidate {
        /// The account.
        account: AccountId,
        /// On this chain; `None`: where the plan works best.
        chain: Option<ChainNo>,
        /// Where the keeper wants its pay on that chain.
        pay_to: Option<RemoteAddr>,
    },
    /// Anyone: move a liquidation on, whatever it waits for: resend a settlement, open the next
    /// round, cover, end what is stalled. Does nothing (and says so) when nothing is due. The last
    /// to have done so while it stood still earns a part of its fees when it ends.
    Advance {
        /// The liquidation.
        liquidation: LiquidationId,
        /// Where the caller wants its pay on the collateral chain.
        pay_to: Option<RemoteAddr>,
    },
    /// Anyone: tell a chain which wire versions are accepted here.
    SayHello {
        /// The chain.
        chain: ChainNo,
    },
    /// Anyone: ask a chain what became of packets whose ack will not come by itself: of a channel
    /// that was replaced, or unresolved. Without packets: tell it that their stored acks may go.
    ResolveInFlight {
        /// The chain.
        chain: ChainNo,
        /// Of this epoch of its link.
        epoch: u32,
        /// These, at most 8.
        sequences: Vec<u64>,
    },
    /// Owner: nothing new begins over the link; what repairs or leads out still goes. `SetChain`
    /// takes it back, after the time lock.
    DrainLink {
        /// To this chain.
        chain: ChainNo,
    },
    /// Owner: give a drained link up for good. Nothing may be in flight or stored.
    RetireLink {
        /// To this chain.
        chain: ChainNo,
    },
    /// An outpost on the same chain: a packet over the local link; its ack is the data.
    LocalPacket {
        /// The outpost's number of the packet.
        sequence: u64,
        /// Its bytes.
        data: Binary,
    },
    /// Itself: do the work of a received packet under a gas limit.
    HandlePacket {
        /// From this chain.
        chain: ChainNo,
        /// Its sequence.
        sequence: u64,
        /// Its bytes.
        data: Binary,
        /// Who relayed it.
        relayer: Option<String>,
    },
    /// Anyone, with coins of the rebate denom: fund the relayers' rebates of a link.
    FundRebates {
        /// The chain.
        chain: ChainNo,
    },
    /// A relayer: take its rebates out.
    ClaimRebates {},
    /// Owner: connect a chain, or change what may change of it.
    SetChain(ChainSetup),
    /// Owner: add or change an asset.
    SetAsset(AssetSetup),
    /// Owner: add or change a listing. Chain, asset and decimals never change.
    SetListing(ListingSetup),
    /// Owner: add a route.
    SetRoute(RouteSetup),
    /// Owner: change parameters.
    SetParams(Params),
    /// Owner: rebate of one relayed message.
    SetRebate {
        /// The rebate.
        rebate: Option<DenomAmount>,
    },
    /// Anyone: apply a change whose time has come.
    ApplyChange {
        /// Its number.
        id: u64,
    },
    /// Owner or guardian: drop a waiting change.
    CancelChange {
        /// Its number.
        id: u64,
    },
    /// Guardian or owner: stop something for a limited time.
    Pause {
        /// What.
        scope: Scope,
        /// How long, seconds.
        seconds: u64,
    },
    /// Owner: end a pause early.
    Unpause {
        /// What.
        scope: Scope,
    },
    /// Two-step ownership.
    Ownership(OwnershipAction),
}

/// What can be asked about a coordinator.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Owner, guardian, parameters.
    #[returns(ConfigResponse)]
    Config {},
    /// One account with its ranges.
    #[returns(AccountResponse)]
    Account {
        /// The account.
        account: AccountId,
    },
    /// Accounts in order of their number.
    #[returns(Vec<AccountId>)]
    Accounts {
        /// After this one.
        start_after: Option<AccountId>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// One account's health at the prices of this block.
    #[returns(HealthResponse)]
    Health {
        /// The account.
        account: AccountId,
    },
    /// Accounts known to be unsafe, oldest first.
    #[returns(Vec<QueuedResponse>)]
    Unsafe {
        /// After this one.
        start_after: Option<(u64, AccountId)>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// Listings whose price or index has crossed triggers that nobody has swept.
    #[returns(Vec<CrossedResponse>)]
    Crossed {
        /// At most 100 listings.
        limit: Option<u32>,
    },
    /// What `Liquidate` would do at this block, without doing it.
    #[returns(PlanResponse)]
    Plan {
        /// The account.
        account: AccountId,
        /// On this chain.
        chain: Option<ChainNo>,
    },
    /// One liquidation.
    #[returns(LiquidationResponse)]
    Liquidation {
        /// The liquidation.
        liquidation: LiquidationId,
    },
    /// Open liquidations, by number.
    #[returns(Vec<LiquidationResponse>)]
    Liquidations {
        /// After this one.
        start_after: Option<LiquidationId>,
        /// At most 30.
        limit: Option<u32>,
    },
    /// A chain's link and ledger.
    #[returns(ChainResponse)]
    Chain {
        /// The chain.
        chain: ChainNo,
    },
    /// All chains.
    #[returns(Vec<ChainResponse>)]
    Chains {},
    /// A listing with its totals.
    #[returns(ListingResponse)]
    Listing {
        /// The listing.
        listing: ListingId,
    },
    /// All listings.
    #[returns(Vec<ListingResponse>)]
    Listings {
        /// After this one.
        start_after: Option<ListingId>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// All routes.
    #[returns(Vec<RouteSetup>)]
    Routes {},
    /// Packets without outcome to a chain.
    #[returns(Vec<InFlightResponse>)]
    InFlight {
        /// The chain.
        chain: ChainNo,
        /// Of this epoch and later ones; none: with `start_after` of the one in use, else of all.
        epoch: Option<u32>,
        /// After this sequence of that epoch.
        start_after: Option<u64>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// Oldest unsafe account, most overdue open process, and oldest packet without outcome per chain;
    /// a few indexed reads, whatever waits.
    #[returns(OldestResponse)]
    Oldest {},
    /// Rebates of a relayer.
    #[returns(Vec<DenomAmount>)]
    Rebates {
        /// The relayer.
        relayer: String,
    },
    /// Changes that wait behind the time lock.
    #[returns(Vec<WaitingChange>)]
    Changes {},
}

/// Owner, guardian, parameters.
#[cw_serde]
pub struct ConfigResponse {
    /// Owner.
    pub owner: String,
    /// Guardian.
    pub guardian: String,
    /// The hub's id.
    pub hub_id: u32,
    /// The hub as a chain.
    pub chain: ChainNo,
    /// The oracle.
    pub oracle: String,
    /// Parameters in force.
    pub params: Params,
    /// What is paused until when.
    pub pauses: Vec<(Scope, u64)>,
}

/// Who may act for an account.
#[cw_serde]
pub struct Controller {
    /// On this chain.
    pub chain: ChainNo,
    /// At this address.
    pub address: RemoteAddr,
    /// In this role.
    pub role: Role,
}

/// What a controller may do.
#[cw_serde]
pub enum Role {
    /// Everything.
    Owner,
    /// Take over after a delay, when the home chain is dead.
    Recovery {
        /// How long the owner has to object, seconds.
        delay_secs: u64,
        /// When it was started, seconds.
        started_at: Option<u64>,
    },
}

/// One account.
#[cw_serde]
pub struct AccountResponse {
    /// Its number.
    pub account: AccountId,
    /// Its home.
    pub home: ChainNo,
    /// Who may act for it.
    pub controllers: Vec<Controller>,
    /// Listings that strangers may deposit.
    pub enabled: Vec<ListingId>,
    /// What it holds.
    pub collaterals: Vec<CollateralResponse>,
    /// What it owes.
    pub debts: Vec<DebtResponse>,
    /// Its open liquidations.
    pub liquidations: Vec<LiquidationId>,
    /// Its certificate.
    pub certificate: Option<CertificateResponse>,
    /// Nonce of the last setting.
    pub nonce: u64,
}

/// A collateral as a range, base units.
#[cw_serde]
pub struct CollateralResponse {
    /// The listing.
    pub listing: ListingId,
    /// At least so much: what health is judged by when the account wants something.
    pub worst: CollateralAmount,
    /// At most so much: what health is judged by before anything is seized.
    pub best: CollateralAmount,
    /// Cumulative: admitted deposits.
    pub admitted: CollateralAmount,
    /// Cumulative: came back from auctions.
    pub returned: CollateralAmount,
    /// Cumulative: ordered out, less what was undone.
    pub ordered: CollateralAmount,
    /// Cumulative: reported as executed.
    pub executed: CollateralAmount,
}

/// A debt as a range.
#[cw_serde]
pub struct DebtResponse {
    /// The listing.
    pub listing: ListingId,
    /// At most so many shares.
    pub worst_shares: DebtShares,
    /// At least so many shares.
    pub best_shares: DebtShares,
    /// Worth of the worst shares at the worst-case index, base units.
    pub worst: DebtAmount,
    /// Worth of the best shares at the last reported index, less what open lots promise, base
    /// units.
    pub best: DebtAmount,
    /// What open lots promise, base units.
    pub promised: DebtAmount,
}

/// An account's certificate: while every price and index stays inside, it is safe.
#[cw_serde]
pub struct CertificateResponse {
    /// For this level: margin call or liquidation.
    pub level: Decimal,
    /// Until this second.
    pub valid_until: u64,
    /// Its triggers: listing, is it debt, the level in atomics of a 36-decimal price.
    pub triggers: Vec<(ListingId, bool, cosmwasm_std::Uint256)>,
}

/// Health in both cases.
#[cw_serde]
pub struct HealthResponse {
    /// What withdrawals and loans are judged by.
    pub worst: HealthFactor,
    /// What liquidations are judged by.
    pub best: HealthFactor,
    /// May it be liquidated now?
    pub liquidatable: bool,
    /// If not though unsafe, or though nobody can say: why (paused, no price, nothing left to sell …).
    pub obstacle: Option<String>,
    /// Collateral value in the best case, quote units with 18 decimals.
    pub collateral: cosmwasm_std::Uint256,
    /// Debt value in the best case, quote units with 18 decimals.
    pub debt: cosmwasm_std::Uint256,
}

/// An account in the queue of the unsafe.
#[cw_serde]
pub struct QueuedResponse {
    /// The account.
    pub account: AccountId,
    /// In the queue since this second.
    pub since: u64,
}

/// A listing whose triggers were crossed.
#[cw_serde]
pub struct CrossedResponse {
    /// The listing.
    pub listing: ListingId,
}

/// What a liquidation would do.
#[cw_serde]
pub struct PlanResponse {
    /// On this chain.
    pub chain: ChainNo,
    /// Lots that would be opened; their numbers are zero until they are.
    pub lots: Vec<LotOrder>,
    /// Health now.
    pub health: HealthFactor,
    /// Health when all lots have brought what they are to.
    pub health_after: HealthFactor,
    /// Is a loss expected? Quote units with 18 decimals.
    pub expected_loss: cosmwasm_std::Uint256,
}

/// Where a liquidation stands.
#[cw_serde]
pub enum Phase {
    /// The plan is frozen; its order could not be sent yet.
    Planned {},
    /// The order to open its lots is on its way.
    Opening {},
    /// Lots are open.
    Auctioning {},
    /// All lots are closed; their money is on its way.
    Settling {},
    /// Nothing more to sell; payers are being asked.
    Covering(CoverStage),
    /// Over.
    Done(Outcome),
}

/// Who is being asked to pay.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum CoverStage {
    /// Fees and pool on the collateral side.
    CollateralSide,
    /// Pool, reserve and lenders on the debt side.
    DebtSide,
}

/// How a liquidation ended.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Outcome {
    /// The account is safe again.
    Cured,
    /// Its order never took effect.
    NotOpened,
    /// What could be sold is sold, the account stays with the rest.
    Exhausted,
    /// There was a deficit and it was covered.
    Covered,
    /// Its rounds are used up; a new liquidation may begin.
    RoundsUsed,
    /// It stalled; others go on without it. Late facts still count.
    Stalled,
}

/// One liquidation.
#[cw_serde]
pub struct LiquidationResponse {
    /// Its number.
    pub liquidation: LiquidationId,
    /// The process it belongs to.
    pub origin: Origin,
    /// Whose.
    pub account: AccountId,
    /// On this chain.
    pub chain: ChainNo,
    /// Its round, from 1.
    pub round: u16,
    /// Where it stands.
    pub phase: Phase,
    /// The lots of all its rounds, at most the last 32.
    pub lots: Vec<LotTrack>,
    /// Health when this round was planned.
    pub health_before: HealthFactor,
    /// Oracle rounds that the plan of this round stands on.
    pub oracle_rounds: Vec<(AssetId, u64)>,
    /// Paid for a deficit by the collateral side's fees and pool, base units per debt listing.
    pub covered_collateral_side: Vec<(ListingId, DebtAmount)>,
    /// Paid by the debt side's pool.
    pub covered_debt_side: Vec<(ListingId, DebtAmount)>,
    /// Paid by the market's reserve.
    pub covered_reserve: Vec<(ListingId, DebtAmount)>,
    /// Lost by lenders.
    pub deficit: Vec<(ListingId, DebtAmount)>,
    /// Its ages.
    pub age: ProcessAge,
    /// Who triggered it.
    pub keeper: String,
    /// Does `Advance` have something to do now?
    pub due: bool,
}

/// What the hub knows of one lot.
#[cw_serde]
pub struct LotTrack {
    /// Its number.
    pub lot: LotId,
    /// Its round.
    pub round: u16,
    /// Its collateral.
    pub collateral: ListingId,
    /// Its debt.
    pub debt: ListingId,
    /// Put up, base units.
    pub put_up: CollateralAmount,
    /// To repay, base units of the debt.
    pub repay: DebtAmount,
    /// Sold, base units.
    pub sold: CollateralAmount,
    /// Back in the vault, base units.
    pub returned: CollateralAmount,
    /// Brought for the debt, base units.
    pub proceeds: DebtAmount,
    /// Credited by the market, base units.
    pub credited: DebtAmount,
    /// Has it closed?
    pub closed: Option<seawall_wire::CloseReason>,
}

/// A chain's link and ledger.
#[cw_serde]
pub struct ChainResponse {
    /// Its set-up.
    pub setup: ChainSetup,
    /// Its link.
    pub link: LinkResponse,
    /// Collateral value admitted from it since the beginning, whole quote units.
    pub inflow: Uint128,
    /// Collateral value ordered out since the beginning, whole quote units.
    pub outflow: Uint128,
    /// Collateral value on it now in the worst case, whole quote units.
    pub exposure: Uint128,
}

/// A listing with its totals.
#[cw_serde]
pub struct ListingResponse {
    /// Its set-up.
    pub setup: ListingSetup,
    /// Collateral of all accounts, admitted less ordered out, base units.
    pub collateral: CollateralAmount,
    /// Worst-case debt shares of all accounts.
    pub debt_shares: DebtShares,
    /// Last reported index.
    pub index: Index,
    /// When it was reported, seconds.
    pub index_at: u64,
    /// Debt that open lots are to repay, base units.
    pub in_flight: DebtAmount,
}

/// The oldest of everything that waits.
#[cw_serde]
pub struct OldestResponse {
    /// Unsafe account and since when.
    pub unsafe_account: Option<(AccountId, u64)>,
    /// The open liquidation whose deadline comes or came first, and when it last moved.
    pub liquidation: Option<(LiquidationId, u64)>,
    /// Per chain: packet without outcome and when it was sent.
    pub packets: Vec<(ChainNo, u64, u64)>,
}

/// A change that waits behind the time lock.
#[cw_serde]
pub struct WaitingChange {
    /// Its number.
    pub id: u64,
    /// May be applied from this second.
    pub eta: u64,
    /// What it is, as JSON.
    pub change: Binary,
}

/// A number of an order, for events and queries.
#[cw_serde]
pub struct OrderRef {
    /// The chain it went to.
    pub chain: ChainNo,
    /// Its number.
    pub order: OrderId,
}
