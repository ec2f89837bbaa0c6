//! A contract that takes the place of another for a while and uses up all gas that it is given.
//!
//! What must always hold: it changes nothing of what the other has stored but the version, which it
//! calls older than any, since no contract lets the same version migrate twice; so whoever it stood in
//! for takes over again as if nothing had been.

use anyhow::{Context, Result};
use seawall_chain_client::messages;
use seawall_localnet::plan::Role;
use seawall_testbed::Person;
use serde_json::json;

use crate::stage::Stage;

/// Regions of memory (where, how much room, how much of it used) of a key, a value and an answer;
/// each call gets its arguments in regions that `allocate` makes behind them.
const TEXT: &str = r#"
(module
  (import "env" "db_write" (func $db_write (param i32 i32)))
  (memory (export "memory") 8)
  (global $top (mut i32) (i32.const 4096))
  (data (i32.const 64) "contract_info")
  (data (i32.const 128) "VALUE")
  (data (i32.const 512) "ANSWER")
  (func $region (param $at i32) (param $start i32) (param $length i32)
    (i32.store (local.get $at) (local.get $start))
    (i32.store (i32.add (local.get $at) (i32.const 4)) (local.get $length))
    (i32.store (i32.add (local.get $at) (i32.const 8)) (local.get $length)))
  (func (export "interface_version_8"))
  (func (export "deallocate") (param i32))
  (func (export "allocate") (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (global.get $top))
    (call $region
      (local.get $at) (i32.add (local.get $at) (i32.const 16)) (local.get $size))
    (global.set $top (i32.add (local.get $at)
      (i32.and (i32.add (local.get $size) (i32.const 32)) (i32.const -16))))
    (local.get $at))
  (func (export "migrate") (param i32 i32) (result i32)
    (call $region (i32.const 0) (i32.const 64) (i32.const 13))
    (call $region (i32.const 16) (i32.const 128) (i32.const VALUE_LENGTH))
    (call $db_write (i32.const 0) (i32.const 16))
    (call $region (i32.const 32) (i32.const 512) (i32.const ANSWER_LENGTH))
    (i32.const 32))
  (func (export "execute") (param i32 i32 i32) (result i32)
    (loop $again (br $again))
    (unreachable)))
"#;

/// The glutton in the place of a contract.
pub struct Glutton {
    role: Role,
    contract: String,
    code: u64,
}

impl Glutton {
    /// The owner lets it take over a contract that calls its code by this name.
    pub fn take_over(stage: &Stage, role: Role, contract: &str, name: &str) -> Result<Self> {
        let owner = stage.person("owner")?;
        let code = code(name)?;
        let store = messages::store_code(owner.address(role)?, &code)?;
        let stored = owner.send(role, vec![store])?;
        let glutton = stored.attribute("store_code", "code_id");
        let glutton: u64 = glutton.context("code id")?.parse()?;
        let info = owner.with(role, |client| {
            let contract = contract.to_string();
            async move { client.contract(&contract).await }
        })?;
        let code = info.context("there is no such contract")?.code_id;
        let contract = contract.to_string();
        migrate(&owner, role, &contract, glutton)?;
        Ok(Self {
            role,
            contract,
            code,
        })
    }

    /// The contract's own code takes over again.
    pub fn leave(self, stage: &Stage) -> Result<()> {
        migrate(
            &stage.person("owner")?,
            self.role,
            &self.contract,
            self.code,
        )
    }
}

fn migrate(owner: &Person, role: Role, contract: &str, code: u64) -> Result<()> {
    let message = messages::migrate(owner.address(role)?, contract, code, &json!({}))?;
    owner.send(role, vec![message]).map(drop)
}

/// Its code.
fn code(name: &str) -> Result<Vec<u8>> {
    let value = json!({"contract": name, "version": "0.0.0"}).to_string();
    let answer = json!({
        "ok": {"messages": [], "attributes": [], "events": [], "data": null},
    });
    let answer = answer.to_string();
    let quoted = |text: &str| text.replace('"', "\\\"");
    let text = TEXT
        .replace("VALUE_LENGTH", &value.len().to_string())
        .replace("ANSWER_LENGTH", &answer.len().to_string())
        .replace("VALUE", &quoted(&value))
        .replace("ANSWER", &quoted(&answer));
    Ok(wat::parse_str(text)?)
}
