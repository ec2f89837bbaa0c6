//! Who may open a channel, and that nobody closes one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{
    IbcChannel, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg, IbcOrder,
};
use seawall_link::{LinkError, LinkStatus, Side};
use seawall_wire::CHANNEL_VERSION;

fn fresh(side: Side) -> MockStorage {
    let mut store = MockStorage::new();
    LINKS
        .set_up(&mut store, CHAIN, config(setup(), side))
        .unwrap();
    store
}

/// Every way in which a stranger's channel differs from ours.
fn hostile() -> Vec<(&'static str, IbcChannel)> {
    let good = || channel("channel-9");
    let with = |change: fn(&mut IbcChannel)| {
        let mut bad = good();
        change(&mut bad);
        bad
    };
    vec![
        ("ordered", with(|c| c.order = IbcOrder::Ordered)),
        ("other version", with(|c| c.version = "seawall-2".into())),
        ("no version", with(|c| c.version = String::new())),
        (
            "other connection",
            with(|c| c.connection_id = "connection-1".into()),
        ),
        ("no connection", with(|c| c.connection_id = String::new())),
        (
            "other port",
            with(|c| c.counterparty_endpoint.port_id = "wasm.evil".into()),
        ),
        (
            "transfer port",
            with(|c| c.counterparty_endpoint.port_id = "transfer".into()),
        ),
        (
            "port in capitals",
            with(|c| c.counterparty_endpoint.port_id = PORT.to_uppercase()),
        ),
    ]
}

#[test]
fn a_strangers_channel_is_refused_in_every_step() {
    for side in [Side::Opens, Side::Answers] {
        for (what, channel) in hostile() {
            let mut store = fresh(side);
            let before = dump(&store);
            let opens = [
                IbcChannelOpenMsg::new_init(channel.clone()),
                IbcChannelOpenMsg::new_try(channel.clone(), CHANNEL_VERSION),
            ];
            for open in opens {
                assert!(LINKS.open(&store, &open).is_err(), "{side:?} {what}");
            }
            let connects = [
                IbcChannelConnectMsg::new_ack(channel.clone(), CHANNEL_VERSION),
                IbcChannelConnectMsg::new_confirm(channel.clone()),
            ];
            for connect in connects {
                assert!(
                    LINKS.connect(&mut store, &connect).is_err(),
                    "{side:?} {what}"
                );
            }
            assert_eq!(dump(&store), before, "{side:?} {what}");
        }
    }
}

#[test]
fn the_peers_version_counts_too() {
    let good = channel("channel-0");
    let store = fresh(Side::Answers);
    let open = IbcChannelOpenMsg::new_try(good.clone(), "seawall-9");
    assert!(LINKS.open(&store, &open).is_err());
    let mut store = fresh(Side::Opens);
    let connect = IbcChannelConnectMsg::new_ack(good, "seawall-9");
    assert!(LINKS.connect(&mut store, &connect).is_err());
}

#[test]
fn only_one_end_begins_and_only_the_other_answers() {
    let good = || channel("channel-0");
    let init = IbcChannelOpenMsg::new_init(good());
    let try_ = IbcChannelOpenMsg::new_try(good(), CHANNEL_VERSION);
    let confirm = IbcChannelConnectMsg::new_confirm(good());
    let (mut opens, mut answers) = (fresh(Side::Opens), fresh(Side::Answers));
    assert!(LINKS.open(&opens, &init).is_ok());
    assert!(LINKS.open(&opens, &try_).is_err());
    assert!(LINKS.connect(&mut opens, &confirm).is_err());
    assert!(LINKS.connect(&mut opens, &open_ack("channel-0")).is_ok());
    assert!(LINKS.open(&answers, &init).is_err());
    assert!(LINKS.open(&answers, &try_).is_ok());
    assert!(LINKS.connect(&mut answers, &open_ack("channel-0")).is_err());
    assert!(LINKS.connect(&mut answers, &confirm).is_ok());
}

#[test]
fn a_thousand_dangling_openings_leave_nothing_behind() {
    let mut store = fresh(Side::Opens);
    let before = dump(&store);
    for n in 0..1000 {
        let init = IbcChannelOpenMsg::new_init(channel(&format!("channel-{n}")));
        LINKS.open(&store, &init).unwrap();
    }
    assert_eq!(dump(&store), before);
    LINKS
        .connect(&mut store, &open_ack("channel-1000"))
        .unwrap();
    let state = LINKS.state(&store, CHAIN).unwrap();
    assert_eq!(state.channel.as_deref(), Some("channel-1000"));
}

#[test]
fn a_second_handshake_is_refused_while_the_link_is_active() {
    let mut store = linked();
    let before = dump(&store);
    let init = IbcChannelOpenMsg::new_init(channel("channel-1"));
    assert!(LINKS.open(&store, &init).is_err());
    assert!(LINKS.connect(&mut store, &open_ack("channel-1")).is_err());
    assert_eq!(dump(&store), before);
}

#[test]
fn nobody_closes_a_channel_on_request() {
    let mut store = linked();
    let before = dump(&store);
    for id in ["channel-0", "channel-5"] {
        let close = IbcChannelCloseMsg::new_init(channel(id));
        let refused = LINKS.close(&mut store, &close);
        assert!(matches!(refused, Err(LinkError::CloseRefused { .. })));
    }
    assert_eq!(dump(&store), before);
}

#[test]
fn a_closed_channel_is_noted_and_a_new_one_gets_the_next_epoch() {
    let mut store = linked();
    let other = IbcChannelCloseMsg::new_confirm(channel("channel-5"));
    assert_eq!(LINKS.close(&mut store, &other).unwrap(), None);
    assert_eq!(
        LINKS.state(&store, CHAIN).unwrap().end.status,
        LinkStatus::Active
    );
    let close = IbcChannelCloseMsg::new_confirm(channel("channel-0"));
    assert_eq!(LINKS.close(&mut store, &close).unwrap(), Some(CHAIN));
    assert_eq!(
        LINKS.state(&store, CHAIN).unwrap().end.status,
        LinkStatus::Closed
    );
    let sent = LINKS.send(
        &mut store,
        &cosmwasm_std::testing::mock_env(),
        outgoing(CHAIN, 1),
    );
    assert!(matches!(sent, Err(LinkError::Status { .. })));
    LINKS.connect(&mut store, &open_ack("channel-1")).unwrap();
    let state = LINKS.state(&store, CHAIN).unwrap();
    assert_eq!((state.end.epoch, state.end.status), (2, LinkStatus::Active));
    LINKS.close(&mut store, &close).unwrap();
    let state = LINKS.state(&store, CHAIN).unwrap();
    assert_eq!(
        state.end.status,
        LinkStatus::Active,
        "an old channel's end is old news"
    );
}

#[test]
fn two_links_never_share_a_peer_and_a_link_keeps_its() {
    let mut store = linked();
    let before = dump(&store);
    let other = seawall_wire::ids::ChainNo(3);
    assert!(LINKS
        .set_up(&mut store, other, config(setup(), Side::Opens))
        .is_err());
    assert!(LINKS
        .set_up(&mut store, CHAIN, config(setup(), Side::Answers))
        .is_err());
    for timeout_secs in [0, 59, 86_401, u64::MAX] {
        let mut bad = config(setup(), Side::Opens);
        bad.timeout_secs = timeout_secs;
        assert!(
            LINKS.set_up(&mut store, CHAIN, bad).is_err(),
            "{timeout_secs}"
        );
    }
    assert_eq!(dump(&store), before);
    for timeout_secs in [60, 86_400] {
        let mut good = config(setup(), Side::Opens);
        good.timeout_secs = timeout_secs;
        let state = LINKS.set_up(&mut store, CHAIN, good).unwrap();
        assert_eq!(state.config.timeout_secs, timeout_secs);
    }
}

/// Both ends know the number of the channel at the end that opened it; nothing else counts epochs.
#[test]
fn both_ends_give_a_channel_the_same_epoch_whatever_handshakes_never_ended() {
    let mut opens = fresh(Side::Opens);
    let (_, here) = LINKS.connect(&mut opens, &open_ack("channel-41")).unwrap();
    let mut answers = fresh(Side::Answers);
    let mut seen_there = channel("channel-7");
    seen_there.counterparty_endpoint.channel_id = "channel-41".into();
    let confirm = IbcChannelConnectMsg::new_confirm(seen_there);
    let (_, there) = LINKS.connect(&mut answers, &confirm).unwrap();
    assert_eq!((here.end.epoch, there.end.epoch), (42, 42));
    for id in [
        "channel-",
        "channel-x",
        "channel-4294967295",
        "07-tendermint-1",
        "",
    ] {
        let mut store = fresh(Side::Opens);
        let init = IbcChannelOpenMsg::new_init(channel(id));
        assert!(LINKS.open(&store, &init).is_err(), "{id}");
        assert!(LINKS.connect(&mut store, &open_ack(id)).is_err(), "{id}");
    }
}

#[test]
fn a_decided_replacement_takes_one_channel_over_its_connection_and_no_other() {
    let mut store = linked();
    sent(&mut store, 5, 1);
    let over = |connection: &str, id: &str| {
        let mut other = channel(id);
        other.connection_id = connection.into();
        IbcChannelConnectMsg::new_ack(other, CHANNEL_VERSION)
    };
    let new = over("connection-9", "channel-3");
    assert!(LINKS.connect(&mut store, &new).is_err());
    LINKS.replace(&mut store, CHAIN, "connection-9").unwrap();
    let state = LINKS.state(&store, CHAIN).unwrap();
    assert_eq!(
        state.end.status,
        LinkStatus::Active,
        "the old one is used on"
    );
    assert!(LINKS.connect(&mut store, &open_ack("channel-2")).is_err());
    let (_, state) = LINKS.connect(&mut store, &new).unwrap();
    assert_eq!((state.end.epoch, state.end.in_flight), (4, 1));
    let another = over("connection-9", "channel-4");
    assert!(LINKS.connect(&mut store, &another).is_err());
    assert!(LINKS.replace(&mut store, HERE, "connection-9").is_err());
}

#[test]
fn the_answering_end_follows_what_the_opening_end_has_decided() {
    let mut store = fresh(Side::Answers);
    let confirm = |number: u32| {
        let mut seen = channel("channel-0");
        seen.counterparty_endpoint.channel_id = format!("channel-{number}");
        IbcChannelConnectMsg::new_confirm(seen)
    };
    LINKS.connect(&mut store, &confirm(1)).unwrap();
    let (_, state) = LINKS.connect(&mut store, &confirm(5)).unwrap();
    assert_eq!(state.end.epoch, 6);
    assert!(
        LINKS.connect(&mut store, &confirm(3)).is_err(),
        "an older one"
    );
}
