//! Contracts, admins, owners, links and waiting changes that are not as the file says: named by `verify`,
//! put right by `apply` or by whoever has to sign.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::{named, repaired, Set};
use seawall_deploy::apply::apply;
use seawall_deploy::chain::Message;
use seawall_deploy::plan::{Actor, Via};
use seawall_deploy::relayer::ByHand;
use serde_json::{json, Value};

#[test]
fn a_contract_with_the_deployments_name_that_is_not_in_the_file_is_named() {
    let set = Set::done("contract");
    let other = {
        let mut world = set.world.borrow_mut();
        let mut info = world.contracts["debt"].values().next().unwrap().clone();
        info.label = "seawall/localnet/market-99".into();
        let address = world.net.addr(world.ix["debt"], "other").to_string();
        let here = world.contracts.get_mut("debt").unwrap();
        here.insert(address.clone(), info.clone());
        // Not this deployment's, and not this deployer's.
        let elsewhere = world.net.addr(world.ix["debt"], "elsewhere").to_string();
        info.label = "seawall/mainnet/market-99".into();
        let here = world.contracts.get_mut("debt").unwrap();
        here.insert(elsewhere, info);
        address
    };
    let words = [
        "debt: market-99: contract: expected nothing, actual",
        &other,
        "[stays]",
    ];
    named(&set, &[&words]);
    repaired(&set, 0);
}

#[test]
fn a_debt_that_was_struck_from_the_file_is_named_everywhere() {
    let mut set = Set::done("struck");
    set.file.routes.clear();
    set.file.debts.clear();
    let lines = set.differences();
    for words in [
        ["hub: coordinator: listing 10:", "to zero"],
        ["hub: coordinator: route 1:", "[stays]"],
        ["debt: outpost: market of listing 10:", "[stays]"],
        ["debt: market-10: contract:", "[stays]"],
        ["debt: pool-10: contract:", "[stays]"],
        ["debt: courier-1: contract:", "[stays]"],
        ["collateral: courier-1: contract:", "[stays]"],
        ["collateral: pool-route-1: contract:", "[stays]"],
        ["collateral: outpost: pool of route 1:", "[stays]"],
        ["collateral: auction-house: route 1:", "[stays]"],
    ] {
        let fits = |line: &&String| words.iter().all(|word| line.contains(word));
        assert_eq!(
            lines.iter().filter(fits).count(),
            1,
            "{words:?}: {lines:#?}"
        );
    }
    assert_eq!(lines.len(), 10, "{lines:#?}");
    repaired(&set, 1);
}

#[test]
fn an_admin_that_differs_is_changed_by_the_present_one() {
    let set = Set::done("admin");
    let vault = set.state().contract("collateral", "vault").unwrap();
    let (owner, stranger) = (
        set.address("collateral", "owner"),
        set.address("collateral", "stranger"),
    );
    let admin = |who: Option<&str>| {
        let mut world = set.world.borrow_mut();
        let here = world.contracts.get_mut("collateral").unwrap();
        here.get_mut(&vault).unwrap().admin = who.map(str::to_owned);
    };
    // Of somebody else: written for it to sign.
    admin(Some(&stranger));
    let expected = format!("collateral: vault: admin: expected {owner}, actual {stranger}");
    let by = format!("[to be signed by {stranger}]");
    named(&set, &[&[&expected, &by]]);
    let finished = set.apply(Via::Key).unwrap();
    assert_eq!((finished.done, finished.waiting.len()), (0, 1));
    let path = finished.waiting[0].split(" for ").next().unwrap();
    let written: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let message = json!({"@type": "/cosmwasm.wasm.v1.MsgUpdateAdmin", "sender": stranger,
        "new_admin": owner, "contract": vault});
    assert_eq!(written["body"]["messages"], json!([message]));
    // Of nobody: never again, and nothing is sent.
    admin(None);
    let expected = format!("collateral: vault: admin: expected {owner}, actual nobody");
    named(&set, &[&[&expected, "[cannot be changed any more]"]]);
    let error = set.apply(Via::Key).unwrap_err().to_string();
    assert!(error.contains("admin of vault from nobody"), "{error}");
}

#[test]
fn an_admin_whose_key_the_tool_has_is_changed_by_apply() {
    let mut set = Set::done("own-admin");
    let guardian = set.address("hub", "guardian");
    set.file.chains[0].admin = Some(guardian.clone());
    let lines = set.differences();
    assert_eq!(lines.len(), 5, "{lines:#?}");
    let expected = format!("admin: expected {guardian}, actual ");
    assert!(
        lines.iter().all(|line| line.contains(&expected)),
        "{lines:#?}"
    );
    repaired(&set, 5);
    let world = set.world.borrow();
    let last = &world.done.last().unwrap().1;
    assert!(matches!(last, Message::SetAdmin { admin: Some(to), .. } if *to == guardian));
}

#[test]
fn an_owner_that_differs_is_named_and_asked() {
    let set = Set::done("owner-differs");
    let (owner, stranger) = (
        set.address("debt", "owner"),
        set.address("debt", "stranger"),
    );
    // First only offered: the offer is taken back.
    let offer = json!({"ownership": {"propose": {"to": stranger}}});
    set.execute("debt", "owner", "vault", offer.clone());
    let differs =
        format!("debt: vault: owner: expected {owner}, actual {owner}, offered to {stranger}");
    named(&set, &[&[&differs, "take back the offer"]]);
    repaired(&set, 1);
    named(&set, &[]);
    // Then accepted: only the new owner can give it back.
    set.execute("debt", "owner", "vault", offer);
    set.execute(
        "debt",
        "stranger",
        "vault",
        json!({"ownership": {"accept": {}}}),
    );
    let differs = format!("debt: vault: owner: expected {owner}, actual {stranger}");
    let by = format!("[to be signed by {stranger}]");
    named(&set, &[&[&differs, "offer vault to", &by]]);
    let back = json!({"ownership": {"propose": {"to": owner}}});
    set.execute("debt", "stranger", "vault", back);
    repaired(&set, 1);
    named(&set, &[]);
}

#[test]
fn links_whose_channels_are_not_in_use_are_named() {
    let set = common::set("link");
    let (world, file, artifacts) = (&set.world, &set.file, &set.artifacts);
    common::with_run(world, file, artifacts, (&set.folder, Via::Key), |run| {
        run.relayer = Box::new(ByHand);
        apply(run).unwrap();
    });
    let lines = set.differences();
    for chain in ["collateral", "debt"] {
        let differs = format!(
            "{chain}: outpost: channel: expected one over connection-0, in use, actual none"
        );
        let fits = |line: &&String| line.starts_with(&differs);
        assert_eq!(lines.iter().filter(fits).count(), 1, "{lines:#?}");
    }
}

#[test]
fn a_change_that_waits_and_is_not_the_files_is_named_and_dropped() {
    let set = Set::done("waits");
    let params = set.query("hub", "price-oracle", json!({"asset": {"asset": 1}}))["params"].clone();
    let mut looser = params.clone();
    looser["stale_after_secs"] = json!(7200);
    let change = json!({"set_asset": {"asset": 1, "params": looser}});
    set.execute("hub", "owner", "price-oracle", change);
    let terms = set.query("debt", "market-10", json!({"config": {}}))["terms"].clone();
    let mut looser = terms.clone();
    looser["instant_allowance"] = json!("0.5");
    let change = json!({"set_terms": {"terms": looser}});
    set.execute("debt", "owner", "market-10", change);
    named(
        &set,
        &[
            &[
                "hub: price-oracle: waiting change 1:",
                "7200",
                "drop change 1",
            ],
            &["debt: market-10: waiting change 1:", "0.5", "drop change 1"],
        ],
    );
    repaired(&set, 2);
    named(&set, &[]);
    let config = set.query("debt", "market-10", json!({"config": {}}));
    assert_eq!(config["terms"], terms);
}

#[test]
fn a_change_of_the_file_that_has_expired_is_proposed_anew() {
    let mut set = Set::done("expired");
    set.file.debts[0].terms.instant_allowance = cosmwasm_std::Decimal::percent(50);
    assert_eq!(set.apply(Via::Key).unwrap().done, 1);
    // Two days until it may be applied, two weeks until it may not any more.
    set.world.borrow_mut().net.advance_all(17 * 86_400).unwrap();
    let again = set.apply(Via::Key).unwrap();
    assert_eq!(again.done, 1, "{:#?}", again.left);
    assert!(matches!(again.left.steps[0].actor, Actor::Time(_)));
}
