//! The simulator beside the nodes: everything that happened on three real chains, from their first
//! block on, done again on simulated chains that run the native contracts, at the same heights and
//! times, with the packets received and acknowledged where Hermes did it. Then the books of every
//! contract and all balances must be the same to the last byte and unit.
//!
//! What must always hold: nothing of the outcome is taken over, only what people and relayers did:
//! messages, the packets they carried, block times. Addresses, channels and denoms come out the same
//! since they are computed by the same rules.

mod act;
mod code;
mod compare;

use std::collections::BTreeMap;

use anyhow::{bail, Context, Result};
use cosmwasm_std::{coin, Addr, Coin, Timestamp};
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use serde::Deserialize;
use simnet::{ChainConfig, ChainIx, ConnectionRef, Net};

use crate::history::{read, rpc, History, Tx};
pub use compare::compare;

/// The chains as they were at one moment, and the simulator that has done the same.
pub struct Mirror {
    /// The simulated chains.
    pub net: Net,
    /// What happened, by chain.
    pub histories: BTreeMap<Role, History>,
    /// Names of contracts by the hash of their code.
    codes: code::Codes,
    /// Messages that were done again.
    pub messages: usize,
    /// Packets that were received, acknowledged or timed out again.
    pub packets: usize,
}

/// What could not be done yet: what it stands on has not happened there.
const LATER: &str = "not yet";

/// Where a chain stands.
#[derive(Default)]
struct Cursor {
    tx: usize,
    message: usize,
}

impl Mirror {
    /// Reads the chains up to their last blocks and does everything again.
    pub fn of(net: &Localnet, artifacts: Option<&std::path::Path>) -> Result<Self> {
        let mut histories = BTreeMap::new();
        for role in Role::ALL {
            // The index of transactions is a little behind the blocks.
            let until = net.height(role)?.saturating_sub(1);
            histories.insert(role, read(net, role, 1, until)?);
        }
        let mut mirror = Self {
            net: Net::new(),
            histories,
            codes: code::Codes::find(artifacts)?,
            messages: 0,
            packets: 0,
        };
        mirror.net.set_logging(false);
        mirror.begin(net)?;
        mirror.replay()?;
        Ok(mirror)
    }

    /// A chain's place in the simulator.
    pub fn ix(role: Role) -> ChainIx {
        let place = Role::ALL.into_iter().position(|other| other == role);
        ChainIx(place.unwrap_or(usize::MAX))
    }

    fn begin(&mut self, net: &Localnet) -> Result<()> {
        for role in Role::ALL {
            let spec = role.spec();
            let ix = self.net.add_chain(ChainConfig::new(spec.id, spec.prefix));
            let first = self.history(role)?.blocks.first_key_value();
            let (height, time) = first.context("a chain without blocks")?;
            let (height, time) = (*height, Timestamp::from_nanos(*time));
            self.net.set_block(ix, height, time)?;
            for (address, coins) in genesis(net, role)? {
                self.net.mint(ix, &address, &coins)?;
            }
        }
        for (a, b) in Role::PAIRS {
            let link = net.link(a, b)?;
            let end = |role: Role| -> Result<ConnectionRef> {
                let end = link.end(role).context("the link has no such end")?;
                let number = end.connection.strip_prefix("connection-");
                let number = number.and_then(|n| n.parse().ok()).context("connection")?;
                let chain = Self::ix(role);
                Ok(ConnectionRef { chain, number })
            };
            let (a, b) = (end(a)?, end(b)?);
            self.net.connect_as(a, b);
        }
        Ok(())
    }

    fn history(&self, role: Role) -> Result<&History> {
        self.histories.get(&role).context("no history of a chain")
    }

    /// Does everything again, in the order of the blocks' times; what stands on a packet of another
    /// chain waits for it.
    fn replay(&mut self) -> Result<()> {
        let mut cursors: BTreeMap<Role, Cursor> = BTreeMap::new();
        loop {
            let mut heads = vec![];
            for role in Role::ALL {
                let at = cursors.entry(role).or_default().tx;
                heads.extend(self.history(role)?.txs.get(at).map(|tx| (tx.time, role)));
            }
            if heads.is_empty() {
                return Ok(());
            }
            heads.sort_unstable();
            let mut why = vec![];
            let mut moved = false;
            for (_, role) in heads {
                let cursor = cursors.entry(role).or_default();
                let found = self.histories.get(&role).and_then(|h| h.txs.get(cursor.tx));
                let tx = found.context("a transaction")?.clone();
                match self.transaction(&tx, cursor) {
                    Ok(()) => {
                        moved = true;
                        break;
                    }
                    Err(error) if error.to_string().starts_with(LATER) => {
                        why.push(format!("{role}: {error:#}"));
                    }
                    Err(error) => {
                        let (height, message) = (tx.height, cursor.message);
                        return Err(error)
                            .with_context(|| format!("{role}, block {height}, message {message}"));
                    }
                }
            }
            if !moved {
                bail!("nothing can go on: {why:?}");
            }
        }
    }

    fn transaction(&mut self, tx: &Tx, cursor: &mut Cursor) -> Result<()> {
        if tx.code == 0 {
            self.clocks(tx)?;
            while let Some(message) = tx.messages.get(cursor.message) {
                self.act(tx, cursor.message, message)?;
                cursor.message = cursor.message.saturating_add(1);
            }
        }
        *cursor = Cursor {
            tx: cursor.tx.saturating_add(1),
            message: 0,
        };
        Ok(())
    }

    /// The chain stands at the transaction's block, the others at their last block before it.
    fn clocks(&mut self, tx: &Tx) -> Result<()> {
        for role in Role::ALL {
            let blocks = &self.history(role)?.blocks;
            let mut before = blocks.iter().rev().filter(|(_, time)| **time <= tx.time);
            let at = match role == tx.role {
                true => Some((tx.height, tx.time)),
                false => before.next().map(|(height, time)| (*height, *time)),
            };
            let ix = Self::ix(role);
            if let Some((height, time)) = at.filter(|(h, _)| *h > self.net.block(ix).height) {
                self.net
                    .set_block(ix, height, Timestamp::from_nanos(time))?;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Genesis {
    genesis: Inner,
}

#[derive(Deserialize)]
struct Inner {
    app_state: AppState,
}

#[derive(Deserialize)]
struct AppState {
    bank: Bank,
}

#[derive(Deserialize)]
struct Bank {
    balances: Vec<Balance>,
}

#[derive(Deserialize)]
struct Balance {
    address: String,
    coins: Vec<GenesisCoin>,
}

#[derive(Deserialize)]
struct GenesisCoin {
    denom: String,
    amount: String,
}

/// Who had what in the beginning.
fn genesis(net: &Localnet, role: Role) -> Result<Vec<(Addr, Vec<Coin>)>> {
    let answer: Genesis = rpc(net, role, "genesis", &serde_json::json!({}))?;
    let mut all = vec![];
    for balance in answer.genesis.app_state.bank.balances {
        let mut coins = vec![];
        for GenesisCoin { denom, amount } in balance.coins {
            coins.push(coin(amount.parse::<u128>()?, denom));
        }
        if !coins.is_empty() {
            all.push((Addr::unchecked(balance.address), coins));
        }
    }
    Ok(all)
}
