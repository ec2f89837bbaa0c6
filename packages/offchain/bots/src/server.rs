//! `/metrics` for Prometheus and `/healthz` for whoever watches the process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{header, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::Router;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::error::{BotError, BotResult};
use crate::health::Health;
use crate::metrics::Metrics;

/// What is served.
#[derive(Clone)]
pub struct Served {
    /// The metrics.
    pub metrics: Arc<Metrics>,
    /// How it is.
    pub health: Arc<Health>,
}

impl Served {
    /// Of a bot that has not begun.
    pub fn new(config: &Config) -> Self {
        let stale = Duration::from_secs(config.keeper.stale_secs);
        Self {
            metrics: Arc::default(),
            health: Arc::new(Health::new(stale)),
        }
    }
}

/// Listens, and answers until the process ends. Gives the address, which differs from the one asked
/// for where that had port zero.
///
/// # Errors
/// [`BotError::Machine`] when the port is taken.
pub async fn serve(listen: &str, served: Served) -> BotResult<SocketAddr> {
    let failed = |e: std::io::Error| BotError::Machine {
        what: format!("listening on {listen}"),
        reason: e.to_string(),
    };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(healthz))
        .with_state(served);
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are no longer served");
        }
    });
    Ok(address)
}

async fn metrics(State(served): State<Served>) -> impl IntoResponse {
    let kind = "text/plain; version=0.0.4";
    ([(header::CONTENT_TYPE, kind)], served.metrics.render())
}

async fn healthz(State(served): State<Served>) -> impl IntoResponse {
    let report = served.health.report();
    let status = match report.well {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let text = serde_json::to_string(&report).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], text)
}
