// Other processes, by their ids.
import { readFileSync } from 'node:fs';
import { waitFor } from './waitFor.ts';

/** Waits until the process `id` has ended. */
export async function awaitEndOf(id: number, timeoutMs = 10_000): Promise<void> {
  await waitFor(() => !isRunning(id), { what: `end of process ${id}`, timeoutMs });
}

/** Waits a moment for the process `id` to end by itself, then ends it. */
export async function ensureEndOf(id: number): Promise<void> {
  try {
    await awaitEndOf(id, 3000);
  } catch {
    kill(id);
    await awaitEndOf(id);
  }
}

/** Ends the process `id` at once, if it still runs. */
export function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
  } catch {
    return false;
  }
  try {
    // A process whose parent has not asked for its exit code yet has ended all the same (proc(5), state Z).
    return !/\) Z /.test(readFileSync(`/proc/${id}/stat`, 'latin1'));
  } catch {
    return process.platform !== 'linux';
  }
}
