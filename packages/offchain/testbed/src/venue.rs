//! The venue of a localnet: a constant-product pool of ATOM and dollars on the collateral chain, where
//! a liquidator without money sells what it takes in the same transaction.
//!
//! What must always hold: it is decided from what the chain says what is still to be done; the
//! address is known beforehand.

use anyhow::{Context, Result};
use seawall_chain_client::messages;
use seawall_deploy::artifacts::VENUE;
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;

use crate::artifacts::Found;
use crate::people::{COLLATERAL, DEBT, PATIENCE};
use crate::person::{until, Person};
use crate::places::Places;

/// What the pool begins with: whole ATOM, whole USD; the first price.
pub const RESERVES: (u128, u128) = (50_000, 500_000);
/// What stays in the pool of what is sold to it.
const FEE: &str = "0.003";
const SALT: &[u8] = b"localnet/venue";
const MAKER: &str = "deployer";
const UNITS: u128 = 1_000_000;

/// Where it is, whether or not it is there yet.
///
/// # Errors
/// The list of compiled contracts cannot be read.
pub fn address(net: &Localnet, found: &Found) -> Result<String> {
    let hash = found.read()?.hash(VENUE);
    let maker = net.address(MAKER, Role::Collateral)?;
    Ok(messages::instantiate2_address(&hash, maker, SALT)?)
}

/// Stores, instantiates and fills it, each as far as it was not done.
pub(crate) fn open(net: &Localnet, places: &Places, found: &Found) -> Result<()> {
    let here = Role::Collateral;
    let maker = Person::new(net, MAKER)?;
    let (venue, dollar) = (address(net, found)?, places.payment_denom()?);
    let at = venue.clone();
    let known = maker.with(here, |client| async move { client.contract(&at).await })?;
    if known.is_none() {
        instantiate(&maker, &dollar, found)?;
    }
    let has = |denom: &str| -> Result<u128> {
        let (at, denom) = (venue.clone(), denom.to_string());
        maker.with(
            here,
            |client| async move { client.balance(&at, &denom).await },
        )
    };
    if has(&dollar)? == 0 {
        let coin = (RESERVES.1.saturating_mul(UNITS), DEBT.1);
        maker.transfer(net, (Role::Debt, here), coin, &venue)?;
    }
    if has(COLLATERAL.1)? == 0 {
        let coin = (RESERVES.0.saturating_mul(UNITS), COLLATERAL.1);
        let send = messages::send_coin(maker.address(here)?, &venue, coin);
        maker.send(here, vec![send])?;
    }
    until("dollars in the venue", PATIENCE, || {
        Ok((has(&dollar)? > 0).then_some(()))
    })
}

fn instantiate(maker: &Person, dollar: &str, found: &Found) -> Result<()> {
    let (here, me) = (Role::Collateral, maker.address(Role::Collateral)?);
    let code = found.read()?.code(VENUE)?;
    let stored = maker.send(here, vec![messages::store_code(me, &code)?])?;
    let id = stored.attribute("store_code", "code_id");
    let id: u64 = id.context("the chain named no code")?.parse()?;
    let setup = serde_json::json!({"denoms": [COLLATERAL.1, dollar], "fee": FEE});
    let make = messages::instantiate2(me, None, id, "localnet/venue", SALT, &setup)?;
    maker.send(here, vec![make]).map(drop)
}
