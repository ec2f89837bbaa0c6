//! Deploys the contracts as `seawall deploy apply` would, with the localnet's own keys and relayer.

use std::time::Instant;

use anyhow::{bail, Context, Result};
use seawall_deploy::apply::{apply, Progress, Run};
use seawall_deploy::file::DeploymentFile;
use seawall_deploy::plan::Via;
use seawall_deploy::relayer::{ChannelRequest, Relayer};
use seawall_deploy::{localnet, rpc, DeployError, DeployResult};
use seawall_localnet::accounts;
use seawall_localnet::hermes::Hermes;
use seawall_localnet::plan::Role;
use seawall_localnet::show::Show;
use seawall_localnet::Localnet;

use crate::artifacts::Found;
use crate::places::Places;
use crate::KEYS;

/// Writes the deployment file, unless there is one, and does what it says.
///
/// # Errors
/// What the deployment says; a second call goes on.
pub fn deploy(net: &Localnet, found: &Found, show: &Show) -> Result<()> {
    let path = Places::file(net);
    if !path.exists() {
        write(net, found)?;
    }
    let file = DeploymentFile::read(&path)?;
    let artifacts = found.read()?;
    let phrase = |(env, name): (&str, &str)| {
        let account = accounts::find(name).with_context(|| format!("there is no account {name}"));
        account.map(|account| (env.to_string(), account.mnemonic.to_string()))
    };
    let phrases = KEYS.into_iter().map(phrase).collect::<Result<_>>()?;
    let begun = Instant::now();
    let mut done = 0usize;
    let mut said = |progress: Progress| {
        if let Some(line) = line(&progress, &mut done, begun) {
            show.say(&line);
        }
    };
    let mut run = Run {
        file: &file,
        artifacts: &artifacts,
        chains: rpc::connect_with(&file, &phrases)?,
        state: Places::state(net),
        via: Via::Key,
        relayer: Box::new(Pairs(net.relayer())),
        deposit: None,
        progress: &mut said,
    };
    let finished = apply(&mut run)?;
    if let Some(step) = finished.left.steps.first() {
        bail!(
            "{} steps are left, the first is {step}",
            finished.left.steps.len()
        );
    }
    let steps = finished.done;
    if steps > 0 {
        let secs = begun.elapsed().as_secs_f32();
        show.say(&format!(
            "contracts, links, routes, listings: {steps} steps ({secs:.1} s)"
        ));
    }
    Ok(())
}

fn line(progress: &Progress, done: &mut usize, begun: Instant) -> Option<String> {
    match progress {
        Progress::Doing(_) => None,
        Progress::Done { chain, steps, .. } => {
            *done = done.saturating_add(steps.len());
            let first = steps.first().map(String::as_str).unwrap_or_default();
            let first = first.split_once(": ").map_or(first, |(_, what)| what);
            let more = match steps.len().saturating_sub(1) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let secs = begun.elapsed().as_secs();
            Some(format!("  {secs:>3} s  {chain}: {first}{more}"))
        }
        Progress::Waiting(what) => Some(format!("  waits: {what}")),
    }
}

/// Writes the deployment file of a localnet, with the contracts that were found.
///
/// # Errors
/// The localnet's state lacks something, or the file cannot be written.
pub fn write(net: &Localnet, found: &Found) -> Result<()> {
    let state = serde_json::to_value(net.state())?;
    let text = localnet::deployment(&state)?;
    let place = |default: &str, path: &std::path::Path| {
        (
            format!("\"{default}\""),
            format!("{:?}", path.display().to_string()),
        )
    };
    let mut text = text;
    for (from, to) in [
        place("schema/artifacts.json", &found.list),
        place("target/wasm", &found.wasm),
    ] {
        text = text.replacen(&from, &to, 1);
    }
    let path = Places::file(net);
    seawall_localnet::state::replace(&path, &text)?;
    Ok(())
}

/// Opens channels with the keys that the running relayer does not use.
struct Pairs(Hermes);

impl Relayer for Pairs {
    fn open(&mut self, request: &ChannelRequest) -> DeployResult<()> {
        let arguments = request.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let failed = |reason: String| DeployError::Relayer {
            reason,
            command: self.command(request),
        };
        let role = |id: &str| Role::ALL.into_iter().find(|role| role.spec().id == id);
        let ends = role(&request.a_chain).zip(role(&request.b_chain));
        let pair = Role::PAIRS
            .into_iter()
            .find(|(a, b)| ends.is_some_and(|(c, d)| (*a, *b) == (c, d) || (*a, *b) == (d, c)));
        let pair = pair.ok_or_else(|| failed("these chains are not tied".into()))?;
        let opened = self.0.run_with(&self.0.pair_config(pair), &arguments);
        opened.map(drop).map_err(|e| failed(e.to_string()))
    }

    fn command(&self, request: &ChannelRequest) -> String {
        let (program, config) = (self.0.binary.display(), self.0.config());
        let arguments = request.arguments().join(" ");
        format!("{program} --config {} {arguments}", config.display())
    }
}
