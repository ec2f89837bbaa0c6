//! A transfer of proceeds fails at the destination: once because the chain takes none (error ack),
//! once because nobody relays it in time (timeout). Each time the money is back at the courier and is
//! sent again, by anyone.

use std::time::Instant;

use anyhow::Result;
use seawall_chain_client::{ContractEvent, TxOutcome};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::market::{QueryMsg as AskMarket, RouteMoneyResponse};
use seawall_localnet::plan::Role;
use seawall_testbed::people::ROUTE;
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, LiquidationId, RouteId};
use serde_json::json;

use crate::acts::{Scene, HIGH, LOW, PATIENCE};
use crate::ballot::Vote;
use crate::books;
use crate::ground::Ground;
use crate::relay::{past, times_out_at};
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "refund",
    about: "A transfer of proceeds is refused, then times out: the money comes back and goes again",
    ground: Ground::CONTRACTS,
    run,
};

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let off = receiving(stage, false)?;
    let account = scene.borrower(stage, "borrower-3")?;
    scene.price(LOW)?;
    let liquidation = scene.liquidate(account)?;
    let lot = scene.open_lot(account)?;
    scene.take(&lot)?;
    scene.quiet()?;
    off.passed(stage)?;
    let (brought, debt) = (scene.held(Role::Collateral)?, scene.debt(account)?);
    let arrived = arrived(&scene)?;
    refused(stage, &scene, brought)?;
    timed_out(stage, &scene, brought)?;
    let known = scene.liquidation(liquidation)?;
    let nothing = known.lots.iter().all(|lot| lot.credited.is_zero());
    stage.holds(
        "meanwhile nothing has arrived and nothing is credited",
        nothing && self::arrived(&scene)? == arrived && scene.debt(account)? >= debt,
        || format!("{known:?}"),
    )?;
    paid(stage, &scene, (account, liquidation), (arrived, brought))?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// The debt chain votes on whether transfers are received.
fn receiving(stage: &Stage, enabled: bool) -> Result<Vote> {
    let message = json!({
        "@type": "/ibc.applications.transfer.v1.MsgUpdateParams",
        "params": {"send_enabled": true, "receive_enabled": enabled},
    });
    let what = format!("Transfers are received: {enabled}");
    Vote::begin(stage, Role::Debt, &what, message)
}

/// What has ever arrived at the market over the route, base units.
fn arrived(scene: &Scene) -> Result<u128> {
    let route = RouteId(ROUTE);
    let money: RouteMoneyResponse = scene.market(&AskMarket::RouteMoney { route })?;
    Ok(money.arrived.u128())
}

/// The chain answers with an error, twice.
fn refused(stage: &mut Stage, scene: &Scene, brought: u128) -> Result<()> {
    let mut longest = 0;
    for _ in 0..2 {
        let sent = scene.forward()?;
        let begun = Instant::now();
        let left = forwarded(&sent);
        let all = left == Some(brought) && brought > 0;
        stage.holds("all proceeds have left the courier", all, || {
            format!("{left:?} of {brought}")
        })?;
        let back = back(scene)?;
        longest = begun.elapsed().as_millis().max(longest);
        stage.holds(
            "refused by the debt chain, all of it is back",
            back == brought,
            || format!("{brought} became {back}"),
        )?;
    }
    stage.measure_ms("transfer to its error ack and refund, longest", longest);
    Ok(())
}

/// What a courier says that it has sent, base units.
fn forwarded(sent: &TxOutcome) -> Option<u128> {
    let kind = |event: &&ContractEvent| event.get("kind") == Some("forwarded");
    let data = sent.events.iter().find(kind)?.get("data")?;
    let data: serde_json::Value = serde_json::from_str(data).ok()?;
    data.pointer("/forwarded/amount")?.as_str()?.parse().ok()
}

/// Nobody relays until the transfer's time is over; meanwhile the chain votes to receive again.
fn timed_out(stage: &mut Stage, scene: &Scene, brought: u128) -> Result<()> {
    stage.net()?.stop_relayer()?;
    let transfer = times_out_at(&scene.forward()?)?;
    receiving(stage, true)?.passed(stage)?;
    past(scene, Role::Debt, transfer)?;
    let left = scene.held(Role::Collateral)?;
    stage.holds("the proceeds are on their way", left == 0, || {
        format!("{left} of {brought} are there")
    })?;
    let begun = Instant::now();
    stage.net()?.start_relayer()?;
    let back = back(scene)?;
    stage.measure_ms(
        "relayer's start to timeout and refund",
        begun.elapsed().as_millis(),
    );
    stage.holds("timed out, all of it is back", back == brought, || {
        format!("{brought} became {back}")
    })
}

/// Waits until the courier holds something again.
fn back(scene: &Scene) -> Result<u128> {
    until("the refund", PATIENCE, || {
        let held = scene.held(Role::Collateral)?;
        Ok((held > 0).then_some(held))
    })
}

/// Sent once more it arrives, once, and the liquidation ends.
fn paid(
    stage: &mut Stage,
    scene: &Scene,
    (account, liquidation): (AccountId, LiquidationId),
    (before, brought): (u128, u128),
) -> Result<()> {
    let begun = Instant::now();
    let outcome = scene.push(liquidation)?;
    stage.measure_ms("sent again to the debt repaid", begun.elapsed().as_millis());
    let well = outcome == Outcome::Cured && scene.safe(account)?;
    stage.holds("the liquidation ends with a safe account", well, || {
        format!("{outcome:?}")
    })?;
    let known = scene.liquidation(liquidation)?;
    let credited = known.lots.iter().map(|lot| lot.credited.u128());
    let (came, credited): (u128, u128) = (arrived(scene)?, credited.sum());
    stage.holds(
        "what arrived is what was brought, once, and all of it is credited",
        came == before.saturating_add(brought) && credited == brought,
        || format!("{before} became {came}, {brought} brought, {credited} credited"),
    )
}
