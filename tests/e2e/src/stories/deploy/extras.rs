//! What is on chain and not in the file, and an admin that is another: named by `verify`, put right by
//! `apply` or by whoever has to sign. The last of the story: an asset stays on chain.

use anyhow::{Context, Result};
use seawall_chain_client::messages::set_admin;
use seawall_interfaces::coordinator::{AssetSetup, ExecuteMsg};
use seawall_interfaces::oracle::{self, FeedSource};
use seawall_localnet::plan::Role;
use seawall_wire::ids::AssetId;

use super::{number_before, Desk};
use crate::signing::Unsigned;
use crate::stage::Stage;

pub(super) fn run(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let (places, owner) = (stage.places()?, stage.person("owner")?);
    let stranger = stage.person("stranger")?;
    let (at_hub, at_debt) = (
        stranger.address(Role::Hub)?.to_owned(),
        stranger.address(Role::Debt)?.to_owned(),
    );
    let add = oracle::ExecuteMsg::AddFeed {
        asset: AssetId(1),
        source: FeedSource::Feeder {
            address: at_hub.clone(),
        },
    };
    owner.execute(Role::Hub, &places.oracle()?, &add, &[])?;
    let asset = ExecuteMsg::SetAsset(AssetSetup {
        asset: AssetId(7),
        name: "MOON".into(),
        collateral_max: 5u128.into(),
        in_flight_max: cosmwasm_std::Decimal::one(),
    });
    owner.execute(Role::Hub, &places.coordinator()?, &asset, &[])?;
    let (vault, from) = (places.vault(Role::Debt)?, owner.address(Role::Debt)?);
    owner.send(Role::Debt, vec![set_admin(from, &vault, Some(&at_debt))])?;
    let lines = [
        format!("hub: price-oracle: feeder {at_hub} of asset 1: expected nothing, actual "),
        "hub: coordinator: asset 7: expected nothing, actual ".into(),
        format!("debt: vault: admin: expected {from}, actual {at_debt}"),
    ];
    let ran = desk.deploy(stage, &["verify"])?;
    let named = lines.iter().all(|line| ran.err.contains(line));
    stage.holds(
        "verify names a feeder and an asset that are not in the file, and another admin",
        ran.code == Some(1) && named && ran.err.contains("3 differences"),
        || format!("{:?}: {}", ran.code, ran.err),
    )?;
    let ran = desk.apply(stage, &[])?.well("apply")?;
    let steps = number_before(&ran.out, "steps done")?;
    let files = Unsigned::all(&desk.state)?;
    let asked = files.len() == 1 && files.iter().all(|file| file.signer() == at_debt);
    stage.holds(
        "apply removes the feeder, closes the asset, and asks the admin to sign",
        steps == 2 && asked,
        || format!("{}: {files:?}", ran.out),
    )?;
    let file = files.first().context("a file")?;
    file.sign_as(stage, "stranger")?;
    let ran = desk.deploy(stage, &["verify"])?;
    let stays = ran.err.contains("1 differences") && ran.err.contains("[stays]");
    stage.holds(
        "then only the asset is left, which no message removes",
        stays && ran.err.contains("asset 7"),
        || ran.err,
    )?;
    let ran = desk.apply(stage, &[])?.well("apply")?;
    let said = ran.out.contains("0 steps done") && ran.out.contains("no message takes away");
    stage.holds("and apply says so", said, || ran.out)
}
