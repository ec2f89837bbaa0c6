//! Which steps there are, and what each does. What must always hold: a transition that honest chains
//! never make fail does not fail (`State::failed`).

use seawall_market::state::{Account, Route};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, MathResult};
use seawall_vault::books::Holding;

use super::{case, facts, Case, Choice, Liquidations, Mistake, Stage, State, Step};
use crate::packet::{Answer, Fate, Outcome, Packet};
use crate::record::Rec;

const CHOICES: [Choice; 2] = [Choice::Another, Choice::Stop];

impl Liquidations {
    pub(super) fn begin(&self) -> State {
        let collateral = self.put_up * self.lots as u128;
        let mut failed = None;
        let begun = self.account(collateral);
        if begun.is_err() {
            failed = Some("the beginning");
        }
        let route = Route {
            courier: cosmwasm_std::Addr::unchecked("courier"),
            arrived: DebtAmount::ZERO,
            used: DebtAmount::ZERO,
        };
        State {
            cases: begun.map_or(vec![], |case| vec![case; self.accounts]),
            sender: 0,
            transit: 0,
            receiver: 0,
            lost: 0,
            route: Rec(route),
            halted: false,
            failed,
        }
    }

    fn account(&self, collateral: u128) -> MathResult<Case> {
        let coins = CollateralAmount::new(collateral);
        let mut vault = Holding::default();
        vault.add_pending(coins)?;
        vault.admit(coins)?;
        let mut market = Account::default();
        let shares = DebtShares::new(self.debt);
        market.mint(shares, shares)?;
        Ok(Case {
            hub: case::beginning(collateral, self.debt)?,
            opens: vec![],
            settles: vec![],
            pay: (Packet::NEW, 0),
            covers: vec![],
            vault: Rec(vault),
            sales: vec![],
            market: Rec(market),
            settlements: vec![],
            written_off: None,
            from_vault: None,
            from_market: None,
        })
    }

    pub(super) fn steps(&self, state: &State, actions: &mut Vec<Step>) {
        for (at, case) in state.cases.iter().enumerate() {
            self.hub_steps(state, at, case, actions);
            self.chain_steps(state, at, case, actions);
        }
        if state.sender > 0 && !state.halted {
            actions.push(Step::Forward);
        }
        if state.transit > 0 {
            actions.push(Step::Land);
            if !state.halted {
                actions.push(Step::Refund);
            }
        }
        if state.receiver > 0 {
            actions.push(Step::Collect);
        }
        if self.halts {
            actions.push(if state.halted {
                Step::Resume
            } else {
                Step::Halt
            });
        }
    }

    fn hub_steps(&self, state: &State, at: usize, case: &Case, actions: &mut Vec<Step>) {
        if case.hub.stage == Stage::Planned {
            actions.push(Step::Trigger(at));
            return;
        }
        for (round, packet) in case.opens.iter().enumerate() {
            for answer in packet.answers() {
                if answer != Answer::Timeout || !state.halted {
                    let step = |choice| Step::OpenAnswer(at, round, answer, choice);
                    actions.extend(CHOICES.map(step));
                }
            }
        }
        for answer in case.pay.0.answers() {
            if answer != Answer::Timeout || !state.halted {
                actions.push(Step::PayAnswer(at, answer));
            }
        }
        for (order, cover) in case.covers.iter().enumerate() {
            let answers = cover.packet.answers().into_iter();
            actions.extend(answers.map(|answer| Step::WriteAnswer(at, order, answer)));
        }
        for choice in CHOICES {
            if case.from_vault.is_some() {
                actions.push(Step::ReadVault(at, choice));
            }
            if case.from_market.is_some() {
                actions.push(Step::ReadMarket(at, choice));
            }
            actions.push(Step::Advance(at, false, choice));
            if self.stalls {
                actions.push(Step::Advance(at, true, choice));
            }
        }
    }

    fn chain_steps(&self, state: &State, at: usize, case: &Case, actions: &mut Vec<Step>) {
        for (round, _) in case.opens.iter().enumerate().filter(|(_, p)| p.arrives()) {
            actions.push(Step::OpenExpires(at, round));
            if !state.halted {
                actions.extend([true, false].map(|done| Step::Open(at, round, done)));
            }
        }
        if case.pay.0.arrives() {
            actions.push(Step::PayExpires(at));
            if !state.halted {
                actions.extend([None, Some(0), Some(1)].map(|paid| Step::Pay(at, paid)));
            }
        }
        for (order, cover) in case.covers.iter().enumerate() {
            if cover.packet.arrives() {
                actions.extend([Step::Write(at, order), Step::WriteExpires(at, order)]);
            }
        }
        for (lot, sale) in case.sales.iter().enumerate() {
            if sale.is_some_and(|sale| sale.open) && !state.halted {
                actions.extend([Step::Take(at, lot), Step::Close(at, lot)]);
            }
        }
        for (lot, slot) in case.settles.iter().enumerate() {
            if slot.is_some() {
                actions.extend([Step::Settle(at, lot), Step::SettleLost(at, lot)]);
            }
        }
        let known = case.settlements.iter().enumerate();
        let known = known.filter(|(_, record)| record.is_some());
        actions.extend(known.map(|(lot, _)| Step::Credit(at, lot)));
        if !state.halted {
            actions.push(Step::WriteVault(at));
        }
        actions.push(Step::WriteMarket(at));
    }

    /// Does a step. `None`: it cannot be done now.
    pub(super) fn act(&self, state: &mut State, step: Step) -> Option<()> {
        let result = match step {
            Step::Forward => {
                state.transit += std::mem::take(&mut state.sender);
                Ok(())
            }
            Step::Land => {
                state.transit = state.transit.checked_sub(1)?;
                state.receiver += 1;
                Ok(())
            }
            Step::Refund => return self.refund(state),
            Step::Collect => {
                let money = DebtAmount::new(std::mem::take(&mut state.receiver));
                state.route.arrived = state.route.arrived.plus_or_max(money);
                Ok(())
            }
            Step::Take(at, lot) => return self.take(state, at, lot),
            Step::Settle(at, lot) => self.settle(state, at, lot)?,
            Step::Credit(at, lot) => self.credit(state, at, lot)?,
            Step::Pay(at, paid) => return self.pay(state, at, paid),
            Step::Halt => {
                state.halted = true;
                Ok(())
            }
            Step::Resume => {
                state.halted = false;
                Ok(())
            }
            other => self.act_for(state, other)?,
        };
        if result.is_err() && state.failed.is_none() {
            state.failed = Some("a step");
        }
        Some(())
    }

    /// Steps of one account.
    fn act_for(&self, state: &mut State, step: Step) -> Option<MathResult<()>> {
        let at = step.account()?;
        let case = state.cases.get_mut(at)?;
        Some(match step {
            Step::Trigger(_) => self.start(case, 1),
            Step::Open(_, round, done) => {
                let packet = case.opens.get_mut(round)?;
                packet.fate = if done { Fate::Done } else { Fate::Refused };
                if done {
                    self.open(case, round)
                } else {
                    Ok(())
                }
            }
            Step::OpenExpires(_, round) => expire(case.opens.get_mut(round)?),
            Step::OpenAnswer(_, round, answer, choice) => {
                self.open_answer(case, round, answer, choice)?
            }
            Step::Close(_, lot) => self.close(case, lot)?,
            Step::SettleLost(_, lot) => {
                *case.settles.get_mut(lot)? = None;
                Ok(())
            }
            Step::WriteVault(_) => {
                let mut vault = case.vault.clone();
                vault.locked = Default::default();
                case.from_vault = Some((vault, case.sales.clone()));
                Ok(())
            }
            Step::ReadVault(_, choice) => self.read_vault(case, choice),
            Step::WriteMarket(_) => {
                facts::write_market(case);
                Ok(())
            }
            Step::ReadMarket(_, choice) => self.read_market(case, choice),
            Step::Advance(_, overdue, choice) => self.advance(case, overdue, choice),
            Step::PayExpires(_) => expire(&mut case.pay.0),
            Step::PayAnswer(_, answer) => {
                let paid = case.pay.1;
                let result = match case.pay.0.settle(answer) {
                    Outcome::Nothing => return Some(Ok(())),
                    Outcome::Finish => self.paid(case, paid),
                    Outcome::Undo => self.paid(case, 0),
                };
                result.and_then(|()| self.step(case, Choice::Stop))
            }
            Step::Write(_, order) => self.write_off(case, order)?,
            Step::WriteExpires(_, order) => expire(&mut case.covers.get_mut(order)?.packet),
            Step::WriteAnswer(_, order, answer) => {
                let outcome = case.covers.get_mut(order)?.packet.settle(answer);
                match outcome {
                    Outcome::Nothing => return Some(Ok(())),
                    Outcome::Finish => self.wrote_off(case),
                    Outcome::Undo => {}
                }
                self.step(case, Choice::Stop)
            }
            _ => return None,
        })
    }

    /// `results::on_order_result` of an order to open.
    fn open_answer(
        &self,
        case: &mut Case,
        round: usize,
        answer: Answer,
        choice: Choice,
    ) -> Option<MathResult<()>> {
        let mut outcome = case.opens.get_mut(round)?.settle(answer);
        if self.wrong(Mistake::UndoTwice) && answer == Answer::Timeout {
            outcome = Outcome::Undo;
        }
        if outcome == Outcome::Nothing {
            return Some(Ok(()));
        }
        let mut result = Ok(());
        if self.waits(case, round) {
            match outcome {
                Outcome::Finish => self.opened(case),
                _ => result = self.not_opened(case),
            }
        }
        Some(result.and_then(|()| self.step(case, choice)))
    }
}

impl Step {
    fn account(self) -> Option<usize> {
        match self {
            Self::Trigger(at)
            | Self::Open(at, ..)
            | Self::OpenExpires(at, _)
            | Self::OpenAnswer(at, ..)
            | Self::Close(at, _)
            | Self::SettleLost(at, _)
            | Self::WriteVault(at)
            | Self::ReadVault(at, _)
            | Self::WriteMarket(at)
            | Self::ReadMarket(at, _)
            | Self::Advance(at, ..)
            | Self::PayExpires(at)
            | Self::PayAnswer(at, _)
            | Self::Write(at, _)
            | Self::WriteExpires(at, _)
            | Self::WriteAnswer(at, ..) => Some(at),
            _ => None,
        }
    }
}

fn expire(packet: &mut Packet) -> MathResult<()> {
    packet.fate = Fate::Expired;
    Ok(())
}
