//! What a text alone can have wrong: names, numbers, prefixes, ways that do not exist.

use std::collections::BTreeSet;
use std::str::FromStr;

use seawall_chain_client::{messages, GasPrice};

use super::lines::line_of;
use super::{ChainSpec, DeploymentFile};
use crate::error::{DeployError, DeployResult};

/// A place in the file.
type Place<'a> = (Option<(&'a str, usize)>, &'a str);

struct Checker<'a>(&'a DeploymentFile);

pub(super) fn check(file: &DeploymentFile) -> DeployResult<()> {
    let checker = Checker(file);
    checker.names()?;
    for (at, chain) in file.chains.iter().enumerate() {
        checker.chain(at, chain)?;
    }
    checker.links()?;
    checker.transfers()?;
    checker.assets()?;
    checker.listings()?;
    checker.routes()
}

impl Checker<'_> {
    fn wrong(
        &self,
        place: Place<'_>,
        expected: impl ToString,
        actual: impl ToString,
    ) -> DeployError {
        let (table, key) = place;
        let field = match table {
            Some((name, at)) => format!("{name}[{at}].{key}"),
            None => key.into(),
        };
        DeployError::Field {
            file: self.0.path.clone(),
            line: line_of(&self.0.text, table, key),
            field,
            expected: expected.to_string(),
            actual: actual.to_string(),
        }
    }

    fn require(
        &self,
        holds: bool,
        place: Place<'_>,
        expected: impl ToString,
        actual: impl ToString,
    ) -> DeployResult<()> {
        if holds {
            return Ok(());
        }
        Err(self.wrong(place, expected, actual))
    }

    fn known_chain(&self, place: Place<'_>, name: &str) -> DeployResult<()> {
        let names: Vec<_> = self.0.chains.iter().map(|c| c.name.as_str()).collect();
        let expected = format!("one of the chains {}", names.join(", "));
        self.require(names.contains(&name), place, expected, format!("{name:?}"))
    }

    fn names(&self) -> DeployResult<()> {
        let name = &self.0.name;
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = (1..=24).contains(&name.len()) && name.chars().all(fine);
        let expected = "1 to 24 of a-z, 0-9 and -";
        self.require(good, (None, "name"), expected, format!("{name:?}"))?;
        self.known_chain((None, "hub"), &self.0.hub)?;
        let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for (at, chain) in self.0.chains.iter().enumerate() {
            let place = |key| (Some(("chains", at)), key);
            let new = names.insert(&chain.name);
            self.require(new, place("name"), "a name of its own", &chain.name)?;
            let new = numbers.insert(chain.number);
            self.require(new, place("number"), "a number of its own", chain.number)?;
        }
        Ok(())
    }

    fn chain(&self, at: usize, chain: &ChainSpec) -> DeployResult<()> {
        let place = |key| (Some(("chains", at)), key);
        self.address(at, chain, "owner", &chain.owner)?;
        self.address(at, chain, "guardian", &chain.guardian)?;
        if let Some(admin) = chain.admin.as_ref().filter(|admin| !admin.is_empty()) {
            self.address(at, chain, "admin", admin)?;
        }
        if let Some(deployer) = &chain.deployer {
            self.address(at, chain, "deployer", deployer)?;
        }
        let signs = chain.key.is_some() || chain.deployer.is_some();
        self.require(
            signs,
            place("key"),
            "a key, or a deployer's address",
            "neither",
        )?;
        let price = GasPrice::from_str(&chain.gas_price);
        price.map_err(|_| {
            self.wrong(
                place("gas_price"),
                "like 0.025usea",
                format!("{:?}", chain.gas_price),
            )
        })?;
        self.require(
            !chain.rpc.is_empty(),
            place("rpc"),
            "at least one endpoint",
            "none",
        )
    }

    fn address(&self, at: usize, chain: &ChainSpec, key: &str, address: &str) -> DeployResult<()> {
        let place = (Some(("chains", at)), key);
        self.of_prefix(place, &chain.prefix, address)
    }

    fn of_prefix(&self, place: Place<'_>, prefix: &str, address: &str) -> DeployResult<()> {
        let expected = format!("an address with prefix {prefix}");
        let actual = format!("{address:?}");
        let (found, _) =
            messages::address_parts(address).map_err(|_| self.wrong(place, &expected, &actual))?;
        self.require(found == prefix, place, &expected, &actual)
    }

    fn links(&self) -> DeployResult<()> {
        let mut linked = BTreeSet::new();
        for (at, link) in self.0.links.iter().enumerate() {
            let place = |key| (Some(("links", at)), key);
            self.known_chain(place("chain"), &link.chain)?;
            let new = linked.insert(link.chain.as_str());
            self.require(new, place("chain"), "one link per chain", &link.chain)?;
            let local = link.chain == self.0.hub;
            let ends = [
                ("connection", &link.connection),
                ("hub_connection", &link.hub_connection),
            ];
            for (key, end) in ends {
                match end {
                    Some(end) if local => {
                        return Err(self.wrong(place(key), "none for the hub itself", end));
                    }
                    Some(end) => {
                        let good = numbered(end, "connection-");
                        self.require(good, place(key), "connection-N", end)?;
                    }
                    None => self.require(local, place(key), "connection-N", "none")?,
                }
            }
        }
        for chain in &self.0.chains {
            let expected = format!("a link for chain {}", chain.name);
            let has = linked.contains(chain.name.as_str());
            self.require(has, (None, "links"), expected, "none")?;
        }
        Ok(())
    }

    fn transfers(&self) -> DeployResult<()> {
        for (at, transfer) in self.0.transfers.iter().enumerate() {
            let place = |key| (Some(("transfers", at)), key);
            self.known_chain(place("a"), &transfer.a)?;
            self.known_chain(place("b"), &transfer.b)?;
            let a = &transfer.a_channel;
            self.require(numbered(a, "channel-"), place("a_channel"), "channel-N", a)?;
            let b = &transfer.b_channel;
            self.require(numbered(b, "channel-"), place("b_channel"), "channel-N", b)?;
        }
        Ok(())
    }

    fn assets(&self) -> DeployResult<()> {
        let hub = self
            .0
            .chain(&self.0.hub)
            .map(|hub| hub.prefix.clone())
            .unwrap_or_default();
        let mut numbers = BTreeSet::new();
        for (at, asset) in self.0.assets.iter().enumerate() {
            let place = |key| (Some(("assets", at)), key);
            let new = numbers.insert(asset.number);
            self.require(new, place("number"), "a number of its own", asset.number)?;
            for feeder in &asset.feeders {
                self.of_prefix(place("feeders"), &hub, feeder)?;
            }
        }
        Ok(())
    }

    fn known_asset(&self, place: Place<'_>, number: u32) -> DeployResult<()> {
        let known = self.0.assets.iter().any(|asset| asset.number == number);
        self.require(known, place, "the number of an asset in this file", number)
    }

    fn listings(&self) -> DeployResult<()> {
        let mut numbers = BTreeSet::new();
        for (at, listing) in self.0.collaterals.iter().enumerate() {
            let place = |key| (Some(("collaterals", at)), key);
            self.known_chain(place("chain"), &listing.chain)?;
            self.known_asset(place("asset"), listing.asset)?;
            let new = numbers.insert(listing.listing);
            self.require(
                new,
                place("listing"),
                "a number of its own",
                listing.listing,
            )?;
        }
        for (at, debt) in self.0.debts.iter().enumerate() {
            let place = |key| (Some(("debts", at)), key);
            self.known_chain(place("chain"), &debt.chain)?;
            self.known_asset(place("asset"), debt.asset)?;
            let new = numbers.insert(debt.listing);
            self.require(new, place("listing"), "a number of its own", debt.listing)?;
        }
        Ok(())
    }

    fn routes(&self) -> DeployResult<()> {
        let (mut numbers, mut ways) = (BTreeSet::new(), BTreeSet::new());
        for (at, route) in self.0.routes.iter().enumerate() {
            let place = |key| (Some(("routes", at)), key);
            self.known_chain(place("from"), &route.from)?;
            let new = numbers.insert(route.number);
            self.require(new, place("number"), "a number of its own", route.number)?;
            let new = ways.insert((route.from.as_str(), route.debt));
            self.require(
                new,
                place("from"),
                "one route per chain and debt",
                &route.from,
            )?;
            let debt = self.0.debt(route.debt);
            let debt = debt.ok_or_else(|| {
                self.wrong(
                    place("debt"),
                    "the listing of a debt in this file",
                    route.debt,
                )
            })?;
            let way =
                debt.chain == route.from || self.0.transfer(&route.from, &debt.chain).is_some();
            let expected = format!("a transfer channel from {} to {}", route.from, debt.chain);
            self.require(way, place("from"), expected, "none")?;
            let derivable = debt.chain == route.from || !debt.denom.starts_with("ibc/");
            let given = route.payment_denom.is_some() || derivable;
            let expected = "the coin that buyers pay with: the debt's coin is itself a voucher";
            self.require(given, place("payment_denom"), expected, "none")?;
        }
        Ok(())
    }
}

fn numbered(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}
