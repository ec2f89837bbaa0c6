//! Oracle and coordinator.

use seawall_interfaces::coordinator::{
    AssetSetup, ChainSetup, DebtSetup, ExecuteMsg, InstantiateMsg, ListingSetup, RouteKind,
    RouteSetup,
};
use seawall_interfaces::oracle;
use seawall_interfaces::outpost::LinkSetup;
use seawall_wire::ids::{AssetId, ChainNo, ListingId, RouteId};
use serde_json::json;

use super::{
    entry, map_key, smart, take, value, Desired, Directory, Read, Waiting, COORDINATOR, ORACLE,
    OUTPOST,
};
use crate::error::{DeployError, DeployResult};
use crate::file::{DeploymentFile, LinkSpec};

pub(super) fn contracts(
    file: &DeploymentFile,
    directory: &Directory,
    all: &mut Desired,
) -> DeployResult<()> {
    let hub = file.chain(&file.hub);
    let hub = hub.ok_or_else(|| DeployError::chain(&file.hub, "not in the file"))?;
    let deployer = directory.deployer(&hub.name);
    let init = oracle::InstantiateMsg {
        owner: deployer.clone(),
        time_lock: file.oracle.time_lock,
    };
    all.instance(&hub.name, ORACLE, "price-oracle", &init);
    let oracle = directory.address(&hub.name, ORACLE)?;
    let init = InstantiateMsg {
        owner: deployer,
        guardian: hub.guardian.clone(),
        hub_id: file.hub_id,
        chain: ChainNo(hub.number),
        oracle: oracle.clone(),
        params: file.params.clone(),
    };
    all.instance(&hub.name, COORDINATOR, "coordinator", &init);
    let fixed = vec![
        ("/guardian", json!(hub.guardian)),
        ("/hub_id", json!(file.hub_id)),
        ("/chain", json!(hub.number)),
        ("/oracle", json!(oracle)),
    ];
    all.fixed(&hub.name, COORDINATOR, fixed);
    Ok(())
}

pub(super) fn settings(
    file: &DeploymentFile,
    directory: &Directory,
    all: &mut Desired,
) -> DeployResult<()> {
    prices(file, all);
    let hub = file.hub.as_str();
    let params = value(&file.params);
    let msg = value(&ExecuteMsg::SetParams(file.params.clone()));
    let read = (smart(json!({"config": {}})), take(&["/params"]));
    all.free((hub, COORDINATOR, "parameters"), read, params.clone(), msg);
    all.may_wait(Waiting::Coordinator(json!({"params": params})));
    for link in &file.links {
        chain(file, directory, link, all)?;
    }
    for spec in &file.assets {
        let setup = AssetSetup {
            asset: AssetId(spec.number),
            name: spec.name.clone(),
            collateral_max: spec.collateral_max,
            in_flight_max: spec.in_flight_max,
        };
        let what = format!("asset {}", spec.number);
        // No question lists assets: they are read from where they are stored.
        let key = map_key("assets", &spec.number.to_be_bytes());
        let (expected, change) = (value(&setup), json!({"asset": value(&setup)}));
        let msg = value(&ExecuteMsg::SetAsset(setup));
        all.free(
            (hub, COORDINATOR, &what),
            (Read::Raw(key), take(&[""])),
            expected,
            msg,
        );
        all.may_wait(Waiting::Coordinator(change));
    }
    listings(file, all);
    for spec in &file.routes {
        let local = file
            .debt(spec.debt)
            .is_some_and(|debt| debt.chain == spec.from);
        let setup = RouteSetup {
            route: RouteId(spec.number),
            from: ChainNo(number(file, &spec.from)),
            debt: ListingId(spec.debt),
            kind: if local {
                RouteKind::Local
            } else {
                RouteKind::Direct
            },
        };
        let what = format!("route {}", spec.number);
        let read = smart(json!({"routes": {}}));
        let pick = entry("", "/route", json!(spec.number), &[""]);
        let expected = value(&setup);
        let msg = value(&ExecuteMsg::SetRoute(setup));
        all.once((hub, COORDINATOR, &what), (read, pick), expected, msg);
    }
    Ok(())
}

fn number(file: &DeploymentFile, chain: &str) -> u16 {
    file.chain(chain)
        .map(|chain| chain.number)
        .unwrap_or_default()
}

fn prices(file: &DeploymentFile, all: &mut Desired) {
    let hub = file.hub.as_str();
    let time_lock = value(&file.oracle.time_lock);
    let msg = value(&oracle::ExecuteMsg::SetTimeLock {
        time_lock: file.oracle.time_lock,
    });
    let read = (smart(json!({"config": {}})), take(&["/time_lock"]));
    all.free((hub, ORACLE, "time lock"), read, time_lock.clone(), msg);
    all.may_wait(Waiting::Oracle(
        json!({"time_lock": {"time_lock": time_lock}}),
    ));
    for spec in &file.assets {
        let (asset, params) = (AssetId(spec.number), spec.price.clone());
        let what = format!("price of asset {}", spec.number);
        let read = (
            smart(json!({"asset": {"asset": asset}})),
            take(&["/params"]),
        );
        let expected = value(&params);
        let add = value(&oracle::ExecuteMsg::AddAsset {
            asset,
            params: params.clone(),
        });
        let set = value(&oracle::ExecuteMsg::SetAsset { asset, params });
        all.once((hub, ORACLE, &what), read, expected.clone(), add);
        if let Some(last) = all.settings.last_mut() {
            last.change = Some(set);
        }
        let waits = json!({"asset": {"asset": asset, "params": expected}});
        all.may_wait(Waiting::Oracle(waits));
        for feeder in &spec.feeders {
            let what = format!("feeder {feeder} of asset {}", spec.number);
            let pointer = "/source/feeder/address";
            let read = smart(json!({"feeds": {"asset": asset}}));
            let pick = entry("", pointer, json!(feeder), &[pointer]);
            let address = feeder.clone();
            let msg = value(&oracle::ExecuteMsg::AddFeed {
                asset,
                source: oracle::FeedSource::Feeder { address },
            });
            all.once((hub, ORACLE, &what), (read, pick), json!(feeder), msg);
        }
    }
}

fn chain(
    file: &DeploymentFile,
    directory: &Directory,
    link: &LinkSpec,
    all: &mut Desired,
) -> DeployResult<()> {
    let outpost = directory.address(&link.chain, OUTPOST)?;
    let at_hub = match &link.hub_connection {
        None => LinkSetup::Local {
            coordinator: outpost,
        },
        Some(connection) => LinkSetup::Ibc {
            connection: connection.clone(),
            counterparty_port: format!("wasm.{outpost}"),
        },
    };
    let number = ChainNo(number(file, &link.chain));
    let setup = ChainSetup {
        chain: number,
        name: link.chain.clone(),
        link: at_hub,
        timeout_secs: link.timeout_secs,
        delay_secs: link.delay_secs,
        exposure_max: link.exposure_max,
    };
    let what = format!("chain {number} ({})", link.chain);
    let read = (
        smart(json!({"chain": {"chain": number}})),
        take(&["/setup"]),
    );
    let (expected, change) = (value(&setup), json!({"chain": value(&setup)}));
    let msg = value(&ExecuteMsg::SetChain(setup));
    all.free((&file.hub, COORDINATOR, &what), read, expected, msg);
    all.may_wait(Waiting::Coordinator(change));
    Ok(())
}

fn listings(file: &DeploymentFile, all: &mut Desired) {
    let collaterals = file.collaterals.iter().map(|spec| ListingSetup {
        listing: ListingId(spec.listing),
        chain: ChainNo(number(file, &spec.chain)),
        asset: AssetId(spec.asset),
        decimals: spec.decimals,
        collateral: Some(spec.terms.clone()),
        debt: None,
    });
    let debts = file.debts.iter().map(|spec| ListingSetup {
        listing: ListingId(spec.listing),
        chain: ChainNo(number(file, &spec.chain)),
        asset: AssetId(spec.asset),
        decimals: spec.decimals,
        collateral: None,
        debt: Some(DebtSetup {
            cap: spec.cap.u128().into(),
            min_debt: spec.min_debt.u128().into(),
            rate_max: spec.terms.rates.max,
        }),
    });
    for setup in collaterals.chain(debts) {
        let listing = setup.listing;
        let what = format!("listing {listing}");
        let read = (
            smart(json!({"listing": {"listing": listing}})),
            take(&["/setup"]),
        );
        let (expected, change) = (value(&setup), json!({"listing": value(&setup)}));
        let msg = value(&ExecuteMsg::SetListing(setup));
        all.free((&file.hub, COORDINATOR, &what), read, expected, msg);
        all.may_wait(Waiting::Coordinator(change));
    }
}
