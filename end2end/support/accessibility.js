// What axe finds wrong with a page, in words.
import axe from 'axe-core';
import { expect } from '@playwright/test';

/** Fails when the page breaks a rule of WCAG 2.2 AA that a program can check. */
export async function expectAccessible(page) {
  // Evaluated by the debugger, not added as a script: the page's own policy stays as it is.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
  });
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}
