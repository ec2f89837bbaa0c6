//! What the pool tells followers. Version 1 of all fields.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, StdResult, Storage};
use seawall_kit::{emit, kinds};
use seawall_money::{DebtAmount, PoolShares};
use seawall_wire::ids::LiquidationId;

use crate::state::CONTRACT_NAME;

/// Something that happened; amounts in base units, times in seconds.
#[cw_serde]
pub enum PoolEvent {
    /// Someone became an owner of the capital, or a larger one.
    Staked {
        /// Who.
        staker: String,
        /// So much.
        amount: DebtAmount,
    },
    /// A cool-down began.
    UnstakeStarted {
        /// Whose.
        staker: String,
        /// Of so many shares.
        shares: PoolShares,
        /// It can be finished from then on.
        from: u64,
        /// And before then.
        until: u64,
    },
    /// A stake was paid out.
    Unstaked {
        /// Whose.
        staker: String,
        /// So much.
        amount: DebtAmount,
        /// So much stays, for it is held for expected losses.
        kept: DebtAmount,
    },
    /// A cool-down was given up.
    UnstakeCancelled {
        /// Whose.
        staker: String,
    },
    /// Premium income.
    PremiumPaid {
        /// By this address.
        payer: String,
        /// So much.
        amount: DebtAmount,
        /// Nobody had a stake: the reserve got it.
        to_reserve: bool,
    },
    /// A premium was paid out.
    PremiumClaimed {
        /// Whose.
        staker: String,
        /// So much.
        amount: DebtAmount,
    },
    /// A deficit was paid for.
    PaidOut {
        /// The claim.
        claim: String,
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// So much was asked for.
        asked: DebtAmount,
        /// From the reserve.
        from_reserve: DebtAmount,
        /// From the stakers' capital.
        from_capital: DebtAmount,
        /// To this address.
        receiver: String,
    },
    /// The capital is gone; new stakers begin afresh.
    WipedOut {
        /// The epoch that begins.
        epoch: u32,
    },
    /// Money is held for an expected loss; zero: no longer.
    Held {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// So much.
        amount: DebtAmount,
        /// It ends by itself then.
        ends_at: u64,
    },
    /// A claim came again and had no effect.
    Redundant {
        /// The claim.
        claim: String,
        /// How many there were since the beginning.
        count: u64,
    },
    /// Who may ask for payouts.
    PayersSet {
        /// All of them.
        payers: Vec<String>,
    },
    /// More payers wait behind the time lock.
    PayersProposed {
        /// The change's number.
        id: u64,
        /// All of them.
        payers: Vec<String>,
        /// It can be applied from then on.
        eta: u64,
    },
    /// Ownership was offered, taken or withdrawn.
    Ownership {
        /// The owner.
        owner: String,
        /// Who may become owner.
        pending: Option<String>,
    },
}

kinds!(PoolEvent {
    Staked => "staked",
    UnstakeStarted => "unstake_started",
    Unstaked => "unstaked",
    UnstakeCancelled => "unstake_cancelled",
    PremiumPaid => "premium_paid",
    PremiumClaimed => "premium_claimed",
    PaidOut => "paid_out",
    WipedOut => "wiped_out",
    Held => "held",
    Redundant => "redundant",
    PayersSet => "payers_set",
    PayersProposed => "payers_proposed",
    Ownership => "ownership",
});

impl PoolEvent {
    /// Numbers the event; see [`emit`].
    pub fn record(&self, storage: &mut dyn Storage) -> StdResult<Event> {
        emit(storage, CONTRACT_NAME, 1, self)
    }
}
