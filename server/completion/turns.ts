// Whose turn it is in a document: the newest position. Older requests are answered empty at once.
import type { CompletionRequest } from '../fim/request.ts';

/** The reason of a signal that was aborted because a newer request or change came. */
export class Superseded extends Error {
  override readonly name = 'AbortError';
}

/** Helix and Eglot never cancel and Neovim hardly does, so a newer change or request is the only sign that one is stale. */
export class Turns {
  readonly #turns = new Map<string, { readonly key: string; readonly controller: AbortController }>();

  /** Takes the turn of a request's document. Requests for the same version and offset share it. */
  take(request: CompletionRequest): AbortSignal {
    const { uri, version } = request.snapshot;
    const key = `${version}:${request.offset}`;
    const current = this.#turns.get(uri);
    if (current?.key === key && !current.controller.signal.aborted) return current.controller.signal;
    this.end(uri);
    const controller = new AbortController();
    this.#turns.set(uri, { key, controller });
    return controller.signal;
  }

  /** The document changed or closed: whatever waits for it is superseded. */
  end(uri: string): void {
    const current = this.#turns.get(uri);
    this.#turns.delete(uri);
    current?.controller.abort(new Superseded('superseded'));
  }
}
