// Several answers, only when the user asked by hand: further calls beside the first one, as far as the rate budget reaches.
import type { CompletionRequest } from '../fim/request.ts';
import type { Resolved } from '../fim/resolve.ts';
import type { Ends } from './ends.ts';
import { Flight, type FlightStart } from './flight.ts';

/** Different enough from the first answer, which is the model's best guess at temperature 0, and still code. */
const temperature = 0.7;

export interface Alternative {
  readonly resolved: Resolved & { readonly kind: 'shown' };
  readonly flight: Flight;
}

/**
 * Asks `count` times beside the first answer and gives what can be shown. Failures are left out: the first answer stands.
 * `start` makes a flight for a call at this temperature, or nothing when the budget does not allow one more.
 */
export async function askAlternatives(
  count: number,
  start: (temperature: number) => FlightStart | undefined,
  ends: Ends,
): Promise<readonly Alternative[]> {
  const flights: Flight[] = [];
  for (let number = 0; number < count; number++) {
    const begun = start(temperature);
    if (begun === undefined) break;
    const flight = new Flight(begun);
    flights.push(flight);
    void flight.run();
  }
  const hangUp = () => {
    for (const flight of flights) flight.close();
  };
  ends.any.addEventListener('abort', hangUp, { once: true });
  try {
    const views = await Promise.all(flights.map((flight) => inTime(flight, ends)));
    return views.flatMap((view, index) => {
      const flight = flights[index];
      if (flight === undefined || view?.kind !== 'answer' || view.resolved.kind !== 'shown') return [];
      return view.resolved.text === '' ? [] : [{ resolved: view.resolved, flight }];
    });
  } finally {
    ends.any.removeEventListener('abort', hangUp);
  }
}

/** What a flight has to say before the deadline. */
async function inTime(flight: Flight, ends: Ends): Promise<Awaited<ReturnType<Flight['answer']>> | undefined> {
  try {
    return await flight.answer(ends.any, ends.hurry);
  } catch (error) {
    if (ends.late.aborted) return undefined;
    throw error;
  }
}

/** Several completions only where the user asked by hand. */
export function wantedCount(request: CompletionRequest): number {
  return request.trigger === 'invoked' ? (request.count ?? 1) : 1;
}
