// Requests that run: two streams, or one for each document that waits, joined while they agree with what was typed, closed when they do not.
import type { Place } from '../fim/resolve.ts';
import { Flight, type FlightStart } from './flight.ts';

const mostFlights = 2;

export class InFlight {
  readonly #flights = new Set<Flight>();
  readonly #ended: (flight: Flight) => void;

  /** `ended` is told of each flight that ends, whoever waits for it: its answer may be worth keeping. */
  constructor(ended: (flight: Flight) => void) {
    this.#ended = ended;
  }

  /** The newest flight of this document that agrees with `place`, or may still turn out to. */
  find(uri: string, place: Place): Flight | undefined {
    for (const flight of [...this.#flights].reverse()) {
      if (flight.origin.uri === uri && flight.follow(place)) return flight;
    }
    return undefined;
  }

  start(start: FlightStart): Flight {
    if (this.#flights.size >= mostFlights) this.#dispensable(start.origin.uri)?.close();
    const flight = new Flight(start);
    this.#flights.add(flight);
    void flight.run().then(() => {
      this.#flights.delete(flight);
      this.#ended(flight);
    });
    return flight;
  }

  /** The oldest flight that nobody waits for any more: of this document (its older requests are superseded), or of another. */
  #dispensable(uri: string): Flight | undefined {
    return [...this.#flights].find((flight) => flight.origin.uri === uri || flight.waiting === 0);
  }

  /** The document's text changed and its cursor stands at `place`: what disagrees is closed. */
  changed(uri: string, place: Place): void {
    for (const flight of this.#flights) {
      if (flight.origin.uri === uri && !flight.follow(place)) flight.close();
    }
  }

  /** A waiter at `place` has left: a stream that nobody else waits for is closed, unless the cursor has gone on and it agrees. */
  abandoned(flight: Flight, place: Place = flight.place): void {
    if (flight.waiting === 0 && flight.place === place) flight.close();
  }

  /** Closes the flights of one document, or all. */
  close(uri?: string): void {
    for (const flight of this.#flights) if (uri === undefined || flight.origin.uri === uri) flight.close();
  }
}
