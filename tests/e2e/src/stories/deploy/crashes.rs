//! `apply` is killed at several points and started again: everything is there once.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use seawall_deploy::desired::names;
use seawall_interfaces::outpost::{LinkResponse, QueryMsg};
use seawall_localnet::plan::Role;
use seawall_testbed::person::until;
use seawall_testbed::{Person, Places};

use super::{number_before, Desk};
use crate::stage::{text, Stage};

const PATIENCE: Duration = Duration::from_secs(120);

/// What `apply` says when it is killed: while code is on its way, while contracts are made, while
/// ownership is handed over, while a channel is opened.
const POINTS: [&str; 7] = [
    "… hub: store code of coordinator",
    "… collateral: store code",
    "… hub: instantiate",
    "… debt: instantiate",
    "… hub: offer",
    "… collateral: open the channel",
    LAST_STEP,
];
/// Here it is killed only when the outpost already uses the channel: the last step is missing.
const LAST_STEP: &str = "… debt: open the channel";

pub(super) fn run(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let begun = Instant::now();
    let apply = [
        "deploy",
        "-f",
        text(&desk.file)?,
        "apply",
        "--relayer",
        &desk.relayer,
    ];
    let mut points = POINTS.to_vec();
    let mut killed = 0u32;
    loop {
        let mut run = stage.start("apply", &apply, &[])?;
        // Each run dies at the first point at which none has died yet.
        let Some((which, line)) = run.wait_for_any(&points, PATIENCE)? else {
            break;
        };
        if points.remove(which) == LAST_STEP {
            outposts_end(stage)?;
        }
        run.kill_all()?;
        eprintln!("   killed at: {line}");
        killed = killed.saturating_add(1);
    }
    let last = desk.apply(stage, &[])?.well("the last apply")?;
    stage.measure_ms(
        "deployed in all, killed on the way",
        begun.elapsed().as_millis(),
    );
    stage.measure("killed", killed, "times");
    let done = last.out.contains("All is as the file says") && killed == 7;
    stage.holds("apply killed with SIGKILL goes on and ends", done, || {
        last.out.clone()
    })?;
    let again = desk.apply(stage, &[])?.well("one more apply")?;
    let steps = number_before(&again.out, "steps done")?;
    stage.holds("one more apply does nothing", steps == 0, || {
        again.out.clone()
    })?;
    stage.measure_ms("an apply that has nothing to do", again.ms);
    once(stage)
}

/// Until the outpost uses the debt chain's channel, which the hub does not yet.
fn outposts_end(stage: &Stage) -> Result<()> {
    let outpost = stage.places()?.outpost(Role::Debt)?;
    let reader = stage.person("stranger")?;
    until("the outpost's end", PATIENCE, || {
        let link: LinkResponse = reader.ask(Role::Debt, &outpost, &QueryMsg::Link {})?;
        Ok(link.active.then_some(()))
    })
}

/// Every code, contract and channel is there once, and no transaction failed.
fn once(stage: &mut Stage) -> Result<()> {
    let places = stage.places()?;
    let deployer = stage.person("deployer")?;
    let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
    let all = names(&places.file);
    for name in &all {
        let count = expected.entry(name.chain.as_str()).or_default();
        *count = count.saturating_add(1);
    }
    for role in Role::ALL {
        codes_and_contracts(stage, &deployer, role, expected.get(role.name()).copied())?;
        let address = deployer.address(role)?;
        let query = format!("message.sender='{address}'");
        let args = ["query", "txs", "--query", &query, "--limit", "100"];
        let found = stage.net()?.wasmd(role, &args)?;
        let txs = found
            .get("txs")
            .and_then(|txs| txs.as_array())
            .context("txs")?;
        let failed = txs
            .iter()
            .filter(|tx| tx.get("code").and_then(|c| c.as_u64()) != Some(0));
        let failed = failed.count();
        let what = format!("no transaction of the deployer failed on {role}");
        stage.holds(&what, failed == 0 && !txs.is_empty(), || {
            format!("{failed} failed")
        })?;
    }
    for role in [Role::Collateral, Role::Debt] {
        channel(stage, &places, &deployer, role)?;
    }
    Ok(())
}

fn codes_and_contracts(
    stage: &mut Stage,
    deployer: &Person,
    role: Role,
    expected: Option<usize>,
) -> Result<()> {
    let codes = deployer.with(role, |client| async move { client.codes(vec![]).await })?;
    // Others may have stored the same for themselves.
    let address = deployer.address(role)?;
    let ours = codes.items.iter().filter(|code| code.creator == address);
    let hashes: Vec<&String> = ours.map(|code| &code.hash).collect();
    let stored = hashes.len();
    let different = hashes
        .iter()
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    stage.holds(
        &format!("each code is stored once on {role}"),
        stored == different,
        || format!("{stored} codes, {different} different"),
    )?;
    let address = deployer.address(role)?.to_string();
    let made = deployer.with(
        role,
        |client| async move { client.contracts_of(&address).await },
    )?;
    let count = made.len();
    stage.holds(
        &format!("each contract is made once on {role}"),
        Some(count) == expected,
        || format!("{count} contracts, expected {expected:?}"),
    )
}

/// One contract channel over the connection is open, and both contracts use it.
fn channel(stage: &mut Stage, places: &Places, reader: &Person, role: Role) -> Result<()> {
    let port = format!("wasm.{}", places.outpost(role)?);
    let net = stage.net()?;
    let link = net.link(Role::Hub, role)?;
    let connection = link.end(role).context("end")?.connection.clone();
    let all = reader.with(role, |c| async move { c.channels_over(&connection).await })?;
    let ours: Vec<_> = all.into_iter().filter(|c| c.port == port).collect();
    let open = |c: &&seawall_chain_client::ibc::Channel| {
        c.state == seawall_chain_client::ibc::ChannelState::Open
    };
    let open: Vec<_> = ours.iter().filter(open).collect();
    let used = places
        .state
        .chains
        .get(role.name())
        .and_then(|c| c.channel.clone());
    let used_at_hub = places
        .state
        .chains
        .get(role.name())
        .and_then(|c| c.hub_channel.clone());
    let one = match open.as_slice() {
        [one] => Some(&one.id) == used.as_ref() && Some(&one.peer_id) == used_at_hub.as_ref(),
        _ => false,
    };
    let what = format!("the link of {role} is one open channel that both ends use");
    stage.holds(&what, one, || format!("{used:?} {used_at_hub:?} {ours:?}"))
}
