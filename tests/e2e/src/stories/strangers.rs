//! A stranger opens channels to our ports, over other connections, from other ports, with another
//! version and order, in the wrong direction; and tries to close ours. The chain itself asks nobody
//! who sends such messages: only the contracts refuse. Our channels stay open, and packets pass.

use anyhow::{Context, Result};
use ibc_proto::ibc::core::channel::v1::{Channel, Counterparty, Order, State};
use ibc_proto::ibc::core::channel::v1::{MsgChannelCloseInit, MsgChannelOpenInit};
use prost::{Message, Name};
use seawall_chain_client::ibc::ChannelState;
use seawall_chain_client::{Any, GasPrice};
use seawall_interfaces::coordinator::{self as hub, ChainResponse};
use seawall_interfaces::outpost::{self, LinkResponse, LinkSetup};
use seawall_localnet::plan::Role;
use seawall_testbed::people::open_another;
use seawall_testbed::Person;
use seawall_wire::CHANNEL_VERSION;
use serde_json::json;

use crate::acts::Scene;
use crate::books;
use crate::ground::Ground;
use crate::signing::Unsigned;
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "strangers",
    about: "Strangers open channels to our ports and try to close ours: all refused, packets pass",
    ground: Ground::CONTRACTS,
    run,
};

/// Gas of a message that is sent although it will fail.
const GAS: u64 = 1_000_000;
/// Deposited and borrowed at the end, base units: safe at all prices of other stories.
const LOAN: (u128, u128) = (1_000_000_000, 1_000_000_000);
/// What a contract says to a channel that is not the peer's.
const NOT_THE_PEER: &str = "connection and counterparty port: expected those of a known link";

/// One end of a link as the chain knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    role: Role,
    port: String,
    channel: String,
    connection: String,
    peer_port: String,
}

/// A channel that is asked for.
#[derive(Clone, Copy)]
struct Wish<'a> {
    port: &'a str,
    connection: &'a str,
    peer_port: &'a str,
    order: Order,
    version: &'a str,
}

impl<'a> Wish<'a> {
    /// Another channel beside one of ours, right in everything.
    fn beside(end: &'a End) -> Self {
        Self {
            port: &end.port,
            connection: &end.connection,
            peer_port: &end.peer_port,
            order: Order::Unordered,
            version: CHANNEL_VERSION,
        }
    }
}

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let stranger = stage.person("stranger")?;
    let (outposts, hubs) = ends(&scene)?;
    let before = links(&scene)?;
    for end in &outposts {
        opened_at_outpost(stage, &scene, &stranger, end)?;
    }
    for end in &hubs {
        let refused = open(&stranger, end.role, &Wish::beside(end))?;
        says(
            stage,
            "the coordinator begins no handshake",
            "step: expected OpenTry, got OpenInit",
            refused,
        )?;
    }
    answered(stage, &scene, &stranger, &outposts, &hubs)?;
    for end in outposts.iter().chain(&hubs) {
        closed(stage, end)?;
    }
    let after = links(&scene)?;
    stage.holds("no link has changed", before == after, || {
        format!("{before:?} {after:?}")
    })?;
    let account = open_another(&stage.person("borrower-1")?, &scene.places, LOAN)?;
    stage.holds(
        "an account is opened, a deposit and a loan pass",
        scene.debt(account)? > 0,
        || format!("account {account} owes nothing"),
    )?;
    books::agree(stage, &scene, &[account])
}

/// The ends of our links: those at outposts, and those at the hub.
fn ends(scene: &Scene) -> Result<(Vec<End>, Vec<End>)> {
    let chains: Vec<ChainResponse> = scene.hub(&hub::QueryMsg::Chains {})?;
    let (mut outposts, mut hubs) = (vec![], vec![]);
    for role in [Role::Collateral, Role::Debt] {
        let number = scene.number(role)?;
        let chain = chains.iter().find(|chain| chain.setup.chain == number);
        let chain = chain.context("the hub does not know the chain")?;
        let LinkSetup::Ibc {
            connection,
            counterparty_port,
        } = &chain.setup.link
        else {
            anyhow::bail!("{role} is not linked over IBC")
        };
        let ours = format!("wasm.{}", scene.places.coordinator()?);
        hubs.push(End {
            role: Role::Hub,
            port: ours.clone(),
            channel: chain.link.channel.clone().context("no channel")?,
            connection: connection.clone(),
            peer_port: counterparty_port.clone(),
        });
        let link: LinkResponse = scene.outpost(role, &outpost::QueryMsg::Link {})?;
        let tie = scene.net.link(Role::Hub, role)?;
        outposts.push(End {
            role,
            port: format!("wasm.{}", scene.places.outpost(role)?),
            channel: link.channel.context("no channel")?,
            connection: tie.end(role).context("no tie")?.connection.clone(),
            peer_port: ours,
        });
    }
    Ok((outposts, hubs))
}

/// What both ends of both links say of themselves, and what the chains say of their channels.
fn links(scene: &Scene) -> Result<Vec<String>> {
    let mut said = vec![];
    let (outposts, hubs) = ends(scene)?;
    for end in outposts.iter().chain(&hubs) {
        let (port, id) = (end.port.clone(), end.channel.clone());
        let found = scene.reader.with(end.role, |client| async move {
            client.channel(&port, &id).await
        })?;
        let state = found.context("the channel is gone")?.state;
        anyhow::ensure!(state == ChannelState::Open, "{end:?} is {state:?}");
        said.push(format!("{} {} is {state:?}", end.role, end.channel));
    }
    for role in [Role::Collateral, Role::Debt] {
        let link: LinkResponse = scene.outpost(role, &outpost::QueryMsg::Link {})?;
        said.push(format!(
            "{role} epoch {} active {}",
            link.epoch, link.active
        ));
    }
    let chains: Vec<ChainResponse> = scene.hub(&hub::QueryMsg::Chains {})?;
    for chain in chains {
        let (number, link) = (chain.setup.chain, chain.link);
        said.push(format!(
            "{number} epoch {} active {}",
            link.epoch, link.active
        ));
    }
    Ok(said)
}

/// What the chain says to a stranger who begins to open a channel; nothing if it lets him.
fn open(stranger: &Person, role: Role, wish: &Wish) -> Result<Option<String>> {
    let message = MsgChannelOpenInit {
        port_id: wish.port.into(),
        channel: Some(Channel {
            state: State::Init as i32,
            ordering: wish.order as i32,
            counterparty: Some(Counterparty {
                port_id: wish.peer_port.into(),
                channel_id: String::new(),
            }),
            connection_hops: vec![wish.connection.into()],
            version: wish.version.into(),
            upgrade_sequence: 0,
        }),
        signer: stranger.address(role)?.into(),
    };
    let any = Any {
        type_url: MsgChannelOpenInit::type_url(),
        value: message.encode_to_vec(),
    };
    Ok(stranger
        .send(role, vec![any])
        .err()
        .map(|e| format!("{e:#}")))
}

/// Fails unless it was refused with these words.
fn says(stage: &mut Stage, what: &str, words: &str, refused: Option<String>) -> Result<()> {
    let refused = refused.unwrap_or_else(|| "it was accepted".into());
    stage.holds(what, refused.contains(words), || refused.clone())
}

/// The first step of a handshake at an outpost: wrong in one thing after the other, then right.
fn opened_at_outpost(stage: &mut Stage, scene: &Scene, stranger: &Person, end: &End) -> Result<()> {
    let role = end.role;
    let right = Wish::beside(end);
    let third = match role {
        Role::Debt => Role::Collateral,
        _ => Role::Debt,
    };
    let tie = scene.net.link(role, third)?;
    let other = tie.end(role).context("no tie")?.connection.clone();
    let (mut order, mut version, mut port) = (right, right, right);
    let mut connection = right;
    order.order = Order::Ordered;
    version.version = "ics20-1";
    port.peer_port = "transfer";
    connection.connection = &other;
    let second = "the link is not in a state for this";
    let table = [
        ("an ordered channel", "order: expected Unordered", order),
        ("another version", "version: expected seawall", version),
        ("a channel to another port", NOT_THE_PEER, port),
        (
            "a channel over another connection",
            NOT_THE_PEER,
            connection,
        ),
        ("a second channel, right in everything", second, right),
    ];
    for (what, words, wish) in table {
        let refused = open(stranger, role, &wish)?;
        let what = format!("{what} is refused by the outpost on {role}");
        says(stage, &what, words, refused)?;
    }
    Ok(())
}

/// A stranger has the transfer module begin a handshake with one of our ports, and brings it over.
fn answered(
    stage: &mut Stage,
    scene: &Scene,
    stranger: &Person,
    outposts: &[End],
    hubs: &[End],
) -> Result<()> {
    for (outpost, hub) in outposts.iter().zip(hubs) {
        for (from, to) in [(outpost, hub), (hub, outpost)] {
            let wish = Wish {
                port: "transfer",
                connection: &from.connection,
                peer_port: &to.port,
                order: Order::Unordered,
                version: "ics20-1",
            };
            let refused = open(stranger, from.role, &wish)?;
            anyhow::ensure!(refused.is_none(), "the transfer module: {refused:?}");
            let channel = newest(scene, from)?;
            let (source, target) = (from.role.spec().id, to.role.spec().id);
            let chains = ["--dst-chain", target, "--src-chain", source];
            let path = ["--dst-connection", &to.connection, "--dst-port", &to.port];
            let origin = ["--src-port", "transfer", "--src-channel", &channel];
            let args = [&["tx", "chan-open-try"][..], &chains, &path, &origin].concat();
            let hermes = scene.net.relayer();
            let answer = hermes.run_with(&hermes.hand_config(), &args);
            let what = format!(
                "a handshake from port transfer is not answered on {}",
                to.role
            );
            says(
                stage,
                &what,
                NOT_THE_PEER,
                answer.err().map(|e| e.to_string()),
            )?;
        }
    }
    Ok(())
}

/// The stranger's newest channel of port `transfer` over a connection.
fn newest(scene: &Scene, end: &End) -> Result<String> {
    let connection = end.connection.clone();
    let all = scene.reader.with(end.role, |client| async move {
        client.channels_over(&connection).await
    })?;
    let begun = all
        .into_iter()
        .filter(|c| c.port == "transfer" && c.state == ChannelState::Init);
    let number = |id: &str| {
        let digits = id.rsplit('-').next().unwrap_or_default();
        digits.parse::<u64>().unwrap_or_default()
    };
    let last = begun.max_by_key(|c| number(&c.id));
    Ok(last.context("no handshake was begun")?.id)
}

/// Signed and sent with enough gas, whatever a simulation would say: refused in a block.
fn closed(stage: &mut Stage, end: &End) -> Result<()> {
    let role = end.role;
    let net = stage.net()?;
    let chain = net.chain(role)?;
    let price: GasPrice = format!("{}{}", chain.gas_price, chain.gas_denom).parse()?;
    let fee = json!({"denom": chain.gas_denom, "amount": price.fee(GAS)?.to_string()});
    let value = json!({
        "body": {"messages": [{
            "@type": MsgChannelCloseInit::type_url(),
            "port_id": end.port,
            "channel_id": end.channel,
            "signer": stage.person("stranger")?.address(role)?,
        }]},
        "auth_info": {"fee": {"amount": [fee], "gas_limit": GAS.to_string()}},
    });
    let path = stage.file(&format!("{role}-{}-close.json", end.channel))?;
    std::fs::write(&path, value.to_string())?;
    let sent = Unsigned { path, role, value }.sign_as(stage, "stranger");
    let refused = sent.err().map(|e| format!("{e:#}"));
    let what = format!("a stranger does not close {} on {role}", end.channel);
    let words = format!("channel {} is not closed on request", end.channel);
    says(stage, &what, &words, refused)
}
