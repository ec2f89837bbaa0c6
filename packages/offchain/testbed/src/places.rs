//! Where each contract of the localnet's deployment is: the deployment's file and state file.

use std::path::PathBuf;

use anyhow::{Context, Result};
use seawall_deploy::desired::{market, pool, route_pool, COORDINATOR, ORACLE, OUTPOST, VAULT};
use seawall_deploy::state::State;
use seawall_deploy::DeploymentFile;
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;

/// Where each contract is.
#[derive(Debug, Clone)]
pub struct Places {
    /// What is deployed.
    pub file: DeploymentFile,
    /// Where it is.
    pub state: State,
}

impl Places {
    /// The deployment's file.
    pub fn file(net: &Localnet) -> PathBuf {
        net.home().path().join("deploy").join("deployment.toml")
    }

    /// The deployment's state file.
    pub fn state(net: &Localnet) -> PathBuf {
        Self::file(net).with_extension("state.json")
    }

    /// Reads both.
    ///
    /// # Errors
    /// Names the file.
    pub fn read(net: &Localnet) -> Result<Self> {
        let file = DeploymentFile::read(&Self::file(net))?;
        let state = State::read(&Self::state(net), &file)?;
        Ok(Self { file, state })
    }

    /// A contract's address.
    ///
    /// # Errors
    /// Says which is not deployed.
    pub fn contract(&self, role: Role, name: &str) -> Result<String> {
        let found = self.state.contract(role.name(), name);
        found.with_context(|| format!("{name} is not deployed on {role}"))
    }

    /// The coordinator, on the hub.
    ///
    /// # Errors
    /// It is not deployed.
    pub fn coordinator(&self) -> Result<String> {
        self.contract(Role::Hub, COORDINATOR)
    }

    /// The oracle, on the hub.
    ///
    /// # Errors
    /// It is not deployed.
    pub fn oracle(&self) -> Result<String> {
        self.contract(Role::Hub, ORACLE)
    }

    /// The outpost of a chain.
    ///
    /// # Errors
    /// It is not deployed.
    pub fn outpost(&self, role: Role) -> Result<String> {
        self.contract(role, OUTPOST)
    }

    /// The vault of a chain.
    ///
    /// # Errors
    /// It is not deployed.
    pub fn vault(&self, role: Role) -> Result<String> {
        self.contract(role, VAULT)
    }

    /// The market of a debt listing.
    ///
    /// # Errors
    /// It is not deployed.
    pub fn market(&self, listing: u32) -> Result<String> {
        self.contract(Role::Debt, &market(listing))
    }

    /// The insurance pool beside a market.
    ///
    /// # Errors
    /// It is not deployed.
    pub fn pool(&self, listing: u32) -> Result<String> {
        self.contract(Role::Debt, &pool(listing))
    }

    /// The insurance pool at the start of a route.
    ///
    /// # Errors
    /// It is not deployed.
    pub fn route_pool(&self, route: u32) -> Result<String> {
        self.contract(Role::Collateral, &route_pool(route))
    }

    /// What buyers pay with on the collateral chain, over the first route.
    ///
    /// # Errors
    /// There is no route.
    pub fn payment_denom(&self) -> Result<String> {
        let route = self.file.routes.first();
        let denom = route.and_then(|route| self.file.payment_denom(route));
        denom.context("the deployment has no route")
    }
}
