//! What the owner decides about packets: how long they may travel, with how much gas they are
//! received.
//!
//! What must always hold: a story that changes something here sets it back to what the deployment's
//! file says.

use anyhow::{Context, Result};
use seawall_interfaces::{coordinator as hub, outpost};
use seawall_localnet::plan::Role;
use seawall_testbed::person::until;
use seawall_testbed::Person;

use crate::acts::{Scene, PATIENCE};
use crate::stage::Stage;

/// The shortest timeout of packets that the contracts accept, seconds.
pub const TIMEOUT_SECS: u64 = 60;

impl Scene {
    /// The owner lets packets travel for a minute only, so that they can time out while one looks.
    /// At the hub that waits behind the time lock: see [`Self::after_the_time_lock`].
    pub fn short_timeouts(&self, stage: &Stage) -> Result<()> {
        self.timeouts(stage, |_| TIMEOUT_SECS)
    }

    /// Packets may travel as long again as the deployment's file says.
    pub fn usual_timeouts(&self, stage: &Stage) -> Result<()> {
        let file = &self.places.file;
        self.timeouts(stage, |role| {
            let link = file.links.iter().find(|link| link.chain == role.name());
            link.map_or(TIMEOUT_SECS, |link| link.timeout_secs)
        })
    }

    fn timeouts(&self, stage: &Stage, secs: impl Fn(Role) -> u64) -> Result<()> {
        let owner = stage.person("owner")?;
        let coordinator = self.places.coordinator()?;
        let chains: Vec<hub::ChainResponse> = self.hub(&hub::QueryMsg::Chains {})?;
        for role in [Role::Collateral, Role::Debt] {
            let wanted = secs(role);
            let mut terms = self.terms(role)?;
            if terms.timeout_secs != wanted {
                terms.timeout_secs = wanted;
                self.set_terms(&owner, role, &terms)?;
            }
            let number = self.number(role)?;
            let chain = chains.iter().find(|chain| chain.setup.chain == number);
            let mut setup = chain.context("the hub knows no such chain")?.setup.clone();
            if setup.timeout_secs != wanted {
                setup.timeout_secs = wanted;
                let msg = hub::ExecuteMsg::SetChain(setup);
                owner.execute(Role::Hub, &coordinator, &msg, &[])?;
            }
        }
        Ok(())
    }

    /// The terms of an outpost.
    pub fn terms(&self, role: Role) -> Result<outpost::ConfigResponse> {
        self.outpost(role, &outpost::QueryMsg::Config {})
    }

    /// The owner sets timeout, receive gas and rebate of an outpost to what is said here.
    pub fn set_terms(
        &self,
        owner: &Person,
        role: Role,
        terms: &outpost::ConfigResponse,
    ) -> Result<()> {
        let msg = outpost::ExecuteMsg::SetTerms {
            timeout_secs: terms.timeout_secs,
            receive_gas: terms.receive_gas,
            rebate: terms.rebate.clone(),
        };
        let outpost = self.places.outpost(role)?;
        owner.execute(role, &outpost, &msg, &[]).map(drop)
    }

    /// Waits for the time lock of the hub and lets all changes that stand behind it take effect.
    pub fn after_the_time_lock(&self) -> Result<()> {
        let coordinator = self.places.coordinator()?;
        let waiting: Vec<hub::WaitingChange> = self.hub(&hub::QueryMsg::Changes {})?;
        for change in waiting {
            until("the time lock", PATIENCE, || {
                Ok((self.time(Role::Hub)? > change.eta).then_some(()))
            })?;
            let msg = hub::ExecuteMsg::ApplyChange { id: change.id };
            self.keeper.execute(Role::Hub, &coordinator, &msg, &[])?;
        }
        Ok(())
    }
}
