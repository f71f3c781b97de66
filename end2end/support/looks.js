// A page in every width and colour. SCREENSHOTS=folder keeps a picture of each.
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { expectAccessible } from './accessibility.js';

/** Fails when a page scrolls sideways, or breaks a rule of accessibility, at 360, 768 or 1440 px, light or dark. Nor
 * does it scroll sideways at 320 px, as somebody sees it who has magnified four times (WCAG 2.2, 1.4.10). */
export async function expectGoodLooks(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, 360, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `${name} at ${width} px scrolls sideways`).toBeLessThanOrEqual(0);
      if (process.env.SCREENSHOTS) {
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      if (width === 360 || width === 1440) await expectAccessible(page);
    }
  }
}
