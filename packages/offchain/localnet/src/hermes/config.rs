//! The relayer's configuration, with what contract packets need. Pure: settings in, text out.
//!
//! * `pull`: nodes drop the events by which the `push` mode would find packets of contracts.
//! * `max_block_time` as in the genesis: each step of a handshake waits for it.
//! * `clear_interval`: the relayer ends a channel's worker after five times so many blocks without a packet,
//!   and a packet that comes with that very block is not seen until the channel's next one; so the interval
//!   is long enough that no channel is silent for so long.
//! * `gas_multiplier`: the estimate leaves out the light client's update when another transaction with it
//!   waits, a quarter of a small packet; what runs out of gas is sent again only with the next
//!   `clear_interval`.
//! * `max_gas` far above any packet: what needs more is never relayed.

use std::path::Path;

use crate::plan::{ports, Role, Settings};

/// One configuration of the relayer.
#[derive(Debug, Clone)]
pub struct Config<'a> {
    /// How the localnet is made.
    pub settings: &'a Settings,
    /// The chains it knows.
    pub roles: &'a [Role],
    /// The name of its key on all of them.
    pub key: &'a str,
    /// Where its keys are.
    pub keys: &'a Path,
    /// Its REST port; none for a configuration that only runs single commands.
    pub rest: Option<u16>,
}

/// The text of `config.toml`.
pub fn text(config: &Config) -> String {
    let mut out = global(config.rest);
    for role in config.roles {
        out.push_str(&chain(config, *role));
    }
    out
}

fn global(rest: Option<u16>) -> String {
    let port = rest.unwrap_or(3000);
    let enabled = rest.is_some();
    format!(
        "# Written by `seawall localnet up`.\n\
         [global]\nlog_level = 'info'\n\n\
         [mode.clients]\nenabled = true\nrefresh = true\nmisbehaviour = false\n\n\
         [mode.connections]\nenabled = false\n\n\
         [mode.channels]\nenabled = false\n\n\
         [mode.packets]\nenabled = true\nclear_interval = 60\nclear_on_start = true\n\
         tx_confirmation = false\n\n\
         [rest]\nenabled = {enabled}\nhost = '127.0.0.1'\nport = {port}\n\n\
         [telemetry]\nenabled = false\nhost = '127.0.0.1'\nport = 3001\n"
    )
}

fn chain(config: &Config, role: Role) -> String {
    let spec = role.spec();
    let ports = ports(config.settings.port_base, role);
    let Config { key, keys, .. } = config;
    let keys = keys.display();
    format!(
        "\n[[chains]]\nid = '{id}'\ntype = 'CosmosSdk'\n\
         rpc_addr = 'http://127.0.0.1:{rpc}'\ngrpc_addr = 'http://127.0.0.1:{grpc}'\n\
         event_source = {{ mode = 'pull', interval = '300ms', max_retries = 4 }}\n\
         rpc_timeout = '10s'\ntrusted_node = false\naccount_prefix = '{prefix}'\n\
         key_name = '{key}'\nkey_store_type = 'Test'\nkey_store_folder = '{keys}'\n\
         store_prefix = 'ibc'\ndefault_gas = 1000000\nmax_gas = 60000000\n\
         gas_price = {{ price = {price}, denom = '{denom}' }}\ngas_multiplier = 1.8\n\
         max_msg_num = 10\nmax_tx_size = 700000\nclock_drift = '5s'\nmax_block_time = '1s'\n\
         trusting_period = '{trusting}s'\ntrust_threshold = '2/3'\n\
         address_type = {{ derivation = 'cosmos' }}\ncompat_mode = '0.38'\n",
        id = spec.id,
        rpc = ports.rpc,
        grpc = ports.grpc,
        prefix = spec.prefix,
        price = spec.gas_price,
        denom = spec.gas_denom(),
        trusting = config.settings.trusting_period_secs,
    )
}
