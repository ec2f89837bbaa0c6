//! Two chains with a ping contract each, and what tests ask of them.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

pub mod ping;

use cosmwasm_std::{coin, Addr, Coin, IbcMsg, IbcTimeout};
use ping::{ExecuteMsg, InstantiateMsg, Play, QueryMsg};
use simnet::*;

pub struct Pair {
    pub net: Net,
    pub a: ChainIx,
    pub b: ChainIx,
    pub links: (ConnectionRef, ConnectionRef),
    pub ping_a: Addr,
    pub ping_b: Addr,
}

pub fn install(net: &mut Net, chain: ChainIx, msg: &InstantiateMsg) -> Addr {
    let code = net.store_code(chain, ping::contract());
    let owner = net.addr(chain, "owner");
    net.instantiate(chain, &owner, code, msg, &[]).unwrap()
}

pub fn pair_with(config: InstantiateMsg) -> Pair {
    let mut net = Net::new();
    let a = net.add_chain(ChainConfig::new("alpha-1", "alpha"));
    let b = net.add_chain(ChainConfig::new("beta-7", "beta").block_seconds(5));
    let links = net.connect(a, b);
    let ping_a = install(&mut net, a, &config);
    let ping_b = install(&mut net, b, &config);
    Pair {
        net,
        a,
        b,
        links,
        ping_a,
        ping_b,
    }
}

pub fn pair() -> Pair {
    pair_with(InstantiateMsg::default())
}

impl Pair {
    pub fn request(&self) -> OpenRequest {
        OpenRequest::new(
            self.links.0,
            port_of(&self.ping_a),
            port_of(&self.ping_b),
            ping::VERSION,
        )
    }

    pub fn open(&mut self) -> (ChannelRef, ChannelRef) {
        self.net.open_channel(self.request()).unwrap()
    }

    pub fn open_ordered(&mut self) -> (ChannelRef, ChannelRef) {
        self.net.open_channel(self.request().ordered()).unwrap()
    }

    pub fn open_transfer(&mut self) -> (ChannelRef, ChannelRef) {
        self.net
            .open_channel(OpenRequest::transfer(self.links.0))
            .unwrap()
    }

    /// Lets the contract on A send; returns the packet.
    pub fn send_for(&mut self, end: ChannelRef, play: Play, seconds: u64) -> PacketId {
        let msg = ExecuteMsg::Send {
            channel: end.id(),
            play,
            seconds,
            careful: false,
        };
        let (a, ping, user) = (self.a, self.ping_a.clone(), self.net.addr(self.a, "user"));
        self.net.execute(a, &user, &ping, &msg, &[]).unwrap();
        end.packet(self.net.last_sequence(end))
    }

    pub fn send(&mut self, end: ChannelRef, play: Play) -> PacketId {
        self.send_for(end, play, 600)
    }

    pub fn execute_a(&mut self, msg: &ExecuteMsg) -> Result<AppResponse, SimError> {
        let user = self.net.addr(self.a, "user");
        self.net
            .execute(self.a, &user, &self.ping_a.clone(), msg, &[])
    }

    pub fn execute_b(&mut self, msg: &ExecuteMsg) -> Result<AppResponse, SimError> {
        let user = self.net.addr(self.b, "user");
        self.net
            .execute(self.b, &user, &self.ping_b.clone(), msg, &[])
    }

    pub fn count_a(&self, name: &str) -> u64 {
        self.net
            .query(self.a, &self.ping_a, &QueryMsg::Count { name: name.into() })
            .unwrap()
    }

    pub fn count_b(&self, name: &str) -> u64 {
        self.net
            .query(self.b, &self.ping_b, &QueryMsg::Count { name: name.into() })
            .unwrap()
    }

    pub fn text_a(&self, name: &str) -> String {
        let name = name.to_string();
        let found: Option<String> = self
            .net
            .query(self.a, &self.ping_a, &QueryMsg::Text { name })
            .unwrap();
        found.unwrap_or_default()
    }

    pub fn text_b(&self, name: &str) -> String {
        let name = name.to_string();
        let found: Option<String> = self
            .net
            .query(self.b, &self.ping_b, &QueryMsg::Text { name })
            .unwrap();
        found.unwrap_or_default()
    }
}

/// A transfer message good for ten minutes.
pub fn transfer(
    net: &Net,
    end: ChannelRef,
    to: &Addr,
    amount: Coin,
    memo: Option<String>,
) -> IbcMsg {
    let timeout = IbcTimeout::with_timestamp(net.now().plus_seconds(600));
    let (channel_id, to_address) = (end.id(), to.to_string());
    IbcMsg::Transfer {
        channel_id,
        to_address,
        amount,
        timeout,
        memo,
    }
}

/// `label` sends coins from `end`'s chain.
pub fn ship(
    net: &mut Net,
    label: &str,
    end: ChannelRef,
    to: &Addr,
    amount: u128,
    denom: &str,
) -> PacketId {
    let sender = net.addr(end.chain, label);
    let msg = transfer(net, end, to, coin(amount, denom), None);
    net.tx_msgs(end.chain, &sender, vec![msg.into()]).unwrap();
    end.packet(net.last_sequence(end))
}
