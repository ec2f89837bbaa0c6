//! Can a chain carry Seawall? Asked before anything is sent.

mod ways;

use cosmwasm_std::Decimal;
use seawall_chain_client::UploadAccess;

use crate::artifacts::Artifacts;
use crate::chain::Facts;
use crate::file::{ChainSpec, DeploymentFile};

pub use ways::ways;

/// Bytes of code that a node accepts.
pub const CODE_BYTES_MAX: u64 = 800 * 1024;
/// The first line of virtual machines that accept our code.
const WASMVM_LEAST: u64 = 3;
/// Capabilities of chains with such a machine.
const CAPABILITIES: [&str; 10] = [
    "iterator",
    "staking",
    "stargate",
    "cosmwasm_1_1",
    "cosmwasm_1_2",
    "cosmwasm_1_3",
    "cosmwasm_1_4",
    "cosmwasm_2_0",
    "cosmwasm_2_1",
    "cosmwasm_2_2",
];
/// Gas besides a packet's own work: proof, light client, our bookkeeping.
const PACKET_GAS: u64 = 1_500_000;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Fine,
    /// It works with care.
    Mind,
    /// It cannot work.
    Refused,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: &'static str,
    /// How much it matters.
    pub verdict: Verdict,
    /// In words: expected and actual.
    pub detail: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = match self.verdict {
            Verdict::Fine => "ok",
            Verdict::Mind => "mind",
            Verdict::Refused => "refused",
        };
        write!(f, "{mark:8}{:18}{}", self.what, self.detail)
    }
}

/// Looks at everything that can be known of a chain beforehand.
pub fn check(
    file: &DeploymentFile,
    spec: &ChainSpec,
    artifacts: &Artifacts,
    facts: &Facts,
    deployer: &str,
) -> Vec<Finding> {
    vec![
        machine(facts),
        capabilities(artifacts),
        size(artifacts),
        upload(facts, deployer),
        gas(spec, facts),
        bytes(artifacts, facts),
        transfer(file, spec, facts),
        quotas(file, spec, facts),
        blocks(spec, facts),
    ]
}

fn finding(what: &'static str, holds: bool, detail: String) -> Finding {
    let verdict = if holds {
        Verdict::Fine
    } else {
        Verdict::Refused
    };
    Finding {
        what,
        verdict,
        detail,
    }
}

fn machine(facts: &Facts) -> Finding {
    let what = "virtual machine";
    let Some(version) = &facts.wasmvm else {
        return Finding {
            what,
            verdict: Verdict::Mind,
            detail: "the node does not say its wasmvm version; expected 3.0 or newer".into(),
        };
    };
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .unwrap_or_default();
    let new = major
        .parse::<u64>()
        .is_ok_and(|major| major >= WASMVM_LEAST);
    finding(
        what,
        new,
        format!("expected wasmvm 3.0 or newer, got {version}"),
    )
}

fn capabilities(artifacts: &Artifacts) -> Finding {
    let mut missing: Vec<String> = vec![];
    for (name, artifact) in artifacts.iter() {
        let lacks = |c: &&String| !CAPABILITIES.contains(&c.as_str());
        let found = artifact.capabilities.iter().filter(lacks);
        missing.extend(found.map(|c| format!("{name} needs {c}")));
    }
    let detail = match missing.is_empty() {
        true => "all that the code needs".into(),
        false => format!(
            "expected only {}, got {}",
            CAPABILITIES.join(","),
            missing.join(", ")
        ),
    };
    finding("capabilities", missing.is_empty(), detail)
}

fn size(artifacts: &Artifacts) -> Finding {
    let largest = artifacts.iter().max_by_key(|(_, artifact)| artifact.size);
    let (name, bytes) = largest.map(|(n, a)| (n, a.size)).unwrap_or_default();
    let detail = format!("expected at most {CODE_BYTES_MAX} bytes, largest is {name} with {bytes}");
    finding("code size", bytes <= CODE_BYTES_MAX, detail)
}

fn upload(facts: &Facts, deployer: &str) -> Finding {
    let (may, detail) = match &facts.upload {
        UploadAccess::Everybody => (true, "everybody may store code".to_string()),
        UploadAccess::AnyOf(list) if list.iter().any(|one| one == deployer) => {
            (true, format!("{deployer} may store code"))
        }
        UploadAccess::AnyOf(list) => {
            let list = list.join(", ");
            (
                false,
                format!("expected {deployer} among those who may store code, got {list}"),
            )
        }
        UploadAccess::Nobody => (
            false,
            "only governance may store code: use apply --via gov".to_string(),
        ),
    };
    finding("upload", may, detail)
}

fn gas(spec: &ChainSpec, facts: &Facts) -> Finding {
    let least = spec.outpost.receive_gas.saturating_add(PACKET_GAS);
    let actual = facts.block_gas;
    let detail = match actual {
        Some(gas) => format!("expected at least {least} gas per block, got {gas}"),
        None => "no limit per block".into(),
    };
    finding("block gas", actual.is_none_or(|gas| gas >= least), detail)
}

fn bytes(artifacts: &Artifacts, facts: &Facts) -> Finding {
    let largest = artifacts
        .iter()
        .map(|(_, artifact)| artifact.size)
        .max()
        .unwrap_or_default();
    let detail = format!(
        "expected at least {largest} per block, got {}",
        facts.block_bytes
    );
    finding("block bytes", facts.block_bytes >= largest, detail)
}

fn concerned(file: &DeploymentFile, spec: &ChainSpec) -> bool {
    file.transfers
        .iter()
        .any(|t| t.a == spec.name || t.b == spec.name)
}

fn transfer(file: &DeploymentFile, spec: &ChainSpec, facts: &Facts) -> Finding {
    let what = "ICS-20";
    match facts.transfer {
        Some((true, true)) => finding(what, true, "sends and receives".into()),
        _ if !concerned(file, spec) => finding(what, true, "not used on this chain".into()),
        None => finding(what, false, "expected the transfer module, got none".into()),
        Some((send, receive)) => {
            let detail = format!("expected send and receive, got send {send}, receive {receive}");
            finding(what, false, detail)
        }
    }
}

fn quotas(file: &DeploymentFile, spec: &ChainSpec, facts: &Facts) -> Finding {
    let ours = |channel: &str| {
        file.transfers.iter().any(|t| {
            (t.a == spec.name && t.a_channel == channel)
                || (t.b == spec.name && t.b_channel == channel)
        })
    };
    let limits = facts
        .rate_limits
        .iter()
        .filter(|(_, channel)| ours(channel));
    let limited: Vec<_> = limits
        .map(|(denom, channel)| format!("{denom} over {channel}"))
        .collect();
    let free = file
        .routes
        .iter()
        .any(|r| r.from == spec.name && r.quota.is_none());
    let what = "ICS-20 quotas";
    if limited.is_empty() {
        return finding(what, true, "none on the routes' channels".into());
    }
    let detail = format!("the chain limits {}", limited.join(", "));
    if free {
        return finding(
            what,
            false,
            detail + ": expected a quota on every route from here",
        );
    }
    Finding {
        what,
        verdict: Verdict::Mind,
        detail: detail + ": the routes' quotas must stay below",
    }
}

/// The auction clock is counted in blocks (DEC-7): it must be near what the chain does.
fn blocks(spec: &ChainSpec, facts: &Facts) -> Finding {
    let expected = spec.auction_house.block_seconds;
    let actual = facts.block_seconds;
    let (low, high) = (expected.min(actual), expected.max(actual));
    let near = low.saturating_mul(Decimal::percent(150)) >= high;
    let detail = format!("file says {expected} s per block, measured {actual} s");
    Finding {
        what: "block time",
        verdict: if near { Verdict::Fine } else { Verdict::Mind },
        detail,
    }
}
