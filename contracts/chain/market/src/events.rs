//! What the market tells followers. Version 1 of all fields; amounts in base units.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, StdResult, Storage};
use seawall_kit::{emit, kinds};
use seawall_money::{DebtAmount, DebtShares, LenderShares};
use seawall_wire::ids::{AccountId, CommandId, LiquidationId, LotId, OrderId, RouteId};

use crate::state::CONTRACT_NAME;

/// Something that happened.
#[cw_serde]
pub enum MarketEvent {
    /// Coins were lent.
    Lent {
        /// By this address.
        lender: String,
        /// So much.
        amount: DebtAmount,
        /// For these shares.
        shares: LenderShares,
    },
    /// Shares wait to leave.
    ExitQueued {
        /// Its number.
        exit: u64,
        /// Whose.
        lender: String,
        /// So many.
        shares: LenderShares,
        /// Worth at most this when they leave.
        worth_then: DebtAmount,
        /// Payable from this second.
        payable_at: u64,
    },
    /// Shares left.
    Left {
        /// Whose.
        lender: String,
        /// So many.
        shares: LenderShares,
        /// Paid.
        paid: DebtAmount,
        /// Held back until expected losses are over.
        held: DebtAmount,
    },
    /// Liquidity is held for a loan.
    Reserved {
        /// For this command.
        command: CommandId,
        /// So much.
        amount: DebtAmount,
    },
    /// Liquidity is free again.
    ReserveFreed {
        /// Of this command.
        command: CommandId,
        /// So much.
        amount: DebtAmount,
    },
    /// A loan was paid out, or given up: then amount and shares are zero.
    Disbursed {
        /// By this order or approval.
        order: OrderId,
        /// To this account's debt.
        account: AccountId,
        /// So much.
        amount: DebtAmount,
        /// For these shares.
        shares: DebtShares,
        /// To this address.
        receiver: String,
    },
    /// A debt was repaid.
    Repaid {
        /// Whose.
        account: AccountId,
        /// By this address.
        payer: String,
        /// So much.
        amount: DebtAmount,
        /// These shares are burned.
        shares: DebtShares,
        /// Went back to the payer.
        refund: DebtAmount,
    },
    /// A route's money arrived.
    Arrived {
        /// The route.
        route: RouteId,
        /// So much.
        amount: DebtAmount,
    },
    /// A lot was credited.
    Credited {
        /// The lot.
        lot: LotId,
        /// Whose debt.
        account: AccountId,
        /// So much.
        amount: DebtAmount,
        /// These shares are burned.
        shares: DebtShares,
        /// Made good what was written off.
        recovered: DebtAmount,
        /// Above the debt.
        surplus: DebtAmount,
    },
    /// A loss is expected; zero: not any more.
    Provisioned {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// So much.
        amount: DebtAmount,
        /// Ends by itself at this second.
        ends_at: u64,
    },
    /// An expected loss was not covered in time and is booked.
    WrittenDown {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// So much.
        amount: DebtAmount,
    },
    /// A debt was written off.
    DeficitCovered {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Whose.
        account: AccountId,
        /// These shares are burned.
        shares: DebtShares,
        /// Paid by the pool.
        from_pool: DebtAmount,
        /// Paid by the reserve.
        from_reserve: DebtAmount,
        /// Lost by lenders.
        from_lenders: DebtAmount,
    },
    /// A surplus was paid out.
    SurplusReleased {
        /// By this order or approval.
        order: OrderId,
        /// Whose.
        account: AccountId,
        /// So much.
        amount: DebtAmount,
        /// To this address.
        receiver: String,
    },
    /// Money came for past losses.
    Recovered {
        /// So much.
        amount: DebtAmount,
        /// Of this for lenders, the rest for the reserve.
        to_lenders: DebtAmount,
    },
    /// A lender took recoveries out.
    RecoveryClaimed {
        /// Who.
        lender: String,
        /// So much.
        amount: DebtAmount,
    },
    /// The pool got its part of the interest.
    PremiumPaid {
        /// So much.
        amount: DebtAmount,
    },
    /// A payment could not be made: the receiver has a claim.
    PaymentFailed {
        /// To this address.
        receiver: String,
        /// So much.
        amount: DebtAmount,
    },
    /// A claim was paid.
    Claimed {
        /// Whose.
        owner: String,
        /// To this address.
        receiver: String,
    },
    /// Something came again and had no effect.
    Redundant {
        /// What.
        what: String,
        /// Its number.
        id: u64,
    },
    /// The neighbours are known.
    NeighboursSet {
        /// The outpost.
        outpost: String,
        /// The pool, if there is one.
        pool: Option<String>,
    },
    /// A route's courier is known.
    RouteSet {
        /// The route.
        route: RouteId,
        /// The courier.
        courier: String,
    },
    /// Other terms wait.
    TermsProposed {
        /// May be applied from this second.
        eta: u64,
    },
    /// Other terms are in force.
    TermsSet {},
    /// New lending and new loans are stopped.
    Paused {
        /// Until this second.
        until: u64,
    },
    /// They are possible again.
    Unpaused {},
    /// Ownership was offered, taken or withdrawn.
    Ownership {
        /// The owner.
        owner: String,
        /// Who may become owner.
        pending: Option<String>,
    },
}

kinds!(MarketEvent {
    Lent => "lent",
    ExitQueued => "exit_queued",
    Left => "left",
    Reserved => "reserved",
    ReserveFreed => "reserve_freed",
    Disbursed => "disbursed",
    Repaid => "repaid",
    Arrived => "arrived",
    Credited => "credited",
    Provisioned => "provisioned",
    WrittenDown => "written_down",
    DeficitCovered => "deficit_covered",
    SurplusReleased => "surplus_released",
    Recovered => "recovered",
    RecoveryClaimed => "recovery_claimed",
    PremiumPaid => "premium_paid",
    PaymentFailed => "payment_failed",
    Claimed => "claimed",
    Redundant => "redundant",
    NeighboursSet => "neighbours_set",
    RouteSet => "route_set",
    TermsProposed => "terms_proposed",
    TermsSet => "terms_set",
    Paused => "paused",
    Unpaused => "unpaused",
    Ownership => "ownership",
});

impl MarketEvent {
    /// Something came again.
    pub fn redundant(what: &str, id: u64) -> Self {
        let what = what.to_string();
        Self::Redundant { what, id }
    }

    /// Numbers the event; see [`emit`].
    pub fn record(&self, storage: &mut dyn Storage) -> StdResult<Event> {
        emit(storage, CONTRACT_NAME, 1, self)
    }
}
