// The options of `npm start`: what is understood, what each means, and a message that helps for anything else.
import { parseArgs } from 'node:util';
import { defaultSpeed } from '../demo/play.ts';

export interface StartOptions {
  headless: boolean;
  port: number;
  seed: number;
  speed: number;
  /** Seconds of demo after which everything is stopped; until Ctrl-C if absent. */
  forSeconds?: number;
  fresh: boolean;
  /** With X-Ray's segments, which are kept among the logs. */
  traces: boolean;
  /** Tells one story instead of playing the demo. */
  story?: 'rain';
  help: boolean;
}

export const usage = `npm start -- [options]

  --port <port>      of the HTTP API                                    (4000)
  --seed <number>    the same number gives the same city and people     (1)
  --speed <factor>   how fast people walk                               (${defaultSpeed})
  --for <seconds>    stop by itself after so long                       (Ctrl-C)
  --story rain       one afternoon in a café, told slowly; --speed tells it faster
  --headless         plain lines, for a pipe or CI
  --traces           trace every call, as X-Ray would: .local/logs/traces.log
  --fresh            forget tables and logs of former starts
  --help             this text`;

/** Reads the command line. Throws an Error that says which option is wrong and what would be right. */
export function parseOptions(args: string[]): StartOptions {
  const values = readValues(args);
  const number = (name: 'port' | 'seed' | 'speed' | 'for', isValid: (value: number) => boolean, what: string) => {
    const text = values[name];
    const value = text?.trim() === '' ? Number.NaN : Number(text);
    if (text !== undefined && !isValid(value)) throw new Error(`--${name} takes ${what}, not "${text}".`);
    return value;
  };
  if (values.story !== undefined && values.story !== 'rain') {
    throw new Error(`--story takes rain, not "${values.story}".`);
  }
  return {
    headless: values.headless,
    port: number('port', (port) => Number.isInteger(port) && port >= 0 && port <= 65_535, 'a port (0 to 65535)'),
    seed: number('seed', Number.isSafeInteger, 'a whole number'),
    speed: number('speed', (speed) => speed > 0 && Number.isFinite(speed), 'a number above 0'),
    forSeconds:
      values.for === undefined
        ? undefined
        : number('for', (seconds) => seconds > 0 && seconds <= 86_400, 'a number of seconds (up to a day)'),
    fresh: values.fresh,
    traces: values.traces,
    story: values.story,
    help: values.help,
  };
}

function readValues(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '4000' },
        seed: { type: 'string', default: '1' },
        speed: { type: 'string', default: String(defaultSpeed) },
        for: { type: 'string' },
        story: { type: 'string' },
        headless: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        traces: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\nnpm start -- --help shows all options.`, { cause });
  }
}
