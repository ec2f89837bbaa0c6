//! The ledger of a run: what happened, in order, and the figures that follow from it.

use std::collections::{BTreeMap, BTreeSet};

use super::percentile::percentile;
use super::{Clear, Opening, Packets, ReplayResult};

/// The side of an insurance pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The chain that held the collateral.
    Collateral,
    /// The chain that holds the debt.
    Debt,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet {
    /// It was sent.
    Sent,
    /// It was acknowledged.
    Acked,
    /// It timed out.
    TimedOut,
}

/// One thing that happened. All money in USD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Happened {
    /// An account is unsafe at the market's price, and was not in the block before.
    BecameUnsafe {
        /// The account.
        account: u64,
    },
    /// An account is safe again at the market's price without anything having been sold.
    BecameSafe {
        /// The account.
        account: u64,
    },
    /// A liquidation was planned and its lots were ordered.
    Liquidated {
        /// The account.
        account: u64,
    },
    /// The first lot of an account's liquidation opened.
    LotOpened {
        /// The account.
        account: u64,
    },
    /// A buyer took collateral.
    Sold {
        /// What the collateral is worth at the market's price now.
        market: f64,
        /// What was paid for it.
        proceeds: f64,
    },
    /// Proceeds repaid debt.
    Repaid {
        /// How much.
        debt: f64,
    },
    /// Everything a liquidation owed is paid.
    DebtPaid {
        /// The account.
        account: u64,
    },
    /// A liquidation ended while the account is still unsafe: the next one, or the market, cures it.
    EndedUnsafe {
        /// The account.
        account: u64,
    },
    /// A keeper was paid.
    KeeperPaid {
        /// How much.
        money: f64,
    },
    /// A pool paid.
    Insured {
        /// Which one.
        side: Side,
        /// How much.
        money: f64,
    },
    /// Nobody paid.
    Deficit {
        /// How much.
        money: f64,
    },
    /// A packet went on.
    Packet(Packet),
    /// All invariants were checked and held.
    InvariantsHeld,
}

/// An account's time as an unsafe one.
#[derive(Clone, Copy, Debug)]
struct Episode {
    since: u64,
    opened: bool,
    /// Is a lot open, so that the debt must be paid whatever the price does?
    selling: bool,
}

impl Episode {
    fn new(since: u64) -> Self {
        Self {
            since,
            opened: false,
            selling: false,
        }
    }
}

/// Collects what happened; see [`Ledger::result`].
#[derive(Clone, Debug)]
pub struct Ledger {
    block_seconds: u64,
    result: ReplayResult,
    repaid: f64,
    liquidated: BTreeSet<u64>,
    episodes: BTreeMap<u64, Episode>,
    clear: Vec<f64>,
    opening: Vec<f64>,
}

impl Ledger {
    /// An empty ledger for this many accounts on chains with blocks of this length.
    pub fn new(accounts: u64, block_seconds: u64) -> Self {
        Self {
            block_seconds,
            result: ReplayResult {
                accounts,
                ..ReplayResult::default()
            },
            repaid: 0.0,
            liquidated: BTreeSet::new(),
            episodes: BTreeMap::new(),
            clear: Vec::new(),
            opening: Vec::new(),
        }
    }

    /// Books what happened in a block.
    pub fn book(&mut self, block: u64, happened: Happened) {
        match happened {
            Happened::BecameUnsafe { .. }
            | Happened::BecameSafe { .. }
            | Happened::Liquidated { .. }
            | Happened::LotOpened { .. }
            | Happened::DebtPaid { .. }
            | Happened::EndedUnsafe { .. } => self.book_account(block, happened),
            Happened::Packet(packet) => self.book_packet(packet),
            Happened::InvariantsHeld => self.result.invariant_checks += 1,
            money => self.book_money(money),
        }
    }

    fn book_account(&mut self, block: u64, happened: Happened) {
        match happened {
            Happened::BecameUnsafe { account } => {
                let new = Episode::new(block);
                self.episodes.entry(account).or_insert(new);
            }
            Happened::BecameSafe { account } => match self.episodes.get(&account) {
                Some(episode) if episode.selling => {}
                Some(episode) if episode.opened => self.cleared(account, block),
                _ => drop(self.episodes.remove(&account)),
            },
            Happened::Liquidated { account } => {
                self.liquidated.insert(account);
                self.result.liquidations += 1;
            }
            Happened::LotOpened { account } => {
                let new = Episode::new(block);
                let episode = self.episodes.entry(account).or_insert(new);
                episode.selling = true;
                if !episode.opened {
                    episode.opened = true;
                    self.opening
                        .push(block.saturating_sub(episode.since) as f64);
                }
            }
            Happened::DebtPaid { account } => self.cleared(account, block),
            Happened::EndedUnsafe { account } => {
                if let Some(episode) = self.episodes.get_mut(&account) {
                    episode.selling = false;
                }
            }
            _ => {}
        }
    }

    fn cleared(&mut self, account: u64, block: u64) {
        if let Some(episode) = self.episodes.remove(&account) {
            self.clear.push(self.seconds(episode.since, block));
        }
    }

    fn book_money(&mut self, happened: Happened) {
        let result = &mut self.result;
        match happened {
            Happened::Sold { market, proceeds } => {
                result.collateral_sold_usd += market;
                result.proceeds_usd += proceeds;
            }
            Happened::Repaid { debt } => self.repaid += debt,
            Happened::KeeperPaid { money } => result.keeper_paid_usd += money,
            Happened::Insured { side, money } => match side {
                Side::Collateral => result.insurance_paid_collateral_side_usd += money,
                Side::Debt => result.insurance_paid_debt_side_usd += money,
            },
            Happened::Deficit { money } => result.deficit_usd += money,
            _ => {}
        }
    }

    fn book_packet(&mut self, packet: Packet) {
        let packets: &mut Packets = &mut self.result.packets;
        match packet {
            Packet::Sent => packets.sent += 1,
            Packet::Acked => packets.acked += 1,
            Packet::TimedOut => packets.timed_out += 1,
        }
    }

    fn seconds(&self, since: u64, block: u64) -> f64 {
        (block.saturating_sub(since) * self.block_seconds) as f64
    }

    /// The figures at the end of a run whose last block this is.
    ///
    /// An account whose debt is still unpaid counts as if it were paid now: it took at least so
    /// long. One that is unsafe but found no open lot yet counts as opened now.
    pub fn result(&self, last_block: u64) -> ReplayResult {
        let mut result = self.result.clone();
        let lost = result.insurance_paid_collateral_side_usd
            + result.insurance_paid_debt_side_usd
            + result.deficit_usd;
        result.liquidated_accounts = self.liquidated.len() as u64;
        result.debt_liquidated_usd = self.repaid + lost;
        result.borrower_cost_usd = result.collateral_sold_usd - self.repaid;
        result.bad_debt_ratio = ratio(lost, result.debt_liquidated_usd);
        result.borrower_cost_ratio = ratio(result.borrower_cost_usd, self.repaid);
        let (mut clear, mut opening) = (self.clear.clone(), self.opening.clone());
        for episode in self.episodes.values() {
            clear.push(self.seconds(episode.since, last_block));
            if !episode.opened {
                opening.push(last_block.saturating_sub(episode.since) as f64);
            }
        }
        result.clear_seconds = Clear {
            median: percentile(&clear, 0.5),
            p95: percentile(&clear, 0.95),
            max: percentile(&clear, 1.0),
        };
        result.blocks_unsafe_to_open = Opening {
            median: percentile(&opening, 0.5),
            max: percentile(&opening, 1.0),
        };
        result
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 {
        part / whole
    } else {
        0.0
    }
}
