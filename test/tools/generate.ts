// Writes the generated pages. Usage: node test/run.mjs test/tools/generate.ts
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generatedFiles } from './pages.ts';

for (const [path, text] of Object.entries(generatedFiles())) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  console.log(`wrote ${path}`);
}
