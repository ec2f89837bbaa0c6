//! Time: one clock for the net; a chain's block time is the net's time at its last block. All jumps
//! cost the same however many blocks they skip.

use crate::ids::ChainIx;
use crate::net::Net;
use crate::steps::StepKind;
use crate::SimError;
use cosmwasm_std::{BlockInfo, Timestamp};

const NANOS: u64 = 1_000_000_000;

impl Net {
    /// Time of the net.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Latest block of a chain.
    pub fn block(&self, chain: ChainIx) -> BlockInfo {
        self.chain(chain).app.block_info()
    }

    /// Whether a chain is halted.
    pub fn is_halted(&self, chain: ChainIx) -> bool {
        self.chain(chain).halted
    }

    /// Lets `seconds` pass: every running chain makes the blocks that fall into them.
    ///
    /// # Errors
    /// What an observer objects.
    pub fn advance_all(&mut self, seconds: u64) -> Result<(), SimError> {
        self.now = self.now.plus_seconds(seconds);
        for chain in self.chains().collect::<Vec<_>>() {
            self.catch_up(chain)?;
        }
        Ok(())
    }

    /// Lets one chain make `n` blocks in their usual time; the net's clock moves on, the other
    /// chains stay where they are until they make a block again.
    ///
    /// # Errors
    /// [`SimError::Halted`]; what an observer objects.
    pub fn advance_blocks(&mut self, chain: ChainIx, n: u64) -> Result<(), SimError> {
        if self.chain(chain).halted {
            return Err(SimError::Halted { chain });
        }
        let seconds = self.chain(chain).config.block_seconds.saturating_mul(n);
        let block = self.block(chain);
        let own = self.local_time(chain);
        // A chain that lags first spends the time that has passed already.
        let end = block.time.plus_seconds(seconds);
        let ahead = end.nanos().saturating_sub(own.nanos());
        self.now = self.now.plus_nanos(ahead);
        self.set_block(chain, block.height.saturating_add(n), end)
    }

    /// Puts a chain at a height and time, forwards or not; the net's clock follows if it is behind.
    ///
    /// # Errors
    /// What an observer objects.
    pub fn set_block(
        &mut self,
        chain: ChainIx,
        height: u64,
        time: Timestamp,
    ) -> Result<(), SimError> {
        let lead = time.nanos().saturating_sub(self.local_time(chain).nanos());
        self.now = self.now.plus_nanos(lead);
        self.put(chain, height, time, StepKind::Blocks)
    }

    /// Stops a chain: no blocks, no transactions, its time stands still.
    ///
    /// # Errors
    /// What an observer objects.
    pub fn halt(&mut self, chain: ChainIx) -> Result<(), SimError> {
        self.chain_mut(chain).halted = true;
        self.finish(chain, Ok(()), |_| (StepKind::Halt, vec![]))
    }

    /// Starts a chain again: its next height, at the net's time.
    ///
    /// # Errors
    /// What an observer objects.
    pub fn resume(&mut self, chain: ChainIx) -> Result<(), SimError> {
        self.chain_mut(chain).halted = false;
        let height = self.block(chain).height.saturating_add(1);
        self.put(chain, height, self.local_time(chain), StepKind::Resume)
    }

    /// Sets how many seconds a chain's clock runs ahead of the net's (negative: behind), from its
    /// next block on.
    pub fn set_skew(&mut self, chain: ChainIx, seconds: i64) {
        self.chain_mut(chain).skew = seconds;
    }

    /// The blocks a chain owes since its last one.
    fn catch_up(&mut self, chain: ChainIx) -> Result<(), SimError> {
        if self.chain(chain).halted {
            return Ok(());
        }
        let block = self.block(chain);
        let per_block = self.chain(chain).config.block_seconds.saturating_mul(NANOS);
        let due = self
            .local_time(chain)
            .nanos()
            .saturating_sub(block.time.nanos());
        let blocks = due.checked_div(per_block).unwrap_or(0);
        if blocks == 0 {
            return Ok(());
        }
        let time = block.time.plus_nanos(blocks.saturating_mul(per_block));
        self.put(
            chain,
            block.height.saturating_add(blocks),
            time,
            StepKind::Blocks,
        )
    }

    fn local_time(&self, chain: ChainIx) -> Timestamp {
        let skew = self.chain(chain).skew;
        let seconds = skew.unsigned_abs();
        if skew < 0 {
            self.now.minus_seconds(seconds)
        } else {
            self.now.plus_seconds(seconds)
        }
    }

    fn put(
        &mut self,
        chain: ChainIx,
        height: u64,
        time: Timestamp,
        kind: StepKind,
    ) -> Result<(), SimError> {
        let chain_id = self.chain(chain).config.name.clone();
        self.chain_mut(chain).app.set_block(BlockInfo {
            height,
            time,
            chain_id,
        });
        self.finish(chain, Ok(()), |_| (kind, vec![]))
    }
}
