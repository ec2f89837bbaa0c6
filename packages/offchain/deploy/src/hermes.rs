//! The relayer's configuration with what contract packets need.
//!
//! Contract packets are missed in push mode (a chain leaves the `message` event of a contract's own
//! messages out), so blocks are pulled; a packet that needs more gas than `max_gas` is never relayed;
//! only this deployment's channels are relayed, and what other people open on its ports is not.

use crate::error::{DeployError, DeployResult};
use crate::file::{ChainSpec, DeploymentFile};
use crate::state::State;

/// Hermes' configuration. Ports of contracts that are not deployed yet are matched by wildcard.
///
/// # Errors
/// [`DeployError::Chain`] for a chain without gRPC endpoint or with an unreadable gas price.
pub fn config(file: &DeploymentFile, state: &State) -> DeployResult<String> {
    let mut text = String::from(HEAD);
    for chain in &file.chains {
        text.push_str(&section(file, state, chain)?);
    }
    Ok(text)
}

const HEAD: &str = "\
[global]
log_level = 'info'

[mode.clients]
enabled = true
refresh = true
misbehaviour = false

[mode.connections]
enabled = false

[mode.channels]
enabled = false

[mode.packets]
enabled = true
# The worker of a channel ends after five times so many blocks without a packet; a packet that comes with
# that very block is not seen until the next one on its channel, or until `hermes clear packets`
# (seawall packets --stuck).
clear_interval = 60
clear_on_start = true
tx_confirmation = false

[rest]
enabled = true
host = '127.0.0.1'
port = 3000

[telemetry]
enabled = true
host = '127.0.0.1'
port = 3001
";

fn section(file: &DeploymentFile, state: &State, chain: &ChainSpec) -> DeployResult<String> {
    let missing = |what: &str| DeployError::chain(&chain.name, format!("{what} for the relayer"));
    let grpc = chain
        .grpc
        .as_ref()
        .ok_or_else(|| missing("no gRPC endpoint"))?;
    let rpc = chain
        .rpc
        .first()
        .ok_or_else(|| missing("no RPC endpoint"))?;
    let price: seawall_chain_client::GasPrice = chain
        .gas_price
        .parse()
        .map_err(|_| missing("no gas price"))?;
    let relayer = &chain.relayer;
    let least = chain.outpost.receive_gas.saturating_mul(2);
    let max_gas = relayer.max_gas.max(least);
    let filter = filter(file, state, chain);
    Ok(format!(
        "
[[chains]]
id = '{id}'
type = 'CosmosSdk'
rpc_addr = '{rpc}'
grpc_addr = '{grpc}'
event_source = {{ mode = 'pull', interval = '300ms', max_retries = 4 }}
rpc_timeout = '10s'
trusted_node = false
account_prefix = '{prefix}'
key_name = '{key}'
key_store_type = 'Test'
store_prefix = 'ibc'
default_gas = 1000000
max_gas = {max_gas}
gas_price = {{ price = {amount}, denom = '{denom}' }}
# The estimate leaves out the light client's update when another transaction with it waits; what runs out of
# gas is sent again only with the next clear_interval.
gas_multiplier = 1.8
max_msg_num = 10
max_tx_size = 900000
clock_drift = '5s'
max_block_time = '{block}s'
trusting_period = '{trusting}s'
trust_threshold = '2/3'
address_type = {{ derivation = 'cosmos' }}
compat_mode = '0.38'

[chains.packet_filter]
policy = 'allow'
list = [
{filter}]
",
        id = chain.chain_id,
        prefix = chain.prefix,
        key = relayer.key_name,
        amount = decimal(&price.amount.to_string()),
        denom = price.denom,
        block = relayer.max_block_time_secs,
        trusting = relayer.trusting_period_secs,
    ))
}

/// Hermes wants a float.
fn decimal(text: &str) -> String {
    if text.contains('.') {
        text.into()
    } else {
        format!("{text}.0")
    }
}

fn filter(file: &DeploymentFile, state: &State, chain: &ChainSpec) -> String {
    let mut lines = vec![];
    let mut ports = vec![];
    let name = chain.name.as_str();
    let linked = |link: &&crate::file::LinkSpec| link.connection.is_some();
    let links: Vec<_> = file.links.iter().filter(linked).collect();
    if name == file.hub && !links.is_empty() {
        ports.push("coordinator");
    }
    if links.iter().any(|link| link.chain == name) {
        ports.push("outpost");
    }
    for contract in ports {
        match state.contract(name, contract) {
            Some(address) => lines.push(format!("  ['wasm.{address}', '*'],\n")),
            None => lines.push("  ['wasm.*', '*'],\n".to_string()),
        }
    }
    for transfer in &file.transfers {
        let ends = [
            (&transfer.a, &transfer.a_channel),
            (&transfer.b, &transfer.b_channel),
        ];
        for (_, channel) in ends.iter().filter(|(on, _)| *on == name) {
            lines.push(format!("  ['transfer', '{channel}'],\n"));
        }
    }
    lines.dedup();
    lines.concat()
}
