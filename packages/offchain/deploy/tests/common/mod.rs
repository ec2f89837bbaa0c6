//! Simulated chains with the real contracts, as deployment sees chains.
#![allow(dead_code, clippy::arithmetic_side_effects)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use cosmwasm_std::{to_json_binary, Addr, CosmosMsg, Decimal, WasmMsg};
use seawall_chain_client::ibc::{Channel, ChannelState, Connection, LightClient};
use seawall_chain_client::{CodeInfo, ContractInfo, UploadAccess};
use seawall_deploy::apply::Run;
use seawall_deploy::artifacts::{Artifact, Artifacts, CONTRACTS};
use seawall_deploy::chain::{Chain, Done, Facts, Message};
use seawall_deploy::observe::Chains;
use seawall_deploy::plan::Via;
use seawall_deploy::relayer::{ByHand, ChannelRequest, Relayer};
use seawall_deploy::{localnet, DeployError, DeployResult, DeploymentFile};
use seawall_fixtures::deploy::code;
use serde_json::Value;
use sha2::{Digest, Sha256};
use simnet::{ChainConfig, ChainIx, ConnectionRef, IbcContract, Net, OpenRequest};

pub const ROLES: [(&str, &str, &str); 3] = [
    ("hub", "hub-1", "sea"),
    ("collateral", "collateral-1", "coast"),
    ("debt", "debt-1", "debt"),
];

pub struct Code {
    pub id: u64,
    pub hash: String,
    pub stored: bool,
}

/// Everything that outlives a run.
pub struct World {
    pub net: Net,
    pub ix: BTreeMap<String, ChainIx>,
    pub codes: BTreeMap<String, Vec<Code>>,
    pub contracts: BTreeMap<String, BTreeMap<String, ContractInfo>>,
    /// All messages that had an effect.
    pub done: Vec<(String, Message)>,
    pub transactions: usize,
    /// The transaction (from 1) at which the tool dies, and whether the chain still did it.
    pub dies_at: Option<(usize, bool)>,
    pub funds: u128,
    pub says_it_is: Option<String>,
}

pub type Shared = Rc<RefCell<World>>;

pub fn artifact(name: &str, version: u32) -> Vec<u8> {
    format!("code of {name}, version {version}").into_bytes()
}

pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn native(name: &str) -> IbcContract {
    match name {
        "price-oracle" => code::price_oracle(),
        "coordinator" => code::coordinator(),
        "outpost" => code::outpost(),
        "vault" => code::vault(),
        "auction-house" => code::auction_house(),
        "market" => code::market(),
        "insurance-pool" => code::insurance_pool(),
        _ => code::courier(),
    }
}

/// Three chains with connections and transfer channels, nothing deployed.
pub fn world() -> Shared {
    let mut net = Net::new();
    let mut ix = BTreeMap::new();
    for (name, id, prefix) in ROLES {
        let config = ChainConfig::new(id, prefix).block_seconds(6);
        ix.insert(name.to_string(), net.add_chain(config));
    }
    for (a, b) in [
        ("hub", "collateral"),
        ("hub", "debt"),
        ("collateral", "debt"),
    ] {
        let (on_a, _) = net.connect(ix[a], ix[b]);
        net.open_channel(OpenRequest::transfer(on_a)).unwrap();
    }
    let (mut codes, mut contracts) = (BTreeMap::new(), BTreeMap::new());
    for (name, ..) in ROLES {
        let mut all = vec![];
        for contract in CONTRACTS {
            let id = net.store_code(ix[name], native(contract));
            let hash = hash(&artifact(contract, 1));
            let stored = false;
            all.push(Code { id, hash, stored });
        }
        codes.insert(name.to_string(), all);
        contracts.insert(name.to_string(), BTreeMap::new());
    }
    Rc::new(RefCell::new(World {
        net,
        ix,
        codes,
        contracts,
        done: vec![],
        transactions: 0,
        dies_at: None,
        funds: 1,
        says_it_is: None,
    }))
}

/// The example file with the simulated chains' values.
pub fn text(world: &Shared) -> String {
    let world = world.borrow();
    let mut words = BTreeMap::new();
    let mut add = |key: String, value: String| words.insert(key, value);
    for (name, id, prefix) in ROLES {
        add(format!("{name}.chain_id"), id.into());
        add(format!("{name}.prefix"), prefix.into());
        add(format!("{name}.rpc"), "http://127.0.0.1:1".into());
        add(format!("{name}.grpc"), "http://127.0.0.1:2".into());
        add(format!("{name}.gas_price"), format!("0.025u{prefix}"));
        for who in ["owner", "guardian"] {
            add(
                format!("{name}.{who}"),
                world.net.addr(world.ix[name], who).into(),
            );
        }
    }
    for n in 1..=3 {
        let feeder = format!("feeder-{n}");
        let address = world.net.addr(world.ix["hub"], &feeder);
        add(feeder, address.into());
    }
    // Two connections and channels per chain, in the order in which they were made.
    let ends = [
        ("hub", "collateral", 0),
        ("hub", "debt", 1),
        ("collateral", "hub", 0),
        ("collateral", "debt", 1),
        ("debt", "hub", 0),
        ("debt", "collateral", 1),
    ];
    for (on, to, n) in ends {
        add(
            format!("{on}.to_{to}.connection"),
            format!("connection-{n}"),
        );
        add(format!("{on}.to_{to}.transfer"), format!("channel-{n}"));
    }
    add("block_secs".into(), "6".into());
    localnet::fill(&words).unwrap()
}

pub fn file(text: &str) -> DeploymentFile {
    DeploymentFile::parse("deployment.toml", text).unwrap()
}

/// Compiled contracts of a version, in a folder of their own.
pub fn artifacts(folder: &std::path::Path, version: u32) -> Artifacts {
    let folder: PathBuf = folder.join(format!("wasm-{version}"));
    std::fs::create_dir_all(&folder).unwrap();
    let mut list = BTreeMap::new();
    for name in CONTRACTS {
        let bytes = artifact(name, version);
        std::fs::write(folder.join(format!("{name}.wasm")), &bytes).unwrap();
        let (sha256, size) = (hash(&bytes), bytes.len() as u64);
        let capabilities = vec![];
        list.insert(
            name.to_string(),
            Artifact {
                sha256,
                size,
                capabilities,
            },
        );
    }
    Artifacts::new(folder, list).unwrap()
}

pub struct SimChain {
    pub name: String,
    pub world: Shared,
    pub owner: bool,
}

/// The chains as deployment sees them; `owner`: does the tool have the owner's key?
pub fn chains(world: &Shared, owner: bool) -> Chains {
    let one = |(name, ..): &(&str, &str, &str)| {
        let chain = SimChain {
            name: (*name).into(),
            world: world.clone(),
            owner,
        };
        ((*name).to_string(), Box::new(chain) as Box<dyn Chain>)
    };
    ROLES.iter().map(one).collect()
}

impl SimChain {
    fn ix(&self) -> ChainIx {
        self.world.borrow().ix[&self.name]
    }

    fn addr(&self, who: &str) -> Addr {
        self.world.borrow().net.addr(self.ix(), who)
    }

    fn error(&self, reason: impl ToString) -> DeployError {
        DeployError::chain(&self.name, reason)
    }

    fn act(&self, who: &str, messages: &[Message]) -> DeployResult<Done> {
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
        }))
    }

    fn find(&self, test: impl Fn(&Code) -> bool) -> Option<CodeInfo> {
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

impl Chain for SimChain {
    fn chain_id(&self) -> DeployResult<String> {
        let other = self.world.borrow().says_it_is.clone();
        Ok(other.unwrap_or_else(|| self.world.borrow().net.block(self.ix()).chain_id))
    }
    fn now(&self) -> DeployResult<u64> {
        Ok(self.world.borrow().net.block(self.ix()).time.seconds())
    }
    fn deployer(&self) -> String {
        self.addr("deployer").into()
    }
    fn owner_signer(&self) -> Option<String> {
        self.owner.then(|| self.addr("owner").into())
    }
    fn funds(&self) -> DeployResult<u128> {
        Ok(self.world.borrow().funds)
    }
    fn contract(&self, address: &str) -> DeployResult<Option<ContractInfo>> {
        Ok(self.world.borrow().contracts[&self.name]
            .get(address)
            .cloned())
    }
    fn contracts_of(&self, creator: &str) -> DeployResult<Vec<String>> {
        let world = self.world.borrow();
        let all = world.contracts[&self.name].iter();
        Ok(all
            .filter(|(_, i)| i.creator == creator)
            .map(|(a, _)| a.clone())
            .collect())
    }
    fn code(&self, code_id: u64) -> DeployResult<Option<CodeInfo>> {
        Ok(self.find(|c| c.id == code_id && c.stored))
    }
    fn code_by_hash(&self, hash: &str) -> DeployResult<Option<u64>> {
        Ok(self.find(|c| c.hash == hash && c.stored).map(|c| c.code_id))
    }
    fn predict(&self, hash: &str, salt: &str) -> DeployResult<String> {
        let id = self.find(|c| c.hash == hash).unwrap().code_id;
        let (deployer, ix) = (self.addr("deployer"), self.ix());
        let address = self
            .world
            .borrow()
            .net
            .predict(ix, &deployer, id, salt.as_bytes());
        Ok(address.map_err(|e| self.error(e))?.into())
    }
    fn smart(&self, contract: &str, question: &Value) -> DeployResult<Result<Value, String>> {
        let world = self.world.borrow();
        let answer = world
            .net
            .query(self.ix(), &Addr::unchecked(contract), question);
        Ok(answer.map_err(|e| e.to_string()))
    }
    fn raw(&self, contract: &str, key: &[u8]) -> DeployResult<Option<Vec<u8>>> {
        let world = self.world.borrow();
        let found = world
            .net
            .app(self.ix())
            .wrap()
            .query_wasm_raw(contract, key);
        found.map_err(|e| self.error(e))
    }
    fn channel(&self, port: &str, id: &str) -> DeployResult<Option<Channel>> {
        let world = self.world.borrow();
        let found = world
            .net
            .channels(self.ix())
            .into_iter()
            .find(|c| c.id() == id);
        let end = found
            .map(|c| world.net.channel(c).unwrap())
            .filter(|end| end.port == port);
        Ok(end.map(|end| Channel {
            port: end.port.clone(),
            id: id.into(),
            state: ChannelState::Open,
            unordered: true,
            version: end.version.clone(),
            peer_port: end.peer_port.clone(),
            peer_id: format!("channel-{}", end.peer_channel.unwrap_or_default()),
            connection: format!("connection-{}", end.connection),
        }))
    }
    fn connection(&self, id: &str) -> DeployResult<Option<Connection>> {
        let number = id.trim_start_matches("connection-").parse().unwrap();
        let chain = self.ix();
        let peer = self
            .world
            .borrow()
            .net
            .peer_connection(ConnectionRef { chain, number });
        Ok(peer.ok().map(|peer| Connection {
            id: id.into(),
            peer_id: peer.id(),
            client: format!("07-tendermint-{number}"),
            open: true,
        }))
    }
    fn light_client(&self, id: &str) -> DeployResult<Option<LightClient>> {
        let number = id.trim_start_matches("07-tendermint-").parse().unwrap();
        let chain = self.ix();
        let world = self.world.borrow();
        let peer = world.net.peer_connection(ConnectionRef { chain, number });
        Ok(peer.ok().map(|peer| LightClient {
            chain_id: world.net.block(peer.chain).chain_id,
            trusting_period_secs: 1_000,
            status: "Active".into(),
            latest_height: 1,
        }))
    }
    fn facts(&self) -> DeployResult<Facts> {
        Ok(facts())
    }
    fn send(&mut self, messages: &[Message]) -> DeployResult<Done> {
        self.act("deployer", messages)
    }
    fn send_as_owner(&mut self, messages: &[Message]) -> DeployResult<Done> {
        self.act("owner", messages)
    }
}

/// A chain that can carry Seawall.
pub fn facts() -> Facts {
    Facts {
        wasmvm: Some("v3.0.7".into()),
        upload: UploadAccess::Everybody,
        block_gas: Some(100_000_000),
        block_bytes: 4_000_000,
        transfer: Some((true, true)),
        rate_limits: vec![],
        block_seconds: Decimal::from_ratio(6u8, 1u8),
    }
}

/// A relayer of the simulated chains.
pub struct SimRelayer(pub Shared);

impl Relayer for SimRelayer {
    fn open(&mut self, request: &ChannelRequest) -> DeployResult<()> {
        let mut world = self.0.borrow_mut();
        let (name, ..) = ROLES
            .iter()
            .find(|(_, id, _)| *id == request.a_chain)
            .unwrap();
        let chain = world.ix[*name];
        let number = request
            .a_connection
            .trim_start_matches("connection-")
            .parse()
            .unwrap();
        let connection = ConnectionRef { chain, number };
        let (a, b) = (request.a_port.clone(), request.b_port.clone());
        let open = OpenRequest::new(connection, a, b, request.version.clone());
        let opened = world.net.open_channel(open);
        opened.map(drop).map_err(|e| DeployError::Relayer {
            reason: e.to_string(),
            command: self.command(request),
        })
    }

    fn command(&self, request: &ChannelRequest) -> String {
        ByHand.command(request)
    }
}

/// A folder that is gone at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("seawall-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Hands a run to `act`.
pub fn with_run<R>(
    world: &Shared,
    file: &DeploymentFile,
    artifacts: &Artifacts,
    (folder, via): (&Folder, Via),
    act: impl FnOnce(&mut Run<'_>) -> R,
) -> R {
    let mut run = Run {
        file,
        artifacts,
        chains: chains(world, true),
        state: folder.0.join("state.json"),
        via,
        relayer: Box::new(SimRelayer(world.clone())),
        deposit: "10000000usea".into(),
        progress: &mut |_| {},
    };
    act(&mut run)
}
