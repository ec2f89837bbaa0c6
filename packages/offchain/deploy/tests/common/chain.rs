//! A simulated chain as deployment sees chains.

use cosmwasm_std::Addr;
use seawall_chain_client::ibc::{Channel, ChannelState, Connection, LightClient};
use seawall_chain_client::{CodeInfo, ContractInfo, UploadAccess};
use seawall_deploy::chain::{Chain, Done, Facts, Message};
use seawall_deploy::DeployResult;
use serde_json::Value;
use simnet::ConnectionRef;

use super::account::SimChain;
use super::facts;

impl Chain for SimChain {
    fn chain_id(&self) -> DeployResult<String> {
        let other = self.world.borrow().says_it_is.clone();
        Ok(other.unwrap_or_else(|| self.world.borrow().net.block(self.ix()).chain_id))
    }
    fn now(&self) -> DeployResult<u64> {
        self.asks()?;
        Ok(self.world.borrow().net.block(self.ix()).time.seconds())
    }
    fn deployer(&self) -> String {
        self.addr("deployer").into()
    }
    fn owner_signer(&self) -> Option<String> {
        self.owner.then(|| self.addr("owner").into())
    }
    fn funds(&self) -> DeployResult<u128> {
        Ok(self.world.borrow().funds)
    }
    fn contract(&self, address: &str) -> DeployResult<Option<ContractInfo>> {
        self.asks()?;
        Ok(self.world.borrow().contracts[&self.name]
            .get(address)
            .cloned())
    }
    fn contracts_of(&self, creator: &str) -> DeployResult<Vec<String>> {
        self.asks()?;
        let world = self.world.borrow();
        let all = world.contracts[&self.name].iter();
        Ok(all
            .filter(|(_, i)| i.creator == creator)
            .map(|(a, _)| a.clone())
            .collect())
    }
    fn code(&self, code_id: u64) -> DeployResult<Option<CodeInfo>> {
        self.asks()?;
        Ok(self.find(|c| c.id == code_id && c.stored))
    }
    fn code_by_hash(&self, hash: &str) -> DeployResult<Option<u64>> {
        self.asks()?;
        Ok(self.find(|c| c.hash == hash && c.stored).map(|c| c.code_id))
    }
    fn predict(&self, hash: &str, salt: &str) -> DeployResult<String> {
        let id = self.find(|c| c.hash == hash).unwrap().code_id;
        let (deployer, ix) = (self.addr("deployer"), self.ix());
        let address = self
            .world
            .borrow()
            .net
            .predict(ix, &deployer, id, salt.as_bytes());
        Ok(address.map_err(|e| self.error(e))?.into())
    }
    fn smart(&self, contract: &str, question: &Value) -> DeployResult<Result<Value, String>> {
        self.asks()?;
        let world = self.world.borrow();
        let answer = world
            .net
            .query(self.ix(), &Addr::unchecked(contract), question);
        Ok(answer.map_err(|e| e.to_string()))
    }
    fn raw(&self, contract: &str, key: &[u8]) -> DeployResult<Option<Vec<u8>>> {
        self.asks()?;
        let world = self.world.borrow();
        let found = world
            .net
            .app(self.ix())
            .wrap()
            .query_wasm_raw(contract, key);
        found.map_err(|e| self.error(e))
    }
    fn records(&self, contract: &str, prefix: &[u8]) -> DeployResult<Vec<(Vec<u8>, Vec<u8>)>> {
        self.asks()?;
        let world = self.world.borrow();
        let all = world
            .net
            .app(self.ix())
            .dump_wasm_raw(&Addr::unchecked(contract));
        let ours = all.into_iter().filter(|(key, _)| key.starts_with(prefix));
        Ok(ours.collect())
    }
    fn channel(&self, port: &str, id: &str) -> DeployResult<Option<Channel>> {
        self.asks()?;
        let world = self.world.borrow();
        let found = world
            .net
            .channels(self.ix())
            .into_iter()
            .find(|c| c.id() == id);
        let end = found
            .map(|c| world.net.channel(c).unwrap())
            .filter(|end| end.port == port);
        Ok(end.map(|end| Channel {
            port: end.port.clone(),
            id: id.into(),
            state: ChannelState::Open,
            unordered: true,
            version: end.version.clone(),
            peer_port: end.peer_port.clone(),
            peer_id: format!("channel-{}", end.peer_channel.unwrap_or_default()),
            connection: format!("connection-{}", end.connection),
        }))
    }
    fn connection(&self, id: &str) -> DeployResult<Option<Connection>> {
        self.asks()?;
        let number = id.trim_start_matches("connection-").parse().unwrap();
        let chain = self.ix();
        let peer = self
            .world
            .borrow()
            .net
            .peer_connection(ConnectionRef { chain, number });
        Ok(peer.ok().map(|peer| Connection {
            id: id.into(),
            peer_id: peer.id(),
            client: format!("07-tendermint-{number}"),
            open: true,
        }))
    }
    fn light_client(&self, id: &str) -> DeployResult<Option<LightClient>> {
        self.asks()?;
        let number = id.trim_start_matches("07-tendermint-").parse().unwrap();
        let chain = self.ix();
        let world = self.world.borrow();
        let peer = world.net.peer_connection(ConnectionRef { chain, number });
        Ok(peer.ok().map(|peer| LightClient {
            chain_id: world.net.block(peer.chain).chain_id,
            trusting_period_secs: 1_000,
            status: "Active".into(),
            latest_height: 1,
        }))
    }
    fn upload_access(&self) -> DeployResult<UploadAccess> {
        Ok(facts().upload)
    }
    fn proposal_deposit(&self) -> DeployResult<String> {
        Ok("10000000usea".into())
    }
    fn settle(&self) -> DeployResult<()> {
        Ok(())
    }
    fn facts(&self) -> DeployResult<Facts> {
        Ok(facts())
    }
    fn send(&mut self, messages: &[Message]) -> DeployResult<Done> {
        self.act("deployer", messages)
    }
    fn send_as_owner(&mut self, messages: &[Message]) -> DeployResult<Done> {
        self.act("owner", messages)
    }
}
