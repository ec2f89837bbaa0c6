//! `seawall localnet up`: makes a localnet, or brings back what of it does not run.
//!
//! What must always hold: a second call changes nothing; what is made is written to the state file
//! before the next thing is begun, so that `down` can end it; when it fails, what it started is ended.

use std::collections::BTreeMap;
use std::path::Path;

use crate::accounts::{self, AccountState};
use crate::down::{down, purge};
use crate::error::{Error, InFile, Result};
use crate::hermes::{self, Hermes};
use crate::links::{self, Link};
use crate::net::Localnet;
use crate::node::Node;
use crate::plan::{ports, Home, Role, Settings};
use crate::ports;
use crate::process::{Lock, Process};
use crate::show::Show;
use crate::state::{ChainState, CoinState, HermesState, Stage, State, VERSION};
use crate::status;
use crate::tools::{self, Cache, Tools};

/// What is to be brought up.
#[derive(Debug, Clone)]
pub struct Up {
    /// Where.
    pub home: Home,
    /// How a new one is made.
    pub settings: Settings,
    /// Whether to throw away what is there.
    pub fresh: bool,
}

/// What is done on a localnet whose chains and channels are ready: the deployment of the contracts.
/// It is called by every `up` and must do nothing the second time.
pub trait AfterUp {
    /// Refuses, before anything is started, what can be known to be missing.
    fn check(&self) -> Result<()>;
    /// Does it; `show` is for progress. The text is shown at the end, below the endpoints. When it
    /// fails the chains go on running: the next `up` goes on.
    fn after_up(&self, net: &Localnet, show: &Show) -> Result<String>;
    /// How what was done is.
    fn status(&self, net: &Localnet) -> Result<Told>;
    /// Lines that set a shell's variables: programs, addresses, public test keys.
    fn env(&self, net: &Localnet) -> Result<String>;
}

/// What [`AfterUp::status`] tells.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// For people.
    pub text: String,
    /// For programs.
    pub value: serde_json::Value,
}

/// Brings a localnet up. The text is what [`AfterUp`] said.
pub fn up(
    up: &Up,
    cache: &Cache,
    show: &Show,
    after: Option<&dyn AfterUp>,
) -> Result<(Localnet, String)> {
    ports::check_base(up.settings.port_base)?;
    after.map_or(Ok(()), AfterUp::check)?;
    let tools = tools::ensure(cache, show)?;
    refuse_foreign(&up.home)?;
    let _lock = Lock::take(up.home.path())?;
    let net = match existing(up, show)? {
        Some(mut net) => {
            bring_back(&mut net, show)?;
            warn_of_clients(&net, show)?;
            net
        }
        None => make(up, &tools, show)?,
    };
    let said = after.map(|after| after.after_up(&net, show)).transpose()?;
    Ok((net, said.unwrap_or_default()))
}

/// Refuses a folder that holds something else.
fn refuse_foreign(home: &Home) -> Result<()> {
    let path = home.path();
    if !path.exists() || home.state().exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(path).at(path)? {
        let name = entry.at(path)?.file_name();
        let known = ["nodes", "hermes", "keys", "logs", ".lock"];
        if !known.iter().any(|known| name == *known) {
            return Err(Error::BadInput(format!(
                "{} holds {name:?}, which is no localnet's; choose an empty folder with --home",
                path.display()
            )));
        }
    }
    Ok(())
}

/// The localnet that is there and can be used. One that is not complete is removed, and with
/// `fresh` any.
fn existing(up: &Up, show: &Show) -> Result<Option<Localnet>> {
    let mut net = match Localnet::open(up.home.path()) {
        Ok(net) => net,
        Err(Error::Absent(_)) => return purge(&up.home).map(|()| None),
        Err(Error::BadState { .. }) if up.fresh => return purge(&up.home).map(|()| None),
        Err(error) => return Err(error),
    };
    let broken_off = net.state().stage == Stage::Making;
    if broken_off {
        show.say("the last start was broken off; beginning anew");
    }
    if up.fresh || broken_off {
        down(&mut net)?;
        purge(&up.home)?;
        return Ok(None);
    }
    if net.state().settings != up.settings {
        return Err(Error::BadInput(format!(
            "the localnet in {} was made with {}, not with {}; --fresh makes it anew",
            up.home.path().display(),
            settings(&net.state().settings),
            settings(&up.settings)
        )));
    }
    Ok(Some(net))
}

fn settings(s: &Settings) -> String {
    format!(
        "port base {}, blocks of {} ms, a trusting period of {} s and upload by {:?}",
        s.port_base, s.block_ms, s.trusting_period_secs, s.upload
    )
}

/// Makes everything. What was started is ended if it fails; the logs stay.
fn make(up: &Up, tools: &Tools, show: &Show) -> Result<Localnet> {
    let base = up.settings.port_base;
    let chains = Role::ALL
        .into_iter()
        .flat_map(|role| ports::of_chain(base, role));
    ports::check_free(&chains.chain(ports::of_hermes(base)).collect::<Vec<_>>())?;
    let accounts = accounts::write(&up.home)?;
    let mut net = Localnet::create(up.home.clone(), first_state(up, tools, accounts))?;
    match make_all(&mut net, show) {
        Ok(()) => Ok(net),
        Err(error) => {
            down(&mut net)?;
            Err(error)
        }
    }
}

fn make_all(net: &mut Localnet, show: &Show) -> Result<()> {
    let step = show.step("three chains with funded accounts");
    let nodes = nodes(net)?;
    let accounts = net.state().accounts.clone();
    let hermes = net.relayer();
    at_once(&nodes, |node| node.prepare(&accounts))?;
    start_nodes(net, &nodes)?;
    // The keys of the relayer can be written while the chains make their first blocks.
    std::thread::scope(|scope| {
        let keys = scope.spawn(|| hermes.prepare());
        wait_for(net, &nodes)?;
        joined(keys.join())
    })?;
    step.done();
    let step = show.step("connections and transfer channels between all three");
    net.state_mut().links = tie_all(&hermes)?;
    net.save()?;
    step.done();
    let step = show.step("relayer");
    net.start_relayer()?;
    net.state_mut().stage = Stage::Ready;
    net.save()?;
    step.done();
    Ok(())
}

/// Ties all pairs side by side.
fn tie_all(hermes: &Hermes) -> Result<Vec<Link>> {
    at_once(&Role::PAIRS, |pair| links::tie(hermes, *pair))
}

/// Does the same for all at the same time; the first error counts.
fn at_once<T: Sync, R: Send>(all: &[T], act: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let act = &act;
    std::thread::scope(|scope| {
        let threads: Vec<_> = all
            .iter()
            .map(|one| scope.spawn(move || act(one)))
            .collect();
        let results: Vec<_> = threads
            .into_iter()
            .map(|thread| joined(thread.join()))
            .collect();
        results.into_iter().collect()
    })
}

fn joined<R>(result: std::thread::Result<Result<R>>) -> Result<R> {
    result.unwrap_or_else(|_| Err(Error::Unexpected("a thread has panicked".into())))
}

fn nodes(net: &Localnet) -> Result<Vec<Node>> {
    Role::ALL.into_iter().map(|role| net.node(role)).collect()
}

/// Each process is in the state file before the next is started.
fn start_nodes(net: &mut Localnet, nodes: &[Node]) -> Result<()> {
    for node in nodes {
        let process = node.start()?;
        net.set_process(node.role, Some(process))?;
    }
    Ok(())
}

fn wait_for(net: &Localnet, nodes: &[Node]) -> Result<()> {
    at_once(nodes, |node| node.wait_until_ready(net.process(node.role)?))?;
    Ok(())
}

/// Starts what of a complete localnet does not run, and resumes what is frozen. What was started is
/// ended again if it fails.
fn bring_back(net: &mut Localnet, show: &Show) -> Result<()> {
    let mut missing = vec![];
    for node in nodes(net)? {
        match net.chain(node.role)?.process.as_ref() {
            Some(process) if process.frozen() => net.resume(node.role)?,
            Some(process) if process.alive() => (),
            Some(process) => {
                let (role, pid, log) = (node.role, process.pid, node.log());
                let log = log.display();
                show.say(&format!(
                    "{role} (pid {pid}) had died, starting it again; log {log}"
                ));
                missing.push(node);
            }
            None => missing.push(node),
        }
    }
    let relayer = net
        .state()
        .hermes
        .process
        .as_ref()
        .is_some_and(Process::alive);
    let base = net.state().settings.port_base;
    let mut wanted: Vec<_> = missing
        .iter()
        .flat_map(|n| ports::of_chain(base, n.role))
        .collect();
    if !relayer {
        wanted.extend(ports::of_hermes(base));
    }
    ports::check_free(&wanted)?;
    if missing.is_empty() && relayer {
        return wait_for(net, &nodes(net)?);
    }
    let step = show.step(&format!("starting {}", names(&missing, relayer)));
    if let Err(error) = start_missing(net, &missing) {
        if !relayer {
            net.stop_relayer()?;
        }
        for node in &missing {
            if net.chain(node.role)?.process.is_some() {
                net.stop(node.role)?;
            }
        }
        return Err(error);
    }
    step.done();
    Ok(())
}

fn start_missing(net: &mut Localnet, missing: &[Node]) -> Result<()> {
    start_nodes(net, missing)?;
    wait_for(net, &nodes(net)?)?;
    net.start_relayer()
}

/// After a long pause a light client may be dead, which no start repairs.
fn warn_of_clients(net: &Localnet, show: &Show) -> Result<()> {
    for client in status::health(net)?.clients {
        if client.status != "Active" {
            let (name, chain, how) = (&client.client, client.chain, &client.status);
            show.say(&format!(
                "warning: client {name} on {chain} (of {}) is {how}: nothing travels over it; \
                 `up --fresh` begins anew",
                client.follows
            ));
        }
    }
    Ok(())
}

fn names(missing: &[Node], relayer: bool) -> String {
    let chains = missing.iter().map(|node| node.role.name());
    let hermes = (!relayer).then_some(hermes::NAME);
    chains.chain(hermes).collect::<Vec<_>>().join(", ")
}

fn first_state(up: &Up, tools: &Tools, accounts: Vec<AccountState>) -> State {
    let chain = |role: Role| {
        let binary = tools.wasmd.get(&role).map(|path| path.as_path());
        (role, chain_state(up, role, binary.unwrap_or(Path::new(""))))
    };
    let hermes = Hermes {
        home: up.home.clone(),
        binary: tools.hermes.clone(),
        settings: up.settings,
    };
    State {
        version: VERSION,
        stage: Stage::Making,
        settings: up.settings,
        chains: Role::ALL.map(chain).into_iter().collect::<BTreeMap<_, _>>(),
        hermes: HermesState {
            binary: hermes.binary.clone(),
            config: hermes.config(),
            rest: hermes.rest(),
            log: hermes.log(),
            process: None,
        },
        links: vec![],
        accounts,
    }
}

fn chain_state(up: &Up, role: Role, binary: &Path) -> ChainState {
    let spec = role.spec();
    let ports = ports(up.settings.port_base, role);
    let coins = spec.coins.iter().map(|coin| CoinState {
        denom: coin.denom.into(),
        decimals: coin.decimals,
    });
    ChainState {
        chain_id: spec.id.into(),
        prefix: spec.prefix.into(),
        rpc: format!("http://127.0.0.1:{}", ports.rpc),
        grpc: format!("http://127.0.0.1:{}", ports.grpc),
        gas_denom: spec.gas_denom().into(),
        gas_price: spec.gas_price.into(),
        coins: coins.collect(),
        binary: binary.to_path_buf(),
        home: up.home.node(role),
        log: up.home.log(role.name()),
        process: None,
    }
}
