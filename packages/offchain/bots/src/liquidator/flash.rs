//! Taking without money: which piece of a lot a venue pays for best.
//!
//! What must always hold: a venue pays at least what the take costs; what is demanded of it is said in
//! the order, so that a price that has moved undoes the whole transaction.

use super::judge::Valued;
use super::quote::quote;
use super::{Bid, Liquidator, Way};
use crate::desk::Desk;
use crate::places::Places;

/// Shares of a lot that are tried at a venue, in percent: a smaller piece moves its price less.
const PIECES: [u128; 4] = [100, 60, 30, 10];

impl Liquidator {
    /// The best piece that a venue pays for, if one does.
    pub(super) async fn at_a_venue(
        &self,
        chain: u16,
        valued: &Valued,
        places: &Places,
        desk: &Desk,
    ) -> Option<Bid> {
        let lot = &valued.lot;
        let rest = lot.terms.put_up.minus_or_zero(lot.sold).u128();
        let mut best: Option<Bid> = None;
        let here = self.venues.iter().enumerate();
        for (number, venue) in here.filter(|(_, v)| v.chain() == chain) {
            for piece in PIECES {
                let want = rest.saturating_mul(piece) / 100;
                let Ok(quote) = quote(chain, lot.terms.lot, want, places, desk).await else {
                    continue;
                };
                let sold = venue.quote(
                    &lot.collateral_denom,
                    quote.collateral.u128(),
                    &lot.payment_denom,
                );
                let Ok(Some(out)) = sold.await else {
                    continue;
                };
                // Whatever the margin: a venue is paid by what it buys, never by us.
                if out < quote.payment.u128() {
                    continue;
                }
                let min_out = out;
                let way = Way::Venue { number, min_out };
                let bid = self.bid_of(chain, valued, want, &quote, way, desk);
                let least = self.settings.min_profit_usd.max(0.0);
                if bid.profit < least || best.as_ref().is_some_and(|b| b.profit >= bid.profit) {
                    continue;
                }
                best = Some(bid);
            }
        }
        best.map(|bid| self.with_slack(bid))
    }

    /// The venue's price may move before the block: half of the profit may go.
    fn with_slack(&self, mut bid: Bid) -> Bid {
        if let Way::Venue { min_out, .. } = &mut bid.way {
            let above = min_out.saturating_sub(bid.payment);
            *min_out = bid.payment.saturating_add(above / 2);
        }
        bid
    }
}
