//! Packets, acks, error codes and size bounds between hub and outposts.
