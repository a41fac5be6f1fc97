// What may never be written: keys, wherever they come from. Text of documents is kept out by not passing it here at all.

const secretPatterns: readonly RegExp[] = [
  /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi,
  /\b((?:x-)?api[-_]?key|authorization|token|secret|password)\b(["']?\s*[:=]\s*["']?)[^\s"',;&]{4,}/gi,
  /\bsk-[\w-]{8,}/g,
  /\/\/[^/\s:@]+:[^/\s@]+@/g,
];

/** Replaces what looks like a key or password by `***`. Idempotent. */
export function redact(text: string): string {
  return text
    .replace(secretPatterns[0] as RegExp, '$1 ***')
    .replace(secretPatterns[1] as RegExp, '$1$2***')
    .replace(secretPatterns[2] as RegExp, 'sk-***')
    .replace(secretPatterns[3] as RegExp, '//***@');
}
