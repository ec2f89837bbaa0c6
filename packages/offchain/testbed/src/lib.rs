//! Seawall on a localnet: what `seawall localnet up` does once the chains are tied, and the hands
//! with which tests act on them.
//!
//! * [`Testbed`] is the hook: it deploys, then lets people move in, and tells in `status` how it is.
//! * [`person::Person`] is one of the public test accounts on all three chains.
//! * [`places::Places`] says where each contract is.
//!
//! What must always hold: a second call changes nothing; what a broken-off call left undone is done by
//! the next, decided from what the chains say.

pub mod artifacts;
pub mod contracts;
pub mod people;
pub mod person;
pub mod places;
pub mod prices;
pub mod status;
pub mod tools;
pub mod venue;

use std::path::PathBuf;

use seawall_localnet::show::Show;
use seawall_localnet::up::{AfterUp, Told};
use seawall_localnet::{Error, Localnet, Result};

pub use person::Person;
pub use places::Places;

/// The environment variables that hold the phrases of deployer and owner, and whose they are.
pub const KEYS: [(&str, &str); 2] = [
    (seawall_deploy::localnet::DEPLOYER_ENV, "deployer"),
    (seawall_deploy::localnet::OWNER_ENV, "owner"),
];

/// Deploys Seawall at the end of `up`.
#[derive(Debug, Clone, Default)]
pub struct Testbed {
    /// Where the compiled contracts are; by default where `scripts/build-wasm` leaves them.
    pub artifacts: Option<PathBuf>,
}

impl AfterUp for Testbed {
    fn check(&self) -> Result<()> {
        let found = artifacts::Found::find(self.artifacts.as_deref());
        let found = found.map_err(|e| Error::BadInput(format!("{e:#}")))?;
        found.check().map_err(|e| Error::BadInput(format!("{e:#}")))
    }

    fn after_up(&self, net: &Localnet, show: &Show) -> Result<String> {
        let work = || -> anyhow::Result<String> {
            let found = artifacts::Found::find(self.artifacts.as_deref())?;
            contracts::deploy(net, &found, show)?;
            let places = Places::read(net)?;
            people::move_in(net, &places, &found, show)?;
            tools::write_bots(net, &found)?;
            status::welcome(net, &places)
        };
        work().map_err(|e| {
            Error::Unexpected(format!(
                "{e:#}; the chains run, `seawall localnet up` goes on where this ended"
            ))
        })
    }

    fn status(&self, net: &Localnet) -> Result<Told> {
        if !Places::file(net).exists() {
            return Ok(Told::default());
        }
        let told = Places::read(net).and_then(|places| status::told(net, &places));
        told.map_err(|e| Error::Unexpected(format!("{e:#}")))
    }

    fn env(&self, net: &Localnet) -> Result<String> {
        tools::env(net).map_err(|e| Error::Unexpected(format!("{e:#}")))
    }
}
