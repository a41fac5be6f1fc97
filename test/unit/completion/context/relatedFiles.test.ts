import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { RelatedFiles } from '../../../../server/completion/context/relatedFiles.ts';
import { silentLogger } from '../../../../server/log/logger.ts';
import { systemFiles } from '../../../../server/world/files.ts';

function project(): { readonly folder: string; readonly related: RelatedFiles; readonly uri: string } {
  const home = mkdtempSync(join(tmpdir(), 'codestral-related-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, 'project');
  mkdirSync(folder);
  writeFileSync(join(home, 'outside.ts'), 'export const outside = 1;\n');
  writeFileSync(join(folder, 'account.ts'), 'export const account = 1;\n');
  writeFileSync(join(folder, 'secret.ts'), 'export const secret = 1;\n');
  writeFileSync(join(folder, 'other.ts'), 'export const other = 1;\n');
  symlinkSync(join(home, 'outside.ts'), join(folder, 'link.ts'));
  const related = new RelatedFiles({
    files: systemFiles,
    log: silentLogger,
    excluded: (path) => path.endsWith('secret.ts'),
    folders: () => [folder],
    pathOf: (uri) => uri.slice(uri.lastIndexOf('/') + 1),
  });
  return { folder, related, uri: pathToFileURL(join(folder, 'main.ts')).href };
}

test('imports and siblings are read; excluded files, links out of the workspace and files outside are not', async () => {
  const { related, uri } = project();
  await related.refresh(
    uri,
    'typescript',
    "import './account.ts';\nimport './secret.ts';\nimport '../outside.ts';\nimport './link.ts';\n",
  );
  const found = related.near(uri).map(({ path, relation }) => `${relation} ${path}`);
  expect(found).toEqual(['import account.ts', 'sibling other.ts']);
});

test('a document outside the workspace has no related files', async () => {
  const { related } = project();
  await related.refresh('file:///elsewhere/main.ts', 'typescript', "import './account.ts';");
  expect(related.near('file:///elsewhere/main.ts')).toEqual([]);
});
