// The browser that drives the pages, and what every page is held to: no error in its console, no third party asked.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a browser lies on this machine; undefined where there is none (`CHROMIUM` names another place). */
export const browserPath = places.find((path) => path !== undefined && existsSync(path));

if (!browserPath)
  process.stdout.write('browser suite: skipped, no Chromium here (apt-get install chromium, or name it in CHROMIUM)\n');

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      // WebGL 2 without a graphics card, and without warnings of it
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const widths = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

interface Opened {
  page: Page;
  /** What went wrong unseen: messages of level error, faults nobody caught, requests to anybody but the server. */
  complaints: string[];
  close(): Promise<void>;
}

/** A new window with nothing remembered. `reducedMotion` always, so that nothing is measured half-way. */
export async function openWindow(
  browser: Browser,
  url: string,
  {
    size = 'desk',
    theme = 'light',
    language = 'en-GB',
  }: Partial<{
    size: keyof typeof widths;
    theme: 'light' | 'dark';
    language: string;
  }> = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: widths[size],
    colorScheme: theme,
    locale: language,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refused request is logged by the browser itself; what the page makes of it is what is tested.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url))
      complaints.push(`third party: ${request.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}
