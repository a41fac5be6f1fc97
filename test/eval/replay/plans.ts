// Which files are typed, by which editors, with which model.
import { existsSync, readFileSync } from 'node:fs';
import { eachKey, ghostAfter, helix, popup } from './policies.ts';
import type { Plan } from './run.ts';
import { type Trace, traceOf } from './trace.ts';

/** The three models of the comparison. */
export type Case = 'right' | 'wrong' | 'limited';

export interface Planned extends Plan {
  readonly group: string;
}

const keys = 300;
const pauses = 20;
const neovimMs = 200;
const emacsMs = 150;
const automatic = 2;
const wrongShare = 0.6;

const files: readonly { readonly path: string; readonly languageId: string; readonly from: number }[] = [
  { path: 'test/support/loopback.ts', languageId: 'typescript', from: 0.52 },
  { path: 'node_modules/picomatch/lib/scan.js', languageId: 'javascript', from: 0.3 },
  { path: 'clients/neovim/lua/codestral/init.lua', languageId: 'lua', from: 0.4 },
  { path: 'node_modules/diff/libesm/diff/base.js', languageId: 'javascript', from: 0.35 },
];

/** The traces, as many as asked for, of files that are there. */
export function traces(count: number): readonly Trace[] {
  return files
    .filter(({ path }) => existsSync(path))
    .slice(0, count)
    .map(({ path, languageId, from }, index) =>
      traceOf({
        name: path.slice(path.lastIndexOf('/') + 1),
        languageId,
        text: readFileSync(path, 'utf8'),
        from,
        keys,
        pauses,
        seed: 20 + index,
      }),
    );
}

/** All replays: the bars are about the groups `key a` to `key c`, `menu a`, `helix a`; the others are printed for comparison. */
export function plans(all: readonly Trace[]): readonly Planned[] {
  const base = { client: 'Test', inline: true, wrong: 0, oncePerSecond: false, accepts: false } as const;
  const menu = { ...base, inline: false } as const;
  // Free mode says 60 a minute in its headers, and means one a second.
  const limited = { oncePerSecond: true, requestsPerMinute: 60 } as const;
  const told = { usage: { requestsPerSecond: 1 } } as const;
  const each = (group: string, plan: Omit<Plan, 'name' | 'trace'>, count = all.length): readonly Planned[] =>
    all.slice(0, count).map((trace) => ({ ...plan, group, trace, name: `${group} ${trace.name}` }));
  return [
    ...each('key a', { ...base, policy: eachKey }),
    ...each('key b', { ...base, policy: eachKey, wrong: wrongShare }),
    ...each('key c', { ...base, policy: eachKey, ...limited, settings: told }),
    ...each('key c learned', { ...base, policy: eachKey, ...limited }, 2),
    ...each('key bc', { ...base, policy: eachKey, wrong: wrongShare, ...limited, settings: told }, 2),
    ...each('helix a', { ...menu, client: 'helix', policy: helix }, 3),
    ...each('helix b', { ...menu, client: 'helix', policy: helix, wrong: wrongShare }, 1),
    ...each('menu a', { ...menu, policy: popup(false) }, 1),
    ...each('menu b cancel', { ...menu, policy: popup(true), wrong: wrongShare }, 1),
    ...each('neovim a', { ...base, client: 'Neovim', policy: ghostAfter(neovimMs, automatic) }, 1),
    ...each('neovim b', { ...base, client: 'Neovim', policy: ghostAfter(neovimMs, automatic), wrong: wrongShare }, 1),
    ...each('emacs b', { ...base, policy: ghostAfter(emacsMs, 1), wrong: wrongShare }, 1),
    ...each('accept a', { ...base, policy: eachKey, accepts: true }, 1),
    ...each('accept b', { ...base, policy: eachKey, accepts: true, wrong: wrongShare }, 1),
  ];
}
