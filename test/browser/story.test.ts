// The whole story on the whole local cloud: an empty console, a first store, an offer written, tried and launched, a phone walks in,
// the push arrives, its code is redeemed, and the results move.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { localAssembly } from '../support/assembly.ts';
import { browserPath, launchBrowser, openWindow } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'ravn-story-'));
const place = { lng: 12.5715, lat: 55.6828 };
/** With the one in the browser more than twenty: fewer are shown to nobody. */
const others = Array.from({ length: 24 }, (_, n) => `guest-${n + 1}`);

describe.skipIf(!browserPath)('a new marketer', () => {
  let cloud: LocalCloud;
  let browser: Browser;
  beforeAll(async () => {
    const assemblyDir = await localAssembly();
    cloud = await startLocalCloud({ assemblyDir, dataDir: join(folder, 'data'), port: 0 });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('puts an offer live and sees what it brings', async () => {
    const { page, complaints, close } = await openWindow(browser, cloud.apiUrl);
    const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
    const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

    // 1. nothing is there: the first store
    await page.goto(`${cloud.apiUrl}/console/`);
    await shows('No offers yet');
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    await shows('Nothing here yet');
    await button('Coordinates').click();
    await page.getByLabel('Name', { exact: true }).fill('Café Ravn');
    await page.getByLabel('Longitude').fill(String(place.lng));
    await page.getByLabel('Latitude').fill(String(place.lat));
    await page.getByLabel('Tags').fill('coffee');
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Europe/Copenhagen');
    await button('Save and publish').click();
    await shows('Café Ravn is saved and in force.');

    // 2. the first offer, as a sentence
    await page.getByRole('link', { name: 'Offers', exact: true }).click();
    await page.getByRole('link', { name: 'New offer' }).click();
    await page.getByLabel('Title', { exact: true }).fill('Hot cocoa −20 %');
    await page.getByLabel('Text', { exact: true }).fill('Show {code} at {geofenceName}');
    await button('a category').click();
    await page.getByRole('textbox', { name: 'Category' }).fill('coffee');
    await button('some places').click();
    await page.getByLabel('Places with one of these tags').fill('coffee');
    await shows(/^1 store/);
    await button('Value, holdout and more').click();
    await page.getByLabel(/^Held out/).fill('0');
    await page.getByLabel('Quiet hours').selectOption('none');
    await page.getByLabel(/^Redemption code/).fill('120');
    await button('Save draft').click();
    await shows('The draft is saved');

    // 3. tried, on walkers who are made up
    await button('Try').click();
    await page.getByRole('radio', { name: /A made-up week/ }).check();
    await button('Try it').click();
    await page.locator('.figures').waitFor({ timeout: 60_000 });
    expect(Number((await page.locator('.figures .first dd').textContent())!.replace(',', ''))).toBeGreaterThan(0);

    // 4. launched
    await button('Launch').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Launch' }).click();
    await shows('The offer is in force.');

    // 5. a phone walks in, and is pushed to
    const phone = await openWindow(browser, cloud.apiUrl, { size: 'phone' });
    await phone.page.goto(`${cloud.apiUrl}/phone/?as=anna`);
    for (const name of ['Use my location', 'Send me offers', 'Learn what I like']) await allow(phone.page, name);
    await phone.page.locator('.map[data-places="1"]').waitFor();
    await walkTo(phone.page, 'cafe-ravn');
    await phone.page.locator('.push').waitFor({ timeout: 60_000 });
    const text = await phone.page.locator('.push').innerText();
    expect(text).toContain('Hot cocoa −20 %');
    const code = /Show ([0-9A-Z]{5}-[0-9A-Z]{5}) at/.exec(text)?.[1];
    expect(code, text).toBeDefined();

    // 6. redeemed at the till, once
    const till = await cloud.issueToken({ sub: 'till-1', scope: 'ravn/partner' });
    const redeem = (key: string) => call(cloud, till, 'POST', '/v1/redemptions', { code }, { 'idempotency-key': key });
    expect((await redeem('receipt-1')).status).toBe(200);
    expect((await redeem('receipt-2')).status).toBe(409);

    // 7. more people come in, and the results move
    for (const customer of others) await walkIn(cloud, customer);
    await page.getByRole('link', { name: 'Results', exact: true }).click();
    await page.getByRole('link', { name: 'Hot cocoa −20 %' }).click();
    await expect
      .poll(
        async () => {
          await page.reload();
          await page.locator('.bars').first().waitFor();
          return page.locator('.bars tr', { hasText: 'Sent' }).first().locator('td').textContent();
        },
        { timeout: 90_000, interval: 2000 },
      )
      .toBe('20');
    await shows('Nobody can tell yet');
    expect(complaints).toEqual([]);
    expect(phone.complaints).toEqual([]);
    await phone.close();
    await close();
  }, 300_000);
});

async function call(
  cloud: LocalCloud,
  token: string,
  method: string,
  path: string,
  body: unknown,
  headers = {},
): Promise<Response> {
  return fetch(cloud.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** A customer with a phone comes in from the street, as two reports tell. */
async function walkIn(cloud: LocalCloud, customer: string): Promise<void> {
  const token = await cloud.issueToken({ sub: customer });
  const consents = { location: true, push: true, profiling: true, textVersion: '1' };
  await call(cloud, token, 'PUT', '/v1/consents', consents);
  const device = { platform: 'ios', token: `token-of-${customer}`, locale: 'en-GB', timeZone: 'Europe/Copenhagen' };
  await call(cloud, token, 'PUT', '/v1/devices/phone', device);
  const now = Date.now();
  const fix = (id: string, at: number, lat: number) => ({
    id,
    at,
    lng: place.lng,
    lat,
    accuracyMetres: 8,
  });
  const reports = [
    fix('1', now - 60_000, place.lat - 0.004),
    fix('2', now - 30_000, place.lat),
    fix('3', now, place.lat),
  ];
  const answer = await call(cloud, token, 'POST', '/v1/positions', { deviceId: 'phone', reports });
  expect(answer.status, await answer.clone().text()).toBe(200);
}

async function allow(page: Page, name: string): Promise<void> {
  await page.getByRole('switch', { name, disabled: false }).click();
  await page.getByRole('switch', { name, checked: true, disabled: false }).waitFor();
}

/** Drags the phone into a store, and lets go of it there. */
async function walkTo(page: Page, id: string): Promise<void> {
  const circle = page.locator(`.place[data-id="${id}"] circle`);
  while ((await circle.count()) === 0) await page.getByRole('button', { name: 'Farther' }).click();
  await page.locator('.map svg').evaluate((map) => map.scrollIntoView({ block: 'center' }));
  const { x, y, width, height } = (await circle.boundingBox())!;
  const from = (await page.locator('.map .here').boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await page.mouse.up();
}
