//! Following a chain's blocks: over WebSocket, by polling while that does not work.
//!
//! What must always hold: heights only grow; a height that was jumped over is said, never silently
//! lost; the follower goes on whatever an endpoint does.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tendermint_rpc::client::CompatMode;
use tendermint_rpc::event::{Event, EventData};
use tendermint_rpc::query::EventType;
use tendermint_rpc::{Subscription, SubscriptionClient, WebSocketClient, WebSocketClientUrl};
use tokio::task::JoinHandle;

use crate::client::{seconds, ChainClient, Tip};
use crate::error::ClientResult;

/// A WebSocket that failed is tried again after this.
const WEBSOCKET_REST: Duration = Duration::from_secs(15);
/// A WebSocket that says nothing for so long is checked by polling.
const SILENCE: Duration = Duration::from_secs(10);

/// A new block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    /// Its height.
    pub height: u64,
    /// Its time, seconds.
    pub time: u64,
    /// Heights since the last one that nobody told us of: read them, or read the state anew.
    pub missed: Option<std::ops::RangeInclusive<u64>>,
}

struct Socket {
    blocks: Subscription,
    client: WebSocketClient,
    driver: JoinHandle<()>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.client.clone().close();
        self.driver.abort();
    }
}

/// Follows the blocks of one chain.
pub struct BlockFollower {
    client: ChainClient,
    last: Option<u64>,
    socket: Option<Socket>,
    try_socket_at: Instant,
}

impl ChainClient {
    /// Follows new blocks; `after` is the last height that is known already.
    pub fn follow(&self, after: Option<u64>) -> BlockFollower {
        BlockFollower {
            client: self.clone(),
            last: after,
            socket: None,
            try_socket_at: Instant::now(),
        }
    }
}

impl BlockFollower {
    /// Waits for the next block.
    ///
    /// # Errors
    /// [`crate::ClientError::NoEndpoint`] when nobody answers; calling again goes on.
    pub async fn next(&mut self) -> ClientResult<NewBlock> {
        loop {
            let tip = match self.pushed().await {
                Some(tip) => tip,
                None => self.client.tip().await?,
            };
            if let Some(block) = self.step(tip) {
                return Ok(block);
            }
            if self.socket.is_none() {
                tokio::time::sleep(self.client.config.poll_interval).await;
            }
        }
    }

    /// Is news coming over a WebSocket now?
    pub const fn is_pushed(&self) -> bool {
        self.socket.is_some()
    }

    fn step(&mut self, tip: Tip) -> Option<NewBlock> {
        let last = self.last.unwrap_or_else(|| tip.height.saturating_sub(1));
        if tip.height <= last {
            self.last = Some(last);
            return None;
        }
        self.last = Some(tip.height);
        let (first, end) = (last.saturating_add(1), tip.height.saturating_sub(1));
        Some(NewBlock {
            height: tip.height,
            time: tip.time,
            missed: (first <= end).then_some(first..=end),
        })
    }

    /// The next block over the WebSocket; nothing when there is none, or it has been silent.
    async fn pushed(&mut self) -> Option<Tip> {
        if self.socket.is_none() && Instant::now() >= self.try_socket_at {
            self.socket = self.open().await;
            if self.socket.is_none() {
                self.rest();
            }
            // What happened before the subscription is asked for.
            return None;
        }
        let socket = self.socket.as_mut()?;
        match tokio::time::timeout(SILENCE, socket.blocks.next()).await {
            Ok(Some(Ok(event))) => tip_of(&event),
            Err(_) => None,
            Ok(_) => {
                self.socket = None;
                self.rest();
                None
            }
        }
    }

    fn rest(&mut self) {
        let now = Instant::now();
        self.try_socket_at = now.checked_add(WEBSOCKET_REST).unwrap_or(now);
    }

    async fn open(&self) -> Option<Socket> {
        let timeout = self.client.config.timeout;
        // The endpoint that queries use has been checked to be of this chain.
        self.client.tip().await.ok()?;
        let url = self.client.endpoints.urls().into_iter().next()?;
        let url = websocket_url(&url)?;
        let connect = WebSocketClient::builder(url)
            .compat_mode(CompatMode::V0_38)
            .build();
        let (client, driver) = tokio::time::timeout(timeout, connect).await.ok()?.ok()?;
        let driver = tokio::spawn(async move {
            let _ = driver.run().await;
        });
        let subscribe = client.subscribe(EventType::NewBlock.into());
        match tokio::time::timeout(timeout, subscribe).await {
            Ok(Ok(blocks)) => Some(Socket {
                blocks,
                client,
                driver,
            }),
            _ => {
                driver.abort();
                None
            }
        }
    }
}

fn websocket_url(url: &str) -> Option<WebSocketClientUrl> {
    let url = url.trim_end_matches('/');
    let rest = url
        .strip_prefix("http")
        .filter(|rest| rest.starts_with([':', 's']))?;
    WebSocketClientUrl::try_from(format!("ws{rest}/websocket").as_str()).ok()
}

fn tip_of(event: &Event) -> Option<Tip> {
    let block = match &event.data {
        EventData::NewBlock { block, .. } | EventData::LegacyNewBlock { block, .. } => block,
        _ => return None,
    };
    let header = &block.as_ref()?.header;
    Some(Tip {
        height: header.height.value(),
        time: seconds(header.time),
    })
}
