//! Every ack's bytes are as committed, and committed acks are still classed as they were.

use std::fmt::Debug;

use cosmwasm_schema::serde::{de::DeserializeOwned, Serialize};
use seawall_money::*;
use seawall_wire::ids::*;
use seawall_wire::*;

use crate::files::{rows, same_as_committed, table};
use crate::golden::exactly;
use crate::{names, samples};

pub fn command_acks() -> Vec<CommandAck> {
    vec![
        CommandAck::Opened {
            account: AccountId(12),
        },
        CommandAck::Deposited {},
        CommandAck::Withdrawn {
            release: OrderId(600),
            amount: CollateralAmount::new(2_500_000),
            here: true,
        },
        CommandAck::Borrowed {
            disbursement: OrderId(601),
            shares_max: DebtShares::new(1_000_001),
            here: false,
        },
        CommandAck::Set {},
        CommandAck::SurplusApproved {
            payment: OrderId(602),
            here: true,
        },
    ]
}

pub fn order_acks() -> Vec<OrderAck> {
    vec![
        OrderAck::Released {},
        OrderAck::Disbursed {
            shares: DebtShares::new(999_999),
        },
        OrderAck::SurplusReleased {
            amount: DebtAmount::new(1_234),
        },
        OrderAck::LotsOpened {
            opened_at: 1_700_000_030,
            opened_height: 18_000_000,
        },
        OrderAck::Settled {
            credited: DebtAmount::new(3_600),
        },
        OrderAck::Provisioned {},
        OrderAck::CoverPaid {
            from_fees: DebtAmount::new(36),
            from_pool: DebtAmount::new(400),
        },
        OrderAck::DeficitCovered {
            from_pool: DebtAmount::new(300),
            from_reserve: DebtAmount::new(200),
            from_lenders: DebtAmount::new(100),
        },
        OrderAck::KeeperPaid {},
    ]
}

pub fn to_hub_acks() -> Vec<ToHubAck> {
    let mut all = vec![ToHubAck::Hello(WireRange::OURS), ToHubAck::Reported {}];
    all.extend(command_acks().into_iter().map(ToHubAck::Command));
    all.push(ToHubAck::Resolved {
        acks: samples::told(),
    });
    all
}

pub fn to_chain_acks() -> Vec<ToChainAck> {
    let mut all = vec![ToChainAck::Hello(WireRange::OURS)];
    all.extend(order_acks().into_iter().map(ToChainAck::Order));
    all.push(ToChainAck::Resolved {
        acks: samples::told(),
    });
    all
}

fn to_hub_ack_kind(ack: &ToHubAck) -> String {
    match ack {
        ToHubAck::Command(c) => format!("{}/{}", names::to_hub_ack(ack), names::command_ack(c)),
        _ => names::to_hub_ack(ack).to_string(),
    }
}

fn to_chain_ack_kind(ack: &ToChainAck) -> String {
    match ack {
        ToChainAck::Order(o) => format!("{}/{}", names::to_chain_ack(ack), names::order_ack(o)),
        ToChainAck::Hello(_) | ToChainAck::Resolved { .. } => names::to_chain_ack(ack).to_string(),
    }
}

pub fn refusal() -> WireError {
    WireError::new(
        Code::UNKNOWN_LISTING,
        "listing 9 of \"chain\" 3: expected one of 1001, 1002",
    )
}

fn compare<T>(file: &str, acks: Vec<T>, kind: fn(&T) -> String)
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Debug,
{
    let kinds: Vec<String> = acks.iter().map(kind).collect();
    let mut all: Vec<(&str, Ack<T>)> = kinds
        .iter()
        .map(String::as_str)
        .zip(acks.into_iter().map(Ack::Result))
        .collect();
    all.push(("error", Ack::Error(refusal())));
    let text = |ack: &Ack<T>| String::from_utf8(ack.to_bytes().unwrap().to_vec()).unwrap();
    let lines: Vec<_> = all.iter().map(|(kind, ack)| (*kind, text(ack))).collect();
    same_as_committed(file, &table(&lines));
    let rows = rows(file);
    assert_eq!(rows.len(), all.len());
    for ((_, bytes), (kind, ack)) in rows.iter().zip(all) {
        let expected = match ack {
            Ack::Result(result) => AckClass::Success(result),
            Ack::Error(error) => AckClass::Error(error),
        };
        assert_eq!(AckClass::of(bytes.as_bytes()), expected, "{kind}");
    }
}

#[test]
fn acks_of_the_hub_have_the_committed_bytes() {
    compare("wire/to-hub-ack.json", to_hub_acks(), to_hub_ack_kind);
}

#[test]
fn acks_of_a_chain_have_the_committed_bytes() {
    compare("wire/to-chain-ack.json", to_chain_acks(), to_chain_ack_kind);
}

#[test]
fn every_variant_of_an_ack_has_golden_bytes() {
    exactly(
        names::TO_HUB_ACKS,
        to_hub_acks().iter().map(names::to_hub_ack),
    );
    exactly(
        names::COMMAND_ACKS,
        command_acks().iter().map(names::command_ack),
    );
    exactly(
        names::TO_CHAIN_ACKS,
        to_chain_acks().iter().map(names::to_chain_ack),
    );
    exactly(names::ORDER_ACKS, order_acks().iter().map(names::order_ack));
}
