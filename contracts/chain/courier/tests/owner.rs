//! What the owner may do, and that nobody else may. None of it moves money.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::testing::{message_info, mock_env};
use cosmwasm_std::Empty;
use seawall_courier::contract::{instantiate, migrate};
use seawall_interfaces::courier::{ExecuteMsg, InstantiateMsg, Role};
use seawall_kit::OwnershipAction;
use seawall_wire::ids::RouteId;

#[test]
fn only_the_owner_sets_role_and_quota_and_none_of_it_moves_money() {
    let role = sender_role(None);
    let propose = OwnershipAction::Propose {
        to: bare().anyone.to_string(),
    };
    let messages = [
        ExecuteMsg::SetRole { role },
        ExecuteMsg::SetQuota { quota: None },
        ExecuteMsg::Ownership(propose),
    ];
    let mut c = bare();
    c.holds_units(500);
    for msg in messages {
        assert!(
            why(c.by_anyone(msg.clone())).contains("unauthorized"),
            "{msg:?}"
        );
        let response = c.by_owner(msg).unwrap();
        assert!(response.messages.is_empty());
    }
}

#[test]
fn the_role_is_set_once() {
    let mut c = sender(None);
    let roles = [sender_role(None), c.receiver_role()];
    for role in roles {
        let error = why(c.by_owner(ExecuteMsg::SetRole { role }));
        assert_eq!(error, "the role is set already");
    }
    assert_eq!(c.config().role, Some(sender_role(None)));
}

#[test]
fn roles_out_of_bounds_are_refused() {
    let role = |channel: &str, receiver: &str, timeout_secs, quota| Role::Sender {
        channel: channel.into(),
        receiver: receiver.into(),
        timeout_secs,
        quota,
    };
    let cases = [
        (
            role("channel7", "noble1x", 600, None),
            "expected `channel-` and a number",
        ),
        (
            role("channel-x", "noble1x", 600, None),
            "expected `channel-` and a number",
        ),
        (role("channel-7", "", 600, None), "receiver"),
        (role("channel-7", "two words", 600, None), "receiver"),
        (
            role("channel-7", "noble1x", 59, None),
            "expected 60 to 86400, got 59",
        ),
        (
            role("channel-7", "noble1x", 86_401, None),
            "expected 60 to 86400",
        ),
        (
            role("channel-7", "noble1x", 600, quota(0, 60)),
            "at least 1 base unit",
        ),
        (
            role("channel-7", "noble1x", 600, quota(1, 0)),
            "expected 1 to 604800, got 0",
        ),
        (
            role("channel-7", "noble1x", 600, quota(1, 604_801)),
            "expected 1 to 604800",
        ),
        (
            Role::Receiver {
                market: "nobody".into(),
            },
            "parse failed",
        ),
    ];
    for (role, expected) in cases {
        let mut c = bare();
        let error = why(c.by_owner(ExecuteMsg::SetRole { role }));
        assert!(error.contains(expected), "{error}");
        assert_eq!(c.config().role, None);
    }
}

#[test]
fn a_quota_belongs_to_the_sending_end_and_has_bounds() {
    let error = why(receiver().by_owner(ExecuteMsg::SetQuota { quota: None }));
    assert_eq!(error, "expected the role `sender`, this is `receiver`");
    let mut c = sender(None);
    let empty = quota(0, 60);
    let error = why(c.by_owner(ExecuteMsg::SetQuota { quota: empty }));
    assert!(error.contains("at least 1 base unit"));
    let new = quota(9, 60);
    c.by_owner(ExecuteMsg::SetQuota { quota: new.clone() })
        .unwrap();
    assert_eq!(c.config().role, Some(sender_role(new)));
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut c = bare();
    let to = c.anyone.to_string();
    let accept = ExecuteMsg::Ownership(OwnershipAction::Accept {});
    c.by_anyone(accept.clone()).unwrap_err();
    c.by_owner(ExecuteMsg::Ownership(OwnershipAction::Propose {
        to: to.clone(),
    }))
    .unwrap();
    assert_eq!(c.config().owner, c.owner.to_string());
    c.by_anyone(accept).unwrap();
    assert_eq!(c.config().owner, to);
}

#[test]
fn a_coin_needs_a_name_and_a_migration_newer_code() {
    let mut c = bare();
    let msg = InstantiateMsg {
        owner: c.owner.to_string(),
        route: RouteId(1),
        denom: "u".into(),
    };
    let info = message_info(&c.anyone, &[]);
    let error = why(instantiate(c.deps.as_mut(), mock_env(), info, msg));
    assert!(error.contains("expected 3 to 128 characters, got 1"));
    let error = why(migrate(c.deps.as_mut(), mock_env(), Empty {}));
    assert!(error.contains("a version newer than"));
    cw2::set_contract_version(c.deps.as_mut().storage, "seawall-courier", "0.0.1").unwrap();
    migrate(c.deps.as_mut(), mock_env(), Empty {}).unwrap();
}
