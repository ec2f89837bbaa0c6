//! Another version of compiled contracts, as a build would leave it, and what runs when it is stored.

use cosmwasm_std::{
    from_json, Binary, Deps, DepsMut, Env, MessageInfo, MigrateInfo, Reply, Response,
};
use seawall_kit::instance::assert_newer;
use serde_json::Value;
use simnet::{CodeFailure, CodeResult, ContractCode, IbcCall};

use super::{artifact, hash, listed, native, Code, Set};

/// What the new code of a contract is.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A later version.
    Newer,
    /// The version that runs already, compiled anew.
    Same,
    /// Another contract's code.
    Foreign(&'static str),
}

/// The same contract, which says of itself that it is later.
struct Newer(Box<dyn ContractCode>);

impl ContractCode for Newer {
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        self.0.instantiate(deps, env, info, msg)
    }
    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        self.0.execute(deps, env, info, msg)
    }
    fn query(&self, deps: Deps, env: Env, msg: &[u8]) -> Result<Binary, CodeFailure> {
        self.0.query(deps, env, msg)
    }
    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> CodeResult {
        self.0.reply(deps, env, reply)
    }
    fn sudo(&self, deps: DepsMut, env: Env, msg: &[u8]) -> CodeResult {
        self.0.sudo(deps, env, msg)
    }
    fn migrate(&self, deps: DepsMut, _env: Env, _msg: &[u8], _info: MigrateInfo) -> CodeResult {
        let bytes = deps.storage.get(b"contract_info").unwrap();
        let info: Value = from_json(bytes).unwrap();
        let name = info["contract"].as_str().unwrap();
        let old = assert_newer(deps.storage, name, "99.0.0");
        old.map_err(|e| CodeFailure::Error(e.to_string()))?;
        Ok(Response::new())
    }
    fn ibc(&self, deps: DepsMut, env: Env, call: IbcCall) -> CodeResult {
        self.0.ibc(deps, env, call)
    }
}

impl Set {
    /// From now on these contracts' artefacts are of version 2.
    pub fn release(&mut self, names: &[&str], kind: Kind) {
        for name in names {
            let bytes = artifact(name, 2);
            std::fs::write(self.folder.0.join(format!("wasm-1/{name}.wasm")), &bytes).unwrap();
            let mut world = self.world.borrow_mut();
            let world = &mut *world;
            for (chain, codes) in &mut world.codes {
                let code: Box<dyn ContractCode> = match kind {
                    Kind::Newer => Box::new(Newer(native(name))),
                    Kind::Same => native(name),
                    Kind::Foreign(other) => native(other),
                };
                let id = world.net.store_boxed(world.ix[chain], code);
                let (hash, stored) = (hash(&bytes), false);
                codes.push(Code { id, hash, stored });
            }
        }
        self.artifacts = listed(self.folder.0.join("wasm-1"));
    }
}
