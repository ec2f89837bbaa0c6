//! What `seawall deploy` has written for others to sign, signed as they would: by `wasmd`, by one key or
//! by several of a multisig, and sent.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use seawall_chain_client::TxOutcome;
use seawall_localnet::plan::Role;
use serde_json::Value;

use crate::stage::{text, Stage};
use crate::stories::vote::import;

const TEST: [&str; 2] = ["--keyring-backend", "test"];

/// A file that is to be signed.
#[derive(Debug, Clone)]
pub struct Unsigned {
    /// Where it is.
    pub path: PathBuf,
    /// On this chain.
    pub role: Role,
    /// What it says.
    pub value: Value,
}

impl Unsigned {
    /// All that lie beside a state file, by chain and number.
    pub fn all(state: &Path) -> Result<Vec<Self>> {
        let Ok(entries) = std::fs::read_dir(state.with_extension("unsigned")) else {
            return Ok(vec![]);
        };
        let mut all = vec![];
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.unwrap_or_default().to_owned();
            let role = Role::ALL
                .into_iter()
                .find(|role| name.starts_with(role.name()));
            let value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
            let role = role.with_context(|| format!("{name} names no chain"))?;
            let number = name.trim_end_matches(".json").rsplit_once('-');
            let number: u64 = number.map_or(Ok(0), |(_, number)| number.parse())?;
            all.push((role, number, Self { path, role, value }));
        }
        all.sort_by_key(|one| (one.0, one.1));
        Ok(all.into_iter().map(|(_, _, file)| file).collect())
    }

    /// Its messages.
    pub fn messages(&self) -> &[Value] {
        let found = self
            .value
            .pointer("/body/messages")
            .and_then(Value::as_array);
        found.map_or(&[], Vec::as_slice)
    }

    /// Who has to sign it.
    pub fn signer(&self) -> &str {
        let first = self.messages().first();
        let sender = first.and_then(|message| message.get("sender"));
        sender.and_then(Value::as_str).unwrap_or_default()
    }

    /// Signed by one of the accounts, and sent.
    pub fn sign_as(&self, stage: &Stage, who: &str) -> Result<TxOutcome> {
        import(stage, self.role, who)?;
        let signed = self.wasmd(stage, &["tx", "sign", text(&self.path)?, "--from", who])?;
        self.send(stage, &signed)
    }

    /// Signed by these members of a multisig, and sent.
    pub fn sign_as_some(&self, stage: &Stage, name: &str, who: &[&str]) -> Result<TxOutcome> {
        let file = text(&self.path)?;
        let mut signatures = vec![];
        for member in who {
            let of = ["--multisig", self.signer(), "--from", member];
            let signature = self.wasmd(stage, &[&["tx", "sign", file], &of[..]].concat())?;
            let path = stage.file(&format!("{}-{member}.json", self.role))?;
            std::fs::write(&path, signature.to_string())?;
            signatures.push(path);
        }
        let mut args = vec!["tx", "multisign", file, name];
        for path in &signatures {
            args.push(text(path)?);
        }
        let signed = self.wasmd(stage, &args)?;
        self.send(stage, &signed)
    }

    fn wasmd(&self, stage: &Stage, args: &[&str]) -> Result<Value> {
        let net = stage.net()?;
        let id = net.chain(self.role)?.chain_id.clone();
        let more = ["--chain-id", &id];
        Ok(net.wasmd(self.role, &[args, &more, &TEST].concat())?)
    }

    fn send(&self, stage: &Stage, signed: &Value) -> Result<TxOutcome> {
        let path = stage.file(&format!("{}-signed.json", self.role))?;
        std::fs::write(&path, signed.to_string())?;
        let net = stage.net()?;
        let sent = net.wasmd(self.role, &["tx", "broadcast", text(&path)?])?;
        stage.included(self.role, &sent)
    }
}

/// Makes a multisig of accounts on a chain, unless it is there; its address.
pub fn multisig(stage: &Stage, role: Role, name: &str, who: &[&str], of: u8) -> Result<String> {
    for member in who {
        import(stage, role, member)?;
    }
    let node = stage.net()?.node(role)?;
    let show = [&["keys", "show", name, "--address"][..], &TEST].concat();
    if node.wasmd(&show, None).is_err() {
        let (all, least) = (who.join(","), of.to_string());
        let how = ["--multisig", &all, "--multisig-threshold", &least];
        node.wasmd(&[&["keys", "add", name], &how[..], &TEST].concat(), None)?;
    }
    Ok(node.wasmd(&show, None)?.trim().to_string())
}
