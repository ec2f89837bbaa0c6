//! Who may send what: every message, allowed and refused.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod common;

use common::{item, params, who, CloneAll, Oracle, ATOM, DELAY, START};
use cosmwasm_std::testing::message_info;
use cosmwasm_std::{coin, Order, Storage};
use seawall_interfaces::oracle::{AssetParams, Change, ExecuteMsg, FeedSource, QueryMsg};
use seawall_kit::timelock::Queued;
use seawall_kit::{KitError, OwnershipAction, TimeLockConfig};
use seawall_price_oracle::contract;
use seawall_price_oracle::error::ContractError;
use seawall_wire::ids::AssetId;

fn looser() -> AssetParams {
    AssetParams {
        stale_after_secs: 121,
        ..params()
    }
}

fn owner_messages() -> Vec<ExecuteMsg> {
    let (asset, params) = (ATOM, params());
    let source = FeedSource::Feeder {
        address: who("f9").into(),
    };
    let to = who("heir").to_string();
    let time_lock = TimeLockConfig {
        delay_secs: DELAY + 1,
        window_secs: 1000,
    };
    vec![
        ExecuteMsg::AddAsset {
            asset: AssetId(2),
            params: params.clone(),
        },
        ExecuteMsg::SetAsset { asset, params },
        ExecuteMsg::SetTimeLock { time_lock },
        ExecuteMsg::AddFeed { asset, source },
        ExecuteMsg::RemoveFeed { asset, feed: 1 },
        ExecuteMsg::CancelChange { id: 1 },
        ExecuteMsg::Ownership(OwnershipAction::Propose { to }),
        ExecuteMsg::Ownership(OwnershipAction::Cancel {}),
    ]
}

#[test]
fn what_is_the_owners_is_refused_to_everybody_else_and_changes_nothing() {
    let mut oracle = Oracle::with_feeders(3);
    let params = looser();
    let set = ExecuteMsg::SetAsset {
        asset: ATOM,
        params,
    };
    oracle.run("owner", set).unwrap();
    for msg in owner_messages() {
        for sender in ["f1", "eve", "heir"] {
            let before = oracle.deps.storage.clone_all();
            let error = oracle.run(sender, msg.clone()).unwrap_err();
            let is_right = matches!(error, ContractError::Kit(KitError::Unauthorized { .. }));
            assert!(is_right, "{msg:?} by {sender}: {error}");
            let all = |s: &dyn Storage| s.range(None, None, Order::Ascending).collect::<Vec<_>>();
            assert_eq!(all(&before), all(&oracle.deps.storage));
        }
    }
    for msg in owner_messages() {
        oracle.run("owner", msg).unwrap();
    }
}

#[test]
fn only_the_proposed_owner_accepts() {
    let mut oracle = Oracle::new();
    let to = who("heir").to_string();
    let propose = ExecuteMsg::Ownership(OwnershipAction::Propose { to });
    let accept = ExecuteMsg::Ownership(OwnershipAction::Accept {});
    oracle.run("owner", propose).unwrap();
    for sender in ["owner", "eve"] {
        assert!(oracle.run(sender, accept.clone()).is_err());
    }
    oracle.run("heir", accept).unwrap();
    let params = params();
    let add = ExecuteMsg::AddAsset {
        asset: ATOM,
        params,
    };
    assert!(oracle.run("owner", add.clone()).is_err());
    oracle.run("heir", add).unwrap();
}

#[test]
fn only_a_feeder_of_the_asset_submits() {
    let mut oracle = Oracle::with_feeders(3);
    let prices = vec![item(ATOM, "10", START)];
    for sender in ["owner", "eve", "f4"] {
        let submit = ExecuteMsg::Submit {
            prices: prices.clone(),
        };
        let error = oracle.run(sender, submit).unwrap_err().to_string();
        let text = "no price was taken in; asset 1: expected a feeder of this asset";
        assert_eq!(error, text);
    }
    oracle.run("f1", ExecuteMsg::Submit { prices }).unwrap();
}

#[test]
fn anyone_applies_a_ripe_change_and_nobody_an_unripe_one() {
    let mut oracle = Oracle::with_feeders(3);
    let params = looser();
    let set = ExecuteMsg::SetAsset {
        asset: ATOM,
        params,
    };
    oracle.run("owner", set).unwrap();
    let waiting: Vec<Queued<Change>> = oracle.ask(QueryMsg::Changes {
        start_after: None,
        limit: None,
    });
    assert_eq!(waiting.len(), 1);
    let apply = ExecuteMsg::ApplyChange { id: 1 };
    for sender in ["owner", "eve"] {
        assert!(oracle.run(sender, apply.clone()).is_err());
    }
    oracle.later(DELAY);
    oracle.run("eve", apply.clone()).unwrap();
    assert!(oracle.run("eve", apply).is_err(), "a change counts once");
}

#[test]
fn no_message_takes_coins() {
    let mut oracle = Oracle::with_feeders(3);
    let info = message_info(&who("f1"), &[coin(1, "uatom")]);
    let prices = vec![item(ATOM, "10", START)];
    let msg = ExecuteMsg::Submit { prices };
    let error = contract::execute(oracle.deps.as_mut(), oracle.env.clone(), info, msg);
    let text = "funds: expected no coins, got 1uatom";
    assert_eq!(error.unwrap_err().to_string(), text);
}
