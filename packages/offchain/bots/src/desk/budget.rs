//! The bound on fees per hour.

use std::collections::VecDeque;

const HOUR: u64 = 3_600;

/// What was spent in the last hour, and how much may be. It begins empty after a restart.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    per_hour: Option<u128>,
    spent: VecDeque<(u64, u128)>,
}

impl Budget {
    /// At most so much per hour; no limit without.
    pub const fn new(per_hour: Option<u128>) -> Self {
        Self {
            per_hour,
            spent: VecDeque::new(),
        }
    }

    /// May so much be spent now? What is not urgent leaves a fifth for what is.
    pub fn allows(&self, now: u64, amount: u128, urgent: bool) -> bool {
        let Some(bound) = self.per_hour else {
            return true;
        };
        let kept = if urgent { 0 } else { bound / 5 };
        let after = self.in_last_hour(now).saturating_add(amount);
        after <= bound.saturating_sub(kept)
    }

    /// Books what was spent.
    pub fn spend(&mut self, now: u64, amount: u128) {
        while self.spent.front().is_some_and(|(at, _)| over(*at, now)) {
            self.spent.pop_front();
        }
        self.spent.push_back((now, amount));
    }

    /// What was spent in the last hour, and the bound.
    pub fn standing(&self, now: u64) -> (u128, u128) {
        (self.in_last_hour(now), self.per_hour.unwrap_or(u128::MAX))
    }

    fn in_last_hour(&self, now: u64) -> u128 {
        let recent = self.spent.iter().filter(|(at, _)| !over(*at, now));
        recent.fold(0, |sum, (_, n)| sum.saturating_add(*n))
    }
}

const fn over(at: u64, now: u64) -> bool {
    at.saturating_add(HOUR) <= now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_later_it_may_spend_again_and_the_urgent_has_a_fifth_for_itself() {
        let mut budget = Budget::new(Some(100));
        assert!(budget.allows(0, 80, false));
        assert!(!budget.allows(0, 81, false));
        budget.spend(0, 80);
        assert!(!budget.allows(1, 1, false));
        assert!(budget.allows(1, 20, true));
        assert!(!budget.allows(1, 21, true));
        budget.spend(1_800, 20);
        assert!(!budget.allows(3_599, 1, true));
        assert!(
            budget.allows(3_600, 60, false),
            "the first 80 are an hour old"
        );
        assert_eq!(budget.standing(3_600), (20, 100));
        assert!(
            Budget::default().allows(0, u128::MAX, false),
            "no bound is no bound"
        );
    }
}
