//! Relaying by hand: one packet at a time with Hermes's own commands, messages of a relayer sent
//! again by somebody else, a receive proved without a relayer.
//!
//! What must always hold: nothing here uses the key of the relayer that runs.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail, Context, Result};
use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use cosmrs::proto::cosmos::bank::v1beta1::MsgSend;
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmwasm::wasm::v1::{
    QueryAllContractStateRequest, QueryAllContractStateResponse,
};
use cosmrs::Any;
use cosmwasm_std::HexBinary;
use ibc_proto::ibc::core::channel::v1::{MsgAcknowledgement, MsgRecvPacket, Packet};
use ibc_proto::ibc::core::client::v1::Height;
use ibc_proto::ibc::core::commitment::v1::MerkleProof;
use prost::Message;
use seawall_chain_client::TxOutcome;
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use seawall_testbed::person::until;
use seawall_testbed::Person;
use serde::Deserialize;
use serde_json::{json, Value};

use crate::acts::{Scene, PATIENCE};
use crate::history::{self, rpc};

const RECEIVE: &str = "/ibc.core.channel.v1.MsgRecvPacket";
const ACK: &str = "/ibc.core.channel.v1.MsgAcknowledgement";

/// One end of a link.
#[derive(Debug, Clone)]
pub struct End {
    /// The chain.
    pub role: Role,
    /// The port of its contract.
    pub port: String,
    /// The channel.
    pub channel: String,
}

/// The way of packets from one end of a link to the other.
#[derive(Debug, Clone)]
pub struct Way {
    /// Where they are sent.
    pub from: End,
    /// Where they are received.
    pub to: End,
}

impl Way {
    /// From an outpost to the hub.
    pub fn to_hub(scene: &Scene, role: Role) -> Result<Self> {
        let state = scene.places.state.chains.get(role.name());
        let state = state.with_context(|| format!("{role} is not deployed"))?;
        let from = End {
            role,
            port: format!("wasm.{}", scene.places.outpost(role)?),
            channel: state.channel.clone().context("no channel")?,
        };
        let to = End {
            role: Role::Hub,
            port: format!("wasm.{}", scene.places.coordinator()?),
            channel: state.hub_channel.clone().context("no channel at the hub")?,
        };
        Ok(Self { from, to })
    }

    /// From the hub to an outpost.
    pub fn to_outpost(scene: &Scene, role: Role) -> Result<Self> {
        let Self { from, to } = Self::to_hub(scene, role)?;
        Ok(Self { from: to, to: from })
    }

    /// Hermes carries one packet; what it says that it sent, nothing if there was nothing to do.
    pub fn carry(&self, scene: &Scene, sequence: u64) -> Result<Vec<Value>> {
        hermes(scene, "packet-recv", &self.to, &self.from, sequence)
    }

    /// Hermes brings one ack back.
    pub fn bring_ack(&self, scene: &Scene, sequence: u64) -> Result<Vec<Value>> {
        hermes(scene, "packet-ack", &self.from, &self.to, sequence)
    }

    /// The message that delivers a packet, with a proof read from the sender's node. Only the
    /// receiver's light client is brought up to date, by Hermes.
    pub fn proved(&self, scene: &Scene, sent: &TxOutcome, signer: &Person) -> Result<Any> {
        let packet = self.packet(sent)?;
        let (port, channel) = (&self.from.port, &self.from.channel);
        let sequence = packet.sequence;
        let key = format!("commitments/ports/{port}/channels/{channel}/sequences/{sequence}");
        // A node names a block before its state can be read.
        let (height, proof) = until(&format!("a proof of {key}"), PATIENCE, || {
            let height = scene.reader.tip(self.from.role)?.height;
            let proof = proof(scene, self.from.role, &key, height)?;
            Ok(proof.map(|proof| (height, proof)))
        })?;
        // A block's state is in the header of the next one.
        let next = height.saturating_add(1);
        self.update_client(scene, next)?;
        let message = MsgRecvPacket {
            packet: Some(packet),
            proof_commitment: proof,
            proof_height: Some(Height {
                revision_number: revision(scene, self.from.role)?,
                revision_height: next,
            }),
            signer: signer.address(self.to.role)?.into(),
        };
        Ok(Any {
            type_url: RECEIVE.into(),
            value: message.encode_to_vec(),
        })
    }

    fn packet(&self, sent: &TxOutcome) -> Result<Packet> {
        let said = |key: &str| {
            let value = sent.attribute("send_packet", key);
            value.with_context(|| format!("no {key} in {}", sent.hash))
        };
        let (port, channel) = (said("packet_src_port")?, said("packet_src_channel")?);
        if (port, channel) != (self.from.port.as_str(), self.from.channel.as_str()) {
            bail!("the packet was sent over {channel} of {port}, expected {self:?}");
        }
        let data = HexBinary::from_hex(said("packet_data_hex")?);
        let data = data.map_err(|error| anyhow!("packet data of {}: {error}", sent.hash))?;
        Ok(Packet {
            sequence: said("packet_sequence")?.parse()?,
            source_port: port.into(),
            source_channel: channel.into(),
            destination_port: self.to.port.clone(),
            destination_channel: self.to.channel.clone(),
            data: data.into(),
            timeout_height: Some(Height::default()),
            timeout_timestamp: said("packet_timeout_timestamp")?.parse()?,
        })
    }

    fn update_client(&self, scene: &Scene, height: u64) -> Result<()> {
        until("the next block", PATIENCE, || {
            let tip = scene.reader.tip(self.from.role)?;
            Ok((tip.height > height).then_some(()))
        })?;
        let link = scene.net.link(self.from.role, self.to.role)?;
        let client = &link.end(self.to.role).context("end of a link")?.client;
        let (host, height) = (self.to.role.spec().id, height.to_string());
        let args = ["update", "client", "--host-chain", host, "--client", client];
        let at = ["--height", &height];
        by_hand(scene, &[&args[..], &at].concat()).map(drop)
    }
}

/// A command of Hermes for one packet, with a key that is free.
fn hermes(scene: &Scene, what: &str, to: &End, from: &End, sequence: u64) -> Result<Vec<Value>> {
    let sequence = sequence.to_string();
    let chains = [
        "--dst-chain",
        to.role.spec().id,
        "--src-chain",
        from.role.spec().id,
    ];
    let channel = ["--src-port", &from.port, "--src-channel", &from.channel];
    let packet = ["--packet-sequences", &sequence];
    let said = by_hand(
        scene,
        &[&["tx", what], &chains[..], &channel, &packet].concat(),
    )?;
    match said {
        Value::Array(events) => Ok(events),
        other => bail!("hermes tx {what}: {other}"),
    }
}

fn by_hand(scene: &Scene, args: &[&str]) -> Result<Value> {
    let hermes = scene.net.relayer();
    Ok(hermes.run_with(&hermes.hand_config(), args)?)
}

/// The number at the end of a chain's id.
fn revision(scene: &Scene, role: Role) -> Result<u64> {
    let id = &scene.net.chain(role)?.chain_id;
    let number = id.rsplit('-').next().and_then(|n| n.parse().ok());
    Ok(number.unwrap_or_default())
}

#[derive(Deserialize)]
struct Asked {
    response: Proved,
}

#[derive(Deserialize)]
struct Proved {
    value: Option<String>,
    #[serde(rename = "proofOps")]
    proof: Option<Ops>,
}

#[derive(Deserialize)]
struct Ops {
    ops: Vec<Op>,
}

#[derive(Deserialize)]
struct Op {
    data: String,
}

/// The proof that a key of the IBC store is there at a height, as light clients read it; none if it
/// is not.
fn proof(scene: &Scene, role: Role, key: &str, height: u64) -> Result<Option<Vec<u8>>> {
    let data = HexBinary::from(key.as_bytes()).to_hex();
    let params = json!({
        "path": "store/ibc/key", "data": data, "height": height.to_string(), "prove": true,
    });
    let found: Asked = rpc(&scene.net, role, "abci_query", &params)?;
    let Proved { value, proof } = found.response;
    let there = value.is_some_and(|value| !value.is_empty());
    let Some(ops) = proof.filter(|_| there) else {
        return Ok(None);
    };
    let mut merkle = MerkleProof::default();
    for op in ops.ops {
        let one = STANDARD.decode(op.data)?;
        merkle.proofs.push(Message::decode(one.as_slice())?);
    }
    Ok(Some(merkle.encode_to_vec()))
}

/// The messages by which packets and acks of our links were delivered on a chain since a block,
/// in order, of transactions that succeeded.
pub fn delivered(scene: &Scene, role: Role, since: u64) -> Result<Vec<Any>> {
    let to = scene.reader.tip(role)?.height;
    let told = history::read(&scene.net, role, since, to)?;
    let mut found = vec![];
    for tx in told.txs.into_iter().filter(|tx| tx.code == 0) {
        for message in tx.messages {
            if ours(&message)? {
                found.push(message);
            }
        }
    }
    Ok(found)
}

/// Does a message deliver a packet or an ack between contracts?
fn ours(message: &Any) -> Result<bool> {
    let bytes = message.value.as_slice();
    let packet = match message.type_url.as_str() {
        RECEIVE => MsgRecvPacket::decode(bytes)?.packet,
        ACK => MsgAcknowledgement::decode(bytes)?.packet,
        _ => None,
    };
    Ok(packet.is_some_and(|packet| packet.source_port.starts_with("wasm.")))
}

/// The same messages as somebody else sends them: packet, proof and height stay.
pub fn signed_by(messages: &[Any], signer: &str) -> Result<Vec<Any>> {
    let again = |message: &Any| -> Result<Any> {
        let bytes = message.value.as_slice();
        let value = match message.type_url.as_str() {
            RECEIVE => MsgRecvPacket {
                signer: signer.into(),
                ..MsgRecvPacket::decode(bytes)?
            }
            .encode_to_vec(),
            ACK => MsgAcknowledgement {
                signer: signer.into(),
                ..MsgAcknowledgement::decode(bytes)?
            }
            .encode_to_vec(),
            other => bail!("{other} delivers nothing"),
        };
        let type_url = message.type_url.clone();
        Ok(Any { type_url, value })
    };
    messages.iter().map(again).collect()
}

/// One base unit to oneself. A node takes no transaction that only repeats deliveries; with this
/// beside them it does.
pub fn nothing(scene: &Scene, role: Role, who: &Person) -> Result<Any> {
    let address = who.address(role)?;
    let message = MsgSend {
        from_address: address.into(),
        to_address: address.into(),
        amount: vec![Coin {
            denom: scene.net.chain(role)?.gas_denom.clone(),
            amount: "1".into(),
        }],
    };
    Ok(Any {
        type_url: "/cosmos.bank.v1beta1.MsgSend".into(),
        value: message.encode_to_vec(),
    })
}

/// What a contract has stored, by key.
pub type Stored = BTreeMap<Vec<u8>, Vec<u8>>;

/// Everything that all contracts of a deployment have stored, by contract and chain.
pub fn stored(scene: &Scene) -> Result<BTreeMap<String, Stored>> {
    let mut all = BTreeMap::new();
    for role in Role::ALL {
        let chain = scene.places.state.chains.get(role.name());
        for (name, contract) in chain.into_iter().flat_map(|chain| &chain.contracts) {
            let stored = of_contract(scene, role, &contract.address)?;
            all.insert(format!("{name} on {role}"), stored);
        }
    }
    Ok(all)
}

fn of_contract(scene: &Scene, role: Role, address: &str) -> Result<Stored> {
    let question = QueryAllContractStateRequest {
        address: address.into(),
        pagination: Some(PageRequest {
            limit: u64::from(u32::MAX),
            ..Default::default()
        }),
    };
    let path = "/cosmwasm.wasm.v1.Query/AllContractState";
    let found: QueryAllContractStateResponse = scene.reader.with(role, |client| async move {
        client.abci(path, &question, None).await
    })?;
    let stored: Stored = found.models.into_iter().map(|m| (m.key, m.value)).collect();
    if stored.is_empty() {
        bail!("{address} on {role} has stored nothing");
    }
    Ok(stored)
}

/// The names of contracts whose stores differ.
pub fn changed(a: &BTreeMap<String, Stored>, b: &BTreeMap<String, Stored>) -> Vec<String> {
    let differs = |(name, stored): (&String, &Stored)| {
        let other = b.get(name);
        (other != Some(stored)).then(|| name.clone())
    };
    a.iter().filter_map(differs).collect()
}

/// When the packet that a transaction has sent can only time out, seconds of the receiver's time.
pub fn times_out_at(sent: &TxOutcome) -> Result<u64> {
    let nanos = sent.attribute("send_packet", "packet_timeout_timestamp");
    let nanos: u64 = nanos.context("no packet was sent")?.parse()?;
    Ok(nanos / 1_000_000_000)
}

/// Waits until a chain's time is past a second.
pub fn past(scene: &Scene, role: Role, second: u64) -> Result<()> {
    until("the packets' time", PATIENCE, || {
        Ok((scene.time(role)? > second).then_some(()))
    })
}

/// Does the relayer run?
pub fn runs(scene: &Scene) -> Result<bool> {
    let now = Localnet::open(scene.net.home().path())?;
    let process = now.state().hermes.process.as_ref();
    Ok(process.is_some_and(|process| process.alive()))
}
