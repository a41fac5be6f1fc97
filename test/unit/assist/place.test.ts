import { describe, expect, test } from 'vitest';
import { findPlace, uriOfPath } from '../../../server/assist/place.ts';
import { pathOfUri } from '../../../server/text/document.ts';
import { MemoryHost } from '../../support/memoryHost.ts';

describe('the place of a path', () => {
  test('that is new lies inside the workspace', async () => {
    const host = new MemoryHost({ 'src/a.ts': '' });
    expect(await findPlace(host, 'src/new/b.ts')).toEqual({
      kind: 'free',
      path: '/project/src/new/b.ts',
      shown: 'src/new/b.ts',
    });
  });

  test('behind a link inside of the workspace is what the link leads to', async () => {
    const host = new MemoryHost({ 'src/a.ts': '' });
    host.links.set('/project/lib', '/project/src');
    expect(await findPlace(host, 'lib/a.ts')).toEqual({
      kind: 'file',
      path: '/project/lib/a.ts',
      real: '/project/src/a.ts',
      shown: 'lib/a.ts',
    });
  });

  test('is searched in each workspace folder', async () => {
    const host = folders(['/one', '/two'], ['/two/b.ts']);
    expect(await findPlace(host, 'b.ts')).toMatchObject({ kind: 'file', path: '/two/b.ts' });
    expect(await findPlace(host, 'c.ts')).toMatchObject({ kind: 'free', path: '/one/c.ts' });
  });

  test('is found when the workspace itself stands behind a link', async () => {
    const host = { ...folders(['/tmp/x'], []), real: async (path: string) => path.replace(/^\/tmp/, '/private/tmp') };
    expect(await findPlace(host, 'a.ts')).toEqual({
      kind: 'file',
      path: '/tmp/x/a.ts',
      real: '/private/tmp/x/a.ts',
      shown: 'a.ts',
    });
  });

  test('may have a drive and backslashes', async () => {
    const host = folders(['C:/code'], ['C:/code/src/a.ts']);
    expect(await findPlace(host, 'src\\a.ts')).toMatchObject({ kind: 'file', shown: 'src/a.ts' });
    expect(await findPlace(host, 'C:\\code\\src\\a.ts')).toMatchObject({ kind: 'file' });
    expect(await findPlace(host, '..\\other')).toMatchObject({ kind: 'refused' });
    expect(await findPlace(host, 'D:\\code')).toMatchObject({ kind: 'refused' });
  });

  test('does not exist without a workspace folder', async () => {
    expect(await findPlace(folders([], []), 'a.ts')).toMatchObject({ kind: 'refused' });
  });
});

test.each(['/a b/ü#?.ts', 'C:/a/b.ts'])('the uri of %s leads back to it', (path) => {
  expect(pathOfUri(uriOfPath(path))).toBe(path);
});

function folders(all: readonly string[], files: readonly string[]) {
  return {
    folders: () => all,
    excludes: () => false,
    real: async (path: string) => (all.includes(path) || files.includes(path) ? path : undefined),
  };
}
