//! Acks: one type per packet, and how bytes that claim to be one are classed.

use cosmwasm_schema::cw_serde;
use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::{from_json, to_json_binary, Binary, StdResult};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares};
use thiserror::Error;

use crate::envelope::WireRange;
use crate::ids::{AccountId, OrderId};
use crate::{Code, DETAIL_BYTES_MAX, MAX_PACKET_BYTES};

/// A refusal: a code for programs, a detail for people. The receiver wrote nothing.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Eq, Error)]
#[error("E{}: {detail}", code.0)]
pub struct WireError {
    /// What kind of refusal.
    pub code: Code,
    /// For people; at most 200 bytes.
    pub detail: String,
}

impl WireError {
    /// A refusal; the detail is cut to its limit at a character boundary.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let mut detail: String = detail.into();
        if detail.len() > DETAIL_BYTES_MAX {
            let mut end = DETAIL_BYTES_MAX;
            while !detail.is_char_boundary(end) {
                end = end.saturating_sub(1);
            }
            detail.truncate(end);
        }
        detail.retain(|c| !c.is_control());
        Self { code, detail }
    }

    /// Reads the error back from an error text that contains `E<code>: `; texts of other origin
    /// become `INTERNAL`. Chains pass a failed sub-message's error as text only.
    pub fn from_text(text: &str) -> Self {
        if text.contains("out of gas") {
            return Self::new(Code::OUT_OF_GAS, text);
        }
        Self::find_code(text).unwrap_or_else(|| Self::new(Code::INTERNAL, text))
    }

    /// One pass, whatever the text: another chain chose it, and it is read where running out of gas
    /// would leave its packet without outcome for ever.
    fn find_code(text: &str) -> Option<Self> {
        text.match_indices('E').find_map(|(at, _)| {
            let rest = text.get(at.checked_add(1)?..)?;
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let detail = rest.get(end..)?.strip_prefix(": ")?;
            let code = Code(rest.get(..end)?.parse().ok()?);
            (code.name() != "UNKNOWN").then(|| Self::new(code, detail))
        })
    }
}

/// An ack: `{"result": …}` or `{"error": {"code": …, "detail": …}}`.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum Ack<T> {
    /// The packet took effect; what it answers.
    Result(T),
    /// The packet was refused and changed nothing.
    Error(WireError),
}

impl<T: cosmwasm_schema::serde::Serialize> Ack<T> {
    /// The bytes of this ack.
    pub fn to_bytes(&self) -> StdResult<Binary> {
        to_json_binary(self)
    }
}

/// The three classes of ack (IBC rule 4).
#[derive(Debug, Clone, PartialEq)]
pub enum AckClass<T> {
    /// It parses as this packet's ack: the packet took effect.
    Success(T),
    /// Our typed error or the chain's own error envelope: the packet changed nothing.
    Error(WireError),
    /// Anything else. Nothing may be undone on it: the record becomes unresolved.
    Unknown,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
struct ChainError {
    error: String,
}

impl<T: DeserializeOwned> AckClass<T> {
    /// Classes the bytes of an ack. Never fails.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.len() > MAX_PACKET_BYTES {
            return Self::Unknown;
        }
        match from_json::<Ack<T>>(bytes) {
            Ok(Ack::Result(result)) => Self::Success(result),
            Ok(Ack::Error(e)) => Self::Error(WireError::new(e.code, e.detail)),
            Err(_) => match from_json::<ChainError>(bytes) {
                Ok(envelope) => Self::Error(WireError::from_text(&envelope.error)),
                Err(_) => Self::Unknown,
            },
        }
    }
}

/// What the hub answers to an outpost.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum ToHubAck {
    /// To a hello: what the hub speaks.
    Hello(WireRange),
    /// To a command.
    Command(CommandAck),
    /// To a report: it was merged.
    Reported {},
    /// To a question: the stored ack of each packet asked about, in their order; none: it was never
    /// received and never will have an effect.
    Resolved {
        /// Acks as they were first given.
        acks: Vec<Option<Binary>>,
    },
}

/// What the hub answers to a command, one variant per command.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum CommandAck {
    /// The account's number.
    Opened {
        /// The new account.
        account: AccountId,
    },
    /// The deposit counts from now on.
    Deposited {},
    /// The withdrawal is approved. `here`: the coins are on the asking chain, which releases them
    /// on this ack; otherwise the hub has ordered their chain to.
    Withdrawn {
        /// One id for the release, wherever it happens.
        release: OrderId,
        /// How much was approved, base units.
        amount: CollateralAmount,
        /// Does the asking chain release it?
        here: bool,
    },
    /// The loan is approved. `here`: the market is on the asking chain, which disburses on this
    /// ack; otherwise the hub has ordered its chain to.
    Borrowed {
        /// One id for the disbursement, wherever it happens.
        disbursement: OrderId,
        /// No more shares than this may be minted.
        shares_max: DebtShares,
        /// Does the asking chain disburse it?
        here: bool,
    },
    /// The setting holds from now on.
    Set {},
    /// The surplus will be paid by its market. `here` as above.
    SurplusApproved {
        /// One id for the payment.
        payment: OrderId,
        /// Does the asking chain pay it?
        here: bool,
    },
}

/// What an outpost answers to the hub.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum ToChainAck {
    /// To a hello: what the outpost speaks.
    Hello(WireRange),
    /// To an order.
    Order(OrderAck),
    /// To a question: the stored ack of each packet asked about, in their order; none: it was never
    /// received and never will have an effect.
    Resolved {
        /// Acks as they were first given.
        acks: Vec<Option<Binary>>,
    },
}

/// What an outpost answers to an order, one variant per order.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum OrderAck {
    /// The coins left the vault (or are claimable by the receiver).
    Released {},
    /// The loan was paid out.
    Disbursed {
        /// The shares that were minted.
        shares: DebtShares,
    },
    /// The surplus was paid out.
    SurplusReleased {
        /// How much there was to pay, base units.
        amount: DebtAmount,
    },
    /// All lots of the order are open.
    LotsOpened {
        /// When, in seconds of the collateral chain's time.
        opened_at: u64,
        /// At which of its heights.
        opened_height: u64,
    },
    /// The proceeds are credited as far as their money has arrived.
    Settled {
        /// Cumulative credit of the lot, base units of the debt.
        credited: DebtAmount,
    },
    /// The provision is booked.
    Provisioned {},
    /// The collateral side's fees and pool paid this much into the route.
    CoverPaid {
        /// From fees of the liquidation not yet passed on, base units of the debt.
        from_fees: DebtAmount,
        /// From the pool's capital, base units of the debt.
        from_pool: DebtAmount,
    },
    /// The debt side's payers covered the deficit.
    DeficitCovered {
        /// From the debt side's pool, base units of the debt.
        from_pool: DebtAmount,
        /// From the market's reserve.
        from_reserve: DebtAmount,
        /// Lost by the lenders and recorded as deficit.
        from_lenders: DebtAmount,
    },
    /// The keeper has a claim, as far as there are fees.
    KeeperPaid {},
}
