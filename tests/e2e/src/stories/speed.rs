//! How fast and how dear: keeper and liquidator as two processes clear one liquidation after another;
//! blocks, seconds, gas and fees of every step come from the chains' own records.

use anyhow::{anyhow, Context, Result};
use cosmwasm_std::Decimal;
use seawall_interfaces::coordinator::ExecuteMsg;
use seawall_interfaces::oracle;
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::person::until;
use seawall_testbed::{prices, Person};
use seawall_wire::ids::{AccountId, AssetId, ListingId};

use crate::acts::{Scene, HIGH, PATIENCE};
use crate::bot::Bot;
use crate::figures::{self, Window};
use crate::ground::Ground;
use crate::stage::Stage;
use crate::{books, crowd, Story};

/// The story.
pub const STORY: Story = Story {
    name: "speed",
    about: "Blocks, seconds, gas and fees from a price to the open lot and to the repaid debt",
    ground: Ground::CONTRACTS,
    run,
};

/// What each account deposits, base units of ATOM.
const DEPOSIT: u128 = 100_000_000;
/// Liquidations that the keeper triggers when it sees the price, as every price is seen.
const SEEN: usize = 22;
/// Liquidations whose trigger is in the transaction of the price.
const IN_ONE: usize = 8;
/// The price at which the first account falls, in thousandths of a dollar.
const FIRST: u128 = 9_300;
/// From one account's price to the next one's.
const STEP: u128 = 25;
/// The liquidation threshold of the collateral, percent.
const THRESHOLD: u128 = 75;

/// The debt of an account that is unsafe just below its price, base units of USD.
fn debt(number: usize) -> u128 {
    let price = falls_at(number);
    // Tokens · price · threshold; a thousandth of a dollar is a thousand base units.
    DEPOSIT.saturating_mul(price).saturating_mul(THRESHOLD) / 100_000
}

fn falls_at(number: usize) -> u128 {
    let steps = u128::try_from(number).unwrap_or_default();
    FIRST.saturating_sub(steps.saturating_mul(STEP))
}

/// A price as text, a little below the one at which an account falls.
fn below(number: usize) -> String {
    let price = falls_at(number).saturating_mul(10).saturating_sub(20);
    format!("{}.{:04}", price / 10_000, price % 10_000)
}

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    scene.price(HIGH)?;
    let owner = stage.person("borrower-3")?;
    let all = SEEN.saturating_add(IN_ONE);
    let debts: Vec<u128> = (0..all).map(debt).collect();
    let accounts = crowd::open(&scene, &owner, DEPOSIT, &debts)?;
    scene.price("9.4")?;
    let keeper = Bot::new(stage, "keeper", "")?;
    let mut keeper = keeper.start(stage, "speed-keeper", &["keeper"])?;
    let buyer = Bot::new(stage, "liquidator", "")?;
    let mut buyer = buyer.start(stage, "speed-liquidator", &["liquidator"])?;
    let window = Window::begin(&scene.net)?;
    for (number, account) in accounts.iter().enumerate() {
        match number < SEEN {
            true => scene.price(&below(number))?,
            false => price_and_trigger(&scene, stage, &below(number), *account)?,
        }
        // The next price comes while this lot is for sale: liquidations go on side by side.
        until("an open lot", PATIENCE, || {
            let open = !scene.lots(*account)?.is_empty();
            Ok((open || scene.debt(*account)? < debt(number)).then_some(()))
        })
        .with_context(|| format!("account {account}"))?;
    }
    for (number, account) in accounts.iter().enumerate() {
        until("the repaid debt", PATIENCE, || {
            let repaid = scene.debt(*account)? < debt(number) && scene.safe(*account)?;
            Ok(repaid.then_some(()))
        })
        .with_context(|| format!("account {account}"))?;
    }
    scene.quiet()?;
    let window = window.end(&scene.net)?;
    let ended = keeper.stop(PATIENCE)?.success() && buyer.stop(PATIENCE)?.success();
    stage.holds("keeper and liquidator end gracefully", ended, || {
        format!("{}\n{}", keeper.said(), buyer.said())
    })?;
    figures::tell(stage, &window, (SEEN, IN_ONE))?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &accounts)
}

/// The second of three feeders makes the price; its transaction also sweeps and liquidates, as a
/// keeper that feeds would do.
fn price_and_trigger(scene: &Scene, stage: &Stage, price: &str, account: AccountId) -> Result<()> {
    let [first, second, third] = prices::FEEDERS.map(|name| stage.person(name));
    let (first, second, third) = (first?, second?, third?);
    let price: Decimal = price.parse().map_err(|e| anyhow!("price {price}: {e}"))?;
    let submit = |feeder: &Person| -> Result<_> {
        let item = oracle::Submission {
            asset: AssetId(1),
            price,
            observed_at: scene.time(Role::Hub)?,
        };
        let msg = oracle::ExecuteMsg::Submit { prices: vec![item] };
        message(feeder, &scene.places.oracle()?, &msg)
    };
    first.send(Role::Hub, vec![submit(&first)?])?;
    let coordinator = scene.places.coordinator()?;
    let listing = ListingId(COLLATERAL.0);
    let sweep = ExecuteMsg::Sweep { listing, limit: 10 };
    let liquidate = ExecuteMsg::Liquidate {
        account,
        chain: None,
        pay_to: None,
    };
    let all = vec![
        submit(&second)?,
        message(&second, &coordinator, &sweep)?,
        message(&second, &coordinator, &liquidate)?,
    ];
    second.send(Role::Hub, all)?;
    third.send(Role::Hub, vec![submit(&third)?]).map(drop)
}

fn message<M: serde::Serialize>(
    person: &Person,
    contract: &str,
    msg: &M,
) -> Result<seawall_chain_client::Any> {
    let sender = person.address(Role::Hub)?;
    let made = seawall_chain_client::messages::execute(sender, contract, msg, &[]);
    Ok(made?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_owes_what_makes_it_unsafe_just_below_its_price() {
        // 100 ATOM at 9.30 with threshold 0.75 carry 697.5 dollars.
        assert_eq!(debt(0), 697_500_000);
        assert_eq!(below(0), "9.2980");
        // Two steps later: 9.25, 693.75.
        assert_eq!(debt(2), 693_750_000);
        assert_eq!(below(2), "9.2480");
    }
}
