//! What the contracts of one chain know of each other, and contracts of the deployment's name.

use serde_json::{json, Value};

use super::{asked, chain, number, Asked, Chains, Extra, Observed, Remedy};
use crate::desired::{label, map_key, market, AUCTION_HOUSE, OUTPOST, VAULT};
use crate::error::DeployResult;
use crate::file::DeploymentFile;

pub(super) fn site(
    file: &DeploymentFile,
    chains: &Chains,
    observed: &Observed,
    name: &str,
    all: &mut Vec<Extra>,
) -> DeployResult<()> {
    if let Some(outpost) = asked(chains, observed, name, OUTPOST)? {
        neighbours(file, &outpost, all)?;
    }
    if let Some(vault) = asked(chains, observed, name, VAULT)? {
        for listing in vault.list(&json!({"listings": {}}))? {
            let id = number(&listing, "/listing");
            let mut here = file.collaterals.iter().filter(|spec| spec.chain == name);
            if !here.any(|spec| u64::from(spec.listing) == id) {
                let why = "a vault forgets no listing; the caps at the hub decide what comes in";
                all.push(vault.extra(format!("listing {id}"), listing, Remedy::None(why)));
            }
        }
    }
    if let Some(house) = asked(chains, observed, name, AUCTION_HOUSE)? {
        for route in house.list(&json!({"routes": {}}))? {
            let id = number(&route, "/route");
            if !starts(file, name, id) {
                let why = "routes are only added";
                all.push(house.extra(format!("route {id}"), route, Remedy::None(why)));
            }
        }
    }
    for debt in file.debts.iter().filter(|debt| debt.chain == name) {
        if let Some(market) = asked(chains, observed, name, &market(debt.listing))? {
            arrivals(file, &market, debt.listing, all)?;
        }
    }
    contracts(file, chains, observed, name, all)
}

/// Does this route start on this chain?
fn starts(file: &DeploymentFile, chain: &str, id: u64) -> bool {
    let mut here = file.routes.iter().filter(|route| route.from == chain);
    here.any(|route| u64::from(route.number) == id)
}

/// Markets and pools that an outpost deals with.
fn neighbours(
    file: &DeploymentFile,
    outpost: &Asked<'_>,
    all: &mut Vec<Extra>,
) -> DeployResult<()> {
    let config = outpost.smart(&json!({"config": {}}))?;
    let pairs = |key: &str| {
        let list = config.get(key).and_then(Value::as_array).cloned();
        list.unwrap_or_default()
    };
    for pair in pairs("markets") {
        let id = number(&pair, "/0");
        let mut here = file.debts.iter().filter(|d| d.chain == outpost.chain);
        if !here.any(|debt| u64::from(debt.listing) == id) {
            let why = "an outpost forgets no market; the cap at the hub decides what is lent";
            let address = pair.get(1).cloned().unwrap_or_default();
            all.push(outpost.extra(
                format!("market of listing {id}"),
                address,
                Remedy::None(why),
            ));
        }
    }
    for pair in pairs("pools") {
        let id = number(&pair, "/0");
        if !starts(file, outpost.chain, id) {
            let why = "an outpost forgets no pool";
            let address = pair.get(1).cloned().unwrap_or_default();
            all.push(outpost.extra(format!("pool of route {id}"), address, Remedy::None(why)));
        }
    }
    Ok(())
}

/// Routes that end in a market. No question lists them.
fn arrivals(
    file: &DeploymentFile,
    market: &Asked<'_>,
    listing: u32,
    all: &mut Vec<Extra>,
) -> DeployResult<()> {
    let space = map_key("routes", &[]);
    for (key, bytes) in market.on.records(&market.address, &space)? {
        let id = key.get(space.len()..).and_then(|id| id.try_into().ok());
        let id = u32::from_be_bytes(id.unwrap_or_default());
        let mut routes = file.routes.iter();
        if !routes.any(|route| route.number == id && route.debt == listing) {
            let record: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let courier = record.get("courier").cloned().unwrap_or_default();
            let why = "routes are only added: money under way relies on them";
            all.push(market.extra(format!("route {id}"), courier, Remedy::None(why)));
        }
    }
    Ok(())
}

/// Contracts of the deployer with labels of this deployment that are none of the file's.
fn contracts(
    file: &DeploymentFile,
    chains: &Chains,
    observed: &Observed,
    name: &str,
    all: &mut Vec<Extra>,
) -> DeployResult<()> {
    let on = chain(chains, name)?;
    let here = observed.directory.places.iter();
    let known: Vec<&str> = here
        .filter(|((chain, _), _)| chain == name)
        .map(|(_, place)| place.address.as_str())
        .collect();
    let prefix = label(file, "");
    for address in on.contracts_of(&on.deployer())? {
        if known.contains(&address.as_str()) {
            continue;
        }
        let Some(info) = on.contract(&address)? else {
            continue;
        };
        let Some(contract) = info.label.strip_prefix(&prefix) else {
            continue;
        };
        all.push(Extra {
            chain: name.into(),
            contract: contract.into(),
            what: "contract".into(),
            actual: json!(format!("{address}, code {}", info.code_id)),
            remedy: Remedy::None("a chain forgets no contract"),
        });
    }
    Ok(())
}
