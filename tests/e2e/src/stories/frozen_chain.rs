//! The collateral chain stands still while a lot is open: once for longer than an auction house
//! bears, once for longer than a step of the price. Nothing sells cheaper for it: the price knows
//! blocks, not seconds (DEC-7).

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use seawall_auction::Curve;
use seawall_interfaces::auction_house::{
    ConfigResponse, ExecuteMsg, LotLife, LotResponse, QueryMsg as AskHouse,
};
use seawall_interfaces::coordinator::Outcome;
use seawall_localnet::plan::Role;
use seawall_money::PairPrice;
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, LiquidationId, LotId};
use seawall_wire::{CloseReason, SaleTerms};

use crate::acts::{Scene, HIGH, LOW, PATIENCE};
use crate::books;
use crate::ground::Ground;
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "frozen_chain",
    about: "The collateral chain stands still while a lot is open: nothing sells cheap",
    ground: Ground::CONTRACTS,
    run,
};

const HERE: Role = Role::Collateral;
/// A halt goes on for so much longer than an auction house bears, seconds.
const LONGER: u64 = 4;
/// A halt that an auction house bears takes so many steps of the price.
const STEPS: u64 = 3;

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let account = scene.borrower(stage, "borrower-4")?;
    let owed = scene.debt(account)?;
    scene.price(LOW)?;
    let liquidation = scene.liquidate(account)?;
    let first = scene.open_lot(account)?;
    too_long(stage, &scene, &first)?;
    let second = next_round(stage, &scene, liquidation, account, first.terms.lot)?;
    for_some_steps(stage, &scene, &second)?;
    let outcome = scene.push(liquidation)?;
    let left = scene.debt(account)?;
    let well = outcome == Outcome::Cured && left < owed && scene.safe(account)?;
    stage.holds("the debt is repaid, the account is safe", well, || {
        format!("{outcome:?}: {owed} became {left}")
    })?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// What a lot showed, when, and between which blocks.
struct Seen {
    lot: LotResponse,
    from: u64,
    to: u64,
    at: Instant,
}

fn look(scene: &Scene, lot: LotId) -> Result<Seen> {
    let (at, from) = (Instant::now(), scene.reader.tip(HERE)?.height);
    let lot = scene.house(&AskHouse::Lot { lot })?;
    let to = scene.reader.tip(HERE)?.height;
    Ok(Seen { lot, from, to, at })
}

/// The price of a lot when its clock shows so many seconds.
fn price_after(lot: &LotResponse, elapsed: u64) -> Result<PairPrice> {
    let SaleTerms::Dutch(dutch) = &lot.terms.terms;
    let curve = Curve::StairstepExponential {
        cut: dutch.cut,
        step_seconds: dutch.step_secs.into(),
    };
    Ok(curve.price_at(lot.top, elapsed)?)
}

fn step_secs(lot: &LotResponse) -> u64 {
    let SaleTerms::Dutch(dutch) = &lot.terms.terms;
    dutch.step_secs.into()
}

/// Stops the chain, and lets it go on after so many seconds: nobody can be asked meanwhile.
fn freeze(stage: &Stage, secs: u64) -> Result<()> {
    let net = stage.net()?;
    net.freeze(HERE)?;
    std::thread::sleep(Duration::from_secs(secs));
    Ok(net.resume(HERE)?)
}

/// The blocks that were made count, the seconds do not: looks at the lot before a halt and after.
fn no_decay(stage: &mut Stage, scene: &Scene, lot: LotId, secs: u64) -> Result<Seen> {
    let before = look(scene, lot)?;
    freeze(stage, secs)?;
    // The node may need a moment until it answers again.
    let after = until("the chain after its halt", PATIENCE, || {
        Ok(look(scene, lot).ok().filter(|seen| seen.from > before.to))
    })?;
    let by_the_wall = before.at.elapsed().as_secs().max(secs);
    let by_the_wall = before.lot.elapsed_secs.saturating_add(by_the_wall);
    let cheap = price_after(&after.lot, by_the_wall)?;
    let clock = after.lot.elapsed_secs;
    let moved = clock.saturating_sub(before.lot.elapsed_secs);
    let blocks = after.to.saturating_sub(before.from);
    // A block of this localnet is meant to take less than a second.
    let fair = moved <= blocks.saturating_add(1)
        && after.lot.price == price_after(&after.lot, clock)?
        && after.lot.price > cheap;
    let what = format!("a halt of {secs} s adds no decay: the price is that of the blocks made");
    stage.holds(&what, fair, || {
        let (then, now, cheap) = (before.lot.price, after.lot.price, cheap.atomics());
        let (then, now) = (then.atomics(), now.atomics());
        format!("{then} became {now} in {blocks} blocks and {moved} s; {cheap} by the wall's clock")
    })?;
    stage.measure(
        &format!("blocks between the looks around a halt of {secs} s"),
        blocks,
        "blocks",
    );
    Ok(after)
}

/// Longer than an auction house bears: nobody may buy any more, and the lot closes unsold.
fn too_long(stage: &mut Stage, scene: &Scene, lot: &LotResponse) -> Result<()> {
    let id = lot.terms.lot;
    let config: ConfigResponse = scene.house(&AskHouse::Config {})?;
    let secs = config.halt_slack_secs.saturating_add(LONGER);
    no_decay(stage, scene, id, secs)?;
    until("a block that shows the halt", PATIENCE, || {
        let lot: LotResponse = scene.house(&AskHouse::Lot { lot: id })?;
        Ok((!lot.takeable).then_some(()))
    })?;
    let buyer = stage.person("liquidator")?;
    let take = ExecuteMsg::Take {
        lot: id,
        want: lot.terms.put_up,
        price_limit: lot.top,
        receiver: None,
        callback: None,
    };
    let pay = lot.terms.repay.u128().saturating_mul(2);
    let coins = [(pay, lot.payment_denom.as_str())];
    let house = scene.auction_house()?;
    let said = buyer.refusal(HERE, &house, &take, &coins)?;
    let said = said.unwrap_or_else(|| "accepted".into());
    let refused = said.contains("the sale has ended: Halted");
    stage.holds("after it takes are refused", refused, || said)?;
    scene.close(id)?;
    let lot: LotResponse = scene.house(&AskHouse::Lot { lot: id })?;
    let unsold = lot.life == LotLife::Closed(CloseReason::Halted)
        && lot.sold.is_zero()
        && lot.returned == lot.terms.put_up;
    stage.holds("the lot closes unsold, all of it returns", unsold, || {
        format!("{lot:?}")
    })
}

/// The hub hears of it and orders the next round by itself.
fn next_round(
    stage: &mut Stage,
    scene: &Scene,
    liquidation: LiquidationId,
    account: AccountId,
    first: LotId,
) -> Result<LotResponse> {
    let begun = Instant::now();
    let lot = until("a lot of the next round", PATIENCE, || {
        let mut lots = scene.lots(account)?.into_iter();
        Ok(lots.find(|lot| lot.takeable && lot.terms.lot != first))
    })?;
    stage.measure_ms(
        "from the unsold lot to one of the next round",
        begun.elapsed().as_millis(),
    );
    let known = scene.liquidation(liquidation)?;
    let track = known.lots.iter().find(|track| track.lot == first);
    let track = track.context("the hub forgot the first lot")?;
    let came_back = known.round == 2 && track.returned == track.put_up && track.sold.is_zero();
    stage.holds(
        "the hub knows that nothing was sold; the same liquidation has a second round",
        came_back,
        || format!("{known:?}"),
    )?;
    Ok(lot)
}

/// Longer than a step, but not too long: the lot is sold at the price of the blocks that were made.
fn for_some_steps(stage: &mut Stage, scene: &Scene, lot: &LotResponse) -> Result<()> {
    let id = lot.terms.lot;
    let secs = STEPS.saturating_mul(step_secs(lot));
    let seen = no_decay(stage, scene, id, secs)?;
    stage.holds("it may still be bought from", seen.lot.takeable, || {
        format!("{:?}", seen.lot)
    })?;
    let sent = scene.take(lot)?;
    let config: ConfigResponse = scene.house(&AskHouse::Config {})?;
    let blocks = sent.height.saturating_sub(lot.opened_height);
    let blocks = u32::try_from(blocks).context("blocks")?;
    let clock = cosmwasm_std::Decimal::from_ratio(blocks, 1u32);
    let clock = clock.saturating_mul(config.block_seconds).to_uint_floor();
    let due = price_after(lot, u64::try_from(clock.u128())?)?;
    let told = sent.events.iter().find(|e| e.get("kind") == Some("taken"));
    let told = told
        .and_then(|event| event.get("data"))
        .context("no take")?;
    let told: serde_json::Value = serde_json::from_str(told)?;
    let paid = told.pointer("/taken/price").cloned().unwrap_or_default();
    let paid: PairPrice = serde_json::from_value(paid)?;
    stage.holds(
        "and the buyer pays the price of the blocks made",
        paid == due,
        || format!("{} paid, {} due", paid.atomics(), due.atomics()),
    )
}
