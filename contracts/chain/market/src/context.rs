//! What every verb begins and ends with: load the books, book interest and overdue provisions,
//! act, store.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response, Storage};
use seawall_kit::KitError;
use seawall_money::DebtAmount;

use crate::accrual::accrue;
use crate::books::Totals;
use crate::error::{MarketError, MarketResult};
use crate::provision;
use crate::state::{Config, Scope, CONFIG, PAUSES, TOTALS};

/// Overdue provisions that any message ends in passing.
const OVERDUE_IN_PASSING: u32 = 4;

/// The books, brought up to now.
pub struct Context {
    /// Configuration.
    pub config: Config,
    /// Totals.
    pub totals: Totals,
    /// Seconds since the epoch.
    pub now: u64,
    /// What happened while the books were brought up to now.
    pub events: Vec<Event>,
}

impl Context {
    /// Loads the books and brings them up to now.
    pub fn load(storage: &mut dyn Storage, env: &Env) -> MarketResult<Self> {
        Self::load_and_end(storage, env, OVERDUE_IN_PASSING)
    }

    /// As [`Context::load`], ending at most `overdue` provisions whose time is over.
    pub fn load_and_end(storage: &mut dyn Storage, env: &Env, overdue: u32) -> MarketResult<Self> {
        let mut context = Self::read(storage, env)?;
        provision::end_overdue(storage, &mut context, overdue)?;
        Ok(context)
    }

    /// The books with interest up to now, for questions.
    pub fn read(storage: &dyn Storage, env: &Env) -> MarketResult<Self> {
        let config = CONFIG.load(storage)?;
        let mut totals = TOTALS.load(storage)?;
        let now = env.block.time.seconds();
        accrue(&mut totals, &config.terms, now)?;
        Ok(Self {
            config,
            totals,
            now,
            events: vec![],
        })
    }

    /// Stores the books.
    pub fn save(&mut self, storage: &mut dyn Storage) -> MarketResult<()> {
        self.totals.fill_pot()?;
        Ok(TOTALS.save(storage, &self.totals)?)
    }

    /// A response that tells what happened so far.
    pub fn response(&mut self) -> Response {
        Response::new().add_events(std::mem::take(&mut self.events))
    }

    /// Fails unless the outpost sent it.
    pub fn assert_outpost(&self, sender: &Addr) -> MarketResult<()> {
        let outpost = self.config.outpost()?;
        if outpost != sender {
            return Err(KitError::unauthorized(outpost, sender).into());
        }
        Ok(())
    }

    /// Fails while lending is paused.
    pub fn assert_lending(&self, storage: &dyn Storage) -> MarketResult<()> {
        let status = PAUSES.status(storage, self.now, Scope::Lending)?;
        if status.paused {
            return Err(MarketError::Paused {
                until: status.until,
            });
        }
        Ok(())
    }

    /// Fails unless `amount` is free.
    pub fn assert_free(&self, amount: DebtAmount) -> MarketResult<()> {
        let free = self.totals.free();
        if amount > free {
            let wanted = amount;
            return Err(MarketError::NoLiquidity { wanted, free });
        }
        Ok(())
    }
}

/// Anyone: brings interest up to now and ends provisions whose time is over.
pub fn crank(deps: DepsMut, env: &Env) -> MarketResult<Response> {
    let mut context = Context::load_and_end(deps.storage, env, 16)?;
    context.save(deps.storage)?;
    Ok(context.response())
}
