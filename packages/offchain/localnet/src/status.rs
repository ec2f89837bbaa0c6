//! `seawall localnet status`: what runs, how fresh it is, how long the light clients live.

use serde::Serialize;

use crate::clients::{self, ClientHealth};
use crate::error::Result;
use crate::net::Localnet;
use crate::plan::Role;
use crate::process::Process;
use crate::rpc::now_ms;

/// How a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Life {
    /// It runs.
    Running,
    /// It was stopped by a signal and can be resumed.
    Frozen,
    /// It ended by itself.
    Dead,
    /// It was ended by us.
    Stopped,
}

impl Life {
    fn of(process: Option<&Process>) -> Self {
        match process {
            None => Self::Stopped,
            Some(process) if process.frozen() => Self::Frozen,
            Some(process) if process.alive() => Self::Running,
            Some(_) => Self::Dead,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Frozen => "frozen",
            Self::Dead => "DEAD",
            Self::Stopped => "stopped",
        }
    }
}

/// How one chain is.
#[derive(Debug, Clone, Serialize)]
pub struct ChainHealth {
    /// Which.
    pub chain: Role,
    /// Its id.
    pub chain_id: String,
    /// Its process.
    pub life: Life,
    /// The process's number.
    pub pid: Option<u32>,
    /// Its last block.
    pub height: Option<u64>,
    /// How long ago that was, milliseconds.
    pub block_age_ms: Option<u64>,
    /// Its RPC.
    pub rpc: String,
    /// What is wrong.
    pub trouble: Option<String>,
}

/// How everything is.
#[derive(Debug, Clone, Serialize)]
pub struct Health {
    /// The chains.
    pub chains: Vec<ChainHealth>,
    /// The relayer's process.
    pub hermes: Life,
    /// Its number.
    pub hermes_pid: Option<u32>,
    /// Whether its REST server answers.
    pub hermes_answers: bool,
    /// What is wrong with it.
    pub hermes_trouble: Option<String>,
    /// The light clients that could be asked for.
    pub clients: Vec<ClientHealth>,
}

/// A chain whose last block is older than this is not well, milliseconds.
const STALE_MS: u64 = 10_000;

impl Health {
    /// Whether everything runs, makes blocks and trusts each other.
    pub fn well(&self) -> bool {
        let chains = self.chains.iter().all(|chain| chain.trouble.is_none());
        let clients = self.clients.iter().all(|client| client.status == "Active");
        let all = self.clients.len() == Role::PAIRS.len().saturating_mul(2);
        chains && clients && all && self.hermes == Life::Running && self.hermes_answers
    }
}

/// Asks everything how it is.
pub fn health(net: &Localnet) -> Result<Health> {
    let chains = Role::ALL.map(|role| chain(net, role));
    let mut clients = vec![];
    for link in &net.state().links {
        let (a, b) = (net.rpc(link.a.chain)?, net.rpc(link.b.chain)?);
        let rpc = |role| {
            if role == link.a.chain {
                a.clone()
            } else {
                b.clone()
            }
        };
        clients.extend(clients::of_link(link, rpc).into_iter().flatten());
    }
    let hermes = &net.state().hermes;
    let process = hermes.process.as_ref();
    let (life, answers) = (Life::of(process), net.relayer().answers());
    let trouble = match (life, answers) {
        (Life::Running, true) => None,
        (Life::Running, false) => Some("REST does not answer"),
        (other, _) => Some(other.word()),
    };
    Ok(Health {
        chains: chains.into_iter().collect::<Result<_>>()?,
        hermes: life,
        hermes_pid: process.map(|p| p.pid),
        hermes_answers: answers,
        hermes_trouble: trouble.map(|why| format!("{why}; log {}", hermes.log.display())),
        clients,
    })
}

fn chain(net: &Localnet, role: Role) -> Result<ChainHealth> {
    let state = net.chain(role)?;
    let life = Life::of(state.process.as_ref());
    let mut health = ChainHealth {
        chain: role,
        chain_id: state.chain_id.clone(),
        life,
        pid: state.process.as_ref().map(|p| p.pid),
        height: None,
        block_age_ms: None,
        rpc: state.rpc.clone(),
        trouble: None,
    };
    let log = state.log.display();
    if life != Life::Running {
        health.trouble = Some(format!("{}; log {log}", life.word()));
        return Ok(health);
    }
    match net.rpc(role)?.status() {
        Err(error) => health.trouble = Some(format!("{error}; log {log}")),
        Ok(status) => {
            let age = now_ms().saturating_sub(status.time_ms);
            (health.height, health.block_age_ms) = (Some(status.height), Some(age));
            if status.chain_id != state.chain_id {
                let (found, wanted) = (status.chain_id, &state.chain_id);
                health.trouble = Some(format!("the chain is {found}, expected {wanted}"));
            } else if age > STALE_MS {
                health.trouble = Some(format!("no block for {} s; log {log}", age / 1000));
            }
        }
    }
    Ok(health)
}

/// The table for people.
pub fn table(health: &Health) -> String {
    let mut out = format!(
        "{:<11} {:<13} {:<8} {:>7} {:>8} {:>9}  {}\n",
        "chain", "id", "state", "pid", "height", "block age", "rpc"
    );
    for chain in &health.chains {
        let number = |n: Option<u64>| n.map_or("-".into(), |n| n.to_string());
        let age = chain
            .block_age_ms
            .map_or("-".into(), |ms| format!("{ms} ms"));
        out.push_str(&format!(
            "{:<11} {:<13} {:<8} {:>7} {:>8} {:>9}  {}\n",
            chain.chain.name(),
            chain.chain_id,
            chain.life.word(),
            number(chain.pid.map(u64::from)),
            number(chain.height),
            age,
            chain.rpc
        ));
    }
    let pid = health.hermes_pid.map_or("-".into(), |pid| pid.to_string());
    let rest = if health.hermes_answers {
        "answers"
    } else {
        "does not answer"
    };
    let word = health.hermes.word();
    out.push_str(&format!(
        "{:<11} {:<13} {word:<8} {pid:>7}  REST {rest}\n\n",
        "hermes", "relayer"
    ));
    out.push_str(&format!(
        "{:<11} {:<16} {:<11} {:<8} {:>8}  {}\n",
        "on", "client", "follows", "status", "height", "expires in, unless updated"
    ));
    for client in &health.clients {
        out.push_str(&format!(
            "{:<11} {:<16} {:<11} {:<8} {:>8}  {}\n",
            client.chain.name(),
            client.client,
            client.follows.name(),
            client.status,
            client.height,
            duration(client.expires_in_secs)
        ));
    }
    for chain in &health.chains {
        if let Some(trouble) = &chain.trouble {
            out.push_str(&format!("\n{}: {trouble}", chain.chain));
        }
    }
    if let Some(trouble) = &health.hermes_trouble {
        out.push_str(&format!("\nhermes: {trouble}"));
    }
    out.trim_end().to_owned()
}

/// Seconds as a person says them.
pub fn duration(secs: u64) -> String {
    let (days, hours, minutes) = (secs / 86_400, secs / 3_600 % 24, secs / 60 % 60);
    match secs {
        0..=119 => format!("{secs} s"),
        120..=7_199 => format!("{minutes} min", minutes = secs / 60),
        7_200..=172_799 => format!("{} h {minutes} min", secs / 3_600),
        _ => format!("{days} d {hours} h"),
    }
}
