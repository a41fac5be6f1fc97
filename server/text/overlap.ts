/** Length of the longest end of `head` that is also a beginning of `tail`. */
export function overlap(head: string, tail: string): number {
  const most = Math.min(head.length, tail.length);
  for (let length = most; length > 0; length--) {
    if (head.endsWith(tail.slice(0, length))) return length;
  }
  return 0;
}

/** Length of the longest common beginning of two texts, in UTF-16 code units. */
export function commonPrefixLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

/** Length of the longest common end of two texts, in UTF-16 code units. */
export function commonSuffixLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}
