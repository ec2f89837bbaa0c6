//! Against a real node, when there is one:
//! `SEAWALL_TEST_RPC` (its address), `SEAWALL_TEST_CHAIN`, `SEAWALL_TEST_PREFIX`,
//! `SEAWALL_TEST_GAS` (price), `SEAWALL_TEST_KEY` (phrase of a funded account),
//! `SEAWALL_TEST_WASM` (the `hackatom` contract of the virtual machine's own tests).
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::Duration;

use seawall_chain_client::{
    instantiate2_address, messages, ChainClient, ClientConfig, ClientError, KeySource, Signer,
};
use serde_json::{json, Value};

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a node, see the head of this file"]
async fn code_is_stored_instantiated_where_it_was_predicted_queried_and_followed() {
    let (url, prefix) = (env("SEAWALL_TEST_RPC"), env("SEAWALL_TEST_PREFIX"));
    let price = env("SEAWALL_TEST_GAS").parse().unwrap();
    let rpc = vec!["http://127.0.0.1:9".to_string(), url.clone()];
    let config = ClientConfig::new(env("SEAWALL_TEST_CHAIN"), &prefix, rpc, price);
    let mut other = config.clone();
    other.chain_id = "other-1".into();
    let error = ChainClient::connect(other).await.err().unwrap();
    assert!(matches!(error, ClientError::WrongChain { .. }), "{error}");
    let client = ChainClient::connect(config).await.unwrap();
    let source = KeySource::Env {
        env: "SEAWALL_TEST_KEY".into(),
    };
    let signer = Signer::new(&source, &prefix, 118).unwrap();
    let me = signer.address().to_string();
    let code = std::fs::read(env("SEAWALL_TEST_WASM")).unwrap();

    // Two at once: the second takes the next sequence before the first is in a block.
    let store = |n: usize| {
        let messages = vec![messages::store_code(&me, &code).unwrap()];
        let (client, signer) = (&client, &signer);
        async move {
            client
                .submit(signer, messages, &format!("code {n}"))
                .await
                .unwrap()
        }
    };
    let (first, second) = (store(1).await, store(2).await);
    let stored = client.wait(&first.hash).await.unwrap();
    client.wait(&second.hash).await.unwrap();
    let code_id: u64 = stored
        .attribute("store_code", "code_id")
        .unwrap()
        .parse()
        .unwrap();
    let info = client.code(code_id).await.unwrap().unwrap();
    println!("stored {code_id} with {} gas: {info:?}", stored.gas_used);
    assert!(client.codes(vec![]).await.unwrap().items.contains(&info));
    assert!(client.code(code_id + 1_000).await.unwrap().is_none());

    // Somebody else used the account: the sequence is learnt from the chain.
    let rival = Signer::new(&source, &prefix, 118).unwrap();
    let salt = format!("{}", client.tip().await.unwrap().height);
    let address = instantiate2_address(&info.hash, &me, salt.as_bytes()).unwrap();
    assert!(client.contract(&address).await.unwrap().is_none());
    let msg = json!({"verifier": me, "beneficiary": me});
    let message =
        messages::instantiate2(&me, Some(&me), code_id, "hackatom", salt.as_bytes(), &msg);
    let made = client
        .send(&rival, vec![message.unwrap()], "")
        .await
        .unwrap();
    println!(
        "instantiated with {} of {} gas",
        made.gas_used, made.gas_wanted
    );
    let contract = client.contract(&address).await.unwrap().unwrap();
    assert_eq!(
        (contract.code_id, contract.label.as_str()),
        (code_id, "hackatom")
    );
    assert_eq!(
        client.contracts_of(&me).await.unwrap().last(),
        Some(&address)
    );
    let answer: Value = client
        .smart(&address, &json!({"verifier": {}}))
        .await
        .unwrap();
    assert_eq!(answer["verifier"], me.as_str());
    assert!(client.raw(&address, b"config").await.unwrap().is_some());
    assert!(client.raw(&address, b"nothing").await.unwrap().is_none());
    let refused: Result<Value, _> = client.smart(&address, &json!({"nonsense": {}})).await;
    assert!(
        matches!(refused, Err(ClientError::Query { .. })),
        "{refused:?}"
    );
    let execute = messages::execute(&me, &address, &json!({"release": {}}), &[]).unwrap();
    let released = client.send(&signer, vec![execute], "").await;
    println!("release by a signer whose sequence was stale: {released:?}");
    let nonsense = messages::execute(&me, &address, &json!({"nonsense": {}}), &[]).unwrap();
    let error = client.send(&signer, vec![nonsense], "").await.unwrap_err();
    assert!(matches!(error, ClientError::Simulation { .. }), "{error}");

    println!("upload {:?}", client.upload_access().await.unwrap());
    println!("block gas {:?}", client.block_gas().await.unwrap());
    println!(
        "wasmvm {:?}",
        client
            .module_version("github.com/CosmWasm/wasmvm")
            .await
            .unwrap()
    );
    println!("transfer {:?}", client.transfer_params().await.unwrap());
    println!("limits {:?}", client.rate_limits().await.unwrap());
    println!(
        "seconds per block {}",
        client.seconds_per_block().await.unwrap()
    );
    assert!(client.connection("connection-77").await.unwrap().is_none());
    assert!(client
        .channel("transfer", "channel-77")
        .await
        .unwrap()
        .is_none());
    assert!(client
        .light_client("07-tendermint-77")
        .await
        .unwrap()
        .is_none());

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
    let events = client.block_events(made.height).await.unwrap();
    println!("events of block {}: {:?}", made.height, events.events);
    println!("endpoints {:?}", client.health());
}
