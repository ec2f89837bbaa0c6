//! The way of each liquidation over the chains, read from what the contracts told: from the price that
//! made the account unsafe to the repaid debt. All figures about speed and cost stand on it.
//!
//! What must always hold: a step is the transaction in which it happened, so a height, a time and a
//! cost are the chain's own; a liquidation whose debt was not repaid is no journey.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use seawall_localnet::plan::Role;

use crate::history::{History, Tx};

/// The asset that falls.
const ASSET: u64 = 1;

/// Where and when a step happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Nanoseconds since 1970: the block's time.
    pub time: u64,
    /// The block.
    pub height: u64,
    /// The transaction's place among the chain's transactions.
    pub tx: usize,
}

/// A liquidation that sold and was credited.
#[derive(Debug, Clone)]
pub struct Journey {
    /// The price that made the account unsafe, on the hub.
    pub price: At,
    /// The plan was frozen and its order sent, on the hub.
    pub trigger: At,
    /// The lot is on sale, on the collateral chain.
    pub open: At,
    /// Somebody bought, on the collateral chain.
    pub taken: At,
    /// The proceeds went on their way, on the collateral chain.
    pub forwarded: At,
    /// The debt was burned, on the debt chain.
    pub credited: At,
}

impl Journey {
    /// Were price update and trigger one transaction?
    pub fn in_one(&self) -> bool {
        self.price == self.trigger
    }
}

/// All journeys among what happened.
pub fn journeys(histories: &BTreeMap<Role, History>) -> Vec<Journey> {
    let told = |role| histories.get(&role).map(told).unwrap_or_default();
    let (hub, collateral, debt) = (told(Role::Hub), told(Role::Collateral), told(Role::Debt));
    let ids: BTreeSet<u64> = named(&hub, "round", "liquidation").into_iter().collect();
    let journey = |id: &u64| journey(*id, &hub, &collateral, &debt);
    ids.iter().filter_map(journey).collect()
}

/// What contracts of one chain told, in order.
struct Told {
    at: At,
    kind: String,
    data: Value,
}

impl Told {
    fn number(&self, field: &str) -> Option<u64> {
        self.data.get(&self.kind)?.get(field)?.as_u64()
    }

    /// The price of the asset, if this made one.
    fn priced(&self) -> Option<&str> {
        let observed = self.data.get("observed")?;
        (observed.get("asset")?.as_u64()? == ASSET).then_some(())?;
        observed.pointer("/outcome/priced/spot")?.as_str()
    }
}

fn told(history: &History) -> Vec<Told> {
    let of = |(place, tx): (usize, &Tx)| {
        let at = At {
            time: tx.time,
            height: tx.height,
            tx: place,
        };
        let one = move |(kind, data)| Told { at, kind, data };
        tx.told().into_iter().map(one).collect::<Vec<_>>()
    };
    let went_well = history.txs.iter().enumerate();
    let went_well = went_well.filter(|(_, tx)| tx.code == 0);
    went_well.flat_map(of).collect()
}

fn named(told: &[Told], kind: &str, field: &str) -> Vec<u64> {
    let of_kind = told.iter().filter(|t| t.kind == kind);
    of_kind.filter_map(|t| t.number(field)).collect()
}

fn first(told: &[Told], kind: &str, field: &str, number: u64) -> Option<At> {
    let mut of_kind = told.iter().filter(|t| t.kind == kind);
    let found = of_kind.find(|t| t.number(field) == Some(number))?;
    Some(found.at)
}

fn journey(id: u64, hub: &[Told], collateral: &[Told], debt: &[Told]) -> Option<Journey> {
    let trigger = first(hub, "round", "liquidation", id)?;
    let ours = |t: &&Told| t.kind == "lot_opened" && t.number("liquidation") == Some(id);
    let lots = || collateral.iter().filter(ours);
    // What nobody bought in the first round is sold in a later one, as another lot.
    let sold = |t: &Told| {
        let lot = t.number("lot")?;
        Some((lot, first(collateral, "taken", "lot", lot)?))
    };
    let (lot, taken) = lots().find_map(sold)?;
    let mut sent = collateral.iter().filter(|t| t.kind == "forwarded");
    Some(Journey {
        price: price(hub, trigger)?,
        trigger,
        open: lots().next()?.at,
        taken,
        forwarded: sent.find(|t| t.at >= taken)?.at,
        credited: first(debt, "credited", "lot", lot)?,
    })
}

/// Where the price that the trigger saw was first said.
fn price(hub: &[Told], trigger: At) -> Option<At> {
    let mut said = hub.iter().rev().filter(|t| t.at <= trigger);
    let mut found: Option<(&str, At)> = None;
    // Backwards over the rounds that repeat the last price.
    said.by_ref()
        .filter_map(|t| t.priced().map(|spot| (spot, t.at)))
        .take_while(|(spot, at)| {
            let same = found.is_none_or(|(last, _)| last == *spot);
            if same {
                found = Some((*spot, *at));
            }
            same
        })
        .for_each(drop);
    found.map(|(_, at)| at)
}

/// Blocks of a chain after one time, up to and with another.
pub fn blocks_between(history: &History, from: u64, to: u64) -> u64 {
    let times = history.blocks.values();
    let between = times.filter(|time| **time > from && **time <= to);
    u64::try_from(between.count()).unwrap_or(u64::MAX)
}

/// Median and largest of some figures; zero of none.
pub fn median_and_worst(mut figures: Vec<u64>) -> (u64, u64) {
    figures.sort_unstable();
    let median = figures.get(figures.len() / 2).copied().unwrap_or_default();
    (median, figures.last().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_worst_of_hand_made_figures() {
        assert_eq!(median_and_worst(vec![]), (0, 0));
        assert_eq!(median_and_worst(vec![5]), (5, 5));
        assert_eq!(median_and_worst(vec![9, 1, 4]), (4, 9));
        assert_eq!(median_and_worst(vec![4, 1, 9, 2]), (4, 9));
    }

    fn said(time: u64, kind: &str, data: &str) -> Told {
        Told {
            at: At {
                time,
                height: time,
                tx: 0,
            },
            kind: kind.into(),
            data: serde_json::from_str(data).unwrap(),
        }
    }

    fn observed(time: u64, spot: &str) -> Told {
        let data = format!(
            r#"{{"observed":{{"asset":1,"feed":1,"outcome":{{"priced":{{"spot":"{spot}"}}}}}}}}"#
        );
        said(time, "observed", &data)
    }

    #[test]
    fn a_price_is_as_old_as_its_first_round_however_often_it_was_repeated() {
        let hub = [
            observed(1, "10"),
            observed(2, "8"),
            observed(3, "8"),
            said(4, "round", r#"{"round":{"liquidation":7}}"#),
            observed(5, "7"),
        ];
        let trigger = first(&hub, "round", "liquidation", 7).unwrap();
        assert_eq!(price(&hub, trigger).unwrap().time, 2);
        // A price that came back is a new one.
        let hub = [observed(1, "8"), observed(2, "9"), observed(3, "8")];
        assert_eq!(price(&hub, hub[2].at).unwrap().time, 3);
    }
}
