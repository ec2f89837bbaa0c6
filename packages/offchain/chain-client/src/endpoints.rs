//! Several endpoints of one chain: fail-over, back-off, and the check that they are of this chain.
//!
//! What must always hold: an endpoint is asked for its chain before anything else and after every
//! failure; one that failed rests, twice as long each time up to half a minute, and is asked again
//! before then only when all others rest too; one of another chain is never asked again. A connection
//! that was closed while it lay idle is no failure of its endpoint.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tendermint_rpc::client::CompatMode;
use tendermint_rpc::error::ErrorDetail;
use tendermint_rpc::{Client, HttpClient, HttpClientUrl};

use crate::error::{ClientError, ClientResult};

const REST_FIRST: Duration = Duration::from_millis(500);
const REST_MOST: Duration = Duration::from_secs(30);

/// How an endpoint is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointHealth {
    /// Its address.
    pub url: String,
    /// Failures in a row.
    pub failures: u32,
    /// Is it left out for now, or for ever?
    pub resting: bool,
    /// Why it failed last.
    pub last_error: Option<String>,
}

struct Endpoint {
    url: String,
    client: HttpClient,
    checked: bool,
    refused: Option<ClientError>,
    failures: u32,
    rests_until: Option<Instant>,
    last_error: Option<String>,
}

/// All endpoints of one chain.
pub(crate) struct Endpoints {
    chain_id: String,
    timeout: Duration,
    all: Mutex<Vec<Endpoint>>,
}

/// What became of one attempt at one endpoint.
enum Failure {
    /// Another endpoint may do better.
    Endpoint(String),
    /// The answer itself; another endpoint would say the same.
    Answer(ClientError),
}

impl Endpoints {
    pub fn new(chain_id: &str, urls: &[String], timeout: Duration) -> ClientResult<Self> {
        let mut all = vec![];
        for url in urls {
            all.push(endpoint(url, timeout)?);
        }
        if all.is_empty() {
            return Err(ClientError::Config {
                what: format!("endpoints of {chain_id}"),
                expected: "at least one".into(),
                actual: "none".into(),
            });
        }
        Ok(Self {
            chain_id: chain_id.into(),
            timeout,
            all: Mutex::new(all),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Endpoint>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The endpoints in the order in which they are to be tried.
    fn order(&self) -> Vec<(usize, String, HttpClient, bool)> {
        let now = Instant::now();
        let all = self.lock();
        let usable = || all.iter().enumerate().filter(|(_, e)| e.refused.is_none());
        let rests = |e: &Endpoint| e.rests_until.is_some_and(|until| until > now);
        let first = usable().filter(|(_, e)| !rests(e));
        let then = usable().filter(|(_, e)| rests(e));
        let pick = |(at, e): (usize, &Endpoint)| (at, e.url.clone(), e.client.clone(), e.checked);
        first.chain(then).map(pick).collect()
    }

    /// Asks one endpoint after the other until one answers.
    pub async fn call<R, F, Fut>(&self, request: &str, ask: F) -> ClientResult<R>
    where
        F: Fn(HttpClient) -> Fut,
        Fut: Future<Output = Result<R, tendermint_rpc::Error>>,
    {
        let mut tried = vec![];
        for (at, url, client, checked) in self.order() {
            let checked = if checked {
                Ok(())
            } else {
                self.check(at, &url, &client).await
            };
            let attempt = match checked {
                Ok(()) => match self.attempt(request, &url, ask(client.clone())).await {
                    // A connection that lay idle may be closed at the other end: a new one is tried.
                    Err(Failure::Endpoint(reason)) if was_closed(&reason) => {
                        self.attempt(request, &url, ask(client)).await
                    }
                    other => other,
                },
                Err(failure) => Err(failure),
            };
            match attempt {
                Ok(answer) => {
                    self.succeeded(at);
                    return Ok(answer);
                }
                Err(Failure::Answer(error)) => match error {
                    ClientError::WrongChain { .. } => tried.push(error.to_string()),
                    error => return Err(error),
                },
                Err(Failure::Endpoint(reason)) => {
                    self.failed(at, &reason);
                    tried.push(format!("{url}: {reason}"));
                }
            }
        }
        tried.extend(self.refused().iter().map(ToString::to_string));
        tried.dedup();
        Err(ClientError::NoEndpoint {
            chain: self.chain_id.clone(),
            request: request.into(),
            tried,
        })
    }

    async fn attempt<R>(
        &self,
        request: &str,
        url: &str,
        answer: impl Future<Output = Result<R, tendermint_rpc::Error>>,
    ) -> Result<R, Failure> {
        let answer = tokio::time::timeout(self.timeout, answer).await;
        let error = match answer {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error,
            Err(_) => {
                let waited = self.timeout.as_millis();
                return Err(Failure::Endpoint(format!("no answer within {waited} ms")));
            }
        };
        match error.detail() {
            ErrorDetail::Response(response) => Err(Failure::Answer(ClientError::Refused {
                endpoint: url.into(),
                request: request.into(),
                reason: response.source.to_string(),
            })),
            // The whole chain of causes: "HTTP error" alone helps nobody.
            _ => Err(Failure::Endpoint(one_line(&error.to_string()))),
        }
    }

    /// Is it of this chain, and up to date?
    async fn check(&self, at: usize, url: &str, client: &HttpClient) -> Result<(), Failure> {
        let status = self.attempt("status", url, client.status()).await?;
        let actual = status.node_info.network.to_string();
        if actual != self.chain_id {
            let error = ClientError::WrongChain {
                endpoint: url.into(),
                expected: self.chain_id.clone(),
                actual,
            };
            if let Some(endpoint) = self.lock().get_mut(at) {
                endpoint.refused = Some(error.clone());
            }
            return Err(Failure::Answer(error));
        }
        if status.sync_info.catching_up {
            return Err(Failure::Endpoint("the node is still catching up".into()));
        }
        if let Some(endpoint) = self.lock().get_mut(at) {
            endpoint.checked = true;
        }
        Ok(())
    }

    /// Checks all of them now; those that do not answer get their chance later.
    pub async fn check_all(&self) -> ClientResult<()> {
        let mut answered = false;
        let mut tried = vec![];
        for (at, url, client, _) in self.order() {
            match self.check(at, &url, &client).await {
                Ok(()) => answered = true,
                Err(Failure::Answer(error)) => return Err(error),
                Err(Failure::Endpoint(reason)) => {
                    self.failed(at, &reason);
                    tried.push(format!("{url}: {reason}"));
                }
            }
        }
        if answered {
            return Ok(());
        }
        Err(ClientError::NoEndpoint {
            chain: self.chain_id.clone(),
            request: "status".into(),
            tried,
        })
    }

    fn refused(&self) -> Vec<ClientError> {
        self.lock()
            .iter()
            .filter_map(|e| e.refused.clone())
            .collect()
    }

    fn succeeded(&self, at: usize) {
        if let Some(endpoint) = self.lock().get_mut(at) {
            endpoint.failures = 0;
            endpoint.rests_until = None;
        }
    }

    fn failed(&self, at: usize, reason: &str) {
        if let Some(endpoint) = self.lock().get_mut(at) {
            let doublings = endpoint.failures.min(6);
            let rest = REST_FIRST.saturating_mul(1u32.checked_shl(doublings).unwrap_or(64));
            endpoint.rests_until = Instant::now().checked_add(rest.min(REST_MOST));
            endpoint.failures = endpoint.failures.saturating_add(1);
            endpoint.checked = false;
            endpoint.last_error = Some(reason.into());
        }
    }

    /// How each is doing.
    pub fn health(&self) -> Vec<EndpointHealth> {
        let now = Instant::now();
        let all = self.lock();
        let of = |e: &Endpoint| EndpointHealth {
            url: e.url.clone(),
            failures: e.failures,
            resting: e.refused.is_some() || e.rests_until.is_some_and(|until| until > now),
            last_error: match &e.refused {
                Some(error) => Some(error.to_string()),
                None => e.last_error.clone(),
            },
        };
        all.iter().map(of).collect()
    }

    /// Addresses in the order in which they are to be tried.
    pub fn urls(&self) -> Vec<String> {
        self.order().into_iter().map(|(_, url, ..)| url).collect()
    }
}

fn endpoint(url: &str, timeout: Duration) -> ClientResult<Endpoint> {
    let bad = |reason: String| ClientError::Config {
        what: "RPC endpoint".into(),
        expected: "http(s)://host:port".into(),
        actual: format!("{url:?} ({reason})"),
    };
    let parsed: HttpClientUrl = url
        .try_into()
        .map_err(|e: tendermint_rpc::Error| bad(one_line(&e.detail().to_string())))?;
    let client = HttpClient::builder(parsed)
        .compat_mode(CompatMode::V0_38)
        // The caller's own limit comes first and says how long it was.
        .timeout(timeout.saturating_mul(2))
        .build()
        .map_err(|e| bad(one_line(&e.detail().to_string())))?;
    Ok(Endpoint {
        url: url.into(),
        client,
        checked: false,
        refused: None,
        failures: 0,
        rests_until: None,
        last_error: None,
    })
}

fn was_closed(reason: &str) -> bool {
    ["connection closed", "connection reset", "broken pipe"]
        .iter()
        .any(|words| reason.to_lowercase().contains(words))
}

/// Errors of other people may be long.
pub(crate) fn one_line(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(300).collect()
}
