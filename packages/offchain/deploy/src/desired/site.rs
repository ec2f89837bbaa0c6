//! What every chain has: outpost, vault, auction house, markets with their pools.

use seawall_interfaces as api;
use seawall_interfaces::outpost::LinkSetup;
use seawall_wire::ids::{ChainNo, ListingId};
use serde_json::json;

use super::{
    entry, pool, smart, take, value, Desired, Directory, Waiting, AUCTION_HOUSE, COORDINATOR,
    OUTPOST, VAULT,
};
use crate::error::{DeployError, DeployResult};
use crate::file::{ChainSpec, DebtSpec, DeploymentFile, PoolSpec};

pub(super) fn contracts(
    file: &DeploymentFile,
    directory: &Directory,
    chain: &ChainSpec,
    all: &mut Desired,
) -> DeployResult<()> {
    let owner = directory.deployer(&chain.name);
    let link = link(file, directory, chain)?;
    let init = api::outpost::InstantiateMsg {
        owner: owner.clone(),
        guardian: chain.guardian.clone(),
        hub_id: file.hub_id,
        chain: ChainNo(chain.number),
        link: link.clone(),
        receive_gas: chain.outpost.receive_gas,
        timeout_secs: chain.outpost.timeout_secs,
    };
    all.instance(&chain.name, OUTPOST, "outpost", &init);
    let init = api::vault::InstantiateMsg {
        owner: owner.clone(),
        guardian: chain.guardian.clone(),
    };
    all.instance(&chain.name, VAULT, "vault", &init);
    let house = &chain.auction_house;
    let init = api::auction_house::InstantiateMsg {
        owner,
        block_seconds: house.block_seconds,
        halt_slack_secs: house.halt_slack_secs,
        fee_hold_secs: house.fee_hold_secs,
    };
    all.instance(&chain.name, AUCTION_HOUSE, "auction-house", &init);
    let fixed = vec![
        ("/guardian", json!(chain.guardian)),
        ("/hub_id", json!(file.hub_id)),
        ("/chain", json!(chain.number)),
        ("/link", value(&link)),
    ];
    all.fixed(&chain.name, OUTPOST, fixed);
    all.fixed(
        &chain.name,
        VAULT,
        vec![("/guardian", json!(chain.guardian))],
    );
    let fixed = vec![
        ("/block_seconds", json!(house.block_seconds)),
        ("/halt_slack_secs", json!(house.halt_slack_secs)),
        ("/fee_hold_secs", json!(house.fee_hold_secs)),
    ];
    all.fixed(&chain.name, AUCTION_HOUSE, fixed);
    neighbours(directory, chain, all)
}

fn link(
    file: &DeploymentFile,
    directory: &Directory,
    chain: &ChainSpec,
) -> DeployResult<LinkSetup> {
    let coordinator = directory.address(&file.hub, COORDINATOR)?;
    let link = file.links.iter().find(|link| link.chain == chain.name);
    let link = link.ok_or_else(|| DeployError::chain(&chain.name, "no link in the file"))?;
    Ok(match &link.connection {
        None => LinkSetup::Local { coordinator },
        Some(connection) => LinkSetup::Ibc {
            connection: connection.clone(),
            counterparty_port: format!("wasm.{coordinator}"),
        },
    })
}

fn neighbours(directory: &Directory, chain: &ChainSpec, all: &mut Desired) -> DeployResult<()> {
    let name = chain.name.as_str();
    let outpost = directory.address(name, OUTPOST)?;
    let vault = directory.address(name, VAULT)?;
    let auction_house = directory.address(name, AUCTION_HOUSE)?;
    let config = || smart(json!({"config": {}}));
    let msg = value(&api::vault::ExecuteMsg::SetNeighbours {
        outpost: outpost.clone(),
        auction_house: auction_house.clone(),
    });
    let read = (config(), take(&["/outpost", "/auction_house"]));
    let expected = json!([outpost, auction_house]);
    all.once((name, VAULT, "neighbours"), read, expected, msg);
    let msg = value(&api::auction_house::ExecuteMsg::SetNeighbours {
        vault: vault.clone(),
        outpost: outpost.clone(),
    });
    let read = (config(), take(&["/vault", "/outpost"]));
    all.once(
        (name, AUCTION_HOUSE, "neighbours"),
        read,
        json!([vault, outpost]),
        msg,
    );
    let expected = json!([vault, auction_house]);
    let msg = value(&api::outpost::ExecuteMsg::SetNeighbours {
        vault,
        auction_house,
    });
    let read = (config(), take(&["/vault", "/auction_house"]));
    all.once((name, OUTPOST, "neighbours"), read, expected, msg);
    let terms = &chain.outpost;
    let msg = value(&api::outpost::ExecuteMsg::SetTerms {
        timeout_secs: terms.timeout_secs,
        receive_gas: terms.receive_gas,
        rebate: terms.rebate.clone(),
    });
    let read = (
        config(),
        take(&["/timeout_secs", "/receive_gas", "/rebate"]),
    );
    let expected = json!([terms.timeout_secs, terms.receive_gas, terms.rebate]);
    all.free((name, OUTPOST, "terms"), read, expected, msg);
    // Instantiation has set all but the rebate.
    if let Some(last) = all.settings.last_mut().filter(|_| terms.rebate.is_none()) {
        last.create = None;
    }
    Ok(())
}

pub(super) fn market(
    file: &DeploymentFile,
    directory: &Directory,
    debt: &DebtSpec,
    all: &mut Desired,
) -> DeployResult<()> {
    let chain = debt.chain.as_str();
    let name = super::market(debt.listing);
    let spec = file.chain(chain);
    let guardian = spec.map(|spec| spec.guardian.clone()).unwrap_or_default();
    let init = api::market::InstantiateMsg {
        owner: directory.deployer(chain),
        guardian: guardian.clone(),
        listing: ListingId(debt.listing),
        denom: debt.denom.clone(),
        terms: debt.terms.clone(),
    };
    all.instance(chain, &name, "market", &init);
    let fixed = vec![
        ("/guardian", json!(guardian)),
        ("/listing", json!(debt.listing)),
        ("/denom", json!(debt.denom)),
    ];
    all.fixed(chain, &name, fixed);
    let (market, outpost) = (
        directory.address(chain, &name)?,
        directory.address(chain, OUTPOST)?,
    );
    let pool_name = pool(debt.listing);
    let payers = vec![market.clone(), outpost.clone()];
    insurance(
        directory,
        (chain, &pool_name),
        &debt.denom,
        &debt.pool,
        payers,
        all,
    );
    let pool = directory.address(chain, &pool_name)?;
    let msg = value(&api::market::ExecuteMsg::SetNeighbours {
        outpost: outpost.clone(),
        pool: Some(pool.clone()),
    });
    let read = (smart(json!({"config": {}})), take(&["/outpost", "/pool"]));
    all.once(
        (chain, &name, "neighbours"),
        read,
        json!([outpost, pool]),
        msg,
    );
    let what = format!("market of listing {}", debt.listing);
    let listing = ListingId(debt.listing);
    let pick = entry("/markets", "/0", json!(listing), &["/1"]);
    let expected = json!(market);
    let msg = value(&api::outpost::ExecuteMsg::SetMarket { listing, market });
    all.once(
        (chain, OUTPOST, &what),
        (smart(json!({"config": {}})), pick),
        expected,
        msg,
    );
    let terms = value(&debt.terms);
    let msg = value(&api::market::ExecuteMsg::SetTerms {
        terms: debt.terms.clone(),
    });
    let read = (smart(json!({"config": {}})), take(&["/terms"]));
    all.free((chain, &name, "terms"), read, terms.clone(), msg);
    all.may_wait(Waiting::Market(terms));
    Ok(())
}

/// An insurance pool with its payers.
pub(super) fn insurance(
    directory: &Directory,
    (chain, name): (&str, &str),
    denom: &str,
    spec: &PoolSpec,
    payers: Vec<String>,
    all: &mut Desired,
) {
    let init = api::insurance_pool::InstantiateMsg {
        owner: directory.deployer(chain),
        denom: denom.into(),
        cooldown_secs: spec.cooldown_secs,
        window_secs: spec.window_secs,
        payout_max: spec.payout_max,
    };
    all.instance(chain, name, "insurance-pool", &init);
    let fixed = vec![
        ("/denom", json!(denom)),
        ("/cooldown_secs", json!(spec.cooldown_secs)),
        ("/window_secs", json!(spec.window_secs)),
        ("/payout_max", json!(spec.payout_max)),
    ];
    all.fixed(chain, name, fixed);
    let expected = json!(payers);
    let msg = value(&api::insurance_pool::ExecuteMsg::SetPayers { payers });
    let read = (smart(json!({"config": {}})), take(&["/payers"]));
    all.free((chain, name, "payers"), read, expected.clone(), msg);
    all.may_wait(Waiting::Pool(expected));
}

/// The coins that vaults take.
pub(super) fn listings(file: &DeploymentFile, all: &mut Desired) {
    for spec in &file.collaterals {
        let what = format!("listing {}", spec.listing);
        let pick = entry(
            "",
            "/listing",
            json!(spec.listing),
            &["/denom", "/min_deposit"],
        );
        let read = (smart(json!({"listings": {}})), pick);
        let msg = value(&api::vault::ExecuteMsg::SetListing {
            listing: ListingId(spec.listing),
            denom: spec.denom.clone(),
            min_deposit: spec.min_deposit.u128().into(),
        });
        let expected = json!([spec.denom, spec.min_deposit]);
        all.free((&spec.chain, VAULT, &what), read, expected, msg);
    }
}
