// Files of others that lie beside the project and are not part of it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The path of a file below `../shared`; where that folder is absent: `undefined`, or an error under `CI=true`. */
export function shared(path) {
  for (let folder = fileURLToPath(new URL('.', import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'shared', path);
    if (existsSync(found)) return found;
  }
  if (process.env.CI === 'true') throw new Error(`../shared/${path} is absent`);
  console.error(`SKIPPED: ../shared/${path} is absent`);
  return undefined;
}
