//! The coordinator's side: what its messages do around `due`, the mirrors and the lots. Each function
//! here is named after the one of the contract that it stands for. What must always hold: nothing is
//! decided here that the contract decides by a pure function of its own.

use seawall_coordinator::liquidation::due::{Due, Standing};
use seawall_mirror::Lot;
use seawall_money::{CollateralAmount, MathResult};

use super::case::lot;
use super::{Case, Choice, Hub, Liquidations, Mistake, Stage};
use crate::packet::Packet;

impl Hub {
    fn due(&self) -> Due {
        let standing = Standing {
            phase: &self.stage.phase(),
            round: self.round,
            lots: &self.lots,
            covered: &self.covered,
        };
        standing.due(|_| self.held.returns_confirmed())
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
    pub(super) fn start(&self, case: &mut Case, round: u16) -> MathResult<()> {
        case.hub.round = round;
        for _ in 0..self.lots {
            case.hub.held.order(CollateralAmount::new(self.put_up))?;
            let id = case.sales.len() as u64 + 1;
            case.hub.lots.push(lot(id, round, self.put_up));
            case.sales.push(None);
            case.settles.push(None);
            case.settlements.push(None);
        }
        case.hub.stage = Stage::Opening;
        case.opens.push(Packet::SENT);
        Ok(())
    }

    /// `rounds::try_next`: is there another round?
    fn try_next(&self, case: &mut Case, choice: Choice) -> MathResult<bool> {
        let needed = self.put_up * self.lots as u128;
        let enough = case.hub.held.worst()?.u128() >= needed;
        if choice == Choice::Stop || case.hub.round >= self.rounds || !enough {
            return Ok(false);
        }
        let next = case.hub.round + 1;
        self.start(case, next)?;
        Ok(true)
    }

    /// `results::opened`.
    pub(super) fn opened(&self, case: &mut Case) {
        let round = case.hub.round;
        for lot in case.hub.lots.iter() {
            if lot.round == round && !lot.cover {
                case.hub.held.decide_done(lot.put_up);
            }
        }
        case.hub.stage = Stage::Auctioning;
    }

    /// `results::not_opened` with `rounds::undo`.
    pub(super) fn not_opened(&self, case: &mut Case) -> MathResult<()> {
        let round = case.hub.round;
        let skip = usize::from(self.wrong(Mistake::UndoForgetsALot));
        let of_round = |lot: &&Lot| lot.round == round && !lot.cover;
        let undone: Vec<_> = case.hub.lots.iter().filter(of_round).skip(skip).collect();
        for lot in undone {
            case.hub.held.decide_undone(lot.put_up)?;
        }
        let sold = case
            .hub
            .lots
            .iter()
            .any(|lot| !lot.cover && lot.round < round);
        if !self.wrong(Mistake::UndoTwice) {
            case.hub.lots.retain(|lot| lot.round != round || lot.cover);
        }
        case.hub.stage = if sold { Stage::Settling } else { Stage::Done };
        Ok(())
    }

    /// `end::step`.
    pub(super) fn step(&self, case: &mut Case, choice: Choice) -> MathResult<()> {
        if case.hub.due() == Due::Opened {
            self.opened(case);
        }
        if case.hub.due() == Due::RoundOver {
            if self.try_next(case, choice)? {
                return Ok(());
            }
            case.hub.stage = Stage::Settling;
        }
        if case.hub.due() == Due::Settled {
            self.after_settling(case, choice)?;
        }
        if case.hub.stage == Stage::DebtSide {
            self.ask_debt_side(case, false, false);
            if case.hub.due() == Due::Covered {
                case.hub.stage = Stage::Done;
            }
        }
        Ok(())
    }

    /// `end::after_settling`.
    fn after_settling(&self, case: &mut Case, choice: Choice) -> MathResult<()> {
        if self.try_next(case, choice)? {
            return Ok(());
        }
        let gone = case.hub.held.best()?.is_zero();
        if gone && !case.hub.owed.best().is_zero() {
            return self.begin_cover(case);
        }
        case.hub.stage = Stage::Done;
        Ok(())
    }

    /// `advance::advance`.
    pub(super) fn advance(&self, case: &mut Case, overdue: bool, choice: Choice) -> MathResult<()> {
        let before = (case.hub.stage, case.hub.round);
        self.step(case, choice)?;
        if before != (case.hub.stage, case.hub.round) {
            return Ok(());
        }
        match case.hub.stage {
            // What is overdue is said once more before it is given up; that it was is a step before this one.
            Stage::Settling if overdue => {
                if !self.try_next(case, choice)? {
                    case.hub.stage = Stage::Done;
                }
            }
            Stage::Settling => self.send_settles(case, true),
            Stage::Done if !case.hub.all_credited() => self.send_settles(case, true),
            Stage::CollateralSide if overdue => {
                for covered in case.hub.covered.iter_mut() {
                    covered.collateral_side_asked = true;
                }
                self.next_payer(case);
            }
            Stage::DebtSide => {
                self.send_settles(case, true);
                self.ask_debt_side(case, true, overdue);
                if overdue && case.hub.standing(|standing| standing.all_answered()) {
                    case.hub.stage = Stage::Done;
                }
            }
            Stage::Auctioning if overdue => case.hub.stage = Stage::Done,
            _ => {}
        }
        Ok(())
    }

    /// Does the hub wait for this round's order?
    pub(super) fn waits(&self, case: &Case, round: usize) -> bool {
        let late = self.wrong(Mistake::UndoTwice) && case.hub.stage == Stage::Done;
        case.hub.round as usize == round + 1 && (case.hub.stage == Stage::Opening || late)
    }
}
