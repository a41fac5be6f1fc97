// When the editors ask, and what they do with an answer.
import type { Offer, Received, ReplayEditor } from './editor.ts';
import type { Key } from './trace.ts';

/** What a policy tells the measurement. */
export interface Listener {
  answered(received: Received): void;
  /** What is on screen may have changed. */
  screen(): void;
}

export interface Policy {
  /** A key was put into the buffer; `typedThrough` is what is left of the offer that was on screen, if the key agreed with it. */
  pressed(key: Key, typedThrough: Offer | undefined): void;
  stop(): void;
}

export type PolicyOf = (editor: ReplayEditor, listener: Listener) => Policy;

/** LSP 3.18: 1 by hand, 2 automatic; its drafts: 0 and 1. */
const inlineKinds = [2, 1, 0, 2] as const;
const invoked = 1;
const byCharacter = 2;
const forIncomplete = 3;

/** Ghost text, asked for on each key, with all trigger kinds that occur. */
export const eachKey: PolicyOf = (editor, listener) => {
  let count = 0;
  return {
    pressed() {
      editor.show(undefined);
      void editor.askInline(inlineKinds[count++ % inlineKinds.length] ?? 2).answer.then((received) => {
        if (!received.outdated) editor.show(received.offer);
        listener.answered(received);
        listener.screen();
      });
    },
    stop() {},
  };
};

/** Ghost text as Neovim (200 ms, kind 2) and our Emacs mode (150 ms) do it: asked for when the keys rest, kept while its own characters are typed. */
export function ghostAfter(waitMs: number, triggerKind: number): PolicyOf {
  return (editor, listener) => {
    let timer: NodeJS.Timeout | undefined;
    return {
      pressed(_key, typedThrough) {
        editor.show(typedThrough);
        clearTimeout(timer);
        timer = setTimeout(() => {
          void editor.askInline(triggerKind).answer.then((received) => {
            if (!received.outdated) editor.show(received.offer);
            listener.answered(received);
            listener.screen();
          });
        }, waitMs);
      },
      stop: () => clearTimeout(timer),
    };
  };
}

/** A menu that asks on each key and, while it is open, again because its list is incomplete. `cancels`: the previous question is cancelled first. */
export function popup(cancels: boolean): PolicyOf {
  return (editor, listener) => {
    let previous: number | undefined;
    return {
      pressed() {
        const kind = editor.screen === undefined ? invoked : forIncomplete;
        editor.show(undefined);
        if (cancels && previous !== undefined) editor.cancel(previous);
        const { id, answer } = editor.askMenu(kind);
        previous = id;
        void answer.then((received) => {
          if (previous === id) previous = undefined;
          if (!received.outdated) editor.show(received.offer);
          listener.answered(received);
          listener.screen();
        });
      },
      stop() {},
    };
  };
}

const helixWaitMs = 250;
const helixTriggerMs = 5;
const helixWord = /[\p{L}\p{N}_]{2,}$/u;

/** Helix: 250 ms behind a word of two characters, at once behind a trigger character; never cancels, and asks again only after the pending answer. */
export const helix: PolicyOf = (editor, listener) => {
  let timer: NodeJS.Timeout | undefined;
  let pending = false;
  const ask = (kind: number, character?: string) => {
    if (pending) return;
    pending = true;
    void editor.askMenu(kind, character).answer.then((received) => {
      pending = false;
      if (!received.outdated) editor.show(received.offer);
      listener.answered(received);
      listener.screen();
    });
  };
  return {
    pressed(key) {
      clearTimeout(timer);
      const wasOpen = editor.screen !== undefined;
      editor.show(undefined);
      const character = key.insert.at(-1) ?? '';
      if (wasOpen && /[\p{L}\p{N}_]/u.test(character)) ask(forIncomplete);
      else if (editor.triggerCharacters.includes(character))
        timer = setTimeout(() => ask(byCharacter, character), helixTriggerMs);
      else if (helixWord.test(editor.prefix)) timer = setTimeout(() => ask(invoked), helixWaitMs);
    },
    stop: () => clearTimeout(timer),
  };
};
