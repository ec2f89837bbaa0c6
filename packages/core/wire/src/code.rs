//! Error codes: numbers with a fixed meaning, only ever appended.

use cosmwasm_schema::cw_serde;

/// Why a packet was refused. Programs branch on the number, people read the name.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct Code(pub u16);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        impl Code {
            $($(#[$doc])* pub const $name: Self = Self($number);)*
        }

        /// All codes with their names, in order; written to `schema/error-codes.json`.
        pub const CODES: &[(u16, &str)] = &[$(($number, stringify!($name)),)*];
    };
}

codes! {
    /// The receiver failed in a way that it could not name; nothing was written.
    INTERNAL = 1,
    /// The bytes are not a packet of this protocol.
    MALFORMED = 2,
    /// The wire version is not accepted here.
    WIRE_VERSION = 3,
    /// A list or string is longer than allowed.
    TOO_LONG = 4,
    /// Not an address that this chain accepts.
    BAD_ADDRESS = 5,
    /// The packet is of another hub.
    WRONG_HUB = 6,
    /// The packet is of another epoch of the link.
    WRONG_EPOCH = 7,
    /// The packet came too late: its time to take effect is over.
    EXPIRED = 8,
    /// The execution ran out of the gas set apart for it; nothing was written.
    OUT_OF_GAS = 9,
    /// Not allowed to the sender.
    UNAUTHORIZED = 10,
    /// A link may speak only for its own chain.
    NOT_YOUR_CHAIN = 11,
    /// Paused; pauses expire by themselves.
    PAUSED = 12,
    /// The id was used before with another content.
    DUPLICATE = 13,
    /// No such account.
    UNKNOWN_ACCOUNT = 20,
    /// No such listing.
    UNKNOWN_LISTING = 21,
    /// No such route.
    UNKNOWN_ROUTE = 22,
    /// No such lot.
    UNKNOWN_LOT = 23,
    /// The owner has not enabled this listing for deposits of others.
    NOT_ENABLED = 24,
    /// Below the least amount.
    TOO_SMALL = 25,
    /// Above a cap of the listing, the asset or the link.
    CAP_EXCEEDED = 26,
    /// The account would be unsafe in the worst case.
    WOULD_BE_UNSAFE = 27,
    /// The account has not this much.
    INSUFFICIENT = 28,
    /// No price that may be acted on.
    NO_PRICE = 29,
    /// The market has not this much to lend.
    NO_LIQUIDITY = 30,
    /// Too many collaterals, debts or controllers.
    TOO_MANY = 31,
    /// A setting with an older nonce than the last one.
    OLD_NONCE = 32,
    /// The link is draining, retired or not safe enough for this.
    LINK_LIMITED = 33,
    /// An amount is zero or otherwise out of range.
    BAD_AMOUNT = 34,
    /// The receiver's books say otherwise; nothing was written.
    INCONSISTENT = 35,
    /// The sender was told that this packet was never received, so it may have no effect any more.
    TOLD_NEVER = 36,
}

impl Code {
    /// The code's name, or `UNKNOWN` for a number that is newer than this program.
    pub fn name(self) -> &'static str {
        CODES
            .iter()
            .find(|(number, _)| *number == self.0)
            .map_or("UNKNOWN", |(_, name)| name)
    }
}
