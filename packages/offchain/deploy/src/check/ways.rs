//! Connections, light clients and transfer channels: do they lead where the file says?

use seawall_chain_client::ibc::ChannelState;

use crate::chain::Chain;
use crate::error::{DeployError, DeployResult};
use crate::file::DeploymentFile;
use crate::observe::Chains;

/// Connections and transfer channels lead where the file says.
///
/// # Errors
/// [`DeployError::Refused`] names the chain and the way.
pub fn ways(file: &DeploymentFile, chains: &Chains) -> DeployResult<()> {
    for link in &file.links {
        if let (Some(here), Some(there)) = (&link.connection, &link.hub_connection) {
            connection(file, chains, (&link.chain, here), (&file.hub, there))?;
            connection(file, chains, (&file.hub, there), (&link.chain, here))?;
        }
    }
    for t in &file.transfers {
        let (a, b) = (
            (t.a.as_str(), t.a_channel.as_str()),
            (t.b.as_str(), t.b_channel.as_str()),
        );
        channel(file, chains, a, b)?;
        channel(file, chains, b, a)?;
    }
    Ok(())
}

fn on<'a>(chains: &'a Chains, name: &str) -> DeployResult<&'a dyn Chain> {
    let found = chains.get(name).map(Box::as_ref);
    found.ok_or_else(|| DeployError::chain(name, "not connected"))
}

fn refused(chain: &str, what: String, expected: String, actual: String) -> DeployError {
    DeployError::Refused {
        chain: chain.into(),
        what,
        expected,
        actual,
    }
}

fn connection(
    file: &DeploymentFile,
    chains: &Chains,
    (name, id): (&str, &str),
    (peer, peer_id): (&str, &str),
) -> DeployResult<()> {
    let found = on(chains, name)?.connection(id)?;
    let expected = format!("open, to {peer_id} of {peer}");
    let actual = match &found {
        Some(c) if c.open && c.peer_id == peer_id => {
            return client(file, chains, name, &c.client, peer)
        }
        Some(c) if c.open => format!("open, to {}", c.peer_id),
        Some(_) => "not open".into(),
        None => "none".into(),
    };
    Err(refused(name, id.into(), expected, actual))
}

/// The light client follows the right chain and is alive.
fn client(
    file: &DeploymentFile,
    chains: &Chains,
    name: &str,
    id: &str,
    peer: &str,
) -> DeployResult<()> {
    let expected = file
        .chain(peer)
        .map(|c| c.chain_id.clone())
        .unwrap_or_default();
    let found = on(chains, name)?.light_client(id)?;
    let actual = match found {
        Some(c) if c.chain_id == expected && c.status == "Active" => return Ok(()),
        Some(c) => format!("{} of chain {}", c.status, c.chain_id),
        None => "none".into(),
    };
    let expected = format!("Active of chain {expected}");
    Err(refused(
        name,
        format!("light client {id}"),
        expected,
        actual,
    ))
}

fn channel(
    file: &DeploymentFile,
    chains: &Chains,
    (name, id): (&str, &str),
    (peer, peer_id): (&str, &str),
) -> DeployResult<()> {
    let chain = on(chains, name)?;
    let found = chain.channel("transfer", id)?;
    let expected = format!("open, to {peer_id} of {peer}");
    let actual = match found {
        Some(c) if c.state == ChannelState::Open && c.peer_id == peer_id => {
            let below = chain.connection(&c.connection)?;
            let id = below.map(|c| c.client).unwrap_or_default();
            return client(file, chains, name, &id, peer);
        }
        Some(c) => format!("{:?}, to {}", c.state, c.peer_id),
        None => "none".into(),
    };
    Err(refused(name, format!("transfer {id}"), expected, actual))
}
