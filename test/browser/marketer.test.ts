// What a marketer does and what can go wrong: writing, trying, launching, drawing, importing; conflicts, expired sessions, an API that is down.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browserPath, launchBrowser, openWindow } from './browser.ts';
import { type FakeApi, startFakeApi } from './fake-api.ts';

describe.skipIf(!browserPath)('a marketer', () => {
  let browser: Browser;
  let api: FakeApi;
  let page: Page;
  let opened: Awaited<ReturnType<typeof openWindow>>;
  /** What she answers when she is asked whether she means it. */
  let means: boolean;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    api = await startFakeApi();
    opened = await openWindow(browser, api.url);
    page = opened.page;
    means = true;
    page.on('dialog', (dialog) => void (means ? dialog.accept() : dialog.dismiss()));
  });
  afterEach(async () => {
    expect(opened.complaints).toEqual([]);
    await opened.close();
    await api.stop();
  });
  const open = (hash: string) => page.goto(`${api.url}/console/${hash}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

  test('writes an offer as a sentence, is told what is missing at its field, tries it, launches and pauses it', async () => {
    await open('#/offers/new');
    await page.getByLabel('Title', { exact: true }).fill('Hot chocolate −20 %');
    await page.getByLabel('Text', { exact: true }).fill('Come in from the rain at {geofenceName}.');
    await shows('Come in from the rain at Torvet.'); // as the phone shows it
    await shows('19 of 50');
    await button('Save draft').click();
    await shows('One thing is not right yet');
    await button('a category').click();
    expect(await page.getByRole('textbox', { name: 'Category' }).getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('textbox', { name: 'Category' }).fill('coffee');
    await button('some places').click();
    await page.getByLabel('Places with one of these tags').fill('coffee');
    await shows(/stores · 40 people there now/);
    await button('in any weather').click();
    await page.getByLabel('Rain').check();
    await page.getByLabel('At most, °C').fill('5');
    await button('at any hour').click();
    await button('Add hours').click();
    await page.getByLabel('From', { exact: true }).fill('14:00');
    const sentence = () => page.locator('.sentence').textContent();
    expect(await sentence()).toContain(
      'Send “Hot chocolate −20 %” under coffee to people who come in to any place tagged coffee, when it rains and is at most 5 °C, weekdays 14–17, at most 1 per 3 days',
    );
    await button('Save draft').click();
    await shows('The draft is saved');
    expect(page.url()).toMatch(/#\/offers\/hot-chocolate-20$/);

    await button('Try').click();
    await button('Try it').click();
    await shows(/Deciding again/);
    await shows('Compared with what is live now');
    await button('Launch').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Launch' }).click();
    await shows('The offer is in force.');
    await button('Pause').click();
    await shows('The offer is paused');
    await button('History').click();
    await shows('Launched');
  });

  test('says to whom: an audience of the offer, told at its field what is missing, and a segment she makes', async () => {
    await open('#/offers/hot-chocolate');
    await button('people').click();
    await page.getByLabel('Likes one of these').fill('coffee, tea');
    await page.getByLabel('Up to which visit').fill('1');
    await button('Add an attribute').click();
    await page.getByLabel('Attribute', { exact: true }).fill('tier');
    await button('Save draft').click();
    await shows('One thing is not right yet');
    const values = page.getByLabel('Value', { exact: true });
    expect(await values.getAttribute('aria-invalid')).toBe('true');
    await values.fill('gold, silver');
    await button('Save draft').click();
    await shows('The draft is saved');
    const whom = 'who like coffee or tea, on their first visit, with tier gold or silver,';
    await button(`people ${whom}`).waitFor();

    await button('New segment').click();
    await button('Save segment').click();
    await shows('Say whom: interests, visits or attributes.');
    await page.getByLabel('Name of the segment').fill('Stamgæster');
    await page.getByLabel('From which visit on').fill('3');
    await button('Save segment').click();
    await shows('The segment Stamgæster is saved.');
    await button(`people in “Stamgæster” ${whom}`).waitFor();
    await button('Save draft').click();
    await shows('The draft is saved');
    await page.reload();
    await button(`people in “Stamgæster” ${whom}`).click();
    expect(await values.inputValue()).toBe('gold, silver');
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('asks what her own systems say, and is told at its field which value is missing', async () => {
    await open('#/offers/hot-chocolate');
    await button('What your own systems say').click();
    await button('Add a condition').click();
    await page.getByLabel('What is told').fill('stock.croissant');
    await button('Save draft').click();
    await shows('One thing is not right yet');
    const value = page.getByLabel('Value', { exact: true });
    expect(await value.getAttribute('aria-invalid')).toBe('true');
    await value.fill('1');
    await button('Add a condition').click();
    await page.getByLabel('What is told').last().fill('kitchen.open');
    await page.getByLabel('Told of').last().selectOption('places with a tag');
    await page.getByLabel('Tag', { exact: true }).fill('bakery');
    await page.getByLabel('Comparison').last().selectOption('is true');
    await button('Save draft').click();
    await shows('The draft is saved');
    await page.reload();
    await button('stock.croissant at the place is at least 1 and kitchen.open at bakery is true').click();
    expect(await page.getByLabel('Told of').last().inputValue()).toBe('tag');
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await button('Remove kitchen.open').click();
    await button('stock.croissant at the place is at least 1').waitFor();
  });

  test('changes a segment that an offer in force goes to, once she has been told; takes back what it was; archives one nobody uses', async () => {
    await open('#/segments');
    await page.getByRole('link', { name: /Gold members/ }).click();
    await shows(/are at 9 stores/);
    await page.getByLabel('Likes one of these').fill('tea');
    means = false;
    await page.getByRole('link', { name: 'All segments' }).click();
    await page.waitForURL(/gold$/);
    means = true;
    expect(await page.getByLabel('Likes one of these').inputValue()).toBe('tea');
    await button('Save segment').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('who like tea, with tier gold').waitFor();
    await dialog.getByText('Croissant til kaffen').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Save segment');
    await button('Save segment').click();
    await dialog.getByRole('button', { name: 'Save for all of them' }).click();
    await shows('The segment Gold members is saved.');
    await button('Take this version again: Version 1').click();
    expect(await page.getByLabel('Likes one of these').inputValue()).toBe('');
    await button('Archive').click();
    await dialog.getByText('Take it out of them').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();

    await open('#/segments/new');
    await page.locator('input:focus').waitFor(); // the hand is at the name
    await page.keyboard.type('Tea drinkers');
    await page.getByLabel('Likes one of these').fill('tea');
    await button('Save segment').click();
    await shows('No offer goes to this segment.');
    await button('Archive').click();
    await dialog.getByRole('button', { name: 'Archive' }).click();
    await shows('The segment Tea drinkers is archived.');
    await page.getByRole('link', { name: /Gold members/ }).waitFor();
    expect(await page.locator('.list li').count()).toBe(1);
  });

  test('lets a text show what customers like, with another for who allows less, and names days that are different', async () => {
    await open('#/offers/hot-chocolate');
    await button('“Varm kakao −20 %”').click();
    await page.getByLabel('What they have told you they like').check();
    await button(/only where they allow that/).waitFor();
    await page.getByLabel('They get another text').check();
    await button('Save draft').click();
    await shows('2 things are not right yet');
    const title = page.getByLabel('Title for those who allow less');
    expect(await title.getAttribute('aria-invalid')).toBe('true');
    await title.fill('Varm kakao i dag');
    await page.getByLabel('Text for those who allow less', { exact: true }).fill('Kom ind i varmen.');
    await page.getByLabel('For those who allow less', { exact: true }).check();
    await page.locator('.push').getByText('Varm kakao i dag').waitFor();
    await button('Done').click();
    const message = '“Varm kakao −20 %”, which shows what customers like, or “Varm kakao i dag” where they allow less,';
    expect(await page.evaluate('document.activeElement.textContent')).toBe(message);

    await button('weekdays 14–17').click();
    await button('Add a day').click();
    await button('Save draft').click();
    await shows('Choose a date');
    await page.getByLabel('Date').fill('2026-12-24');
    await button('Add a day').click();
    await page.getByLabel('Date').last().fill('2026-12-31');
    await page.getByLabel('Not at all').last().uncheck();
    await button('Save draft').click();
    await shows('The draft is saved');
    await page.reload();
    await button(message).waitFor();
    await button('weekdays 14–17, but not on 24 Dec 2026 and 10–14 on 31 Dec 2026').waitFor();
  });

  test('stops a simulation', async () => {
    await open('#/offers/hot-chocolate');
    await button('Try').click();
    await button('Try it').click();
    await button('Stop').click();
    await shows('Stopped. Nothing was kept.');
  });

  test('is told who saved in between, sees what differs, and keeps her own or takes theirs', async () => {
    await open('#/offers/hot-chocolate');
    await button('budget 500 sends').click();
    await page.getByLabel('Sends in all').fill('700');
    api.changeMeanwhile('hot-chocolate');
    await button('Save draft').click();
    await shows(/jonas has saved version 5/);
    expect(await page.locator('.conflict tbody').textContent()).toBe('budgetUnits700900');
    await button(/^Keep mine/).click();
    await button('Save draft').click();
    await shows('The draft is saved');

    await open('#/map/cafe-5');
    await page.getByLabel('Name', { exact: true }).fill('Amagertorv, new name');
    api.changeMeanwhile('cafe-5');
    await button('Save and publish').click();
    await shows(/jonas has saved/);
    await button('Take theirs').click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Café Ravn Amagertorv (renamed)');
  });

  test('draws a circle with the mouse, and makes another by its numbers', async () => {
    await open('#/map');
    await page.locator('.map[data-ready]').waitFor();
    await button('Circle').click();
    await shows('Click the middle');
    await page.waitForTimeout(300); // what draws is loaded when it is wanted
    for (const [x, y] of [
      [900, 400],
      [960, 400],
    ] as const) {
      await page.mouse.move(x, y, { steps: 4 });
      await page.mouse.click(x, y);
      await page.waitForTimeout(400);
    }
    await page.getByLabel('Name', { exact: true }).fill('Ny butik på Østerbro');
    await shows(/Touches 1 store · 40 people there now/);
    await button('Save and publish').click();
    await shows('Ny butik på Østerbro is saved and in force.');
    expect(page.url()).toMatch(/#\/map\/ny-butik-paa-oesterbro$/);

    await button('Close').click();
    await button('Coordinates').click();
    await page.getByLabel('Name', { exact: true }).fill('By numbers');
    await page.getByLabel('Longitude').fill('12.6');
    await page.getByRole('spinbutton', { name: 'Radius, metres' }).fill('220');
    await shows('440 m across, 15.2 ha');
    await button('Save and publish').click();
    await shows('By numbers is saved and in force.');
    await button('Close').click();
    await page.getByLabel('Search by name, id or tag').fill('numbers');
    await shows('1 of 14 places');
  });

  test('sees what a geofence was, and takes that again', async () => {
    await open('#/map/cafe-5');
    await page.getByLabel('Name', { exact: true }).fill('Amagertorv, new name');
    await page.getByLabel('Tags').fill('books');
    await button('Save and publish').click();
    await shows(/is saved and in force/);
    await page.getByText('History').click();
    await shows('Changed: name, tags');
    await button('Take this version again: Version 1').click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Café Ravn Amagertorv');
    expect(await page.getByLabel('Tags').inputValue()).toBe('coffee, flagship');
    await button('Save and publish').click();
    await shows('Café Ravn Amagertorv is saved and in force.');
  });

  test('is told why a geofence cannot be archived', async () => {
    await open('#/map/cafe-1');
    await button('Archive').click();
    await shows('The offers hot-chocolate and croissant name it.');
  });

  test('imports a list: first what would happen, then what does; a list without places is refused', async () => {
    await open('#/map');
    await button('Import').click();
    const choose = (name: string, text: string) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await choose('bad.csv', 'name;city\nTorvet;København\n');
    await shows('No row can be imported');
    await choose('stores.csv', 'name,lng,lat\nTorvet,12.57,55.68\nNowhere,,\nKajen,12.6,55.69\n');
    await shows('2 new, 0 changed, 0 as they were');
    await shows('no coordinates in it');
    await button('Import 2 places').click();
    await shows('2 places are imported and in force.');
  });

  test('is told that the session has ended, and loses nothing she has typed', async () => {
    await open('#/offers/new');
    await page.getByLabel('Title', { exact: true }).fill('Typed already');
    api.fault = 'expired';
    await button('Save draft').click();
    await shows('Your session has ended');
    expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('Typed already');
    api.fault = undefined;
    await button('Save draft').click();
    await shows('One thing is not right yet');
  });

  test('is told that the API is down, on every page, and goes on where it is up again', async () => {
    await open('#/why'); // the pages themselves come from elsewhere
    api.fault = 'down';
    for (const name of ['Offers', 'Results', 'Map']) {
      await page.getByRole('link', { name, exact: true }).click();
      await shows('The API does not answer');
    }
    await page.getByRole('link', { name: 'Live', exact: true }).click();
    await shows('API down');
    api.fault = undefined;
    await shows('Connected');
    await page.getByRole('link', { name: 'Offers', exact: true }).click();
    await shows('Varm kakao −20 %');
  });

  test('takes the results along as CSV, and asks why', async () => {
    await open('#/results/hot-chocolate');
    await shows(/It helped: of those who were sent it, 5.4 percentage points more/);
    const [download] = await Promise.all([page.waitForEvent('download'), button('Download CSV').click()]);
    expect(readFileSync(await download.path(), 'utf8')).toContain('\r\nfunnel,sent,,3012\r\n');
    await open('#/why');
    await page.getByLabel('Customer id').fill('freja');
    await button('Look').click();
    await shows('with 0.06 more propensity');
  });

  test('leaves the results open: they stay fresh under her hand, and say how old they are', async () => {
    await page.clock.install();
    await page.setViewportSize({ width: 1280, height: 240 });
    await open('#/results');
    await shows('3,012');
    await shows(/^As of .*now/);
    await page.getByRole('link', { name: 'Bogaften torsdag' }).focus();
    await page.evaluate('scrollTo(0, 60)');
    await page.clock.fastForward(61_000);
    await shows('3,032');
    expect(await page.evaluate('[scrollY, document.activeElement.textContent]')).toEqual([60, 'Bogaften torsdag']);

    await page.evaluate('getSelection().selectAllChildren(document.querySelector("tbody"))');
    await page.clock.fastForward(181_000);
    await shows(/3 minutes ago/);
    expect(await page.getByText('3,032').count()).toBe(1);
    await page.evaluate('getSelection().empty()');
    await page.clock.fastForward(1000);
    await shows('3,052');

    api.fault = 'down';
    await page.clock.fastForward(61_000);
    await shows(/These are the last figures/);
    await shows('3,052');
  });

  test('finds every page by keyboard, in Danish too', async () => {
    await open('#/offers');
    await shows('Varm kakao −20 %');
    await button('Dansk').focus();
    await page.keyboard.press('Enter');
    await shows('Nyt tilbud');
    expect(await page.evaluate('document.documentElement.lang')).toBe('da');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await shows('Hvorfor, og hvorfor ikke');
    await page.reload();
    await shows('Hvorfor, og hvorfor ikke');
  });
});
