//! Process ages, events, coin checks, calls and versions.
#![allow(clippy::unwrap_used)]

use cosmwasm_schema::cw_serde;
use cosmwasm_std::testing::{message_info, MockApi, MockStorage};
use cosmwasm_std::{coin, from_json, Coin, MessageInfo, ReplyOn, Uint128, Uint256, WasmMsg};
use seawall_kit::event::last_sequence;
use seawall_kit::instance::{self, StateAge};
use seawall_kit::{call, emit, funds, kinds, KitError, Process, ProcessIndex};

#[test]
fn a_process_knows_its_age() {
    let mut process = Process::open(1000, 60);
    assert_eq!((process.age(1030), process.age(900)), (30, 0));
    assert!(!process.is_overdue(1059));
    assert!(process.is_overdue(1060));
    process.touch(1040);
    process.touch(1020);
    assert_eq!(process.last_progress, 1040, "time never runs back");
    assert_eq!(process.idle(1050), 10);
    assert!(Process::open(u64::MAX, 1).is_overdue(u64::MAX));
}

#[test]
fn overdue_processes_are_found_most_urgent_first_and_without_a_scan() {
    const INDEX: ProcessIndex = ProcessIndex::new("deadlines");
    let mut storage = MockStorage::new();
    for (deadline, id) in [(300, 1), (100, 2), (200, 3), (100, 1000)] {
        INDEX.insert(&mut storage, deadline, id).unwrap();
    }
    assert_eq!(
        INDEX.overdue(&storage, 99, None).unwrap(),
        Vec::<u64>::new()
    );
    let due = INDEX.overdue(&storage, 200, None).unwrap();
    assert_eq!(due, vec![2, 1000, 3]);
    assert_eq!(INDEX.overdue(&storage, 200, Some(1)).unwrap(), vec![2]);
    INDEX.reschedule(&mut storage, 2, 100, 400).unwrap();
    INDEX.remove(&mut storage, 200, 3);
    let page = INDEX.page(&storage, Some((100, 1000)), None).unwrap();
    assert_eq!(page, vec![(300, 1), (400, 2)]);
}

#[cw_serde]
enum Happened {
    Opened { id: u64 },
    Tuple(u64),
    Closed {},
}

kinds!(Happened { Opened => "opened", Tuple => "tuple", Closed => "closed" });

#[test]
fn events_are_numbered_without_a_gap() {
    let mut storage = MockStorage::new();
    assert_eq!(last_sequence(&storage).unwrap(), 0);
    let all = [
        (
            Happened::Opened { id: 7 },
            "opened",
            r#"{"opened":{"id":7}}"#,
        ),
        (Happened::Tuple(8), "tuple", r#"{"tuple":8}"#),
        (Happened::Closed {}, "closed", r#"{"closed":{}}"#),
    ];
    for (seq, (event, kind, data)) in (1u64..).zip(all) {
        let event = emit(&mut storage, "vault", 2, &event).unwrap();
        assert_eq!(event.ty, "seawall");
        let got: Vec<(&str, &str)> = event
            .attributes
            .iter()
            .map(|a| (a.key.as_str(), a.value.as_str()))
            .collect();
        let seq = seq.to_string();
        let expected = [
            ("contract", "vault"),
            ("seq", seq.as_str()),
            ("v", "2"),
            ("kind", kind),
            ("data", data),
        ];
        assert_eq!(got, expected);
    }
    assert_eq!(last_sequence(&storage).unwrap(), 3);
}

fn with(coins: &[Coin]) -> MessageInfo {
    message_info(&MockApi::default().addr_make("alice"), coins)
}

#[test]
fn a_stray_coin_is_refused() {
    assert_eq!(
        funds::one_coin(&with(&[coin(5, "uatom")]), "uatom").unwrap(),
        Uint128::new(5)
    );
    let bad: [(&[Coin], &str); 5] = [
        (&[], "no coins"),
        (&[coin(0, "uatom")], "0uatom"),
        (&[coin(5, "uosmo")], "5uosmo"),
        (&[coin(5, "uatom"), coin(1, "uosmo")], "5uatom,1uosmo"),
        (&[coin(5, "uatom"), coin(5, "uatom")], "5uatom,5uatom"),
    ];
    for (coins, actual) in bad {
        let refused = funds::one_coin(&with(coins), "uatom").unwrap_err();
        let text = format!("funds: expected one coin of uatom, got {actual}");
        assert_eq!(refused.to_string(), text);
    }
    let big = Coin {
        denom: "uatom".into(),
        amount: Uint256::MAX,
    };
    let refused = funds::any_coin(&with(&[big]));
    assert!(matches!(refused, Err(KitError::AmountTooLarge { .. })));
    funds::no_funds(&with(&[])).unwrap();
    assert!(funds::no_funds(&with(&[coin(1, "uatom")])).is_err());
}

// INV-11: the caller outlives the call.
#[test]
fn a_guarded_call_has_a_gas_limit_and_always_a_reply() {
    let msg = call::wasm_exec("vault", &Happened::Closed {}, vec![coin(1, "uatom")]).unwrap();
    let WasmMsg::Execute { msg: body, .. } = &msg else {
        panic!("expected an execute message, got {msg:?}");
    };
    assert_eq!(body.as_slice(), br#"{"closed":{}}"#);
    let sub = call::guarded(msg.clone(), 3, 500_000);
    assert_eq!(
        (sub.id, sub.gas_limit, &sub.reply_on),
        (3, Some(500_000), &ReplyOn::Always)
    );
    let sub = call::with_context(sub, &42u64).unwrap();
    assert_eq!(from_json::<u64>(&sub.payload).unwrap(), 42);
    let sub = call::guarded_on_error(msg, 4, 1);
    assert_eq!((sub.gas_limit, sub.reply_on), (Some(1), ReplyOn::Error));
}

#[test]
fn a_migration_goes_only_to_newer_code_of_the_same_contract() {
    let mut storage = MockStorage::new();
    instance::set_version(&mut storage, "vault", "1.9.0").unwrap();
    for (name, version, expected) in [
        ("market", "2.0.0", "migration: expected market, got vault"),
        (
            "vault",
            "1.9.0",
            "migration: expected a version newer than 1.9.0, got 1.9.0",
        ),
        (
            "vault",
            "1.8.9",
            "migration: expected a version newer than 1.9.0, got 1.8.9",
        ),
        (
            "vault",
            "2",
            "migration: expected a version of the form 1.2.3, got 2",
        ),
        (
            "vault",
            "1.2.3.4",
            "migration: expected a version of the form 1.2.3, got 1.2.3.4",
        ),
    ] {
        let refused = instance::assert_newer(&mut storage, name, version).unwrap_err();
        assert_eq!(refused.to_string(), expected);
    }
    let old = instance::assert_newer(&mut storage, "vault", "1.10.0").unwrap();
    assert_eq!(old, "1.9.0");
    assert!(instance::assert_newer(&mut storage, "vault", "1.10.0").is_err());
}

#[test]
fn a_record_from_the_future_is_not_read() {
    assert_eq!(instance::state_version(2, 2).unwrap(), StateAge::Current);
    assert_eq!(instance::state_version(1, 2).unwrap(), StateAge::Older(1));
    let refused = instance::state_version(3, 2).unwrap_err();
    let text = "a record has state version 3, this code reads up to 2";
    assert_eq!(refused.to_string(), text);
}
