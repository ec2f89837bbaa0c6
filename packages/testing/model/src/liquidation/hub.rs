//! The coordinator's side: what its messages do around `due`, the mirrors and the lots. Each function
//! here is named after the one of the contract that it stands for. What must always hold: nothing is
//! decided here that the contract decides by a pure function of its own.

use seawall_coordinator::liquidation::due::{Due, Standing};
use seawall_mirror::Lot;
use seawall_money::{CollateralAmount, MathResult};

use super::case::lot;
use super::state::One;
use super::{Choice, Hub, Liquidations, Mistake, Stage};
use crate::packet::Packet;

impl Hub {
    fn due(&self) -> Due {
        self.standing(|standing| standing.due(|_| self.held.returns_confirmed()))
    }

    pub(super) fn standing<T>(&self, ask: impl Fn(Standing<'_>) -> T) -> T {
        ask(Standing {
            phase: &self.stage.phase(),
            round: self.round,
            lots: &self.lots,
            covered: &self.covered,
        })
    }

    /// Is everything that was brought credited?
    pub(super) fn all_credited(&self) -> bool {
        self.standing(|standing| standing.all_credited())
    }
}

impl Liquidations {
    /// `rounds::start`.
    pub(super) fn start(&self, one: &mut One<'_>, round: u16) -> MathResult<()> {
        one.case.hub.round = round;
        for _ in 0..self.lots {
            one.case
                .hub
                .held
                .order(CollateralAmount::new(self.put_up))?;
            let id = one.case.sales.len() as u64 + 1;
            one.case.hub.lots.push(lot(id, round, self.put_up));
            one.case.sales.push(None);
            one.case.settles.push(None);
            one.case.settlements.push(None);
        }
        one.case.hub.stage = Stage::Opening;
        one.case.opens.push(Packet::SENT);
        Ok(())
    }

    /// `rounds::try_next`: is there another round?
    fn try_next(&self, one: &mut One<'_>, choice: Choice) -> MathResult<bool> {
        let needed = self.put_up * self.lots as u128;
        let enough = one.case.hub.held.worst()?.u128() >= needed;
        // Who owes nothing is healthy, whatever the prices are.
        let healthy = one.debt.owed.best().is_zero();
        if choice == Choice::Stop || healthy || one.case.hub.round >= self.rounds || !enough {
            return Ok(false);
        }
        let next = one.case.hub.round + 1;
        self.start(one, next)?;
        Ok(true)
    }

    /// `results::opened`.
    pub(super) fn opened(&self, one: &mut One<'_>) {
        let round = one.case.hub.round;
        for lot in one.case.hub.lots.iter() {
            if lot.round == round && !lot.cover {
                one.case.hub.held.decide_done(lot.put_up);
            }
        }
        one.case.hub.stage = Stage::Auctioning;
    }

    /// `results::not_opened` with `rounds::undo`.
    pub(super) fn not_opened(&self, one: &mut One<'_>) -> MathResult<()> {
        let round = one.case.hub.round;
        let skip = usize::from(self.wrong(Mistake::UndoForgetsALot));
        let of_round = |lot: &&Lot| lot.round == round && !lot.cover;
        for lot in one.case.hub.lots.iter().filter(of_round).skip(skip) {
            one.case.hub.held.decide_undone(lot.put_up)?;
        }
        let lots = &mut one.case.hub.lots;
        let sold = lots.iter().any(|lot| !lot.cover && lot.round < round);
        if !self.wrong(Mistake::UndoTwice) {
            lots.retain(|lot| lot.round != round || lot.cover);
        }
        one.case.hub.stage = if sold { Stage::Settling } else { Stage::Done };
        Ok(())
    }

    /// `end::step`.
    pub(super) fn step(&self, one: &mut One<'_>, choice: Choice) -> MathResult<()> {
        if one.case.hub.due() == Due::Opened {
            self.opened(one);
        }
        if one.case.hub.due() == Due::RoundOver {
            if self.try_next(one, choice)? {
                return Ok(());
            }
            one.case.hub.stage = Stage::Settling;
        }
        if one.case.hub.due() == Due::Settled {
            self.after_settling(one, choice)?;
        }
        if one.case.hub.stage == Stage::DebtSide {
            self.ask_debt_side(one, false, false);
            if one.case.hub.due() == Due::Covered {
                one.case.hub.stage = Stage::Done;
            }
        }
        Ok(())
    }

    /// `end::after_settling`.
    fn after_settling(&self, one: &mut One<'_>, choice: Choice) -> MathResult<()> {
        if self.try_next(one, choice)? {
            return Ok(());
        }
        let gone = one.case.hub.held.best()?.is_zero() && !one.elsewhere;
        if gone && !one.others && !one.debt.owed.best().is_zero() {
            return self.begin_cover(one);
        }
        one.case.hub.stage = Stage::Done;
        Ok(())
    }

    /// `advance::advance`.
    pub(super) fn advance(
        &self,
        one: &mut One<'_>,
        overdue: bool,
        choice: Choice,
    ) -> MathResult<()> {
        let before = (one.case.hub.stage, one.case.hub.round);
        self.step(one, choice)?;
        if before != (one.case.hub.stage, one.case.hub.round) {
            return Ok(());
        }
        match one.case.hub.stage {
            // What is overdue is said once more before it is given up; that it was is a step before this one.
            Stage::Settling if overdue => {
                let next = self.try_next(one, choice)?;
                if !next {
                    one.case.hub.stage = Stage::Done;
                }
            }
            Stage::Settling => self.send_settles(one, true),
            Stage::Done if !one.case.hub.all_credited() => self.send_settles(one, true),
            Stage::CollateralSide if overdue => {
                for covered in one.case.hub.covered.iter_mut() {
                    covered.collateral_side_asked = true;
                }
                self.next_payer(one);
            }
            Stage::DebtSide => {
                self.send_settles(one, true);
                self.ask_debt_side(one, true, overdue);
                if overdue && one.case.hub.standing(|standing| standing.all_answered()) {
                    one.case.hub.stage = Stage::Done;
                }
            }
            Stage::Auctioning if overdue => one.case.hub.stage = Stage::Done,
            _ => {}
        }
        Ok(())
    }

    /// Does the hub wait for this round's order?
    pub(super) fn waits(&self, one: &One<'_>, round: usize) -> bool {
        let late = self.wrong(Mistake::UndoTwice) && one.case.hub.stage == Stage::Done;
        one.case.hub.round as usize == round + 1 && (one.case.hub.stage == Stage::Opening || late)
    }
}
