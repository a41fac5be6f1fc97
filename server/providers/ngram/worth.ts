// Whether an offer is worth a person's glance: no lone closers, no copy of the neighbouring line.

import type { Surroundings } from './place.ts';
import type { Proposal } from './propose.ts';

/** Fewer characters than this are typed sooner than read. */
const LEAST_CHARACTERS = 3;

/** The first line decides: what stands below it is a bonus. */
export function isWorthOffering(proposal: Proposal, surroundings: Surroundings): boolean {
  const [first = ''] = proposal.text.split(/[\r\n]/, 1);
  const visible = first.replace(/\s+/g, '');
  if (visible.length < LEAST_CHARACTERS) return false;
  // Closers and separators are what editors and fingers put by themselves.
  if (visible.replace(/[)\]}>;,'"`]/g, '').length < 2) return false;
  return !repeatsNextLine(first, surroundings);
}

/** True when the cursor's line would become the line that stands below already. */
function repeatsNextLine(first: string, { before, behind }: Surroundings): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1) + first;
  const rest = behind.split('\n', 8);
  const next = rest.slice(1).find((text) => text.trim() !== '');
  return next !== undefined && line.trim() === next.trim();
}
