//! What each step does: the glue that messages and storage are in the contracts, around their own
//! transition functions. What must always hold: a transition that honest chains never make fail does
//! not fail (`State::failed`).

use seawall_money::{CollateralAmount, DebtShares, MathResult};
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{AccountLine, VaultLine};

use super::{Facts, Kind, Mirror, Mistake, State, Step};
use crate::packet::{Answer, Fate, Known, Outcome, Packet};

impl Mirror {
    /// Does a step. `None`: it cannot be done now.
    pub(super) fn act(&self, state: &mut State, step: Step) -> Option<()> {
        match step {
            Step::Send(kind, at) => self.send(state, kind, at)?,
            Step::Receive(kind, at) => self.receive(state, kind, at)?,
            Step::Refuse(kind, at) => state.packet(kind, at)?.fate = Fate::Refused,
            Step::Expire(kind, at) => state.packet(kind, at)?.fate = Fate::Expired,
            Step::Answer(kind, at, answer) => self.answer(state, kind, at, answer)?,
            Step::Repay(at) => self.repay(state, at)?,
            Step::Write(slot) => *state.reports.get_mut(slot)? = Some(told(&state.chain)),
            Step::Read(slot) => {
                let facts = state.reports.get(slot)?.clone()?;
                let result = self.merge(state, &facts);
                note(state, "a report", result);
            }
            Step::Halt => state.halted = true,
            Step::Resume => state.halted = false,
        }
        Some(())
    }

    fn send(&self, state: &mut State, kind: Kind, at: usize) -> Option<()> {
        let amount = self.amount(kind, at);
        let coins = CollateralAmount::new(amount);
        match kind {
            Kind::Deposit => {
                let result = state.chain.vault.add_pending(coins);
                note(state, "a deposit", result);
            }
            Kind::Withdrawal => {
                // Judged in the worst case; the account owes nothing here.
                if state.held.worst().ok()? < coins {
                    return None;
                }
                let result = state.held.order(coins);
                note(state, "an order", result);
            }
            Kind::Loan if self.wrong(Mistake::BestForWorst) => {}
            Kind::Loan => {
                let result = state.owed.approve(DebtShares::new(amount));
                note(state, "an approval", result);
            }
        }
        *state.packet(kind, at)? = Packet::SENT;
        Some(())
    }

    /// The receiver does what the packet says, once.
    fn receive(&self, state: &mut State, kind: Kind, at: usize) -> Option<()> {
        let again = state.packet(kind, at)?.fate == Fate::Done;
        if again && !self.wrong(Mistake::OrderTwice) {
            return Some(());
        }
        let amount = self.amount(kind, at);
        let coins = CollateralAmount::new(amount);
        match kind {
            Kind::Deposit if again => {}
            Kind::Deposit => {
                let result = state.held.admit(coins, 0, 0);
                note(state, "an admission", result);
            }
            Kind::Withdrawal => {
                let result = state.chain.vault.release(coins);
                if note(state, "a release", result) {
                    state.paid += amount;
                }
            }
            Kind::Loan => {
                let minted = DebtShares::new(amount.saturating_sub(1).max(1));
                let result = state.chain.market.mint(DebtShares::new(amount), minted);
                note(state, "a loan", result);
            }
        }
        state.packet(kind, at)?.fate = Fate::Done;
        Some(())
    }

    fn answer(&self, state: &mut State, kind: Kind, at: usize, answer: Answer) -> Option<()> {
        let packet = state.packet(kind, at)?;
        let was = packet.known;
        let mut outcome = packet.settle(answer);
        if self.wrong(Mistake::UndoTwice) && answer == Answer::Timeout {
            outcome = Outcome::Undo;
        }
        if self.wrong(Mistake::GarbledUndoes) && answer == Answer::Garbled {
            outcome = Outcome::Undo;
        }
        if self.wrong(Mistake::TimeoutNotUndone) && answer == Answer::Timeout {
            outcome = Outcome::Nothing;
        }
        if was == Known::Settled && outcome == Outcome::Nothing {
            return Some(());
        }
        let result = self.settle(state, kind, self.amount(kind, at), outcome);
        note(state, "an outcome", result);
        Some(())
    }

    fn settle(
        &self,
        state: &mut State,
        kind: Kind,
        amount: u128,
        outcome: Outcome,
    ) -> MathResult<()> {
        let coins = CollateralAmount::new(amount);
        match (kind, outcome) {
            (_, Outcome::Nothing) | (Kind::Loan, Outcome::Finish) => {}
            (Kind::Deposit, Outcome::Finish) => state.chain.vault.admit(coins)?,
            (Kind::Deposit, Outcome::Undo) => {
                state.chain.vault.refuse(coins)?;
                if !self.wrong(Mistake::RefusedNotClaimed) {
                    state.claims += amount;
                }
            }
            (Kind::Withdrawal, Outcome::Finish) => state.held.decide_done(coins),
            (Kind::Withdrawal, Outcome::Undo) => state.held.decide_undone(coins)?,
            (Kind::Loan, Outcome::Undo) => state.owed.undo(DebtShares::new(amount))?,
        }
        Ok(())
    }

    fn repay(&self, state: &mut State, at: usize) -> Option<()> {
        let shares = DebtShares::new(*self.repayments.get(at)?);
        if *state.repaid.get(at)? || state.chain.market.shares < shares {
            return None;
        }
        let result = state.chain.market.burn(shares);
        note(state, "a repayment", result);
        *state.repaid.get_mut(at)? = true;
        Some(())
    }

    fn merge(&self, state: &mut State, facts: &Facts) -> MathResult<()> {
        let (mut vault, market) = lines(facts);
        let known = !state.held.released.is_zero() || !state.owed.decided.is_zero();
        if self.wrong(Mistake::ReportsOnce) && known {
            return Ok(());
        }
        if self.wrong(Mistake::ReportsAdd) {
            vault.released = vault.released.plus(state.held.released)?;
        }
        if self.wrong(Mistake::BestForWorst) && market.decided > state.owed.approved {
            state.owed.approved = market.decided;
        }
        state.held.merge(&vault);
        if self.wrong(Mistake::CountedTwice) {
            state.held.ordered = state.held.ordered.plus(vault.released)?;
        }
        state.owed.merge(&market);
        Ok(())
    }
}

/// What of a chain's books a report tells; the rest would only tell equal reports apart.
fn told(chain: &Facts) -> Facts {
    let mut facts = chain.clone();
    facts.vault.locked = Default::default();
    facts.vault.pending = CollateralAmount::ZERO;
    facts.market.shares = DebtShares::ZERO;
    facts
}

/// What a report says about the one account.
pub(super) fn lines(facts: &Facts) -> (VaultLine, AccountLine) {
    let account = AccountId(1);
    let (vault, market) = (&facts.vault, &facts.market);
    let vault = VaultLine {
        account,
        listing: ListingId(1),
        returned: vault.returned,
        released: vault.released,
        seized: vault.seized,
    };
    let market = AccountLine {
        account,
        decided: market.decided,
        minted: market.minted,
        burned: market.burned,
    };
    (vault, market)
}

/// Would the chain's facts tell the hub nothing new?
pub(super) fn knows(state: &State) -> bool {
    let (vault, market) = lines(&state.chain);
    !state.held.0.clone().merge(&vault) && !state.owed.0.clone().merge(&market)
}

/// Notes a transition that failed although it may not. Says whether it went well.
fn note(state: &mut State, what: &'static str, result: MathResult<()>) -> bool {
    if result.is_err() && state.failed.is_none() {
        state.failed = Some(what);
    }
    result.is_ok()
}
