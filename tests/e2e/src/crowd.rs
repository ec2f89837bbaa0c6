//! Many accounts at once: one transaction opens them all, one deposits, one borrows; the packets of
//! each travel side by side.

use anyhow::{Context, Result};
use seawall_chain_client::{messages, TxOutcome};
use seawall_interfaces::market::{DebtResponse, QueryMsg as AskMarket};
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg, QueryMsg as AskOutpost};
use seawall_interfaces::vault;
use seawall_localnet::plan::Role;
use seawall_testbed::people::{COLLATERAL, DEBT};
use seawall_testbed::person::until;
use seawall_testbed::Person;
use seawall_wire::ids::{AccountId, CommandId, ListingId};
use seawall_wire::{CommandAck, RemoteAddr};

use crate::acts::{Scene, PATIENCE};

const HOME: Role = Role::Collateral;

/// Opens an account per debt for a person; each deposits the same and borrows its own. Base units.
pub fn open(
    scene: &Scene,
    person: &Person,
    deposit: u128,
    debts: &[u128],
) -> Result<Vec<AccountId>> {
    let opening = ExecuteMsg::OpenAccount { recovery: None };
    let opening: Vec<_> = debts.iter().map(|_| opening.clone()).collect();
    let accounts = opened(scene, &command(scene, person, &opening)?)?;
    let vault = scene.places.vault(HOME)?;
    let coins = [(deposit, COLLATERAL.1)];
    let mut deposits = vec![];
    for account in &accounts {
        let msg = vault::ExecuteMsg::Deposit { account: *account };
        deposits.push(messages::execute(
            person.address(HOME)?,
            &vault,
            &msg,
            &coins,
        )?);
    }
    admitted(scene, &commands(&person.send(HOME, deposits)?)?)?;
    let receiver = RemoteAddr::new(person.address(Role::Debt)?)?;
    let loan = |(account, amount): (&AccountId, &u128)| ExecuteMsg::Borrow {
        account: *account,
        listing: ListingId(DEBT.0),
        amount: (*amount).into(),
        receiver: receiver.clone(),
    };
    let loans: Vec<_> = accounts.iter().zip(debts).map(loan).collect();
    admitted(scene, &command(scene, person, &loans)?)?;
    for account in &accounts {
        until("a loan", PATIENCE, || {
            let question = AskMarket::Debt { account: *account };
            let debt: DebtResponse = scene.market(&question)?;
            Ok((debt.shares.u128() > 0).then_some(()))
        })?;
    }
    scene.quiet()?;
    Ok(accounts)
}

fn command(scene: &Scene, person: &Person, msgs: &[ExecuteMsg]) -> Result<Vec<CommandId>> {
    let outpost = scene.places.outpost(HOME)?;
    let mut all = vec![];
    for msg in msgs {
        all.push(messages::execute(
            person.address(HOME)?,
            &outpost,
            msg,
            &[],
        )?);
    }
    commands(&person.send(HOME, all)?)
}

/// The numbers of the commands that a transaction gave.
fn commands(sent: &TxOutcome) -> Result<Vec<CommandId>> {
    let given = sent.attributes.iter();
    let given = given.filter(|(event, key, _)| event == "wasm" && key == "command");
    let numbers = given.map(|(_, _, value)| Ok(CommandId(value.parse()?)));
    numbers.collect()
}

fn admitted(scene: &Scene, commands: &[CommandId]) -> Result<Vec<CommandAck>> {
    let mut all = vec![];
    for id in commands {
        let question = AskOutpost::Command { id: *id };
        let answer = until("the hub's answer to a command", PATIENCE, || {
            match scene.outpost(HOME, &question)? {
                CommandResponse::InFlight {} => Ok(None),
                CommandResponse::Admitted(answer) => Ok(Some(answer)),
                other => anyhow::bail!("command {id}: {other:?}"),
            }
        })?;
        all.push(serde_json::from_slice(&answer)?);
    }
    Ok(all)
}

fn opened(scene: &Scene, commands: &[CommandId]) -> Result<Vec<AccountId>> {
    let answers = admitted(scene, commands)?.into_iter();
    let number = |answer| match answer {
        CommandAck::Opened { account } => Some(account),
        _ => None,
    };
    let all: Option<Vec<_>> = answers.map(number).collect();
    all.context("no account was opened")
}
