//! Plan, apply and verify against the real contracts on simulated chains.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::{set, with_run};
use seawall_deploy::apply::apply;
use seawall_deploy::plan::{Actor, Via};
use seawall_deploy::DeployError;

#[test]
fn a_deployment_ends_as_the_file_says_and_a_second_run_does_nothing() {
    let set = set("whole");
    let planned = set.plan();
    assert!(planned.impossible().is_empty());
    let finished = set.apply(Via::Key).unwrap();
    assert!(finished.left.is_done(), "{:#?}", finished.left);
    assert!(
        finished.done >= planned.steps.len(),
        "{} of {}",
        finished.done,
        planned.steps.len()
    );
    let sent = set.world.borrow().done.len();
    let again = set.apply(Via::Key).unwrap();
    assert_eq!((again.done, set.world.borrow().done.len()), (0, sent));
    assert!(set.plan().is_done());
    // Both contract channels carry packets: an outpost says hello and is answered.
    let state = set.state();
    let mut world = set.world.borrow_mut();
    for chain in ["collateral", "debt"] {
        let (ix, outpost) = (world.ix[chain], state.contract(chain, "outpost").unwrap());
        let (sender, outpost) = (
            world.net.addr(ix, "anyone"),
            cosmwasm_std::Addr::unchecked(outpost),
        );
        let hello = serde_json::json!({"say_hello": {}});
        world
            .net
            .execute(ix, &sender, &outpost, &hello, &[])
            .unwrap();
        assert!(world.net.relay_all().is_ok());
        let link: serde_json::Value = world
            .net
            .query(ix, &outpost, &serde_json::json!({"link": {}}))
            .unwrap();
        assert_eq!(link["in_flight"], 0);
    }
}

#[test]
fn a_run_that_dies_at_any_transaction_is_finished_by_the_next_without_doing_anything_twice() {
    let whole = set("crash-none");
    whole.apply(Via::Key).unwrap();
    let (transactions, messages) = {
        let world = whole.world.borrow();
        (world.transactions, world.done.len())
    };
    let end = whole.state();
    for at in 1..=transactions {
        for still_done in [false, true] {
            let set = set(&format!("crash-{at}-{still_done}"));
            set.world.borrow_mut().dies_at = Some((at, still_done));
            assert!(set.apply(Via::Key).is_err());
            let finished = set.apply(Via::Key).unwrap();
            assert!(finished.left.is_done(), "died at {at}");
            assert_eq!(set.world.borrow().done.len(), messages, "died at {at}");
            assert_eq!(set.state().chains, end.chains);
        }
    }
}

#[test]
fn endpoints_that_fall_silent_at_any_question_end_the_run_with_the_chain_named() {
    let whole = set("silent-none");
    whole.apply(Via::Key).unwrap();
    let (asked, messages) = {
        let world = whole.world.borrow();
        (world.asked, world.done.len())
    };
    // Samples of the first look, in which places are found, and of all the others.
    let samples = (1..60).step_by(4).chain((60..asked).step_by(asked / 10));
    for at in samples {
        let set = set(&format!("silent-{at}"));
        set.world.borrow_mut().silent_from = Some(at);
        let error = set.apply(Via::Key).unwrap_err();
        assert!(matches!(&error, DeployError::Chain { .. }), "{error:?}");
        let text = error.to_string();
        assert!(
            text.starts_with("chain ") && text.contains("no endpoint answers"),
            "{text}"
        );
        set.world.borrow_mut().silent_from = None;
        let finished = set.apply(Via::Key).unwrap();
        assert!(finished.left.is_done(), "silent from {at}");
        assert_eq!(set.world.borrow().done.len(), messages, "silent from {at}");
    }
}

#[test]
fn a_lost_state_file_is_rebuilt_from_the_chains() {
    let set = set("state");
    set.apply(Via::Key).unwrap();
    let before = set.state();
    std::fs::remove_file(set.folder.0.join("state.json")).unwrap();
    assert!(set.plan().is_done());
    set.apply(Via::Key).unwrap();
    assert_eq!(set.state(), before);
}

#[test]
fn ownership_goes_to_the_owner_in_two_steps_and_only_with_its_consent() {
    let mut set = set("owner");
    let finished = {
        let (world, file, artifacts) = (&set.world, &set.file, &set.artifacts);
        with_run(world, file, artifacts, (&set.folder, Via::Key), |run| {
            run.chains = common::chains(world, false);
            apply(run).unwrap()
        })
    };
    // The tool does not have the owner's key: the second step is written for it to sign.
    let left = &finished.left.steps;
    assert!(!left.is_empty() && left.iter().all(|s| s.what.contains("accepts ownership")));
    assert_eq!(finished.waiting.len(), 3, "{:?}", finished.waiting);
    let path = std::fs::read_dir(set.folder.0.join("state.unsigned"))
        .unwrap()
        .next()
        .unwrap();
    let written = std::fs::read_to_string(path.unwrap().path()).unwrap();
    assert!(written.contains("\"accept\"") && written.contains("MsgExecuteContract"));
    assert!(set.apply(Via::Key).unwrap().left.is_done());
    // From now on the deployer has no say: a changed file is the owner's to sign.
    set.file.params.rounds_max = 10;
    let plan = set.plan();
    assert_eq!(plan.steps.len(), 1);
    assert!(
        plan.steps[0].what.contains("rounds_max 20 → 10"),
        "{}",
        plan.steps[0]
    );
    assert!(set.apply(Via::Key).unwrap().left.is_done());
}

#[test]
fn changed_settings_are_planned_field_by_field_and_what_never_changes_is_refused() {
    let mut set = set("change");
    set.apply(Via::Key).unwrap();
    set.file.assets[0].collateral_max = 7u128.into();
    set.file.debts[0].terms.reserve_factor = cosmwasm_std::Decimal::percent(11);
    set.file.chains[1].outpost.timeout_secs = 400;
    let plan = set.plan();
    let lines: Vec<String> = plan.steps.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines
        .iter()
        .any(|l| l.contains("collateral_max \"1000000000000\" → \"7\"")));
    set.file.chains[1].auction_house.halt_slack_secs = 11;
    let sent = set.world.borrow().done.len();
    let error = set.apply(Via::Key).unwrap_err();
    assert!(
        matches!(&error, DeployError::Fixed { count: 1, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("halt_slack_secs"), "{error}");
    assert_eq!(set.world.borrow().done.len(), sent);
}

#[test]
fn a_change_behind_a_time_lock_is_proposed_once_and_applied_when_its_time_has_come() {
    let mut set = set("lock");
    set.apply(Via::Key).unwrap();
    set.file.debts[0].terms.instant_allowance = cosmwasm_std::Decimal::percent(50);
    let first = set.apply(Via::Key).unwrap();
    assert!(
        first.left.steps[0].to_string().contains("waits until"),
        "{:?}",
        first.left
    );
    let sent = set.world.borrow().done.len();
    let second = set.apply(Via::Key).unwrap();
    assert_eq!((second.done, set.world.borrow().done.len()), (0, sent));
    let Actor::Time(eta) = second.left.steps[0].actor else {
        panic!("{:?}", second.left);
    };
    let wait = {
        let world = set.world.borrow();
        eta - world.net.block(world.ix["debt"]).time.seconds()
    };
    set.world.borrow_mut().net.advance_all(wait + 6).unwrap();
    let third = set.apply(Via::Key).unwrap();
    assert_eq!(third.done, 1);
    assert!(third.left.is_done(), "{:?}", third.left);
}

#[test]
fn what_can_be_known_to_be_wrong_is_refused_before_anything_is_sent() {
    let set = set("refused");
    set.world.borrow_mut().funds = 0;
    let error = set.apply(Via::Key).unwrap_err();
    assert!(
        error.to_string().contains("funds of the deployer"),
        "{error}"
    );
    set.world.borrow_mut().funds = 1;
    set.world.borrow_mut().says_it_is = Some("other-9".into());
    let error = set.apply(Via::Key).unwrap_err();
    assert!(
        error.to_string().contains("expected hub-1, got other-9"),
        "{error}"
    );
    set.world.borrow_mut().says_it_is = None;
    std::fs::write(set.folder.0.join("wasm-1/vault.wasm"), b"other").unwrap();
    let error = set.apply(Via::Key).unwrap_err();
    assert!(
        matches!(&error, DeployError::Artifact { name, .. } if name == "vault"),
        "{error}"
    );
    let mut file = set.file.clone();
    file.links[1].connection = Some("connection-1".into());
    let error = with_run(
        &set.world,
        &file,
        &set.artifacts,
        (&set.folder, Via::Key),
        apply,
    );
    assert!(error.unwrap_err().to_string().contains("connection-1"));
    assert_eq!(set.world.borrow().transactions, 0);
}

#[test]
fn governance_stores_the_code_and_the_deployer_goes_on_after_the_vote() {
    let set = set("gov");
    let first = set.apply(Via::Gov).unwrap();
    assert_eq!((first.done, set.world.borrow().transactions), (0, 0));
    assert!(first.waiting.len() >= 3, "{:?}", first.waiting);
    let folder = set.folder.0.join("state.unsigned");
    let mut stored = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        for message in value["messages"].as_array().unwrap() {
            assert_eq!(message["@type"], "/cosmwasm.wasm.v1.MsgStoreCode");
            stored += 1;
        }
    }
    assert_eq!(stored, 16);
    // The vote has passed.
    for codes in set.world.borrow_mut().codes.values_mut() {
        codes.iter_mut().for_each(|code| code.stored = true);
    }
    assert!(set.apply(Via::Gov).unwrap().left.is_done());
}

#[test]
fn a_multisig_gets_every_message_as_an_unsigned_transaction() {
    let set = set("multisig");
    for codes in set.world.borrow_mut().codes.values_mut() {
        codes.iter_mut().for_each(|code| code.stored = true);
    }
    let first = set.apply(Via::Multisig).unwrap();
    assert_eq!((first.done, set.world.borrow().transactions), (0, 0));
    let folder = set.folder.0.join("state.unsigned");
    let mut kinds = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        for message in value["body"]["messages"].as_array().unwrap() {
            kinds.insert(message["@type"].as_str().unwrap().to_string());
        }
    }
    assert!(
        kinds.contains("/cosmwasm.wasm.v1.MsgInstantiateContract2"),
        "{kinds:?}"
    );
    assert!(
        kinds.contains("/cosmwasm.wasm.v1.MsgExecuteContract"),
        "{kinds:?}"
    );
}
