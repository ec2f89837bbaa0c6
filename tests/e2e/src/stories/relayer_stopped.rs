//! The relayer is ended while two liquidations are on their way, and started again when the packets'
//! time is over: the report of a sale and its money, an order to open lots and a deposit.

use std::time::Instant;

use anyhow::{Context, Result};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::{CommandResponse, InFlightResponse, QueryMsg as AskOutpost};
use seawall_interfaces::vault;
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, CommandId, LiquidationId, LotId};

use crate::acts::{Scene, HIGH, LOW, PATIENCE};
use crate::books;
use crate::ground::Ground;
use crate::relay::{past, times_out_at};
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "relayer_stopped",
    about: "The relayer ends on the way and comes back after the packets' timeout: all ends well",
    ground: Ground::CONTRACTS,
    run,
};

/// Whose accounts are liquidated.
const OWNER: &str = "borrower-2";
/// Deposited while nobody relays, base units.
const LATE: u128 = 5_000_000;

/// What waits while nobody relays.
struct Waiting {
    sale: Sale,
    order: Order,
    /// Debt, before.
    debt: u128,
    /// Collateral of the account that is ordered to be sold, before.
    collateral: (i128, u128),
}

/// A lot that is sold: report and money are on their way.
struct Sale {
    account: AccountId,
    liquidation: LiquidationId,
    lot: LotId,
    brought: u128,
}

/// An order to open lots and a deposit of the same account are on their way.
struct Order {
    account: AccountId,
    liquidation: LiquidationId,
    deposit: CommandId,
}

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    scene.short_timeouts(stage)?;
    let sold = scene.borrower(stage, OWNER)?;
    let ordered = scene.borrower(stage, OWNER)?;
    scene.after_the_time_lock()?;
    scene.price(LOW)?;
    let waiting = away(stage, &scene, sold, ordered)?;
    let begun = Instant::now();
    stage.net()?.start_relayer()?;
    order_undone(stage, &scene, &waiting, begun)?;
    sale_undone(stage, &scene, &waiting, begun)?;
    told_again(stage, &scene, &waiting, begun)?;
    let again = scene.liquidate(ordered)?;
    cured(stage, &scene, ordered, scene.push(again)?)?;
    scene.price(HIGH)?;
    scene.usual_timeouts(stage)?;
    books::agree(stage, &scene, &[sold, ordered])
}

/// One account's lot is sold, the other's is ordered to be opened; the relayer is away until all
/// packets can only time out.
fn away(stage: &mut Stage, scene: &Scene, sold: AccountId, ordered: AccountId) -> Result<Waiting> {
    let liquidation = scene.liquidate(sold)?;
    let lot = scene.open_lot(sold)?;
    scene.quiet()?;
    let (debt, collateral) = (scene.debt(sold)?, scene.collateral(ordered)?);
    stage.net()?.stop_relayer()?;
    scene.take(&lot)?;
    let brought = scene.held(Role::Collateral)?;
    let transfer = times_out_at(&scene.forward()?)?;
    let sale = Sale {
        account: sold,
        liquidation,
        lot: lot.terms.lot,
        brought,
    };
    let order = Order {
        account: ordered,
        liquidation: scene.liquidate(ordered)?,
        deposit: late_deposit(stage, scene, ordered)?,
    };
    let (down, up) = (
        scene.sent_to(Role::Collateral)?,
        scene.sent_by(Role::Collateral)?,
    );
    let left = scene.held(Role::Collateral)?;
    stage.holds(
        "the report of the sale, its money, an order and a deposit are on their way",
        down.len() == 1 && up.len() == 2 && left == 0,
        || format!("{down:?} {up:?} {left}"),
    )?;
    past(scene, Role::Collateral, latest(&down)?)?;
    past(scene, Role::Hub, latest(&up)?)?;
    past(scene, Role::Debt, transfer)?;
    Ok(Waiting {
        sale,
        order,
        debt,
        collateral,
    })
}

/// Deposited while nobody relays.
fn late_deposit(stage: &Stage, scene: &Scene, account: AccountId) -> Result<CommandId> {
    let owner = stage.person(OWNER)?;
    let vault = scene.places.vault(Role::Collateral)?;
    let msg = vault::ExecuteMsg::Deposit { account };
    let coins = [(LATE, COLLATERAL.1)];
    let sent = owner.execute(Role::Collateral, &vault, &msg, &coins)?;
    let command = sent.attribute("wasm", "command").context("no command")?;
    Ok(CommandId(command.parse()?))
}

/// The order and the deposit timed out: the hub and the vault have undone them.
fn order_undone(stage: &mut Stage, scene: &Scene, waiting: &Waiting, begun: Instant) -> Result<()> {
    let Order {
        account,
        liquidation,
        deposit,
    } = waiting.order;
    let outcome = until("the order's timeout", PATIENCE, || scene.ended(liquidation))?;
    stage.measure_ms(
        "relayer's start to the order undone",
        begun.elapsed().as_millis(),
    );
    stage.holds(
        "the order timed out: the liquidation ends as not opened",
        outcome == Outcome::NotOpened,
        || format!("{outcome:?}"),
    )?;
    let question = AskOutpost::Command { id: deposit };
    let word = until("the deposit's timeout", PATIENCE, || {
        match scene.outpost(Role::Collateral, &question)? {
            CommandResponse::InFlight {} => Ok(None),
            word => Ok(Some(word)),
        }
    })?;
    let timed_out = matches!(word, CommandResponse::TimedOut {});
    stage.holds("the deposit timed out", timed_out, || format!("{word:?}"))?;
    claim(stage, scene)?;
    let (before, after) = (waiting.collateral, scene.collateral(account)?);
    stage.holds(
        "both are undone: the collateral is what it was",
        before == after,
        || format!("{before:?} became {after:?}"),
    )
}

/// The depositor takes the coins of the deposit that timed out back.
fn claim(stage: &mut Stage, scene: &Scene) -> Result<()> {
    let owner = stage.person(OWNER)?;
    let vault = scene.places.vault(Role::Collateral)?;
    let had = owner.balance(Role::Collateral, COLLATERAL.1)?;
    let claim = vault::ExecuteMsg::Claim {
        denom: COLLATERAL.1.into(),
        receiver: None,
    };
    owner.execute(Role::Collateral, &vault, &claim, &[])?;
    let has = owner.balance(Role::Collateral, COLLATERAL.1)?;
    stage.holds(
        "its coins are taken back",
        has == had.saturating_add(LATE),
        || format!("{had} {has}"),
    )
}

/// Report and money timed out: the hub knows nothing of the sale, the money is at the courier.
fn sale_undone(stage: &mut Stage, scene: &Scene, waiting: &Waiting, begun: Instant) -> Result<()> {
    let Sale {
        account,
        liquidation,
        brought,
        ..
    } = waiting.sale;
    until("the timeouts of report and money", PATIENCE, || {
        let over = scene.sent_by(Role::Collateral)?.is_empty();
        Ok((over && scene.held(Role::Collateral)? > 0).then_some(()))
    })?;
    stage.measure_ms(
        "relayer's start to report and money timed out",
        begun.elapsed().as_millis(),
    );
    let known = scene.liquidation(liquidation)?;
    let unknown = known.lots.iter().all(|lot| lot.closed.is_none());
    let (back, debt) = (scene.held(Role::Collateral)?, scene.debt(account)?);
    stage.holds(
        "the hub does not know of the sale, all money is back, no debt is repaid",
        unknown && back == brought && debt >= waiting.debt,
        || format!("{brought} became {back}, {debt} owed: {known:?}"),
    )
}

/// Anyone reports the sale again, and all that follows from it is done.
fn told_again(stage: &mut Stage, scene: &Scene, waiting: &Waiting, begun: Instant) -> Result<()> {
    let Sale {
        account,
        liquidation,
        lot,
        ..
    } = waiting.sale;
    scene.report_lots(vec![lot])?;
    let outcome = scene.push(liquidation)?;
    stage.measure_ms(
        "relayer's start to the debt repaid",
        begun.elapsed().as_millis(),
    );
    let (before, left) = (waiting.debt, scene.debt(account)?);
    stage.holds("reported again, the debt is repaid", left < before, || {
        format!("{before} became {left}")
    })?;
    cured(stage, scene, account, outcome)
}

fn cured(stage: &mut Stage, scene: &Scene, account: AccountId, outcome: Outcome) -> Result<()> {
    let well = outcome == Outcome::Cured && scene.safe(account)?;
    stage.holds("the account is cured and safe", well, || {
        format!("{outcome:?}")
    })
}

/// When the last of these packets can only time out.
fn latest(packets: &[InFlightResponse]) -> Result<u64> {
    let latest = packets.iter().filter_map(|p| p.timeout_at).max();
    latest.context("no packet with a timeout")
}
