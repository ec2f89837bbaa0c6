//! The client against a real node: codes, contracts, sequences, refusals, facts, blocks.
//!
//! `SEAWALL_TEST_RPC` (its address), `SEAWALL_TEST_CHAIN`, `SEAWALL_TEST_PREFIX`,
//! `SEAWALL_TEST_GAS` (price), `SEAWALL_TEST_KEY` (phrase of a funded account),
//! `SEAWALL_TEST_WASM` (the `hackatom` contract of the virtual machine's own tests).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::process::ExitCode;
use std::time::Duration;

use seawall_chain_client::{
    instantiate2_address, messages, ChainClient, ClientConfig, ClientError, CodeInfo, KeySource,
    Signer, TxOutcome,
};
use serde_json::{json, Value};

const SETTINGS: [&str; 6] = [
    "SEAWALL_TEST_RPC",
    "SEAWALL_TEST_CHAIN",
    "SEAWALL_TEST_PREFIX",
    "SEAWALL_TEST_GAS",
    "SEAWALL_TEST_KEY",
    "SEAWALL_TEST_WASM",
];

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

#[tokio::main]
async fn main() -> ExitCode {
    let missing: Vec<_> = SETTINGS
        .into_iter()
        .filter(|name| env(name).is_empty())
        .collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        eprintln!("live: nothing was tried, there is no node: expected values for {missing}");
        return ExitCode::from(2);
    }
    let client = connect().await;
    let signer = signer();
    let code = store_twice_at_once(&client, &signer).await;
    let (address, made) = instantiate_where_predicted(&client, &code).await;
    ask(&client, &address).await;
    execute(&client, &signer, &address).await;
    facts(&client).await;
    nothing_is_found_where_nothing_is(&client).await;
    follow(&client).await;
    let events = client.block_events(made.height).await.unwrap();
    println!("events of block {}: {:?}", made.height, events.events);
    println!("endpoints {:?}", client.health());
    ExitCode::SUCCESS
}

/// The first endpoint is dead; a node of another chain is refused.
async fn connect() -> ChainClient {
    let price = env("SEAWALL_TEST_GAS").parse().unwrap();
    let rpc = vec!["http://127.0.0.1:9".to_string(), env("SEAWALL_TEST_RPC")];
    let prefix = env("SEAWALL_TEST_PREFIX");
    let config = ClientConfig::new(env("SEAWALL_TEST_CHAIN"), &prefix, rpc, price);
    let mut other = config.clone();
    other.chain_id = "other-1".into();
    let error = ChainClient::connect(other).await.err().unwrap();
    assert!(matches!(error, ClientError::WrongChain { .. }), "{error}");
    ChainClient::connect(config).await.unwrap()
}

/// A signer that has yet to learn the account's sequence.
fn signer() -> Signer {
    let source = KeySource::Env {
        env: "SEAWALL_TEST_KEY".into(),
    };
    Signer::new(&source, &env("SEAWALL_TEST_PREFIX"), 118).unwrap()
}

/// The second takes the next sequence before the first is in a block.
async fn store_twice_at_once(client: &ChainClient, signer: &Signer) -> CodeInfo {
    let code = std::fs::read(env("SEAWALL_TEST_WASM")).unwrap();
    let store = || vec![messages::store_code(signer.address(), &code).unwrap()];
    let first = client.submit(signer, store(), "code 1").await.unwrap();
    let second = client.submit(signer, store(), "code 2").await.unwrap();
    let stored = client.wait(&first.hash).await.unwrap();
    client.wait(&second.hash).await.unwrap();
    let code_id = stored.attribute("store_code", "code_id").unwrap();
    let code_id: u64 = code_id.parse().unwrap();
    let info = client.code(code_id).await.unwrap().unwrap();
    println!("stored {code_id} with {} gas: {info:?}", stored.gas_used);
    assert!(client.codes(vec![]).await.unwrap().items.contains(&info));
    assert!(client.code(code_id + 1_000).await.unwrap().is_none());
    info
}

/// By a signer that the first one knows nothing of.
async fn instantiate_where_predicted(client: &ChainClient, code: &CodeInfo) -> (String, TxOutcome) {
    let signer = signer();
    let me = signer.address();
    let salt = client.tip().await.unwrap().height.to_string();
    let salt = salt.as_bytes();
    let address = instantiate2_address(&code.hash, me, salt).unwrap();
    assert!(client.contract(&address).await.unwrap().is_none());
    let msg = json!({"verifier": me, "beneficiary": me});
    let message = messages::instantiate2(me, Some(me), code.code_id, "hackatom", salt, &msg);
    let made = client
        .send(&signer, vec![message.unwrap()], "")
        .await
        .unwrap();
    println!(
        "instantiated with {} of {} gas",
        made.gas_used, made.gas_wanted
    );
    let contract = client.contract(&address).await.unwrap().unwrap();
    let seen = (contract.code_id, contract.label.as_str());
    assert_eq!(seen, (code.code_id, "hackatom"));
    let all = client.contracts_of(me).await.unwrap();
    assert_eq!(all.last(), Some(&address));
    (address, made)
}

async fn ask(client: &ChainClient, address: &str) {
    let answer: Value = client
        .smart(address, &json!({"verifier": {}}))
        .await
        .unwrap();
    assert_eq!(answer["verifier"], signer().address());
    assert!(client.raw(address, b"config").await.unwrap().is_some());
    assert!(client.raw(address, b"nothing").await.unwrap().is_none());
    let refused: Result<Value, _> = client.smart(address, &json!({"nonsense": {}})).await;
    assert!(
        matches!(refused, Err(ClientError::Query { .. })),
        "{refused:?}"
    );
}

/// Somebody else used the account in between: the sequence is learnt from the chain.
async fn execute(client: &ChainClient, stale: &Signer, address: &str) {
    let me = stale.address();
    let message = |msg: Value| vec![messages::execute(me, address, &msg, &[]).unwrap()];
    let release = message(json!({"release": {}}));
    let released = client.send(stale, release, "").await;
    println!("release by a signer whose sequence was stale: {released:?}");
    let nonsense = message(json!({"nonsense": {}}));
    let error = client.send(stale, nonsense, "").await.unwrap_err();
    assert!(matches!(error, ClientError::Simulation { .. }), "{error}");
}

async fn facts(client: &ChainClient) {
    let wasmvm = client.module_version("github.com/CosmWasm/wasmvm").await;
    println!("upload {:?}", client.upload_access().await.unwrap());
    println!("block gas {:?}", client.block_gas().await.unwrap());
    println!("wasmvm {:?}", wasmvm.unwrap());
    println!("transfer {:?}", client.transfer_params().await.unwrap());
    println!("limits {:?}", client.rate_limits().await.unwrap());
    println!(
        "seconds per block {}",
        client.seconds_per_block().await.unwrap()
    );
}

async fn nothing_is_found_where_nothing_is(client: &ChainClient) {
    let connection = client.connection("connection-77").await.unwrap();
    assert!(connection.is_none());
    let channel = client.channel("transfer", "channel-77").await.unwrap();
    assert!(channel.is_none());
    let light_client = client.light_client("07-tendermint-77").await.unwrap();
    assert!(light_client.is_none());
}

async fn follow(client: &ChainClient) {
    let mut follower = client.follow(None);
    let mut pushed = 0;
    let mut last = 0;
    for _ in 0..6 {
        let block = tokio::time::timeout(Duration::from_secs(20), follower.next());
        let block = block.await.unwrap().unwrap();
        assert!(block.height > last);
        last = block.height;
        pushed += usize::from(follower.is_pushed());
    }
    assert!(pushed > 0, "blocks come over the WebSocket");
}
