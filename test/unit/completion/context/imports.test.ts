import { expect, test } from 'vitest';
import { importCandidates, importsOf } from '../../../../server/completion/context/imports.ts';

test.each([
  [
    'typescript',
    "import { a } from './a.ts';\nexport * from '../b';\nconst c = require('./c');\nimport 'vscode';",
    ['./a.ts', '../b', './c'],
  ],
  ['python', 'from .models import User\nfrom app.db import connect\nimport os', ['.models', 'app.db']],
  ['c', '#include <stdio.h>\n#include "queue.h"', ['queue.h']],
  ['rust', 'mod parser;\nuse crate::lexer::Token;\nuse std::fs;', ['parser', 'lexer']],
  ['ruby', "require_relative 'account'", ['account']],
])('%s names its own files', (languageId, text, expected) => {
  expect(importsOf(text, languageId)).toEqual(expected);
});

test.each([
  ['/p/src/main.ts', './a.js', '/p/src/a.ts'],
  ['/p/src/main.ts', '../b', '/p/b.ts'],
  ['/p/app/views.py', '.models', '/p/app/models.py'],
  ['/p/app/views.py', '..core.db', '/p/core/db.py'],
  ['/p/src/main.rs', 'parser', '/p/src/parser.rs'],
  ['/p/src/main.c', 'queue.h', '/p/src/queue.h'],
])('in %s the import %s may mean %s', (path, specifier, expected) => {
  expect(importCandidates(path, specifier)).toContain(expected);
});
