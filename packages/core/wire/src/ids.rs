//! The numbers that things are called by, scoped by the hub's id. Never denoms, never addresses.

use cosmwasm_schema::cw_serde;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $int:ty) => {
        $(#[$doc])*
        #[cw_serde]
        #[derive(Copy, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $int);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$int> for $name {
            fn from(number: $int) -> Self {
                Self(number)
            }
        }
    };
}

id!(
    /// A chain connected to the hub; the hub numbers them.
    ChainNo,
    u16
);
id!(
    /// An asset as the world knows it, with one price.
    AssetId,
    u32
);
id!(
    /// An asset as it exists on one chain.
    ListingId,
    u32
);
id!(
    /// The way the money for one debt listing travels from one collateral chain.
    RouteId,
    u32
);
id!(
    /// A borrower, cross-margined over all chains.
    AccountId,
    u64
);
id!(
    /// One liquidation of one account on one collateral chain.
    LiquidationId,
    u64
);
id!(
    /// One lot; payments of the collateral side's insurance have a lot number too.
    LotId,
    u64
);
id!(
    /// One bid.
    BidId,
    u64
);
id!(
    /// A user's wish, numbered by the outpost it came from.
    CommandId,
    u64
);
id!(
    /// What the hub told a chain to do, numbered by the hub.
    OrderId,
    u64
);
