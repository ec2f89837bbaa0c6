//! A tiny node: answers, or does not, as it is told.
#![allow(dead_code)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use seawall_chain_client::{ClientConfig, GasPrice};
use serde_json::{json, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How the node behaves.
#[derive(Clone)]
pub enum Manner {
    /// Answers `status` as this chain; everything else by these (method, result or error).
    Good(&'static str, Vec<(&'static str, Value)>),
    /// Takes connections and says nothing.
    Silent,
    /// Answers with this text.
    Says(&'static str),
    /// Hangs up.
    HangsUp,
}

pub struct Node {
    pub url: String,
    pub asked: Arc<Mutex<Vec<String>>>,
    pub manner: Arc<Mutex<Manner>>,
}

impl Node {
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(vec![]));
        let manner = Arc::new(Mutex::new(manner));
        let (log, how) = (asked.clone(), manner.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, log.clone(), how.clone()));
            }
        });
        Self { url, asked, manner }
    }

    pub fn asked(&self, method: &str) -> usize {
        self.asked
            .lock()
            .unwrap()
            .iter()
            .filter(|m| *m == method)
            .count()
    }
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<String>>>, how: Arc<Mutex<Manner>>) {
    let mut bytes = vec![];
    let body = loop {
        let mut part = [0u8; 4096];
        let Ok(n) = stream.read(&mut part).await else {
            return;
        };
        bytes.extend_from_slice(&part[..n]);
        let text = String::from_utf8_lossy(&bytes).to_string();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| {
                    l.to_lowercase()
                        .strip_prefix("content-length:")
                        .map(str::to_string)
                })
                .map_or(0, |l| l.trim().parse::<usize>().unwrap());
            if body.len() >= length {
                break body.to_string();
            }
        }
        if n == 0 {
            return;
        }
    };
    let request: Value = serde_json::from_str(&body).unwrap_or_default();
    let method = request["method"].as_str().unwrap_or("?").to_string();
    log.lock().unwrap().push(method.clone());
    let manner = how.lock().unwrap().clone();
    let answer = match manner {
        Manner::Silent => return tokio::time::sleep(Duration::from_secs(60)).await,
        Manner::HangsUp => return,
        Manner::Says(text) => text.to_string(),
        Manner::Good(chain, answers) => {
            let found = answers
                .iter()
                .find(|(m, _)| *m == method)
                .map(|(_, v)| v.clone());
            let result = found.unwrap_or_else(|| status(chain, 7));
            // An answer for one height only: asked for another, or for none, the node has nothing.
            let result = match result.get("only_at") {
                Some(height) if request["params"]["height"] != *height => json!({"error": {
                    "code": -32603, "message": "Internal error", "data": "value retrieved from db is empty",
                }}),
                Some(_) => result["answer"].clone(),
                None => result,
            };
            let mut reply = json!({"jsonrpc": "2.0", "id": request["id"]});
            match result.get("error") {
                Some(error) => reply["error"] = error.clone(),
                None => reply["result"] = result,
            }
            reply.to_string()
        }
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
        answer.len()
    );
    let _ = stream.write_all((head + &answer).as_bytes()).await;
}

/// The answer to `status`.
pub fn status(chain: &str, height: u64) -> Value {
    let hash = "A".repeat(64);
    json!({
        "node_info": {
            "protocol_version": {"p2p": "8", "block": "11", "app": "0"},
            "id": "b".repeat(40), "listen_addr": "tcp://127.0.0.1:1", "network": chain,
            "version": "0.38.21", "channels": "40", "moniker": "n",
            "other": {"tx_index": "on", "rpc_address": "tcp://127.0.0.1:2"}
        },
        "sync_info": {
            "latest_block_hash": hash, "latest_app_hash": hash,
            "latest_block_height": height.to_string(),
            "latest_block_time": "2026-01-01T00:00:07Z",
            "earliest_block_hash": hash, "earliest_app_hash": hash,
            "earliest_block_height": "1", "earliest_block_time": "2026-01-01T00:00:00Z",
            "max_peer_block_height": "0", "catching_up": false
        },
        "validator_info": {
            "address": "C".repeat(40),
            "pub_key": {"type": "tendermint/PubKeyEd25519",
                "value": "z/V8NVSD4vpXzyHMLwrX8gHwJ7BXH9xPe2VSI4ZRmlE="},
            "voting_power": "1", "proposer_priority": "0"
        }
    })
}

/// The answer to an ABCI query: these bytes in base64, or this refusal.
pub fn abci(value: &str, code: u32, log: &str) -> Value {
    json!({"response": {
        "code": code, "log": log, "info": "", "index": "0", "key": "", "value": value,
        "proof": null, "height": "7", "codespace": if code == 0 { "" } else { "wasm" }
    }})
}

/// A quick client of these endpoints of `hub-1`.
pub fn config(urls: &[&str]) -> ClientConfig {
    let price: GasPrice = "0.025usea".parse().unwrap();
    let rpc = urls.iter().map(|u| (*u).to_string()).collect();
    let mut config = ClientConfig::new("hub-1", "sea", rpc, price);
    config.timeout = Duration::from_millis(300);
    config.inclusion_timeout = Duration::from_millis(500);
    config.poll_interval = Duration::from_millis(50);
    config
}
