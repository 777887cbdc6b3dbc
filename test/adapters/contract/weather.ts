// The contract of Weather: what was saved is loaded, and only who has read the last version writes the next.
import { beforeEach, describe, expect, it } from 'vitest';
import type { CellWeather, ProviderHealth } from '../../../shared/model/weather.ts';
import type { Weather } from '../../../shared/ports/weather.ts';

const rain: CellWeather = {
  cell: '1456-1067',
  version: 1,
  forecast: [
    {
      observedAt: 1_795_268_400_000,
      lifetime: 3600,
      temperatureC: -0.5,
      precipitationMmPerHour: 2.4,
      kind: 'rain',
      windMps: 8.1,
      isDaylight: true,
    },
  ],
  lastModified: 'Sat, 21 Nov 2026 13:00:00 GMT',
  askAt: 1_795_270_000_000,
  failures: 0,
  conditions: { abc: { answer: 'yes', changedAt: 1_795_268_400_000, turnedAt: 1_795_268_400_000 } },
  owed: ['abc'],
};
const health: ProviderHealth = { version: 1, hour: 498_685, requests: 3, failures: 1, causes: ['time-out'] };

export function weatherContract(open: () => Promise<{ weather: Weather }>) {
  describe('weather', () => {
    let weather: Weather;
    beforeEach(async () => {
      ({ weather } = await open());
    });

    it('loads what was saved, and nothing of a cell nobody has asked for', async () => {
      expect(await weather.load(rain.cell)).toBeUndefined();
      expect(await weather.save(rain)).toBe(true);
      expect(await weather.load(rain.cell)).toEqual(rain);
      expect(await weather.load('1456-1068')).toBeUndefined();
      const bare = { ...rain, version: 2, forecast: [], told: rain.forecast[0], lastModified: undefined, owed: [] };
      expect(await weather.save(bare)).toBe(true);
      expect(await weather.load(rain.cell)).toEqual(bare);
    });

    it('lets one of ten who have read the same write', async () => {
      for (const version of [1, 2, 3]) {
        const saved = await Promise.all(
          Array.from({ length: 10 }, (_, askAt) => weather.save({ ...rain, version, askAt: askAt + 1 })),
        );
        expect(saved.filter(Boolean)).toHaveLength(1);
        expect(await weather.load(rain.cell)).toMatchObject({ version, askAt: saved.indexOf(true) + 1 });
      }
      expect(await weather.save({ ...rain, version: 3 })).toBe(false);
      expect(await weather.save({ ...rain, version: 5 })).toBe(false);
    });

    it('keeps the provider’s health the same way', async () => {
      expect(await weather.loadHealth()).toBeUndefined();
      expect(await weather.saveHealth(health)).toBe(true);
      expect(await weather.saveHealth(health)).toBe(false);
      const open = { ...health, version: 2, openUntil: 1_795_270_000_000 };
      expect(await weather.saveHealth(open)).toBe(true);
      expect(await weather.loadHealth()).toEqual(open);
    });
  });
}
