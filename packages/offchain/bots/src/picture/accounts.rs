//! Certificates of accounts, read from the hub: of some after an event, of all at the start.
//!
//! What must always hold: an account without a certificate is told as such, so that an old one is
//! forgotten.

use seawall_chain_client::ClientResult;
use seawall_interfaces::coordinator::{AccountResponse, CertificateResponse, QueryMsg};
use seawall_wire::ids::AccountId;

use crate::access::{ask, Chain};

/// Reads the certificates of these accounts.
///
/// # Errors
/// The chain's.
pub async fn read_accounts(
    hub: &dyn Chain,
    coordinator: &str,
    accounts: impl IntoIterator<Item = u64>,
) -> ClientResult<Vec<(u64, Option<CertificateResponse>)>> {
    let mut found = vec![];
    for account in accounts {
        let question = QueryMsg::Account {
            account: AccountId(account),
        };
        let answer: AccountResponse = ask(hub, coordinator, &question).await?;
        found.push((account, answer.certificate));
    }
    Ok(found)
}

/// Reads the certificates of all accounts.
///
/// # Errors
/// The chain's.
pub async fn read_all_accounts(
    hub: &dyn Chain,
    coordinator: &str,
) -> ClientResult<Vec<(u64, Option<CertificateResponse>)>> {
    let mut last: Option<AccountId> = None;
    let mut found = vec![];
    loop {
        let question = QueryMsg::Accounts {
            start_after: last,
            limit: Some(100),
        };
        let page: Vec<AccountId> = ask(hub, coordinator, &question).await?;
        let Some(end) = page.last() else {
            return Ok(found);
        };
        last = Some(*end);
        let numbers = page.iter().map(|a| a.0);
        found.extend(read_accounts(hub, coordinator, numbers).await?);
    }
}
