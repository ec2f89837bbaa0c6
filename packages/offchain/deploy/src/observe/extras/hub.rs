//! Oracle and coordinator.

use serde_json::{json, Value};

use super::{number, Asked, Extra, Observed, Remedy};
use crate::desired::map_key;
use crate::error::DeployResult;
use crate::file::{AssetSpec, DeploymentFile};

pub(super) fn oracle(
    file: &DeploymentFile,
    observed: &Observed,
    oracle: &Asked<'_>,
    all: &mut Vec<Extra>,
) -> DeployResult<()> {
    let now = observed.now.get(oracle.chain).copied().unwrap_or_default();
    for view in oracle.pages("assets", "/asset")? {
        let asset = number(&view, "/asset");
        let spec = file.assets.iter().find(|s| u64::from(s.number) == asset);
        if spec.is_none() {
            let why = "the oracle forgets no asset; without feeds it has no price";
            let params = view.get("params").cloned().unwrap_or_default();
            all.push(oracle.extra(format!("price of asset {asset}"), params, Remedy::None(why)));
        }
        feeds(file, oracle, (asset, spec, now), all)?;
    }
    Ok(())
}

/// Feeds that are not in the file go, once those in the file count: an asset whose feeders are
/// exchanged keeps its price.
fn feeds(
    file: &DeploymentFile,
    oracle: &Asked<'_>,
    (asset, spec, now): (u64, Option<&AssetSpec>, u64),
    all: &mut Vec<Extra>,
) -> DeployResult<()> {
    let feeders = spec.map_or(&[][..], |spec| spec.feeders.as_slice());
    let feeds = oracle.list(&json!({"feeds": {"asset": asset}}))?;
    let address = |feed: &Value| {
        let found = feed.pointer("/source/feeder/address");
        found.and_then(Value::as_str).map(str::to_owned)
    };
    let is_ours = |feed: &&Value| address(feed).is_some_and(|one| feeders.contains(&one));
    let (ours, others): (Vec<_>, Vec<_>) = feeds.iter().partition(is_ours);
    let counting = ours.iter().map(|feed| number(feed, "/counts_from")).max();
    let mut not_before = counting.unwrap_or_default();
    if ours.len() < feeders.len() {
        not_before = now.saturating_add(file.oracle.time_lock.delay_secs.max(1));
    }
    for feed in others {
        let source = feed.get("source").cloned().unwrap_or_default();
        let who = address(feed).unwrap_or_else(|| source.to_string());
        let (what, id) = (
            format!("feeder {who} of asset {asset}"),
            number(feed, "/feed"),
        );
        let remedy = Remedy::Owner {
            what: format!("remove {what}"),
            msg: json!({"remove_feed": {"asset": asset, "feed": id}}),
            not_before,
        };
        all.push(oracle.extra(what, source, remedy));
    }
    Ok(())
}

pub(super) fn coordinator(
    file: &DeploymentFile,
    coordinator: &Asked<'_>,
    all: &mut Vec<Extra>,
) -> DeployResult<()> {
    chains(file, coordinator, all)?;
    assets(file, coordinator, all)?;
    listings(file, coordinator, all)?;
    for route in coordinator.list(&json!({"routes": {}}))? {
        let id = number(&route, "/route");
        if !file.routes.iter().any(|spec| u64::from(spec.number) == id) {
            let why = "routes are only added: lots under way rely on them";
            all.push(coordinator.extra(format!("route {id}"), route, Remedy::None(why)));
        }
    }
    Ok(())
}

fn chains(file: &DeploymentFile, hub: &Asked<'_>, all: &mut Vec<Extra>) -> DeployResult<()> {
    for answer in hub.list(&json!({"chains": {}}))? {
        let mut setup = answer.get("setup").cloned().unwrap_or_default();
        let id = number(&setup, "/chain");
        let linked = file.links.iter().filter_map(|link| file.chain(&link.chain));
        if linked.into_iter().any(|spec| u64::from(spec.number) == id) {
            continue;
        }
        let (actual, what) = (setup.clone(), format!("chain {id}"));
        let closed = close(&mut setup, &["/exposure_max"]);
        let why = "chains are only added; no debt may rest on it any more";
        let remedy = match closed {
            true => Remedy::None(why),
            false => owner(
                format!("allow no debt on {what}"),
                json!({"set_chain": setup}),
            ),
        };
        all.push(hub.extra(what, actual, remedy));
    }
    Ok(())
}

fn assets(file: &DeploymentFile, hub: &Asked<'_>, all: &mut Vec<Extra>) -> DeployResult<()> {
    // No question lists assets.
    for (_, bytes) in hub.on.records(&hub.address, &map_key("assets", &[]))? {
        let mut setup: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let id = number(&setup, "/asset");
        if file.assets.iter().any(|spec| u64::from(spec.number) == id) {
            continue;
        }
        let (actual, what) = (setup.clone(), format!("asset {id}"));
        // The limit in flight stays: what is there must remain to be sold.
        let closed = close(&mut setup, &["/collateral_max"]);
        let why = "assets are only added; no more collateral of it is taken";
        let remedy = match closed {
            true => Remedy::None(why),
            false => owner(
                format!("take no more collateral of {what}"),
                json!({"set_asset": setup}),
            ),
        };
        all.push(hub.extra(what, actual, remedy));
    }
    Ok(())
}

fn listings(file: &DeploymentFile, hub: &Asked<'_>, all: &mut Vec<Extra>) -> DeployResult<()> {
    for answer in hub.pages("listings", "/setup/listing")? {
        let mut setup = answer.get("setup").cloned().unwrap_or_default();
        let id = number(&setup, "/listing");
        let collaterals = file.collaterals.iter().map(|spec| spec.listing);
        let debts = file.debts.iter().map(|spec| spec.listing);
        if collaterals.chain(debts).any(|one| u64::from(one) == id) {
            continue;
        }
        let (actual, what) = (setup.clone(), format!("listing {id}"));
        let caps = ["/collateral/cap", "/collateral/dust", "/debt/cap"];
        let closed = close(&mut setup, &caps);
        let why = "listings are only added; its caps are zero";
        let remedy = match closed {
            true => Remedy::None(why),
            false => owner(
                format!("set the caps of {what} to zero"),
                json!({"set_listing": setup}),
            ),
        };
        all.push(hub.extra(what, actual, remedy));
    }
    Ok(())
}

fn owner(what: String, msg: Value) -> Remedy {
    Remedy::Owner {
        what,
        msg,
        not_before: 0,
    }
}

/// Sets these amounts to zero, where they are; were they already?
fn close(setup: &mut Value, pointers: &[&str]) -> bool {
    let mut closed = true;
    for pointer in pointers {
        if let Some(amount) = setup.pointer_mut(pointer) {
            closed &= *amount == json!("0");
            *amount = json!("0");
        }
    }
    closed
}
