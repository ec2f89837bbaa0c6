//! Who may send what.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::*;
use cosmwasm_std::{coins, Binary, Uint128};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::outpost::{ConfigResponse, ExecuteMsg, QueryMsg};
use seawall_kit::ownership::OwnershipAction;
use seawall_money::CollateralAmount;

fn terms(timeout_secs: u64, receive_gas: u64) -> ExecuteMsg {
    let rebate = DenomAmount {
        denom: "ufee".into(),
        amount: Uint128::new(5),
    };
    ExecuteMsg::SetTerms {
        timeout_secs,
        receive_gas,
        rebate: Some(rebate),
    }
}

#[test]
fn only_the_owner_sets_neighbours_and_terms() {
    let mut w = bare();
    let mut messages = w.set_up().to_vec();
    messages.push(terms(600, 5_000_000));
    messages.push(ExecuteMsg::Unpause {});
    let to = w.alice.to_string();
    messages.push(ExecuteMsg::Ownership(OwnershipAction::Propose { to }));
    let strangers = [
        w.alice.clone(),
        w.guardian.clone(),
        w.hub.clone(),
        w.outpost.clone(),
    ];
    for msg in &messages {
        for stranger in &strangers {
            let refused = w.run(stranger, msg).unwrap_err();
            assert!(refused.contains("unauthorized"), "{msg:?} {refused}");
        }
    }
    w.run(&w.guardian.clone(), &ExecuteMsg::Pause { seconds: 10 })
        .unwrap();
    for msg in &messages {
        w.run(&w.owner.clone(), msg).unwrap();
    }
}

#[test]
fn only_the_owner_decides_about_the_link_and_the_guardian_may_drop_a_replacement() {
    let mut w = world();
    let connection = "connection-9".to_string();
    let messages = [
        ExecuteMsg::ReplaceLink { connection },
        ExecuteMsg::DrainLink {},
        ExecuteMsg::ResumeLink {},
        ExecuteMsg::RetireLink {},
        ExecuteMsg::CancelReplacement {},
    ];
    for (at, msg) in messages.iter().enumerate() {
        for stranger in [w.alice.clone(), w.hub.clone(), w.outpost.clone()] {
            let refused = w.run(&stranger, msg).unwrap_err();
            assert!(refused.contains("unauthorized"), "{msg:?} {refused}");
        }
        if at < 4 {
            assert!(w.run(&w.guardian.clone(), msg).is_err(), "{msg:?}");
        }
    }
    let owner = w.owner.clone();
    w.run(&owner, &messages[0]).unwrap();
    let config: ConfigResponse = w.ask(&QueryMsg::Config {});
    assert_eq!(config.replacement.unwrap().connection, "connection-9");
    w.run(&w.guardian.clone(), &messages[4]).unwrap();
    assert!(
        w.run(&owner, &messages[4]).is_err(),
        "there is none any more"
    );
    assert!(w
        .run(&w.alice.clone(), &ExecuteMsg::ApplyReplacement {})
        .is_err());
    w.run(&owner, &messages[1]).unwrap();
    w.run(&owner, &messages[2]).unwrap();
}

#[test]
fn neighbours_are_set_once() {
    let mut w = world();
    for msg in w.set_up() {
        let refused = w.run(&w.owner.clone(), &msg).unwrap_err();
        assert!(refused.contains("expected none"), "{refused}");
    }
}

#[test]
fn terms_keep_their_bounds() {
    let mut w = world();
    let owner = w.owner.clone();
    for timeout in [0, 59, 86_401, u64::MAX] {
        assert!(
            w.run(&owner, &terms(timeout, 5_000_000)).is_err(),
            "{timeout}"
        );
    }
    for gas in [0, 499_999, 50_000_001, u64::MAX] {
        assert!(w.run(&owner, &terms(600, gas)).is_err(), "{gas}");
    }
    w.run(&owner, &terms(60, 500_000)).unwrap();
    let config: ConfigResponse = w.ask(&QueryMsg::Config {});
    assert_eq!((config.timeout_secs, config.receive_gas), (60, 500_000));
    assert_eq!(config.rebate.unwrap().amount, Uint128::new(5));
}

#[test]
fn only_the_coordinator_hands_packets_over_and_only_the_outpost_works_on_them() {
    let mut w = world();
    let data = Binary::from(b"{}");
    let local = ExecuteMsg::LocalPacket {
        sequence: 1,
        data: data.clone(),
    };
    let handle = ExecuteMsg::HandlePacket {
        sequence: 1,
        data,
        relayer: None,
    };
    let (hub, outpost) = (w.hub.clone(), w.outpost.clone());
    for stranger in [w.alice.clone(), w.owner.clone(), w.vault.clone(), outpost] {
        assert!(w
            .run(&stranger, &local)
            .unwrap_err()
            .contains("unauthorized"));
    }
    for stranger in [
        w.alice.clone(),
        w.owner.clone(),
        w.vault.clone(),
        hub.clone(),
    ] {
        assert!(w
            .run(&stranger, &handle)
            .unwrap_err()
            .contains("unauthorized"));
    }
    w.run(&hub, &local).unwrap();
}

#[test]
fn only_the_vault_submits_deposits() {
    let mut w = world();
    let deposit = ExecuteMsg::SubmitDeposit {
        deposit: 1,
        account: ACCOUNT,
        listing: LISTING,
        amount: CollateralAmount::new(1),
        depositor: "someone".into(),
    };
    for stranger in [
        w.alice.clone(),
        w.owner.clone(),
        w.market.clone(),
        w.hub.clone(),
    ] {
        assert!(w
            .run(&stranger, &deposit)
            .unwrap_err()
            .contains("unauthorized"));
    }
    w.run(&w.vault.clone(), &deposit).unwrap();
}

#[test]
fn guardian_and_owner_pause_and_no_one_else() {
    let mut w = world();
    let pause = ExecuteMsg::Pause { seconds: 60 };
    assert!(w
        .run(&w.alice.clone(), &pause)
        .unwrap_err()
        .contains("unauthorized"));
    w.run(&w.guardian.clone(), &pause).unwrap();
    let again = w.run(&w.guardian.clone(), &pause);
    assert!(again.is_err(), "a guardian rests between two pauses");
    w.run(&w.owner.clone(), &pause).unwrap();
    w.run(&w.owner.clone(), &ExecuteMsg::Unpause {}).unwrap();
    let config: ConfigResponse = w.ask(&QueryMsg::Config {});
    assert_eq!(config.paused_until, None);
}

#[test]
fn ownership_goes_over_in_two_steps() {
    let mut w = world();
    let to = w.alice.to_string();
    let propose = ExecuteMsg::Ownership(OwnershipAction::Propose { to });
    let accept = ExecuteMsg::Ownership(OwnershipAction::Accept {});
    w.run(&w.owner.clone(), &propose).unwrap();
    assert!(w.run(&w.guardian.clone(), &accept).is_err());
    w.run(&w.alice.clone(), &accept).unwrap();
    let config: ConfigResponse = w.ask(&QueryMsg::Config {});
    assert_eq!(config.owner, w.alice.to_string());
}

#[test]
fn anyone_funds_rebates_with_the_right_coin_once_there_is_one() {
    let mut w = world();
    let (alice, fund) = (w.alice.clone(), ExecuteMsg::FundRebates {});
    assert!(w.pay(&alice, &fund, &coins(10, "ufee")).is_err());
    w.run(&w.owner.clone(), &terms(600, 5_000_000)).unwrap();
    assert!(w.pay(&alice, &fund, &[]).is_err());
    w.pay(&alice, &fund, &coins(10, "ufee")).unwrap();
    assert!(
        w.run(&alice, &ExecuteMsg::ClaimRebates {}).is_err(),
        "nothing is earned"
    );
}
