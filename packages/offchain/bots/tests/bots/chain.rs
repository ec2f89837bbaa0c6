//! A simulated chain as the bots see it.

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_std::{coin, to_json_binary, Addr, CosmosMsg, WasmMsg};
use seawall_bots::access::{Answer, Call, Chain};
use seawall_chain_client::ibc::{Channel, ChannelState, Connection, LightClient};
use seawall_chain_client::{
    ClientError, ClientResult, ContractEvent, EndpointHealth, Fees, Sent, Tip, TxOutcome,
};
use serde_json::Value;
use simnet::{ChainIx, ConnectionRef};

use super::shared::{events, Shared, FEE, GAS};

/// No contract: a transaction that gets as far as this one would have succeeded.
const NOBODY: &str = "nobody";

/// One chain, as one account sees it.
pub struct SimChain {
    pub shared: Rc<RefCell<Shared>>,
    pub number: u16,
    pub id: String,
    pub me: String,
}

impl SimChain {
    pub fn new(shared: &Rc<RefCell<Shared>>, number: u16, who: &str) -> Self {
        let inner = shared.borrow();
        let ix = inner.world.ix(number).unwrap();
        let id = inner.world.net.block(ix).chain_id;
        let me = match who {
            "" => String::new(),
            who => inner.world.addr(number, who).unwrap().to_string(),
        };
        drop(inner);
        Self {
            shared: shared.clone(),
            number,
            id,
            me,
        }
    }

    fn ix(&self) -> ChainIx {
        self.shared.borrow().world.ix(self.number).unwrap()
    }

    fn answers(&self, request: &str) -> ClientResult<()> {
        let mut shared = self.shared.borrow_mut();
        shared.asked += 1;
        let deaf = shared.deaf_every.is_some_and(|n| shared.asked % n == 0);
        if shared.silent.contains(&self.number) || deaf {
            return Err(ClientError::NoEndpoint {
                chain: self.id.clone(),
                request: request.into(),
                tried: vec![],
            });
        }
        Ok(())
    }

    fn now<'a, T: 'a>(&self, answer: ClientResult<T>) -> Answer<'a, T> {
        Box::pin(std::future::ready(answer))
    }

    fn messages(&self, calls: &[Call]) -> Vec<CosmosMsg> {
        let one = |call: &Call| {
            let funds = call.funds.iter().map(|(n, denom)| coin(*n, denom));
            let execute = WasmMsg::Execute {
                contract_addr: call.contract.clone(),
                msg: to_json_binary(&call.msg).unwrap(),
                funds: funds.collect(),
            };
            CosmosMsg::from(execute)
        };
        calls.iter().map(one).collect()
    }

    fn fees(&self) -> Fees {
        Fees {
            gas: GAS,
            amount: FEE,
            denom: "ugas".into(),
        }
    }

    fn simulate(&self, calls: &[Call]) -> ClientResult<Fees> {
        self.answers("simulate")?;
        // The last message always fails, so nothing of it stays; by its words one sees that all
        // before it would have succeeded.
        let nobody = || {
            CosmosMsg::from(WasmMsg::Execute {
                contract_addr: NOBODY.into(),
                msg: to_json_binary(&Value::Null).unwrap(),
                funds: vec![],
            })
        };
        let mut messages = self.messages(calls);
        messages.push(nobody());
        let (ix, me) = (self.ix(), Addr::unchecked(&self.me));
        let mut shared = self.shared.borrow_mut();
        let mut tried = |messages| shared.world.net.tx_msgs(ix, &me, messages).unwrap_err();
        let last = tried(vec![nobody()]).to_string();
        let log = tried(messages).to_string();
        if log == last {
            return Ok(self.fees());
        }
        Err(ClientError::Simulation {
            chain: self.id.clone(),
            log,
        })
    }

    fn send(&self, calls: &[Call]) -> ClientResult<Sent> {
        self.answers("broadcast_tx_sync")?;
        let messages = self.messages(calls);
        let (ix, me) = (self.ix(), Addr::unchecked(&self.me));
        let mut shared = self.shared.borrow_mut();
        if let Some(refusal) = shared.refusal.clone() {
            return Err(refusal);
        }
        let height = shared.world.net.block(ix).height + 1;
        let hash = format!("{:064}", shared.sent.len());
        shared.sent.push((self.number, calls.to_vec()));
        let sent = Sent {
            hash: hash.clone(),
            fees: self.fees(),
        };
        if shared.never_included {
            return Ok(sent);
        }
        let done = shared.world.net.tx_msgs(ix, &me, messages);
        let done = done.map_err(|e| ClientError::Simulation {
            chain: self.id.clone(),
            log: e.to_string(),
        })?;
        let all: Vec<_> = done.iter().flat_map(|r| events(&r.events)).collect();
        let outcome = TxOutcome {
            hash: hash.clone(),
            height,
            gas_used: GAS,
            gas_wanted: GAS,
            events: all,
            attributes: vec![],
        };
        shared.outcomes.insert(hash, outcome);
        Ok(sent)
    }

    fn channel_end(&self, port: &str, id: &str) -> Option<Channel> {
        let shared = self.shared.borrow();
        let net = &shared.world.net;
        let all = net.channels(self.ix());
        let found = all.into_iter().find(|c| c.id() == id)?;
        let end = net.channel(found).unwrap();
        (end.port == port).then(|| Channel {
            port: end.port.clone(),
            id: id.into(),
            state: ChannelState::Open,
            unordered: true,
            version: end.version.clone(),
            peer_port: end.peer_port.clone(),
            peer_id: format!("channel-{}", end.peer_channel.unwrap_or_default()),
            connection: format!("connection-{}", end.connection),
        })
    }
}

impl Chain for SimChain {
    fn id(&self) -> &str {
        &self.id
    }
    fn me(&self) -> &str {
        &self.me
    }
    fn gas_denom(&self) -> &str {
        "ugas"
    }
    fn tip(&self) -> Answer<'_, Tip> {
        let answer = self.answers("status").map(|()| {
            let block = self.shared.borrow().world.net.block(self.ix());
            Tip {
                height: block.height,
                time: block.time.seconds(),
            }
        });
        self.now(answer)
    }
    fn ask<'a>(&'a self, contract: &'a str, question: Value) -> Answer<'a, Value> {
        let answer = self.answers("query").and_then(|()| {
            let ix = self.ix();
            let shared = self.shared.borrow();
            let contract = Addr::unchecked(contract);
            let found = shared.world.net.query(ix, &contract, &question);
            found.map_err(|e| ClientError::Query {
                chain: self.id.clone(),
                path: "smart".into(),
                codespace: "wasm".into(),
                code: 9,
                log: e.to_string(),
            })
        });
        self.now(answer)
    }
    fn events(&self, height: u64) -> Answer<'_, Vec<ContractEvent>> {
        let answer = self.answers("block_results").map(|()| {
            let at = (self.ix().0, height);
            let shared = self.shared.borrow();
            let told = shared.told.borrow();
            let found = told.get(&at).filter(|_| !shared.no_events);
            found.cloned().unwrap_or_default()
        });
        self.now(answer)
    }
    fn balance<'a>(&'a self, address: &'a str, denom: &'a str) -> Answer<'a, u128> {
        let answer = self.answers("balance").map(|()| {
            let ix = self.ix();
            let shared = self.shared.borrow();
            shared
                .world
                .net
                .balance(ix, &Addr::unchecked(address), denom)
        });
        self.now(answer)
    }
    fn estimate<'a>(&'a self, calls: &'a [Call]) -> Answer<'a, Fees> {
        self.now(self.simulate(calls))
    }
    fn submit<'a>(&'a self, calls: &'a [Call]) -> Answer<'a, Sent> {
        self.now(self.send(calls))
    }
    fn outcome<'a>(&'a self, hash: &'a str) -> Answer<'a, Option<TxOutcome>> {
        let answer = self.answers("tx");
        self.now(answer.map(|()| self.shared.borrow().outcomes.get(hash).cloned()))
    }
    fn lost_count(&self) -> Answer<'_, ()> {
        self.now(Ok(()))
    }
    fn channel<'a>(&'a self, port: &'a str, id: &'a str) -> Answer<'a, Option<Channel>> {
        self.now(Ok(self.channel_end(port, id)))
    }
    fn connection<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Connection>> {
        let number = id.trim_start_matches("connection-").parse().unwrap();
        let chain = self.ix();
        let shared = self.shared.borrow();
        let peer = shared
            .world
            .net
            .peer_connection(ConnectionRef { chain, number });
        self.now(Ok(peer.ok().map(|peer| Connection {
            id: id.into(),
            peer_id: peer.id(),
            client: format!("07-tendermint-{number}"),
            open: true,
        })))
    }
    fn light_client<'a>(&'a self, id: &'a str) -> Answer<'a, Option<(LightClient, Option<u64>)>> {
        let number = id.trim_start_matches("07-tendermint-").parse().unwrap();
        let chain = self.ix();
        let shared = self.shared.borrow();
        let net = &shared.world.net;
        let peer = net.peer_connection(ConnectionRef { chain, number });
        let client = peer.ok().map(|peer| LightClient {
            chain_id: net.block(peer.chain).chain_id,
            trusting_period_secs: shared.client_left,
            status: shared.client_status.clone(),
            latest_height: 1,
        });
        let time = net.block(chain).time.seconds();
        self.now(Ok(client.map(|c| (c, Some(time)))))
    }
    fn without_outcome<'a>(&'a self, port: &'a str, id: &'a str) -> Answer<'a, Vec<u64>> {
        let answer = self.answers("packet_commitments").map(|()| {
            let ix = self.ix();
            let known = self.channel_end(port, id).is_some();
            let all = self.shared.borrow().world.net.unsettled().into_iter();
            let ours = all.filter(|p| known && p.source.chain == ix && p.source.id() == id);
            ours.map(|p| p.sequence).collect()
        });
        self.now(answer)
    }
    fn unreceived<'a>(
        &'a self,
        port: &'a str,
        id: &'a str,
        sequences: Vec<u64>,
    ) -> Answer<'a, Vec<u64>> {
        let answer = self.answers("unreceived_packets").map(|()| {
            let ix = self.ix();
            assert!(self.channel_end(port, id).is_some(), "{port} {id}");
            let shared = self.shared.borrow();
            let net = &shared.world.net;
            let here = net.channels(ix).into_iter().find(|c| c.id() == id).unwrap();
            let source = net.peer(here).unwrap();
            let ack = |n: &u64| net.ack_of(source.packet(*n)).is_none();
            sequences.into_iter().filter(ack).collect()
        });
        self.now(answer)
    }
    fn sent_at<'a>(&'a self, _: &'a str, _: &'a str, _: u64) -> Answer<'a, Option<u64>> {
        self.now(Ok(None))
    }
    fn fee_of(&self, _gas: u64) -> u128 {
        FEE
    }
    fn endpoints(&self) -> Vec<EndpointHealth> {
        vec![]
    }
}
