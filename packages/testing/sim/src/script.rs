//! What is done, as plain data: a run is a list of these, and a list is a run.
//!
//! What must always hold: a step means the same whenever it is played after the same steps; numbers
//! that choose among things are taken modulo what there is, so that a list stays playable when others
//! of its steps are left out. Written to files, drawn by `draw`, played by `act` and `fault`.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody does something.
    Do(Action),
    /// Something goes wrong.
    Break(Fault),
}

/// What somebody does. `who`, `at` and the like choose; amounts (`milli`) are thousandths of a dollar at
/// the prices of the start; zero is all there is, or all that may be borrowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Action {
    /// Time passes, seconds.
    Wait(u64),
    /// The market moves one asset to this many thousandths of its price.
    Move { asset: u64, permille: u64 },
    /// A feeder says what everything costs.
    Feed { feeder: u64 },
    /// All feeders say it.
    FeedAll {},
    /// A person asks for an account at home.
    Open { who: u64 },
    /// A person deposits into an account, their own or not.
    Deposit {
        who: u64,
        account: u64,
        listing: u64,
        milli: u64,
    },
    /// An owner takes collateral out; everything if `milli` is zero.
    Withdraw {
        account: u64,
        listing: u64,
        milli: u64,
    },
    /// An owner borrows.
    Borrow {
        account: u64,
        listing: u64,
        milli: u64,
    },
    /// Anyone repays for an account.
    Repay {
        who: u64,
        account: u64,
        listing: u64,
        milli: u64,
    },
    /// An owner changes a setting.
    Settings { account: u64, kind: u64 },
    /// An owner asks for a surplus.
    ClaimSurplus { account: u64, listing: u64 },
    /// A person takes what a contract owes them.
    Claim { who: u64, place: u64 },
    /// A person lends.
    Lend { who: u64, market: u64, milli: u64 },
    /// A lender asks to leave with a share of what they have, percent.
    RequestExit { who: u64, market: u64, percent: u64 },
    /// Anyone finishes an exit.
    FinishExit { market: u64, exit: u64 },
    /// A lender takes what was recovered.
    ClaimRecovery { who: u64, market: u64 },
    /// A person insures.
    Stake { who: u64, pool: u64, milli: u64 },
    /// An insurer's next step on the way out.
    Unstake { who: u64, pool: u64, step: u64 },
    /// A person buys from a lot.
    Take { who: u64, lot: u64, milli: u64 },
    /// A step that anyone may take to keep things moving.
    Crank { kind: u64, at: u64 },
    /// A relayer's next step for one packet.
    Relay { packet: u64 },
    /// All that can be done for one packet.
    Carry { packet: u64 },
    /// The same for every packet that waits, and for what is sent meanwhile.
    CarryAll {},
    /// The owner or a guardian governs.
    Govern { kind: u64, at: u64, amount: u64 },
    /// A stranger tries what only others may do.
    Trespass { kind: u64, at: u64 },
    /// In, out again: nobody may be richer for it.
    RoundTrip {
        who: u64,
        kind: u64,
        at: u64,
        milli: u64,
    },
}

/// A list of steps with what it takes to play it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// Of the run that it comes from.
    pub seed: u64,
    /// Connected chains beside the hub.
    pub chains: u16,
    /// Everything is checked after so many steps.
    pub check_all_every: u64,
    /// What was violated, if anything was.
    pub violation: Option<crate::Violation>,
    /// The steps.
    pub steps: Vec<Step>,
}
