// Any chat model as FimModel: the hole prompt goes out, the filling comes back piece by piece.
import { fillingOf, holeCall } from '../fim/hole.ts';
import type { ChatModel } from '../model/chat.ts';
import type { FimModel } from '../model/fim.ts';
import type { StreamPart } from '../model/parts.ts';

/** A FimModel over `chat`. Dearer and slower than a model made for FIM; for providers that have none. */
export function chatAsFim(chat: ChatModel): FimModel {
  return {
    id: chat.id,
    dialect: 'chat',
    remote: chat.remote,
    async *stream(call, signal): AsyncGenerator<StreamPart> {
      let answer = '';
      let given = '';
      for await (const part of chat.stream(holeCall(call), signal)) {
        if (part.type === 'text-delta') answer += part.text;
        if (part.type === 'text-delta' || part.type === 'finish') {
          const filling = fillingOf(answer, call, part.type === 'finish');
          // A tag that comes late can change what the filling is; what was given stays, and nothing is added to it.
          if (filling.length > given.length && filling.startsWith(given)) {
            yield { type: 'text-delta', text: filling.slice(given.length) };
            given = filling;
          }
        }
        if (part.type === 'finish') yield part;
      }
    },
  };
}
