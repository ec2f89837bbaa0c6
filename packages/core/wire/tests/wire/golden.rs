//! Every packet's bytes are as committed, and committed packets still mean what they meant.

use std::collections::BTreeSet;
use std::fmt::Debug;

use cosmwasm_schema::serde::{de::DeserializeOwned, Serialize};
use seawall_wire::*;

use crate::files::{rows, same_as_committed, table};
use crate::{names, samples};

pub fn text<B: Serialize + Clone>(body: &B) -> String {
    let bytes = encode(&samples::envelope(body.clone())).unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn command_kind(command: &Command) -> String {
    let kind = names::command(command);
    let detail = match command {
        Command::OpenAccount {
            recovery: Some(_), ..
        } => "with_recovery",
        Command::Withdraw { amount, .. } => names::wanted(amount),
        Command::Settings {
            change: SettingsChange::SetRecovery { recovery: None },
            ..
        } => "set_recovery/none",
        Command::Settings { change, .. } => names::change(change),
        _ => return kind.to_string(),
    };
    format!("{kind}/{detail}")
}

pub fn to_hub_kind(body: &ToHub) -> String {
    let kind = names::to_hub(body);
    match body {
        ToHub::Command { command, .. } => format!("{kind}/{}", command_kind(command)),
        ToHub::Report(report) if report == &Report::default() => format!("{kind}/empty"),
        ToHub::Resolve(asked) if asked.sequences.is_empty() => format!("{kind}/empty"),
        _ => kind.to_string(),
    }
}

pub fn to_chain_kind(body: &ToChain) -> String {
    let kind = names::to_chain(body);
    match body {
        ToChain::Order { order, .. } => {
            let order_kind = names::order(order);
            match order {
                Order::OpenLots(open) if open.keeper.is_none() => {
                    format!("{kind}/{order_kind}/without_keeper")
                }
                _ => format!("{kind}/{order_kind}"),
            }
        }
        ToChain::Hello(_) | ToChain::Resolve(_) => kind.to_string(),
    }
}

fn compare<B>(file: &str, bodies: &[B], kind: fn(&B) -> String)
where
    B: Serialize + DeserializeOwned + Bounded + Clone + PartialEq + Debug,
{
    let kinds: Vec<String> = bodies.iter().map(kind).collect();
    let distinct: BTreeSet<&String> = kinds.iter().collect();
    assert_eq!(
        distinct.len(),
        kinds.len(),
        "two samples of one name: {kinds:?}"
    );
    let lines: Vec<_> = kinds
        .iter()
        .map(String::as_str)
        .zip(bodies.iter().map(text))
        .collect();
    same_as_committed(file, &table(&lines));
    let rows = rows(file);
    assert_eq!(rows.len(), bodies.len());
    for ((kind, bytes), body) in rows.iter().zip(bodies) {
        let read = decode::<B>(bytes.as_bytes(), samples::HUB);
        assert_eq!(read, Ok(samples::envelope(body.clone())), "{kind}");
    }
}

#[test]
fn packets_to_the_hub_have_the_committed_bytes_and_mean_what_they_say() {
    compare("wire/to-hub.json", &samples::to_hub(), to_hub_kind);
}

#[test]
fn packets_to_a_chain_have_the_committed_bytes_and_mean_what_they_say() {
    compare("wire/to-chain.json", &samples::to_chain(), to_chain_kind);
}

/// All of `expected` occur, and nothing else.
pub fn exactly(expected: &[&str], seen: impl IntoIterator<Item = &'static str>) {
    let expected: BTreeSet<&str> = expected.iter().copied().collect();
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn every_variant_of_a_packet_to_the_hub_has_golden_bytes() {
    exactly(names::TO_HUB, samples::to_hub().iter().map(names::to_hub));
    let commands = samples::commands();
    exactly(names::COMMANDS, commands.iter().map(names::command));
    exactly(
        names::CHANGES,
        commands.iter().filter_map(|c| match c {
            Command::Settings { change, .. } => Some(names::change(change)),
            _ => None,
        }),
    );
    exactly(
        names::WANTED,
        commands.iter().filter_map(|c| match c {
            Command::Withdraw { amount, .. } => Some(names::wanted(amount)),
            _ => None,
        }),
    );
    let reports = samples::reports();
    let lots = reports.iter().flat_map(|r| &r.lots);
    exactly(names::CLOSED, lots.map(|l| names::closed(&l.closed)));
}

#[test]
fn every_variant_of_a_packet_to_a_chain_has_golden_bytes() {
    exactly(
        names::TO_CHAIN,
        samples::to_chain().iter().map(names::to_chain),
    );
    let orders = samples::orders();
    exactly(names::ORDERS, orders.iter().map(names::order));
    let lots = orders.iter().filter_map(|o| match o {
        Order::OpenLots(open) => Some(&open.lots),
        _ => None,
    });
    exactly(names::TERMS, lots.flatten().map(|l| names::terms(&l.terms)));
}

#[test]
fn the_wire_is_what_peers_were_told() {
    assert_eq!(CHANNEL_VERSION, "seawall-1");
    assert_eq!((WIRE_MIN, WIRE_MAX), (1, 1));
    assert_eq!(WireRange::OURS, WireRange { min: 1, max: 1 });
    assert_eq!(samples::envelope(()).origin.to_string(), "3-99");
}
