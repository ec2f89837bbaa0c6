//! What can be taken now, and what is unsafe: as data for programs, in words for people.

use std::fmt;

use seawall_engine::agents::{pair_price, whole};
use serde::Serialize;

use super::quote::next_step;
use super::{Judged, Reason, Verdict, Way};
use crate::picture::Waiting;
use crate::places::Places;

/// An asset as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asset {
    /// Its listing's name.
    pub name: String,
    /// Decimals of its base unit.
    pub decimals: u8,
}

impl Asset {
    fn of(listing: u32, places: &Places) -> Self {
        match places.listings.get(&listing) {
            Some(found) => Self {
                name: found.name.clone(),
                decimals: found.decimals,
            },
            None => Self {
                name: listing.to_string(),
                decimals: 0,
            },
        }
    }

    fn whole(&self, units: &str) -> f64 {
        whole(units.parse().unwrap_or_default(), self.decimals)
    }
}

/// A lot: what is left, price now, next step, all-in cost, what would be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LotSeen {
    /// Its number.
    pub lot: u64,
    /// The chain's name.
    pub chain: String,
    /// What is sold.
    pub collateral: Asset,
    /// What it is paid with.
    pub debt: Asset,
    /// What is left of it, base units of the collateral.
    pub left: String,
    /// Price now, whole tokens of the debt for one of the collateral.
    pub price: f64,
    /// Seconds until the price's next step.
    pub next_in: u64,
    /// The price then.
    pub next_price: f64,
    /// What all that is left costs now, whole tokens of the debt.
    pub costs: f64,
    /// Gas of a take, USD.
    pub gas_usd: f64,
    /// What would be done.
    pub verdict: Doing,
}

/// What would be done with a lot.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Doing {
    /// Taking.
    Take {
        /// So much of it, base units of the collateral.
        want: String,
        /// For at most so much, base units of the debt's coin.
        payment: String,
        /// And this gas, USD.
        gas_usd: f64,
        /// A venue pays, for at least so much, base units of the debt's coin; none: own money.
        venue_min_out: Option<String>,
        /// What is expected to be earned, USD.
        expected_usd: f64,
    },
    /// Leaving it alone.
    Leave {
        /// Why, in one word.
        reason: &'static str,
        /// Why, in a sentence.
        why: String,
    },
}

impl Doing {
    fn new(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Take(bid) => Self::Take {
                want: bid.want.to_string(),
                payment: bid.payment.to_string(),
                gas_usd: bid.gas_usd,
                venue_min_out: match &bid.way {
                    Way::Inventory => None,
                    Way::Venue { min_out, .. } => Some(min_out.to_string()),
                },
                expected_usd: bid.profit,
            },
            Verdict::Leave(reason) => Self::leave(reason),
        }
    }

    fn leave(reason: &Reason) -> Self {
        Self::Leave {
            reason: reason.word(),
            why: reason.to_string(),
        }
    }

    /// Of a lot that is not open.
    pub fn not_open() -> Self {
        Self::leave(&Reason::NotOpen)
    }
}

impl LotSeen {
    /// `gas_usd`: of a take.
    pub fn new(chain: u16, judged: &Judged, places: &Places, gas_usd: f64) -> Self {
        let lot = &judged.lot;
        let collateral = Asset::of(lot.terms.collateral.0, places);
        let debt = Asset::of(lot.terms.debt.0, places);
        let left = lot.terms.put_up.minus_or_zero(lot.sold).u128();
        let shift = i32::from(collateral.decimals).saturating_sub(i32::from(debt.decimals));
        let price = pair_price(&lot.price.atomics().to_string()) * 10f64.powi(shift);
        let (next_in, share) = next_step(lot);
        Self {
            lot: lot.terms.lot.0,
            chain: places.name(chain),
            left: left.to_string(),
            price,
            next_in,
            next_price: price * share,
            costs: whole(left, collateral.decimals) * price,
            gas_usd,
            verdict: Doing::new(&judged.verdict),
            collateral,
            debt,
        }
    }
}

impl fmt::Display for LotSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (coll, debt) = (&self.collateral.name, &self.debt.name);
        writeln!(
            f,
            "lot {} on {}: {} {coll} left at {:.6} {debt}; in {} s {:.6}; all of it costs {:.6} {debt} and \
             {:.6} USD of gas",
            self.lot,
            self.chain,
            self.collateral.whole(&self.left),
            self.price,
            self.next_in,
            self.next_price,
            self.costs,
            self.gas_usd,
        )?;
        match &self.verdict {
            Doing::Take {
                want,
                payment,
                gas_usd,
                venue_min_out,
                expected_usd,
            } => {
                let (want, payment) = (self.collateral.whole(want), self.debt.whole(payment));
                write!(
                    f,
                    "    would take {want} {coll} for {payment:.6} {debt} and {gas_usd:.6} USD of gas, "
                )?;
                match venue_min_out {
                    None => f.write_str("with own money")?,
                    Some(least) => {
                        let least = self.debt.whole(least);
                        write!(f, "at a venue for at least {least:.6} {debt}")?;
                    }
                }
                write!(f, "; expected {expected_usd:.6} USD")
            }
            Doing::Leave { why, .. } => write!(f, "    left alone: {why}"),
        }
    }
}

/// Why a lot that is not open is left alone.
pub fn not_open(lot: u64) -> String {
    format!("lot {lot}: left alone: {}", Reason::NotOpen)
}

/// An account in the queue of the unsafe.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountSeen {
    /// Its number.
    pub account: u64,
    /// Its health in the best case, where it was read.
    pub health: Option<String>,
    /// Why it cannot be liquidated now, though unsafe.
    pub obstacle: Option<String>,
    /// A liquidation is under way.
    pub busy: bool,
    /// The chain on which the next plan works best.
    pub chain: Option<String>,
    /// Seconds since it was swept into the queue; none: nobody has swept it yet.
    pub unsafe_for: Option<u64>,
}

impl AccountSeen {
    /// `now`: the hub's time.
    pub fn new(waiting: &Waiting, places: &Places, now: u64) -> Self {
        let health = waiting.health.as_ref();
        Self {
            account: waiting.seen.account,
            health: health.map(|h| h.best.to_string()),
            obstacle: health.and_then(|h| h.obstacle.clone()),
            busy: waiting.seen.busy,
            chain: waiting.chain.map(|chain| places.name(chain)),
            unsafe_for: waiting.since.map(|since| now.saturating_sub(since)),
        }
    }
}

impl fmt::Display for AccountSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "account {}", self.account)?;
        if let Some(health) = &self.health {
            write!(f, ": health {health}")?;
        }
        if let Some(obstacle) = &self.obstacle {
            write!(f, ", not now: {obstacle}")?;
        }
        if self.busy {
            f.write_str(": being liquidated")?;
        }
        if let Some(chain) = &self.chain {
            write!(f, ", to be sold on {chain}")?;
        }
        match self.unsafe_for {
            Some(secs) => write!(f, ", unsafe for {secs} s"),
            None => f.write_str(", not swept yet"),
        }
    }
}
