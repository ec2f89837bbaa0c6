//! Packets are relayed by hand, one by one, in orders that no relayer would choose, and everything is
//! delivered a second time: by Hermes, which finds nothing to do; by somebody else who sends the
//! relayer's own messages again, which the node refuses; and beside another message, so that they
//! come into a block, where they change nothing.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::{self, CommandResponse, InFlightResponse};
use seawall_interfaces::vault;
use seawall_localnet::plan::Role;
use seawall_testbed::people::{COLLATERAL, DEBT};
use seawall_testbed::Person;
use seawall_wire::ids::{AccountId, LiquidationId, ListingId};

use crate::acts::{Scene, HIGH, LOW};
use crate::books;
use crate::ground::Ground;
use crate::relay::{changed, delivered, nothing, signed_by, stored, Way};
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "by_hand",
    about: "Packets and acks out of order and twice, by hand: nothing takes effect twice",
    ground: Ground::CONTRACTS,
    run,
};

/// Whose account it is.
const OWNER: &str = "borrower-4";
/// Whose messages repeat the relayer's.
const OTHER: &str = "relayer-4";
/// What the two deposits bring, base units.
const DEPOSITS: [u128; 2] = [1_000_000, 2_000_000];

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let account = scene.borrower(stage, OWNER)?;
    scene.quiet()?;
    let since = heights(&scene)?;
    stage.net()?.stop_relayer()?;
    scene.price(LOW)?;
    let liquidation = scene.liquidate(account)?;
    commands(stage, &scene, account)?;
    sale(stage, &scene, (account, liquidation))?;
    repeated(stage, &scene, &since)?;
    stage.net()?.start_relayer()?;
    let outcome = scene.push(liquidation)?;
    let well = outcome == Outcome::Cured && scene.safe(account)?;
    stage.holds("the liquidation ends with a safe account", well, || {
        format!("{outcome:?}")
    })?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])?;
    once(stage, &scene, (account, liquidation))?;
    repeated(stage, &scene, &since)
}

fn heights(scene: &Scene) -> Result<BTreeMap<Role, u64>> {
    let height = |role| Ok((role, scene.reader.tip(role)?.height));
    Role::ALL.into_iter().map(height).collect()
}

/// The sequences of packets without outcome, in the order in which they were sent.
fn sequences(waiting: &[InFlightResponse]) -> Vec<u64> {
    let mut all: Vec<u64> = waiting.iter().map(|packet| packet.sequence).collect();
    all.sort_unstable();
    all
}

/// Two deposits and a report are on their way to the hub: received last first, acks in yet another
/// order.
fn commands(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let owner = stage.person(OWNER)?;
    let before = scene.collateral(account)?;
    let vault = scene.places.vault(Role::Collateral)?;
    for amount in DEPOSITS {
        let msg = vault::ExecuteMsg::Deposit { account };
        let coins = [(amount, COLLATERAL.1)];
        owner.execute(Role::Collateral, &vault, &msg, &coins)?;
    }
    let msg = outpost::ExecuteMsg::Report {
        vault: vec![(account, ListingId(COLLATERAL.0))],
        markets: vec![],
        lots: vec![],
    };
    let outpost = scene.places.outpost(Role::Collateral)?;
    owner.execute(Role::Collateral, &outpost, &msg, &[])?;
    let waiting = scene.sent_by(Role::Collateral)?;
    let all = sequences(&waiting);
    stage.holds("three packets wait for the hub", all.len() == 3, || {
        format!("{waiting:?}")
    })?;
    let way = Way::to_hub(scene, Role::Collateral)?;
    for sequence in all.iter().rev() {
        let said = way.carry(scene, *sequence)?;
        stage.holds("received out of order", !said.is_empty(), || {
            format!("{sequence} of {all:?}")
        })?;
    }
    twice(stage, scene, &all, |sequence| way.carry(scene, sequence))?;
    let mut acks = all.clone();
    acks.rotate_left(1);
    for sequence in &acks {
        way.bring_ack(scene, *sequence)?;
    }
    twice(stage, scene, &acks, |sequence| {
        way.bring_ack(scene, sequence)
    })?;
    for command in waiting.iter().filter_map(|packet| packet.command) {
        let question = outpost::QueryMsg::Command { id: command };
        let word: CommandResponse = scene.outpost(Role::Collateral, &question)?;
        let admitted = matches!(word, CommandResponse::Admitted(_));
        stage.holds("the deposit is admitted", admitted, || format!("{word:?}"))?;
    }
    let brought: u128 = DEPOSITS.iter().sum();
    let after = scene.collateral(account)?.0;
    stage.holds(
        "both deposits count, each once",
        u128::try_from(after.saturating_sub(before.0)) == Ok(brought),
        || format!("{before:?} became {after}"),
    )
}

/// Hermes finds nothing to do for packets or acks that are through, and no contract hears of it.
fn twice(
    stage: &mut Stage,
    scene: &Scene,
    all: &[u64],
    relay: impl Fn(u64) -> Result<Vec<serde_json::Value>>,
) -> Result<()> {
    let before = stored(scene)?;
    for sequence in all {
        let said = relay(*sequence)?;
        stage.holds("Hermes finds nothing to repeat", said.is_empty(), || {
            format!("{sequence}: {said:?}")
        })?;
    }
    let changed = changed(&before, &stored(scene)?);
    stage.holds("and no contract has changed", changed.is_empty(), || {
        changed.join(", ")
    })
}

/// The order to open lots is received; the lots are sold; the report of the sale reaches the hub
/// before the order's ack does; the order to settle reaches the market before any money.
fn sale(
    stage: &mut Stage,
    scene: &Scene,
    (account, liquidation): (AccountId, LiquidationId),
) -> Result<()> {
    let down = Way::to_outpost(scene, Role::Collateral)?;
    let up = Way::to_hub(scene, Role::Collateral)?;
    let order = sequences(&scene.sent_to(Role::Collateral)?);
    let order = *order.first().context("no order")?;
    down.carry(scene, order)?;
    let lot = scene.open_lot(account)?;
    scene.take(&lot)?;
    scene.forward()?;
    let report = sequences(&scene.sent_by(Role::Collateral)?);
    let report = *report.first().context("no report of the sale")?;
    up.carry(scene, report)?;
    let acked = scene.sent_to(Role::Collateral)?;
    let waits = acked.iter().any(|packet| packet.sequence == order);
    stage.holds(
        "the hub hears of the sale before it hears that the lot was opened",
        waits,
        || format!("{acked:?}"),
    )?;
    up.bring_ack(scene, report)?;
    down.bring_ack(scene, order)?;
    let settle = sequences(&scene.sent_to(Role::Debt)?);
    let over = Way::to_outpost(scene, Role::Debt)?;
    for sequence in settle.iter().rev() {
        over.carry(scene, *sequence)?;
        over.bring_ack(scene, *sequence)?;
    }
    let known = scene.liquidation(liquidation)?;
    let track = known.lots.iter().find(|track| track.lot == lot.terms.lot);
    let told = track.is_some_and(|t| !t.proceeds.is_zero() && t.credited.is_zero());
    stage.holds(
        "the hub knows the proceeds, the market waits for the money",
        told && !settle.is_empty() && scene.held(Role::Debt)? == 0,
        || format!("{known:?}, orders {settle:?}"),
    )
}

/// Every delivery of packets and acks so far is sent once more by somebody else, on each chain.
fn repeated(stage: &mut Stage, scene: &Scene, since: &BTreeMap<Role, u64>) -> Result<()> {
    scene_is_still(scene)?;
    let other = stage.person(OTHER)?;
    let before = stored(scene)?;
    let mut count = 0usize;
    for (role, since) in since {
        let mut messages = vec![];
        for message in signed_by(&delivered(scene, *role, *since)?, other.address(*role)?)? {
            if !messages.contains(&message) {
                messages.push(message);
            }
        }
        if messages.is_empty() {
            continue;
        }
        count = count.saturating_add(messages.len());
        refused(stage, *role, &other, messages.clone())?;
        let beside = nothing(scene, *role, &other)?;
        let sent = other.send(*role, [vec![beside], messages].concat())?;
        let said = |(event, _, _): &&(String, String, String)| event.starts_with("wasm");
        let heard = sent.attributes.iter().find(said);
        stage.holds(
            "in a block all the same, no contract is called",
            heard.is_none(),
            || format!("{heard:?}"),
        )?;
    }
    stage.measure("packets and acks delivered again", count, "messages");
    let changed = changed(&before, &stored(scene)?);
    stage.holds(
        "delivered again, nothing that any contract stores has changed",
        changed.is_empty() && count > 0,
        || format!("{count} messages: {}", changed.join(", ")),
    )
}

/// A node does not even take a transaction of nothing but repetitions.
fn refused(
    stage: &mut Stage,
    role: Role,
    other: &Person,
    messages: Vec<cosmrs::Any>,
) -> Result<()> {
    let refusal = other.send(role, messages);
    let words = refusal.err().map(|error| format!("{error:#}"));
    let redundant = words.as_deref().is_some_and(|w| w.contains("redundant"));
    stage.holds(
        "the node refuses a transaction of repeated deliveries as redundant",
        redundant,
        || format!("{words:?}"),
    )
}

/// What waits for a relayer moves by itself only while one runs.
fn scene_is_still(scene: &Scene) -> Result<()> {
    if crate::relay::runs(scene)? {
        scene.quiet()?;
    }
    Ok(())
}

/// What was sold, brought and credited at the hub is what house and market say, once.
fn once(
    stage: &mut Stage,
    scene: &Scene,
    (account, liquidation): (AccountId, LiquidationId),
) -> Result<()> {
    let known = scene.liquidation(liquidation)?;
    let mut wrong = vec![];
    for track in &known.lots {
        let settled = scene.settlement(track.lot)?.unwrap_or_default();
        let sum = track.sold.plus(track.returned)?;
        if sum != track.put_up || settled != (track.credited.u128(), track.proceeds.u128()) {
            wrong.push(format!("{track:?}, settled {settled:?}"));
        }
    }
    let seen = scene.debts(account)?;
    let debts = seen.iter().filter(|d| d.listing == ListingId(DEBT.0));
    let promised = debts.filter(|debt| !debt.promised.is_zero()).count();
    stage.holds(
        "each lot is sold, brought and credited once (INV-4, INV-9); nothing is promised any more",
        wrong.is_empty() && promised == 0,
        || format!("{}; {seen:?}", wrong.join("; ")),
    )
}
