//! What a take costs, now and at the next steps of a lot's price.

use seawall_engine::agents::pair_price;
use seawall_interfaces::auction_house::{LotResponse, QueryMsg, TakeResponse};
use seawall_money::CollateralAmount;
use seawall_wire::ids::LotId;
use seawall_wire::SaleTerms;

use crate::access::ask;
use crate::desk::Desk;
use crate::places::Places;

/// What a take would do now.
pub(super) async fn quote(
    chain: u16,
    lot: LotId,
    want: u128,
    places: &Places,
    desk: &Desk,
) -> Result<TakeResponse, String> {
    let site = places.sites.get(&chain).ok_or("the chain has no house")?;
    let question = QueryMsg::SimulateTake {
        lot,
        want: CollateralAmount::from(want),
    };
    let answer = ask(desk.chain(), &site.house, &question).await;
    answer.map_err(|e| e.to_string())
}

/// What a take of so much costs; of less, where rounding made it cost more than there is.
pub(super) async fn affordable(
    chain: u16,
    lot: LotId,
    want: u128,
    own: u128,
    places: &Places,
    desk: &Desk,
) -> Result<(u128, TakeResponse), String> {
    let first = quote(chain, lot, want, places, desk).await?;
    let payment = first.payment.u128();
    if payment <= own {
        return Ok((want, first));
    }
    let less = want.saturating_mul(own).checked_div(payment);
    let less = less.unwrap_or_default().saturating_sub(1);
    Ok((less, quote(chain, lot, less, places, desk).await?))
}

/// The next step of a lot's price: in so many seconds, this share of the price of now.
pub fn next_step(lot: &LotResponse) -> (u64, f64) {
    let SaleTerms::Dutch(terms) = &lot.terms.terms;
    let step = u64::from(terms.step_secs).max(1);
    let into = lot.elapsed_secs.checked_rem(step).unwrap_or_default();
    let cut = terms.cut.to_string().parse::<f64>().unwrap_or(1.0);
    let floor = pair_price(&terms.floor.atomics().to_string());
    let price = pair_price(&lot.price.atomics().to_string());
    let next = (price * cut).max(floor.min(price));
    (step.saturating_sub(into), next / price)
}

/// Seconds until the price is this share of the price of now; none if the floor is above that.
pub(super) fn seconds_until(lot: &LotResponse, share: f64) -> Option<u64> {
    let SaleTerms::Dutch(terms) = &lot.terms.terms;
    let price = pair_price(&lot.price.atomics().to_string());
    let floor = pair_price(&terms.floor.atomics().to_string());
    let cut = terms.cut.to_string().parse::<f64>().unwrap_or(1.0);
    if share >= 1.0 {
        return Some(0);
    }
    if share.is_nan() || share <= 0.0 || floor > price * share || cut >= 1.0 || cut <= 0.0 {
        return None;
    }
    let steps = (share.ln() / cut.ln()).ceil().max(1.0) as u64;
    let (first, _) = next_step(lot);
    let more = steps
        .saturating_sub(1)
        .saturating_mul(u64::from(terms.step_secs));
    Some(first.saturating_add(more))
}
