//! Liquidations: one state machine per account and collateral chain.
//!
//! ```text
//! planned ─► opening ─► auctioning ─► settling ─► covering ─► done
//!               │            ▲  │         ▲ │         │
//!               │ refused    │  └─ round ─┘ │ safe    └─ pools, reserve, lenders
//!               └──────────► done ◄─────────┘
//! ```
//!
//! What must always hold: every round proves the account unsafe afresh; facts may come in any order
//! and any number of times (they are merged by maximum, and every decision is made from the merged
//! record alone); every phase has a deadline and something that anyone can do after it; what is
//! undone was ordered and never took effect; a liquidation never ends while money it counts on can
//! still arrive uncounted: late facts are booked in any phase.

mod advance;
mod cover;
pub mod due;
mod end;
mod facts;
mod open;
mod results;
mod rounds;
mod settle;

pub use advance::{advance, is_due};
pub use facts::on_facts;
pub use open::{choose, liquidate};
pub use results::{on_order_result, OrderResult};

use cosmwasm_std::{DepsMut, Env, Event, Storage, SubMsg};
use seawall_interfaces::coordinator::{Outcome, Phase};
use seawall_money::DebtAmount;
use seawall_wire::ids::ListingId;

use self::due::Standing;
use crate::certificate::renew_later_if_need_be;
use crate::error::ContractResult;
use crate::reports::failed;
use crate::state::{Account, Covered, Liquidation, ACCOUNTS, BY_DEADLINE, LIQUIDATIONS, OPEN};

/// What a step of a liquidation adds to the response.
#[derive(Default)]
pub struct Effects {
    /// Orders to send.
    pub messages: Vec<SubMsg>,
    /// What to tell.
    pub events: Vec<Event>,
}

impl Effects {
    pub(crate) fn extend(&mut self, other: Self) {
        self.messages.extend(other.messages);
        self.events.extend(other.events);
    }
}

impl Liquidation {
    /// Moves on to `phase`, which must be over at `deadline`.
    pub(crate) fn enter(&mut self, storage: &mut dyn Storage, phase: Phase, now: u64, until: u64) {
        BY_DEADLINE.remove(storage, (self.deadline, self.id.0));
        self.phase = phase;
        self.deadline = until;
        self.last_progress = now;
    }

    pub(crate) fn save(&self, storage: &mut dyn Storage) -> ContractResult<()> {
        if self.is_done() {
            OPEN.remove(storage, self.id.0);
        } else {
            BY_DEADLINE.save(storage, (self.deadline, self.id.0), &())?;
            OPEN.save(storage, self.id.0, &())?;
        }
        Ok(LIQUIDATIONS.save(storage, self.id.0, self)?)
    }

    /// Is it over?
    pub fn is_done(&self) -> bool {
        matches!(self.phase, Phase::Done(_))
    }

    /// Did it open any lot in any round?
    pub(crate) fn has_sold(&self) -> bool {
        self.lots
            .iter()
            .any(|lot| !lot.cover && lot.round < self.round)
    }

    /// Its record, as decisions see it.
    pub fn standing(&self) -> Standing<'_> {
        Standing {
            phase: &self.phase,
            round: self.round,
            lots: &self.lots,
            covered: &self.covered,
        }
    }

    /// What is on its way to a debt listing, base units.
    pub(crate) fn on_its_way(&self, listing: ListingId) -> DebtAmount {
        self.standing().on_its_way(listing)
    }

    pub(crate) fn covered_mut(&mut self, listing: ListingId) -> &mut Covered {
        let at = self.covered.iter().position(|c| c.listing == listing);
        let at = at.unwrap_or_else(|| {
            self.covered.push(Covered::new(listing));
            self.covered.len().saturating_sub(1)
        });
        // The entry was found or pushed above.
        #[allow(clippy::indexing_slicing)]
        &mut self.covered[at]
    }
}

impl Covered {
    fn new(listing: ListingId) -> Self {
        Self {
            listing,
            collateral_side: DebtAmount::ZERO,
            pool: DebtAmount::ZERO,
            reserve: DebtAmount::ZERO,
            lenders: DebtAmount::ZERO,
            collateral_side_asked: false,
            debt_side_sent: false,
            debt_side_asked: false,
        }
    }
}

/// Moves the liquidation on as far as the facts allow, and stores it and its account. What was decided
/// before is kept whatever hinders the next step, such as an oracle that does not answer: that is told,
/// and anyone brings it about by `Advance`.
fn go_on(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
    effects: &mut Effects,
) -> ContractResult<()> {
    match end::step(deps.branch(), env, account, liquidation) {
        Ok(more) => effects.extend(more),
        Err(error) => {
            let event = failed(
                deps.storage,
                "facts of a liquidation",
                Some(account.id),
                &error,
            )?;
            effects.events.push(event);
        }
    }
    keep(deps, env, account, liquidation, effects)
}

/// Stores a liquidation and its account, with a new certificate.
fn keep(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &Liquidation,
    effects: &mut Effects,
) -> ContractResult<()> {
    liquidation.save(deps.storage)?;
    let renewed = renew_later_if_need_be(deps.branch(), env, account)?;
    effects.events.extend(renewed);
    Ok(ACCOUNTS.save(deps.storage, account.id.0, account)?)
}

pub(crate) fn seconds(env: &Env) -> u64 {
    env.block.time.seconds()
}

/// How the account stands decides how a liquidation without more to do has ended.
pub(crate) const fn outcome(safe: bool, rounds_used: bool) -> Outcome {
    match (safe, rounds_used) {
        (true, _) => Outcome::Cured,
        (false, true) => Outcome::RoundsUsed,
        (false, false) => Outcome::Exhausted,
    }
}
