//! What people need beside the chains: a configuration of the bots, and a shell's variables with
//! which the commands of the operators' runbook run as they are written.
//!
//! What must always hold: a configuration that is there is never written over.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;
use seawall_deploy::desired::{courier, AUCTION_HOUSE};
use seawall_localnet::accounts;
use seawall_localnet::plan::{bots_port, Role};
use seawall_localnet::state::replace;
use seawall_localnet::Localnet;

use crate::artifacts::Found;
use crate::people::{DEBT, ROUTE};
use crate::places::Places;
use crate::{venue, KEYS};

/// The bots' example, made whole with this localnet's paths.
const EXAMPLE: &str = include_str!("../../bots/examples/localnet.toml");
/// The variables of the bots' keys, and whose they are.
const BOT_KEYS: [(&str, &str); 4] = [
    ("SEAWALL_BOT", "keeper"),
    ("SEAWALL_FEEDER_1", "feeder-1"),
    ("SEAWALL_FEEDER_2", "feeder-2"),
    ("SEAWALL_FEEDER_3", "feeder-3"),
];

/// The configuration of the bots.
pub fn bots_file(net: &Localnet) -> PathBuf {
    Places::file(net).with_file_name("bots.toml")
}

/// Writes the configuration of the bots, unless there is one.
pub(crate) fn write_bots(net: &Localnet, found: &Found) -> Result<()> {
    let path = bots_file(net);
    if path.exists() {
        return Ok(());
    }
    let deployment = format!("deployment = {:?}", Places::file(net).display().to_string());
    let text = EXAMPLE.replacen("deployment = \"deployment.toml\"", &deployment, 1);
    let listen = format!("127.0.0.1:{}", bots_port(net.state().settings.port_base));
    let text = text.replacen("127.0.0.1:9464", &listen, 1);
    let text = text.replacen("\"hermes\"", &format!("{:?}", hermes(net)), 1);
    let text = text.replacen("coast1venue", &venue::address(net, found)?, 1);
    Ok(replace(&path, &text)?)
}

fn hermes(net: &Localnet) -> String {
    let relayer = net.relayer();
    let (program, config) = (relayer.binary.display(), relayer.hand_config());
    format!("{program} --config {}", config.display())
}

/// Lines for a shell: programs, endpoints, options, addresses, public test keys.
///
/// # Errors
/// The state file lacks something.
pub fn env(net: &Localnet) -> Result<String> {
    let mut all: Vec<(String, String)> = vec![];
    let mut add = |name: &str, value: String| all.push((name.to_string(), value));
    for role in Role::ALL {
        let (chain, upper) = (net.chain(role)?, role.name().to_uppercase());
        let node = chain.rpc.replacen("http", "tcp", 1);
        let home = net.node(role)?.home.node(role);
        let (id, price) = (&chain.chain_id, &chain.gas_price);
        add(
            &format!("WASMD_{upper}"),
            chain.binary.display().to_string(),
        );
        add(
            &format!("ASK_{upper}"),
            format!("--node {node} --output json"),
        );
        let keys = format!("--keyring-backend test --home {}", home.display());
        // Cheap transactions such as votes may need half as much again as a simulation says, and more.
        let pays = format!(
            "--gas auto --gas-adjustment 2 --gas-prices {price}{}",
            chain.gas_denom
        );
        add(
            &format!("TX_{upper}"),
            format!("--node {node} --chain-id {id} {keys} {pays} --output json --yes"),
        );
        add(&format!("KEYS_{upper}"), keys);
    }
    add("HERMES", hermes(net));
    add("LOCALNET", net.home().path().display().to_string());
    if Places::file(net).exists() {
        let places = Places::read(net)?;
        let here = Role::Collateral;
        add("DEPLOYMENT", Places::file(net).display().to_string());
        add("BOTS", bots_file(net).display().to_string());
        let listen = bots_port(net.state().settings.port_base);
        add("LISTEN", format!("127.0.0.1:{listen}"));
        add("COORDINATOR", places.coordinator()?);
        add("ORACLE", places.oracle()?);
        for role in [Role::Collateral, Role::Debt] {
            let name = format!("{}_OUTPOST", role.name().to_uppercase());
            add(&name, places.outpost(role)?);
        }
        add("VAULT", places.vault(here)?);
        add("AUCTION_HOUSE", places.contract(here, AUCTION_HOUSE)?);
        add("SENDER", places.contract(here, &courier(ROUTE))?);
        add("RECEIVER", places.contract(Role::Debt, &courier(ROUTE))?);
        add("MARKET", places.market(DEBT.0)?);
        add("PAYMENT_DENOM", places.payment_denom()?);
    }
    for (variable, name) in KEYS.into_iter().chain(BOT_KEYS) {
        let words = accounts::find(name).map_or("", |account| account.mnemonic);
        add(variable, words.into());
    }
    let mut text = String::new();
    for (name, value) in all {
        let _ = writeln!(text, "export {name}='{value}'");
    }
    Ok(text.trim_end().into())
}
