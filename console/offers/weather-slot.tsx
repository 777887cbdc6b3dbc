// In which weather: kinds and temperature, both of which must hold.
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { type Offer, weatherKinds } from './offer.ts';
import { numberFrom, type SlotProps } from './slot-props.ts';
import { offerWords } from './words.ts';

type Weather = NonNullable<Offer['weather']>;

/** Without what says nothing; undefined where nothing is left: any weather. */
export function tidied({ temperatureC, kinds, ...others }: Weather): Weather | undefined {
  const { atLeast, atMost } = temperatureC ?? {};
  const { turnedWithinMinutes, ...conditions } = others;
  const weather: Weather = {
    ...conditions,
    ...(kinds?.length && { kinds }),
    ...((atLeast !== undefined || atMost !== undefined) && {
      temperatureC: { ...(atLeast !== undefined && { atLeast }), ...(atMost !== undefined && { atMost }) },
    }),
  };
  if (Object.keys(weather).length === 0) return undefined;
  return turnedWithinMinutes === undefined ? weather : { ...weather, turnedWithinMinutes };
}

export function WeatherSlot({ offer, set, fault }: SlotProps) {
  const words = useWords(offerWords);
  const weather = offer.weather ?? {};
  const { kinds = [], temperatureC = {} } = weather;
  const change = (part: Partial<Weather>) => set({ weather: tidied({ ...weather, ...part }) });
  return (
    <div class="stack">
      <fieldset>
        <legend>{words.kindsLegend}</legend>
        <div class="row checks">
          {weatherKinds.map((kind) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={kinds.includes(kind)}
                onChange={() => change({ kinds: weatherKinds.filter((one) => (one === kind) !== kinds.includes(one)) })}
              />
              {words.kinds[kind]}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="fields">
        {(['atLeast', 'atMost'] as const).map((bound) => (
          <Field
            key={bound}
            label={bound === 'atLeast' ? words.atLeastC : words.atMostC}
            fault={fault(`weather.temperatureC.${bound}`)}
          >
            {(control) => (
              <input
                {...control}
                type="number"
                step="any"
                placeholder={words.optional}
                value={temperatureC[bound] ?? ''}
                onInput={(event) =>
                  change({ temperatureC: { ...temperatureC, [bound]: numberFrom(event.currentTarget.value) } })
                }
              />
            )}
          </Field>
        ))}
        <Field label={words.turned} fault={fault('weather.turnedWithinMinutes')}>
          {(control) => (
            <input
              {...control}
              type="number"
              min={1}
              placeholder={words.optional}
              value={weather.turnedWithinMinutes ?? ''}
              onInput={(event) => change({ turnedWithinMinutes: numberFrom(event.currentTarget.value) })}
            />
          )}
        </Field>
      </div>
      {offer.weather && (
        <div>
          <button type="button" class="plain" onClick={() => set({ weather: undefined })}>
            {words.anyWeather}
          </button>
        </div>
      )}
    </div>
  );
}
