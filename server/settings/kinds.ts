// The kinds of values that settings have. Each message completes the sentence "<setting> ...", so that every kind explains itself alike.
import * as v from 'valibot';

/** True or false. */
export const switchedOn = v.boolean('must be true or false');

/** Any text. */
export const text = v.string('must be a text');

/** A text with something in it. */
export const atLeastOne = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));

/** One of the given words. */
export function choice<const Word extends string>(words: readonly Word[]) {
  return v.picklist(words, `must be ${spokenList(words)}`);
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

/** A list of values of one kind. */
export function list<Value>(item: v.GenericSchema<Value>): v.GenericSchema<readonly Value[]> {
  return v.array(item, 'must be a list');
}

/** `null`, or a value of the given kind. */
export function nullable<Value>(item: v.GenericSchema<Value>) {
  return v.nullable(item);
}

const modelMessage = "must be 'provider/model', such as 'mistral/codestral-latest', or 'ngram'";

/** `provider/model`, or `ngram` alone. Which providers exist is known to `providers/registry` only. */
export const modelName = v.pipe(v.string(modelMessage), v.regex(/^(ngram|[A-Za-z][\w-]*\/\S+)$/, modelMessage));

const variableMessage = 'must be the name of an environment variable in capitals, never the key itself';

/** Name of an environment variable. Capitals only, so that a key pasted here by mistake is noticed and not printed. */
export const variableName = v.pipe(v.string(variableMessage), v.regex(/^[A-Z_][A-Z0-9_]*$/, variableMessage));

const urlMessage = 'must be an address that begins with https:// (or http:// for a server of your own)';

/** An HTTP address. */
export const httpUrl = v.pipe(v.string(urlMessage), v.url(urlMessage), v.regex(/^https?:\/\//, urlMessage));

function spokenList(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** A number of at least `least`, fractions allowed. */
export function numberFrom(least: number) {
  const message = `must be a number of at least ${least}`;
  return v.pipe(v.number(message), v.minValue(least, message));
}

/** A number from 0 to `most`, fractions allowed. */
export function numberUpTo(most: number) {
  const message = `must be a number from 0 to ${most}`;
  return v.pipe(v.number(message), v.minValue(0, message), v.maxValue(most, message));
}
