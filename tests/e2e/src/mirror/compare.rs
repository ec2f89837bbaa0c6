//! Nodes and simulator side by side: every entry of every contract's books, every balance.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use cosmrs::proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest, QueryAllBalancesResponse, QueryTotalSupplyRequest,
    QueryTotalSupplyResponse,
};
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1::{
    QueryAllContractStateRequest, QueryAllContractStateResponse,
};
use cosmwasm_std::Addr;
use seawall_localnet::accounts::ACCOUNTS;
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use seawall_testbed::{Person, Places};

use super::Mirror;

/// Entries of one answer.
const PAGE: u64 = 500;
/// Differences that are told.
const TOLD: usize = 12;

/// What was compared, and what differs.
#[derive(Debug, Default)]
pub struct Compared {
    /// Contracts.
    pub contracts: usize,
    /// Entries of their books.
    pub entries: usize,
    /// Balances of contracts and people.
    pub balances: usize,
    /// Supplies of denoms.
    pub supplies: usize,
    /// What differs, the first few.
    pub differences: Vec<String>,
}

impl Compared {
    fn differ(&mut self, what: impl FnOnce() -> String) {
        if self.differences.len() < TOLD {
            self.differences.push(what());
        }
    }
}

type Books = BTreeMap<Vec<u8>, Vec<u8>>;

/// Compares all chains at the heights up to which everything was done again.
pub fn compare(net: &Localnet, mirror: &Mirror, places: &Places) -> Result<Compared> {
    let reader = Person::new(net, "stranger")?;
    let mut found = Compared::default();
    for role in Role::ALL {
        let blocks = &mirror.history(role)?.blocks;
        let height = *blocks.last_key_value().context("no blocks")?.0;
        let at = At {
            reader: &reader,
            role,
            height,
        };
        let mut holders: Vec<(String, String)> = vec![];
        for account in &ACCOUNTS {
            holders.push((account.name.into(), net.address(account.name, role)?.into()));
        }
        let contracts = places.state.chains.get(role.name());
        for (name, contract) in contracts.map(|c| &c.contracts).into_iter().flatten() {
            books(&at, mirror, name, &contract.address, &mut found)?;
            holders.push((name.clone(), contract.address.clone()));
        }
        for (name, address) in holders {
            balances(&at, mirror, &name, &address, &mut found)?;
        }
        supplies(&at, mirror, &mut found)?;
    }
    Ok(found)
}

struct At<'a> {
    reader: &'a Person,
    role: Role,
    height: u64,
}

impl At<'_> {
    fn ask<Q, R>(&self, path: &'static str, question: Q) -> Result<R>
    where
        Q: prost::Message,
        R: prost::Message + Default,
    {
        let height = Some(self.height);
        self.reader.with(self.role, |client| async move {
            client.abci(path, &question, height).await
        })
    }

    fn is_gas(&self, denom: &str) -> bool {
        denom == self.role.spec().gas_denom() || denom == "stake"
    }
}

fn page(key: Vec<u8>) -> Option<PageRequest> {
    Some(PageRequest {
        key,
        limit: PAGE,
        ..PageRequest::default()
    })
}

fn books(at: &At, mirror: &Mirror, name: &str, address: &str, found: &mut Compared) -> Result<()> {
    let mut real = Books::new();
    let mut key = vec![];
    loop {
        let question = QueryAllContractStateRequest {
            address: address.into(),
            pagination: page(key),
        };
        let path = "/cosmwasm.wasm.v1.Query/AllContractState";
        let answer: QueryAllContractStateResponse = at.ask(path, question)?;
        real.extend(answer.models.into_iter().map(|m| (m.key, m.value)));
        key = answer.pagination.map(|p| p.next_key).unwrap_or_default();
        if key.is_empty() {
            break;
        }
    }
    let app = mirror.net.app(Mirror::ix(at.role));
    let simulated: Books = app
        .dump_wasm_raw(&Addr::unchecked(address))
        .into_iter()
        .collect();
    found.contracts = found.contracts.saturating_add(1);
    found.entries = found.entries.saturating_add(real.len());
    for key in real.keys().chain(simulated.keys()) {
        let (there, here) = (real.get(key), simulated.get(key));
        let told = |value: Option<&Vec<u8>>| {
            value.map_or("nothing".into(), |v| {
                String::from_utf8_lossy(v).into_owned()
            })
        };
        if there != here {
            found.differ(|| {
                let key = String::from_utf8_lossy(key).escape_debug().to_string();
                let (there, here) = (told(there), told(here));
                format!("{} {name} {key}: nodes {there}, simulator {here}", at.role)
            });
        }
    }
    Ok(())
}

fn balances(
    at: &At,
    mirror: &Mirror,
    name: &str,
    address: &str,
    found: &mut Compared,
) -> Result<()> {
    let question = QueryAllBalancesRequest {
        address: address.into(),
        pagination: page(vec![]),
        resolve_denom: false,
    };
    let path = "/cosmos.bank.v1beta1.Query/AllBalances";
    let answer: QueryAllBalancesResponse = at.ask(path, question)?;
    let real = answer.balances.into_iter().map(|c| (c.denom, c.amount));
    let real: BTreeMap<String, String> = real.filter(|(denom, _)| !at.is_gas(denom)).collect();
    let simulated = mirror
        .net
        .balances(Mirror::ix(at.role), &Addr::unchecked(address));
    let simulated = simulated
        .into_iter()
        .map(|c| (c.denom, c.amount.to_string()));
    let simulated: BTreeMap<String, String> =
        simulated.filter(|(denom, _)| !at.is_gas(denom)).collect();
    found.balances = found.balances.saturating_add(real.len());
    if real != simulated {
        found.differ(|| {
            format!(
                "{} {name} has {real:?}, in the simulator {simulated:?}",
                at.role
            )
        });
    }
    Ok(())
}

fn supplies(at: &At, mirror: &Mirror, found: &mut Compared) -> Result<()> {
    let question = QueryTotalSupplyRequest {
        pagination: page(vec![]),
    };
    let path = "/cosmos.bank.v1beta1.Query/TotalSupply";
    let answer: QueryTotalSupplyResponse = at.ask(path, question)?;
    for coin in answer.supply {
        if at.is_gas(&coin.denom) {
            continue;
        }
        found.supplies = found.supplies.saturating_add(1);
        let simulated = mirror.net.supply(Mirror::ix(at.role), &coin.denom);
        if coin.amount != simulated.to_string() {
            found.differ(|| {
                let (denom, amount) = (&coin.denom, &coin.amount);
                format!(
                    "{} supply of {denom}: nodes {amount}, simulator {simulated}",
                    at.role
                )
            });
        }
    }
    Ok(())
}
