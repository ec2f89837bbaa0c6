//! What the keys of a simulated chain do: transactions, and dying in the middle of one.

use cosmwasm_std::{to_json_binary, Addr, CosmosMsg, WasmMsg};
use seawall_chain_client::{CodeInfo, ContractInfo};
use seawall_deploy::chain::{Done, Message};
use seawall_deploy::{DeployError, DeployResult};
use serde_json::Value;
use simnet::ChainIx;

use super::{hash, Code, Shared, World};

pub struct SimChain {
    pub name: String,
    pub world: Shared,
    pub owner: bool,
}

impl SimChain {
    pub(super) fn ix(&self) -> ChainIx {
        self.world.borrow().ix[&self.name]
    }

    pub(super) fn addr(&self, who: &str) -> Addr {
        self.world.borrow().net.addr(self.ix(), who)
    }

    pub(super) fn error(&self, reason: impl ToString) -> DeployError {
        DeployError::chain(&self.name, reason)
    }

    /// Counts a question; none is answered once the endpoints are silent.
    pub(super) fn asks(&self) -> DeployResult<()> {
        let mut world = self.world.borrow_mut();
        world.asked += 1;
        let silent = world.silent_from.is_some_and(|from| world.asked >= from);
        match silent {
            true => Err(self.error("no endpoint answers: http://127.0.0.1:1: no answer")),
            false => Ok(()),
        }
    }

    pub fn act(&self, who: &str, messages: &[Message]) -> DeployResult<Done> {
        let mut world = self.world.borrow_mut();
        world.transactions += 1;
        let number = world.transactions;
        let dies = world.dies_at.filter(|(at, _)| *at == number);
        if let Some((_, false)) = dies {
            return Err(self.error("died before"));
        }
        let (ix, sender) = (
            world.ix[&self.name],
            world.net.addr(world.ix[&self.name], who),
        );
        let mut msgs: Vec<CosmosMsg> = vec![];
        for message in messages {
            msgs.extend(self.translate(&mut world, message)?);
        }
        world
            .net
            .tx_msgs(ix, &sender, msgs)
            .map_err(|e| self.error(e))?;
        for message in messages {
            if let Message::Instantiate {
                code_id,
                label,
                admin,
                salt,
                ..
            } = message
            {
                let predicted = world
                    .net
                    .predict(ix, &sender, *code_id, salt.as_bytes())
                    .unwrap();
                let info = ContractInfo {
                    code_id: *code_id,
                    creator: sender.to_string(),
                    admin: admin.clone(),
                    label: label.clone(),
                    ibc_port: None,
                };
                let contracts = world.contracts.get_mut(&self.name).unwrap();
                contracts.insert(predicted.to_string(), info);
            }
            if let Message::Migrate {
                contract, code_id, ..
            } = message
            {
                let contracts = world.contracts.get_mut(&self.name).unwrap();
                contracts.get_mut(contract).unwrap().code_id = *code_id;
            }
            if let Message::SetAdmin { contract, admin } = message {
                let contracts = world.contracts.get_mut(&self.name).unwrap();
                contracts.get_mut(contract).unwrap().admin = admin.clone();
            }
            world.done.push((self.name.clone(), message.clone()));
        }
        match dies {
            Some(_) => Err(self.error("died after")),
            None => Ok(Done {
                hash: format!("{number:064}"),
                gas: 1,
            }),
        }
    }

    fn translate(&self, world: &mut World, message: &Message) -> DeployResult<Option<CosmosMsg>> {
        let json = |msg: &Value| to_json_binary(msg).unwrap();
        Ok(Some(match message {
            Message::Store { code, .. } => {
                let wanted = hash(code);
                let codes = world.codes.get_mut(&self.name).unwrap();
                let code = codes.iter_mut().find(|c| c.hash == wanted).unwrap();
                assert!(!code.stored, "code is stored once");
                code.stored = true;
                return Ok(None);
            }
            Message::Instantiate {
                code_id,
                label,
                admin,
                salt,
                msg,
            } => WasmMsg::Instantiate2 {
                admin: admin.clone(),
                code_id: *code_id,
                label: label.clone(),
                msg: json(msg),
                funds: vec![],
                salt: salt.as_bytes().into(),
            }
            .into(),
            Message::Execute { contract, msg } => WasmMsg::Execute {
                contract_addr: contract.clone(),
                msg: json(msg),
                funds: vec![],
            }
            .into(),
            Message::Migrate {
                contract,
                code_id,
                msg,
            } => WasmMsg::Migrate {
                contract_addr: contract.clone(),
                new_code_id: *code_id,
                msg: json(msg),
            }
            .into(),
            Message::SetAdmin {
                contract,
                admin: Some(admin),
            } => WasmMsg::UpdateAdmin {
                contract_addr: contract.clone(),
                admin: admin.clone(),
            }
            .into(),
            Message::SetAdmin {
                contract,
                admin: None,
            } => WasmMsg::ClearAdmin {
                contract_addr: contract.clone(),
            }
            .into(),
        }))
    }

    pub(super) fn find(&self, test: impl Fn(&Code) -> bool) -> Option<CodeInfo> {
        let world = self.world.borrow();
        let code = world.codes[&self.name].iter().find(|c| test(c))?;
        Some(CodeInfo {
            code_id: code.id,
            creator: String::new(),
            hash: code.hash.clone(),
            instantiators: None,
        })
    }
}
