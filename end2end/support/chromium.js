// The machine's own browser; Playwright downloads none.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser that PASSERELLE_CHROMIUM names, or the first one on PATH. */
export function chromium() {
  if (process.env.PASSERELLE_CHROMIUM) return process.env.PASSERELLE_CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      if (isExecutable(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error('No Chromium on PATH. Install one (`cargo xtask setup`), or name it in PASSERELLE_CHROMIUM.');
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
