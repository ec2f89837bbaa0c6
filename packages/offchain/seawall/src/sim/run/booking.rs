//! What the chains told, booked.

use std::collections::BTreeSet;

use seawall_coordinator::events::LiquidationEvent;
use seawall_engine::results::{Happened, Packet, Side};
use seawall_interfaces::coordinator::Outcome as Ended;
use seawall_wire::ids::AccountId;
use simnet::StepKind;

use super::Run;
use crate::sim::buyers::Bought;
use crate::sim::facts::Seen;
use crate::sim::setup::whole;

impl Run<'_> {
    pub(super) fn note_opened(&mut self, block: u64) {
        for lot in &self.lots {
            if self.known_lots.insert(lot.terms.lot) {
                let account = lot.account.0;
                self.ledger.book(block, Happened::LotOpened { account });
                self.stories.opened(block, lot);
            }
        }
    }

    pub(super) fn book_takes(&mut self, block: u64, bought: &[Bought]) {
        for take in bought {
            let (market, proceeds) = (take.market, take.paid);
            self.ledger.book(block, Happened::Sold { market, proceeds });
            self.picture.take(block, take, &self.prices);
            self.stories.took(block, take);
        }
    }

    /// Books what the chains told. Says which accounts are concerned.
    pub(super) fn read_facts(&mut self, block: u64) -> anyhow::Result<BTreeSet<usize>> {
        let mut touched = BTreeSet::new();
        for seen in self.facts.take() {
            self.stories.saw(block, &seen, &self.world);
            match seen {
                Seen::Packet(kind) => self.book_packet(block, &kind),
                Seen::Hub(event) => {
                    if let Some(account) = self.book_event(block, event)? {
                        touched.extend(self.accounts.place(account));
                    }
                }
            }
        }
        Ok(touched)
    }

    fn book_packet(&mut self, block: u64, kind: &StepKind) {
        match kind {
            StepKind::Ack {
                redundant: false, ..
            } => {
                self.ledger.book(block, Happened::Packet(Packet::Acked));
            }
            StepKind::Timeout {
                redundant: false, ..
            } => {
                self.ledger.book(block, Happened::Packet(Packet::TimedOut));
            }
            _ => {}
        }
    }

    fn book_event(
        &mut self,
        block: u64,
        event: LiquidationEvent,
    ) -> anyhow::Result<Option<AccountId>> {
        match event {
            LiquidationEvent::Round { account, round, .. } => {
                if round == 1 {
                    self.ledger
                        .book(block, Happened::Liquidated { account: account.0 });
                }
                Ok(Some(account))
            }
            LiquidationEvent::LotFacts { lot, credited, .. } => {
                let debt = self.stories.newly_credited(lot, whole(credited.u128()));
                if debt > 0.0 {
                    self.repaid += debt;
                    self.ledger.book(block, Happened::Repaid { debt });
                }
                Ok(self.stories.account_of(lot))
            }
            LiquidationEvent::Covered {
                liquidation,
                collateral_side,
                pool,
                reserve,
                lenders,
                ..
            } => {
                let money = whole(collateral_side.u128());
                let side = Side::Collateral;
                self.ledger.book(block, Happened::Insured { side, money });
                let money = whole(pool.u128()) + whole(reserve.u128());
                self.ledger.book(
                    block,
                    Happened::Insured {
                        side: Side::Debt,
                        money,
                    },
                );
                let money = whole(lenders.u128());
                self.ledger.book(block, Happened::Deficit { money });
                Ok(Some(self.world.liquidation(liquidation)?.account))
            }
            LiquidationEvent::Done {
                liquidation,
                outcome,
            } => {
                let account = self.world.liquidation(liquidation)?.account;
                let paid = matches!(outcome, Ended::Cured | Ended::Covered);
                let happened = if paid || !self.accounts.is_unsafe(account) {
                    Happened::DebtPaid { account: account.0 }
                } else {
                    Happened::EndedUnsafe { account: account.0 }
                };
                self.ledger.book(block, happened);
                Ok(Some(account))
            }
            _ => Ok(None),
        }
    }
}
