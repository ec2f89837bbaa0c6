//! An insurance pool as small as can be: it keeps what the buyer of last resort tells it to keep.
#![allow(clippy::indexing_slicing)]

use std::collections::BTreeMap;

use cosmwasm_std::Uint256;
use seawall_bids::*;
use seawall_money::*;

use super::{coll, debt, pair, LONG, TERMS};

pub const TERMS_BACK: SaleBack = SaleBack {
    open_secs: 100,
    sale_secs: 1_000,
    slice_min: CollateralAmount::new(5),
};

/// An insurance pool as small as can be.
#[derive(Default)]
pub struct Insurer {
    pub resort: Resort,
    pub series: BTreeMap<u32, Series>,
    pub sums: BTreeMap<(u32, SumKey), Uint256>,
    pub marks: BTreeMap<u64, SeriesMark>,
    pub now: u64,
}

impl Insurer {
    pub fn wait(&mut self, secs: u64) {
        self.now += secs;
        let (resort, mark) = self.resort.clone().turn(TERMS.period(self.now)).unwrap();
        self.resort = resort;
        self.marks.extend(mark.map(|m| (m.mark.upto, m)));
    }

    pub fn back(&mut self, amount: u128) -> Backer {
        let done = self.resort.clone().back(&TERMS, self.now, debt(amount));
        let (resort, backer) = done.unwrap();
        self.resort = resort;
        self.wait(LONG);
        self.joined(backer)
    }

    pub fn joined(&self, backer: Backer) -> Backer {
        let Some(batch) = backer.deposit.waits_with() else {
            return backer;
        };
        let mark = self.marks.range(batch..).next();
        mark.map_or(backer, |(_, mark)| backer.joined(mark).unwrap())
    }

    pub fn open(&self) -> Series {
        let open = self.series.get(&self.resort.series);
        open.copied().unwrap_or_default()
    }

    pub fn buy(&mut self, payment: u128, collateral: u128) {
        let fill = Fill {
            source: 0,
            step: 0,
            price: pair("1"),
            payment: debt(payment),
            collateral: coll(collateral),
        };
        let number = self.resort.series;
        let done = self.resort.clone().buy(self.open(), &fill, self.now);
        let (resort, series, sealed) = done.unwrap();
        self.resort = resort;
        self.series.insert(number, series);
        self.sums.extend(sealed.map(|s| ((number, s.key), s.sum)));
    }

    pub fn close(&mut self) -> BidsResult<()> {
        let number = self.resort.series;
        let (resort, series, sealed) =
            self.resort
                .clone()
                .close(self.open(), &TERMS_BACK, self.now)?;
        self.resort = resort;
        self.series.insert(number, series);
        self.sums.insert((number, sealed.key), sealed.sum);
        Ok(())
    }

    pub fn put_up(&mut self, number: u32) -> Option<u128> {
        let series = self.series[&number];
        let (series, part) = series.put_up(&TERMS_BACK, self.now).unwrap();
        self.series.insert(number, series);
        part.map(|p| p.u128())
    }

    pub fn sold(&mut self, number: u32, sold: u128, proceeds: u128) {
        let series = self.series[&number].sold(coll(sold), debt(proceeds));
        self.series.insert(number, series.unwrap());
    }

    pub fn sums(&self, backer: &Backer) -> Vec<Uint256> {
        let keys = self.resort.sum_keys(backer).into_iter();
        let kept = |key| self.sums.get(&(backer.series, key)).copied();
        keys.map(|key| kept(key).unwrap_or_default()).collect()
    }

    pub fn claim(&mut self, backer: &mut Backer) -> BidsResult<(u128, u128)> {
        let number = backer.series;
        let series = self.series.get(&number).copied().unwrap_or_default();
        let sums = self.sums(backer);
        let (resort, after, series, claim) = self.resort.clone().claim(*backer, series, &sums)?;
        self.resort = resort;
        self.series.insert(number, series);
        *backer = after;
        Ok((claim.collateral.u128(), claim.money.u128()))
    }

    /// All series up to the open one.
    pub fn claim_all(&mut self, backer: &mut Backer) -> (u128, u128) {
        let (mut collateral, mut money) = (0, 0);
        loop {
            let last = backer.series >= self.resort.series;
            let (c, m) = self.claim(backer).unwrap();
            collateral += c;
            money += m;
            if last {
                return (collateral, money);
            }
        }
    }

    pub fn withdraw(&mut self, backer: &mut Backer, amount: u128) -> BidsResult<()> {
        let sums = self.sums(backer);
        let done = self.resort.clone().withdraw(*backer, debt(amount), &sums)?;
        (self.resort, *backer) = done;
        Ok(())
    }
}
