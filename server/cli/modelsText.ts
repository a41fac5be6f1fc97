// The list of models as a table for the terminal (pure).
import type { Price } from '../model/catalog.ts';
import type { ListedModel } from '../providers/models.ts';

/** A table with one row per model, those that can fill in the middle first; ends with a newline. */
export function modelsText(host: string, models: readonly ListedModel[]): string {
  if (models.length === 0) return `${host} lists no models for this key.\n`;
  const sorted = [...models].sort((a, b) => Number(b.fim ?? false) - Number(a.fim ?? false));
  const heads = ['model', 'FIM', 'chat', 'context', 'in/out', 'remark'];
  const rows = [heads, ...sorted.map(rowOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}

${models.length} models at ${host}. FIM: can complete (completion.model). "?": the provider does not tell.
Context in tokens; prices in US dollars per million tokens of input and output.
`;
}

function rowOf({ id, fim, chat, contextTokens, price, deprecation }: ListedModel): readonly string[] {
  const remark = deprecation === undefined ? '' : `ends ${deprecation}`;
  return [id, yesNo(fim), yesNo(chat), contextTokens?.toLocaleString('en-US') ?? '?', priceText(price), remark];
}

function yesNo(flag: boolean | undefined): string {
  if (flag === undefined) return '?';
  return flag ? 'yes' : 'no';
}

function priceText(price: Price | undefined): string {
  if (price === undefined) return '?';
  return price.input === 0 && price.output === 0 ? 'free' : `${price.input}/${price.output}`;
}
