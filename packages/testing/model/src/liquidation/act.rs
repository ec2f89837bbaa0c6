//! Which steps there are, and what each does. What must always hold: a transition that honest chains
//! never make fail does not fail (`State::failed`).

use seawall_money::{DebtAmount, MathResult};

use super::state::{Money, One};
use super::{facts, Case, Choice, Liquidations, Mistake, Part, Stage, State, Step};
use crate::packet::{Answer, Fate, Outcome, Packet};

const CHOICES: [Choice; 2] = [Choice::Another, Choice::Stop];

impl Liquidations {
    pub(super) fn steps(&self, state: &State, actions: &mut Vec<Step>) {
        for (at, case) in state.cases.iter().enumerate() {
            self.hub_steps(state, at, case, actions);
            self.chain_steps(state, at, case, actions);
        }
        for (at, money) in state.routes.iter().enumerate() {
            money_steps(state.halted, at, money, actions);
        }
        if self.halts {
            actions.push(if state.halted {
                Step::Resume
            } else {
                Step::Halt
            });
        }
        if self.may_go_again(state) {
            actions.push(Step::Again);
        }
    }

    fn hub_steps(&self, state: &State, at: usize, case: &Case, actions: &mut Vec<Step>) {
        if case.hub.stage == Stage::Planned {
            actions.push(Step::Trigger(at));
            return;
        }
        for (round, packet) in case.opens.iter().enumerate() {
            for answer in self.answers(packet, state.halted) {
                let step = |choice| Step::OpenAnswer(at, round, answer, choice);
                actions.extend(CHOICES.map(step));
            }
        }
        let paid = self.answers(&case.pay.0, state.halted);
        actions.extend(paid.map(|answer| Step::PayAnswer(at, answer)));
        for (order, cover) in case.covers.iter().enumerate() {
            let answers = self.answers(&cover.packet, false);
            actions.extend(answers.map(|answer| Step::WriteAnswer(at, order, answer)));
        }
        for choice in CHOICES {
            self.readings(at, case, choice, actions);
            actions.push(Step::Advance(at, false, choice));
            if self.stalls {
                actions.push(Step::Advance(at, true, choice));
            }
        }
    }

    /// What can reach the hub about an order. Only a chain that makes blocks proves a timeout.
    fn answers(&self, packet: &Packet, halted: bool) -> impl Iterator<Item = Answer> {
        let garbles = self.garbles;
        let answers = packet.answers().into_iter();
        answers.filter(move |answer| match answer {
            Answer::Ack => true,
            Answer::Garbled => garbles,
            Answer::Timeout => !halted,
        })
    }

    fn readings(&self, at: usize, case: &Case, choice: Choice, actions: &mut Vec<Step>) {
        let part = |part: &Part| match part {
            Part::Whole => true,
            Part::Account => self.halves,
            Part::Lots => self.wrong(Mistake::CreditToldAlone),
        };
        let parts = [Part::Whole, Part::Account, Part::Lots];
        for part in parts.into_iter().filter(part) {
            // What is told is heard at once if nothing is kept under way.
            for slot in 0..self.reports.max(1) {
                let waits = |there: bool| there || self.reports == 0;
                if waits(case.from_vault.get(slot).is_some_and(Option::is_some)) {
                    actions.push(Step::ReadVault(at, slot, part, choice));
                }
                if waits(case.from_market.get(slot).is_some_and(Option::is_some)) {
                    actions.push(Step::ReadMarket(at, slot, part, choice));
                }
            }
        }
    }

    fn chain_steps(&self, state: &State, at: usize, case: &Case, actions: &mut Vec<Step>) {
        for (round, packet) in case.opens.iter().enumerate() {
            if packet.arrives() {
                actions.push(Step::OpenExpires(at, round));
            }
            let again = self.wrong(Mistake::OpensAgain) && packet.fate == Fate::Done;
            if (packet.arrives() || again) && !state.halted {
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
        for slot in 0..self.reports {
            if !state.halted {
                actions.push(Step::WriteVault(at, slot));
            }
            actions.push(Step::WriteMarket(at, slot));
        }
    }

    /// Does a step. `None`: it cannot be done now.
    pub(super) fn act(&self, state: &mut State, step: Step) -> Option<()> {
        let result = match step {
            Step::Forward(at) | Step::Land(at) | Step::Refund(at) | Step::Collect(at) => {
                return self.moves(state.routes.get_mut(at)?, step);
            }
            Step::Again => {
                let at = state.cases.len();
                state.cases.push(self.case(self.deposited(at)).ok()?);
                self.begin_cover(&mut state.one(self.shared, at)?)
            }
            Step::Halt | Step::Resume => {
                state.halted = step == Step::Halt;
                Ok(())
            }
            other => {
                let mut one = state.one(self.shared, other.liquidation()?)?;
                self.act_for(&mut one, other)?
            }
        };
        if result.is_err() && state.failed.is_none() {
            state.failed = Some("a step");
        }
        Some(())
    }

    fn moves(&self, money: &mut Money, step: Step) -> Option<()> {
        match step {
            Step::Forward(_) if self.travels => money.transit += std::mem::take(&mut money.sender),
            Step::Forward(_) => {
                let sent = DebtAmount::new(std::mem::take(&mut money.sender));
                money.route.arrived = money.route.arrived.plus_or_max(sent);
            }
            Step::Land(_) => {
                money.transit = money.transit.checked_sub(1)?;
                money.receiver += 1;
            }
            Step::Refund(_) if self.wrong(Mistake::RefundLost) => {
                money.lost += std::mem::take(&mut money.transit);
            }
            // It simply lies at the courier again.
            Step::Refund(_) => money.sender += std::mem::take(&mut money.transit),
            _ => {
                let came = DebtAmount::new(std::mem::take(&mut money.receiver));
                money.route.arrived = money.route.arrived.plus_or_max(came);
            }
        }
        Some(())
    }

    /// Steps of one liquidation.
    fn act_for(&self, one: &mut One<'_>, step: Step) -> Option<MathResult<()>> {
        Some(match step {
            Step::Trigger(_) if one.debt.owed.best().is_zero() => return None,
            Step::Trigger(_) => self.start(one, 1),
            Step::Open(_, round, done) => {
                let packet = one.case.opens.get_mut(round)?;
                packet.fate = if done { Fate::Done } else { Fate::Refused };
                if done {
                    self.open(one, round)
                } else {
                    Ok(())
                }
            }
            Step::OpenExpires(_, round) => expire(one.case.opens.get_mut(round)?),
            Step::OpenAnswer(_, round, answer, choice) => {
                self.open_answer(one, round, answer, choice)?
            }
            Step::Take(_, lot) => return self.take(one, lot).map(Ok),
            Step::Close(_, lot) => self.close(one, lot)?,
            Step::Settle(_, lot) => self.settle(one, lot)?,
            Step::SettleLost(_, lot) => {
                *one.case.settles.get_mut(lot)? = None;
                Ok(())
            }
            Step::Credit(_, lot) => self.credit(one, lot)?,
            Step::WriteVault(_, slot) => {
                *one.case.from_vault.get_mut(slot)? = Some(facts::of_vault(one));
                Ok(())
            }
            Step::ReadVault(_, slot, part, choice) => self.read_vault(one, slot, part, choice),
            Step::WriteMarket(_, slot) => {
                *one.case.from_market.get_mut(slot)? = Some(facts::of_market(one));
                Ok(())
            }
            Step::ReadMarket(_, slot, part, choice) => self.read_market(one, slot, part, choice),
            Step::Advance(_, overdue, choice) => self.advance(one, overdue, choice),
            Step::Pay(_, paid) => return self.pay(one, paid).map(Ok),
            Step::PayExpires(_) => expire(&mut one.case.pay.0),
            Step::PayAnswer(_, answer) => self.pay_answer(one, answer),
            Step::Write(_, order) => self.write_off(one, order)?,
            Step::WriteExpires(_, order) => expire(&mut one.case.covers.get_mut(order)?.packet),
            Step::WriteAnswer(_, order, answer) => self.write_answer(one, order, answer)?,
            _ => return None,
        })
    }

    /// `results::on_order_result` of an order to open.
    fn open_answer(
        &self,
        one: &mut One<'_>,
        round: usize,
        answer: Answer,
        choice: Choice,
    ) -> Option<MathResult<()>> {
        let mut outcome = one.case.opens.get_mut(round)?.settle(answer);
        if self.wrong(Mistake::UndoTwice) && answer == Answer::Timeout {
            outcome = Outcome::Undo;
        }
        if outcome == Outcome::Nothing {
            return Some(Ok(()));
        }
        let mut result = Ok(());
        if self.waits(one, round) {
            match outcome {
                Outcome::Finish => self.opened(one),
                _ => result = self.not_opened(one),
            }
        }
        Some(result.and_then(|()| self.step(one, choice)))
    }

    fn pay_answer(&self, one: &mut One<'_>, answer: Answer) -> MathResult<()> {
        let paid = one.case.pay.1;
        match one.case.pay.0.settle(answer) {
            Outcome::Nothing => return Ok(()),
            Outcome::Finish => self.paid(one, paid)?,
            Outcome::Undo => self.paid(one, 0)?,
        }
        self.step(one, Choice::Stop)
    }

    fn write_answer(
        &self,
        one: &mut One<'_>,
        order: usize,
        answer: Answer,
    ) -> Option<MathResult<()>> {
        match one.case.covers.get_mut(order)?.packet.settle(answer) {
            Outcome::Nothing => return Some(Ok(())),
            Outcome::Finish => self.wrote_off(one),
            Outcome::Undo => {}
        }
        Some(self.step(one, Choice::Stop))
    }
}

fn money_steps(halted: bool, at: usize, money: &Money, actions: &mut Vec<Step>) {
    if money.sender > 0 && !halted {
        actions.push(Step::Forward(at));
    }
    if money.transit > 0 {
        actions.push(Step::Land(at));
        if !halted {
            actions.push(Step::Refund(at));
        }
    }
    if money.receiver > 0 {
        actions.push(Step::Collect(at));
    }
}

fn expire(packet: &mut Packet) -> MathResult<()> {
    packet.fate = Fate::Expired;
    Ok(())
}
