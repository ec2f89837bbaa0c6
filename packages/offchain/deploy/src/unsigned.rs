//! Messages that somebody else signs: governance proposals and transactions without signatures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cosmwasm_std::Binary;
use seawall_chain_client::messages::compress;
use serde_json::{json, Value};

use crate::apply::Run;
use crate::chain::Message;
use crate::error::{DeployError, DeployResult};
use crate::plan::{Action, Actor, Step, Via};

/// Bytes of one proposal or transaction. A node takes requests of 1,000,000 bytes, and a simulation
/// carries in hexadecimal what stands here in base 64; submitting a proposal of 600,000 takes 44
/// million gas (measured), which is more than some chains' blocks hold.
const BYTES_MAX: usize = 400_000;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where.
    pub path: PathBuf,
    /// Who signs it.
    pub signer: String,
}

/// Writes what others have to sign beside the state file: the same steps give the same files, and no
/// others are left.
///
/// # Errors
/// [`DeployError::Io`], [`DeployError::Artifact`].
pub fn write(run: &Run<'_>, ready: &[Step]) -> DeployResult<Vec<Written>> {
    let mut by: BTreeMap<(String, String), Vec<Value>> = BTreeMap::new();
    for step in ready {
        let Actor::Elsewhere(signer) = &step.actor else {
            continue;
        };
        let key = (step.chain.clone(), signer.clone());
        by.entry(key).or_default().push(message(run, step, signer)?);
    }
    let mut written: Vec<Written> = vec![];
    let folder = run.state.with_extension("unsigned");
    for ((chain, signer), messages) in by {
        let most = run.file.chain(&chain).map(|spec| spec.max_gas);
        let parts = parts(messages, most.unwrap_or(u64::MAX));
        for (at, part) in parts.into_iter().enumerate() {
            let proposal = run.via == Via::Gov && is_code(&part);
            let kind = if proposal { "proposal" } else { "tx" };
            let text = if proposal {
                self::proposal(run, &chain, part)?
            } else {
                tx(run, &chain, part)?
            };
            let tail = signer.len().saturating_sub(6);
            let short = signer.get(tail..).unwrap_or_default();
            let path = folder.join(format!("{chain}-{short}-{kind}-{at}.json"));
            std::fs::create_dir_all(&folder).map_err(|e| DeployError::io(&folder, e))?;
            let text = serde_json::to_string_pretty(&text).unwrap_or_default();
            std::fs::write(&path, text + "\n").map_err(|e| DeployError::io(&path, e))?;
            written.push(Written {
                path,
                signer: signer.clone(),
            });
        }
    }
    clear(&folder, &written)?;
    Ok(written)
}

/// What was written before and is no longer to be signed goes: nobody is to sign it by mistake.
/// Files of other names are left alone.
fn clear(folder: &Path, written: &[Written]) -> DeployResult<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry.map_err(|e| DeployError::io(folder, e))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let stem = name.and_then(|name| name.strip_suffix(".json"));
        let head = stem
            .and_then(|stem| stem.rsplit_once('-'))
            .filter(|(_, number)| number.chars().all(|digit| digit.is_ascii_digit()));
        let ours =
            head.is_some_and(|(head, _)| head.ends_with("-tx") || head.ends_with("-proposal"));
        if ours && !written.iter().any(|one| one.path == path) {
            std::fs::remove_file(&path).map_err(|e| DeployError::io(&path, e))?;
        }
    }
    Ok(())
}

fn is_code(messages: &[Value]) -> bool {
    let is = |m: &Value| m.get("wasm_byte_code").is_some();
    messages.iter().all(is)
}

/// In order, none too large or too dear for its chain.
fn parts(messages: Vec<Value>, gas_max: u64) -> Vec<Vec<Value>> {
    let mut all: Vec<Vec<Value>> = vec![];
    let (mut size, mut cost) = (0usize, 0u64);
    for message in messages {
        let (bytes, gas) = (message.to_string().len(), gas_of(&message));
        let grown = (size.saturating_add(bytes), cost.saturating_add(gas));
        match all.last_mut() {
            Some(last) if grown.0 <= BYTES_MAX && grown.1 <= gas_max => {
                last.push(message);
                (size, cost) = grown;
            }
            _ => {
                all.push(vec![message]);
                (size, cost) = (bytes, gas);
            }
        }
    }
    all
}

fn message(run: &Run<'_>, step: &Step, sender: &str) -> DeployResult<Value> {
    let deployer = run
        .chains
        .get(&step.chain)
        .map(|chain| chain.deployer())
        .unwrap_or_default();
    Ok(match &step.action {
        Action::Store { code } => {
            let bytes = compress(&run.artifacts.code(code)?);
            let bytes = bytes.map_err(|e| DeployError::chain(&step.chain, e))?;
            json!({
                "@type": "/cosmwasm.wasm.v1.MsgStoreCode",
                "sender": sender,
                "wasm_byte_code": Binary::from(bytes).to_base64(),
                "instantiate_permission": {
                    "permission": "AnyOfAddresses", "addresses": [deployer]
                },
            })
        }
        Action::Send(message) => plain(message, sender),
        Action::Channel(_) | Action::None => json!({"@type": "", "what": step.what}),
    })
}

/// A message as `wasmd tx sign` takes it.
pub fn plain(message: &Message, sender: &str) -> Value {
    match message {
        Message::Store { code, .. } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgStoreCode",
            "sender": sender,
            "wasm_byte_code": Binary::from(code.as_slice()).to_base64(),
            "instantiate_permission": null,
        }),
        Message::Instantiate {
            code_id,
            label,
            admin,
            salt,
            msg,
        } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgInstantiateContract2",
            "sender": sender,
            "admin": admin.clone().unwrap_or_default(),
            "code_id": code_id.to_string(),
            "label": label,
            "msg": msg,
            "funds": [],
            "salt": Binary::from(salt.as_bytes()).to_base64(),
            "fix_msg": false,
        }),
        Message::Execute { contract, msg } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
            "sender": sender,
            "contract": contract,
            "msg": msg,
            "funds": [],
        }),
        Message::Migrate {
            contract,
            code_id,
            msg,
        } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgMigrateContract",
            "sender": sender,
            "contract": contract,
            "code_id": code_id.to_string(),
            "msg": msg,
        }),
        Message::SetAdmin {
            contract,
            admin: Some(admin),
        } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgUpdateAdmin",
            "sender": sender,
            "new_admin": admin,
            "contract": contract,
        }),
        Message::SetAdmin {
            contract,
            admin: None,
        } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgClearAdmin",
            "sender": sender,
            "contract": contract,
        }),
    }
}

fn proposal(run: &Run<'_>, chain: &str, messages: Vec<Value>) -> DeployResult<Value> {
    let count = messages.len();
    let deposit = match (&run.deposit, run.chains.get(chain)) {
        (Some(deposit), _) => deposit.clone(),
        (None, Some(chain)) => chain.proposal_deposit()?,
        (None, None) => return Err(DeployError::chain(chain, "not connected")),
    };
    Ok(json!({
        "messages": messages,
        "metadata": "",
        "deposit": deposit,
        "title": format!("Store the code of Seawall ({})", run.file.name),
        "summary": format!("Stores {count} contracts; only the deployer may instantiate them."),
        "expedited": false,
    }))
}

/// Gas that a message takes, rather too much than too little: the signer may know better.
fn gas_of(message: &Value) -> u64 {
    match message.get("wasm_byte_code").and_then(Value::as_str) {
        // Compiling, and the bytes of the transaction; code is about three times as large unpacked.
        Some(code) => u64::try_from(code.len())
            .unwrap_or(u64::MAX)
            .saturating_mul(20)
            .saturating_add(1_000_000),
        None => 600_000,
    }
}

fn tx(run: &Run<'_>, chain: &str, messages: Vec<Value>) -> DeployResult<Value> {
    let gas = messages.iter().map(gas_of).fold(0u64, u64::saturating_add);
    let spec = run.file.chain(chain);
    let spec = spec.ok_or_else(|| DeployError::chain(chain, "is not in the file"))?;
    let failed = |e: seawall_chain_client::ClientError| DeployError::chain(chain, e);
    let price: seawall_chain_client::GasPrice = spec.gas_price.parse().map_err(failed)?;
    let amount = price.fee(gas).map_err(failed)?.to_string();
    Ok(json!({
        "body": {
            "messages": messages, "memo": "seawall deploy", "timeout_height": "0",
            "extension_options": [], "non_critical_extension_options": [],
        },
        "auth_info": {
            "signer_infos": [],
            "fee": {
                "amount": [{"denom": price.denom, "amount": amount}],
                "gas_limit": gas.to_string(), "payer": "", "granter": "",
            },
        },
        "signatures": [],
    }))
}
