//! Health, bonus, repay-to-target, plans and certificates: pure risk maths.
