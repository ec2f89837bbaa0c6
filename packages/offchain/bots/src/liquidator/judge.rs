//! Judging lots: from what the chain says and what tokens are worth to a bid, or a reason.

use std::collections::BTreeMap;

use seawall_engine::agents::{
    pair_price, units_wanted, Depth, LiquidatorSnapshot, LotFacts, LotView, Skip,
};
use seawall_engine::scenario::Liquidators;
use seawall_interfaces::auction_house::{LotResponse, TakeResponse};
use seawall_money::DebtAmount;

use super::price::Prices;
use super::quote::{affordable, seconds_until};
use super::{Liquidator, Reason, GAS_OF_A_TAKE};
use crate::config::Flash;
use crate::desk::Desk;
use crate::places::Places;

/// How a take is paid.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// With the account's own money.
    Inventory,
    /// By a venue that sells at once.
    Venue {
        /// Its place in the list.
        number: usize,
        /// The collateral sells for at least so much, base units.
        min_out: u128,
    },
}

/// A bid.
#[derive(Debug, Clone, PartialEq)]
pub struct Bid {
    /// Collateral, base units.
    pub want: u128,
    /// What it costs at most, base units of the payment coin.
    pub payment: u128,
    /// What is expected to be earned after gas, USD.
    pub profit: f64,
    /// What gas is taken to cost, USD.
    pub gas_usd: f64,
    /// What a token of the collateral was worth, USD.
    pub worth: f64,
    /// What a token of the debt was worth, USD.
    pub debt_usd: f64,
    /// Decimals of collateral and debt.
    pub decimals: (u8, u8),
    /// How it is paid.
    pub way: Way,
}

/// To take or to leave.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Worth taking.
    Take(Bid),
    /// Not now, for this one reason.
    Leave(Reason),
}

/// A lot with its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The lot.
    pub lot: LotResponse,
    /// What to do.
    pub verdict: Verdict,
}

/// What is known of a lot besides what its chain says.
#[derive(Clone)]
pub(super) struct Valued {
    pub(super) lot: LotResponse,
    view: LotView,
    collateral_decimals: u8,
    debt_decimals: u8,
    debt_usd: f64,
}

impl Liquidator {
    /// Every open lot of a chain with what to do about it.
    pub async fn judge(
        &self,
        chain: u16,
        lots: &[LotResponse],
        places: &Places,
        desk: &Desk,
    ) -> Vec<Judged> {
        let prices = self.prices(places).await;
        let mut judged = vec![];
        let mut by_coin: BTreeMap<String, Vec<Valued>> = BTreeMap::new();
        for lot in lots {
            match self.value(chain, lot, places, &prices) {
                Ok(valued) => by_coin
                    .entry(lot.payment_denom.clone())
                    .or_default()
                    .push(valued),
                Err(reason) => judged.push(leave(lot, reason)),
            }
        }
        for (coin, lots) in by_coin {
            judged.extend(self.judge_coin(chain, &coin, &lots, places, desk).await);
        }
        judged
    }

    fn value(
        &self,
        chain: u16,
        lot: &LotResponse,
        places: &Places,
        prices: &Prices,
    ) -> Result<Valued, Reason> {
        if !lot.takeable {
            return Err(Reason::Ended);
        }
        let unknown = |listing: u32| Reason::NoPrice {
            asset: format!("listing {listing}"),
            why: "the hub does not list it".into(),
        };
        let (coll, debt) = (lot.terms.collateral.0, lot.terms.debt.0);
        let collateral = places.listings.get(&coll).ok_or_else(|| unknown(coll))?;
        let debt = places.listings.get(&debt).ok_or_else(|| unknown(debt))?;
        let wanted = &self.settings.assets;
        let name = &collateral.name;
        if !wanted.is_empty() && !wanted.contains(name) {
            let asset = name.clone();
            return Err(Reason::NotWanted { asset });
        }
        let price = |asset: &String| match prices.get(asset) {
            Some(Ok(price)) => Ok(*price),
            Some(Err(why)) => Err((asset.clone(), why.clone())),
            None => Err((asset.clone(), "no source".into())),
        };
        let none = |(asset, why)| Reason::NoPrice { asset, why };
        let market = price(name).map_err(none)?;
        let debt_usd = price(&debt.name).map_err(none)?;
        let set = self.settings.depth.get(name);
        let depth = Depth {
            market,
            sigma_day: set.map_or(0.0, |d| d.sigma_day),
            daily_volume: set.map_or(0.0, |d| d.daily_volume),
        };
        let brought = lot.proceeds.plus_or_max(lot.fee);
        let facts = LotFacts {
            chain,
            lot: lot.terms.lot.0,
            asset: coll as usize,
            takeable: lot.takeable,
            price: pair_price(&lot.price.atomics().to_string()),
            rest: lot.terms.put_up.minus_or_zero(lot.sold).u128(),
            close_left: (lot.terms.close_at).map(|at: DebtAmount| at.minus_or_zero(brought).u128()),
            min_rest: lot.terms.min_rest.u128(),
            collateral_decimals: collateral.decimals,
            debt_decimals: debt.decimals,
            debt_usd,
        };
        Ok(Valued {
            lot: lot.clone(),
            view: LotView::of(&facts, depth).ok_or(Reason::Ended)?,
            collateral_decimals: collateral.decimals,
            debt_decimals: debt.decimals,
            debt_usd,
        })
    }

    async fn judge_coin(
        &self,
        chain: u16,
        coin: &str,
        lots: &[Valued],
        places: &Places,
        desk: &Desk,
    ) -> Vec<Judged> {
        let Some(first) = lots.first() else {
            return vec![];
        };
        let at = desk.chain();
        // A balance that could not be read is no money: nothing is bid that might not be there.
        let balance = at.balance(at.me(), coin).await.unwrap_or(0);
        let own = balance.saturating_sub(desk.reserved(coin));
        let tokens = seawall_engine::agents::whole(own, first.debt_decimals);
        let money = (tokens * first.debt_usd).min(self.settings.inventory_usd.unwrap_or(f64::MAX));
        let settings = Liquidators {
            margin: self.settings.margin,
            ..Liquidators::default()
        };
        let mut agent = seawall_engine::agents::Liquidator::with_capital(&settings, money);
        let snapshot = LiquidatorSnapshot {
            time: 0,
            lots: lots.iter().map(|v| v.view).collect(),
        };
        let mut judged = vec![];
        for (view, verdict) in agent.judge_all(&snapshot) {
            let Some(valued) = lots.iter().find(|v| v.view.lot == view.lot) else {
                continue;
            };
            let verdict = self
                .settle_on(chain, valued, (verdict, own), places, desk)
                .await;
            judged.push(Judged {
                lot: valued.lot.clone(),
                verdict,
            });
        }
        judged
    }

    async fn settle_on(
        &self,
        chain: u16,
        valued: &Valued,
        (verdict, own): (Result<f64, Skip>, u128),
        places: &Places,
        desk: &Desk,
    ) -> Verdict {
        let flash = match (&verdict, self.settings.flash) {
            (_, Flash::Never) => false,
            (_, Flash::Always) => true,
            (Err(Skip::TooLittleMoney { .. }), Flash::WhenShort) => true,
            (_, Flash::WhenShort) => false,
        };
        if flash {
            if let Some(bid) = self.at_a_venue(chain, valued, places, desk).await {
                return Verdict::Take(bid);
            }
        }
        let tokens = match verdict {
            Ok(tokens) => tokens,
            Err(skip) => return Verdict::Leave(self.reason(valued, skip)),
        };
        let rest = valued.lot.terms.put_up.minus_or_zero(valued.lot.sold);
        let want = units_wanted(tokens, valued.collateral_decimals, rest.u128());
        let lot = valued.lot.terms.lot;
        let (want, quote) = match affordable(chain, lot, want, own, places, desk).await {
            Ok(found) => found,
            Err(why) => return Verdict::Leave(Reason::NotQuoted { why }),
        };
        let bid = self.bid_of(chain, valued, want, &quote, Way::Inventory, desk);
        self.enough(bid)
    }

    fn enough(&self, bid: Bid) -> Verdict {
        let least = self.settings.min_profit_usd;
        // Who accepts a loss by the margin accepts it here too.
        let least = if self.settings.margin < 0.0 {
            f64::MIN
        } else {
            least
        };
        if bid.profit >= least {
            return Verdict::Take(bid);
        }
        Verdict::Leave(Reason::ProfitTooSmall {
            expected: bid.profit,
            least,
        })
    }

    /// What a take would cost and earn.
    pub(super) fn bid_of(
        &self,
        chain: u16,
        valued: &Valued,
        want: u128,
        quote: &TakeResponse,
        way: Way,
        desk: &Desk,
    ) -> Bid {
        use seawall_engine::agents::whole;
        let got = whole(quote.collateral.u128(), valued.collateral_decimals);
        let paid = whole(quote.payment.u128(), valued.debt_decimals) * valued.debt_usd;
        let gas_usd = self.gas_of_a_take(chain, desk);
        let revenue = match &way {
            Way::Inventory => valued.view.depth.revenue(got),
            Way::Venue { min_out, .. } => whole(*min_out, valued.debt_decimals) * valued.debt_usd,
        };
        Bid {
            want,
            payment: quote.payment.u128(),
            profit: revenue - paid - gas_usd,
            gas_usd,
            worth: valued.view.depth.market,
            debt_usd: valued.debt_usd,
            decimals: (valued.collateral_decimals, valued.debt_decimals),
            way,
        }
    }

    /// What the gas of a take is worth, USD; zero where the configuration does not say what gas is
    /// worth.
    pub fn gas_of_a_take(&self, chain: u16, desk: &Desk) -> f64 {
        let usd = self.gas_usd.get(&chain).copied().unwrap_or(0.0);
        usd * desk.chain().fee_of(GAS_OF_A_TAKE) as f64
    }

    fn reason(&self, valued: &Valued, skip: Skip) -> Reason {
        match skip {
            Skip::Nothing => Reason::Ended,
            Skip::TooDear { most } => Reason::TooDear {
                price: valued.view.price,
                most,
                in_secs: seconds_until(&valued.lot, most / valued.view.price),
            },
            Skip::MarketFull => Reason::MarketFull,
            Skip::TooLittleMoney { has } => Reason::TooLittleMoney { has },
            Skip::Dust => Reason::Dust,
        }
    }
}

fn leave(lot: &LotResponse, reason: Reason) -> Judged {
    Judged {
        lot: lot.clone(),
        verdict: Verdict::Leave(reason),
    }
}
