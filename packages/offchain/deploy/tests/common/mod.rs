//! Simulated chains with the real contracts, as deployment sees chains.
#![allow(
    dead_code,
    unused_imports,
    clippy::arithmetic_side_effects,
    clippy::expect_used
)]

mod account;
mod chain;
pub mod files;
mod relayer;
mod release;
mod set;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use cosmwasm_std::Decimal;
use seawall_chain_client::{ContractInfo, UploadAccess};
use seawall_deploy::apply::Run;
use seawall_deploy::artifacts::{Artifact, Artifacts, CONTRACTS};
use seawall_deploy::chain::{Chain, Facts, Message};
use seawall_deploy::observe::Chains;
use seawall_deploy::plan::Via;
use seawall_deploy::{localnet, DeploymentFile};
use seawall_fixtures::deploy::code;
use sha2::{Digest, Sha256};
use simnet::{ChainConfig, ChainIx, ContractCode, Net, OpenRequest};

pub use account::SimChain;
pub use relayer::SimRelayer;
pub use release::Kind;
pub use set::{named, repaired, set, Set};

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
    /// Questions so far, and the one (from 1) from which on no endpoint answers any more.
    pub asked: usize,
    pub silent_from: Option<usize>,
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

fn native(name: &str) -> Box<dyn ContractCode> {
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
            let id = net.store_boxed(ix[name], native(contract));
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
        asked: 0,
        silent_from: None,
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
    for name in CONTRACTS {
        let bytes = artifact(name, version);
        std::fs::write(folder.join(format!("{name}.wasm")), &bytes).unwrap();
    }
    listed(folder)
}

/// The compiled contracts in a folder, with the list that a build would write.
pub fn listed(folder: PathBuf) -> Artifacts {
    let mut list = BTreeMap::new();
    for name in CONTRACTS {
        let bytes = std::fs::read(folder.join(format!("{name}.wasm"))).unwrap();
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
        deposit: None,
        progress: &mut |_| {},
    };
    act(&mut run)
}
