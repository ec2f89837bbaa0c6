//! Where ICS-20 money is: in escrow, in vouchers, or in flight. For every channel and denom, escrow
//! at one end equals vouchers at the other plus what travels between them.

use crate::accounts::narrow;
use crate::bank;
use crate::denom::{denom_on, hop};
use crate::error::SimError;
use crate::ids::{ChainIx, ChannelRef, PacketId};
use crate::net::Net;
use crate::store::Slot;
use crate::transfer::{self, TransferData, PORT};
use cosmwasm_std::{from_json, Addr};

impl Net {
    /// The account that holds what left over a transfer channel.
    ///
    /// # Errors
    /// [`SimError::Encoding`] if the prefix of the chain is not valid Bech32.
    pub fn escrow(&self, end: ChannelRef) -> Result<Addr, SimError> {
        Ok(transfer::escrow(
            self.app(end.chain).api(),
            PORT,
            end.number,
        )?)
    }

    /// Coins of a local denom in escrow at one end of a transfer channel.
    pub fn escrowed(&self, end: ChannelRef, denom: &str) -> u128 {
        self.escrow(end)
            .map_or(0, |addr| self.balance(end.chain, &addr, denom))
    }

    /// The trace of a denom of a chain; a native denom is its own trace.
    ///
    /// # Errors
    /// [`SimError::Encoding`] for a voucher this chain has never seen.
    pub fn trace(&self, chain: ChainIx, denom: &str) -> Result<String, SimError> {
        Ok(transfer::trace(self.storage(chain), denom)?)
    }

    /// The name a denom of `end`'s chain gets at the other end of the channel.
    ///
    /// # Errors
    /// As [`Net::trace`] and [`Net::peer`].
    pub fn denom_across(&self, end: ChannelRef, denom: &str) -> Result<String, SimError> {
        let trace = self.trace(end.chain, denom)?;
        if let Some(home) = trace.strip_prefix(&hop(PORT, end.number, "")) {
            return Ok(denom_on(home));
        }
        let peer = self.peer(end)?;
        Ok(denom_on(&hop(PORT, peer.number, &trace)))
    }

    /// Coins with this trace sent from `end` that have neither arrived nor come back. A packet
    /// answered with an error is in flight until its refund.
    pub fn in_flight(&self, end: ChannelRef, trace: &str) -> u128 {
        let sent = Slot::Commitment.list(self.storage(end.chain)).into_iter();
        let ours = sent.filter(|(channel, _)| *channel == end.number);
        ours.map(|(_, sequence)| self.travelling(end.packet(sequence), trace))
            .fold(0, u128::saturating_add)
    }

    fn travelling(&self, id: PacketId, trace: &str) -> u128 {
        let data = self
            .packet(id)
            .ok()
            .and_then(|p| from_json::<TransferData>(p.data).ok());
        let Some(data) = data.filter(|d| d.denom == trace) else {
            return 0;
        };
        match self.ack_of(id) {
            Some(ack) if transfer::is_success(&ack) => 0,
            _ => data.amount.parse().unwrap_or(u128::MAX),
        }
    }

    /// Checks escrow = vouchers + in flight for one denom in escrow at one end. Coins sent to the
    /// escrow account past ICS-20 count as too much.
    ///
    /// # Errors
    /// [`SimError::NotConserved`] with both figures.
    pub fn check_escrow(&self, end: ChannelRef, denom: &str) -> Result<(), SimError> {
        let peer = self.peer(end)?;
        let trace = self.trace(end.chain, denom)?;
        let there = hop(PORT, peer.number, &trace);
        let vouchers = self.supply(peer.chain, &denom_on(&there));
        let travelling = self
            .in_flight(end, &trace)
            .saturating_add(self.in_flight(peer, &there));
        let (expected, escrowed) = (
            vouchers.saturating_add(travelling),
            self.escrowed(end, denom),
        );
        if expected == escrowed {
            return Ok(());
        }
        Err(SimError::NotConserved {
            channel: end,
            denom: denom.to_string(),
            escrowed: escrowed.to_string(),
            expected: expected.to_string(),
        })
    }

    /// [`Net::check_escrow`] for every transfer channel and everything in escrow, and that no
    /// voucher of those channels exists without escrow.
    ///
    /// # Errors
    /// [`SimError::NotConserved`] for the first difference.
    pub fn check_ics20(&self) -> Result<(), SimError> {
        for end in self.chains().flat_map(|chain| self.channels(chain)) {
            let open = self.channel(end)?;
            let Some(number) = open.peer_channel.filter(|_| open.port == PORT) else {
                continue;
            };
            for coin in self.balances(end.chain, &self.escrow(end)?) {
                self.check_escrow(end, &coin.denom)?;
            }
            self.check_vouchers(end, number)?;
        }
        Ok(())
    }

    /// Every voucher minted for `end`, seen from the end that holds the escrow.
    fn check_vouchers(&self, end: ChannelRef, peer_number: u64) -> Result<(), SimError> {
        let peer = ChannelRef {
            number: peer_number,
            ..self.peer(end)?
        };
        for (voucher, trace) in transfer::traces(self.storage(end.chain)) {
            let Some(home) = trace.strip_prefix(&hop(PORT, end.number, "")) else {
                continue;
            };
            if narrow(bank::supply(self.storage(end.chain), &voucher)) > 0 {
                self.check_escrow(peer, &denom_on(home))?;
            }
        }
        Ok(())
    }
}
