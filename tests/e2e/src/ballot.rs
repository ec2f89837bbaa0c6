//! Votes of a chain: anyone proposes, the validator says yes.

use std::time::Duration;

use anyhow::{Context, Result};
use seawall_chain_client::messages::module_address;
use seawall_localnet::accounts::VALIDATOR;
use seawall_localnet::plan::Role;
use seawall_testbed::person::until;
use serde_json::{json, Value};

use crate::stage::{text, Stage};
use crate::stories::vote::import;

/// Longer than a vote takes.
const VOTE: Duration = Duration::from_secs(90);

/// A vote that has begun.
#[derive(Debug, Clone)]
pub struct Vote {
    role: Role,
    id: String,
}

impl Vote {
    /// A stranger proposes what a module is to be told, the validator votes for it. `message` lacks
    /// only its authority.
    pub fn begin(stage: &Stage, role: Role, what: &str, mut message: Value) -> Result<Self> {
        let net = stage.net()?;
        let authority = module_address(&net.chain(role)?.prefix, "gov")?;
        let fields = message.as_object_mut().context("a message")?;
        fields.insert("signer".into(), json!(authority));
        let terms = net.wasmd(role, &["query", "gov", "params"])?;
        let least = terms.pointer("/params/min_deposit/0");
        let coin = |key: &str| least.and_then(|coin| coin.get(key)).and_then(Value::as_str);
        let deposit = coin("amount").zip(coin("denom")).context("deposit")?;
        let proposal = json!({
            "messages": [message], "metadata": "", "title": what, "summary": what,
            "deposit": format!("{}{}", deposit.0, deposit.1), "expedited": false,
        });
        let file = stage.file("proposal.json")?;
        std::fs::write(&file, proposal.to_string())?;
        import(stage, role, "stranger")?;
        let submit = ["gov", "submit-proposal", text(&file)?];
        let sent = stage.wasmd_tx(role, "stranger", 1_000_000, &submit)?;
        let id = sent.attribute("submit_proposal", "proposal_id");
        let id = id.context("proposal id")?.to_string();
        let vote = ["gov", "vote", &id, "yes"];
        stage.wasmd_tx(role, VALIDATOR, 200_000, &vote)?;
        Ok(Self { role, id })
    }

    /// Waits until it has passed.
    pub fn passed(&self, stage: &Stage) -> Result<()> {
        let net = stage.net()?;
        until("the vote", VOTE, || {
            let found = net.wasmd(self.role, &["query", "gov", "proposal", &self.id])?;
            let status = found.pointer("/proposal/status").and_then(Value::as_str);
            Ok((status == Some("PROPOSAL_STATUS_PASSED")).then_some(()))
        })
    }
}
