// The phone in a real browser, against the whole local cloud: agree, walk into a store, be pushed to, ask why, pause, go, and be told so.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { localAssembly } from '../support/assembly.ts';
import { seriousFaults } from './axe.ts';
import { browserPath, launchBrowser, openWindow, widths } from './browser.ts';

const screenshots = join(import.meta.dirname, '../../.local/screenshots');
const folder = mkdtempSync(join(tmpdir(), 'ravn-phone-'));
const hour = 3_600_000;

const store = (id: string, name: string, lng: number, lat: number) => ({
  id,
  name,
  kind: 'store',
  shape: { type: 'Circle', center: [lng, lat], radiusMetres: 80 },
  timeZone: 'Europe/Copenhagen',
});
const offer = (id: string, category: string, da: string, en: string, geofenceIds: string[], value: number) => ({
  id,
  category,
  messages: { da: { title: da, body: 'Kun i dag' }, en: { title: en, body: 'Today only' } },
  defaultLocale: 'da',
  where: { geofenceIds },
  startsAt: Date.now() - hour,
  endsAt: Date.now() + hour,
  quietHours: 'none',
  value,
});
const catalogue = {
  geofences: [store('cafe-ravn', 'Café Ravn', 12.5715, 55.6828), store('boghandel', 'Boghandel', 12.5693, 55.6801)],
  offers: [
    offer('cocoa', 'coffee', 'Varm kakao −20 %', 'Hot cocoa, 20 % off', ['cafe-ravn'], 10),
    // Not on yet: of two that are, one in fifty times the other is chosen.
    { ...offer('buns', 'bakery', 'Lune boller', 'Warm buns', ['cafe-ravn'], 5), startsAt: Date.now() + hour / 2 },
  ],
};

describe.skipIf(!browserPath)('the phone', () => {
  let cloud: LocalCloud;
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    const assemblyDir = await localAssembly();
    cloud = await startLocalCloud({ assemblyDir, dataDir: join(folder, 'data'), port: 0 });
    const published = await fetch(`${cloud.apiUrl}/v1/catalogue`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await cloud.issueToken({ sub: 'marketer', scope: 'ravn/marketer' })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(catalogue),
    });
    expect(published.status, await published.clone().text()).toBe(200);
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('does all of it, at both widths, light and dark', async () => {
    const { page, complaints, close } = await openWindow(browser, cloud.apiUrl, { size: 'phone' });
    await page.goto(`${cloud.apiUrl}/phone/?as=anna`);
    const reason = page.locator('.status [role=status]');

    // 1. nothing is reported before she has allowed it
    await expectText(reason, /location is not allowed/);
    await allow(page, 'Use my location');
    await page.locator('.map[data-places="2"]').waitFor();
    await expectText(reason, /No place is near/);
    await allow(page, 'Send me offers');
    await allow(page, 'Learn what I like');
    await page.getByRole('checkbox', { name: 'Coffee' }).check();
    await look(page, 'phone-agreed');

    // 2. she walks: a step by key, the rest by hand
    await page.getByRole('application', { name: 'Where the phone is' }).press('ArrowUp');
    await walkTo(page, 'cafe-ravn');
    const push = page.locator('.push');
    await push.waitFor().catch(async () => {
      throw new Error(`no push; ${await page.locator('.status').innerText()}`);
    });
    expect(await push.locator('h2').textContent()).toBe('Hot cocoa, 20 % off');
    await look(page, 'phone-push');

    // 3. she asks why, and wants fewer of these
    await push.getByRole('button', { name: 'Why did I get this?' }).click();
    const why = page.getByRole('dialog', { name: 'Hot cocoa, 20 % off' });
    await why.getByText('You were at Café Ravn', { exact: false }).first().waitFor();
    await look(page, 'phone-why');
    await why.getByRole('button', { name: /café ravn/i }).click();
    await page.getByText(/^Done: /).waitFor();
    await why.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Hear of cafe-ravn again' }).click();
    await page.getByText('Nothing is muted.').waitFor();
    await push.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('Nothing has arrived.').waitFor();

    // 4. she speaks Danish
    await page.getByRole('button', { name: 'Dansk' }).click();
    await page.getByRole('heading', { name: 'Hvad du tillader' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('da');
    await look(page, 'phone-danish');
    await page.getByRole('button', { name: 'English' }).click();

    // 5. a pause: nothing is looked at until she ends it
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expectText(reason, /^Paused/);
    await page.reload();
    await expectText(reason, /^Paused/);
    await page.getByRole('button', { name: 'End the pause' }).click();
    await expectText(reason, /No place is near|Left a place|Perhaps/);

    // 6. everything that is kept, and no position in it
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download everything' }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(Object.keys(JSON.parse(text))).toEqual(
      expect.arrayContaining(['customer', 'devices', 'consents', 'decisions']),
    );
    expect(JSON.parse(text).consents.length).toBe(3);
    expect(text).not.toMatch(/55\.68|12\.5[67]/);

    // 7. the end of it, with a receipt that anybody can verify
    await page.getByRole('button', { name: 'Erase me' }).click();
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('heading', { name: 'You have been erased' }).waitFor();
    await look(page, 'phone-erased');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the receipt' }).click(),
    ]);
    const receipt = JSON.parse(readFileSync(await file.path(), 'utf8'));
    const { payload } = await compactVerify(receipt.receipt, await importJWK(receipt.publicKey, 'EdDSA'));
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ counts: { consent: 3 } });
    await page.getByRole('button', { name: 'Begin as somebody new' }).click();
    await expectText(reason, /location is not allowed/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says so when nobody answers, and goes on when somebody does', async () => {
    const { page, close } = await openWindow(browser, cloud.apiUrl, { size: 'phone' });
    await page.goto(`${cloud.apiUrl}/phone/?as=olga`);
    await allow(page, 'Use my location');
    await page.locator('.map[data-places="2"]').waitFor();
    await page.route('**/v1/positions', (route) => route.abort());
    await walkTo(page, 'boghandel');
    await expectText(page.getByRole('alert'), /^No connection/);
    await page.unroute('**/v1/positions');
    await page.locator('[data-reason="no-offer"], [data-reason="no-change"]').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await close();
  });
});

/** Until it holds: who is in a store before a push may be sent gets none. */
async function allow(page: Page, name: string): Promise<void> {
  await page.getByRole('switch', { name, disabled: false }).click();
  await page.getByRole('switch', { name, checked: true, disabled: false }).waitFor();
}

/** Drags the phone into a store, and lets go of it there. */
async function walkTo(page: Page, id: string): Promise<void> {
  const place = page.locator(`.place[data-id="${id}"] circle`);
  while ((await place.count()) === 0) await page.getByRole('button', { name: /Farther|Længere/ }).click();
  // all of the map, for the mouse goes from the phone to the place
  await page.locator('.map svg').evaluate((map) => map.scrollIntoView({ block: 'center' }));
  const { x, y, width, height } = (await place.boundingBox())!;
  const from = (await page.locator('.map .here').boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await page.mouse.up();
}

async function expectText(locator: ReturnType<Page['locator']>, pattern: RegExp): Promise<void> {
  await locator.filter({ hasText: pattern }).waitFor();
}

/** At both widths, light and dark: writes what it looks like, and asks axe what somebody could not see, hear or reach. */
async function look(page: Page, name: string): Promise<void> {
  for (const [size, theme] of [
    ['desk', 'light'],
    ['desk', 'dark'],
    ['phone', 'dark'],
    ['phone', 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize(widths[size]);
    const path = join(screenshots, `${name}-${size}-${theme}.png`);
    await page.screenshot({ path, fullPage: name !== 'phone-why' });
    expect(await seriousFaults(page), path).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${path}: nothing sticks out to the side`).toBeLessThanOrEqual(0);
  }
}
