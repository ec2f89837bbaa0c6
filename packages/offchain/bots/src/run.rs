//! Running bots on real chains: connecting, following blocks, stopping.
//!
//! What must always hold: every chain is followed by a task of its own; an error is told, never the
//! end; a stop lets the step that is under way finish and waits for what was sent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use seawall_chain_client::{BlockFollower, ClientError};
use seawall_deploy::desired::COORDINATOR;
use seawall_deploy::state::State;
use seawall_deploy::DeploymentFile;
use tokio::sync::watch;
use tokio::task::LocalSet;

use crate::access::{Chain, RpcChain};
use crate::bot::{Bot, Hub, Roles};
use crate::config::{Config, Log};
use crate::error::{BotError, BotResult};
use crate::places::Chains;
use crate::server::{serve, Served};

/// A follower that found nobody tries again after this.
const PAUSE: Duration = Duration::from_secs(1);
/// A bot that could not be started, since a chain did not answer, tries again after this.
const START_PAUSE: Duration = Duration::from_secs(3);

/// Everything that a configuration leads to.
pub struct Connected {
    /// The deployment.
    pub file: DeploymentFile,
    /// The chains.
    pub chains: Chains,
    /// The same chains, for following their blocks.
    pub rpc: BTreeMap<u16, Rc<RpcChain>>,
    /// Where the coordinator is.
    pub hub: Hub,
}

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Every chain has a key whose account has coins.
    Needed,
    /// Keys are used where there are any: nothing is sent.
    Optional,
}

/// Sets up what is told on standard error.
pub fn log(settings: &Log) {
    let level = settings.level.parse().unwrap_or(tracing::Level::INFO);
    let builder = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false)
        .with_writer(std::io::stderr);
    // A second call in one process changes nothing.
    let _ = match settings.json {
        true => builder.json().try_init(),
        false => builder.try_init(),
    };
}

/// A runtime for one thread: bots share what they know without locks.
///
/// # Errors
/// [`BotError::Machine`].
pub fn runtime() -> BotResult<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(|e| BotError::Machine {
        what: "a runtime".into(),
        reason: e.to_string(),
    })
}

/// Reads the deployment, and connects its chains; endpoints of other chains and accounts without
/// coins are refused by name.
///
/// # Errors
/// [`BotError::Deployment`], [`BotError::Field`], [`BotError::Chain`].
pub async fn connect(config: &Config, keys: Keys, memo: &str) -> BotResult<Connected> {
    let file = DeploymentFile::read(&config.deployment)?;
    config.fits(&file)?;
    let hub = hub(config, &file)?;
    let mut rpc = BTreeMap::new();
    let mut chains = Chains::new();
    for spec in &file.chains {
        let failed = |e: ClientError| BotError::chain(&spec.name, e);
        let key = config.key_of(&spec.name);
        let client = config.client(spec)?;
        let chain = match (RpcChain::new(client.clone(), key.as_ref(), memo), keys) {
            (Ok(chain), _) => chain,
            (Err(ClientError::Key { .. }), Keys::Optional) => {
                RpcChain::new(client, None, memo).map_err(failed)?
            }
            (Err(error), _) => return Err(failed(error)),
        };
        chain.check().await.map_err(failed)?;
        if keys == Keys::Needed {
            funded(config, &spec.name, &chain).await?;
        }
        let chain = Rc::new(chain);
        chains.insert(spec.number, chain.clone());
        rpc.insert(spec.number, chain);
    }
    Ok(Connected {
        file,
        chains,
        rpc,
        hub,
    })
}

fn hub(config: &Config, file: &DeploymentFile) -> BotResult<Hub> {
    let path: PathBuf = match &config.state {
        Some(path) => path.clone(),
        None => config.deployment.with_extension("state.json"),
    };
    let state = State::read(&path, file)?;
    let coordinator = state.contract(&file.hub, COORDINATOR);
    let coordinator = coordinator.ok_or_else(|| {
        let told = "a state file with a coordinator: `seawall deploy verify` writes it";
        config.wrong("", "state", told, path.display())
    })?;
    let number = file.chain(&file.hub).map(|c| c.number).unwrap_or_default();
    let names = file.assets.iter().map(|a| (a.number, a.name.clone()));
    Ok(Hub {
        number,
        coordinator,
        names: names.collect(),
    })
}

async fn funded(config: &Config, name: &str, chain: &RpcChain) -> BotResult<()> {
    if chain.me().is_empty() {
        let expected = "a key, here or for the chain alone";
        return Err(config.wrong("", "key", expected, format!("none for chain {name}")));
    }
    let (me, denom) = (chain.me(), chain.gas_denom());
    let balance = chain.balance(me, denom).await;
    let balance = balance.map_err(|e| BotError::chain(name, e))?;
    if balance == 0 {
        return Err(BotError::chain(
            name,
            ClientError::NoAccount {
                chain: format!("{} (no {denom})", chain.id()),
                address: me.into(),
            },
        ));
    }
    Ok(())
}

/// Runs bots until the process is told to stop (interrupt or termination).
///
/// # Errors
/// What keeps them from starting; nothing after that.
pub fn run(path: &Path, roles: Roles, dry_run: bool) -> BotResult<()> {
    let config = Config::read(path)?;
    log(&config.log);
    let keys = if dry_run {
        Keys::Optional
    } else {
        Keys::Needed
    };
    LocalSet::new().block_on(&runtime()?, async move {
        // Served before any chain has answered: unwell until all have.
        let served = Served::new(&config);
        let file = DeploymentFile::read(&config.deployment)?;
        let names = file.chains.iter().map(|chain| chain.name.clone());
        served.health.expect(names);
        if let Some(listen) = &config.listen {
            let address = serve(listen, served.clone()).await?;
            tracing::info!(%address, "metrics and health are served");
        }
        let started = tokio::select! {
            started = start(&config, (roles, dry_run), keys, served) => started,
            () = told_to_stop() => return Ok(()),
        };
        let (bot, rpc) = started?;
        tracing::info!(?roles, dry_run, "running");
        until_stopped(&bot, &rpc).await;
        tracing::info!("stopped");
        Ok(())
    })
}

/// The bot, once every chain has answered; what is wrong with configuration or deployment ends it.
async fn start(
    config: &Config,
    (roles, dry_run): (Roles, bool),
    keys: Keys,
    served: Served,
) -> BotResult<(Rc<Bot>, BTreeMap<u16, Rc<RpcChain>>)> {
    loop {
        let begun = async {
            let connected = connect(config, keys, memo(roles)).await?;
            let Connected {
                chains, rpc, hub, ..
            } = connected;
            let (config, served) = (config.clone(), served.clone());
            let bot = Bot::start(config, roles, dry_run, chains, hub, served).await?;
            Ok((Rc::new(bot), rpc))
        };
        match begun.await {
            Err(error) if BotError::is_transient(&error) => {
                tracing::warn!(%error, "not started yet: waits for the chain");
                tokio::time::sleep(START_PAUSE).await;
            }
            other => return other,
        }
    }
}

const fn memo(roles: Roles) -> &'static str {
    match (roles.keeper, roles.liquidator) {
        (true, true) => "seawall keeper, liquidator",
        (true, false) => "seawall keeper",
        _ => "seawall liquidator",
    }
}

async fn until_stopped(bot: &Rc<Bot>, rpc: &BTreeMap<u16, Rc<RpcChain>>) {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = vec![];
    for (number, chain) in rpc {
        let (bot, follower, stopped) = (bot.clone(), chain.follow(), stopped.clone());
        tasks.push(tokio::task::spawn_local(follow(
            bot, *number, follower, stopped,
        )));
    }
    told_to_stop().await;
    tracing::info!("stopping: what was sent is waited for");
    let _ = stop.send(true);
    for task in tasks {
        let _ = task.await;
    }
    bot.finish().await;
}

async fn follow(
    bot: Rc<Bot>,
    chain: u16,
    mut follower: BlockFollower,
    mut stopped: watch::Receiver<bool>,
) {
    let name = bot.places().name(chain);
    let mut answers = true;
    while !*stopped.borrow() {
        let next = tokio::select! {
            next = follower.next() => next,
            _ = stopped.changed() => return,
        };
        match next {
            Ok(block) => {
                if !answers {
                    tracing::info!(
                        chain = name,
                        height = block.height,
                        "the chain answers again"
                    );
                }
                answers = true;
                bot.on_block(chain, &block).await;
            }
            Err(error) => {
                if answers {
                    tracing::warn!(chain = name, %error, "no blocks come");
                }
                answers = false;
                bot.unreachable(chain);
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = stopped.changed() => return,
                }
            }
        }
    }
}

async fn told_to_stop() {
    use tokio::signal::unix::{signal, SignalKind};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

/// A bot that has looked at all chains once and sends nothing.
///
/// # Errors
/// What keeps it from looking.
pub async fn look(path: &Path, roles: Roles) -> BotResult<(Arc<DeploymentFile>, Bot)> {
    let config = Config::read(path)?;
    log(&config.log);
    let connected = connect(&config, Keys::Optional, "").await?;
    let served = Served::new(&config);
    let (chains, hub) = (connected.chains, connected.hub);
    let bot = Bot::start(config, roles, true, chains, hub, served).await?;
    bot.look_once().await?;
    Ok((Arc::new(connected.file), bot))
}
