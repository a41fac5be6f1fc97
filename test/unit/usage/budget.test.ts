// The user's own limit on money.
import { expect, test } from 'vitest';
import { budgetState, explainBudget } from '../../../server/usage/budget.ts';

const none = { dailyUsd: null, monthlyUsd: undefined };

test('without budgets nothing is ever spent', () => {
  expect(budgetState(none, { todayUsd: 1e6, monthUsd: 1e6 })).toBe('free');
  expect(explainBudget(none, { todayUsd: 1e6, monthUsd: 1e6 })).toBeUndefined();
});

test('eight dimes are four fifths of a dollar, whatever floating point says', () => {
  const todayUsd = Array.from({ length: 8 }, () => 0.1).reduce((sum, usd) => sum + usd, 0);
  expect(todayUsd).toBeLessThan(0.8);
  expect(budgetState({ dailyUsd: 1, monthlyUsd: null }, { todayUsd, monthUsd: 0 })).toBe('warn');
});

test('the worse of the two budgets counts', () => {
  const budgets = { dailyUsd: 1, monthlyUsd: 10 };
  expect(budgetState(budgets, { todayUsd: 0.1, monthUsd: 9 })).toBe('warn');
  expect(budgetState(budgets, { todayUsd: 1, monthUsd: 9 })).toBe('spent');
});

test('a budget of 0 allows nothing that costs', () => {
  expect(budgetState({ dailyUsd: 0, monthlyUsd: null }, { todayUsd: 0, monthUsd: 0 })).toBe('spent');
});

test('the sentence names the budget that is short, its setting and what follows', () => {
  const budgets = { dailyUsd: 1, monthlyUsd: 10 };
  expect(explainBudget(budgets, { todayUsd: 0.85, monthUsd: 1 })).toBe(
    'Today has cost $0.85 of your budget of $1.00 (`usage.dailyBudgetUsd`).',
  );
  expect(explainBudget(budgets, { todayUsd: 1.02, monthUsd: 8.5 })).toContain('not asked any more today');
  expect(explainBudget(budgets, { todayUsd: 0.9, monthUsd: 10 })).toBe(
    'This month has cost $10.00 of your budget of $10.00: paid models are not asked any more this month. Raise `usage.monthlyBudgetUsd` to go on.',
  );
});
