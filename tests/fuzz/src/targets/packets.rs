//! IBC entry points on real state: packets, acks, timeouts and handshakes that no honest peer sends.
//!
//! What must always hold: nothing panics; a received packet has an ack, whatever it says; an ack or a
//! timeout never fails (IBC rules 2 and 3); and coins stay where the books say (INV-1, INV-2, INV-5),
//! even if every packet and ack of the peer is a lie.

use std::rc::Rc;

use cosmwasm_std::{
    Addr, Binary, IbcAcknowledgement, IbcChannel, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcEndpoint, IbcOrder, IbcPacket, IbcPacketAckMsg, IbcPacketReceiveMsg,
    IbcPacketTimeoutMsg, IbcTimeout, Timestamp,
};
use seawall_wire::{Ack, Envelope, ToChain, ToChainAck, ToHub, ToHubAck};
use serde_json::{json, Value};
use simnet::{ChainIx, IbcCall};

use crate::draw::Draw;
use crate::shape::{Shape, Words};
use crate::stage::{on, Stage};

/// So many things at most are done with one input.
const STEPS_MAX: usize = 8;

/// One end of a link, as its peer could abuse it.
struct End {
    ix: ChainIx,
    contract: Addr,
    /// The channel, as its contract sees it.
    channel: IbcChannel,
    packet: Rc<Shape>,
    ack: Rc<Shape>,
    words: Words,
}

/// The coordinator, from any connected chain.
pub fn hub(data: &[u8]) {
    on(|stage| {
        let links = stage.world.links.clone();
        let ends: Vec<End> = links
            .iter()
            .map(|(_, at_hub, _)| {
                let coordinator = stage.world.coordinator.clone();
                let (packet, ack) = (
                    Shape::shared::<Envelope<ToHub>>(),
                    Shape::shared::<Ack<ToChainAck>>(),
                );
                end(stage, *at_hub, coordinator, packet, ack)
            })
            .collect();
        abuse(stage, &ends, &mut Draw::new(data));
    });
}

/// The outposts, from what claims to be the hub.
pub fn outpost(data: &[u8]) {
    on(|stage| {
        let links = stage.world.links.clone();
        let ends: Vec<End> = links
            .iter()
            .map(|(chain, _, at_outpost)| {
                let outpost = stage.world.site(chain.0).unwrap().outpost.clone();
                let (packet, ack) = (
                    Shape::shared::<Envelope<ToChain>>(),
                    Shape::shared::<Ack<ToHubAck>>(),
                );
                end(stage, *at_outpost, outpost, packet, ack)
            })
            .collect();
        abuse(stage, &ends, &mut Draw::new(data));
    });
}

fn end(
    stage: &Stage,
    at: simnet::ChannelRef,
    contract: Addr,
    packet: Rc<Shape>,
    ack: Rc<Shape>,
) -> End {
    let side = stage.world.net.channel(at).unwrap();
    let named = |number: u64| format!("channel-{number}");
    let here = IbcEndpoint {
        port_id: side.port.clone(),
        channel_id: named(side.number),
    };
    let there = IbcEndpoint {
        port_id: side.peer_port.clone(),
        channel_id: named(side.peer_channel.unwrap_or_default()),
    };
    let connection = format!("connection-{}", side.connection);
    let channel = IbcChannel::new(here, there, side.order.clone(), &side.version, connection);
    End {
        ix: at.chain,
        contract,
        channel,
        packet,
        ack,
        words: stage.words(at.chain),
    }
}

fn abuse(stage: &mut Stage, ends: &[End], from: &mut Draw<'_>) {
    for _ in 0..STEPS_MAX {
        if from.is_empty() {
            break;
        }
        let end = &ends[from.below(ends.len())];
        match from.below(12) {
            0..=3 => receive(stage, end, from),
            4..=6 => ack(stage, end, from),
            7 => timeout(stage, end, from),
            8 => handshake(stage, end, from),
            9 => {
                let seconds = from.u64() % 100_000;
                stage.world.wait(seconds).unwrap();
            }
            _ => {
                let pending = stage.world.net.pending();
                if let Some(todo) = from.pick(&pending) {
                    // A step of an honest relayer; it may find that lies came before it.
                    drop(stage.world.net.act(*todo));
                }
            }
        }
    }
    stage.check();
}

/// A packet: any bytes, or nearly what the peer would send, over this link or some other channel.
fn receive(stage: &mut Stage, end: &End, from: &mut Draw<'_>) {
    let sequence = sequence(from);
    let bytes = if from.once_in(6) {
        from.bytes(600).to_vec()
    } else {
        let mut packet = end.packet.draw(from, &end.words);
        fit(&mut packet, from);
        packet.to_string().into_bytes()
    };
    let mut dest = end.channel.endpoint.clone();
    if from.once_in(20) {
        dest.channel_id = String::from_utf8_lossy(from.bytes(20)).into_owned();
    }
    let source = end.channel.counterparty_endpoint.clone();
    let packet = IbcPacket::new(Binary::from(bytes), source, dest, sequence, later());
    let relayer = relayer(stage, end, from);
    let call = IbcCall::PacketReceive(IbcPacketReceiveMsg::new(packet, relayer));
    let done = stage
        .world
        .net
        .deliver(end.ix, &end.contract, &call)
        .unwrap();
    let ack = done.data.unwrap_or_default();
    assert!(!ack.is_empty(), "a packet was received and has no ack");
}

/// What every honest packet says of hub, link and version is mostly right, or nothing gets further.
fn fit(packet: &mut Value, from: &mut Draw<'_>) {
    let right = [
        ("wire", 1),
        ("hub_id", 1),
        ("link_epoch", 1),
        ("acked_below", 0),
    ];
    for (field, value) in right {
        let honest = !from.once_in(24);
        if let Some(packet) = packet.as_object_mut().filter(|_| honest) {
            packet.insert(field.into(), json!(value));
        }
    }
}

fn ack(stage: &mut Stage, end: &End, from: &mut Draw<'_>) {
    let bytes = match from.below(6) {
        0 => from.bytes(300).to_vec(),
        1 => json!({"error": String::from_utf8_lossy(from.bytes(300))})
            .to_string()
            .into_bytes(),
        _ => end.ack.text(from, &end.words),
    };
    let (packet, relayer) = (sent(stage, end, from), relayer(stage, end, from));
    let ack = IbcAcknowledgement::new(bytes);
    let call = IbcCall::PacketAck(IbcPacketAckMsg::new(ack, packet, relayer));
    let done = stage.world.net.deliver(end.ix, &end.contract, &call);
    assert!(done.is_ok(), "an ack failed: {done:?}");
}

fn timeout(stage: &mut Stage, end: &End, from: &mut Draw<'_>) {
    let (packet, relayer) = (sent(stage, end, from), relayer(stage, end, from));
    let call = IbcCall::PacketTimeout(IbcPacketTimeoutMsg::new(packet, relayer));
    let done = stage.world.net.deliver(end.ix, &end.contract, &call);
    assert!(done.is_ok(), "a timeout failed: {done:?}");
}

/// A handshake may be refused, never panic; and what anyone can do with it takes no link away.
fn handshake(stage: &mut Stage, end: &End, from: &mut Draw<'_>) {
    let mut channel = end.channel.clone();
    let word = |from: &mut Draw<'_>| from.pick(&end.words.texts).cloned().unwrap_or_default();
    if from.once_in(2) {
        channel.endpoint.channel_id = word(from);
    }
    if from.once_in(4) {
        channel.counterparty_endpoint.port_id = word(from);
    }
    if from.once_in(4) {
        channel.connection_id = word(from);
    }
    if from.once_in(4) {
        channel.order = IbcOrder::Ordered;
    }
    if from.once_in(4) {
        channel.version = String::from_utf8_lossy(from.bytes(20)).into_owned();
    }
    let version = channel.version.clone();
    let call = match from.below(6) {
        0 => IbcCall::ChannelOpen(IbcChannelOpenMsg::new_init(channel)),
        1 => IbcCall::ChannelOpen(IbcChannelOpenMsg::new_try(channel, version)),
        2 => IbcCall::ChannelConnect(IbcChannelConnectMsg::new_ack(channel, version)),
        3 => IbcCall::ChannelConnect(IbcChannelConnectMsg::new_confirm(channel)),
        4 => IbcCall::ChannelClose(IbcChannelCloseMsg::new_init(channel)),
        _ => IbcCall::ChannelClose(IbcChannelCloseMsg::new_confirm(channel)),
    };
    drop(stage.world.net.deliver(end.ix, &end.contract, &call));
}

/// A packet of this end that is really in flight, or one that never was.
fn sent(stage: &Stage, end: &End, from: &mut Draw<'_>) -> IbcPacket {
    let net = &stage.world.net;
    let channel = &end.channel.endpoint.channel_id;
    let mut all: Vec<IbcPacket> = net
        .unsettled()
        .into_iter()
        .filter(|id| id.source.chain == end.ix)
        .filter_map(|id| net.packet(id).ok())
        .collect();
    all.retain(|packet| packet.src.channel_id == *channel);
    let mut packet = from.pick(&all).cloned().unwrap_or_else(|| {
        let (source, dest) = (&end.channel.endpoint, &end.channel.counterparty_endpoint);
        IbcPacket::new(Binary::default(), source.clone(), dest.clone(), 1, later())
    });
    if from.once_in(12) {
        packet.sequence = sequence(from);
    }
    if from.once_in(24) {
        packet.src.channel_id = "channel-77".into();
    }
    packet
}

fn sequence(from: &mut Draw<'_>) -> u64 {
    match from.byte() {
        0..=200 => from.u64() % 64,
        _ => u64::try_from(from.number()).unwrap_or(u64::MAX),
    }
}

fn relayer(stage: &Stage, end: &End, from: &mut Draw<'_>) -> Addr {
    if from.once_in(20) {
        return Addr::unchecked(String::from_utf8_lossy(from.bytes(40)));
    }
    stage.world.net.addr(end.ix, "relayer")
}

fn later() -> IbcTimeout {
    IbcTimeout::with_timestamp(Timestamp::from_seconds(4_000_000_000))
}
