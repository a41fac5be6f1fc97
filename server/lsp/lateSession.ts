// A session that is loaded when it is first needed. What happens before waits in its order.
import type { Session } from './session.ts';

export class LateSession {
  readonly #create: () => Promise<Session>;
  #loading: Promise<Session> | undefined;
  #loaded: Session | undefined;
  #waiting: ((session: Session) => void)[] = [];

  constructor(create: () => Promise<Session>) {
    this.#create = create;
  }

  /** The session, loaded once. */
  load(): Promise<Session> {
    this.#loading ??= this.#create().then((session) => {
      this.#loaded = session;
      for (const use of this.#waiting) use(session);
      this.#waiting = [];
      return session;
    });
    return this.#loading;
  }

  /** Runs `use` at once, or in its turn as soon as the session is there. */
  use(use: (session: Session) => void): void {
    if (this.#loaded === undefined) this.#waiting.push(use);
    else use(this.#loaded);
  }

  /** Closes what was loaded. */
  async close(): Promise<void> {
    await this.#loaded?.close();
  }
}
