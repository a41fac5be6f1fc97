// Which editors are installed, and whether they are new enough for our clients.
import { isAbort } from '../async/abort.ts';
import type { Environment } from '../world/environment.ts';
import type { Check } from './doctor.ts';

interface Editor {
  readonly name: string;
  /** Programs it may be called, the usual one first. */
  readonly programs: readonly string[];
  /** The oldest version that works with us, and what a newer one adds. */
  readonly least: readonly [number, number];
  readonly better?: { readonly from: readonly [number, number]; readonly gain: string };
}

const editors: readonly Editor[] = [
  {
    name: 'Neovim',
    programs: ['nvim'],
    least: [0, 11],
    better: { from: [0, 12], gain: 'Version 0.12 shows completions as ghost text; this one shows them in its menu.' },
  },
  { name: 'Helix', programs: ['hx', 'helix'], least: [25, 1] },
  { name: 'Emacs', programs: ['emacs'], least: [29, 1] },
];

const timeLimitMs = 5000;

/** One row per editor that is on the PATH. */
export async function editorChecks(environment: Environment, signal: AbortSignal): Promise<readonly Check[]> {
  const found = await Promise.all(editors.map((editor) => editorCheck(editor, environment, signal)));
  const checks = found.filter((check) => check !== undefined);
  return checks.length > 0 ? checks : [{ name: 'editors', verdict: 'info', finding: 'none of ours on the PATH' }];
}

async function editorCheck(
  { name, programs, least, better }: Editor,
  environment: Environment,
  signal: AbortSignal,
): Promise<Check | undefined> {
  const said = await firstAnswer(programs, environment, signal);
  if (said === undefined) return undefined;
  const version = /(\d+)\.(\d+)(?:\.\d+)*/.exec(said);
  if (version === null) return { name, verdict: 'info', finding: 'installed, version unknown' };
  const [finding, major, minor] = version;
  const own = [Number(major), Number(minor)] as const;
  if (isOlder(own, least)) {
    return { name, verdict: 'info', finding, cure: `Too old for us: install ${name} ${least.join('.')} or newer.` };
  }
  if (better !== undefined && isOlder(own, better.from)) return { name, verdict: 'ok', finding, cure: better.gain };
  return { name, verdict: 'ok', finding };
}

async function firstAnswer(
  programs: readonly string[],
  environment: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const program of programs) {
    try {
      return await environment.run([program, '--version'], { timeoutMs: timeLimitMs }, signal);
    } catch (error) {
      // An editor that is absent or broken is simply not offered.
      if (isAbort(error) || signal.aborted) throw error;
    }
  }
  return undefined;
}

function isOlder([major, minor]: readonly [number, number], than: readonly [number, number]): boolean {
  return major < than[0] || (major === than[0] && minor < than[1]);
}
