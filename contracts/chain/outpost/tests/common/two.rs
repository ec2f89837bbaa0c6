//! An outpost on one chain, a coordinator on another, and a channel between them.
#![allow(dead_code)]

use cosmwasm_std::{to_json_binary, Addr, Empty};
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg, LinkResponse, LinkSetup, QueryMsg};
use seawall_outpost::{contract, ibc};
use seawall_wire::ids::CommandId;
use seawall_wire::{encode, ToChain, CHANNEL_VERSION};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};
use simnet::*;

use crate::common::{envelope, instantiate_msg, stub};
use crate::hub::{hub, Heard, HubMsg};

pub struct Two {
    pub net: Net,
    pub zone: ChainIx,
    pub home: ChainIx,
    pub on_zone: ConnectionRef,
    pub on_home: ConnectionRef,
    pub outpost: Addr,
    pub hub: Addr,
    pub vault: Addr,
}

fn outpost() -> IbcContract {
    IbcContract::new(contract::instantiate, contract::execute, contract::query)
        .with_reply(contract::reply)
        .with_channel(
            ibc::ibc_channel_open,
            ibc::ibc_channel_connect,
            ibc::ibc_channel_close,
        )
        .with_packet(
            ibc::ibc_packet_receive,
            ibc::ibc_packet_ack,
            ibc::ibc_packet_timeout,
        )
}

pub fn closed() -> Two {
    let mut net = Net::new();
    let zone = net.add_chain(ChainConfig::new("zone-1", "zone"));
    let home = net.add_chain(ChainConfig::new("hub-1", "hub"));
    let (on_zone, on_home) = net.connect(zone, home);
    let code = net.store_code(home, hub());
    let boss = net.addr(home, "owner");
    let hub = net.instantiate(home, &boss, code, &Empty {}, &[]).unwrap();
    let code = net.store_code(
        zone,
        IbcContract::new(stub::instantiate, stub::execute, stub::query)
            .with_reply(stub::reply)
            .with_sudo(stub::sudo),
    );
    let owner = net.addr(zone, "owner");
    let vault = net.instantiate(zone, &owner, code, &Empty {}, &[]).unwrap();
    let house = net.instantiate(zone, &owner, code, &Empty {}, &[]).unwrap();
    let code = net.store_code(zone, outpost());
    let link = LinkSetup::Ibc {
        connection: on_zone.id(),
        counterparty_port: port_of(&hub),
    };
    let guardian = net.addr(zone, "guardian");
    let msg = instantiate_msg(link, &owner, &guardian);
    let outpost = net.instantiate(zone, &owner, code, &msg, &[]).unwrap();
    let set = ExecuteMsg::SetNeighbours {
        vault: vault.to_string(),
        auction_house: house.to_string(),
    };
    net.execute(zone, &owner, &outpost, &set, &[]).unwrap();
    Two {
        net,
        zone,
        home,
        on_zone,
        on_home,
        outpost,
        hub,
        vault,
    }
}

/// Both ends of the open channel, the outpost's first.
pub fn open() -> (Two, ChannelRef, ChannelRef) {
    let mut two = closed();
    let (ours, theirs) = two.net.open_channel(two.request()).unwrap();
    (two, ours, theirs)
}

impl Two {
    pub fn request(&self) -> OpenRequest {
        let (here, there) = (port_of(&self.outpost), port_of(&self.hub));
        OpenRequest::new(self.on_zone, here, there, CHANNEL_VERSION)
    }

    pub fn run(&mut self, who: &str, msg: &ExecuteMsg) -> Result<AppResponse, SimError> {
        let who = self.net.addr(self.zone, who);
        self.net
            .execute(self.zone, &who, &self.outpost.clone(), msg, &[])
    }

    pub fn tell_hub(&mut self, msg: &HubMsg) {
        let who = self.net.addr(self.home, "owner");
        let hub = self.hub.clone();
        self.net.execute(self.home, &who, &hub, msg, &[]).unwrap();
    }

    pub fn hub_answers<T: Serialize>(&mut self, ack: &T) {
        let ack = to_json_binary(ack).unwrap();
        self.tell_hub(&HubMsg::Answer { ack });
    }

    pub fn push(&mut self, body: ToChain) {
        let data = encode(&envelope(body)).unwrap();
        self.tell_hub(&HubMsg::Push { data });
    }

    pub fn heard(&self) -> Heard {
        self.net.query(self.home, &self.hub, &Empty {}).unwrap()
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.net.query(self.zone, &self.outpost, msg).unwrap()
    }

    pub fn command(&self, id: u64) -> CommandResponse {
        self.ask(&QueryMsg::Command { id: CommandId(id) })
    }

    pub fn link(&self) -> LinkResponse {
        self.ask(&QueryMsg::Link {})
    }

    pub fn vault_saw(&self) -> Vec<Value> {
        let seen = json!({ "seen": {} });
        self.net.query(self.zone, &self.vault, &seen).unwrap()
    }
}
