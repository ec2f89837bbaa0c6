//! The handle of a localnet: for the commands, and for tests that break things on purpose.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::hermes::{Hermes, READY_WITHIN};
use crate::links::Link;
use crate::node::Node;
use crate::plan::{Home, Role};
use crate::ports;
use crate::process::Process;
use crate::rpc::Rpc;
use crate::state::{ChainState, State};

const POLL: Duration = Duration::from_millis(100);

/// A localnet that was made, whether or not it runs.
#[derive(Debug, Clone)]
pub struct Localnet {
    home: Home,
    state: State,
}

impl Localnet {
    /// Opens the one in a folder. Fails if there is none.
    pub fn open(home: impl Into<std::path::PathBuf>) -> Result<Self> {
        let home = Home::new(home);
        let state = State::load(&home)?;
        Ok(Self { home, state })
    }

    pub(crate) fn create(home: Home, state: State) -> Result<Self> {
        let net = Self { home, state };
        net.save()?;
        Ok(net)
    }

    pub(crate) fn save(&self) -> Result<()> {
        self.state.save(&self.home)
    }

    pub(crate) fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// Its folder.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// What its state file says.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// One chain. Fails only on a state file that lacks it.
    pub fn chain(&self, role: Role) -> Result<&ChainState> {
        let chain = self.state.chains.get(&role);
        chain.ok_or_else(|| Error::Unexpected(format!("the state file has no {role} chain")))
    }

    /// The tie between two chains.
    pub fn link(&self, a: Role, b: Role) -> Result<&Link> {
        let mut links = self.state.links.iter();
        let link = links.find(|link| link.end(a).is_some() && link.end(b).is_some());
        link.ok_or_else(|| Error::Unexpected(format!("no link between {a} and {b}")))
    }

    /// An account's address on a chain.
    pub fn address(&self, account: &str, role: Role) -> Result<&str> {
        let found = self.state.accounts.iter().find(|a| a.name == account);
        let address = found.and_then(|a| a.addresses.get(&role));
        let address = address.map(String::as_str);
        address.ok_or_else(|| Error::BadInput(format!("there is no account {account:?}")))
    }

    /// The RPC of a chain.
    pub fn rpc(&self, role: Role) -> Result<Rpc> {
        Ok(Rpc::new(&self.chain(role)?.rpc))
    }

    /// The node of a chain, for `wasmd` commands and starting it.
    pub fn node(&self, role: Role) -> Result<Node> {
        Ok(Node {
            role,
            home: self.home.clone(),
            binary: self.chain(role)?.binary.clone(),
            settings: self.state.settings,
        })
    }

    /// The relayer's program, for commands and starting it.
    pub fn relayer(&self) -> Hermes {
        Hermes {
            home: self.home.clone(),
            binary: self.state.hermes.binary.clone(),
            settings: self.state.settings,
        }
    }

    /// Runs a command of Hermes, such as `["tx", "packet-recv", …]`; the result as JSON.
    ///
    /// It signs with the relayer's key: stop the running relayer first, or use
    /// [`Self::hermes_beside`].
    pub fn hermes(&self, args: &[&str]) -> Result<Value> {
        self.relayer().run(args)
    }

    /// The same for a pair of [`Role::PAIRS`], with a key that the running relayer does not use.
    pub fn hermes_beside(&self, pair: (Role, Role), args: &[&str]) -> Result<Value> {
        let hermes = self.relayer();
        hermes.run_with(&hermes.pair_config(pair), args)
    }

    /// Runs `wasmd` of a chain with `--node` and `--output json`; the answer as JSON.
    pub fn wasmd(&self, role: Role, args: &[&str]) -> Result<Value> {
        let rpc = self.chain(role)?.rpc.replacen("http", "tcp", 1);
        let more = ["--node", &rpc, "--output", "json"];
        let said = self.node(role)?.wasmd(&[args, &more].concat(), None)?;
        serde_json::from_str(&said)
            .map_err(|e| Error::Unexpected(format!("wasmd {}: {e}: {said}", args.join(" "))))
    }

    /// The process of a chain. Fails if it was stopped.
    pub fn process(&self, role: Role) -> Result<&Process> {
        let process = self.chain(role)?.process.as_ref();
        process.ok_or_else(|| Error::Unexpected(format!("the {role} chain was stopped")))
    }

    /// Stops a chain in its tracks (SIGSTOP): it makes no block and answers nobody.
    pub fn freeze(&self, role: Role) -> Result<()> {
        self.must_signal(role, Signal::STOP)
    }

    /// Lets a frozen chain go on (SIGCONT).
    pub fn resume(&self, role: Role) -> Result<()> {
        self.must_signal(role, Signal::CONT)
    }

    fn must_signal(&self, role: Role, signal: Signal) -> Result<()> {
        if self.process(role)?.signal(signal)? {
            return Ok(());
        }
        Err(self.node(role)?.dead())
    }

    /// Kills a node at once (SIGKILL).
    pub fn kill(&mut self, role: Role) -> Result<()> {
        self.process(role)?.kill()?;
        self.set_process(role, None)
    }

    /// Ends a node politely.
    pub fn stop(&mut self, role: Role) -> Result<()> {
        self.process(role)?.end()?;
        self.set_process(role, None)
    }

    /// Starts a node that was stopped or killed, and waits for its blocks.
    pub fn start(&mut self, role: Role) -> Result<()> {
        let node = self.node(role)?;
        let process = node.start()?;
        self.set_process(role, Some(process.clone()))?;
        node.wait_until_ready(&process)?;
        Ok(())
    }

    /// Stops the relayer: packets wait.
    pub fn stop_relayer(&mut self) -> Result<()> {
        if let Some(process) = self.state.hermes.process.take() {
            process.end()?;
        }
        self.save()
    }

    /// Starts the relayer, unless it runs, and waits until it answers.
    pub fn start_relayer(&mut self) -> Result<()> {
        if self
            .state
            .hermes
            .process
            .as_ref()
            .is_some_and(Process::alive)
        {
            return Ok(());
        }
        // With its port taken, perhaps by somebody's connection, Hermes would run and never answer.
        ports::wait_until_free(
            &ports::of_hermes(self.state.settings.port_base),
            READY_WITHIN,
        )?;
        let hermes = self.relayer();
        let process = hermes.start()?;
        self.state.hermes.process = Some(process.clone());
        self.save()?;
        hermes.wait_until_ready(&process)
    }

    /// The last block of a chain.
    pub fn height(&self, role: Role) -> Result<u64> {
        Ok(self.rpc(role)?.status()?.height)
    }

    /// Waits until a chain has made so many more blocks.
    pub fn wait_blocks(&self, role: Role, blocks: u64, within: Duration) -> Result<u64> {
        let start = Instant::now();
        let aim = self.height(role)?.saturating_add(blocks);
        loop {
            let height = self.height(role)?;
            if height >= aim {
                return Ok(height);
            }
            if start.elapsed() > within {
                return Err(Error::NotReady {
                    name: role.name().into(),
                    secs: within.as_secs(),
                    why: format!("it is at block {height}, not at {aim}"),
                    log: self.home.log(role.name()),
                });
            }
            std::thread::sleep(POLL);
        }
    }

    pub(crate) fn set_process(&mut self, role: Role, process: Option<Process>) -> Result<()> {
        if let Some(chain) = self.state.chains.get_mut(&role) {
            chain.process = process;
        }
        self.save()
    }
}
