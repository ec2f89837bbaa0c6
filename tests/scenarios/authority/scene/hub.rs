//! What owner and guardian have begun: changes that wait, rebates, offers of ownership, pauses.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::{coin, Addr, Decimal};
use seawall_fixtures::deploy::{GUARDIAN, OWNER};
use seawall_fixtures::spec::{params, terms, DEBT};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{ChainSetup, Scope};
use seawall_interfaces::outpost::LinkSetup;
use seawall_kit::ownership::OwnershipAction;
use seawall_kit::timelock::TimeLockConfig;
use seawall_wire::ids::ChainNo;

use super::{pay, run, REBATE};

type At = BTreeMap<&'static str, Addr>;

/// A chain whose link is drained.
pub const LEAVING: ChainNo = ChainNo(78);

/// A chain that nobody ever used leaves. Before there are accounts its set-up need not wait.
pub fn leaving(world: &mut World, at: &At, outpost: &Addr) -> Result<()> {
    let setup = api::coordinator::ExecuteMsg::SetChain(ChainSetup {
        chain: LEAVING,
        name: "leaving".into(),
        link: LinkSetup::Local {
            coordinator: outpost.to_string(),
        },
        timeout_secs: 600,
        delay_secs: 12,
        exposure_max: Decimal::one(),
    });
    let drain = api::coordinator::ExecuteMsg::DrainLink { chain: LEAVING };
    run(world, OWNER, &at["coordinator"], &setup, &[])?;
    run(world, OWNER, &at["coordinator"], &drain, &[])
}

/// Terms of the market that loosen.
pub fn looser_terms() -> api::market::Terms {
    let mut looser = terms();
    looser.utilisation_max = Decimal::percent(99);
    looser
}

/// Parameters of the hub that loosen.
pub fn looser_params() -> api::coordinator::Params {
    let mut looser = params();
    looser.in_flight_max += Decimal::one();
    looser
}

/// Every queue has a change whose time will have come two days later.
pub fn changes(world: &mut World, at: &At) -> Result<()> {
    let time_lock = TimeLockConfig {
        delay_secs: 80_000,
        window_secs: 7 * 86_400,
    };
    let hub = api::coordinator::ExecuteMsg::SetParams(looser_params());
    let oracle = api::oracle::ExecuteMsg::SetTimeLock { time_lock };
    let market = api::market::ExecuteMsg::SetTerms {
        terms: looser_terms(),
    };
    let payers = ["market", "outpost", "vault"].map(|name| at[name].to_string());
    let pool = api::insurance_pool::ExecuteMsg::SetPayers {
        payers: payers.to_vec(),
    };
    run(world, OWNER, &at["coordinator"], &hub, &[])?;
    run(world, OWNER, &at["price-oracle"], &oracle, &[])?;
    run(world, OWNER, &at["market"], &market, &[])?;
    run(world, OWNER, &at["insurance-pool"], &pool, &[])
}

/// The rebate per relayed message.
pub fn rebate() -> Option<DenomAmount> {
    Some(DenomAmount {
        denom: REBATE.into(),
        amount: 5u128.into(),
    })
}

/// The user has relayed a packet and is owed its rebate.
pub fn rebates(world: &mut World, at: &At) -> Result<()> {
    let rebate = rebate();
    let terms = api::outpost::ExecuteMsg::SetTerms {
        timeout_secs: 600,
        receive_gas: 5_000_000,
        rebate: rebate.clone(),
    };
    run(world, OWNER, &at["outpost"], &terms, &[])?;
    let hub = &at["coordinator"];
    let set = api::coordinator::ExecuteMsg::SetRebate { rebate };
    run(world, OWNER, hub, &set, &[])?;
    let chain = ChainNo(DEBT);
    let fund = api::coordinator::ExecuteMsg::FundRebates { chain };
    pay(world, "poor", hub, &fund, coin(1_000, REBATE))?;
    world.net.set_relayer("user");
    run(
        world,
        "poor",
        hub,
        &api::coordinator::ExecuteMsg::SayHello { chain },
        &[],
    )?;
    world.relay()
}

/// Every contract has been offered to the heir.
pub fn heirs(world: &mut World, at: &At, sender: &Addr) -> Result<()> {
    let to = world.addr(1, "heir")?.to_string();
    #[derive(serde::Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Offer {
        Ownership(OwnershipAction),
    }
    let offer = Offer::Ownership(OwnershipAction::Propose { to });
    for contract in at.values().chain([sender]) {
        run(world, OWNER, contract, &offer, &[])?;
    }
    Ok(())
}

/// The guardian stops what it can.
pub fn pause(world: &mut World, at: &At) -> Result<()> {
    let seconds = 3_600;
    let scope = Scope::Withdraw;
    let hub = api::coordinator::ExecuteMsg::Pause { scope, seconds };
    run(world, GUARDIAN, &at["coordinator"], &hub, &[])?;
    run(
        world,
        GUARDIAN,
        &at["outpost"],
        &api::outpost::ExecuteMsg::Pause { seconds },
        &[],
    )?;
    run(
        world,
        GUARDIAN,
        &at["market"],
        &api::market::ExecuteMsg::Pause { seconds },
        &[],
    )?;
    run(
        world,
        GUARDIAN,
        &at["vault"],
        &api::vault::ExecuteMsg::Pause { seconds },
        &[],
    )
}
