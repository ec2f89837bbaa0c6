//! A deployment with its folder, and what tests do with it.

use seawall_deploy::apply::{apply, Finished};
use seawall_deploy::artifacts::Artifacts;
use seawall_deploy::plan::{Plan, Via};
use seawall_deploy::state::State;
use seawall_deploy::verify::differences;
use seawall_deploy::{DeployError, DeploymentFile};
use serde_json::Value;

use super::{artifacts, file, text, with_run, world, Folder, Shared};

/// A deployment with everything that outlives its runs.
pub struct Set {
    pub world: Shared,
    pub file: DeploymentFile,
    pub artifacts: Artifacts,
    pub folder: Folder,
}

/// Nothing deployed yet.
pub fn set(name: &str) -> Set {
    let (world, folder) = (world(), Folder::new(name));
    let file = file(&text(&world));
    let artifacts = artifacts(&folder.0, 1);
    Set {
        world,
        file,
        artifacts,
        folder,
    }
}

impl Set {
    pub fn apply(&self, via: Via) -> Result<Finished, DeployError> {
        let (world, file, artifacts) = (&self.world, &self.file, &self.artifacts);
        with_run(world, file, artifacts, (&self.folder, via), apply)
    }

    pub fn plan(&self) -> Plan {
        let (world, file, artifacts) = (&self.world, &self.file, &self.artifacts);
        with_run(world, file, artifacts, (&self.folder, Via::Key), |run| {
            run.plan(&run.observe().unwrap())
        })
    }

    pub fn state(&self) -> State {
        State::read(&self.folder.0.join("state.json"), &self.file).unwrap()
    }

    /// What `verify` names.
    pub fn differences(&self) -> Vec<String> {
        differences(&self.plan())
    }

    /// Deployed, and its owner's.
    pub fn done(name: &str) -> Self {
        let set = set(name);
        let finished = set.apply(Via::Key).unwrap();
        assert!(finished.left.is_done(), "{:#?}", finished.left);
        assert_eq!(set.differences(), [""; 0]);
        set
    }

    pub fn address(&self, chain: &str, who: &str) -> String {
        let world = self.world.borrow();
        world.net.addr(world.ix[chain], who).into()
    }

    /// Somebody sends a message to a contract behind the tool's back.
    pub fn execute(&self, chain: &str, who: &str, contract: &str, msg: Value) {
        let address = self.state().contract(chain, contract).unwrap();
        let address = cosmwasm_std::Addr::unchecked(address);
        let mut world = self.world.borrow_mut();
        let ix = world.ix[chain];
        let sender = world.net.addr(ix, who);
        let done = world.net.execute(ix, &sender, &address, &msg, &[]);
        done.unwrap();
    }

    pub fn query(&self, chain: &str, contract: &str, question: Value) -> Value {
        let address = self.state().contract(chain, contract).unwrap();
        let address = cosmwasm_std::Addr::unchecked(address);
        let world = self.world.borrow();
        let answer = world.net.query(world.ix[chain], &address, &question);
        answer.unwrap()
    }

    /// How many messages have had an effect.
    pub fn sent(&self) -> usize {
        self.world.borrow().done.len()
    }
}

/// Exactly these lines, each with all its words; in any order.
pub fn named(set: &Set, expected: &[&[&str]]) {
    let lines = set.differences();
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for words in expected {
        let fits = |line: &&String| words.iter().all(|word| line.contains(word));
        let count = lines.iter().filter(fits).count();
        assert!(count > 0, "no line with {words:?} in {lines:#?}");
    }
}

/// What `apply` does is done, and the second time there is nothing to do.
pub fn repaired(set: &Set, steps: usize) {
    let finished = set.apply(Via::Key).unwrap();
    assert_eq!(finished.done, steps, "{:#?}", finished.left);
    assert!(finished.left.is_settled(), "{:#?}", finished.left);
    let sent = set.sent();
    assert_eq!(set.apply(Via::Key).unwrap().done, 0);
    assert_eq!(set.sent(), sent);
}
