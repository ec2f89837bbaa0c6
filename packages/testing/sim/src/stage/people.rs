//! The people of a run: everyone borrows, lends, insures and buys, with money made once.

use anyhow::{Context, Result};
use cosmwasm_std::{coin, Decimal, Uint128};
use seawall_fixtures::deploy::tokens;
use seawall_interfaces as api;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::SettingsChange;

use super::{Stage, HEALER, MALLORY};

/// Labels of the people.
pub const PEOPLE: [&str; 8] = ["ann", "ben", "cat", "dan", "eve", "fay", "gus", "hal"];
/// Whole tokens of every native coin that everyone has at the start.
const START_MONEY: u128 = 50_000;
/// Whole tokens of every debt coin that buyers have on every chain with lots.
const BUYING_MONEY: u128 = 200_000;

/// An account and who owns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Label of the owner.
    pub owner: &'static str,
    /// Chain of the owner.
    pub home: u16,
    /// Settings sent so far.
    pub nonce: u64,
}

impl Stage {
    pub(super) fn people(&mut self) -> Result<()> {
        self.money()?;
        let chains: Vec<u16> = self.world.sites.keys().copied().collect();
        // Most are at home on chains with collateral, one on the hub.
        let homes = chains.iter().skip(1).chain(chains.iter().take(1)).cycle();
        for (who, home) in PEOPLE.into_iter().zip(homes) {
            self.begin(who, *home)?;
        }
        Ok(())
    }

    fn money(&mut self) -> Result<()> {
        let spec = self.world.spec.clone();
        let collaterals = spec.collaterals.iter();
        let collaterals = collaterals.map(|c| (c.chain, c.denom, c.decimals));
        let debts = spec.debts.iter().map(|d| (d.chain, d.denom, d.decimals));
        for (chain, denom, decimals) in collaterals.chain(debts) {
            for who in PEOPLE.into_iter().chain([HEALER, MALLORY]) {
                let money = coin(tokens(START_MONEY, decimals), denom);
                self.world.mint(chain, who, &[money])?;
            }
        }
        let routes: Vec<(u16, u32)> = self
            .world
            .sites
            .iter()
            .flat_map(|(chain, site)| site.routes.keys().map(|debt| (*chain, *debt)))
            .collect();
        for (from, debt) in routes {
            let amount = tokens(BUYING_MONEY, self.world.debt(debt)?.decimals);
            for who in [PEOPLE[0], PEOPLE[1], HEALER] {
                self.world.give_payment_coin(from, debt, who, amount)?;
            }
        }
        Ok(())
    }

    /// Opens an account with collateral on every chain and a loan near its limit.
    fn begin(&mut self, who: &'static str, home: u16) -> Result<()> {
        let id = self.world.open_account(home, who)?;
        let mut account = Account {
            id,
            owner: who,
            home,
            nonce: 0,
        };
        for collateral in self.world.spec.collaterals.clone() {
            if collateral.chain != home {
                account.nonce += 1;
                self.enable(&account, collateral.number)?;
            }
        }
        self.accounts.push(account);
        let turn = self.accounts.len();
        let collaterals = self.world.spec.collaterals.clone();
        let own = collaterals.iter().cycle().nth(turn).context("collateral")?;
        // 2,000 dollars' worth of one collateral.
        let worth = Uint128::new(tokens(2_000, own.decimals));
        let units = worth.mul_floor(Decimal::one() / own.price);
        self.fund(id, own.number, units.u128(), who)?;
        let debts = self.world.spec.debts.clone();
        let debt = debts.iter().cycle().nth(turn).context("debt")?;
        let worth = Uint128::new(tokens(1_300, debt.decimals));
        let units = worth.mul_floor(Decimal::one() / debt.price);
        self.world
            .ask_to_borrow(home, who, id, debt.number, units.u128())?;
        self.world.relay()
    }

    fn enable(&mut self, account: &Account, listing: u32) -> Result<()> {
        let change = SettingsChange::EnableListing {
            listing: ListingId(listing),
            enabled: true,
        };
        let msg = api::outpost::ExecuteMsg::Settings {
            account: account.id,
            nonce: account.nonce,
            change,
        };
        let outpost = self.world.site(account.home)?.outpost.clone();
        self.world
            .execute(account.home, account.owner, &outpost, &msg, &[])?;
        self.world.relay()
    }

    fn fund(&mut self, id: AccountId, listing: u32, units: u128, who: &str) -> Result<()> {
        let spec = self.world.collateral(listing)?;
        let vault = self.world.site(spec.chain)?.vault.clone();
        let msg = api::vault::ExecuteMsg::Deposit { account: id };
        let money = [coin(units, spec.denom)];
        self.world.execute(spec.chain, who, &vault, &msg, &money)?;
        self.world.relay()
    }

    /// Learns of accounts that were opened meanwhile.
    pub fn meet(&mut self) -> Result<()> {
        let new = std::mem::take(&mut self.seen.borrow_mut().new_accounts);
        for id in new {
            let seen = self.world.account(AccountId(id))?;
            let home = seen.home.0;
            let owner = seen.controllers.first().map(|c| c.address.to_string());
            let owner = PEOPLE.into_iter().chain([MALLORY]).find(|who| {
                let addr = self.world.addr(home, who).ok();
                addr.map(String::from) == owner
            });
            if let Some(owner) = owner {
                self.accounts.push(Account {
                    id: AccountId(id),
                    owner,
                    home,
                    nonce: seen.nonce,
                });
            }
        }
        Ok(())
    }
}
