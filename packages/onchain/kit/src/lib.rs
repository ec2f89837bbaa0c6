//! Ownership, pauses, time locks, paging and process ages, shared by contracts.
