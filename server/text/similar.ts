// How alike two texts are: shared tokens, and the edits that lead from one to the other.

/** The different words and operators of a text, as a set to compare. */
export function tokenSet(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*|\p{N}+|[^\s\p{L}\p{N}_$]/gu) ?? []);
}

/** Shared tokens over all tokens, from 0 to 1; two empty sets are equal (Jaccard's index). */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const token of small) if (large.has(token)) shared++;
  return shared / (a.size + b.size - shared);
}

/**
 * How many UTF-16 units must be inserted, deleted or replaced to turn `a` into `b` (Levenshtein's distance), or
 * `most + 1` as soon as it is sure that it takes more than `most`.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length - short.length > most) return most + 1;
  let row = Array.from({ length: short.length + 1 }, (_, at) => at);
  for (let y = 1; y <= long.length; y++) {
    const next = [y];
    let least = y;
    for (let x = 1; x <= short.length; x++) {
      const same = long.charCodeAt(y - 1) === short.charCodeAt(x - 1) ? 0 : 1;
      const value = Math.min((row[x - 1] ?? 0) + same, (row[x] ?? 0) + 1, (next[x - 1] ?? 0) + 1);
      next.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return most + 1;
    row = next;
  }
  const distance = row[short.length] ?? 0;
  return distance > most ? most + 1 : distance;
}

/** True when at most one in ten characters differs: the same line, written slightly differently. */
export function nearlyEqual(a: string, b: string): boolean {
  if (a === b) return true;
  const most = Math.floor(Math.max(a.length, b.length) / 10);
  return editDistance(a, b, most) <= most;
}
