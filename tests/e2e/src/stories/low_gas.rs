//! Too little gas for a received packet. Where a contract has too little for its work, the packet is
//! answered by a typed error ack and the sender undoes it. Where the relayer gives too little, its
//! whole transaction fails and the packet waits for another relayer: it can never make an error ack
//! of it.

use anyhow::{bail, Context, Result};
use cosmwasm_std::Decimal;
use seawall_chain_client::{Any, ChainClient, ClientError, Signer, TxOutcome};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::CommandResponse;
use seawall_interfaces::outpost::QueryMsg as AskOutpost;
use seawall_interfaces::vault;
use seawall_localnet::accounts;
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::{person, Person};
use seawall_wire::ids::{AccountId, CommandId};
use seawall_wire::{Code, WireError};

use crate::acts::{Scene, HIGH, LOW};
use crate::books;
use crate::glutton::Glutton;
use crate::ground::Ground;
use crate::history;
use crate::relay::{changed, stored, Way};
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "low_gas",
    about:
        "Too little gas: a typed error ack if it is the contract's, another try if the relayer's",
    ground: Ground::CONTRACTS,
    run,
};

/// Whose account it is.
const OWNER: &str = "borrower-1";
/// Who relays with too little gas.
const STARVED: &str = "relayer-3";
/// Shares of the gas that the delivery takes, in percent.
const SHARES: [u64; 4] = [35, 60, 80, 95];
/// Deposited, base units.
const DEPOSIT: u128 = 3_000_000;
/// The outposts whose gas the owner changes.
const CHAINS: [Role; 2] = [Role::Collateral, Role::Debt];
/// No outpost takes less for the work of a packet.
const RECEIVE_GAS_MIN: u64 = 500_000;
/// How the auction house calls its code.
const HOUSE: &str = "seawall-auction-house";
/// The SDK's code for a transaction that runs out of gas.
const OUT_OF_GAS: u32 = 11;

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let account = scene.borrower(stage, OWNER)?;
    least_gas(stage, &scene)?;
    scene.quiet()?;
    stage.net()?.stop_relayer()?;
    deposit(stage, &scene, account)?;
    scene.price(LOW)?;
    glutton(stage, &scene, account)?;
    order(stage, &scene, account)?;
    scene.price(HIGH)?;
    usual_gas(stage, &scene)?;
    books::agree(stage, &scene, &[account])
}

/// The owner sets the gas of received packets as low as the outposts let it.
fn least_gas(stage: &mut Stage, scene: &Scene) -> Result<()> {
    let owner = stage.person("owner")?;
    for role in CHAINS {
        let mut terms = scene.terms(role)?;
        terms.receive_gas = RECEIVE_GAS_MIN.saturating_sub(1);
        let refused = scene.set_terms(&owner, role, &terms).is_err();
        stage.holds("less gas than any packet takes is refused", refused, || {
            format!("{terms:?}")
        })?;
        terms.receive_gas = RECEIVE_GAS_MIN;
        scene.set_terms(&owner, role, &terms)?;
    }
    Ok(())
}

fn usual_gas(stage: &Stage, scene: &Scene) -> Result<()> {
    let owner = stage.person("owner")?;
    for role in CHAINS {
        let mut terms = scene.terms(role)?;
        let spec = scene.places.file.chain(role.name()).context("chain")?;
        terms.receive_gas = spec.outpost.receive_gas;
        scene.set_terms(&owner, role, &terms)?;
    }
    Ok(())
}

/// A command to the hub.
fn deposit(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let owner = stage.person(OWNER)?;
    let vault = scene.places.vault(Role::Collateral)?;
    let msg = vault::ExecuteMsg::Deposit { account };
    let coins = [(DEPOSIT, COLLATERAL.1)];
    let sent = owner.execute(Role::Collateral, &vault, &msg, &coins)?;
    let way = Way::to_hub(scene, Role::Collateral)?;
    starved(stage, scene, &way, &sent)?;
    let id = sent.attribute("wasm", "command").context("no command")?;
    let question = AskOutpost::Command {
        id: CommandId(id.parse()?),
    };
    let word: CommandResponse = scene.outpost(Role::Collateral, &question)?;
    let admitted = matches!(word, CommandResponse::Admitted(_));
    stage.holds("relayed with enough it is admitted", admitted, || {
        format!("{word:?}")
    })
}

/// An order whose work uses up the gas set apart for it, in the auction house: the outpost's ack
/// says so, nothing but its receipt is stored, and the hub undoes the order.
fn glutton(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let house = scene.auction_house()?;
    let before = scene.collateral(account)?;
    let glutton = Glutton::take_over(stage, Role::Collateral, &house, HOUSE)?;
    let (liquidation, sent) = scene.trigger(account)?;
    let way = Way::to_outpost(scene, Role::Collateral)?;
    let (books, since) = (stored(scene)?, scene.reader.tip(Role::Collateral)?.height);
    carried(stage, &way, scene, &sent)?;
    let refusal = refusal(scene, since)?;
    stage.holds(
        "the ack of the order says that its work ran out of gas",
        refusal.as_ref().map(|error| error.code) == Some(Code::OUT_OF_GAS),
        || format!("{refusal:?}"),
    )?;
    let changed = changed(&books, &stored(scene)?);
    stage.holds(
        "and nothing is stored but the outpost's receipt",
        changed == ["outpost on collateral"],
        || changed.join(", "),
    )?;
    acked(&way, scene, &sent)?;
    let (ended, after) = (scene.ended(liquidation)?, scene.collateral(account)?);
    stage.holds(
        "the hub has undone the order: not opened, the collateral is what it was",
        ended == Some(Outcome::NotOpened) && before == after,
        || format!("{ended:?}, {before:?} became {after:?}"),
    )?;
    glutton.leave(stage)
}

/// Why the outpost refused a packet since a block.
fn refusal(scene: &Scene, since: u64) -> Result<Option<WireError>> {
    let tip = scene.reader.tip(Role::Collateral)?.height;
    let told = history::read(&scene.net, Role::Collateral, since, tip)?.txs;
    let mut told = told.iter().flat_map(|tx| tx.told());
    let found = told.find(|(kind, _)| kind == "packet_refused");
    let error = found.and_then(|(_, data)| data.pointer("/packet_refused/error").cloned());
    Ok(error.map(serde_json::from_value).transpose()?)
}

/// The same order once more, which an outpost does with the least gas; before, relayers try that
/// give too little themselves.
fn order(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let way = Way::to_outpost(scene, Role::Collateral)?;
    let (liquidation, sent) = scene.trigger(account)?;
    starved(stage, scene, &way, &sent)?;
    let lot = scene.open_lot(account)?;
    stage.net()?.start_relayer()?;
    scene.take(&lot)?;
    let outcome = scene.push(liquidation)?;
    let well = outcome == Outcome::Cured && scene.safe(account)?;
    stage.holds(
        "relayed with enough, and with the least gas at the outposts, all of it ends well",
        well,
        || format!("{outcome:?}"),
    )
}

/// Delivers a packet with less and less too little gas: each time the transaction fails, nothing is
/// stored, and the packet waits. Then Hermes delivers it and brings the ack.
fn starved(stage: &mut Stage, scene: &Scene, way: &Way, sent: &TxOutcome) -> Result<()> {
    let relayer = stage.person(STARVED)?;
    let message = way.proved(scene, sent, &relayer)?;
    let before = stored(scene)?;
    let mut most = 0;
    for share in SHARES {
        most = out_of_gas(scene, &relayer, way.to.role, share, &message)?.max(most);
    }
    let what = format!("gas that was not enough for a packet to {}", way.to.role);
    stage.measure(&what, most, "gas");
    let changed = changed(&before, &stored(scene)?);
    stage.holds(
        "a relayer with too little gas fails alone: no contract has stored anything",
        changed.is_empty(),
        || changed.join(", "),
    )?;
    carried(stage, way, scene, sent)?;
    acked(way, scene, sent)
}

/// Hermes delivers a packet that was still waiting.
fn carried(stage: &mut Stage, way: &Way, scene: &Scene, sent: &TxOutcome) -> Result<()> {
    let sequence = sequence(sent)?;
    let said = way.carry(scene, sequence)?;
    stage.holds("the packet waits for a relayer", !said.is_empty(), || {
        format!("packet {sequence}")
    })
}

fn acked(way: &Way, scene: &Scene, sent: &TxOutcome) -> Result<()> {
    way.bring_ack(scene, sequence(sent)?).map(drop)
}

fn sequence(sent: &TxOutcome) -> Result<u64> {
    let sequence = sent.attribute("send_packet", "packet_sequence");
    Ok(sequence.context("no packet")?.parse()?)
}

/// Sends a message with a share of the gas that it takes; the gas that was used when it was over.
fn out_of_gas(
    scene: &Scene,
    relayer: &Person,
    role: Role,
    share: u64,
    message: &Any,
) -> Result<u64> {
    let mut config = person::client(&scene.net, role)?.config().clone();
    config.gas_adjustment = Decimal::percent(share);
    let prefix = config.prefix.clone();
    let account = accounts::find(relayer.name()).context("account")?;
    let signer = Signer::of_phrase(account.mnemonic, &prefix, config.coin_type)?;
    let client = ChainClient::new(config)?;
    let sent = relayer.with(role, |_| async move {
        client.send(&signer, vec![message.clone()], "").await
    });
    match sent.as_ref().map_err(|e| e.downcast_ref::<ClientError>()) {
        Err(Some(ClientError::TxFailed {
            codespace,
            code: OUT_OF_GAS,
            gas_used,
            ..
        })) if codespace == "sdk" => Ok(*gas_used),
        _ => bail!("sent with {share} % of its gas: expected sdk code 11, got {sent:?}"),
    }
}
