//! A keeper is killed at six points of one liquidation, each time between a step and the news of
//! what became of it; each time a process follows that knows nothing. Nothing is done twice, nothing
//! is forgotten: what there is to do is read from the chains.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use rustix::process::Signal;
use seawall_interfaces::auction_house::LotResponse;
use seawall_interfaces::coordinator::Outcome;
use seawall_localnet::plan::Role;
use seawall_testbed::people::ROUTE;
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, LiquidationId};
use serde_json::Value;

use crate::acts::{Scene, HIGH, LOW, PATIENCE};
use crate::books;
use crate::bot::Bot;
use crate::daemon::Daemon;
use crate::ground::Ground;
use crate::history;
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "keeper_killed",
    about: "A keeper killed at six points of a liquidation: nothing is done twice or forgotten",
    ground: Ground::CONTRACTS,
    run,
};

/// What a keeper writes on its transactions.
const MEMO: &str = "seawall keeper";

/// One keeper after the other.
struct Keepers<'a> {
    bot: &'a Bot,
    started: u32,
}

impl Keepers<'_> {
    /// The next one, with nothing but its configuration.
    fn next(&mut self, stage: &Stage) -> Result<Daemon> {
        self.started = self.started.saturating_add(1);
        let log = format!("keeper-{}", self.started);
        self.bot.start(stage, &log, &["keeper"])
    }
}

/// Waits until a keeper has handed in a transaction with this step, and kills it at once: it does
/// not live to see the block.
fn killed_after_sending(stage: &mut Stage, mut keeper: Daemon, step: &str) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let line = keeper.wait_for_line("\"message\":\"sent\"", PATIENCE)?;
        if line.contains(&format!("\\\"{step}\\\"")) {
            keeper.kill()?;
            return stage.holds(
                &format!("killed once it had sent: {step}"),
                true,
                String::new,
            );
        }
    }
    bail!("the keeper never sent {step}: {}", keeper.said())
}

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let bot = Bot::new(stage, "keeper", "")?;
    let mut keepers = Keepers {
        bot: &bot,
        started: 0,
    };
    let account = scene.borrower(stage, "borrower-3")?;
    let owed = scene.debt(account)?;
    let from = heights(&scene)?;
    let begun = Instant::now();

    let keeper = keepers.next(stage)?;
    scene.price(LOW)?;
    killed_after_sending(stage, keeper, &format!("liquidate account {account}"))?;

    let mut keeper = keepers.next(stage)?;
    let unsold = scene.open_lot(account)?;
    keeper.kill()?;
    stage.holds("killed while the lot was open", true, String::new)?;

    // Nobody buys: the price falls to the floor.
    let keeper = keepers.next(stage)?;
    killed_after_sending(stage, keeper, &format!("close lot {}", unsold.terms.lot))?;

    let keeper = keepers.next(stage)?;
    let sold = sold_unseen(stage, &scene, account, &unsold, keeper)?;

    let keeper = keepers.next(stage)?;
    killed_after_sending(stage, keeper, &format!("forward route {ROUTE}"))?;

    let keeper = keepers.next(stage)?;
    killed_after_sending(stage, keeper, &format!("collect route {ROUTE}"))?;

    let mut keeper = keepers.next(stage)?;
    let liquidation = sold.liquidation;
    let outcome = until("the end of the liquidation", PATIENCE, || {
        scene.ended(liquidation)
    })?;
    stage.measure_ms(
        "from the fall of the price to the end, six deaths on the way",
        begun.elapsed().as_millis(),
    );
    let ended = keeper.stop(Duration::from_secs(60))?;
    stage.holds("the last one ends gracefully", ended.success(), || {
        keeper.said()
    })?;
    let left = scene.debt(account)?;
    let well = outcome == Outcome::Cured && left < owed && scene.safe(account)?;
    stage.holds("the debt is repaid, the account is safe", well, || {
        format!("{outcome:?}: {owed} became {left}")
    })?;
    once(stage, &scene, &from, liquidation)?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// A keeper that is stopped sees nothing of the sale, and then dies.
fn sold_unseen(
    stage: &mut Stage,
    scene: &Scene,
    account: AccountId,
    unsold: &LotResponse,
    mut keeper: Daemon,
) -> Result<LotResponse> {
    let lot = until("a lot of the next round", PATIENCE, || {
        let mut lots = scene.lots(account)?.into_iter();
        Ok(lots.find(|lot| lot.takeable && lot.terms.lot != unsold.terms.lot))
    })?;
    keeper.signal(Signal::STOP)?;
    scene.take(&lot)?;
    keeper.kill()?;
    let waits = scene.held(Role::Collateral)?;
    stage.holds(
        "killed before it saw the sale: the proceeds wait",
        waits > 0,
        || "nothing waits at the courier".into(),
    )?;
    Ok(lot)
}

fn heights(scene: &Scene) -> Result<BTreeMap<Role, u64>> {
    let height = |role: Role| Ok((role, scene.reader.tip(role)?.height));
    Role::ALL.into_iter().map(height).collect()
}

/// What the contracts told of one liquidation since then, by kind of event. Other accounts may be
/// liquidated meanwhile, and are passed over; money that nobody else had to send is ours.
#[derive(Debug, Default)]
struct Told {
    events: BTreeMap<String, Vec<Value>>,
    /// Transactions of keepers that failed in a block.
    failed: u32,
}

impl Told {
    fn since(scene: &Scene, from: &BTreeMap<Role, u64>, ours: &Ours) -> Result<Self> {
        let mut told = Self::default();
        for role in Role::ALL {
            let first = from.get(&role).context("height")?.saturating_add(1);
            let last = scene.reader.tip(role)?.height;
            for tx in history::read(&scene.net, role, first, last)?.txs {
                if tx.code != 0 && tx.memo == MEMO {
                    told.failed = told.failed.saturating_add(1);
                }
                for (kind, data) in tx.told() {
                    let body = data.get(&kind).cloned().unwrap_or_default();
                    if ours.is(&body) {
                        told.events.entry(kind).or_default().push(body);
                    }
                }
            }
        }
        Ok(told)
    }

    fn all(&self, kind: &str) -> &[Value] {
        self.events.get(kind).map_or(&[], Vec::as_slice)
    }

    fn sum(&self, kind: &str, field: &str) -> Result<u128> {
        let amounts = self.all(kind).iter().map(|event| {
            let amount = event.get(field).and_then(Value::as_str);
            let amount = amount.with_context(|| format!("{kind} without {field}"))?;
            Ok(amount.parse::<u128>()?)
        });
        let amounts: Vec<u128> = amounts.collect::<Result<_>>()?;
        Ok(amounts.into_iter().fold(0, u128::saturating_add))
    }
}

/// What a liquidation is known by.
struct Ours {
    account: AccountId,
    liquidation: LiquidationId,
    lots: Vec<u64>,
}

impl Ours {
    /// Is this event of it, or of another one of the account, or of nobody's liquidation?
    fn is(&self, event: &Value) -> bool {
        let number = |field: &str| event.get(field).and_then(Value::as_u64);
        if let Some(account) = number("account") {
            return account == self.account.0;
        }
        number("liquidation").is_none_or(|n| n == self.liquidation.0)
            && number("lot").is_none_or(|n| self.lots.contains(&n))
    }
}

/// Each step is in the history once, and the same money everywhere.
fn once(
    stage: &mut Stage,
    scene: &Scene,
    from: &BTreeMap<Role, u64>,
    liquidation: LiquidationId,
) -> Result<()> {
    let known = scene.liquidation(liquidation)?;
    let ours = Ours {
        account: known.account,
        liquidation,
        lots: known.lots.iter().map(|track| track.lot.0).collect(),
    };
    let told = Told::since(scene, from, &ours)?;
    // Two rounds of one lot each, of which the second was sold.
    let table = [
        ("round", 2),
        ("lot_opened", 2),
        ("lot_closed", 2),
        ("taken", 1),
        ("forwarded", 1),
        ("collected", 1),
        ("credited", 1),
        ("done", 1),
        ("redundant", 0),
    ];
    for (kind, times) in table {
        let found = told.all(kind);
        let what = format!("in the history, {kind}: {times} times");
        stage.holds(&what, found.len() == times, || format!("{found:?}"))?;
    }
    let money = [
        ("debt money of the takes", told.sum("taken", "debt_money")?),
        ("forwarded", told.sum("forwarded", "amount")?),
        ("collected", told.sum("collected", "amount")?),
        ("credited", told.sum("credited", "amount")?),
    ];
    let same = money
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a.1 == b.1));
    stage.holds(
        "the same money was taken, sent, collected, credited",
        same,
        || format!("{money:?}"),
    )?;
    stage.measure(
        "sent again by a keeper that did not know, and refused by the contracts",
        told.failed,
        "transactions",
    );
    Ok(())
}
