//! What people do, played on the stage.
//!
//! What must always hold: everyone pays with coins they have; what a contract refuses is refused and
//! counted; who repairs is never stopped by a pause (INV-10).

mod borrowers;
mod capital;
mod chores;
mod cranks;
mod govern;
mod oracle;
mod relay;
mod reports;
mod roundtrip;
mod trespass;

use anyhow::{Context, Result};
use cosmwasm_std::{coin, Addr, Decimal, Uint128};
use seawall_interfaces as api;
use seawall_money::CollateralAmount;
use seawall_wire::ids::LotId;

use crate::script::Action;
use crate::stage::{chosen, Account, Stage, PEOPLE};
use crate::violation::{of, Done, Outcome};

pub(crate) use borrowers::{claim_at, claim_places};
pub(crate) use cranks::CRANKS;
pub(crate) use govern::GOVERNING;
pub(crate) use oracle::feed;
pub(crate) use relay::{relay_once, waiting, whole};

/// Lets it happen.
pub(crate) fn play(stage: &mut Stage, action: &Action) -> Done {
    use Action as A;
    match action {
        A::Wait(secs) => of(stage.wait(*secs)),
        A::Move { asset, permille } => of(oracle::moves(stage, *asset, *permille)),
        A::Feed { feeder } => of(oracle::feed(stage, *feeder)),
        A::FeedAll {} => oracle::feed_all(stage),
        A::Relay { packet } => relay::step(stage, *packet),
        A::Carry { packet } => relay::carry(stage, *packet),
        // One packet after the other, with a judgement between them: by the player.
        A::CarryAll {} => Ok(Outcome::Idle),
        A::Take { who, lot, milli } => take(stage, *who, *lot, *milli),
        A::Crank { kind, at } => cranks::crank(stage, *kind, *at),
        A::Govern { kind, at, amount } => govern::govern(stage, *kind, *at, *amount),
        A::Trespass { kind, at } => trespass::try_it(stage, *kind, *at),
        A::RoundTrip {
            who,
            kind,
            at,
            milli,
        } => roundtrip::go(stage, *who, *kind, *at, *milli),
        A::Lend { .. }
        | A::RequestExit { .. }
        | A::FinishExit { .. }
        | A::ClaimRecovery { .. }
        | A::Stake { .. }
        | A::Unstake { .. } => capital::play(stage, action),
        _ => borrowers::play(stage, action),
    }
}

/// The person that a number chooses.
pub(crate) fn person(pick: u64) -> &'static str {
    chosen(&PEOPLE, pick).unwrap_or("ann")
}

/// The account that a number chooses.
pub(crate) fn account(stage: &Stage, pick: u64) -> Option<Account> {
    chosen(&stage.accounts, pick)
}

/// Thousandths of a whole token in base units.
pub(crate) fn units(milli: u64, decimals: u8) -> u128 {
    u128::from(milli) * 10u128.pow(u32::from(decimals)) / 1_000
}

/// What thousandths of a dollar bought of a listing at the prices of the start, base units.
pub(crate) fn worth(stage: &Stage, listing: u32, decimals: u8, milli: u64) -> u128 {
    let price = stage.world.price(listing).unwrap_or(Decimal::one());
    let dollars = Uint128::new(units(milli, decimals));
    let bought = dollars.checked_div_floor(price);
    bought.unwrap_or_default().u128().max(1)
}

/// All markets: listing, chain, contract.
pub(crate) fn markets(stage: &Stage) -> Vec<(u32, u16, Addr)> {
    let sites = stage.world.sites.iter();
    sites
        .flat_map(|(chain, site)| {
            let all = site.markets.iter();
            all.map(move |(listing, addr)| (*listing, *chain, addr.clone()))
        })
        .collect()
}

/// All pools: chain, contract, its coin, decimals.
pub(crate) fn pools(stage: &Stage) -> Vec<(u16, Addr, String, u8)> {
    let mut all = vec![];
    for (chain, site) in &stage.world.sites {
        for debt in &stage.world.spec.debts {
            if let Some(pool) = site.pools.get(&debt.number) {
                all.push((*chain, pool.clone(), debt.denom.to_string(), debt.decimals));
            }
            if let Some(route) = site.routes.get(&debt.number) {
                all.push((
                    *chain,
                    route.pool.clone(),
                    route.denom.clone(),
                    debt.decimals,
                ));
            }
        }
    }
    all
}

/// All routes: where it starts, for which debt.
pub(crate) fn routes(stage: &Stage) -> Vec<(u16, u32)> {
    let sites = stage.world.sites.iter();
    sites
        .flat_map(|(chain, site)| site.routes.keys().map(move |debt| (*chain, *debt)))
        .collect()
}

/// The open lots, in order.
pub(crate) fn open_lots(stage: &Stage) -> Vec<(u16, LotId)> {
    let seen = stage.seen.borrow();
    let lots = seen.open_lots.iter();
    lots.filter_map(|(ix, lot)| Some((stage.number(*ix)?, LotId(*lot))))
        .collect()
}

fn take(stage: &mut Stage, who: u64, lot: u64, milli: u64) -> Done {
    let Some((chain, lot)) = chosen(&open_lots(stage), lot) else {
        return Ok(Outcome::Idle);
    };
    of(buy(stage, chain, person(who), lot, milli))
}

/// Buys so much of a lot at the price of this block; everything if `milli` is zero.
pub(crate) fn buy(stage: &mut Stage, chain: u16, who: &str, lot: LotId, milli: u64) -> Result<()> {
    let now = stage.world.lot(chain, lot)?;
    let listing = now.terms.collateral.0;
    let decimals = stage.world.collateral(listing)?.decimals;
    let want = match milli {
        0 => CollateralAmount::MAX,
        _ => CollateralAmount::new(worth(stage, listing, decimals, milli)),
    };
    let house = stage.world.site(chain)?.auction_house.clone();
    let msg = api::auction_house::QueryMsg::SimulateTake { lot, want };
    let quote: api::auction_house::TakeResponse = stage.world.query(chain, &house, &msg)?;
    let msg = api::auction_house::ExecuteMsg::Take {
        lot,
        want,
        price_limit: now.price,
        receiver: None,
        callback: None,
    };
    let payment = quote.payment.u128();
    anyhow::ensure!(payment > 0, "nothing to pay");
    let money = [coin(payment, &now.payment_denom)];
    let paid = stage.world.execute(chain, who, &house, &msg, &money);
    paid.map(drop).context("take")
}
