/** The accessibility checker, for all screen sizes and colour schemes. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** The screens of a desktop computer and of a telephone. */
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** Expects no violations and no horizontal scrolling, at two widths, light and dark. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations, passes } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
      expect.soft(found, `${state}, ${size.width} wide, ${colorScheme}`).toEqual([]);
      expect(passes.map(({ id }) => id), 'checked rules').toContain('color-contrast');
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width, `${state}, horizontal scrolling`).toBeLessThanOrEqual(size.width);
  }
}
