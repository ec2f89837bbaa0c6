//! What can be taken now, and what is unsafe, for people.

use std::fmt::Write;

use seawall_engine::agents::{pair_price, whole};

use super::quote::next_step;
use super::{Judged, Reason, Verdict, Way};
use crate::picture::Waiting;
use crate::places::Places;

/// A lot in a few lines: what is left, price now, next step, all-in cost, what would be done.
/// `gas_usd`: of a take.
pub fn lot(chain: u16, judged: &Judged, places: &Places, gas_usd: f64) -> String {
    let lot = &judged.lot;
    let of = |listing: u32| {
        let found = places.listings.get(&listing);
        found.map_or((listing.to_string(), 0), |l| (l.name.clone(), l.decimals))
    };
    let ((coll, c), (debt, d)) = (of(lot.terms.collateral.0), of(lot.terms.debt.0));
    let rest = whole(lot.terms.put_up.minus_or_zero(lot.sold).u128(), c);
    let shift = i32::from(c).saturating_sub(i32::from(d));
    let price = pair_price(&lot.price.atomics().to_string()) * 10f64.powi(shift);
    let (in_secs, share) = next_step(lot);
    let mut out = format!(
        "lot {} on {}: {rest} {coll} left at {price:.6} {debt}; in {in_secs} s {:.6}; all of it \
         costs {:.6} {debt} and {gas_usd:.6} USD of gas\n",
        lot.terms.lot,
        places.name(chain),
        price * share,
        rest * price,
    );
    match &judged.verdict {
        Verdict::Take(bid) => {
            let way = match &bid.way {
                Way::Inventory => "with own money".into(),
                Way::Venue { min_out, .. } => {
                    format!("at a venue for at least {:.6} {debt}", whole(*min_out, d))
                }
            };
            let (want, payment) = (whole(bid.want, c), whole(bid.payment, d));
            let _ = write!(
                out,
                "    would take {want} {coll} for {payment:.6} {debt} and {:.6} USD of gas, {way}; \
                 expected {:.6} USD",
                bid.gas_usd, bid.profit
            );
        }
        Verdict::Leave(reason) => {
            let _ = write!(out, "    left alone: {reason}");
        }
    }
    out
}

/// Why a lot that is not open is left alone.
pub fn not_open(lot: u64) -> String {
    format!("lot {lot}: left alone: {}", Reason::NotOpen)
}

/// An account in the queue of the unsafe.
pub fn account(waiting: &Waiting, places: &Places, now: u64) -> String {
    let mut out = format!("account {}", waiting.seen.account);
    if let Some(health) = &waiting.health {
        let _ = write!(out, ": health {}", health.best);
        if let Some(obstacle) = &health.obstacle {
            let _ = write!(out, ", not now: {obstacle}");
        }
    }
    if waiting.seen.busy {
        out.push_str(": being liquidated");
    }
    if let Some(chain) = waiting.chain {
        let _ = write!(out, ", to be sold on {}", places.name(chain));
    }
    match waiting.since {
        Some(since) => {
            let _ = write!(out, ", unsafe for {} s", now.saturating_sub(since));
        }
        None => out.push_str(", not swept yet"),
    }
    out
}
