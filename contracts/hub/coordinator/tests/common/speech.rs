//! What chains say to the hub.

use cosmwasm_std::{from_json, Event};
use seawall_interfaces::coordinator::{AccountResponse, ExecuteMsg, ListingResponse, QueryMsg};
use seawall_money::Index;
use seawall_wire::ids::{AccountId, ChainNo, CommandId, ListingId};
use seawall_wire::{
    encode, AccountLine, Ack, Command, CommandAck, Envelope, MarketLine, Origin, Report,
    SettingsChange, ToHub, ToHubAck, VaultLine, Wanted, WireError,
};

use super::stubs::HUB;
use super::{addr, coll, debt, shares, World, ATOM, HOME, UNIT};

impl World {
    /// Sends a packet from a chain under the next sequence.
    pub fn send(&mut self, chain: ChainNo, body: ToHub) -> Result<ToHubAck, WireError> {
        self.next += 1;
        let sequence = self.next;
        self.send_as(chain, sequence, body).0
    }

    pub fn send_as(
        &mut self,
        chain: ChainNo,
        sequence: u64,
        body: ToHub,
    ) -> (Result<ToHubAck, WireError>, Vec<Event>) {
        let data = encode(&Envelope {
            wire: 1,
            hub_id: HUB,
            link_epoch: 1,
            acked_below: 0,
            origin: Origin {
                chain,
                number: sequence,
            },
            body,
        })
        .unwrap();
        let msg = ExecuteMsg::LocalPacket { sequence, data };
        let outpost = self.outpost(chain);
        let response = self.execute(&outpost, &msg).unwrap();
        let ack: Ack<ToHubAck> = from_json(response.data.unwrap()).unwrap();
        let ack = match ack {
            Ack::Result(result) => Ok(result),
            Ack::Error(error) => Err(error),
        };
        (ack, response.events)
    }

    /// Says a command from a chain under a fresh number.
    pub fn command(&mut self, chain: ChainNo, command: Command) -> Result<CommandAck, u16> {
        let id = CommandId(self.next + 1);
        match self.send(chain, ToHub::Command { id, command }) {
            Ok(ToHubAck::Command(ack)) => Ok(ack),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.code.0),
        }
    }

    pub fn report(&mut self, chain: ChainNo, report: Report) -> Result<(), u16> {
        match self.send(chain, ToHub::Report(report)) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.code.0),
        }
    }

    pub fn open(&mut self, name: &str) -> AccountId {
        let command = Command::OpenAccount {
            caller: addr(name),
            recovery: None,
        };
        match self.command(HOME, command).unwrap() {
            CommandAck::Opened { account } => account,
            other => panic!("{other:?}"),
        }
    }

    pub fn deposit(
        &mut self,
        chain: ChainNo,
        account: AccountId,
        listing: ListingId,
        amount: u128,
        by: &str,
    ) -> Result<CommandAck, u16> {
        let (amount, depositor) = (coll(amount), addr(by));
        self.command(
            chain,
            Command::Deposit {
                account,
                listing,
                amount,
                depositor,
            },
        )
    }

    pub fn borrow(
        &mut self,
        account: AccountId,
        listing: ListingId,
        amount: u128,
    ) -> Result<CommandAck, u16> {
        self.command(HOME, borrow(account, listing, amount, "alice"))
    }

    pub fn withdraw(
        &mut self,
        account: AccountId,
        listing: ListingId,
        amount: Wanted,
    ) -> Result<CommandAck, u16> {
        let command = withdraw(account, listing, amount, "alice");
        self.command(HOME, command)
    }

    pub fn account(&self, account: AccountId) -> AccountResponse {
        self.query(&QueryMsg::Account { account })
    }

    pub fn listing(&self, listing: ListingId) -> ListingResponse {
        self.query(&QueryMsg::Listing { listing })
    }

    /// Alice with 100 ATOM (worth 1,000) at home.
    pub fn alice(&mut self) -> AccountId {
        let account = self.open("alice");
        self.deposit(HOME, account, ATOM, 100 * UNIT, "alice")
            .unwrap();
        account
    }

    /// Alice lets strangers deposit a listing.
    pub fn enable(&mut self, account: AccountId, listing: ListingId) {
        let nonce = self.account(account).nonce + 1;
        let change = SettingsChange::EnableListing {
            listing,
            enabled: true,
        };
        let command = Command::Settings {
            account,
            nonce,
            change,
            caller: addr("alice"),
        };
        self.command(HOME, command).unwrap();
    }
}

pub fn borrow(account: AccountId, listing: ListingId, amount: u128, caller: &str) -> Command {
    let (amount, receiver, caller) = (debt(amount), addr("receiver"), addr(caller));
    Command::Borrow {
        account,
        listing,
        amount,
        receiver,
        caller,
    }
}

pub fn withdraw(account: AccountId, listing: ListingId, amount: Wanted, by: &str) -> Command {
    Command::Withdraw {
        account,
        listing,
        amount,
        receiver: addr("receiver"),
        caller: addr(by),
    }
}

pub fn market(listing: ListingId, index: &str, accounts: Vec<AccountLine>) -> Report {
    let index = Index::new(index.parse().unwrap());
    let markets = vec![MarketLine {
        listing,
        index,
        accounts,
        credits: vec![],
    }];
    Report {
        vault: vec![],
        markets,
        lots: vec![],
    }
}

pub fn minted(account: AccountId, decided: u128, minted: u128, burned: u128) -> AccountLine {
    let (decided, minted, burned) = (shares(decided), shares(minted), shares(burned));
    AccountLine {
        account,
        decided,
        minted,
        burned,
    }
}

pub fn vault(
    account: AccountId,
    listing: ListingId,
    returned: u128,
    released: u128,
    seized: u128,
) -> VaultLine {
    let (returned, released, seized) = (coll(returned), coll(released), coll(seized));
    VaultLine {
        account,
        listing,
        returned,
        released,
        seized,
    }
}
