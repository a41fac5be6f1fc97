// Whether an offer is worth a person's glance: no lone closers, no copy of the neighbouring line.

import type { Surroundings } from './place.ts';
import type { Proposal } from './propose.ts';

/** Fewer characters than this are typed sooner than read. */
const LEAST_CHARACTERS = 3;

export function isWorthOffering(proposal: Proposal, surroundings: Surroundings): boolean {
  const visible = proposal.text.replace(/\s+/g, '');
  if (visible.length < LEAST_CHARACTERS) return false;
  // Closers and separators are what editors and fingers put by themselves.
  if (visible.replace(/[)\]}>;,'"`]/g, '').length < 2) return false;
  return !repeatsNextLine(proposal, surroundings);
}

/** True when the cursor's line would become the line that stands below already. */
function repeatsNextLine(proposal: Proposal, { before, behind }: Surroundings): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1) + proposal.text;
  const rest = behind.split('\n', 8);
  const next = rest.slice(1).find((text) => text.trim() !== '');
  return next !== undefined && line.trim() === next.trim();
}
