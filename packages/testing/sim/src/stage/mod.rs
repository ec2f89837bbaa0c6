//! The stage of a run: deployed chains, people with money, and what the simulator knows of them.
//!
//! What must always hold: after it is set no coin is made any more; whatever lasts for a time ends
//! when its time has come or when the network is healed. Everything that plays, draws and checks
//! works on it.

mod diary;
mod people;
mod seen;
mod shape;
mod touched;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use cosmwasm_std::{Addr, Decimal};
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::World;
use simnet::{ChainIx, ChannelRef, ClientStatus, ConnectionRef, PacketId};

use crate::fault::{self, Speech};

pub use diary::Diary;
pub use people::{Account, PEOPLE};
pub use seen::{Seen, SharedSeen};
pub use touched::{Exchange, Touched, Unstaked};

/// The label of one who is nobody.
pub const MALLORY: &str = "mallory";
/// The label of one who cleans up at the end.
pub const HEALER: &str = "healer";

/// What ends after a while.
#[derive(Clone, Debug, PartialEq)]
pub enum Relief {
    /// The chain makes blocks again.
    Restart(ChainIx),
    /// Governance has recovered the light client.
    Recover(ConnectionRef),
    /// More of the coin may leave.
    Quota(ChainIx, String),
    /// The address can be paid again.
    Unblock(ChainIx, Addr),
    /// The packet is found.
    Find(PacketId),
    /// The relayer is back.
    Relayer,
    /// The keeper is back.
    Keeper,
    /// The feeder tells what it sees.
    Feeder(usize),
    /// The contract speaks as it is written: chain, name, address.
    Speech(u16, &'static str, Addr),
}

/// A channel that may take the place of the one in use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowed {
    /// Over this connection, at the outpost's end.
    pub over: ConnectionRef,
    /// Did both owners' decisions take effect? Else the outpost's waits.
    pub now: bool,
}

/// Everything of a run.
pub struct Stage {
    /// Chains and contracts.
    pub world: World,
    /// What they told.
    pub seen: SharedSeen,
    /// Accounts with their owners.
    pub accounts: Vec<Account>,
    /// What a whole token really costs, by asset.
    pub truth: BTreeMap<u32, Decimal>,
    /// What lasts: until when, net seconds.
    pub lasting: Vec<(u64, Relief)>,
    /// Feeders that lie, in thousandths; zero: silent.
    pub feeders: BTreeMap<usize, u64>,
    /// Packets that nobody relays for now.
    pub kept: BTreeSet<PacketId>,
    /// Coins that contracts were given without a reason.
    pub gifts: BTreeMap<(ChainIx, Addr, String), u128>,
    /// Supply of every native coin.
    pub supply: Vec<(ChainIx, &'static str, u128)>,
    /// Buyers that call back, by chain.
    pub bidders: BTreeMap<u16, Addr>,
    /// Other code, by chain, contract name and how it speaks.
    pub newer: BTreeMap<(u16, &'static str, Speech), u64>,
    /// Nobody relays.
    pub relayer_away: bool,
    /// The keeper is dead.
    pub keeper_dead: bool,
    /// Rate of each light client over the sequence of settings, for choosing.
    pub connections: Vec<ConnectionRef>,
    /// Transfer channels by both ends.
    pub transfers: Vec<ChannelRef>,
    /// Channels that may replace a link's, by chain.
    pub allowed: BTreeMap<u16, Allowed>,
}

impl Stage {
    /// Deploys and lets everybody begin.
    pub fn set(connected: u16) -> Result<Self> {
        let mut world = deploy(shape::spec(connected))?;
        world.net.set_logging(false);
        let seen = SharedSeen::default();
        world.net.on_step(Box::new(seen::Eyes(seen.clone())));
        let mut stage = Self {
            truth: world.fed.clone(),
            connections: world.connections.values().copied().collect(),
            transfers: world.transfers.values().copied().collect(),
            world,
            seen,
            accounts: vec![],
            lasting: vec![],
            feeders: BTreeMap::new(),
            kept: BTreeSet::new(),
            gifts: BTreeMap::new(),
            supply: vec![],
            bidders: BTreeMap::new(),
            newer: BTreeMap::new(),
            relayer_away: false,
            keeper_dead: false,
            allowed: BTreeMap::new(),
        };
        stage.allow_other_channels()?;
        stage.people()?;
        stage.supply = stage.count_supply();
        let mut seen = stage.seen.borrow_mut();
        *seen = Seen {
            liquidations: std::mem::take(&mut seen.liquidations),
            ..Seen::default()
        };
        drop(seen);
        Ok(stage)
    }

    /// Owners have allowed another channel for every link; nobody has opened one yet.
    fn allow_other_channels(&mut self) -> Result<()> {
        let links = self.world.links.iter().map(|(chain, ..)| chain.0);
        for chain in links.collect::<Vec<_>>() {
            let over = self.world.allow_replacement(chain)?;
            let peer = self.world.net.peer_connection(over)?;
            self.connections.extend([over, peer]);
            self.allowed.insert(chain, Allowed { over, now: true });
        }
        Ok(())
    }

    /// Native coins there are.
    pub fn count_supply(&self) -> Vec<(ChainIx, &'static str, u128)> {
        let spec = &self.world.spec;
        let collaterals = spec.collaterals.iter().map(|c| (c.chain, c.denom));
        let debts = spec.debts.iter().map(|d| (d.chain, d.denom));
        let coins = collaterals.chain(debts);
        coins
            .filter_map(|(chain, denom)| {
                let ix = self.world.ix(chain).ok()?;
                Some((ix, denom, self.world.net.supply(ix, denom)))
            })
            .collect()
    }

    /// Lets something last.
    pub fn last(&mut self, secs: u64, relief: Relief) {
        let until = self.world.now().saturating_add(secs);
        self.lasting.push((until, relief));
    }

    /// Lets time pass; what lasted long enough ends.
    pub fn wait(&mut self, secs: u64) -> Result<()> {
        self.world.wait(secs)?;
        let now = self.world.now();
        let (over, on) = std::mem::take(&mut self.lasting)
            .into_iter()
            .partition(|(until, _)| *until <= now);
        self.lasting = on;
        self.relieve(over)
    }

    /// Everything that lasts ends now; chains run again before anything else.
    pub fn relieve_all(&mut self) -> Result<()> {
        let mut all = std::mem::take(&mut self.lasting);
        all.sort_by_key(|(_, relief)| !matches!(relief, Relief::Restart(_)));
        self.relieve(all)
    }

    fn relieve(&mut self, over: Vec<(u64, Relief)>) -> Result<()> {
        for (_, relief) in over {
            // The same trouble may have struck again and lasts on.
            if self.lasting.iter().any(|(_, still)| *still == relief) {
                continue;
            }
            let net = &mut self.world.net;
            match relief {
                Relief::Restart(chain) => net.resume(chain)?,
                Relief::Recover(client) => net.set_client(client, ClientStatus::Active)?,
                Relief::Quota(chain, denom) => {
                    net.set_quota(chain, simnet::Direction::Outgoing, &denom, None);
                }
                Relief::Unblock(chain, addr) => net.set_blocked(chain, &addr, false),
                Relief::Find(packet) => {
                    self.kept.remove(&packet);
                }
                Relief::Relayer => self.relayer_away = false,
                Relief::Keeper => self.keeper_dead = false,
                Relief::Feeder(at) => {
                    self.feeders.remove(&at);
                }
                Relief::Speech(chain, name, addr) => {
                    if self.world.net.is_halted(self.world.ix(chain)?) {
                        self.lasting.push((0, Relief::Speech(chain, name, addr)));
                    } else {
                        fault::migrate_to(self, chain, name, &addr, Speech::Own)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The number of a chain in the net.
    pub fn number(&self, ix: ChainIx) -> Option<u16> {
        let mut sites = self.world.sites.iter();
        sites.find(|(_, site)| site.ix == ix).map(|(no, _)| *no)
    }

    /// Chosen by a number: one of the chains.
    pub fn chain(&self, pick: u64) -> Option<u16> {
        chosen(&self.world.sites.keys().copied().collect::<Vec<_>>(), pick)
    }
}

/// The thing that a number chooses, modulo how many there are.
pub fn chosen<T: Clone>(all: &[T], pick: u64) -> Option<T> {
    let at = pick.checked_rem(all.len() as u64)?;
    all.get(usize::try_from(at).ok()?).cloned()
}
