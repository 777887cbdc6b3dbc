// Every page at both widths and themes: screenshots, axe, nothing in the browser's console, nobody else asked, and what it weighs.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { browserPath, launchBrowser, openWindow, widths } from './browser.ts';
import { type FakeApi, startFakeApi } from './fake-api.ts';

const folder = join(import.meta.dirname, '../../.local/screenshots');

/** Name, address, what on it says that it is drawn, and what is opened on it then; a page that is there already stays as it is. */
const pages: [name: string, hash: string, ready: string, opened?: string][] = [
  ['map', '#/map', '.map[data-ready] canvas'],
  ['geofence', '#/map/cafe-5', '.map[data-ready] .handle'],
  ['geofence-history', '#/map/cafe-5', '.map[data-ready] .handle', 'summary'],
  ['offers', '#/offers', '.list li'],
  ['offer', '#/offers/hot-chocolate', '.sentence'],
  ['offer-new', '#/offers/new', '.slot-panel'],
  ['offer-message', '#/offers/croissant', '.sentence', '[data-slot=message]'],
  ['offer-hours', '#/offers/croissant', '.sentence', '[data-slot=hours]'],
  ['offer-audience', '#/offers/croissant', '.sentence', '[data-slot=audience]'],
  ['offer-segment-new', '#/offers/croissant', '.sentence', '.slot-panel button:has-text("segment")'],
  ['offer-context', '#/offers/croissant', '.sentence', '[data-slot=context]'],
  ['segments', '#/segments', '.list li'],
  ['segment', '#/segments/gold', '.history li'],
  ['segment-archive', '#/segments/gold', '.history li', 'button.danger'],
  ['live', '#/live', '.latest li'],
  ['results', '#/results', 'tbody tr'],
  ['result-helped', '#/results/hot-chocolate', '.interval'],
  ['result-undecided', '#/results/croissant', '.interval'],
  ['why', '#/why', 'form'],
];

describe.skipIf(!browserPath)('every page', () => {
  let api: FakeApi;
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    [api, browser] = await Promise.all([startFakeApi(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
  });

  for (const size of Object.keys(widths) as (keyof typeof widths)[])
    for (const theme of ['light', 'dark'] as const)
      test(`${size}, ${theme}`, async () => {
        const language = theme === 'dark' ? 'da-DK' : 'en-GB';
        const { page, complaints, close } = await openWindow(browser, api.url, { size, theme, language });
        for (const [name, hash, ready, opened] of pages) {
          if (!page.url().endsWith(`/console/${hash}`)) await page.goto(`${api.url}/console/${hash}`);
          await page.locator(ready).first().waitFor();
          if (opened) await page.locator(opened).first().click();
          await page.waitForTimeout(hash.startsWith('#/map') ? 800 : 100);
          await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`), fullPage: opened !== undefined });
          expect(await seriousFaults(page), `${name}, ${size}, ${theme}`).toEqual([]);
          const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
          expect(overflow, `${name}, ${size}: wider than the window`).toBeLessThanOrEqual(0);
        }
        expect(complaints).toEqual([]);
        await close();
      });

  test('what each page weighs', async () => {
    const lines = [];
    for (const [name, hash] of [
      ['map', '#/map'],
      ['offers', '#/offers'],
      ['segments', '#/segments'],
      ['live', '#/live'],
      ['results', '#/results'],
      ['why', '#/why'],
    ]) {
      const { page, close } = await openWindow(browser, api.url);
      const scripts: Promise<[string, number]>[] = [];
      page.on('response', (response) => {
        if (/\.m?js$/.test(response.url()))
          scripts.push(response.body().then((body) => [response.url(), gzipSync(body).length]));
      });
      await page.goto(`${api.url}/console/${hash}`);
      await page.waitForTimeout(name === 'map' ? 2000 : 800);
      const sizes = await Promise.all(scripts);
      const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
      lines.push(`  ${name!.padEnd(8)} ${String(Math.round(bytes / 1024)).padStart(4)} KB in ${sizes.length} files`);
      const hasMap = sizes.some(([url]) => /map-view|maplibre/.test(url));
      expect(hasMap, `the map's code on ${name}`).toBe(name === 'map');
      if (name !== 'map') expect(bytes, name).toBeLessThan(45 * 1024);
      await close();
    }
    process.stdout.write(`JavaScript over the wire (gzip), a page opened first:\n${lines.join('\n')}\n`);
  });

  test('ten thousand geofences: first paint, and frames while the map is dragged', async () => {
    const many = await startFakeApi({ geofenceCount: 10_000 });
    const { page, complaints, close } = await openWindow(browser, many.url);
    const startedAt = performance.now();
    await page.goto(`${many.url}/console/#/map`);
    await page.locator('.map[data-ready]').waitFor();
    await page.getByText('10,000 places').waitFor();
    const paintedMs = performance.now() - startedAt;
    // Frames are counted in the page: one more moment after each paint.
    await page.evaluate(
      `window.frames_ = []; { let last = performance.now(); const tick = (now) => { frames_.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick); }`,
    );
    await page.mouse.move(900, 400);
    await page.mouse.down();
    for (let step = 1; step <= 40; step += 1) await page.mouse.move(900 - step * 6, 400 - step * 3);
    await page.mouse.up();
    const frames = ((await page.evaluate('frames_')) as number[]).sort((a, b) => a - b);
    const at = (share: number) => Math.round(frames[Math.floor(frames.length * share)] ?? 0);
    process.stdout.write(
      `10,000 geofences, software rendering: on the map and in the list after ${Math.round(paintedMs)} ms; a frame while dragging p50 ${at(0.5)} ms, p95 ${at(0.95)} ms\n`,
    );
    await page.screenshot({ path: join(folder, 'map-10000.png') });
    expect(frames.length).toBeGreaterThan(10);
    expect(complaints).toEqual([]);
    await close();
    await many.stop();
  });
});
