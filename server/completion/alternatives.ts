// Several answers, only when the user asked by hand: further calls beside the first one, as far as the rate budget reaches.
import type { Resolved } from '../fim/resolve.ts';
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
  signal: AbortSignal,
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
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    const views = await Promise.all(flights.map((flight) => flight.answer(signal)));
    return views.flatMap((view, index) => {
      const flight = flights[index];
      if (flight === undefined || view.kind !== 'answer' || view.resolved.kind !== 'shown') return [];
      return view.resolved.text === '' ? [] : [{ resolved: view.resolved, flight }];
    });
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}
