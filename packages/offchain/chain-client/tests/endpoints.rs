//! Endpoints that are slow, wrong, silent, or of another chain: errors and fail-over, never a panic.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{abci, config, status, Manner, Node};
use seawall_chain_client::{ChainClient, ClientError};
use serde_json::{json, Value};

fn good() -> Manner {
    Manner::Good("hub-1", vec![])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_of_another_chain_is_refused_by_name() {
    let (right, wrong) = (Node::start(good()).await, Manner::Good("debt-1", vec![]));
    let wrong = Node::start(wrong).await;
    let error = ChainClient::connect(config(&[&right.url, &wrong.url]))
        .await
        .err()
        .unwrap();
    let expected = ClientError::WrongChain {
        endpoint: wrong.url.clone(),
        expected: "hub-1".into(),
        actual: "debt-1".into(),
    };
    assert_eq!(error, expected);
    // One that was down at the start and turns out to be of another chain is never asked again.
    let client = ChainClient::new(config(&[&wrong.url, &right.url])).unwrap();
    assert_eq!(client.tip().await.unwrap().height, 7);
    let asked = wrong.asked("status");
    assert_eq!(client.tip().await.unwrap().height, 7);
    assert_eq!(wrong.asked("status"), asked);
    assert!(client.health()[0]
        .last_error
        .as_ref()
        .unwrap()
        .contains("debt-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_wrong_and_closed_endpoints_are_passed_over() {
    let bad = [
        Manner::Silent,
        Manner::HangsUp,
        Manner::Says("<html>502 Bad Gateway</html>"),
        Manner::Says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"sync_info\":\"yes\"}}"),
        Manner::Says(""),
    ];
    let right = Node::start(good()).await;
    for manner in bad {
        let node = Node::start(manner).await;
        let client = ChainClient::new(config(&[&node.url, &right.url])).unwrap();
        assert_eq!(client.tip().await.unwrap().height, 7);
        let health = client.health();
        assert!(health[0].resting && health[0].failures == 1, "{health:?}");
        // While it rests, the good one is asked at once.
        let asked = node.asked("status");
        client.tip().await.unwrap();
        assert_eq!(node.asked("status"), asked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nobody_answers_every_endpoint_is_named_with_its_reason() {
    let (silent, down) = (Node::start(Manner::Silent).await, "http://127.0.0.1:9");
    let error = ChainClient::connect(config(&[&silent.url, down]))
        .await
        .err()
        .unwrap();
    let text = error.to_string();
    assert!(error.is_transient());
    assert!(
        text.contains(&silent.url) && text.contains("no answer within 300 ms"),
        "{text}"
    );
    assert!(text.contains(down), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_comes_back_is_used_again() {
    let node = Node::start(Manner::HangsUp).await;
    let client = ChainClient::new(config(&[&node.url])).unwrap();
    assert!(client.tip().await.is_err());
    *node.manner.lock().unwrap() = good();
    assert_eq!(client.tip().await.unwrap().height, 7);
    assert_eq!(client.health()[0].failures, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_catching_up_is_not_asked() {
    let mut behind = status("hub-1", 3);
    behind["sync_info"]["catching_up"] = true.into();
    let behind = Node::start(Manner::Good("hub-1", vec![("status", behind)])).await;
    let right = Node::start(good()).await;
    let client = ChainClient::connect(config(&[&behind.url, &right.url]))
        .await
        .unwrap();
    assert_eq!(client.tip().await.unwrap().height, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contracts_error_is_told_in_its_own_words_and_not_tried_elsewhere() {
    let refused = abci("", 9, "unknown account 7: query wasm contract failed");
    let answers = vec![("abci_query", refused)];
    let node = Node::start(Manner::Good("hub-1", answers)).await;
    let other = Node::start(good()).await;
    let client = ChainClient::new(config(&[&node.url, &other.url])).unwrap();
    let asked: Result<Value, _> = client.smart("sea1x", &json!({"config": {}})).await;
    let error = asked.err().unwrap();
    assert!(
        matches!(&error, ClientError::Query { code: 9, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("unknown account 7"));
    assert_eq!(other.asked("abci_query"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_answer_to_the_question_is_an_error() {
    // Bytes that are no protobuf of the expected kind, and JSON that is cut off.
    for value in ["/////w==", "CgMieCI="] {
        let answers = vec![("abci_query", abci(value, 0, ""))];
        let node = Node::start(Manner::Good("hub-1", answers)).await;
        let client = ChainClient::new(config(&[&node.url])).unwrap();
        let asked: Result<u64, _> = client.smart("sea1x", &json!({"config": {}})).await;
        assert!(
            matches!(asked, Err(ClientError::Unreadable { .. })),
            "{asked:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_of_blocks_are_asked_at_the_last_block_since_a_node_may_not_know_them_of_the_next() {
    let answer = json!({"block_height": "7", "consensus_params": {
        "block": {"max_bytes": "22020096", "max_gas": "-1"},
        "evidence": {"max_age_num_blocks": "9", "max_age_duration": "9", "max_bytes": "1048576"},
        "validator": {"pub_key_types": ["ed25519"]}, "version": {"app": "0"}, "abci": {}
    }});
    let answers = vec![(
        "consensus_params",
        json!({"only_at": "7", "answer": answer}),
    )];
    let node = Node::start(Manner::Good("hub-1", answers)).await;
    let client = ChainClient::new(config(&[&node.url])).unwrap();
    assert_eq!(client.block_bytes().await.unwrap(), 22_020_096);
    assert_eq!(client.block_gas().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_never_gets_into_a_block_is_reported_with_its_hash() {
    let missing = json!({"error": {"code": -32603, "message": "Internal error",
        "data": "tx (AB) not found"}});
    let node = Node::start(Manner::Good("hub-1", vec![("tx", missing)])).await;
    let client = ChainClient::new(config(&[&node.url])).unwrap();
    let hash = "AB".repeat(32);
    let error = client.wait(&hash).await.err().unwrap();
    assert!(matches!(&error, ClientError::NotIncluded { .. }), "{error}");
    assert!(error.to_string().contains(&hash));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_without_websocket_polls_and_says_what_it_missed() {
    let node = Node::start(good()).await;
    let client = ChainClient::new(config(&[&node.url])).unwrap();
    let mut follower = client.follow(Some(4));
    let block = follower.next().await.unwrap();
    assert_eq!((block.height, block.missed), (7, Some(5..=6)));
    assert!(!follower.is_pushed());
    let answers = vec![("status", status("hub-1", 8))];
    *node.manner.lock().unwrap() = Manner::Good("hub-1", answers);
    let block = follower.next().await.unwrap();
    assert_eq!((block.height, block.missed), (8, None));
    *node.manner.lock().unwrap() = Manner::HangsUp;
    assert!(follower.next().await.is_err());
}

#[test]
fn unusable_addresses_and_prices_are_refused() {
    for url in ["", "127.0.0.1:26657", "ftp://x"] {
        assert!(matches!(
            ChainClient::new(config(&[url])),
            Err(ClientError::Config { .. })
        ));
    }
    assert!(ChainClient::new(config(&[])).is_err());
    for price in ["", "0.1", "usea", "-1usea", "0.1.2usea", "1xx"] {
        assert!(
            price.parse::<seawall_chain_client::GasPrice>().is_err(),
            "{price}"
        );
    }
    let price: seawall_chain_client::GasPrice = "0.0251usea".parse().unwrap();
    assert_eq!(price.fee(1_001).unwrap(), 26);
}
