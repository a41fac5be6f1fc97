// The user's own limit on money: `usage.dailyBudgetUsd` and `usage.monthlyBudgetUsd`.

/** US dollars; `undefined` or `null` = no limit. */
export interface Budgets {
  readonly dailyUsd: number | null | undefined;
  readonly monthlyUsd: number | null | undefined;
}

/** `warn` from 80% of a budget on, `spent` from 100%. */
export type BudgetState = 'free' | 'warn' | 'spent';

const warnShare = 0.8;
/** Sums of many small amounts are off by less than this; a budget reached must not look unspent for that. */
const slackUsd = 1e-9;

/** The worse of the two budgets. A budget of 0 is spent from the start: nothing may cost money. */
export function budgetState(
  budgets: Budgets,
  spent: { readonly todayUsd: number; readonly monthUsd: number },
): BudgetState {
  const states = [stateOf(budgets.dailyUsd, spent.todayUsd), stateOf(budgets.monthlyUsd, spent.monthUsd)];
  if (states.includes('spent')) return 'spent';
  return states.includes('warn') ? 'warn' : 'free';
}

/** What the user reads when a budget gets short; `undefined` while there is enough. */
export function explainBudget(
  budgets: Budgets,
  spent: { readonly todayUsd: number; readonly monthUsd: number },
): string | undefined {
  const daily = stateOf(budgets.dailyUsd, spent.todayUsd);
  const monthly = stateOf(budgets.monthlyUsd, spent.monthUsd);
  // The monthly budget is named when it is the worse one: it will not be better tomorrow.
  const isMonthly = monthly !== 'free' && (daily !== 'spent' || monthly === 'spent');
  const state = isMonthly ? monthly : daily;
  if (state === 'free') return undefined;
  const [usd, limit] = isMonthly ? [spent.monthUsd, budgets.monthlyUsd] : [spent.todayUsd, budgets.dailyUsd];
  const what = `${isMonthly ? 'This month' : 'Today'} has cost $${usd.toFixed(2)} of your budget of $${(limit ?? 0).toFixed(2)}`;
  const setting = isMonthly ? 'usage.monthlyBudgetUsd' : 'usage.dailyBudgetUsd';
  if (state === 'warn') return `${what} (\`${setting}\`).`;
  return `${what}: paid models are not asked any more ${isMonthly ? 'this month' : 'today'}. Raise \`${setting}\` to go on.`;
}

function stateOf(budget: number | null | undefined, spentUsd: number): BudgetState {
  if (budget === null || budget === undefined) return 'free';
  const spent = spentUsd + slackUsd;
  if (spent >= budget) return 'spent';
  return spent >= budget * warnShare ? 'warn' : 'free';
}
