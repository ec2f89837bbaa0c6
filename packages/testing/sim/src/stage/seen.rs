//! What the chains told while steps were played: which contracts, accounts and lots were touched,
//! which packets are on their way.
//!
//! What must always hold: everything here comes from events and relay steps, never from guesses; it
//! chooses what is checked and drawn, it decides nothing. Filled by an observer of the net.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cosmwasm_std::{Addr, Event};
use simnet::{ChainIx, ChannelRef, Net, PacketId, RecvOutcome, Step, StepKind, StepObserver};

use super::touched::{Exchange, Touched, Unstaked};
use super::Diary;
use crate::figures::Packets;

/// How many settled packets are remembered, to be relayed again.
const REMEMBERED: usize = 64;

/// All that is known from events.
#[derive(Debug, Default)]
pub struct Seen {
    /// Since it was last asked.
    pub touched: Touched,
    /// Packets without an outcome at their sender, in the order they were sent.
    pub flying: Vec<PacketId>,
    /// The last packets with an outcome.
    pub settled: Vec<PacketId>,
    /// Counts.
    pub packets: Packets,
    /// Liquidations begun, and whether they are over.
    pub liquidations: BTreeMap<u64, bool>,
    /// Open lots: the chain and its lots.
    pub open_lots: BTreeSet<(ChainIx, u64)>,
    /// Accounts that a sweep found unsafe.
    pub unsafe_accounts: BTreeSet<u64>,
    /// Accounts opened and not yet looked at.
    pub new_accounts: Vec<u64>,
    /// Commands whose neighbour failed: chain, number.
    pub failed_calls: BTreeSet<(ChainIx, u64)>,
    /// Changes that wait at the coordinator.
    pub changes: BTreeSet<u64>,
    /// Exits that were queued: market, number.
    pub exits: BTreeSet<(Addr, u64)>,
    /// What was told in the last steps.
    pub diary: Diary,
    /// The second of the block whose events are read.
    pub second: u64,
}

/// Shared by the observer and the stage.
pub type SharedSeen = Rc<RefCell<Seen>>;

/// Fills it.
pub struct Eyes(pub SharedSeen);

impl StepObserver for Eyes {
    fn after(&mut self, net: &Net, step: &Step) -> anyhow::Result<()> {
        self.0.borrow_mut().note(net, step);
        Ok(())
    }
}

/// The number behind `"name":` in a compact JSON text.
pub fn number(data: &str, name: &str) -> Option<u64> {
    let key = format!("\"{name}\":");
    let (_, rest) = data.split_once(&key)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    rest.get(..digits)?.parse().ok()
}

/// The amount behind `"name":"`: digits in quotes.
fn amount(data: &str, name: &str) -> Option<u128> {
    let key = format!("\"{name}\":\"");
    let (_, rest) = data.split_once(&key)?;
    rest.split('"').next()?.parse().ok()
}

fn attribute<'a>(event: &'a Event, key: &str) -> Option<&'a str> {
    let found = event.attributes.iter().find(|a| a.key == key);
    found.map(|a| a.value.as_str())
}

impl Seen {
    /// Takes what was touched.
    pub fn take(&mut self) -> Touched {
        std::mem::take(&mut self.touched)
    }

    fn note(&mut self, net: &Net, step: &Step) {
        self.second = net.block(step.chain).time.seconds();
        for event in &step.events {
            if event.ty == "send_packet" {
                self.sent(step.chain, event);
            } else if let Some(contract) = attribute(event, "_contract_address") {
                let contract = Addr::unchecked(contract);
                if event.ty == "wasm-seawall" {
                    self.told(step.chain, &contract, event);
                }
                self.touched.contracts.insert((step.chain, contract));
            }
        }
        match &step.kind {
            StepKind::Recv { packet, outcome } => {
                self.touched.channels.insert(packet.source);
                self.packets.duplicated += u64::from(*outcome == Some(RecvOutcome::Redundant));
            }
            StepKind::Ack { packet, redundant } => {
                let failed = !redundant
                    && net
                        .ack_of(*packet)
                        .is_some_and(|ack| ack.starts_with(b"{\"error\""));
                self.packets.acked += u64::from(!redundant && !failed);
                self.packets.errored += u64::from(failed);
                self.settle(*packet, *redundant);
            }
            StepKind::Timeout { packet, redundant } => {
                self.packets.timed_out += u64::from(!redundant);
                self.settle(*packet, *redundant);
            }
            StepKind::Blocks | StepKind::Resume => self.touched.time = true,
            _ => {}
        }
    }

    fn sent(&mut self, chain: ChainIx, event: &Event) {
        let channel = attribute(event, "packet_src_channel");
        let number = channel.and_then(|c| c.strip_prefix("channel-")?.parse().ok());
        let sequence = attribute(event, "packet_sequence").and_then(|s| s.parse().ok());
        let (Some(number), Some(sequence)) = (number, sequence) else {
            return;
        };
        let source = ChannelRef { chain, number };
        self.touched.channels.insert(source);
        self.flying.push(source.packet(sequence));
        self.packets.sent += 1;
    }

    fn settle(&mut self, packet: PacketId, redundant: bool) {
        self.touched.channels.insert(packet.source);
        if redundant {
            self.packets.duplicated += 1;
            return;
        }
        self.flying.retain(|flying| *flying != packet);
        if self.settled.len() >= REMEMBERED {
            self.settled.remove(0);
        }
        self.settled.push(packet);
    }

    fn told(&mut self, chain: ChainIx, contract: &Addr, event: &Event) {
        let (Some(kind), Some(data)) = (attribute(event, "kind"), attribute(event, "data")) else {
            return;
        };
        let (account, lot) = (number(data, "account"), number(data, "lot"));
        let liquidation = number(data, "liquidation");
        self.diary.note(chain, kind, data);
        self.touched.accounts.extend(account);
        self.touched.lots.extend(lot);
        self.touched.liquidations.extend(liquidation);
        match kind {
            "account_opened" => self.new_accounts.extend(account),
            "withdrawn" | "borrowed" => self.touched.risked.extend(account),
            "unsafe" => self.unsafe_accounts.extend(account),
            "round" => {
                if let Some(id) = liquidation {
                    self.liquidations.entry(id).or_insert(false);
                    self.touched.planned.insert(id);
                }
                if let Some(account) = account {
                    self.unsafe_accounts.remove(&account);
                }
            }
            "covered" | "opened" | "not_opened" => {
                if let Some(id) = liquidation {
                    self.known(id);
                }
            }
            "done" => {
                if let Some(id) = liquidation {
                    self.known(id);
                    self.liquidations.insert(id, true);
                }
            }
            "lot_opened" => self.open_lots.extend(lot.map(|lot| (chain, lot))),
            "lot_closed" => {
                if let Some(lot) = lot {
                    self.open_lots.remove(&(chain, lot));
                }
            }
            _ => self.chores(chain, contract, kind, data),
        }
    }

    /// What a market gave or took for debt shares. Of a lot's money only what is neither made good for
    /// others nor above the debt pays for shares.
    fn exchange(
        &self,
        chain: ChainIx,
        contract: &Addr,
        kind: &str,
        data: &str,
    ) -> Option<Exchange> {
        let sum = |names: &[&str]| -> u128 { names.iter().filter_map(|n| amount(data, n)).sum() };
        let whole = sum(&["amount", "from_pool", "from_reserve", "from_lenders"]);
        Some(Exchange {
            market: (chain, contract.clone()),
            at: self.second,
            minted: kind == "disbursed",
            shares: amount(data, "shares")?,
            amount: whole.saturating_sub(sum(&["recovered", "surplus"])),
        })
    }

    /// Who follows the events alone must have been told of it when it began.
    fn known(&mut self, liquidation: u64) {
        if !self.liquidations.contains_key(&liquidation) {
            self.touched.unannounced.insert(liquidation);
            self.liquidations.insert(liquidation, false);
        }
    }

    /// What waits for somebody.
    fn chores(&mut self, chain: ChainIx, contract: &Addr, kind: &str, data: &str) {
        match kind {
            "reported" => {
                let changed = data
                    .split_once("\"changed\":[")
                    .map_or("", |(_, rest)| rest);
                let changed = changed.split(']').next().unwrap_or_default();
                let accounts = changed.split(',').filter_map(|id| id.parse::<u64>().ok());
                self.touched.accounts.extend(accounts);
            }
            "written_down" => self.touched.written_down = true,
            "unstaked" => {
                if let (Some(amount), Some(kept)) = (amount(data, "amount"), amount(data, "kept")) {
                    let pool = (chain, contract.clone());
                    let left = Unstaked { pool, amount, kept };
                    self.touched.unstaked.push(left);
                }
            }
            "disbursed" | "repaid" | "credited" | "deficit_covered" => {
                let found = self.exchange(chain, contract, kind, data);
                self.touched.exchanged.extend(found);
            }
            "call_failed" => {
                let command = number(data, "command");
                self.failed_calls.extend(command.map(|id| (chain, id)));
            }
            "call_done" => {
                if let Some(id) = number(data, "command") {
                    self.failed_calls.remove(&(chain, id));
                }
            }
            "change_queued" => self.changes.extend(number(data, "id")),
            "exit_queued" => {
                let exit = number(data, "exit");
                self.exits.extend(exit.map(|id| (contract.clone(), id)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pays_for_shares_is_read_from_what_a_market_tells() {
        let seen = Seen::default();
        let market = Addr::unchecked("market");
        let read = |kind: &str, data: &str| {
            let found = seen.exchange(ChainIx(1), &market, kind, data).unwrap();
            (found.minted, found.shares, found.amount)
        };
        let credited = r#"{"credited":{"lot":1,"account":2,"amount":"90","shares":"50","recovered":"10","surplus":"20"}}"#;
        assert_eq!(read("credited", credited), (false, 50, 60));
        let lost = r#"{"deficit_covered":{"liquidation":3,"account":2,"shares":"7","from_pool":"4","from_reserve":"0","from_lenders":"3"}}"#;
        assert_eq!(read("deficit_covered", lost), (false, 7, 7));
        let lent =
            r#"{"disbursed":{"order":1,"account":2,"amount":"9","shares":"8","receiver":"x"}}"#;
        assert_eq!(read("disbursed", lent), (true, 8, 9));
    }

    #[test]
    fn numbers_are_found_in_compact_json_by_their_exact_name() {
        let data = r#"{"withdrawn":{"lot":7,"account":12,"amount":"5"}}"#;
        assert_eq!(number(data, "account"), Some(12));
        assert_eq!(number(data, "lot"), Some(7));
        assert_eq!(number(data, "amount"), None);
        assert_eq!(number(data, "liquidation"), None);
        assert_eq!(
            (amount(data, "amount"), amount(data, "lot")),
            (Some(5), None)
        );
    }
}
