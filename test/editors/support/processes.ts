// Other processes, by their ids.
import { waitFor } from './waitFor.ts';

/** Waits until the process `id` has ended. */
export async function awaitEndOf(id: number, timeoutMs = 10_000): Promise<void> {
  await waitFor(() => !isRunning(id), { what: `end of process ${id}`, timeoutMs });
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
